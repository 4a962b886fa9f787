// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_writer.h"

#include <utility>

#include "adapter/sql/id_names.h"
#include "adapter/sql/rows.h"
#include "adapter/sql/statements.h"
#include "base/check.h"
#include "base/log.h"

namespace genbo {

namespace {

// Frames of the log before a checkpoint is due: at 8 KiB pages 128 MiB, so that a bulk import does
// not pay for moving pages it is about to change again.
constexpr std::uint32_t kCheckpointFrames = 16'384;

// Binds a row's columns in their order.
class SqliteSink {
public:
    explicit SqliteSink(SqliteStatement& statement) : statement_(statement) {}

    void add(std::int64_t value) { statement_.bind(++at_, value); }
    void add(std::string_view text) { statement_.bind(++at_, text); }
    void add(ByteView bytes) { statement_.bind(++at_, bytes); }

private:
    SqliteStatement& statement_;
    int at_ = 0;
};

}  // namespace

// --- transactions

template <typename T>
Result<T> SqliteWriter::noted(Result<T> result) {
    if (!result.ok()) spoilt_ = true;
    return result;
}

Result<> SqliteWriter::change(SqliteStatement& statement) {
    TRY(noted(statement.run()));
    statement.reset();
    return {};
}

Result<> SqliteWriter::change_one(SqliteStatement& statement) {
    TRY(change(statement));
    if (db_.changes() == 1) return {};
    return noted(Result<>{Error{Fault::not_found, "store.not_found"}});
}

template <typename Row>
Result<> SqliteWriter::insert_row(SqliteStatement& statement, const Row& row) {
    SqliteSink sink(statement);
    sql::put_columns(sink, row);
    return change(statement);
}

template <typename Row>
Result<> SqliteWriter::insert(const SqlStatement& text, const Row& row) {
    auto statement = TRY(prepare(text));
    return insert_row(statement, row);
}

SqliteWriter::~SqliteWriter() {
    // Closing moves the log into the file; the spool has to be on the disk before.
    if (recorder_) recorder_->sync();
}

Result<> SqliteWriter::record_changes(
    const std::filesystem::path& folder, std::uint64_t bytes_max, const Clock& clock) {
    recorder_ = TRY(ChangeRecorder::open(db_, folder, bytes_max, clock));
    return {};
}

Result<Began> SqliteWriter::begin(WriteScope scope, ByteView) {
    if (sync_failed_) return Error{Fault::unavailable, "store.sync_failed", {"checkpoint"}};
    spoilt_ = false;
    auto statement = TRY(db_.prepare("BEGIN IMMEDIATE"));
    TRY(statement.run());
    changes_before_ = db_.all_changes();
    counted_ = scope == WriteScope::partition;
    if (counted_) ++generation_;
    return Began::fresh;
}

Result<> SqliteWriter::count_commit() {
    if (db_.all_changes() == changes_before_) return {};
    const auto commits = TRY(db_.commit_number());
    return db_.set_commit_number(commits + 1);
}

Result<> SqliteWriter::commit() {
    if (spoilt_) return Error{Fault::unavailable, "store.retry", {"spoilt"}};
    const bool changed = db_.all_changes() != changes_before_;
    TRY(noted(count_commit()));
    {
        auto statement = TRY(db_.prepare("COMMIT"));
        TRY(noted(statement.run()));
    }
    counted_ = false;
    if (!changed) return {};
    if (recorder_) recorder_->after_commit(db_.log_frames());
    if (db_.log_frames() < kCheckpointFrames) return {};
    // It is committed whatever becomes of this.  A disk that is full is tried again after the next
    // commit; one that could not sync is not trusted any more.
    if (const auto moved = checkpoint(); !moved.ok()) {
        log_warn("store.checkpoint_failed", {{"code", LogToken{moved.error().code}}});
        sync_failed_ = moved.error().code == "store.sync_failed";
    }
    return {};
}

void SqliteWriter::rollback() {
    // A full disk rolls back by itself; then this says so and nothing is lost by it.
    static_cast<void>(db_.execute("ROLLBACK").ok());
    if (std::exchange(counted_, false)) --generation_;
    spoilt_ = false;
}

Result<> SqliteWriter::savepoint() {
    auto statement = TRY(db_.prepare("SAVEPOINT command"));
    return statement.run();
}

Result<> SqliteWriter::release() {
    auto statement = TRY(db_.prepare("RELEASE command"));
    return statement.run();
}

void SqliteWriter::rollback_to_savepoint() {
    // A full disk may have rolled back everything; then there is nothing to commit either.
    spoilt_ = !db_.execute("ROLLBACK TO command; RELEASE command").ok();
}

// --- rows

Result<std::int64_t> SqliteWriter::take_ids(IdKind kind, std::int64_t count) {
    auto statement = TRY(prepare(sql::kTakeIds));
    statement.bind(1, sql::id_name(kind)).bind(2, count);
    if (!TRY(noted(statement.step()))) return Error{Fault::corrupt, "store.corrupt", {"id_block"}};
    const auto first = statement.integer(0);
    // To its end: only then is the change made.
    while (TRY(noted(statement.step()))) {
    }
    return first;
}

Result<> SqliteWriter::set_setting(std::string_view name, std::string_view value) {
    auto statement = TRY(prepare(sql::kSetSetting));
    return change(statement.bind(1, name).bind(2, value));
}

Result<> SqliteWriter::put_source(const StoredSource& source) {
    return insert(sql::kPutSource, source);
}

Result<> SqliteWriter::add_records(std::span<const StoredRecord> records) {
    auto record_row = TRY(prepare(sql::kAddRecord));
    auto key_row = TRY(prepare(sql::kAddRecordKey));
    auto member_row = TRY(prepare(sql::kAddCustomerRecord));
    for (const auto& record : records) {
        TRY(insert_row(key_row, sql::RecordKeyRow{record}));
        TRY(insert_row(record_row, record));
        if (record.customer.value() != 0)
            TRY(insert_row(member_row, CustomerMember{record.customer, record.id}));
    }
    return {};
}

Result<> SqliteWriter::set_current(std::span<const StoredRecord> records) {
    auto statement = TRY(prepare(sql::kSetCurrent));
    for (const auto& record : records) {
        statement.bind(1, record.id.value())
            .bind(2, record.version)
            .bind(3, record.last_version)
            .bind(4, ByteView{record.content_hash});
        TRY(change_one(statement));
    }
    return {};
}

Result<> SqliteWriter::set_customers(std::span<const CustomerOfRecord> changes) {
    auto set = TRY(prepare(sql::kSetCustomer));
    auto leave = TRY(prepare(sql::kRemoveCustomerRecord));
    auto join = TRY(prepare(sql::kAddCustomerRecord));
    for (const auto& change : changes) {
        set.bind(1, change.record.value()).bind(2, change.to.value()).bind(3, change.from.value());
        TRY(change_one(set));
        if (change.from.value() != 0) {
            leave.bind(1, change.from.value()).bind(2, change.record.value());
            TRY(change_one(leave));
        }
        if (change.to.value() != 0) TRY(insert_row(join, CustomerMember{change.to, change.record}));
    }
    return {};
}

Result<> SqliteWriter::add_versions(std::span<const StoredVersion> versions) {
    auto statement = TRY(prepare(sql::kAddVersion));
    for (const auto& version : versions) TRY(insert_row(statement, version));
    return {};
}

Result<> SqliteWriter::add_import(const StoredImport& import) {
    return insert(sql::kAddImport, import);
}

Result<> SqliteWriter::update_import(const StoredImport& import) {
    auto statement = TRY(prepare(sql::kUpdateImport));
    statement.bind(1, import.id.value())
        .bind(2, static_cast<std::int64_t>(import.state))
        .bind(3, to_micros(import.finished))
        .bind(4, import.counts.rows)
        .bind(5, import.counts.added)
        .bind(6, import.counts.changed)
        .bind(7, import.counts.same)
        .bind(8, import.counts.rejected)
        .bind(9, std::string_view{import.detail});
    return change_one(statement);
}

Result<> SqliteWriter::add_rejections(std::span<const StoredRejection> rejections) {
    auto statement = TRY(prepare(sql::kAddRejection));
    for (const auto& rejection : rejections) TRY(insert_row(statement, rejection));
    return {};
}

Result<> SqliteWriter::add_numbers(std::span<const StoredNumber> numbers) {
    auto number_row = TRY(prepare(sql::kAddNumber));
    auto text_row = TRY(prepare(sql::kAddNumberText));
    auto anchor_row = TRY(prepare(sql::kAddNumberAnchor));
    for (const auto& number : numbers) {
        TRY(insert_row(text_row, sql::NumberTextRow{number}));
        TRY(insert_row(number_row, number));
        if (number.anchor.value() != 0)
            TRY(insert_row(anchor_row, sql::NumberAnchorRow{number.anchor, number.id}));
    }
    return {};
}

Result<> SqliteWriter::set_anchor(NumberId number, RecordId from, RecordId to) {
    auto set = TRY(prepare(sql::kSetAnchor));
    set.bind(1, number.value()).bind(2, to.value()).bind(3, from.value());
    TRY(change_one(set));
    if (from.value() != 0) {
        auto leave = TRY(prepare(sql::kRemoveNumberAnchor));
        leave.bind(1, from.value()).bind(2, number.value());
        TRY(change_one(leave));
    }
    if (to.value() == 0) return {};
    return insert(sql::kAddNumberAnchor, sql::NumberAnchorRow{to, number});
}

Result<> SqliteWriter::add_verdict(const StoredVerdict& verdict) {
    TRY(insert(sql::kAddVerdict, verdict));
    auto side = TRY(prepare(sql::kAddVerdictSide));
    for (const auto record : {verdict.left, verdict.right}) {
        TRY(change(side.bind(1, record.value()).bind(2, verdict.id.value())));
    }
    return {};
}

Result<> SqliteWriter::withdraw_verdict(VerdictId id, Instant at) {
    auto statement = TRY(prepare(sql::kWithdrawVerdict));
    statement.bind(1, id.value()).bind(2, to_micros(at));
    return change_one(statement);
}

Result<> SqliteWriter::add_moves(std::span<const StoredMove> moves) {
    auto last = TRY(prepare(sql::kLastMove));
    auto statement = TRY(prepare(sql::kAddMove));
    for (auto move : moves) {
        last.bind(1, move.record.value());
        check(TRY(last.step()));
        move.seq = last.integer(0) + 1;
        last.reset();
        TRY(insert_row(statement, move));
    }
    return {};
}

Result<> SqliteWriter::add_evidence(std::span<const StoredEvidence> evidence) {
    auto statement = TRY(prepare(sql::kAddEvidence));
    for (const auto& one : evidence) TRY(insert_row(statement, one));
    return {};
}

Result<> SqliteWriter::add_details(std::span<const StoredDetail> details) {
    auto statement = TRY(prepare(sql::kAddDetail));
    for (const auto& one : details) TRY(insert_row(statement, one));
    return {};
}

Result<> SqliteWriter::add_access(std::span<const StoredAccess> entries) {
    auto statement = TRY(prepare(sql::kAddAccess));
    for (const auto& one : entries) TRY(insert_row(statement, one));
    return {};
}

Result<> SqliteWriter::put_access_days(std::span<const StoredAccessDay> days) {
    auto statement = TRY(prepare(sql::kPutAccessDay));
    for (const auto& one : days) TRY(insert_row(statement, one));
    return {};
}

Result<> SqliteWriter::put_alert(const StoredAlert& alert) { return insert(sql::kPutAlert, alert); }

Result<> SqliteWriter::put_staff(const StoredStaff& staff) { return insert(sql::kPutStaff, staff); }

Result<> SqliteWriter::add_answer(const StoredAnswer& answer) {
    return insert(sql::kAddAnswer, answer);
}

Result<> SqliteWriter::put_session(const StoredSession& session) {
    return insert(sql::kPutSession, session);
}

Result<> SqliteWriter::touch_session(ByteView token_hash, Instant used) {
    auto statement = TRY(prepare(sql::kTouchSession));
    return statement.bind(1, token_hash).bind(2, to_micros(used)).run();
}

Result<StoredNote> SqliteWriter::hold_note(std::string_view name, Instant now) {
    auto hold = TRY(prepare(sql::kHoldNote));
    hold.bind(1, name).bind(2, to_micros(now)).bind(3, ByteView{});
    if (!TRY(hold.step())) return Error{Fault::corrupt, "store.corrupt", {"note"}};
    auto note = sql::read_note(hold);
    while (TRY(hold.step())) {
    }
    return note;
}

Result<> SqliteWriter::put_note(const StoredNote& note) { return insert(sql::kPutNote, note); }

Result<> SqliteWriter::remove_note(std::string_view name) {
    auto statement = TRY(prepare(sql::kRemoveNote));
    return statement.bind(1, name).run();
}

Result<> SqliteWriter::add_upload_chunk(const StoredUploadChunk& chunk) {
    return insert(sql::kAddUploadChunk, chunk);
}

Result<> SqliteWriter::remove_upload(std::string_view upload) {
    auto statement = TRY(prepare(sql::kRemoveUpload));
    return statement.bind(1, upload).run();
}

Result<> SqliteWriter::remove_uploads_before(Instant at) {
    auto statement = TRY(prepare(sql::kSweepUploads));
    return statement.bind(1, to_micros(at)).run();
}

Result<> SqliteWriter::remove_session(ByteView token_hash) {
    auto statement = TRY(prepare(sql::kRemoveSession));
    return change(statement.bind(1, token_hash));
}

Result<> SqliteWriter::add_leaves(std::int64_t first, std::span<const Bytes> leaves) {
    auto statement = TRY(prepare(sql::kAddLeaf));
    for (const auto& leaf : leaves) TRY(insert_row(statement, sql::LeafRow{first++, leaf}));
    return {};
}

Result<> SqliteWriter::add_pending_leaves(std::span<const StoredPendingLeaf> leaves) {
    auto statement = TRY(prepare(sql::kAddPendingLeaf));
    for (const auto& leaf : leaves) TRY(insert_row(statement, leaf));
    return {};
}

Result<> SqliteWriter::remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) {
    auto statement = TRY(prepare(sql::kRemovePendingLeaf));
    for (const auto& leaf : leaves)
        TRY(change(statement.bind(1, leaf.beside).bind(2, ByteView{leaf.entry})));
    return {};
}

Result<> SqliteWriter::add_events(std::span<const StoredEvent> events) {
    auto statement = TRY(prepare(sql::kAddEvent));
    for (const auto& event : events) TRY(insert_row(statement, event));
    return {};
}

Result<> SqliteWriter::remove_events(std::span<const StoredEvent> events) {
    auto statement = TRY(prepare(sql::kRemoveEvent));
    for (const auto& event : events)
        TRY(change(statement.bind(1, event.lane).bind(2, ByteView{event.entry})));
    return {};
}

// --- papers, sealing anew, erasure

Result<> SqliteWriter::put_papers(std::span<const StoredPaper> papers) {
    auto statement = TRY(prepare(sql::kPutPaper));
    for (const auto& paper : papers) TRY(insert_row(statement, paper));
    return {};
}

Result<> SqliteWriter::remove_papers(std::span<const std::string> names) {
    auto statement = TRY(prepare(sql::kRemovePaper));
    for (const auto& name : names) TRY(change(statement.bind(1, std::string_view{name})));
    return {};
}

Result<> SqliteWriter::set_wrapped_keys(std::span<const WrappedKeyChange> changes) {
    auto statement = TRY(prepare(sql::kSetWrappedKey));
    for (const auto& one : changes) {
        statement.bind(1, one.record.value()).bind(2, ByteView{one.to}).bind(3, ByteView{one.from});
        TRY(change_one(statement));
    }
    return {};
}

Result<> SqliteWriter::reseal_rejections(std::span<const StoredRejection> rejections) {
    auto statement = TRY(prepare(sql::kResealRejection));
    for (const auto& one : rejections) {
        statement.bind(1, one.import.value()).bind(2, one.row).bind(3, ByteView{one.sealed});
        TRY(change_one(statement));
    }
    return {};
}

Result<> SqliteWriter::reseal_verdicts(std::span<const StoredVerdict> verdicts) {
    auto statement = TRY(prepare(sql::kResealVerdict));
    for (const auto& one : verdicts)
        TRY(change_one(statement.bind(1, one.id.value()).bind(2, ByteView{one.sealed_reason})));
    return {};
}

Result<> SqliteWriter::reseal_answers(std::span<const StoredAnswer> answers) {
    auto statement = TRY(prepare(sql::kResealAnswer));
    for (const auto& one : answers)
        TRY(change_one(
            statement.bind(1, std::string_view{one.key}).bind(2, ByteView{one.sealed_body})));
    return {};
}

Result<> SqliteWriter::erase_records(std::span<const StoredRecord> records) {
    auto key = TRY(prepare(sql::kEraseRecordKey));
    for (const auto& record : records)
        TRY(change_one(key.bind(1, ByteView{record.key_hash}).bind(2, record.source.value())));
    for (const auto* text :
         {&sql::kEraseVersions, &sql::kEraseEvidence, &sql::kEraseMoves, &sql::kEraseRecord}) {
        auto statement = TRY(prepare(*text));
        for (const auto& record : records) TRY(change(statement.bind(1, record.id.value())));
    }
    return {};
}

Result<> SqliteWriter::erase_verdicts(std::span<const StoredVerdict> verdicts) {
    auto verdict_row = TRY(prepare(sql::kEraseVerdict));
    auto side_row = TRY(prepare(sql::kEraseVerdictSide));
    for (const auto& verdict : verdicts) {
        for (const auto record : {verdict.left, verdict.right})
            TRY(change(side_row.bind(1, record.value()).bind(2, verdict.id.value())));
        TRY(change(verdict_row.bind(1, verdict.id.value())));
    }
    return {};
}

Result<> SqliteWriter::erase_rejections(std::span<const StoredRejection> rejections) {
    auto statement = TRY(prepare(sql::kEraseRejection));
    for (const auto& one : rejections)
        TRY(change(statement.bind(1, one.import.value()).bind(2, one.row)));
    return {};
}

Result<> SqliteWriter::erase_answers(std::span<const StoredAnswer> answers) {
    auto statement = TRY(prepare(sql::kEraseAnswer));
    for (const auto& one : answers) TRY(change(statement.bind(1, std::string_view{one.key})));
    return {};
}

// --- duties

Result<std::optional<StoredLease>> SqliteWriter::take_lease(
    std::string_view name, std::string_view holder, Instant now, Instant until) {
    auto add = TRY(prepare(sql::kAddLease));
    add.bind(1, name).bind(2, std::string_view{}).bind(3, std::int64_t{0}).bind(4, std::int64_t{0});
    TRY(change(add));
    auto take = TRY(prepare(sql::kTakeLease));
    take.bind(1, name).bind(2, holder).bind(3, to_micros(now)).bind(4, to_micros(until));
    if (!TRY(noted(take.step()))) return std::optional<StoredLease>{};
    StoredLease lease{std::string{name}, std::string{holder}, take.integer(0), until};
    while (TRY(noted(take.step()))) {
    }
    return std::optional{std::move(lease)};
}

Result<> SqliteWriter::keep_lease(const StoredLease& lease, Instant until) {
    auto keep = TRY(prepare(sql::kKeepLease));
    keep.bind(1, std::string_view{lease.name})
        .bind(2, std::string_view{lease.holder})
        .bind(3, lease.epoch)
        .bind(4, to_micros(until));
    TRY(change(keep));
    if (db_.changes() == 1) return {};
    return noted(Result<>{Error{Fault::conflict, "store.lease_lost", {lease.name}}});
}

Result<> SqliteWriter::sweep(Instant older_than) {
    for (const auto* text :
         {&sql::kSweepMarks, &sql::kSweepAnswers, &sql::kSweepSessions, &sql::kSweepNotes,
          &sql::kSweepUploads}) {
        auto statement = TRY(prepare(*text));
        TRY(change(statement.bind(1, to_micros(older_than))));
    }
    return {};
}

Result<> SqliteWriter::checkpoint() {
    // What a checkpoint moves can be overwritten: the spool has it first.
    if (recorder_) recorder_->sync();
    return db_.checkpoint();
}

}  // namespace genbo
