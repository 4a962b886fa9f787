// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register asks of a database.  One schema and one meaning for every engine: the contract
// suite (adapter/postgres/store_contract_test.cc) runs on each adapter, memory included.
//
//   Store         the database.  Hands out readers and writers.
//   StoreReader   reads; between begin_snapshot() and end_snapshot() all from one moment.
//   StoreWriter   begin → changes → commit.  What commit() acknowledged is durable; what it did
//                 not is not there after the next open.
//
// Calls take many things at once, because on a server every call is a round trip and on many
// machines every statement is a plan.
//
// Two writers never change the partition (who belongs to whom) at the same time: begin(partition)
// waits until nobody else does, on whatever machine.  Writers of mere rows go on beside it.  An
// embedded store has one writer altogether.
//
// After any Error from a change the transaction is spoilt: go back to the savepoint or roll back.
// An Error for which retryable() is true ("store.retry", "store.connection_lost") means that the
// same transaction may be tried again from its begin(), under the same mark.
//
// Thread safety: one reader or writer belongs to one thread at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "port/index_tables.h"
#include "port/store_rows.h"

namespace genbo {

struct StoreCounts {
    std::int64_t records = 0;  // Live ones.
    std::int64_t versions = 0;
    std::int64_t customers = 0;  // Numbers that live records belong to.
    std::int64_t numbers = 0;
    std::int64_t rejections = 0;  // Of imports that stand.
    std::int64_t leaves = 0;      // In the tree.
};

// What identities are counted for.  `sequence` is the place in the number rule's permutation.
enum class IdKind { source, record, import, number, sequence, verdict, staff };
inline constexpr std::size_t kIdKinds = 7;

class StoreReader {
public:
    virtual ~StoreReader() = default;

    // Until end_snapshot() everything read belongs to one moment.  The writer reads its own
    // transaction instead; there both do nothing.
    virtual Result<> begin_snapshot() = 0;
    virtual void end_snapshot() = 0;
    // The snapshot or transaction that is open may last hours, its statements too: limits that are
    // meant for ordinary requests do not hold until its end.
    virtual Result<> allow_hours() { return {}; }

    // not_found where a single thing is asked for and not there.  Where many are, those that are
    // not there are left out, and each of the others comes once, ascending, whatever was asked for
    // how often.
    virtual Result<std::string> setting(std::string_view name) = 0;
    virtual Result<std::vector<std::pair<std::string, std::string>>> settings(
        std::string_view prefix) = 0;

    virtual Result<std::vector<StoredSource>> sources() = 0;

    virtual Result<StoredRecord> record(RecordId id) = 0;
    virtual Result<std::vector<StoredRecord>> records(std::span<const RecordId> ids) = 0;
    virtual Result<std::vector<StoredRecord>> records_by_keys(
        SourceId source, std::span<const Bytes> key_hashes) = 0;
    virtual Result<std::vector<StoredRecord>> records_of(NumberId customer) = 0;
    virtual Result<std::vector<CustomerMember>> members_of(std::span<const NumberId> customers) = 0;
    // The customer of each that has one, in any order.
    virtual Result<std::vector<CustomerMember>> customers_of(std::span<const RecordId> records) = 0;
    virtual Result<StoredVersion> version(RecordId record, std::int64_t version) = 0;
    virtual Result<std::vector<StoredVersion>> versions(RecordId record) = 0;
    // The current version of each that has one, in their order.
    virtual Result<std::vector<StoredVersion>> current_versions(
        std::span<const StoredRecord> records) = 0;
    // Every live record with its current version, ascending by id.  Stops on an Error from `each`.
    using EachRecord = std::function<Result<>(const StoredRecord&, const StoredVersion&)>;
    virtual Result<> each_live_record(const EachRecord& each) = 0;
    // What a live record is now, without its content; ascending by id.
    virtual Result<std::vector<RecordHead>> live_heads(RecordId after, std::size_t limit) = 0;

    virtual Result<StoredImport> import(ImportId id) = 0;
    // Newest first; `before` = 0 starts at the newest.
    virtual Result<std::vector<StoredImport>> imports(ImportId before, std::size_t limit) = 0;
    // The records that the import wrote a version of, ascending.
    virtual Result<std::vector<RecordId>> records_of_import(ImportId id) = 0;
    virtual Result<std::vector<StoredRejection>> rejections(
        ImportId import, std::int64_t after_row, std::size_t limit) = 0;

    virtual Result<StoredNumber> number(NumberId id) = 0;
    virtual Result<std::vector<StoredNumber>> numbers_by_id(std::span<const NumberId> ids) = 0;
    virtual Result<StoredNumber> number_by_text(std::string_view text) = 0;
    // Those of the texts that are somebody's number, in any order.
    virtual Result<std::vector<std::string>> taken_texts(std::span<const std::string> texts) = 0;
    virtual Result<std::vector<StoredNumber>> numbers_anchored_on(
        std::span<const RecordId> records) = 0;
    // The oldest number anchored on each record that has one, in any order.
    virtual Result<std::vector<CustomerMember>> first_anchors(
        std::span<const RecordId> records) = 0;
    virtual Result<std::vector<StoredNumber>> numbers(NumberId after, std::size_t limit) = 0;

    virtual Result<StoredVerdict> verdict(VerdictId id) = 0;
    virtual Result<std::vector<StoredVerdict>> standing_verdicts() = 0;
    // Newest first; `before` = 0 starts at the newest.
    virtual Result<std::vector<StoredVerdict>> verdicts(VerdictId before, std::size_t limit) = 0;
    // Each once, ascending by id.
    virtual Result<std::vector<StoredVerdict>> verdicts_of(std::span<const RecordId> records) = 0;
    virtual Result<std::vector<StoredMove>> moves_of(RecordId record) = 0;
    // Oldest first.
    virtual Result<std::vector<StoredEvidence>> evidence_of(RecordId record) = 0;

    virtual Result<std::vector<StoredStaff>> staff() = 0;
    virtual Result<StoredAnswer> answer(std::string_view key) = 0;
    virtual Result<StoredSession> session(ByteView token_hash) = 0;
    virtual Result<std::vector<StoredSession>> sessions_of(StaffId staff) = 0;
    virtual Result<StoredNote> note(std::string_view name) = 0;
    // By name.
    virtual Result<std::vector<StoredNote>> notes(std::string_view prefix) = 0;
    virtual Result<StoredUploadChunk> upload_chunk(std::string_view upload, std::int64_t chunk) = 0;

    virtual Result<StoredPaper> paper(std::string_view name) = 0;
    // Those under the names, each once, ascending.
    virtual Result<std::vector<StoredPaper>> papers_named(std::span<const std::string> names) = 0;
    // Of names from `after` (not itself) to `end` (not itself), ascending.
    virtual Result<std::vector<StoredPaper>> papers(
        std::string_view after, std::string_view end, std::size_t limit) = 0;

    // Withdrawn ones too, ascending.
    virtual Result<std::vector<StoredRecord>> all_records(RecordId after, std::size_t limit) = 0;
    // By key, ascending.
    virtual Result<std::vector<StoredAnswer>> answers(
        std::string_view after, std::size_t limit) = 0;

    // Leaves of the audit log from `first` (0-based) on.
    virtual Result<std::vector<Bytes>> leaves(std::int64_t first, std::size_t limit) = 0;
    virtual Result<std::int64_t> leaf_count() = 0;
    // Oldest first.
    virtual Result<std::vector<StoredPendingLeaf>> pending_leaves(std::size_t limit) = 0;
    virtual Result<std::int64_t> pending_leaf_count() = 0;

    // Oldest first.
    virtual Result<std::vector<StoredDetail>> details_of(RecordId record) = 0;
    // Newest first, from before `before` on (empty: from the newest).
    virtual Result<std::vector<StoredAccess>> access_of(
        ByteView alias, ByteView before, std::size_t limit) = 0;
    // Everybody's, oldest first, behind `after`.
    virtual Result<std::vector<StoredAccess>> access_after(ByteView after, std::size_t limit) = 0;
    // From that day on, by actor and day.
    virtual Result<std::vector<StoredAccessDay>> access_days(std::int64_t first_day) = 0;
    virtual Result<StoredAlert> alert(ByteView entry) = 0;
    // Newest first.
    virtual Result<std::vector<StoredAlert>> alerts(std::size_t limit) = 0;

    // Of one lane, oldest first.
    virtual Result<std::vector<StoredEvent>> events(std::int64_t lane, std::size_t limit) = 0;
    virtual Result<StoredLease> lease(std::string_view name) = 0;

    virtual Result<StoreCounts> counts() = 0;

    // The store's own check of its pages and constraints; corrupt with what it found.
    virtual Result<> verify() = 0;

    // The look-up tables of match and search; nullptr in an embedded store, where they are resident
    // memory instead.
    virtual IndexTables* index_tables() { return nullptr; }
};

enum class WriteScope {
    partition,  // Who belongs to whom, numbers, records: one transaction at a time.
    rows,       // Anything else.
};

enum class Began {
    fresh,
    // A transaction under this mark is committed: an answer was lost, not the work.
    done_before,
};

class StoreWriter : public StoreReader {
public:
    // `mark`: 16 random bytes that name this transaction over its retries.  A retry under the same
    // mark waits for an earlier attempt that may still be on its way.
    virtual Result<Began> begin(WriteScope scope, ByteView mark) = 0;
    virtual Result<> commit() = 0;
    virtual void rollback() = 0;
    // A part of the transaction that can fail alone.
    virtual Result<> savepoint() = 0;
    virtual Result<> release() = 0;
    virtual void rollback_to_savepoint() = 0;

    // How many transactions of scope partition there have been, this one included: what was
    // remembered of the partition at the last one is still true if this is the next.
    virtual std::int64_t generation() const = 0;

    // The first of `count` new identities.  A rollback gives them back or leaves a gap.
    virtual Result<std::int64_t> take_ids(IdKind kind, std::int64_t count) = 0;

    virtual Result<> set_setting(std::string_view name, std::string_view value) = 0;
    virtual Result<> put_source(const StoredSource& source) = 0;

    // conflict: (source, key_hash) is taken.  May be told only at the next call.
    virtual Result<> add_records(std::span<const StoredRecord> records) = 0;
    // The projections of existing records: version, last_version, content_hash.
    virtual Result<> set_current(std::span<const StoredRecord> records) = 0;
    // Each record once.  not_found: it is not there, or is not `from`'s.
    virtual Result<> set_customers(std::span<const CustomerOfRecord> changes) = 0;
    virtual Result<> add_versions(std::span<const StoredVersion> versions) = 0;

    virtual Result<> add_import(const StoredImport& import) = 0;
    virtual Result<> update_import(const StoredImport& import) = 0;
    virtual Result<> add_rejections(std::span<const StoredRejection> rejections) = 0;

    // conflict: a text is taken, by whomever and however long ago.  May be told only at the next
    // call: ask taken_texts() first.
    virtual Result<> add_numbers(std::span<const StoredNumber> numbers) = 0;
    virtual Result<> set_anchor(NumberId number, RecordId from, RecordId to) = 0;

    virtual Result<> add_verdict(const StoredVerdict& verdict) = 0;
    virtual Result<> withdraw_verdict(VerdictId id, Instant at) = 0;
    virtual Result<> add_moves(std::span<const StoredMove> moves) = 0;
    virtual Result<> add_evidence(std::span<const StoredEvidence> evidence) = 0;

    virtual Result<> put_staff(const StoredStaff& staff) = 0;
    virtual Result<> add_answer(const StoredAnswer& answer) = 0;
    virtual Result<> put_session(const StoredSession& session) = 0;
    // Only if it is still there: a session that was closed meanwhile stays closed.
    virtual Result<> touch_session(ByteView token_hash, Instant used) = 0;
    virtual Result<> remove_session(ByteView token_hash) = 0;

    // The note, or a new one of `now` without a value; nobody else holds it before this transaction
    // ends.
    virtual Result<StoredNote> hold_note(std::string_view name, Instant now) = 0;
    virtual Result<> put_note(const StoredNote& note) = 0;
    virtual Result<> remove_note(std::string_view name) = 0;

    virtual Result<> add_upload_chunk(const StoredUploadChunk& chunk) = 0;
    virtual Result<> remove_upload(std::string_view upload) = 0;
    virtual Result<> remove_uploads_before(Instant at) = 0;

    // New or instead of what is there.
    virtual Result<> put_papers(std::span<const StoredPaper> papers) = 0;
    virtual Result<> remove_papers(std::span<const std::string> names) = 0;

    // Each record once.  not_found: it is not there, or its key is not `from`.
    virtual Result<> set_wrapped_keys(std::span<const WrappedKeyChange> changes) = 0;
    // The same content, sealed anew.
    virtual Result<> reseal_rejections(std::span<const StoredRejection> rejections) = 0;
    virtual Result<> reseal_verdicts(std::span<const StoredVerdict> verdicts) = 0;
    virtual Result<> reseal_answers(std::span<const StoredAnswer> answers) = 0;

    // For erasure, the only thing that removes facts: the records with their keys, versions,
    // evidence and moves.  They belong to nobody any more, and no number is anchored on them.
    virtual Result<> erase_records(std::span<const StoredRecord> records) = 0;
    virtual Result<> erase_verdicts(std::span<const StoredVerdict> verdicts) = 0;
    virtual Result<> erase_rejections(std::span<const StoredRejection> rejections) = 0;
    virtual Result<> erase_answers(std::span<const StoredAnswer> answers) = 0;

    virtual Result<> add_leaves(std::int64_t first, std::span<const Bytes> leaves) = 0;
    virtual Result<> add_pending_leaves(std::span<const StoredPendingLeaf> leaves) = 0;
    virtual Result<> remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) = 0;

    virtual Result<> add_details(std::span<const StoredDetail> details) = 0;
    virtual Result<> add_access(std::span<const StoredAccess> entries) = 0;
    // New, or in place of the one of that actor and day.
    virtual Result<> put_access_days(std::span<const StoredAccessDay> days) = 0;
    // New, or in place of the one of that entry.
    virtual Result<> put_alert(const StoredAlert& alert) = 0;

    virtual Result<> add_events(std::span<const StoredEvent> events) = 0;
    virtual Result<> remove_events(std::span<const StoredEvent> events) = 0;

    // The lease, if nobody holds it at `now`; it is then held until `until` under a new epoch.
    virtual Result<std::optional<StoredLease>> take_lease(
        std::string_view name, std::string_view holder, Instant now, Instant until) = 0;
    // Prolongs it, and keeps everybody else from taking it before this transaction ends: what is
    // written beside it was written by the holder.  conflict: store.lease_lost.
    virtual Result<> keep_lease(const StoredLease& lease, Instant until) = 0;

    // Marks, answers, sessions and such that nobody can ask for any more.
    virtual Result<> sweep(Instant older_than) = 0;

    // Moves finished commits from the log into the main file, where there is such a thing.
    virtual Result<> checkpoint() = 0;
};

enum class Sharing {
    embedded,  // One process writes; match and search are resident.
    shared,    // Any number of processes; match and search are look-up tables.
};

class Store {
public:
    virtual ~Store() = default;

    virtual Sharing sharing() const = 0;
    virtual Result<std::unique_ptr<StoreReader>> reader() = 0;
    // unavailable: another process writes to this master (embedded).
    virtual Result<std::unique_ptr<StoreWriter>> writer() = 0;
    // A consistent copy of everything committed, at `path`, while others go on.  unavailable:
    // store.own_backup, where the server has its own means.
    virtual Result<> copy_to(const std::string& path) = 0;
};

inline bool retryable(const Error& error) {
    return error.code == "store.retry" || error.code == "store.connection_lost";
}

}  // namespace genbo
