// SPDX-License-Identifier: Apache-2.0
#pragma once

// Stable names of what a blocking key is made of, for files that people read and write.

#include <optional>
#include <string_view>

#include "match/schema.h"

namespace genbo {

std::string_view atom_name(AtomType type);

std::optional<AtomType> atom_by_name(std::string_view name);

}  // namespace genbo
