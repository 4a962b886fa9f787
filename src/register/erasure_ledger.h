// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ledger of erasures (消去台帳): a file beside the keyring, outside the database and its
// backups, that says who must not be in the database, so that a restored backup does not bring
// anybody back.
//
//   genbo-erasures 1 <id of the keyring>
//   {"uid":…,"at":…,"records":[…],"tokens":[…]} <mac>
//   …
//
// A line holds keyed hashes of source keys and of identifiers (suppression.h), no personal value.
// It is only ever appended to, and is on the disk before anything is deleted.  Each mac is over the
// one before and the line, under a key of the keyring: a line that was changed, taken out or put
// elsewhere is refused; lines cut off at the end are found by the database, which notes how many
// there were.  A last line without its end is what a power cut leaves, and is written again.
//
// Thread safety: any thread.

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"
#include "register/erasure.h"

namespace genbo {

struct LedgerRecord {
    std::string source;  // Its name: numbers of sources may be given anew after a restore.
    SourceId source_id;
    Bytes key_hash;

    friend bool operator==(const LedgerRecord&, const LedgerRecord&) = default;
};

struct LedgerEntry {
    std::string uid;
    Instant at;
    std::vector<LedgerRecord> records;
    std::vector<std::string> tokens;

    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

class ErasureLedger {
public:
    // The keyring outlives it.  The file is made with the first entry.
    ErasureLedger(std::filesystem::path path, const Keyring& keyring);

    // corrupt: register.ledger_damaged (with the line).
    Result<std::vector<LedgerEntry>> entries() const;
    Result<std::size_t> size() const;
    Result<bool> has(std::string_view uid) const;

    // Durable when it returns.  An entry that is there already is not written twice.
    Result<> append(const LedgerEntry& entry);

    const std::filesystem::path& path() const { return path_; }

private:
    struct Content {
        std::vector<LedgerEntry> entries;
        Hash last{};
        std::size_t good_bytes = 0;  // What follows is a torn line.
    };
    // What was read before, when the file has not grown since.
    Result<const Content*> read() const;
    Result<Content> parse() const;
    Hash mac_of(const Hash& before, std::string_view line) const;
    std::string first_line() const;

    const std::filesystem::path path_;
    const Keyring& keyring_;
    mutable std::mutex mutex_;
    mutable Content content_;
    mutable std::uintmax_t read_bytes_ = 0;  // 0 = nothing was read.
    mutable std::filesystem::file_time_type read_at_;
};

// Where the ledger is: beside the keyring.
std::filesystem::path ledger_path(const std::filesystem::path& keyring_file);

}  // namespace genbo
