// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables of a master, in SQL that SQLite and PostgreSQL both speak: 64-bit integers, text and
// blobs, no sequences, no triggers (docs/adr/0004).  Facts first, each with what it is a fact of;
// columns that are projections are marked.  Nothing here is personal in the clear: names, contacts
// and payloads are sealed blobs.
//
// Match and search indexes are not here on purpose: they are rebuilt from these facts and never
// reach a backup.

namespace genbo {

inline constexpr int kSchemaVersion = 1;

inline constexpr const char* kSchema = R"sql(
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source (
    source_id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    rank BIGINT NOT NULL
);

CREATE TABLE record (
    record_id INTEGER PRIMARY KEY,
    source_id BIGINT NOT NULL,
    key_hash BLOB NOT NULL,
    wrapped_key BLOB NOT NULL,
    version BIGINT NOT NULL,       -- projection: current version, 0 = withdrawn
    last_version BIGINT NOT NULL,  -- projection
    content_hash BLOB NOT NULL,    -- projection: of the current version
    customer BIGINT NOT NULL,      -- projection: the partition
    UNIQUE (source_id, key_hash)
);
CREATE INDEX record_of_customer ON record (customer);

CREATE TABLE record_version (
    record_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    content_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (record_id, version)
) WITHOUT ROWID;

CREATE TABLE import (
    import_id INTEGER PRIMARY KEY,
    source_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    file_hash BLOB NOT NULL,
    state BIGINT NOT NULL,
    started BIGINT NOT NULL,
    finished BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    same BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE import_record (
    import_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (import_id, record_id)
) WITHOUT ROWID;

CREATE TABLE rejection (
    import_id BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    code TEXT NOT NULL,
    column_name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (import_id, row_no)
) WITHOUT ROWID;

CREATE TABLE number (
    number_id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    rule BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    anchor BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    owner TEXT NOT NULL
);
CREATE INDEX number_of_anchor ON number (anchor);

CREATE TABLE verdict (
    verdict_id INTEGER PRIMARY KEY,
    left_record BIGINT NOT NULL,
    right_record BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    at BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    sealed_reason BLOB NOT NULL
);
CREATE INDEX verdict_of_left ON verdict (left_record);
CREATE INDEX verdict_of_right ON verdict (right_record);

CREATE TABLE move (
    seq INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    from_number BIGINT NOT NULL,
    to_number BIGINT NOT NULL,
    cause TEXT NOT NULL
);
CREATE INDEX move_of_record ON move (record_id);

CREATE TABLE staff (
    staff_id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BIGINT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE answer (
    key TEXT PRIMARY KEY,
    request_hash BLOB NOT NULL,
    status BIGINT NOT NULL,
    sealed_body BLOB NOT NULL,
    at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit_leaf (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
)sql";

}  // namespace genbo
