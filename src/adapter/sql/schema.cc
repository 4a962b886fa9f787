// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/schema.h"

#include <deque>
#include <iterator>
#include <string>

namespace genbo {

namespace {

const std::vector<SqlTable>& table_list() {
    static const std::vector<SqlTable> tables = {
        {"setting", TableKind::fact, "", "", "name TEXT PRIMARY KEY, value TEXT NOT NULL"},
        {"source", TableKind::fact, "", "",
         "source_id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, "
         "rank BIGINT NOT NULL"},
        {"staff", TableKind::fact, "", "",
         "staff_id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, "
         "password_hash TEXT NOT NULL, must_change_password BIGINT NOT NULL, "
         "created BIGINT NOT NULL"},
        // version, last_version, content_hash and customer are projections.
        {"record",
         TableKind::fact,
         "record_id",
         "record",
         "record_id BIGINT PRIMARY KEY, source_id BIGINT NOT NULL, key_hash BLOB NOT NULL, "
         "wrapped_key BLOB NOT NULL, version BIGINT NOT NULL, last_version BIGINT NOT NULL, "
         "content_hash BLOB NOT NULL, customer BIGINT NOT NULL",
         {},
         true},
        {"record_key", TableKind::projection, "key_hash", "key",
         "key_hash BLOB NOT NULL, source_id BIGINT NOT NULL, record_id BIGINT NOT NULL, "
         "PRIMARY KEY (key_hash, source_id)"},
        {"customer_record", TableKind::projection, "customer", "customer",
         "customer BIGINT NOT NULL, record_id BIGINT NOT NULL, "
         "PRIMARY KEY (customer, record_id)"},
        {"record_version",
         TableKind::fact,
         "record_id",
         "record",
         "record_id BIGINT NOT NULL, version BIGINT NOT NULL, import_id BIGINT NOT NULL, "
         "at BIGINT NOT NULL, content_hash BLOB NOT NULL, sealed BLOB NOT NULL, "
         "PRIMARY KEY (record_id, version)",
         {"CREATE INDEX record_version_of_import ON record_version (import_id, record_id)"}},
        {"import",
         TableKind::fact,
         "import_id",
         "import",
         "import_id BIGINT PRIMARY KEY, source_id BIGINT NOT NULL, file_name TEXT NOT NULL, "
         "file_hash BLOB NOT NULL, state BIGINT NOT NULL, started BIGINT NOT NULL, "
         "finished BIGINT NOT NULL, actor BIGINT NOT NULL, rows_read BIGINT NOT NULL, "
         "added BIGINT NOT NULL, changed BIGINT NOT NULL, same BIGINT NOT NULL, "
         "rejected BIGINT NOT NULL, detail TEXT NOT NULL",
         {},
         true},
        {"rejection", TableKind::fact, "import_id", "import",
         "import_id BIGINT NOT NULL, row_no BIGINT NOT NULL, code TEXT NOT NULL, "
         "column_name TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (import_id, row_no)"},
        {"number",
         TableKind::fact,
         "number_id",
         "number",
         "number_id BIGINT PRIMARY KEY, text TEXT NOT NULL, rule BIGINT NOT NULL, "
         "kind BIGINT NOT NULL, anchor BIGINT NOT NULL, issued BIGINT NOT NULL, "
         "owner TEXT NOT NULL",
         {},
         true},
        {"number_text", TableKind::projection, "text", "number_text",
         "text TEXT PRIMARY KEY, number_id BIGINT NOT NULL"},
        {"number_anchor", TableKind::projection, "anchor", "record",
         "anchor BIGINT NOT NULL, number_id BIGINT NOT NULL, PRIMARY KEY (anchor, number_id)"},
        {"verdict",
         TableKind::fact,
         "verdict_id",
         "verdict",
         "verdict_id BIGINT PRIMARY KEY, left_record BIGINT NOT NULL, "
         "right_record BIGINT NOT NULL, kind BIGINT NOT NULL, actor BIGINT NOT NULL, "
         "at BIGINT NOT NULL, withdrawn BIGINT NOT NULL, sealed_reason BLOB NOT NULL",
         {},
         true},
        {"verdict_side", TableKind::projection, "record_id", "record",
         "record_id BIGINT NOT NULL, verdict_id BIGINT NOT NULL, "
         "PRIMARY KEY (record_id, verdict_id)"},
        {"move", TableKind::fact, "record_id", "record",
         "record_id BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, "
         "from_number BIGINT NOT NULL, to_number BIGINT NOT NULL, cause TEXT NOT NULL, "
         "PRIMARY KEY (record_id, seq)"},
        // Sealed under the key of its record: gone when that is.
        {"evidence", TableKind::fact, "record_id", "record",
         "record_id BIGINT NOT NULL, entry BLOB NOT NULL, at BIGINT NOT NULL, "
         "sealed BLOB NOT NULL, PRIMARY KEY (record_id, entry)"},
        {"answer", TableKind::fact, "key", "answer",
         "key TEXT PRIMARY KEY, request_hash BLOB NOT NULL, status BIGINT NOT NULL, "
         "sealed_body BLOB NOT NULL, at BIGINT NOT NULL"},
        {"session", TableKind::duty, "token_hash", "session",
         "token_hash BLOB PRIMARY KEY, staff BIGINT NOT NULL, opened BIGINT NOT NULL, "
         "used BIGINT NOT NULL"},
        {"note", TableKind::duty, "name", "name",
         "name TEXT PRIMARY KEY, at BIGINT NOT NULL, value BLOB NOT NULL"},
        {"upload", TableKind::duty, "upload_id", "upload",
         "upload_id TEXT NOT NULL, chunk_no BIGINT NOT NULL, at BIGINT NOT NULL, "
         "sealed BLOB NOT NULL, PRIMARY KEY (upload_id, chunk_no)"},
        {"audit_leaf",
         TableKind::fact,
         "seq",
         "audit",
         "seq BIGINT PRIMARY KEY, leaf BLOB NOT NULL",
         {},
         true},
        {"audit_pending",
         TableKind::fact,
         "beside",
         "record",
         "beside BIGINT NOT NULL, entry BLOB NOT NULL, leaf BLOB NOT NULL, "
         "PRIMARY KEY (beside, entry)",
         {"CREATE INDEX audit_pending_in_order ON audit_pending (entry)"}},
        {"event", TableKind::duty, "lane", "lane",
         "lane BIGINT NOT NULL, entry BLOB NOT NULL, at BIGINT NOT NULL, "
         "customer BIGINT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, "
         "PRIMARY KEY (lane, entry)"},
        {"lease", TableKind::duty, "name", "name",
         "name TEXT PRIMARY KEY, holder TEXT NOT NULL, epoch BIGINT NOT NULL, "
         "expires BIGINT NOT NULL"},
        {"id_block", TableKind::duty, "name", "name",
         "name TEXT PRIMARY KEY, next BIGINT NOT NULL"},
        {"commit_mark", TableKind::duty, "mark", "mark",
         "mark BLOB PRIMARY KEY, at BIGINT NOT NULL"},
        {.name = "paper",
         .kind = TableKind::fact,
         .distributed_by = "name",
         .group = "name",
         .body = "name TEXT PRIMARY KEY, at BIGINT NOT NULL, sealed BLOB NOT NULL",
         .since = 4},

        {"audit_detail",
         TableKind::fact,
         "record_id",
         "record",
         "record_id BIGINT NOT NULL, entry BLOB NOT NULL, sealed BLOB NOT NULL, "
         "PRIMARY KEY (record_id, entry)",
         {},
         false,
         4},
        {"access_entry",
         TableKind::fact,
         "alias",
         "access",
         "alias BLOB NOT NULL, entry BLOB NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, "
         "action TEXT NOT NULL, fields TEXT NOT NULL, purpose TEXT NOT NULL, "
         "request_id TEXT NOT NULL, session BLOB NOT NULL, explained BIGINT NOT NULL, "
         "marks BIGINT NOT NULL, PRIMARY KEY (alias, entry)",
         {"CREATE INDEX access_entry_in_order ON access_entry (entry)"},
         false,
         4},
        {"access_day",
         TableKind::fact,
         "actor",
         "actor",
         "actor TEXT NOT NULL, day BIGINT NOT NULL, role TEXT NOT NULL, records BIGINT NOT NULL, "
         "unexplained BIGINT NOT NULL, alarmed BIGINT NOT NULL, PRIMARY KEY (actor, day)",
         {},
         false,
         4},
        {"alert",
         TableKind::fact,
         "entry",
         "alert",
         "entry BLOB PRIMARY KEY, kind TEXT NOT NULL, actor TEXT NOT NULL, state BIGINT NOT NULL, "
         "sealed BLOB NOT NULL",
         {},
         false,
         4},

        {"index_state", TableKind::index, "", "", "name TEXT PRIMARY KEY, value TEXT NOT NULL"},
        // The index answers by itself, as long as a vacuum has seen the rows: measured at 17
        // million rows, 4 microseconds a key instead of 10, for 12 bytes a row.
        {.name = "match_key",
         .kind = TableKind::index,
         .distributed_by = "key_hash",
         .group = "match_key",
         .body = "key_hash BIGINT NOT NULL, record_id BIGINT NOT NULL",
         .lookups = {"CREATE INDEX IF NOT EXISTS match_key_by_key ON match_key (key_hash) "
                     "INCLUDE (record_id)"},
         .seen_after = 0.02},
        {"match_overfull", TableKind::index, "key_hash", "match_key",
         "key_hash BIGINT PRIMARY KEY"},
        {"match_row", TableKind::index, "record_id", "record",
         "record_id BIGINT PRIMARY KEY, features BLOB NOT NULL, tokens BLOB NOT NULL"},
        {"match_edge",
         TableKind::index,
         "record_id",
         "record",
         "record_id BIGINT NOT NULL, other_id BIGINT NOT NULL, bits BIGINT NOT NULL, "
         "customer BIGINT NOT NULL, other_customer BIGINT NOT NULL, "
         "PRIMARY KEY (record_id, other_id)",
         {"CREATE INDEX match_edge_open ON match_edge ((-bits), record_id, other_id) "
          "WHERE customer <> other_customer AND record_id < other_id"}},
        // Of one token and one load: the records that have it, packed (id_list.h).
        {.name = "search_key",
         .kind = TableKind::index,
         .distributed_by = "token",
         .group = "search_key",
         .body = "token BIGINT NOT NULL, first_record BIGINT NOT NULL, "
                 "last_record BIGINT NOT NULL, records BLOB NOT NULL",
         // Not unique: tokens of an attempt that was rolled back may be there already.
         .lookups = {"CREATE INDEX IF NOT EXISTS search_key_by_token ON search_key "
                     "(token, first_record)"}},
    };
    return tables;
}

void replace_every(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Version 1 kept look-ups in secondary indexes; version 2 in tables of their own.
constexpr const char* kDirectories = R"sql(
CREATE TABLE record_key (key_hash BLOB NOT NULL, source_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL, PRIMARY KEY (key_hash, source_id)) WITHOUT ROWID;
INSERT INTO record_key SELECT key_hash, source_id, record_id FROM record;
CREATE TABLE customer_record (customer BIGINT NOT NULL, record_id BIGINT NOT NULL,
    PRIMARY KEY (customer, record_id)) WITHOUT ROWID;
INSERT INTO customer_record SELECT customer, record_id FROM record WHERE customer > 0;
CREATE TABLE number_text (text TEXT PRIMARY KEY, number_id BIGINT NOT NULL) WITHOUT ROWID;
INSERT INTO number_text SELECT text, number_id FROM number;
CREATE TABLE number_anchor (anchor BIGINT NOT NULL, number_id BIGINT NOT NULL,
    PRIMARY KEY (anchor, number_id)) WITHOUT ROWID;
INSERT INTO number_anchor SELECT anchor, number_id FROM number WHERE anchor > 0;
CREATE TABLE verdict_side (record_id BIGINT NOT NULL, verdict_id BIGINT NOT NULL,
    PRIMARY KEY (record_id, verdict_id)) WITHOUT ROWID;
INSERT INTO verdict_side SELECT left_record, verdict_id FROM verdict;
INSERT INTO verdict_side SELECT right_record, verdict_id FROM verdict;
)sql";

constexpr const char* kLeanRecord = R"sql(
CREATE TABLE record_2 (record_id INTEGER PRIMARY KEY, source_id BIGINT NOT NULL,
    key_hash BLOB NOT NULL, wrapped_key BLOB NOT NULL, version BIGINT NOT NULL,
    last_version BIGINT NOT NULL, content_hash BLOB NOT NULL, customer BIGINT NOT NULL);
INSERT INTO record_2 SELECT record_id, source_id, key_hash, wrapped_key, version, last_version,
    content_hash, customer FROM record;
DROP TABLE record;
ALTER TABLE record_2 RENAME TO record;
)sql";

constexpr const char* kLeanNumber = R"sql(
CREATE TABLE number_2 (number_id INTEGER PRIMARY KEY, text TEXT NOT NULL, rule BIGINT NOT NULL,
    kind BIGINT NOT NULL, anchor BIGINT NOT NULL, issued BIGINT NOT NULL, owner TEXT NOT NULL);
INSERT INTO number_2 SELECT number_id, text, rule, kind, anchor, issued, owner FROM number;
DROP TABLE number;
ALTER TABLE number_2 RENAME TO number;
DROP INDEX verdict_of_left;
DROP INDEX verdict_of_right;
)sql";

constexpr const char* kMovesByRecord = R"sql(
CREATE TABLE move_2 (record_id BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL,
    from_number BIGINT NOT NULL, to_number BIGINT NOT NULL, cause TEXT NOT NULL,
    PRIMARY KEY (record_id, seq)) WITHOUT ROWID;
INSERT INTO move_2 SELECT record_id,
    row_number() OVER (PARTITION BY record_id ORDER BY seq), at, from_number, to_number, cause
    FROM move;
DROP TABLE move;
ALTER TABLE move_2 RENAME TO move;
CREATE INDEX record_version_of_import ON record_version (import_id, record_id);
DROP TABLE import_record;
)sql";

constexpr const char* kSmallTables = R"sql(
CREATE TABLE source_2 (source_id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL, rank BIGINT NOT NULL) WITHOUT ROWID;
INSERT INTO source_2 SELECT source_id, name, label, rank FROM source;
DROP TABLE source;
ALTER TABLE source_2 RENAME TO source;
CREATE TABLE staff_2 (staff_id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, password_hash TEXT NOT NULL, must_change_password BIGINT NOT NULL,
    created BIGINT NOT NULL) WITHOUT ROWID;
INSERT INTO staff_2 SELECT staff_id, name, role, password_hash, must_change_password, created
    FROM staff;
DROP TABLE staff;
ALTER TABLE staff_2 RENAME TO staff;
)sql";

constexpr const char* kDuties = R"sql(
CREATE TABLE session (token_hash BLOB PRIMARY KEY, staff BIGINT NOT NULL, opened BIGINT NOT NULL,
    used BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (name TEXT PRIMARY KEY, at BIGINT NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE upload (upload_id TEXT NOT NULL, chunk_no BIGINT NOT NULL, at BIGINT NOT NULL,
    sealed BLOB NOT NULL, PRIMARY KEY (upload_id, chunk_no)) WITHOUT ROWID;
CREATE TABLE audit_pending (beside BIGINT NOT NULL, entry BLOB NOT NULL, leaf BLOB NOT NULL,
    PRIMARY KEY (beside, entry)) WITHOUT ROWID;
CREATE INDEX audit_pending_in_order ON audit_pending (entry);
CREATE TABLE event (lane BIGINT NOT NULL, entry BLOB NOT NULL, at BIGINT NOT NULL,
    customer BIGINT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (lane, entry)) WITHOUT ROWID;
CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, epoch BIGINT NOT NULL,
    expires BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE id_block (name TEXT PRIMARY KEY, next BIGINT NOT NULL) WITHOUT ROWID;
INSERT INTO id_block SELECT 'source', coalesce(max(source_id), 0) + 1 FROM source;
INSERT INTO id_block SELECT 'record', coalesce(max(record_id), 0) + 1 FROM record;
INSERT INTO id_block SELECT 'import', coalesce(max(import_id), 0) + 1 FROM import;
INSERT INTO id_block SELECT 'number', coalesce(max(number_id), 0) + 1 FROM number;
INSERT INTO id_block SELECT 'sequence',
    coalesce((SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'number.next'), 0);
INSERT INTO id_block SELECT 'verdict', coalesce(max(verdict_id), 0) + 1 FROM verdict;
INSERT INTO id_block SELECT 'staff', coalesce(max(staff_id), 0) + 1 FROM staff;
DELETE FROM setting WHERE name = 'number.next';
CREATE TABLE commit_mark (mark BLOB PRIMARY KEY, at BIGINT NOT NULL) WITHOUT ROWID;
)sql";

// Version 3 keeps why records were joined.
constexpr const char* kEvidenceTable = R"sql(
CREATE TABLE evidence (record_id BIGINT NOT NULL, entry BLOB NOT NULL, at BIGINT NOT NULL,
    sealed BLOB NOT NULL, PRIMARY KEY (record_id, entry)) WITHOUT ROWID;
)sql";

// An administrator of before could do everything, and goes on doing so; the administrators of
// version 4 see no customer (access/decision.h).
constexpr const char* kOwners = R"sql(
UPDATE staff SET role = 'owner' WHERE role = 'administrator';
)sql";

// From version 4 on what is new are whole tables.
std::string tables_since(int version) {
    std::string script;
    for (const auto& table : table_list()) {
        if (table.since != version) continue;
        for (const auto& statement : create_statements(table, SqlDialect::sqlite))
            script += statement + ";\n";
    }
    return script;
}

}  // namespace

std::span<const SqlTable> all_tables() { return table_list(); }

// Rows come and stay: a vacuum of what was only added finds nothing to do, but where the index
// answers alone.
std::string vacuum_settings(const SqlTable& table) {
    if (table.seen_after == 0) return "autovacuum_vacuum_insert_threshold = -1";
    return "autovacuum_vacuum_insert_threshold = 100000, autovacuum_vacuum_insert_scale_factor = " +
           std::to_string(table.seen_after);
}

std::vector<std::string> create_statements(const SqlTable& table, SqlDialect dialect) {
    const bool sqlite = dialect == SqlDialect::sqlite;
    if (sqlite && table.kind == TableKind::index) return {};
    std::string body = table.body;
    std::string head = "CREATE TABLE ";
    std::string tail;
    if (sqlite) {
        if (table.by_rowid)
            replace_every(body, " BIGINT PRIMARY KEY", " INTEGER PRIMARY KEY");
        else
            tail = " WITHOUT ROWID";
    } else {
        replace_every(body, " BLOB", " BYTEA");
        // Text sorts by its bytes on every engine, and a new language library on the server's
        // machine cannot change its order under an index.
        replace_every(body, " TEXT", " TEXT COLLATE \"C\"");
        if (table.kind == TableKind::index) {
            head = "CREATE UNLOGGED TABLE ";
            tail = " WITH (" + vacuum_settings(table) + ")";
        }
    }
    std::vector<std::string> statements{head + std::string{table.name} + " (" + body + ")" + tail};
    for (const auto* index : table.indexes) statements.emplace_back(index);
    return statements;
}

std::span<const MigrationStep> migration_steps() {
    static const std::string fourth = tables_since(4);
    static const MigrationStep steps[] = {
        {1, 1, SqlDialect::sqlite, kDirectories},   {1, 2, SqlDialect::sqlite, kLeanRecord},
        {1, 3, SqlDialect::sqlite, kLeanNumber},    {1, 4, SqlDialect::sqlite, kMovesByRecord},
        {1, 5, SqlDialect::sqlite, kSmallTables},   {1, 6, SqlDialect::sqlite, kDuties},
        {2, 1, SqlDialect::sqlite, kEvidenceTable}, {3, 1, SqlDialect::sqlite, fourth.c_str()},
        {3, 2, SqlDialect::sqlite, kOwners},
    };
    return steps;
}

}  // namespace genbo
