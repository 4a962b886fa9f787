// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of this room say to a person (base/message.h).

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kBackupMessages;

}  // namespace genbo
