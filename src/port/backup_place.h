// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where backups are kept: a folder on another disk, a bucket.  It knows names and bytes and nothing
// of what they mean; whatever it is given is sealed already.
//
// A name is made of small letters, digits, '-', '.' and '/' ("1f0c2a9d/00000000000012a4.log").  An
// object is written once, as a whole: it is there with all its bytes when put() has returned, or it
// is not there.
//
// Thread safety: one thread at a time.

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace genbo {

class BackupPlace {
public:
    virtual ~BackupPlace() = default;

    // Durable when it returns.  unavailable: backup.place_unreachable, backup.place_refused.
    virtual Result<> put(std::string_view name, ByteView bytes) = 0;
    // not_found: backup.piece_missing, with the name.
    virtual Result<Bytes> get(std::string_view name) = 0;
    // Every name that begins so, sorted.
    virtual Result<std::vector<std::string>> list(std::string_view prefix) = 0;
    // It need not be there.
    virtual Result<> remove(std::string_view name) = 0;

    // For people: without anything secret.
    virtual std::string label() const = 0;
};

}  // namespace genbo
