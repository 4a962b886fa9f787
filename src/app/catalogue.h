// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every room's messages in one catalogue.

#include "base/message.h"

namespace genbo {

MessageCatalogue all_messages();

}  // namespace genbo
