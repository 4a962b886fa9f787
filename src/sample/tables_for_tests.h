// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables, read once for all tests of this room.

#include "sample/tables.h"

namespace genbo::sample {

inline const Tables& test_tables() {
    static const Tables kTables;
    return kTables;
}

}  // namespace genbo::sample
