// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_reader.h"

namespace genbo {

namespace {

constexpr const char* kRecordColumns =
    "SELECT record_id, source_id, key_hash, wrapped_key, version, last_version, content_hash, "
    "customer FROM record ";

Error row_missing() { return {Fault::not_found, "store.not_found"}; }

Instant row_instant(const SqliteStatement& row, int column) {
    return instant_from_micros(row.integer(column));
}

StoredRecord read_record(const SqliteStatement& row) {
    return {
        RecordId{row.integer(0)}, SourceId{row.integer(1)}, row.bytes(2), row.bytes(3),
        row.integer(4),           row.integer(5),           row.bytes(6), NumberId{row.integer(7)}};
}

StoredVersion read_version(const SqliteStatement& row, int first) {
    return {RecordId{row.integer(first)}, row.integer(first + 1), ImportId{row.integer(first + 2)},
            row_instant(row, first + 3),  row.bytes(first + 4),   row.bytes(first + 5)};
}

StoredImport read_import(const SqliteStatement& row) {
    StoredImport import;
    import.id = ImportId{row.integer(0)};
    import.source = SourceId{row.integer(1)};
    import.file_name = row.text(2);
    import.file_hash = row.bytes(3);
    import.state = static_cast<ImportState>(row.integer(4));
    import.started = row_instant(row, 5);
    import.finished = row_instant(row, 6);
    import.actor = StaffId{row.integer(7)};
    import.counts = {
        row.integer(8), row.integer(9), row.integer(10), row.integer(11), row.integer(12)};
    import.detail = row.text(13);
    return import;
}

StoredNumber read_number(const SqliteStatement& row) {
    return {
        NumberId{row.integer(0)},
        row.text(1),
        row.integer(2),
        static_cast<NumberKind>(row.integer(3)),
        RecordId{row.integer(4)},
        row_instant(row, 5),
        row.text(6)};
}

StoredVerdict read_verdict(const SqliteStatement& row) {
    return {VerdictId{row.integer(0)}, RecordId{row.integer(1)},
            RecordId{row.integer(2)},  static_cast<StoredVerdictKind>(row.integer(3)),
            StaffId{row.integer(4)},   row_instant(row, 5),
            row_instant(row, 6),       row.bytes(7)};
}

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
    auto statement = TRY(db_.prepare("SELECT value FROM setting WHERE name = $1"));
    statement.bind(1, name);
    return read_one(statement, [](const auto& row) { return row.text(0); });
}

template <typename Base>
Result<std::vector<std::pair<std::string, std::string>>> SqliteReads<Base>::settings(
    std::string_view prefix) {
    auto statement = TRY(db_.prepare(
        "SELECT name, value FROM setting WHERE substr(name, 1, length($1)) = $1 ORDER BY name"));
    statement.bind(1, prefix);
    return read_all(statement, [](const auto& row) { return std::pair{row.text(0), row.text(1)}; });
}

template <typename Base>
Result<std::vector<StoredSource>> SqliteReads<Base>::sources() {
    auto statement =
        TRY(db_.prepare("SELECT source_id, name, label, rank FROM source ORDER BY source_id"));
    return read_all(statement, [](const auto& row) {
        return StoredSource{SourceId{row.integer(0)}, row.text(1), row.text(2), row.integer(3)};
    });
}

template <typename Base>
Result<StoredRecord> SqliteReads<Base>::record(RecordId id) {
    static const std::string sql = std::string{kRecordColumns} + "WHERE record_id = $1";
    auto statement = TRY(db_.prepare(sql.c_str()));
    statement.bind(1, id.value());
    return read_one(statement, read_record);
}

template <typename Base>
Result<StoredRecord> SqliteReads<Base>::record_by_key(SourceId source, ByteView key_hash) {
    static const std::string sql =
        std::string{kRecordColumns} + "WHERE source_id = $1 AND key_hash = $2";
    auto statement = TRY(db_.prepare(sql.c_str()));
    statement.bind(1, source.value()).bind(2, key_hash);
    return read_one(statement, read_record);
}

template <typename Base>
Result<std::vector<StoredRecord>> SqliteReads<Base>::records_of(NumberId customer) {
    static const std::string sql =
        std::string{kRecordColumns} + "WHERE customer = $1 ORDER BY record_id";
    auto statement = TRY(db_.prepare(sql.c_str()));
    statement.bind(1, customer.value());
    return read_all(statement, read_record);
}

template <typename Base>
Result<StoredVersion> SqliteReads<Base>::version(RecordId record, std::int64_t version) {
    auto statement = TRY(db_.prepare(
        "SELECT record_id, version, import_id, at, content_hash, sealed FROM record_version "
        "WHERE record_id = $1 AND version = $2"));
    statement.bind(1, record.value()).bind(2, version);
    return read_one(statement, [](const auto& row) { return read_version(row, 0); });
}

template <typename Base>
Result<std::vector<StoredVersion>> SqliteReads<Base>::versions(RecordId record) {
    auto statement = TRY(db_.prepare(
        "SELECT record_id, version, import_id, at, content_hash, sealed FROM record_version "
        "WHERE record_id = $1 ORDER BY version"));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) { return read_version(row, 0); });
}

template <typename Base>
Result<> SqliteReads<Base>::each_live_record(const StoreReader::EachRecord& each) {
    auto statement = TRY(db_.prepare(
        "SELECT r.record_id, r.source_id, r.key_hash, r.wrapped_key, r.version, r.last_version, "
        "r.content_hash, r.customer, v.record_id, v.version, v.import_id, v.at, v.content_hash, "
        "v.sealed FROM record r JOIN record_version v "
        "ON v.record_id = r.record_id AND v.version = r.version "
        "WHERE r.version > 0 ORDER BY r.record_id"));
    while (TRY(statement.step())) TRY(each(read_record(statement), read_version(statement, 8)));
    return {};
}

template <typename Base>
Result<StoredImport> SqliteReads<Base>::import(ImportId id) {
    auto statement = TRY(db_.prepare(
        "SELECT import_id, source_id, file_name, file_hash, state, started, finished, actor, "
        "rows_read, added, changed, same, rejected, detail FROM import WHERE import_id = $1"));
    statement.bind(1, id.value());
    return read_one(statement, read_import);
}

template <typename Base>
Result<std::vector<StoredImport>> SqliteReads<Base>::imports(ImportId before, std::size_t limit) {
    auto statement = TRY(db_.prepare(
        "SELECT import_id, source_id, file_name, file_hash, state, started, finished, actor, "
        "rows_read, added, changed, same, rejected, detail FROM import "
        "WHERE $1 = 0 OR import_id < $1 ORDER BY import_id DESC LIMIT $2"));
    statement.bind(1, before.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, read_import);
}

template <typename Base>
Result<std::vector<RecordId>> SqliteReads<Base>::records_of_import(ImportId id) {
    auto statement = TRY(
        db_.prepare("SELECT record_id FROM import_record WHERE import_id = $1 ORDER BY record_id"));
    statement.bind(1, id.value());
    return read_all(statement, [](const auto& row) { return RecordId{row.integer(0)}; });
}

template <typename Base>
Result<std::vector<StoredRejection>> SqliteReads<Base>::rejections(
    ImportId import, std::int64_t after_row, std::size_t limit) {
    auto statement =
        TRY(db_.prepare("SELECT import_id, row_no, code, column_name, sealed FROM rejection "
                        "WHERE import_id = $1 AND row_no > $2 ORDER BY row_no LIMIT $3"));
    statement.bind(1, import.value()).bind(2, after_row).bind(3, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) {
        return StoredRejection{
            ImportId{row.integer(0)}, row.integer(1), row.text(2), row.text(3), row.bytes(4)};
    });
}

template <typename Base>
Result<StoredNumber> SqliteReads<Base>::number(NumberId id) {
    auto statement =
        TRY(db_.prepare("SELECT number_id, text, rule, kind, anchor, issued, owner FROM number "
                        "WHERE number_id = $1"));
    statement.bind(1, id.value());
    return read_one(statement, read_number);
}

template <typename Base>
Result<StoredNumber> SqliteReads<Base>::number_by_text(std::string_view text) {
    auto statement = TRY(db_.prepare(
        "SELECT number_id, text, rule, kind, anchor, issued, owner FROM number WHERE text = $1"));
    statement.bind(1, text);
    return read_one(statement, read_number);
}

template <typename Base>
Result<std::vector<StoredNumber>> SqliteReads<Base>::numbers_anchored_on(RecordId record) {
    auto statement =
        TRY(db_.prepare("SELECT number_id, text, rule, kind, anchor, issued, owner FROM number "
                        "WHERE anchor = $1 ORDER BY number_id"));
    statement.bind(1, record.value());
    return read_all(statement, read_number);
}

template <typename Base>
Result<std::vector<StoredNumber>> SqliteReads<Base>::numbers(NumberId after, std::size_t limit) {
    auto statement =
        TRY(db_.prepare("SELECT number_id, text, rule, kind, anchor, issued, owner FROM number "
                        "WHERE number_id > $1 ORDER BY number_id LIMIT $2"));
    statement.bind(1, after.value()).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, read_number);
}

template <typename Base>
Result<StoredVerdict> SqliteReads<Base>::verdict(VerdictId id) {
    auto statement = TRY(db_.prepare(
        "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, sealed_reason "
        "FROM verdict WHERE verdict_id = $1"));
    statement.bind(1, id.value());
    return read_one(statement, read_verdict);
}

template <typename Base>
Result<std::vector<StoredVerdict>> SqliteReads<Base>::standing_verdicts() {
    auto statement = TRY(db_.prepare(
        "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, sealed_reason "
        "FROM verdict WHERE withdrawn = 0 ORDER BY verdict_id"));
    return read_all(statement, read_verdict);
}

template <typename Base>
Result<std::vector<StoredVerdict>> SqliteReads<Base>::verdicts_of(RecordId record) {
    auto statement = TRY(db_.prepare(
        "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, sealed_reason "
        "FROM verdict WHERE left_record = $1 OR right_record = $1 ORDER BY verdict_id"));
    statement.bind(1, record.value());
    return read_all(statement, read_verdict);
}

template <typename Base>
Result<std::vector<StoredMove>> SqliteReads<Base>::moves_of(RecordId record) {
    auto statement =
        TRY(db_.prepare("SELECT seq, at, record_id, from_number, to_number, cause FROM move "
                        "WHERE record_id = $1 ORDER BY seq"));
    statement.bind(1, record.value());
    return read_all(statement, [](const auto& row) {
        return StoredMove{row.integer(0),           row_instant(row, 1),
                          RecordId{row.integer(2)}, NumberId{row.integer(3)},
                          NumberId{row.integer(4)}, row.text(5)};
    });
}

template <typename Base>
Result<std::vector<StoredStaff>> SqliteReads<Base>::staff() {
    auto statement = TRY(db_.prepare(
        "SELECT staff_id, name, role, password_hash, must_change_password, created FROM staff "
        "ORDER BY staff_id"));
    return read_all(statement, [](const auto& row) {
        return StoredStaff{StaffId{row.integer(0)}, row.text(1),        row.text(2), row.text(3),
                           row.integer(4) != 0,     row_instant(row, 5)};
    });
}

template <typename Base>
Result<StoredAnswer> SqliteReads<Base>::answer(std::string_view key) {
    auto statement = TRY(db_.prepare(
        "SELECT key, request_hash, status, sealed_body, at FROM answer WHERE key = $1"));
    statement.bind(1, key);
    return read_one(statement, [](const auto& row) {
        return StoredAnswer{
            row.text(0), row.bytes(1), row.integer(2), row.bytes(3), row_instant(row, 4)};
    });
}

template <typename Base>
Result<std::vector<Bytes>> SqliteReads<Base>::leaves(std::int64_t first, std::size_t limit) {
    auto statement =
        TRY(db_.prepare("SELECT leaf FROM audit_leaf WHERE seq >= $1 ORDER BY seq LIMIT $2"));
    statement.bind(1, first).bind(2, static_cast<std::int64_t>(limit));
    return read_all(statement, [](const auto& row) { return row.bytes(0); });
}

template <typename Base>
Result<std::int64_t> SqliteReads<Base>::one_integer(const char* sql) {
    auto statement = TRY(db_.prepare(sql));
    return read_one(statement, [](const auto& row) { return row.integer(0); });
}

template <typename Base>
Result<StoreCounts> SqliteReads<Base>::counts() {
    StoreCounts counts;
    counts.records = TRY(one_integer("SELECT count(*) FROM record WHERE customer > 0"));
    counts.versions = TRY(one_integer("SELECT count(*) FROM record_version"));
    counts.customers =
        TRY(one_integer("SELECT count(DISTINCT customer) FROM record WHERE customer > 0"));
    counts.numbers = TRY(one_integer("SELECT count(*) FROM number"));
    counts.rejections =
        TRY(one_integer("SELECT count(*) FROM rejection WHERE import_id IN "
                        "(SELECT import_id FROM import WHERE state <> 4)"));
    counts.leaves = TRY(one_integer("SELECT coalesce(max(seq) + 1, 0) FROM audit_leaf"));
    return counts;
}

template <typename Base>
Result<StoreHeads> SqliteReads<Base>::heads() {
    StoreHeads heads;
    heads.source = TRY(one_integer("SELECT coalesce(max(source_id), 0) FROM source"));
    heads.record = TRY(one_integer("SELECT coalesce(max(record_id), 0) FROM record"));
    heads.import = TRY(one_integer("SELECT coalesce(max(import_id), 0) FROM import"));
    heads.number = TRY(one_integer("SELECT coalesce(max(number_id), 0) FROM number"));
    heads.verdict = TRY(one_integer("SELECT coalesce(max(verdict_id), 0) FROM verdict"));
    heads.staff = TRY(one_integer("SELECT coalesce(max(staff_id), 0) FROM staff"));
    heads.leaf = TRY(one_integer("SELECT coalesce(max(seq), -1) FROM audit_leaf"));
    return heads;
}

template <typename Base>
Result<> SqliteReads<Base>::verify() {
    auto statement = TRY(db_.prepare("PRAGMA integrity_check(1)"));
    const std::string answer =
        TRY(read_one(statement, [](const auto& row) { return row.text(0); }));
    if (answer != "ok") return Error{Fault::corrupt, "store.corrupt", {"integrity_check"}};
    return {};
}

template class SqliteReads<StoreReader>;
template class SqliteReads<StoreWriter>;

}  // namespace genbo
