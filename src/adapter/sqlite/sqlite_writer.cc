// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/sqlite_writer.h"

#include "base/check.h"

namespace genbo {

namespace {

// An update that must have hit exactly one row.
Result<> run_on_one(SqliteDatabase& db, SqliteStatement& statement) {
    TRY(statement.run());
    if (db.changes() != 1) return Error{Fault::not_found, "store.not_found"};
    return {};
}

}  // namespace

Result<> SqliteWriter::begin() {
    auto statement = TRY(db_.prepare("BEGIN IMMEDIATE"));
    return statement.run();
}

Result<> SqliteWriter::commit() {
    auto statement = TRY(db_.prepare("COMMIT"));
    return statement.run();
}

void SqliteWriter::rollback() {
    // A failed COMMIT may have rolled back already; then this says so and nothing is lost by it.
    static_cast<void>(db_.execute("ROLLBACK").ok());
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
    check(db_.execute("ROLLBACK TO command; RELEASE command").ok());
}

Result<> SqliteWriter::set_setting(std::string_view name, std::string_view value) {
    auto statement =
        TRY(db_.prepare("INSERT INTO setting (name, value) VALUES ($1, $2) "
                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    return statement.bind(1, name).bind(2, value).run();
}

Result<> SqliteWriter::put_source(const StoredSource& source) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO source (source_id, name, label, rank) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (source_id) DO UPDATE SET label = excluded.label, rank = excluded.rank"));
    return statement.bind(1, source.id.value())
        .bind(2, source.name)
        .bind(3, source.label)
        .bind(4, source.rank)
        .run();
}

Result<> SqliteWriter::add_record(const StoredRecord& record) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO record (record_id, source_id, key_hash, wrapped_key, version, last_version, "
        "content_hash, customer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"));
    return statement.bind(1, record.id.value())
        .bind(2, record.source.value())
        .bind(3, record.key_hash)
        .bind(4, record.wrapped_key)
        .bind(5, record.version)
        .bind(6, record.last_version)
        .bind(7, record.content_hash)
        .bind(8, record.customer.value())
        .run();
}

Result<> SqliteWriter::set_current(const StoredRecord& record) {
    auto statement =
        TRY(db_.prepare("UPDATE record SET version = $2, last_version = $3, content_hash = $4 "
                        "WHERE record_id = $1"));
    statement.bind(1, record.id.value())
        .bind(2, record.version)
        .bind(3, record.last_version)
        .bind(4, record.content_hash);
    return run_on_one(db_, statement);
}

Result<> SqliteWriter::set_customer(RecordId record, NumberId customer) {
    auto statement = TRY(db_.prepare("UPDATE record SET customer = $2 WHERE record_id = $1"));
    statement.bind(1, record.value()).bind(2, customer.value());
    return run_on_one(db_, statement);
}

Result<> SqliteWriter::add_version(const StoredVersion& version) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO record_version (record_id, version, import_id, at, content_hash, sealed) "
        "VALUES ($1, $2, $3, $4, $5, $6)"));
    TRY(statement.bind(1, version.record.value())
            .bind(2, version.version)
            .bind(3, version.import.value())
            .bind(4, to_micros(version.at))
            .bind(5, version.content_hash)
            .bind(6, version.sealed)
            .run());
    auto link =
        TRY(db_.prepare("INSERT INTO import_record (import_id, record_id) VALUES ($1, $2) "
                        "ON CONFLICT (import_id, record_id) DO NOTHING"));
    return link.bind(1, version.import.value()).bind(2, version.record.value()).run();
}

Result<> SqliteWriter::add_import(const StoredImport& import) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO import (import_id, source_id, file_name, file_hash, state, started, "
        "finished, actor, rows_read, added, changed, same, rejected, detail) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"));
    return statement.bind(1, import.id.value())
        .bind(2, import.source.value())
        .bind(3, import.file_name)
        .bind(4, import.file_hash)
        .bind(5, static_cast<std::int64_t>(import.state))
        .bind(6, to_micros(import.started))
        .bind(7, to_micros(import.finished))
        .bind(8, import.actor.value())
        .bind(9, import.counts.rows)
        .bind(10, import.counts.added)
        .bind(11, import.counts.changed)
        .bind(12, import.counts.same)
        .bind(13, import.counts.rejected)
        .bind(14, import.detail)
        .run();
}

Result<> SqliteWriter::update_import(const StoredImport& import) {
    auto statement = TRY(db_.prepare(
        "UPDATE import SET state = $2, finished = $3, rows_read = $4, added = $5, changed = $6, "
        "same = $7, rejected = $8, detail = $9 WHERE import_id = $1"));
    statement.bind(1, import.id.value())
        .bind(2, static_cast<std::int64_t>(import.state))
        .bind(3, to_micros(import.finished))
        .bind(4, import.counts.rows)
        .bind(5, import.counts.added)
        .bind(6, import.counts.changed)
        .bind(7, import.counts.same)
        .bind(8, import.counts.rejected)
        .bind(9, import.detail);
    return run_on_one(db_, statement);
}

Result<> SqliteWriter::add_rejection(const StoredRejection& rejection) {
    auto statement =
        TRY(db_.prepare("INSERT INTO rejection (import_id, row_no, code, column_name, sealed) "
                        "VALUES ($1, $2, $3, $4, $5)"));
    return statement.bind(1, rejection.import.value())
        .bind(2, rejection.row)
        .bind(3, rejection.code)
        .bind(4, rejection.column)
        .bind(5, rejection.sealed)
        .run();
}

Result<> SqliteWriter::add_number(const StoredNumber& number) {
    auto statement =
        TRY(db_.prepare("INSERT INTO number (number_id, text, rule, kind, anchor, issued, owner) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7)"));
    return statement.bind(1, number.id.value())
        .bind(2, number.text)
        .bind(3, number.rule)
        .bind(4, static_cast<std::int64_t>(number.kind))
        .bind(5, number.anchor.value())
        .bind(6, to_micros(number.issued))
        .bind(7, number.owner)
        .run();
}

Result<> SqliteWriter::set_anchor(NumberId number, RecordId anchor) {
    auto statement = TRY(db_.prepare("UPDATE number SET anchor = $2 WHERE number_id = $1"));
    statement.bind(1, number.value()).bind(2, anchor.value());
    return run_on_one(db_, statement);
}

Result<> SqliteWriter::add_verdict(const StoredVerdict& verdict) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO verdict (verdict_id, left_record, right_record, kind, actor, at, withdrawn, "
        "sealed_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"));
    return statement.bind(1, verdict.id.value())
        .bind(2, verdict.left.value())
        .bind(3, verdict.right.value())
        .bind(4, static_cast<std::int64_t>(verdict.kind))
        .bind(5, verdict.actor.value())
        .bind(6, to_micros(verdict.at))
        .bind(7, to_micros(verdict.withdrawn))
        .bind(8, verdict.sealed_reason)
        .run();
}

Result<> SqliteWriter::withdraw_verdict(VerdictId id, Instant at) {
    auto statement = TRY(db_.prepare("UPDATE verdict SET withdrawn = $2 WHERE verdict_id = $1"));
    statement.bind(1, id.value()).bind(2, to_micros(at));
    return run_on_one(db_, statement);
}

Result<> SqliteWriter::add_move(const StoredMove& move) {
    auto statement = TRY(
        db_.prepare("INSERT INTO move (seq, at, record_id, from_number, to_number, cause) "
                    "VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM move), $1, $2, $3, $4, $5)"));
    return statement.bind(1, to_micros(move.at))
        .bind(2, move.record.value())
        .bind(3, move.from.value())
        .bind(4, move.to.value())
        .bind(5, move.cause)
        .run();
}

Result<> SqliteWriter::put_staff(const StoredStaff& staff) {
    auto statement = TRY(db_.prepare(
        "INSERT INTO staff (staff_id, name, role, password_hash, must_change_password, created) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (staff_id) DO UPDATE SET "
        "role = excluded.role, password_hash = excluded.password_hash, "
        "must_change_password = excluded.must_change_password"));
    return statement.bind(1, staff.id.value())
        .bind(2, staff.name)
        .bind(3, staff.role)
        .bind(4, staff.password_hash)
        .bind(5, std::int64_t{staff.must_change_password})
        .bind(6, to_micros(staff.created))
        .run();
}

Result<> SqliteWriter::add_answer(const StoredAnswer& answer) {
    auto statement =
        TRY(db_.prepare("INSERT INTO answer (key, request_hash, status, sealed_body, at) "
                        "VALUES ($1, $2, $3, $4, $5)"));
    return statement.bind(1, answer.key)
        .bind(2, answer.request_hash)
        .bind(3, answer.status)
        .bind(4, answer.sealed_body)
        .bind(5, to_micros(answer.at))
        .run();
}

Result<> SqliteWriter::add_leaf(std::int64_t seq, ByteView leaf) {
    auto statement = TRY(db_.prepare("INSERT INTO audit_leaf (seq, leaf) VALUES ($1, $2)"));
    return statement.bind(1, seq).bind(2, leaf).run();
}

Result<> SqliteWriter::checkpoint() { return db_.checkpoint(); }

}  // namespace genbo
