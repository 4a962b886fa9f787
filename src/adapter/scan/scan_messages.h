// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codes of a scanner for malware say.

#include <span>

#include "base/message.h"

namespace genbo {

extern const std::span<const Message> kScanMessages;

}  // namespace genbo
