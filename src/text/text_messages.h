// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of the text room say to a person.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kTextMessages;

}  // namespace genbo
