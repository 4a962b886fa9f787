// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an inspection (register/inspection.h) found, as commands tell it.

#include "app/command.h"
#include "register/inspection.h"

namespace genbo {

void print_inspection(const CommandContext& context, const Inspection& inspection);
void write_inspection(JsonWriter& json, const Inspection& inspection);

}  // namespace genbo
