// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of the store port say, whichever engine is behind it.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kPortMessages;

}  // namespace genbo
