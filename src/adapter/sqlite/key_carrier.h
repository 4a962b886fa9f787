// SPDX-License-Identifier: Apache-2.0
#pragma once

// Data keys for a database of earlier, out of one of later.
//
// At the end of an epoch the data keys of all records are wrapped anew and the epoch's
// key-encryption key is destroyed; that is how erasing a person reaches old backups.  It would
// reach everybody else in them too: what an old backup holds is wrapped under a key that is gone.
// So the survivors' keys are taken from the newest state: they are the same keys in another
// wrapping.  Who has been erased has none there, and stays unreadable.

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

struct CarriedKeys {
    std::int64_t carried = 0;
    std::int64_t lost = 0;  // Wrapped under an epoch that is gone, and not in the newer one.
};

// `usable`: whether the keyring has the epoch of a wrapped key.  Neither database is open
// elsewhere.
Result<CarriedKeys> carry_keys(
    const std::filesystem::path& newer, const std::filesystem::path& older,
    const std::function<bool(ByteView wrapped)>& usable);

}  // namespace genbo
