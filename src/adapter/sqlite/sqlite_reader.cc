// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_reader.h"

#include <algorithm>

#include "adapter/sql/rows.h"
#include "adapter/sql/statements.h"

namespace genbo {

namespace {

// Rows of a full walk that are in memory at once.
constexpr std::int64_t kLiveRecordsPage = 20'000;

Error row_missing() { return {Fault::not_found, "store.not_found"}; }

template <typename Read>
auto read_one(SqliteStatement& statement, Read read) -> Result<decltype(read(statement))> {
    const bool found = TRY(statement.step());
    if (!found) return row_missing();
    return read(statement);
}

template <typename Read>
auto read_all(SqliteStatement& statement, Read read)
    -> Result<std::vector<decltype(read(statement))>> {
    std::vector<decltype(read(statement))> out;
    while (TRY(statement.step())) out.push_back(read(statement));
    return out;
}

// Leaves out what is not there.
template <typename T>
Result<> append_found(std::vector<T>& out, Result<T> found) {
    if (found.ok()) {
        out.push_back(*std::move(found));
        return {};
    }
    if (found.error().fault == Fault::not_found) return {};
    return found.error();
}

// Each once, ascending.
template <typename T>
std::vector<T> each_once(std::span<const T> given) {
    std::vector<T> out(given.begin(), given.end());
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

constexpr auto kFirstInteger = [](const auto& row) { return row.integer(0); };

}  // namespace

template <typename Base>
Result<> SqliteReads<Base>::begin_snapshot() {
    if constexpr (std::is_same_v<Base, StoreReader>) return db_.execute("BEGIN");
    return {};
}

template <typename Base>
void SqliteReads<Base>::end_snapshot() {
    // Nothing was written, so there is nothing that ending could lose.
    if constexpr (std::is_same_v<Base, StoreReader>) static_cast<void>(db_.execute("END").ok());
}

template <typename Base>
Result<std::string> SqliteReads<Base>::setting(std::string_view name) {
    auto statement = TRY(prepare(sql::kSetting));
    statement.bind(1, name);
    return read_one(statement, [](const auto& row) { return row.text(0); });
}

template <typename Base>
Result<std::vector<std::pair<std::string, std::string>>> SqliteReads<Base>::settings(
    std::string_view prefix) {
    auto statement = TRY(prepare(sql::kSettings));
    statement.bind(1, prefix);
    return read_all(statement, [](const auto& row) { return std::pair{row.text(0), row.text(1)}; });
}

template <typename Base>
Result<std::vector<StoredSource>> SqliteReads<Base>::sources() {
    auto statement = TRY(prepare(sql::kSources));
    return read_all(statement, [](const auto& row) { return sql::read_source(row); });
}

template <typename Base>
Result<StoredRecord> SqliteReads<Base>::record(RecordId id) {
    auto statement = TRY(prepare(sql::kRecord));
    statement.bind(1, id.value());
    return read_one(statement, [](const auto& row) { return sql::read_record(row); });
}

template <typename Base>
Result<std::vector<StoredRecord>> SqliteReads<Base>::records(std::span<const RecordId> ids) {
    std::vector<StoredRecord> out;
    for (const auto id : each_once(ids)) TRY(append_found(out, record(id)));
    return out;
}

template <typename Base>
Result<std::vector<StoredRecord>> SqliteReads<Base>::records_by_keys(
    SourceId source, std::span<const Bytes> key_hashes) {
    std::vector<RecordId> ids;
    auto statement = TRY(prepare(sql::kRecordOfKey));
    for (const auto& key_hash : key_hashes) {
        statement.bind(1, ByteView{key_hash}).bind(2, source.value());
        if (TRY(statement.step())) ids.emplace_back(statement.integer(0));
        statement.reset();
    }
    return records(ids);
}

template <typename Base>
Result<std::vector<StoredRecord>> SqliteReads<Base>::records_of(NumberId customer) {
    auto statement = TRY(prepare(sql::kCustomerRecords));
    statement.bind(1, customer.value());
    std::vector<StoredRecord> out;
    while (TRY(statement.step())) out.push_back(TRY(record(RecordId{statement.integer(0)})));
    return out;
}

template <typename Base>
Result<std::vector<CustomerMember>> SqliteReads<Base>::members_of(
    std::span<const NumberId> customers) {
    std::vector<CustomerMember> out;
    auto statement = TRY(prepare(sql::kCustomerRecords));
    for (const auto customer : each_once(customers)) {
        statement.bind(1, customer.value());
        while (TRY(statement.step())) out.push_back({customer, RecordId{statement.integer(0)}});
        statement.reset();
    }
    return out;
}

template <typename Base>
Result<std::vector<CustomerMember>> SqliteReads<Base>::customers_of(
    std::span<const RecordId> records) {
    std::vector<CustomerMember> out;
    auto statement = TRY(prepare(sql::kCustomerOf));
    for (const auto record : each_once(records)) {
        statement.bind(1, record.value());
        if (TRY(statement.step()) && statement.integer(0) != 0)
            out.push_back({NumberId{statement.integer(0)}, record});
        statement.reset();
    }
    return out;
}

template <typename Base>
Result<std::vector<CustomerMember>> SqliteReads<Base>::first_anchors(
    std::span<const RecordId> records) {
    std::vector<CustomerMember> out;
    auto statement = TRY(prepare(sql::kAnchored));
    for (const auto record : each_once(records)) {
        statement.bind(1, record.value());
        if (TRY(statement.step())) out.push_back({NumberId{statement.integer(0)}, record});
        statement.reset();
    }
    return out;
}

template <typename Base>
Result<StoredVersion> SqliteReads<Base>::version(RecordId record, std::int64_t version) {
    auto statement = TRY(prepare(sql::kVersion));
    statement.bind(1, record.value()).bind(2, version);
    return read_one(statement, [](const auto& row) { return sql::read_version(row); });
}

template <typename Base>
Result<std::vector<StoredVersion>> SqliteReads<Base>::versions(RecordId record) {
    auto statement = TRY(prepare(sql::kVersions));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) { return sql::read_version(row); });
}

template <typename Base>
Result<std::vector<StoredVersion>> SqliteReads<Base>::current_versions(
    std::span<const StoredRecord> records) {
    std::vector<StoredVersion> out;
    for (const auto& record : records)
        if (record.version > 0) TRY(append_found(out, version(record.id, record.version)));
    return out;
}

template <typename Base>
Result<> SqliteReads<Base>::each_live_record(const StoreReader::EachRecord& each) {
    auto statement = TRY(prepare(sql::kLiveRecords));
    std::int64_t after = 0;
    while (true) {
        std::int64_t rows = 0;
        statement.bind(1, after).bind(2, kLiveRecordsPage);
        while (TRY(statement.step())) {
            ++rows;
            after = statement.integer(0);
            TRY(each(sql::read_record(statement), sql::read_version(statement, 8)));
        }
        if (rows < kLiveRecordsPage) return {};
        statement.reset();
    }
}

template <typename Base>
Result<std::vector<RecordHead>> SqliteReads<Base>::live_heads(RecordId after, std::size_t limit) {
    auto statement = TRY(prepare(sql::kLiveHeads));
    statement.bind(1, after.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) {
        return RecordHead{RecordId{row.integer(0)}, row.integer(1), NumberId{row.integer(2)}};
    });
}

template <typename Base>
Result<StoredImport> SqliteReads<Base>::import(ImportId id) {
    auto statement = TRY(prepare(sql::kImport));
    statement.bind(1, id.value());
    return read_one(statement, [](const auto& row) { return sql::read_import(row); });
}

template <typename Base>
Result<std::vector<StoredImport>> SqliteReads<Base>::imports(ImportId before, std::size_t limit) {
    auto statement = TRY(prepare(sql::kImports));
    statement.bind(1, before.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_import(row); });
}

template <typename Base>
Result<std::vector<RecordId>> SqliteReads<Base>::records_of_import(ImportId id) {
    auto statement = TRY(prepare(sql::kImportRecords));
    statement.bind(1, id.value());
    return read_all(statement, [](const auto& row) { return RecordId{row.integer(0)}; });
}

template <typename Base>
Result<std::vector<StoredRejection>> SqliteReads<Base>::rejections(
    ImportId import, std::int64_t after_row, std::size_t limit) {
    auto statement = TRY(prepare(sql::kRejections));
    statement.bind(1, import.value()).bind(2, after_row).bind(3, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_rejection(row); });
}

template <typename Base>
Result<StoredNumber> SqliteReads<Base>::number(NumberId id) {
    auto statement = TRY(prepare(sql::kNumber));
    statement.bind(1, id.value());
    return read_one(statement, [](const auto& row) { return sql::read_number(row); });
}

template <typename Base>
Result<std::vector<StoredNumber>> SqliteReads<Base>::numbers_by_id(std::span<const NumberId> ids) {
    std::vector<StoredNumber> out;
    for (const auto id : each_once(ids)) TRY(append_found(out, number(id)));
    return out;
}

template <typename Base>
Result<StoredNumber> SqliteReads<Base>::number_by_text(std::string_view text) {
    auto statement = TRY(prepare(sql::kNumberOfText));
    statement.bind(1, text);
    const auto id = TRY(read_one(statement, kFirstInteger));
    return number(NumberId{id});
}

template <typename Base>
Result<std::vector<std::string>> SqliteReads<Base>::taken_texts(
    std::span<const std::string> texts) {
    std::vector<std::string> out;
    auto statement = TRY(prepare(sql::kNumberOfText));
    for (const auto& text : each_once(texts)) {
        statement.bind(1, std::string_view{text});
        if (TRY(statement.step())) out.push_back(text);
        statement.reset();
    }
    return out;
}

template <typename Base>
Result<std::vector<StoredNumber>> SqliteReads<Base>::numbers_anchored_on(
    std::span<const RecordId> records) {
    std::vector<NumberId> ids;
    auto statement = TRY(prepare(sql::kAnchored));
    for (const auto record : records) {
        statement.bind(1, record.value());
        while (TRY(statement.step())) ids.emplace_back(statement.integer(0));
        statement.reset();
    }
    return numbers_by_id(ids);
}

template <typename Base>
Result<std::vector<StoredNumber>> SqliteReads<Base>::numbers(NumberId after, std::size_t limit) {
    auto statement = TRY(prepare(sql::kNumbers));
    statement.bind(1, after.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_number(row); });
}

template <typename Base>
Result<StoredVerdict> SqliteReads<Base>::verdict(VerdictId id) {
    auto statement = TRY(prepare(sql::kVerdict));
    statement.bind(1, id.value());
    return read_one(statement, [](const auto& row) { return sql::read_verdict(row); });
}

template <typename Base>
Result<std::vector<StoredVerdict>> SqliteReads<Base>::standing_verdicts() {
    auto statement = TRY(prepare(sql::kStandingVerdicts));
    return read_all(statement, [](const auto& row) { return sql::read_verdict(row); });
}

template <typename Base>
Result<std::vector<StoredVerdict>> SqliteReads<Base>::verdicts(
    VerdictId before, std::size_t limit) {
    auto statement = TRY(prepare(sql::kVerdictsBefore));
    statement.bind(1, before.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_verdict(row); });
}

template <typename Base>
Result<std::vector<StoredVerdict>> SqliteReads<Base>::verdicts_of(
    std::span<const RecordId> records) {
    std::vector<VerdictId> ids;
    auto statement = TRY(prepare(sql::kVerdictsBeside));
    for (const auto record : records) {
        statement.bind(1, record.value());
        while (TRY(statement.step())) ids.emplace_back(statement.integer(0));
        statement.reset();
    }
    std::vector<StoredVerdict> out;
    for (const auto id : each_once(std::span<const VerdictId>{ids}))
        out.push_back(TRY(verdict(id)));
    return out;
}

template <typename Base>
Result<std::vector<StoredMove>> SqliteReads<Base>::moves_of(RecordId record) {
    auto statement = TRY(prepare(sql::kMoves));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) { return sql::read_move(row); });
}

template <typename Base>
Result<std::vector<StoredDetail>> SqliteReads<Base>::details_of(RecordId record) {
    auto statement = TRY(prepare(sql::kDetails));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) { return sql::read_detail(row); });
}

template <typename Base>
Result<std::vector<StoredAccess>> SqliteReads<Base>::access_of(
    ByteView alias, ByteView before, std::size_t limit) {
    auto statement = TRY(prepare(sql::kAccessOf));
    const Bytes end = before.empty() ? Bytes(17, 0xff) : Bytes{before.begin(), before.end()};
    statement.bind(1, alias).bind(2, ByteView{end}).bind(3, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_access(row); });
}

template <typename Base>
Result<std::vector<StoredAccess>> SqliteReads<Base>::access_after(
    ByteView after, std::size_t limit) {
    auto statement = TRY(prepare(sql::kAccessAfter));
    statement.bind(1, after).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_access(row); });
}

template <typename Base>
Result<std::vector<StoredAccessDay>> SqliteReads<Base>::access_days(std::int64_t first_day) {
    auto statement = TRY(prepare(sql::kAccessDays));
    statement.bind(1, first_day);
    return read_all(statement, [](const auto& row) { return sql::read_access_day(row); });
}

template <typename Base>
Result<StoredAlert> SqliteReads<Base>::alert(ByteView entry) {
    auto statement = TRY(prepare(sql::kAlert));
    statement.bind(1, entry);
    return read_one(statement, [](const auto& row) { return sql::read_alert(row); });
}

template <typename Base>
Result<std::vector<StoredAlert>> SqliteReads<Base>::alerts(std::size_t limit) {
    auto statement = TRY(prepare(sql::kAlerts));
    statement.bind(1, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_alert(row); });
}

template <typename Base>
Result<std::vector<StoredEvidence>> SqliteReads<Base>::evidence_of(RecordId record) {
    auto statement = TRY(prepare(sql::kEvidence));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) { return sql::read_evidence(row); });
}

template <typename Base>
Result<std::vector<StoredStaff>> SqliteReads<Base>::staff() {
    auto statement = TRY(prepare(sql::kStaff));
    return read_all(statement, [](const auto& row) { return sql::read_staff(row); });
}

template <typename Base>
Result<StoredAnswer> SqliteReads<Base>::answer(std::string_view key) {
    auto statement = TRY(prepare(sql::kAnswer));
    statement.bind(1, key);
    return read_one(statement, [](const auto& row) { return sql::read_answer(row); });
}

template <typename Base>
Result<StoredSession> SqliteReads<Base>::session(ByteView token_hash) {
    auto statement = TRY(prepare(sql::kSession));
    statement.bind(1, token_hash);
    return read_one(statement, [](const auto& row) { return sql::read_session(row); });
}

template <typename Base>
Result<std::vector<StoredSession>> SqliteReads<Base>::sessions_of(StaffId staff) {
    auto statement = TRY(prepare(sql::kSessionsOf));
    statement.bind(1, staff.value());
    return read_all(statement, [](const auto& row) { return sql::read_session(row); });
}

template <typename Base>
Result<StoredNote> SqliteReads<Base>::note(std::string_view name) {
    auto statement = TRY(prepare(sql::kNote));
    statement.bind(1, name);
    return read_one(statement, [](const auto& row) { return sql::read_note(row); });
}

template <typename Base>
Result<std::vector<StoredNote>> SqliteReads<Base>::notes(std::string_view prefix) {
    auto statement = TRY(prepare(sql::kNotes));
    statement.bind(1, prefix);
    return read_all(statement, [](const auto& row) { return sql::read_note(row); });
}

template <typename Base>
Result<StoredUploadChunk> SqliteReads<Base>::upload_chunk(
    std::string_view upload, std::int64_t chunk) {
    auto statement = TRY(prepare(sql::kUploadChunk));
    statement.bind(1, upload).bind(2, chunk);
    return read_one(statement, [](const auto& row) { return sql::read_upload_chunk(row); });
}

template <typename Base>
Result<StoredPaper> SqliteReads<Base>::paper(std::string_view name) {
    auto statement = TRY(prepare(sql::kPaper));
    statement.bind(1, name);
    return read_one(statement, [](const auto& row) { return sql::read_paper(row); });
}

template <typename Base>
Result<std::vector<StoredPaper>> SqliteReads<Base>::papers_named(
    std::span<const std::string> names) {
    std::vector<StoredPaper> out;
    for (const auto& name : each_once(names)) TRY(append_found(out, paper(name)));
    return out;
}

template <typename Base>
Result<std::vector<StoredPaper>> SqliteReads<Base>::papers(
    std::string_view after, std::string_view end, std::size_t limit) {
    auto statement = TRY(prepare(sql::kPapers));
    statement.bind(1, after).bind(2, end).bind(3, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_paper(row); });
}

template <typename Base>
Result<std::vector<StoredRecord>> SqliteReads<Base>::all_records(
    RecordId after, std::size_t limit) {
    auto statement = TRY(prepare(sql::kAllRecords));
    statement.bind(1, after.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_record(row); });
}

template <typename Base>
Result<std::vector<StoredAnswer>> SqliteReads<Base>::answers(
    std::string_view after, std::size_t limit) {
    auto statement = TRY(prepare(sql::kAnswers));
    statement.bind(1, after).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_answer(row); });
}

template <typename Base>
Result<std::vector<Bytes>> SqliteReads<Base>::leaves(std::int64_t first, std::size_t limit) {
    auto statement = TRY(prepare(sql::kLeaves));
    statement.bind(1, first).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return row.bytes(0); });
}

template <typename Base>
Result<std::int64_t> SqliteReads<Base>::leaf_count() {
    return one_integer(sql::kLeafCount);
}

template <typename Base>
Result<std::vector<StoredPendingLeaf>> SqliteReads<Base>::pending_leaves(std::size_t limit) {
    auto statement = TRY(prepare(sql::kPendingLeaves));
    statement.bind(1, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_pending_leaf(row); });
}

template <typename Base>
Result<std::int64_t> SqliteReads<Base>::pending_leaf_count() {
    return one_integer(sql::kPendingLeafCount);
}

template <typename Base>
Result<std::vector<StoredEvent>> SqliteReads<Base>::events(std::int64_t lane, std::size_t limit) {
    auto statement = TRY(prepare(sql::kEvents));
    statement.bind(1, lane).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return sql::read_event(row); });
}

template <typename Base>
Result<StoredLease> SqliteReads<Base>::lease(std::string_view name) {
    auto statement = TRY(prepare(sql::kLease));
    statement.bind(1, name);
    return read_one(statement, [](const auto& row) { return sql::read_lease(row); });
}

template <typename Base>
Result<std::int64_t> SqliteReads<Base>::one_integer(const SqlStatement& text) {
    auto statement = TRY(prepare(text));
    return read_one(statement, kFirstInteger);
}

template <typename Base>
Result<StoreCounts> SqliteReads<Base>::counts() {
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
Result<> SqliteReads<Base>::verify() {
    auto statement = TRY(db_.prepare("PRAGMA integrity_check(1)"));
    const std::string answer =
        TRY(read_one(statement, [](const auto& row) { return row.text(0); }));
    if (answer != "ok") return Error{Fault::corrupt, "store.corrupt", {"integrity_check"}};
    const auto same = [&](const SqlStatement& a, const SqlStatement& b) -> Result<> {
        if (TRY(one_integer(a)) == TRY(one_integer(b))) return {};
        return Error{Fault::corrupt, "store.corrupt", {std::string{b.name}}};
    };
    TRY(same(sql::kCountAllRecords, sql::kCountRecordKeys));
    TRY(same(sql::kCountRecords, sql::kCountCustomerRecords));
    return same(sql::kCountNumbers, sql::kCountNumberTexts);
}

template class SqliteReads<StoreReader>;
template class SqliteReads<StoreWriter>;

}  // namespace genbo
