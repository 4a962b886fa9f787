// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rows that the store port (store.h) takes and gives: one struct per noun.
//
// Rows are facts unless they say "projection": facts are only ever added.  Personal values are
// Bytes here, sealed before they come and opened after they leave; the store never sees a name.
// Times are microseconds UTC, identities 64-bit integers that the store hands out in blocks
// (StoreWriter::take_ids).

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
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

enum class StoredVerdictKind : std::int64_t {
    same = 0,
    not_same = 1,
    later = 2,
    unsure = 3,  // Somebody else shall decide.
    // What a second person said of the pair, to be compared with the first; the partition does not
    // listen to it.
    second_same = 4,
    second_not_same = 5,
};

// Whether the partition listens to it.
constexpr bool decides(StoredVerdictKind kind) {
    return kind == StoredVerdictKind::same || kind == StoredVerdictKind::not_same;
}

constexpr bool is_second(StoredVerdictKind kind) {
    return kind == StoredVerdictKind::second_same || kind == StoredVerdictKind::second_not_same;
}

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

// Why a record was joined to another, or what was known when somebody decided about it: the trace
// of an explanation (register/evidence.h), sealed under the record's own key.
struct StoredEvidence {
    RecordId record;
    Bytes entry;  // 16 bytes: time, then chance.  Orders and names it within the record.
    Instant at;
    Bytes sealed;

    friend bool operator==(const StoredEvidence&, const StoredEvidence&) = default;
};

// A record moved from one customer to another: what the timeline tells.
struct StoredMove {
    std::int64_t seq = 0;  // Given by the store, ascending within the record, from 1.
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

// A record's customer changes: `from` is what the store says now.
struct CustomerOfRecord {
    RecordId record;
    NumberId from;
    NumberId to;

    friend bool operator==(const CustomerOfRecord&, const CustomerOfRecord&) = default;
};

// What a live record is now, without its content.
struct RecordHead {
    RecordId id;
    std::int64_t version = 0;
    NumberId customer;

    friend bool operator==(const RecordHead&, const RecordHead&) = default;
};

struct CustomerMember {
    NumberId customer;
    RecordId record;

    friend bool operator==(const CustomerMember&, const CustomerMember&) = default;
};

// An audit leaf that has no place in the tree yet (docs/adr/0016): written beside what it speaks
// of, in the transaction of the act; one lease holder gives it its place.
struct StoredPendingLeaf {
    std::int64_t beside = 0;  // The record or customer it speaks of: where it is stored; 0 = none.
    Bytes entry;              // 16 bytes: time, then chance.  Orders and names it.
    Bytes leaf;               // Encoded, with seq 0.

    friend bool operator==(const StoredPendingLeaf&, const StoredPendingLeaf&) = default;
};

// What others are told (outbox): no personal value, only who and what kind.
struct StoredEvent {
    std::int64_t lane = 0;  // Of kEventLanes, by customer.
    Bytes entry;            // 16 bytes, as of StoredPendingLeaf; ascending within a lane.
    Instant at;
    NumberId customer;
    std::string kind;    // "customer.created", "customer.changed", "customer.joined", …
    std::string detail;  // JSON.

    friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

inline constexpr std::int64_t kEventLanes = 16;

// Who does a background duty (docs/adr/0015).  Every new holder has a higher epoch.
struct StoredLease {
    std::string name;
    std::string holder;
    std::int64_t epoch = 0;
    Instant expires;

    friend bool operator==(const StoredLease&, const StoredLease&) = default;
};

// A signed-in browser, so that any node knows it.
struct StoredSession {
    Bytes token_hash;
    StaffId staff;
    Instant opened;
    Instant used;

    friend bool operator==(const StoredSession&, const StoredSession&) = default;
};

// A word that the nodes leave for each other for an hour or so: failed sign-ins, running requests
// and jobs.  Never a fact.
struct StoredNote {
    std::string name;  // "job.12"; hashes where it would say anything of a person.
    Instant at;
    Bytes value;

    friend bool operator==(const StoredNote&, const StoredNote&) = default;
};

// A piece of a file that waits to be imported, by whichever node.
struct StoredUploadChunk {
    std::string upload;
    std::int64_t chunk = 0;
    Instant at;
    Bytes sealed;

    friend bool operator==(const StoredUploadChunk&, const StoredUploadChunk&) = default;
};

// What an audit leaf commits to, in words: a search that was typed, a reason that was given.  Under
// the data key of the record that it is about, and gone with it.
struct StoredDetail {
    RecordId record;
    Bytes entry;  // 16 bytes, as of StoredPendingLeaf.
    Bytes sealed;

    friend bool operator==(const StoredDetail&, const StoredDetail&) = default;
};

// That somebody saw something of a record: who and what kind, never a value.  The alias leads to
// the record only with the record's data key.
struct StoredAccess {
    Bytes alias;        // 16 bytes.
    Bytes entry;        // 16 bytes; its first eight are the time.
    std::string actor;  // "staff:12", "key:7".
    std::string role;
    std::string action;  // "customer.show".
    std::string fields;  // Names, separated by spaces.
    std::string purpose;
    std::string request_id;
    Bytes session;               // A hash, or empty.
    std::int64_t explained = 0;  // Bits: what the access follows from; 0 = nothing known.
    std::int64_t marks = 0;      // Bits: what is remarkable about it.

    friend bool operator==(const StoredAccess&, const StoredAccess&) = default;
};

// How much somebody saw on a day (in Japan): what the watch compares days by.
struct StoredAccessDay {
    std::string actor;
    std::int64_t day = 0;  // Days since 1970.
    std::string role;
    std::int64_t records = 0;
    std::int64_t unexplained = 0;
    std::int64_t alarmed = 0;  // 1: not part of what is usual.

    friend bool operator==(const StoredAccessDay&, const StoredAccessDay&) = default;
};

// Something that the watch found, and what was said about it.
struct StoredAlert {
    Bytes entry;  // 16 bytes.
    std::string kind;
    std::string actor;
    std::int64_t state = 0;  // register/alert_desk.h
    Bytes sealed;

    friend bool operator==(const StoredAlert&, const StoredAlert&) = default;
};

// A paper of one of the register's desks that must outlive restarts, moves and restores: an
// approval, an erasure, a suppressed key, a legal hold.  What it says is sealed.
struct StoredPaper {
    std::string name;  // "approval/000000000012"; hashes where it would say anything of a person.
    Instant at;
    Bytes sealed;

    friend bool operator==(const StoredPaper&, const StoredPaper&) = default;
};

// The data key of a record under another key-encryption key: `from` is what the store says now.
struct WrappedKeyChange {
    RecordId record;
    Bytes from;
    Bytes to;

    friend bool operator==(const WrappedKeyChange&, const WrappedKeyChange&) = default;
};

}  // namespace genbo
