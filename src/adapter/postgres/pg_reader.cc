// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_reader.h"

#include <algorithm>

#include "adapter/postgres/pg_pipeline.h"
#include "adapter/postgres/pg_shards.h"
#include "adapter/sql/rows.h"
#include "adapter/sql/statements.h"

namespace genbo {

namespace {

// Rows of a full walk that are in memory at once.
constexpr std::int64_t kPgLivePage = 10'000;

// One row as adapter/sql/rows.h reads it.
class PgRow {
public:
    PgRow(const PgRows& rows, std::size_t at) : rows_(rows), at_(at) {}

    std::int64_t integer(int column) const {
        return rows_.integer(at_, static_cast<std::size_t>(column));
    }
    std::string text(int column) const { return rows_.text(at_, static_cast<std::size_t>(column)); }
    Bytes bytes(int column) const { return rows_.bytes(at_, static_cast<std::size_t>(column)); }

private:
    const PgRows& rows_;
    std::size_t at_;
};

template <typename Read>
auto pg_one(const Result<PgRows>& rows, Read read)
    -> Result<decltype(read(std::declval<PgRow>()))> {
    if (!rows.ok()) return rows.error();
    if (rows->empty()) return Error{Fault::not_found, "store.not_found"};
    return read(PgRow{*rows, 0});
}

template <typename Read>
auto pg_all(const Result<PgRows>& rows, Read read)
    -> Result<std::vector<decltype(read(std::declval<PgRow>()))>> {
    if (!rows.ok()) return rows.error();
    std::vector<decltype(read(std::declval<PgRow>()))> out;
    out.reserve(rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) out.push_back(read(PgRow{*rows, i}));
    return out;
}

// Of several shards.
template <typename Read>
auto pg_all(const Result<std::vector<PgRows>>& answers, Read read)
    -> Result<std::vector<decltype(read(std::declval<PgRow>()))>> {
    if (!answers.ok()) return answers.error();
    std::vector<decltype(read(std::declval<PgRow>()))> out;
    for (const auto& rows : *answers)
        for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read(PgRow{rows, i}));
    return out;
}

// … in the order of their ids.
template <typename Read>
auto pg_all_by_id(const Result<std::vector<PgRows>>& answers, Read read)
    -> decltype(pg_all(answers, read)) {
    auto all = pg_all(answers, read);
    if (all.ok() && answers->size() > 1)
        std::ranges::sort(*all, {}, [](const auto& one) { return one.id; });
    return all;
}

template <typename Id>
std::vector<std::int64_t> pg_values(std::span<const Id> ids) {
    std::vector<std::int64_t> values;
    values.reserve(ids.size());
    for (const auto id : ids) values.push_back(id.value());
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

constexpr auto kPgFirstInteger = [](const PgRow& row) { return row.integer(0); };
// A record and a number.
constexpr auto kPgMember = [](const PgRow& row) {
    return CustomerMember{NumberId{row.integer(1)}, RecordId{row.integer(0)}};
};
constexpr auto kPgRecord = [](const PgRow& row) { return sql::read_record(row); };
constexpr auto kPgVersion = [](const PgRow& row) { return sql::read_version(row); };
constexpr auto kPgImport = [](const PgRow& row) { return sql::read_import(row); };
constexpr auto kPgNumber = [](const PgRow& row) { return sql::read_number(row); };
constexpr auto kPgVerdict = [](const PgRow& row) { return sql::read_verdict(row); };
constexpr auto kPgSession = [](const PgRow& row) { return sql::read_session(row); };

}  // namespace

template <typename Base>
Result<PgRows> PgReads<Base>::run(const SqlStatement& statement, const PgParams& params) {
    auto* connection = TRY(ready());
    auto rows = connection->run(statement.text, params);
    if (!rows.ok()) read_failed();
    return rows;
}

template <typename Base>
Result<std::vector<PgRows>> PgReads<Base>::run_keys(
    const SqlStatement& statement, std::span<const std::int64_t> keys) {
    auto* connection = TRY(ready());
    auto answers = pg_run_by_shard(*connection, statement, keys);
    if (!answers.ok()) read_failed();
    return answers;
}

template <typename Base>
Result<std::int64_t> PgReads<Base>::one_integer(const SqlStatement& statement) {
    return pg_one(run(statement), kPgFirstInteger);
}

template <typename Base>
Result<std::string> PgReads<Base>::setting(std::string_view name) {
    return pg_one(
        run(sql::kSetting, PgParams{}.add(name)), [](const PgRow& row) { return row.text(0); });
}

template <typename Base>
Result<std::vector<std::pair<std::string, std::string>>> PgReads<Base>::settings(
    std::string_view prefix) {
    return pg_all(run(sql::kSettings, PgParams{}.add(prefix)), [](const PgRow& row) {
        return std::pair{row.text(0), row.text(1)};
    });
}

template <typename Base>
Result<std::vector<StoredSource>> PgReads<Base>::sources() {
    return pg_all(run(sql::kSources), [](const PgRow& row) { return sql::read_source(row); });
}

template <typename Base>
Result<StoredRecord> PgReads<Base>::record(RecordId id) {
    return pg_one(run(sql::kRecord, PgParams{}.add(id.value())), kPgRecord);
}

template <typename Base>
Result<std::vector<StoredRecord>> PgReads<Base>::records(std::span<const RecordId> ids) {
    if (ids.empty()) return std::vector<StoredRecord>{};
    const auto values = pg_values(ids);
    return pg_all_by_id(run_keys(sql::kRecords, values), kPgRecord);
}

template <typename Base>
Result<std::vector<StoredRecord>> PgReads<Base>::records_by_keys(
    SourceId source, std::span<const Bytes> key_hashes) {
    if (key_hashes.empty()) return std::vector<StoredRecord>{};
    auto* connection = TRY(ready());
    const auto answers = pg_run_by_shard(
        *connection, sql::kRecordsOfKeys, pg_hashes(key_hashes), [&](const auto& positions) {
            const auto theirs = pg_chosen(key_hashes, positions);
            return PgParams{}.add(std::span<const Bytes>{theirs}).add(source.value());
        });
    if (!answers.ok()) read_failed();
    const auto ids =
        TRY(pg_all(answers, [](const PgRow& row) { return RecordId{row.integer(0)}; }));
    return records(ids);
}

template <typename Base>
Result<std::vector<StoredRecord>> PgReads<Base>::records_of(NumberId customer) {
    const auto rows = TRY(run(sql::kCustomerRecords, PgParams{}.add(customer.value())));
    std::vector<RecordId> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.emplace_back(rows.integer(i, 0));
    return records(ids);
}

template <typename Base>
Result<std::vector<CustomerMember>> PgReads<Base>::members_of(std::span<const NumberId> customers) {
    if (customers.empty()) return std::vector<CustomerMember>{};
    const auto values = pg_values(customers);
    auto members = TRY(pg_all(run_keys(sql::kCustomersRecords, values), [](const PgRow& row) {
        return CustomerMember{NumberId{row.integer(0)}, RecordId{row.integer(1)}};
    }));
    std::ranges::sort(
        members, {}, [](const auto& member) { return std::pair{member.customer, member.record}; });
    return members;
}

template <typename Base>
Result<std::vector<CustomerMember>> PgReads<Base>::customers_of(std::span<const RecordId> records) {
    if (records.empty()) return std::vector<CustomerMember>{};
    const auto values = pg_values(records);
    auto members = TRY(pg_all(run_keys(sql::kCustomersOf, values), kPgMember));
    std::erase_if(members, [](const auto& member) { return member.customer.value() == 0; });
    return members;
}

template <typename Base>
Result<std::vector<CustomerMember>> PgReads<Base>::first_anchors(
    std::span<const RecordId> records) {
    if (records.empty()) return std::vector<CustomerMember>{};
    const auto values = pg_values(records);
    return pg_all(run_keys(sql::kFirstAnchors, values), kPgMember);
}

template <typename Base>
Result<StoredVersion> PgReads<Base>::version(RecordId record, std::int64_t version) {
    return pg_one(run(sql::kVersion, PgParams{}.add(record.value()).add(version)), kPgVersion);
}

template <typename Base>
Result<std::vector<StoredVersion>> PgReads<Base>::versions(RecordId record) {
    return pg_all(run(sql::kVersions, PgParams{}.add(record.value())), kPgVersion);
}

template <typename Base>
Result<std::vector<StoredVersion>> PgReads<Base>::current_versions(
    std::span<const StoredRecord> records) {
    // One keyed statement each, all in one trip: two columns at once cannot be given as arrays
    // without asking every shard.
    auto* connection = TRY(ready());
    PgPipeline pipeline(*connection);
    for (const auto& record : records)
        if (record.version > 0)
            pipeline.add(sql::kVersion.text, PgParams{}.add(record.id.value()).add(record.version));
    std::vector<StoredVersion> out;
    if (pipeline.empty()) return out;
    const auto answers = pipeline.finish();
    if (!answers.ok()) {
        read_failed();
        return answers.error();
    }
    for (const auto& rows : *answers)
        if (!rows.empty()) out.push_back(kPgVersion(PgRow{rows, 0}));
    return out;
}

template <typename Base>
Result<> PgReads<Base>::each_live_record(const StoreReader::EachRecord& each) {
    std::int64_t after = 0;
    while (true) {
        const auto rows = TRY(run(sql::kLiveRecords, PgParams{}.add(after).add(kPgLivePage)));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const PgRow row{rows, i};
            after = row.integer(0);
            TRY(each(sql::read_record(row), sql::read_version(row, 8)));
        }
        if (rows.size() < static_cast<std::size_t>(kPgLivePage)) return {};
    }
}

template <typename Base>
Result<std::vector<RecordHead>> PgReads<Base>::live_heads(RecordId after, std::size_t limit) {
    return pg_all(
        run(sql::kLiveHeads, PgParams{}.add(after.value()).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) {
            return RecordHead{RecordId{row.integer(0)}, row.integer(1), NumberId{row.integer(2)}};
        });
}

template <typename Base>
Result<StoredImport> PgReads<Base>::import(ImportId id) {
    return pg_one(run(sql::kImport, PgParams{}.add(id.value())), kPgImport);
}

template <typename Base>
Result<std::vector<StoredImport>> PgReads<Base>::imports(ImportId before, std::size_t limit) {
    return pg_all(
        run(sql::kImports, PgParams{}.add(before.value()).add(static_cast<std::int64_t>(limit))),
        kPgImport);
}

template <typename Base>
Result<std::vector<RecordId>> PgReads<Base>::records_of_import(ImportId id) {
    return pg_all(run(sql::kImportRecords, PgParams{}.add(id.value())), [](const PgRow& row) {
        return RecordId{row.integer(0)};
    });
}

template <typename Base>
Result<std::vector<StoredRejection>> PgReads<Base>::rejections(
    ImportId import, std::int64_t after_row, std::size_t limit) {
    return pg_all(
        run(sql::kRejections,
            PgParams{}.add(import.value()).add(after_row).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_rejection(row); });
}

template <typename Base>
Result<StoredNumber> PgReads<Base>::number(NumberId id) {
    return pg_one(run(sql::kNumber, PgParams{}.add(id.value())), kPgNumber);
}

template <typename Base>
Result<std::vector<StoredNumber>> PgReads<Base>::numbers_by_id(std::span<const NumberId> ids) {
    if (ids.empty()) return std::vector<StoredNumber>{};
    const auto values = pg_values(ids);
    return pg_all_by_id(run_keys(sql::kNumbersById, values), kPgNumber);
}

template <typename Base>
Result<StoredNumber> PgReads<Base>::number_by_text(std::string_view text) {
    const auto id = TRY(pg_one(run(sql::kNumberOfText, PgParams{}.add(text)), kPgFirstInteger));
    return number(NumberId{id});
}

template <typename Base>
Result<std::vector<std::string>> PgReads<Base>::taken_texts(std::span<const std::string> texts) {
    if (texts.empty()) return std::vector<std::string>{};
    return pg_all(
        run(sql::kTextsTaken, PgParams{}.add(texts)), [](const PgRow& row) { return row.text(0); });
}

template <typename Base>
Result<std::vector<StoredNumber>> PgReads<Base>::numbers_anchored_on(
    std::span<const RecordId> records) {
    if (records.empty()) return std::vector<StoredNumber>{};
    const auto values = pg_values(records);
    const auto ids = TRY(pg_all(run_keys(sql::kAnchoredOnAny, values), [](const PgRow& row) {
        return NumberId{row.integer(0)};
    }));
    return numbers_by_id(ids);
}

template <typename Base>
Result<std::vector<StoredNumber>> PgReads<Base>::numbers(NumberId after, std::size_t limit) {
    return pg_all(
        run(sql::kNumbers, PgParams{}.add(after.value()).add(static_cast<std::int64_t>(limit))),
        kPgNumber);
}

template <typename Base>
Result<StoredVerdict> PgReads<Base>::verdict(VerdictId id) {
    return pg_one(run(sql::kVerdict, PgParams{}.add(id.value())), kPgVerdict);
}

template <typename Base>
Result<std::vector<StoredVerdict>> PgReads<Base>::standing_verdicts() {
    return pg_all(run(sql::kStandingVerdicts), kPgVerdict);
}

template <typename Base>
Result<std::vector<StoredVerdict>> PgReads<Base>::verdicts(VerdictId before, std::size_t limit) {
    return pg_all(
        run(sql::kVerdictsBefore,
            PgParams{}.add(before.value()).add(static_cast<std::int64_t>(limit))),
        kPgVerdict);
}

template <typename Base>
Result<std::vector<StoredVerdict>> PgReads<Base>::verdicts_of(std::span<const RecordId> records) {
    if (records.empty()) return std::vector<StoredVerdict>{};
    const auto values = pg_values(records);
    const auto ids = TRY(pg_all(run_keys(sql::kVerdictsBesideAny, values), [](const PgRow& row) {
        return VerdictId{row.integer(0)};
    }));
    if (ids.empty()) return std::vector<StoredVerdict>{};
    const auto verdicts = pg_values(std::span<const VerdictId>{ids});
    return pg_all_by_id(run_keys(sql::kVerdictsById, verdicts), kPgVerdict);
}

template <typename Base>
Result<std::vector<StoredMove>> PgReads<Base>::moves_of(RecordId record) {
    return pg_all(run(sql::kMoves, PgParams{}.add(record.value())), [](const PgRow& row) {
        return sql::read_move(row);
    });
}

template <typename Base>
Result<std::vector<StoredDetail>> PgReads<Base>::details_of(RecordId record) {
    return pg_all(run(sql::kDetails, PgParams{}.add(record.value())), [](const PgRow& row) {
        return sql::read_detail(row);
    });
}

template <typename Base>
Result<std::vector<StoredAccess>> PgReads<Base>::access_of(
    ByteView alias, ByteView before, std::size_t limit) {
    const Bytes end = before.empty() ? Bytes(17, 0xff) : Bytes{before.begin(), before.end()};
    return pg_all(
        run(sql::kAccessOf,
            PgParams{}.add(alias).add(ByteView{end}).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_access(row); });
}

template <typename Base>
Result<std::vector<StoredAccess>> PgReads<Base>::access_after(ByteView after, std::size_t limit) {
    return pg_all(
        run(sql::kAccessAfter, PgParams{}.add(after).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_access(row); });
}

template <typename Base>
Result<std::vector<StoredAccessDay>> PgReads<Base>::access_days(std::int64_t first_day) {
    return pg_all(run(sql::kAccessDays, PgParams{}.add(first_day)), [](const PgRow& row) {
        return sql::read_access_day(row);
    });
}

template <typename Base>
Result<StoredAlert> PgReads<Base>::alert(ByteView entry) {
    return pg_one(run(sql::kAlert, PgParams{}.add(entry)), [](const PgRow& row) {
        return sql::read_alert(row);
    });
}

template <typename Base>
Result<std::vector<StoredAlert>> PgReads<Base>::alerts(std::size_t limit) {
    return pg_all(
        run(sql::kAlerts, PgParams{}.add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_alert(row); });
}

template <typename Base>
Result<std::vector<StoredEvidence>> PgReads<Base>::evidence_of(RecordId record) {
    return pg_all(run(sql::kEvidence, PgParams{}.add(record.value())), [](const PgRow& row) {
        return sql::read_evidence(row);
    });
}

template <typename Base>
Result<std::vector<StoredStaff>> PgReads<Base>::staff() {
    return pg_all(run(sql::kStaff), [](const PgRow& row) { return sql::read_staff(row); });
}

template <typename Base>
Result<StoredAnswer> PgReads<Base>::answer(std::string_view key) {
    return pg_one(run(sql::kAnswer, PgParams{}.add(key)), [](const PgRow& row) {
        return sql::read_answer(row);
    });
}

template <typename Base>
Result<StoredSession> PgReads<Base>::session(ByteView token_hash) {
    return pg_one(run(sql::kSession, PgParams{}.add(token_hash)), kPgSession);
}

template <typename Base>
Result<std::vector<StoredSession>> PgReads<Base>::sessions_of(StaffId staff) {
    return pg_all(run(sql::kSessionsOf, PgParams{}.add(staff.value())), kPgSession);
}

template <typename Base>
Result<StoredNote> PgReads<Base>::note(std::string_view name) {
    return pg_one(run(sql::kNote, PgParams{}.add(name)), [](const PgRow& row) {
        return sql::read_note(row);
    });
}

template <typename Base>
Result<std::vector<StoredNote>> PgReads<Base>::notes(std::string_view prefix) {
    return pg_all(run(sql::kNotes, PgParams{}.add(prefix)), [](const PgRow& row) {
        return sql::read_note(row);
    });
}

template <typename Base>
Result<StoredUploadChunk> PgReads<Base>::upload_chunk(std::string_view upload, std::int64_t chunk) {
    return pg_one(run(sql::kUploadChunk, PgParams{}.add(upload).add(chunk)), [](const PgRow& row) {
        return sql::read_upload_chunk(row);
    });
}

template <typename Base>
Result<StoredPaper> PgReads<Base>::paper(std::string_view name) {
    return pg_one(run(sql::kPaper, PgParams{}.add(name)), [](const PgRow& row) {
        return sql::read_paper(row);
    });
}

template <typename Base>
Result<std::vector<StoredPaper>> PgReads<Base>::papers_named(std::span<const std::string> names) {
    if (names.empty()) return std::vector<StoredPaper>{};
    return pg_all(run(sql::kPapersNamed, PgParams{}.add(names)), [](const PgRow& row) {
        return sql::read_paper(row);
    });
}

template <typename Base>
Result<std::vector<StoredPaper>> PgReads<Base>::papers(
    std::string_view after, std::string_view end, std::size_t limit) {
    return pg_all(
        run(sql::kPapers, PgParams{}.add(after).add(end).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_paper(row); });
}

template <typename Base>
Result<std::vector<StoredRecord>> PgReads<Base>::all_records(RecordId after, std::size_t limit) {
    return pg_all(
        run(sql::kAllRecords, PgParams{}.add(after.value()).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_record(row); });
}

template <typename Base>
Result<std::vector<StoredAnswer>> PgReads<Base>::answers(
    std::string_view after, std::size_t limit) {
    return pg_all(
        run(sql::kAnswers, PgParams{}.add(after).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_answer(row); });
}

template <typename Base>
Result<std::vector<Bytes>> PgReads<Base>::leaves(std::int64_t first, std::size_t limit) {
    return pg_all(
        run(sql::kLeaves, PgParams{}.add(first).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return row.bytes(0); });
}

template <typename Base>
Result<std::int64_t> PgReads<Base>::leaf_count() {
    return one_integer(sql::kLeafCount);
}

template <typename Base>
Result<std::vector<StoredPendingLeaf>> PgReads<Base>::pending_leaves(std::size_t limit) {
    return pg_all(
        run(sql::kPendingLeaves, PgParams{}.add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_pending_leaf(row); });
}

template <typename Base>
Result<std::int64_t> PgReads<Base>::pending_leaf_count() {
    return one_integer(sql::kPendingLeafCount);
}

template <typename Base>
Result<std::vector<StoredEvent>> PgReads<Base>::events(std::int64_t lane, std::size_t limit) {
    return pg_all(
        run(sql::kEvents, PgParams{}.add(lane).add(static_cast<std::int64_t>(limit))),
        [](const PgRow& row) { return sql::read_event(row); });
}

template <typename Base>
Result<StoredLease> PgReads<Base>::lease(std::string_view name) {
    return pg_one(run(sql::kLease, PgParams{}.add(name)), [](const PgRow& row) {
        return sql::read_lease(row);
    });
}

template <typename Base>
Result<StoreCounts> PgReads<Base>::counts() {
    StoreCounts counts;
    counts.records = TRY(one_integer(sql::kCountRecords));
    counts.versions = TRY(one_integer(sql::kCountVersions));
    counts.customers = TRY(one_integer(sql::kCountCustomers));
    counts.numbers = TRY(one_integer(sql::kCountNumbers));
    counts.rejections = TRY(one_integer(sql::kCountRejections));
    counts.leaves = TRY(leaf_count());
    return counts;
}

template <typename Base>
Result<> PgReads<Base>::verify() {
    const auto same = [&](const SqlStatement& a, const SqlStatement& b) -> Result<> {
        if (TRY(one_integer(a)) == TRY(one_integer(b))) return {};
        return Error{Fault::corrupt, "store.corrupt", {std::string{b.name}}};
    };
    TRY(same(sql::kCountAllRecords, sql::kCountRecordKeys));
    TRY(same(sql::kCountRecords, sql::kCountCustomerRecords));
    return same(sql::kCountNumbers, sql::kCountNumberTexts);
}

template class PgReads<StoreReader>;
template class PgReads<StoreWriter>;

Result<PgConnection*> PgReader::ready() {
    // A snapshot ends with its connection; single reads go on with another one.
    if (lease_ && !in_snapshot_ && !(*lease_)->healthy()) lease_.reset();
    if (!lease_) lease_.emplace(TRY(pool_->borrow()));
    return &**lease_;
}

Result<> PgReader::begin_snapshot() {
    auto* connection = TRY(ready());
    TRY(connection->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    in_snapshot_ = true;
    return {};
}

void PgReader::end_snapshot() {
    // Nothing was written, so there is nothing that ending could lose; a connection that cannot end
    // is thrown away by the pool.
    if (lease_ && in_snapshot_) static_cast<void>((*lease_)->run("COMMIT").ok());
    in_snapshot_ = false;
    hours_.reset();
    lease_.reset();
}

Result<> PgReader::allow_hours() {
    if (!in_snapshot_) return {};
    auto* connection = TRY(ready());
    hours_.emplace(*connection);
    return connection->execute(kAllowHours);
}

}  // namespace genbo
