// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one writer of a master on SQLite.  It holds the lock of the master for as long as it lives.

#include <array>
#include <filesystem>
#include <memory>

#include "adapter/sqlite/change_recorder.h"
#include "adapter/sqlite/lock_file.h"
#include "adapter/sqlite/sqlite_reader.h"

namespace genbo {

class SqliteWriter final : public SqliteReads<StoreWriter> {
public:
    SqliteWriter(LockFile lock, SqliteDatabase db)
        : SqliteReads<StoreWriter>(std::move(db)), lock_(std::move(lock)) {
        db_.watch_log();
    }
    ~SqliteWriter() override;

    // Every commit from now on goes into the spool of the backup (backup/spool.h).
    Result<> record_changes(
        const std::filesystem::path& folder, std::uint64_t bytes_max, const Clock& clock);

    // The file has one writer, so the scope makes no difference, and what commit() answers is
    // never lost, so the mark is not needed.
    Result<Began> begin(WriteScope scope, ByteView mark) override;
    Result<> commit() override;
    void rollback() override;
    Result<> savepoint() override;
    Result<> release() override;
    void rollback_to_savepoint() override;
    std::int64_t generation() const override { return generation_; }

    Result<std::int64_t> take_ids(IdKind kind, std::int64_t count) override;
    Result<> set_setting(std::string_view name, std::string_view value) override;
    Result<> put_source(const StoredSource& source) override;
    Result<> add_records(std::span<const StoredRecord> records) override;
    Result<> set_current(std::span<const StoredRecord> records) override;
    Result<> set_customers(std::span<const CustomerOfRecord> changes) override;
    Result<> add_versions(std::span<const StoredVersion> versions) override;
    Result<> add_import(const StoredImport& import) override;
    Result<> update_import(const StoredImport& import) override;
    Result<> add_rejections(std::span<const StoredRejection> rejections) override;
    Result<> add_numbers(std::span<const StoredNumber> numbers) override;
    Result<> set_anchor(NumberId number, RecordId from, RecordId to) override;
    Result<> add_verdict(const StoredVerdict& verdict) override;
    Result<> withdraw_verdict(VerdictId id, Instant at) override;
    Result<> add_moves(std::span<const StoredMove> moves) override;
    Result<> add_evidence(std::span<const StoredEvidence> evidence) override;
    Result<> add_details(std::span<const StoredDetail> details) override;
    Result<> add_access(std::span<const StoredAccess> entries) override;
    Result<> put_access_days(std::span<const StoredAccessDay> days) override;
    Result<> put_alert(const StoredAlert& alert) override;
    Result<> put_staff(const StoredStaff& staff) override;
    Result<> add_answer(const StoredAnswer& answer) override;
    Result<> put_session(const StoredSession& session) override;
    Result<> touch_session(ByteView token_hash, Instant used) override;
    Result<> remove_session(ByteView token_hash) override;
    Result<StoredNote> hold_note(std::string_view name, Instant now) override;
    Result<> put_note(const StoredNote& note) override;
    Result<> remove_note(std::string_view name) override;
    Result<> add_upload_chunk(const StoredUploadChunk& chunk) override;
    Result<> remove_upload(std::string_view upload) override;
    Result<> remove_uploads_before(Instant at) override;
    Result<> put_papers(std::span<const StoredPaper> papers) override;
    Result<> remove_papers(std::span<const std::string> names) override;
    Result<> set_wrapped_keys(std::span<const WrappedKeyChange> changes) override;
    Result<> reseal_rejections(std::span<const StoredRejection> rejections) override;
    Result<> reseal_verdicts(std::span<const StoredVerdict> verdicts) override;
    Result<> reseal_answers(std::span<const StoredAnswer> answers) override;
    Result<> erase_records(std::span<const StoredRecord> records) override;
    Result<> erase_verdicts(std::span<const StoredVerdict> verdicts) override;
    Result<> erase_rejections(std::span<const StoredRejection> rejections) override;
    Result<> erase_answers(std::span<const StoredAnswer> answers) override;
    Result<> add_leaves(std::int64_t first, std::span<const Bytes> leaves) override;
    Result<> add_pending_leaves(std::span<const StoredPendingLeaf> leaves) override;
    Result<> remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) override;
    Result<> add_events(std::span<const StoredEvent> events) override;
    Result<> remove_events(std::span<const StoredEvent> events) override;
    Result<std::optional<StoredLease>> take_lease(
        std::string_view name, std::string_view holder, Instant now, Instant until) override;
    Result<> keep_lease(const StoredLease& lease, Instant until) override;
    Result<> sweep(Instant older_than) override;
    Result<> checkpoint() override;

private:
    // The result, remembering that an error spoils the transaction.
    template <typename T>
    Result<T> noted(Result<T> result);
    // Runs it with what is bound and makes it ready for the next.
    Result<> change(SqliteStatement& statement);
    // … and it must have hit exactly one row.
    Result<> change_one(SqliteStatement& statement);
    template <typename Row>
    Result<> insert_row(SqliteStatement& statement, const Row& row);
    template <typename Row>
    Result<> insert(const SqlStatement& text, const Row& row);

    // Counts the transaction that is about to be committed, if it changed anything.
    Result<> count_commit();

    LockFile lock_;
    std::unique_ptr<ChangeRecorder> recorder_;  // Null: no backup.
    std::int64_t changes_before_ = 0;
    std::int64_t generation_ = 0;
    bool counted_ = false;  // In a transaction that generation_ counts already.
    bool spoilt_ = false;
    bool sync_failed_ = false;  // For good.
};

}  // namespace genbo
