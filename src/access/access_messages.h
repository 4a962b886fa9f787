// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of the access room say.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kAccessMessages;

}  // namespace genbo
