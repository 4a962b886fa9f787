// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of this room say.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kStaffMessages;

}  // namespace genbo
