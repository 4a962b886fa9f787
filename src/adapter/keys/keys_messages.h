// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of the guards of the keyring say.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kKeysMessages;

}  // namespace genbo
