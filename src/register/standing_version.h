// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which version of a record is the present one: the newest that an import which stands has written.
// Undo asks it, and so does whoever takes a record back out of quarantine.

#include <set>
#include <vector>

#include "port/store.h"

namespace genbo {

// nullptr = none.
const StoredVersion* standing_version(
    const std::vector<StoredVersion>& versions, const std::set<ImportId>& undone);

Result<std::set<ImportId>> undone_imports(StoreReader& store);

}  // namespace genbo
