// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes say that only a PostgreSQL store knows.  Those that every store has are in
// port/port_messages.h.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kPgMessages;

}  // namespace genbo
