// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_writer.h"

#include <algorithm>
#include <map>

#include "adapter/postgres/pg_error.h"
#include "adapter/postgres/pg_lookups.h"
#include "adapter/postgres/pg_shards.h"
#include "adapter/postgres/pg_token_loader.h"
#include "adapter/sql/id_names.h"
#include "adapter/sql/schema.h"
#include "adapter/sql/schema_state.h"
#include "adapter/sql/statements.h"
#include "base/log.h"

namespace genbo {

namespace {

// Before anything is written, out of time can only mean that others held the partition too long.
Error waited_in_vain(const Error& error) {
    if (error.code != "store.timeout") return error;
    return {Fault::unavailable, "store.retry", {"partition"}};
}

Error row_not_hit() { return {Fault::not_found, "store.not_found"}; }

PgParams lease_params(
    std::string_view name, std::string_view holder, std::int64_t third, Instant until) {
    return PgParams{}.add(name).add(holder).add(third).add(to_micros(until));
}

// A master that has moved away, or was brought to another schema by a newer program, takes nothing
// more from this one.
Result<> check_schema(const PgRows& version) {
    const auto text = version.empty() ? std::string{} : version.text(0, 0);
    if (TRY(parse_schema_version(text)) != kSchemaVersion)
        return Error{Fault::corrupt, "store.other_version", {text}};
    return {};
}

template <typename Row>
PgParams params_of(const Row& row) {
    PgParams params;
    sql::put_columns(params, row);
    return params;
}

}  // namespace

PgWriter::PgWriter(PgOptions options, PgConnection connection)
    : options_(std::move(options)),
      connection_(std::move(connection)),
      index_(*this),
      tokens_(std::make_unique<TokenLoader>(options_)) {}

PgWriter::~PgWriter() {
    if (open_) rollback();
}

// --- transactions

Result<Began> PgWriter::begin(WriteScope scope, ByteView mark) {
    spoilt_ = false;
    own_tokens_ = false;
    made_lookups_ = false;
    hours_.reset();
    drop_gathered();
    if (!connection_.healthy()) connection_ = TRY(PgConnection::open(options_));
    PgPipeline pipeline(connection_);
    pipeline.add("BEGIN", {});
    // The mark first: it waits for an attempt of ours that is still on its way.
    pipeline.add(
        sql::kAddMark.text,
        PgParams{}.add(mark).add(to_micros(std::chrono::time_point_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now()))));
    // After the mark: while a master moves elsewhere, that is where we wait.
    pipeline.add(sql::kSetting.text, PgParams{}.add(kSchemaSetting));
    if (scope == WriteScope::partition)
        pipeline.add(sql::kNextGeneration.text, PgParams{}.add(sql::kPartitionLease));
    open_ = true;
    const auto answers = noted(pipeline.finish());
    if (!answers.ok()) return waited_in_vain(answers.error());
    if ((*answers)[1].affected() == 0) return Began::done_before;
    TRY(noted(check_schema((*answers)[2])));
    if (scope == WriteScope::partition) {
        if ((*answers)[3].empty())
            return Error{Fault::corrupt, "store.corrupt", {std::string{sql::kPartitionLease}}};
        generation_ = (*answers)[3].integer(0, 0);
    }
    return Began::fresh;
}

Result<> PgWriter::commit() {
    // COMMIT of a spoilt transaction is answered with ROLLBACK, which is not an error.
    if (spoilt_) return Error{Fault::unavailable, "store.retry", {"spoilt"}};
    TRY(noted(tokens_->wait()));
    TRY(flush("COMMIT"));
    open_ = false;
    hours_.reset();
    // Only the pace depends on it, and the server does it too in time.
    if (made_lookups_) static_cast<void>(pg_see_lookups(connection_).ok());
    return {};
}

void PgWriter::rollback() {
    drop_gathered();
    static_cast<void>(tokens_->wait().ok());
    // A transaction whose connection is gone is rolled back by the server.
    if (open_ && connection_.healthy()) static_cast<void>(connection_.run("ROLLBACK").ok());
    open_ = false;
    spoilt_ = false;
    hours_.reset();
}

Result<> PgWriter::allow_hours() {
    TRY(flush());
    hours_.emplace(connection_);
    return noted(connection_.execute(kAllowHours));
}

Result<> PgWriter::savepoint() { return flush("SAVEPOINT command"); }

Result<> PgWriter::release() { return flush("RELEASE SAVEPOINT command"); }

void PgWriter::rollback_to_savepoint() {
    drop_gathered();
    const auto back = [&]() -> Result<> {
        TRY(connection_.run("ROLLBACK TO SAVEPOINT command"));
        TRY(connection_.run("RELEASE SAVEPOINT command"));
        return {};
    }();
    spoilt_ = !back.ok();
}

// --- gathering

PgRowBuffer& PgWriter::buffer(const SqlStatement& insert) {
    for (auto& [statement, rows] : gathered_)
        if (statement == &insert) return rows;
    return gathered_.emplace_back(&insert, PgRowBuffer{insert}).second;
}

void PgWriter::drop_gathered() {
    for (auto& [statement, rows] : gathered_) rows.clear();
}

Result<> PgWriter::flush(const char* last) {
    PgPipeline few(connection_);
    for (auto& [statement, rows] : gathered_) {
        if (rows.empty()) continue;
        if (rows.wants_copy())
            TRY(noted(rows.copy_to(connection_)));
        else
            rows.add_to(few);
        rows.clear();
    }
    if (last != nullptr) few.add(last, {});
    if (few.empty()) return {};
    TRY(noted(few.finish()));
    return {};
}

Result<PgConnection*> PgWriter::ready() {
    TRY(flush());
    return &connection_;
}

Result<PgRows> PgWriter::change(const SqlStatement& statement, const PgParams& params) {
    TRY(flush());
    return noted(connection_.run(statement.text, params));
}

Result<> PgWriter::change_one(const SqlStatement& statement, const PgParams& params) {
    if (TRY(change(statement, params)).affected() == 1) return {};
    spoilt_ = true;
    return row_not_hit();
}

Result<> PgWriter::change_many(PgPipeline& pipeline, Hits hits) {
    if (pipeline.empty()) return {};
    const auto answers = noted(pipeline.finish());
    if (!answers.ok()) return answers.error();
    for (const auto& answer : *answers)
        if (hits == Hits::one_each && answer.affected() != 1) {
            spoilt_ = true;
            return row_not_hit();
        }
    return {};
}

// --- rows

Result<std::int64_t> PgWriter::take_ids(IdKind kind, std::int64_t count) {
    const auto rows = TRY(change(sql::kTakeIds, PgParams{}.add(sql::id_name(kind)).add(count)));
    if (rows.empty()) return Error{Fault::corrupt, "store.corrupt", {"id_block"}};
    return rows.integer(0, 0);
}

Result<> PgWriter::set_setting(std::string_view name, std::string_view value) {
    TRY(change(sql::kSetSetting, PgParams{}.add(name).add(value)));
    return {};
}

Result<> PgWriter::put_source(const StoredSource& source) {
    TRY(change(sql::kPutSource, params_of(source)));
    return {};
}

Result<> PgWriter::add_records(std::span<const StoredRecord> records) {
    gather(sql::kAddRecord, records);
    auto& keys = buffer(sql::kAddRecordKey);
    auto& members = buffer(sql::kAddCustomerRecord);
    for (const auto& record : records) {
        keys.add(sql::RecordKeyRow{record});
        if (record.customer.value() != 0) members.add(CustomerMember{record.customer, record.id});
    }
    return {};
}

Result<> PgWriter::set_current(std::span<const StoredRecord> records) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& record : records)
        pipeline.add(
            sql::kSetCurrent.text, PgParams{}
                                       .add(record.id.value())
                                       .add(record.version)
                                       .add(record.last_version)
                                       .add(ByteView{record.content_hash}));
    return change_many(pipeline, Hits::one_each);
}

Result<> PgWriter::set_customers(std::span<const CustomerOfRecord> changes) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& change : changes) {
        pipeline.add(
            sql::kSetCustomer.text,
            PgParams{}.add(change.record.value()).add(change.to.value()).add(change.from.value()));
        if (change.from.value() != 0)
            pipeline.add(
                sql::kRemoveCustomerRecord.text,
                PgParams{}.add(change.from.value()).add(change.record.value()));
    }
    TRY(change_many(pipeline, Hits::one_each));
    auto& members = buffer(sql::kAddCustomerRecord);
    for (const auto& change : changes)
        if (change.to.value() != 0) members.add(CustomerMember{change.to, change.record});
    return {};
}

Result<> PgWriter::add_versions(std::span<const StoredVersion> versions) {
    gather(sql::kAddVersion, versions);
    return {};
}

Result<> PgWriter::add_import(const StoredImport& import) {
    gather(sql::kAddImport, std::span{&import, 1});
    return {};
}

Result<> PgWriter::update_import(const StoredImport& import) {
    return change_one(
        sql::kUpdateImport, PgParams{}
                                .add(import.id.value())
                                .add(static_cast<std::int64_t>(import.state))
                                .add(to_micros(import.finished))
                                .add(import.counts.rows)
                                .add(import.counts.added)
                                .add(import.counts.changed)
                                .add(import.counts.same)
                                .add(import.counts.rejected)
                                .add(std::string_view{import.detail}));
}

Result<> PgWriter::add_rejections(std::span<const StoredRejection> rejections) {
    gather(sql::kAddRejection, rejections);
    return {};
}

Result<> PgWriter::add_numbers(std::span<const StoredNumber> numbers) {
    gather(sql::kAddNumber, numbers);
    auto& texts = buffer(sql::kAddNumberText);
    auto& anchors = buffer(sql::kAddNumberAnchor);
    for (const auto& number : numbers) {
        texts.add(sql::NumberTextRow{number});
        if (number.anchor.value() != 0) anchors.add(sql::NumberAnchorRow{number.anchor, number.id});
    }
    return {};
}

Result<> PgWriter::set_anchor(NumberId number, RecordId from, RecordId to) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    pipeline.add(
        sql::kSetAnchor.text, PgParams{}.add(number.value()).add(to.value()).add(from.value()));
    if (from.value() != 0)
        pipeline.add(
            sql::kRemoveNumberAnchor.text, PgParams{}.add(from.value()).add(number.value()));
    TRY(change_many(pipeline, Hits::one_each));
    if (to.value() != 0) buffer(sql::kAddNumberAnchor).add(sql::NumberAnchorRow{to, number});
    return {};
}

Result<> PgWriter::add_verdict(const StoredVerdict& verdict) {
    gather(sql::kAddVerdict, std::span{&verdict, 1});
    for (const auto record : {verdict.left, verdict.right})
        buffer(sql::kAddVerdictSide).add(sql::VerdictSideRow{record, verdict.id});
    return {};
}

Result<> PgWriter::withdraw_verdict(VerdictId id, Instant at) {
    return change_one(sql::kWithdrawVerdict, PgParams{}.add(id.value()).add(to_micros(at)));
}

Result<> PgWriter::add_moves(std::span<const StoredMove> moves) {
    if (moves.empty()) return {};
    std::vector<std::int64_t> records;
    for (const auto& move : moves) records.push_back(move.record.value());
    std::map<std::int64_t, std::int64_t> last;
    for (const auto& rows : TRY(run_keys(sql::kLastMoves, records)))
        for (std::size_t i = 0; i < rows.size(); ++i) last[rows.integer(i, 0)] = rows.integer(i, 1);
    auto& into = buffer(sql::kAddMove);
    for (auto move : moves) {
        move.seq = ++last[move.record.value()];
        into.add(move);
    }
    return {};
}

Result<> PgWriter::add_evidence(std::span<const StoredEvidence> evidence) {
    gather(sql::kAddEvidence, evidence);
    return {};
}

Result<> PgWriter::add_details(std::span<const StoredDetail> details) {
    gather(sql::kAddDetail, details);
    return {};
}

Result<> PgWriter::add_access(std::span<const StoredAccess> entries) {
    gather(sql::kAddAccess, entries);
    return {};
}

Result<> PgWriter::put_access_days(std::span<const StoredAccessDay> days) {
    for (const auto& day : days) TRY(change(sql::kPutAccessDay, params_of(day)));
    return {};
}

Result<> PgWriter::put_alert(const StoredAlert& alert) {
    TRY(change(sql::kPutAlert, params_of(alert)));
    return {};
}

Result<> PgWriter::put_staff(const StoredStaff& staff) {
    TRY(change(sql::kPutStaff, params_of(staff)));
    return {};
}

Result<> PgWriter::add_answer(const StoredAnswer& answer) {
    gather(sql::kAddAnswer, std::span{&answer, 1});
    return {};
}

Result<> PgWriter::put_session(const StoredSession& session) {
    TRY(change(sql::kPutSession, params_of(session)));
    return {};
}

Result<> PgWriter::touch_session(ByteView token_hash, Instant used) {
    TRY(change(sql::kTouchSession, PgParams{}.add(token_hash).add(to_micros(used))));
    return {};
}

Result<StoredNote> PgWriter::hold_note(std::string_view name, Instant now) {
    const auto rows =
        TRY(change(sql::kHoldNote, PgParams{}.add(name).add(to_micros(now)).add(ByteView{})));
    if (rows.empty()) return Error{Fault::corrupt, "store.corrupt", {"note"}};
    return StoredNote{rows.text(0, 0), instant_from_micros(rows.integer(0, 1)), rows.bytes(0, 2)};
}

Result<> PgWriter::put_note(const StoredNote& note) {
    TRY(change(sql::kPutNote, params_of(note)));
    return {};
}

Result<> PgWriter::remove_note(std::string_view name) {
    TRY(change(sql::kRemoveNote, PgParams{}.add(name)));
    return {};
}

Result<> PgWriter::add_upload_chunk(const StoredUploadChunk& chunk) {
    TRY(change(sql::kAddUploadChunk, params_of(chunk)));
    return {};
}

Result<> PgWriter::remove_upload(std::string_view upload) {
    TRY(change(sql::kRemoveUpload, PgParams{}.add(upload)));
    return {};
}

Result<> PgWriter::remove_uploads_before(Instant at) {
    TRY(change(sql::kSweepUploads, PgParams{}.add(to_micros(at))));
    return {};
}

Result<> PgWriter::remove_session(ByteView token_hash) {
    TRY(change(sql::kRemoveSession, PgParams{}.add(token_hash)));
    return {};
}

Result<> PgWriter::add_leaves(std::int64_t first, std::span<const Bytes> leaves) {
    auto& into = buffer(sql::kAddLeaf);
    for (const auto& leaf : leaves) into.add(sql::LeafRow{first++, leaf});
    return {};
}

Result<> PgWriter::add_pending_leaves(std::span<const StoredPendingLeaf> leaves) {
    gather(sql::kAddPendingLeaf, leaves);
    return {};
}

Result<> PgWriter::remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) {
    if (leaves.empty()) return {};
    TRY(flush());
    std::vector<std::int64_t> sides;
    for (const auto& leaf : leaves) sides.push_back(leaf.beside);
    // One of the two conditions finds the rows, the other is compared key by key with each.
    constexpr std::size_t kAtOnce = 200;
    const auto params_of = [&](std::span<const std::uint32_t> positions) {
        std::vector<std::int64_t> beside;
        std::vector<Bytes> entries;
        for (const auto at : positions) {
            beside.push_back(leaves[at].beside);
            entries.push_back(leaves[at].entry);
        }
        return PgParams{}
            .add(std::span<const std::int64_t>{beside})
            .add(std::span<const Bytes>{entries});
    };
    const auto removed = noted(pg_run_by_shard(
        connection_, sql::kRemovePendingLeaves, pg_hashes(sides), params_of, kAtOnce));
    return removed.ok() ? Result<>{} : Result<>{removed.error()};
}

Result<> PgWriter::add_events(std::span<const StoredEvent> events) {
    gather(sql::kAddEvent, events);
    return {};
}

Result<> PgWriter::remove_events(std::span<const StoredEvent> events) {
    std::map<std::int64_t, std::vector<Bytes>> by_lane;
    for (const auto& event : events) by_lane[event.lane].push_back(event.entry);
    for (const auto& [lane, entries] : by_lane)
        TRY(change(sql::kRemoveEvents, PgParams{}.add(lane).add(std::span<const Bytes>{entries})));
    return {};
}

// --- papers, sealing anew, erasure

Result<> PgWriter::put_papers(std::span<const StoredPaper> papers) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& paper : papers) pipeline.add(sql::kPutPaper.text, params_of(paper));
    return change_many(pipeline, Hits::any);
}

Result<> PgWriter::remove_papers(std::span<const std::string> names) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& name : names)
        pipeline.add(sql::kRemovePaper.text, PgParams{}.add(std::string_view{name}));
    return change_many(pipeline, Hits::any);
}

Result<> PgWriter::set_wrapped_keys(std::span<const WrappedKeyChange> changes) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : changes)
        pipeline.add(
            sql::kSetWrappedKey.text,
            PgParams{}.add(one.record.value()).add(ByteView{one.to}).add(ByteView{one.from}));
    return change_many(pipeline, Hits::one_each);
}

Result<> PgWriter::reseal_rejections(std::span<const StoredRejection> rejections) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : rejections)
        pipeline.add(
            sql::kResealRejection.text,
            PgParams{}.add(one.import.value()).add(one.row).add(ByteView{one.sealed}));
    return change_many(pipeline, Hits::one_each);
}

Result<> PgWriter::reseal_verdicts(std::span<const StoredVerdict> verdicts) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : verdicts)
        pipeline.add(
            sql::kResealVerdict.text,
            PgParams{}.add(one.id.value()).add(ByteView{one.sealed_reason}));
    return change_many(pipeline, Hits::one_each);
}

Result<> PgWriter::reseal_answers(std::span<const StoredAnswer> answers) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : answers)
        pipeline.add(
            sql::kResealAnswer.text,
            PgParams{}.add(std::string_view{one.key}).add(ByteView{one.sealed_body}));
    return change_many(pipeline, Hits::one_each);
}

Result<> PgWriter::erase_records(std::span<const StoredRecord> records) {
    TRY(flush());
    PgPipeline keys(connection_);
    PgPipeline rows(connection_);
    for (const auto& record : records) {
        keys.add(
            sql::kEraseRecordKey.text,
            PgParams{}.add(ByteView{record.key_hash}).add(record.source.value()));
        for (const auto* statement :
             {&sql::kEraseVersions, &sql::kEraseEvidence, &sql::kEraseMoves, &sql::kEraseRecord})
            rows.add(statement->text, PgParams{}.add(record.id.value()));
    }
    TRY(change_many(keys, Hits::one_each));
    return change_many(rows, Hits::any);
}

Result<> PgWriter::erase_verdicts(std::span<const StoredVerdict> verdicts) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& verdict : verdicts) {
        for (const auto record : {verdict.left, verdict.right})
            pipeline.add(
                sql::kEraseVerdictSide.text,
                PgParams{}.add(record.value()).add(verdict.id.value()));
        pipeline.add(sql::kEraseVerdict.text, PgParams{}.add(verdict.id.value()));
    }
    return change_many(pipeline, Hits::any);
}

Result<> PgWriter::erase_rejections(std::span<const StoredRejection> rejections) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : rejections)
        pipeline.add(sql::kEraseRejection.text, PgParams{}.add(one.import.value()).add(one.row));
    return change_many(pipeline, Hits::any);
}

Result<> PgWriter::erase_answers(std::span<const StoredAnswer> answers) {
    TRY(flush());
    PgPipeline pipeline(connection_);
    for (const auto& one : answers)
        pipeline.add(sql::kEraseAnswer.text, PgParams{}.add(std::string_view{one.key}));
    return change_many(pipeline, Hits::any);
}

// --- duties

Result<std::optional<StoredLease>> PgWriter::take_lease(
    std::string_view name, std::string_view holder, Instant now, Instant until) {
    TRY(change(sql::kAddLease, lease_params(name, "", 0, Instant{})));
    const auto rows =
        TRY(change(sql::kTakeLease, lease_params(name, holder, to_micros(now), until)));
    if (rows.empty()) return std::optional<StoredLease>{};
    return std::optional{
        StoredLease{std::string{name}, std::string{holder}, rows.integer(0, 0), until}};
}

Result<> PgWriter::keep_lease(const StoredLease& lease, Instant until) {
    const auto rows =
        TRY(change(sql::kKeepLease, lease_params(lease.name, lease.holder, lease.epoch, until)));
    if (rows.affected() == 1) return {};
    spoilt_ = true;
    return Error{Fault::conflict, "store.lease_lost", {lease.name}};
}

Result<> PgWriter::sweep(Instant older_than) {
    for (const auto* statement :
         {&sql::kSweepMarks, &sql::kSweepAnswers, &sql::kSweepSessions, &sql::kSweepNotes,
          &sql::kSweepUploads})
        TRY(change(*statement, PgParams{}.add(to_micros(older_than))));
    return {};
}

}  // namespace genbo
