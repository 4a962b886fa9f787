// SPDX-License-Identifier: Apache-2.0
#pragma once

// What this room has to say (base/message.h).

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kConnectMessages;

}  // namespace genbo
