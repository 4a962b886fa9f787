// SPDX-License-Identifier: Apache-2.0
#pragma once

// Tells whoever listens (docs: events) that a customer changed although no record of his moved: a
// decision about a value, a relation.

#include "register/writer.h"

namespace genbo {

// "customer.changed", in the caller's transaction; nothing while nobody listens.
Result<> tell_of_change(WriteContext& context, NumberId customer);

}  // namespace genbo
