// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register asks of a database.  One schema and one meaning for every engine: the contract
// suite (adapter/store_contract_test.cc) runs on each adapter, memory included.
//
//   Store         the database.  Hands out readers, and the one writer.
//   StoreReader   reads; between begin_snapshot() and end_snapshot() all from one moment.
//   StoreWriter   the single writer: begin → changes → commit.  What commit() acknowledged is
//                 durable; what it did not is not there after the next open.
//
// Rows are facts unless they say "projection": facts are only ever added.  Personal values are
// Bytes here, sealed before they come and opened after they leave; the store never sees a name.
// Times are microseconds UTC, identities 64-bit integers given by the caller's counters.
//
// Thread safety: one reader or writer belongs to one thread at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"

namespace genbo {

using NumberId = Strong<struct NumberIdTag, std::int64_t>;  // In order of issue, from 1.

// A system that sends records.  Higher rank (0 to 100) = more trusted.
struct StoredSource {
    SourceId id;
    std::string name;
    std::string label;
    std::int64_t rank = 0;

    friend bool operator==(const StoredSource&, const StoredSource&) = default;
};

struct StoredRecord {
    RecordId id;
    SourceId source;
    Bytes key_hash;     // 16 bytes, keyed: (source, key_hash) is unique.
    Bytes wrapped_key;  // The record's data key under the key-encryption key.
    // Projections of the versions and of the partition:
    std::int64_t version = 0;       // The current version; 0 = all withdrawn.
    std::int64_t last_version = 0;  // The highest ever given.
    Bytes content_hash;             // Of the current version; empty when withdrawn.
    NumberId customer;              // Whose record it is; 0 = nobody's, withdrawn.

    friend bool operator==(const StoredRecord&, const StoredRecord&) = default;
};

struct StoredVersion {
    RecordId record;
    std::int64_t version = 0;
    ImportId import;
    Instant at;
    Bytes content_hash;
    Bytes sealed;

    friend bool operator==(const StoredVersion&, const StoredVersion&) = default;
};

enum class ImportState : std::int64_t {
    running = 0,
    done = 1,
    failed = 2,       // Stopped by an error; its finished batches stay.
    interrupted = 3,  // The process ended; its finished batches stay.  Import the file again.
    undone = 4,
};

struct ImportCounts {
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
    std::int64_t rejected = 0;

    friend bool operator==(const ImportCounts&, const ImportCounts&) = default;
};

struct StoredImport {
    ImportId id;
    SourceId source;
    std::string file_name;  // Without its folder.
    Bytes file_hash;        // Keyed hash of the bytes.
    ImportState state = ImportState::running;
    Instant started;
    Instant finished;  // Epoch = not yet.
    StaffId actor;
    ImportCounts counts;
    std::string detail;  // JSON: encoding, mapping, findings (places and codes, no values).

    friend bool operator==(const StoredImport&, const StoredImport&) = default;
};

struct StoredRejection {
    ImportId import;
    std::int64_t row = 0;
    std::string code;
    std::string column;
    Bytes sealed;  // The row's cells; forbidden numbers already blotted out.

    friend bool operator==(const StoredRejection&, const StoredRejection&) = default;
};

enum class NumberKind : std::int64_t { automatic = 0, manual = 1, reserved = 2 };

struct StoredNumber {
    NumberId id;
    std::string text;  // Digits without grouping, unique.
    std::int64_t rule = 0;
    NumberKind kind = NumberKind::automatic;
    // The record that stands for the number (docs/adr/0012); 0 = none: reserved, or void.
    RecordId anchor;
    Instant issued;
    std::string owner;  // Of a reserved number: the store or partner.

    friend bool operator==(const StoredNumber&, const StoredNumber&) = default;
};

enum class StoredVerdictKind : std::int64_t { same = 0, not_same = 1, later = 2 };

struct StoredVerdict {
    VerdictId id;
    RecordId left;  // left < right.
    RecordId right;
    StoredVerdictKind kind = StoredVerdictKind::later;
    StaffId actor;
    Instant at;
    Instant withdrawn;  // Epoch = stands.
    Bytes sealed_reason;

    friend bool operator==(const StoredVerdict&, const StoredVerdict&) = default;
};

// A record moved from one customer to another: what the timeline tells.
struct StoredMove {
    std::int64_t seq = 0;  // Given by the store, ascending.
    Instant at;
    RecordId record;
    NumberId from;
    NumberId to;
    std::string cause;  // "import 12", "verdict 3", "undo 12", "rebuild".

    friend bool operator==(const StoredMove&, const StoredMove&) = default;
};

struct StoredStaff {
    StaffId id;
    std::string name;  // Sign-in name, unique.
    std::string role;
    std::string password_hash;
    bool must_change_password = false;
    Instant created;

    friend bool operator==(const StoredStaff&, const StoredStaff&) = default;
};

// The first answer to a mutating call, for the retry.
struct StoredAnswer {
    std::string key;  // Actor and idempotency key, hashed.
    Bytes request_hash;
    std::int64_t status = 0;
    Bytes sealed_body;
    Instant at;

    friend bool operator==(const StoredAnswer&, const StoredAnswer&) = default;
};

struct StoreCounts {
    std::int64_t records = 0;  // Live ones.
    std::int64_t versions = 0;
    std::int64_t customers = 0;  // Numbers that live records belong to.
    std::int64_t numbers = 0;
    std::int64_t rejections = 0;  // Of imports that stand.
    std::int64_t leaves = 0;
};

// The highest identity given so far; 0 = none, and -1 for leaves, which count from 0.
struct StoreHeads {
    std::int64_t source = 0;
    std::int64_t record = 0;
    std::int64_t import = 0;
    std::int64_t number = 0;
    std::int64_t verdict = 0;
    std::int64_t staff = 0;
    std::int64_t leaf = -1;
};

class StoreReader {
public:
    virtual ~StoreReader() = default;

    // Until end_snapshot() everything read belongs to one moment.  The writer reads its own
    // transaction instead; there both do nothing.
    virtual Result<> begin_snapshot() = 0;
    virtual void end_snapshot() = 0;

    // not_found where a single thing is asked for and not there.
    virtual Result<std::string> setting(std::string_view name) = 0;
    virtual Result<std::vector<std::pair<std::string, std::string>>> settings(
        std::string_view prefix) = 0;

    virtual Result<std::vector<StoredSource>> sources() = 0;

    virtual Result<StoredRecord> record(RecordId id) = 0;
    virtual Result<StoredRecord> record_by_key(SourceId source, ByteView key_hash) = 0;
    virtual Result<std::vector<StoredRecord>> records_of(NumberId customer) = 0;
    virtual Result<StoredVersion> version(RecordId record, std::int64_t version) = 0;
    virtual Result<std::vector<StoredVersion>> versions(RecordId record) = 0;
    // Every live record with its current version, ascending by id.  Stops on an Error from `each`.
    using EachRecord = std::function<Result<>(const StoredRecord&, const StoredVersion&)>;
    virtual Result<> each_live_record(const EachRecord& each) = 0;

    virtual Result<StoredImport> import(ImportId id) = 0;
    // Newest first; `before` = 0 starts at the newest.
    virtual Result<std::vector<StoredImport>> imports(ImportId before, std::size_t limit) = 0;
    // The records that the import wrote a version of, ascending.
    virtual Result<std::vector<RecordId>> records_of_import(ImportId id) = 0;
    virtual Result<std::vector<StoredRejection>> rejections(
        ImportId import, std::int64_t after_row, std::size_t limit) = 0;

    virtual Result<StoredNumber> number(NumberId id) = 0;
    virtual Result<StoredNumber> number_by_text(std::string_view text) = 0;
    virtual Result<std::vector<StoredNumber>> numbers_anchored_on(RecordId record) = 0;
    virtual Result<std::vector<StoredNumber>> numbers(NumberId after, std::size_t limit) = 0;

    virtual Result<StoredVerdict> verdict(VerdictId id) = 0;
    virtual Result<std::vector<StoredVerdict>> standing_verdicts() = 0;
    virtual Result<std::vector<StoredVerdict>> verdicts_of(RecordId record) = 0;
    virtual Result<std::vector<StoredMove>> moves_of(RecordId record) = 0;

    virtual Result<std::vector<StoredStaff>> staff() = 0;
    virtual Result<StoredAnswer> answer(std::string_view key) = 0;

    // Leaves of the audit log from `first` (0-based) on.
    virtual Result<std::vector<Bytes>> leaves(std::int64_t first, std::size_t limit) = 0;

    virtual Result<StoreCounts> counts() = 0;
    virtual Result<StoreHeads> heads() = 0;

    // The store's own check of its pages and constraints; corrupt with what it found.
    virtual Result<> verify() = 0;
};

class StoreWriter : public StoreReader {
public:
    virtual Result<> begin() = 0;
    virtual Result<> commit() = 0;
    virtual void rollback() = 0;
    // A part of the transaction that can fail alone.
    virtual Result<> savepoint() = 0;
    virtual Result<> release() = 0;
    virtual void rollback_to_savepoint() = 0;

    virtual Result<> set_setting(std::string_view name, std::string_view value) = 0;
    virtual Result<> put_source(const StoredSource& source) = 0;

    // conflict: (source, key_hash) is taken.
    virtual Result<> add_record(const StoredRecord& record) = 0;
    // The projections of an existing record: version, last_version, content_hash.
    virtual Result<> set_current(const StoredRecord& record) = 0;
    virtual Result<> set_customer(RecordId record, NumberId customer) = 0;
    virtual Result<> add_version(const StoredVersion& version) = 0;

    virtual Result<> add_import(const StoredImport& import) = 0;
    virtual Result<> update_import(const StoredImport& import) = 0;
    virtual Result<> add_rejection(const StoredRejection& rejection) = 0;

    // conflict: the text is taken, by whomever and however long ago.
    virtual Result<> add_number(const StoredNumber& number) = 0;
    virtual Result<> set_anchor(NumberId number, RecordId anchor) = 0;

    virtual Result<> add_verdict(const StoredVerdict& verdict) = 0;
    virtual Result<> withdraw_verdict(VerdictId id, Instant at) = 0;
    virtual Result<> add_move(const StoredMove& move) = 0;

    virtual Result<> put_staff(const StoredStaff& staff) = 0;
    virtual Result<> add_answer(const StoredAnswer& answer) = 0;
    virtual Result<> add_leaf(std::int64_t seq, ByteView leaf) = 0;

    // Moves finished commits from the log into the main file.  Only the writer does it.
    virtual Result<> checkpoint() = 0;
};

class Store {
public:
    virtual ~Store() = default;

    virtual Result<std::unique_ptr<StoreReader>> reader() = 0;
    // unavailable: another process writes to this master.
    virtual Result<std::unique_ptr<StoreWriter>> writer() = 0;
    // A consistent copy of everything committed, at `path`, while others go on.
    virtual Result<> copy_to(const std::string& path) = 0;
};

}  // namespace genbo
