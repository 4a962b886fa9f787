// SPDX-License-Identifier: Apache-2.0
#pragma once

// What base's own codes say to a person (message.h).

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kBaseMessages;

}  // namespace genbo
