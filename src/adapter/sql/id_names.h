// SPDX-License-Identifier: Apache-2.0
#pragma once

// The names that identities are counted under in the table id_block, and what each begins with.

#include <array>
#include <cstdint>
#include <string_view>

#include "port/store.h"

namespace genbo::sql {

struct IdCounter {
    std::string_view name;
    std::int64_t first;
};

// In the order of IdKind.
inline constexpr std::array<IdCounter, kIdKinds> kIdCounters{{
    {"source", 1},
    {"record", 1},
    {"import", 1},
    {"number", 1},
    {"sequence", 0},
    {"verdict", 1},
    {"staff", 1},
}};

inline std::string_view id_name(IdKind kind) {
    return kIdCounters.at(static_cast<std::size_t>(kind)).name;
}

// The lease whose epoch counts the transactions of scope partition.
inline constexpr std::string_view kPartitionLease = "partition";

}  // namespace genbo::sql
