// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every SQL statement that Genbo's stores send, transactions aside.  An adapter runs nothing that
// is not here; whoever adds a statement says what it promises (statement.h) and adds it to
// all_statements().
//
// Where PostgreSQL takes an array and SQLite takes one at a time, there is one of each.
// Bulk writes use the table and the columns of their INSERT (COPY on PostgreSQL).

#include <span>

#include "adapter/sql/statement.h"

namespace genbo::sql {

inline constexpr SqlStatement kSetting{
    "setting", StatementClass::reference, "SELECT value FROM setting WHERE name = $1"};
inline constexpr SqlStatement kSettings{
    "settings", StatementClass::reference,
    "SELECT name, value FROM setting WHERE substr(name, 1, length($1)) = $1 ORDER BY "
    "name"};
inline constexpr SqlStatement kSetSetting{
    "set_setting", StatementClass::reference,
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
    "SET value = excluded.value"};
inline constexpr SqlStatement kSources{
    "sources", StatementClass::reference,
    "SELECT source_id, name, label, rank FROM source ORDER BY source_id"};
inline constexpr SqlStatement kPutSource{
    "put_source", StatementClass::reference,
    "INSERT INTO source (source_id, name, label, rank) VALUES ($1, $2, $3, $4) ON "
    "CONFLICT (source_id) DO UPDATE SET label = excluded.label, rank = excluded.rank"};
inline constexpr SqlStatement kStaff{
    "staff", StatementClass::reference,
    "SELECT staff_id, name, role, password_hash, must_change_password, created FROM "
    "staff ORDER BY staff_id"};
inline constexpr SqlStatement kPutStaff{
    "put_staff", StatementClass::reference,
    "INSERT INTO staff (staff_id, name, role, password_hash, must_change_password, "
    "created) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (staff_id) DO UPDATE SET "
    "role = excluded.role, password_hash = excluded.password_hash, "
    "must_change_password = excluded.must_change_password"};
// Of the upgrade to version 4: administrators become owners, as in schema.cc for SQLite.
inline constexpr SqlStatement kRenameRole{
    "rename_role", StatementClass::reference, "UPDATE staff SET role = $1 WHERE role = $2",
    StatementHome::postgres};
inline constexpr SqlStatement kRecord{
    "record", StatementClass::keyed,
    "SELECT record_id, source_id, key_hash, wrapped_key, version, last_version, "
    "content_hash, customer FROM record WHERE record_id = $1"};
inline constexpr SqlStatement kRecords{
    "records", StatementClass::keyed,
    "SELECT record_id, source_id, key_hash, wrapped_key, version, last_version, "
    "content_hash, customer FROM record WHERE record_id = ANY($1) ORDER BY record_id",
    StatementHome::postgres};
inline constexpr SqlStatement kRecordOfKey{
    "record_of_key", StatementClass::keyed,
    "SELECT record_id FROM record_key WHERE key_hash = $1 AND source_id = $2",
    StatementHome::sqlite};
inline constexpr SqlStatement kRecordsOfKeys{
    "records_of_keys", StatementClass::keyed,
    "SELECT record_id FROM record_key WHERE key_hash = ANY($1) AND source_id = $2",
    StatementHome::postgres};
inline constexpr SqlStatement kCustomerRecords{
    "customer_records", StatementClass::keyed,
    "SELECT record_id FROM customer_record WHERE customer = $1 ORDER BY record_id"};
inline constexpr SqlStatement kCustomersRecords{
    "customers_records", StatementClass::keyed,
    "SELECT customer, record_id FROM customer_record WHERE customer = ANY($1) ORDER "
    "BY customer, record_id",
    StatementHome::postgres};
inline constexpr SqlStatement kCustomerOf{
    "customer_of", StatementClass::keyed, "SELECT customer FROM record WHERE record_id = $1",
    StatementHome::sqlite};
inline constexpr SqlStatement kCustomersOf{
    "customers_of", StatementClass::keyed,
    "SELECT record_id, customer FROM record WHERE record_id = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kAddRecord{
    "add_record", StatementClass::keyed,
    "INSERT INTO record (record_id, source_id, key_hash, wrapped_key, version, "
    "last_version, content_hash, customer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
inline constexpr SqlStatement kAddRecordKey{
    "add_record_key", StatementClass::keyed,
    "INSERT INTO record_key (key_hash, source_id, record_id) VALUES ($1, $2, $3)"};
inline constexpr SqlStatement kAddCustomerRecord{
    "add_customer_record", StatementClass::keyed,
    "INSERT INTO customer_record (customer, record_id) VALUES ($1, $2)"};
inline constexpr SqlStatement kRemoveCustomerRecord{
    "remove_customer_record", StatementClass::keyed,
    "DELETE FROM customer_record WHERE customer = $1 AND record_id = $2"};
inline constexpr SqlStatement kSetCurrent{
    "set_current", StatementClass::keyed,
    "UPDATE record SET version = $2, last_version = $3, content_hash = $4 WHERE "
    "record_id = $1"};
inline constexpr SqlStatement kSetCustomer{
    "set_customer", StatementClass::keyed,
    "UPDATE record SET customer = $2 WHERE record_id = $1 AND customer = $3"};
inline constexpr SqlStatement kVersion{
    "version", StatementClass::keyed,
    "SELECT record_id, version, import_id, at, content_hash, sealed FROM "
    "record_version WHERE record_id = $1 AND version = $2"};
inline constexpr SqlStatement kVersions{
    "versions", StatementClass::keyed,
    "SELECT record_id, version, import_id, at, content_hash, sealed FROM "
    "record_version WHERE record_id = $1 ORDER BY version"};
inline constexpr SqlStatement kAddVersion{
    "add_version", StatementClass::keyed,
    "INSERT INTO record_version (record_id, version, import_id, at, content_hash, "
    "sealed) VALUES ($1, $2, $3, $4, $5, $6)"};
inline constexpr SqlStatement kLiveRecords{
    "live_records", StatementClass::fan_out,
    "SELECT r.record_id, r.source_id, r.key_hash, r.wrapped_key, r.version, "
    "r.last_version, r.content_hash, r.customer, v.record_id, v.version, v.import_id, "
    "v.at, v.content_hash, v.sealed FROM record r JOIN record_version v ON "
    "v.record_id = r.record_id AND v.version = r.version WHERE r.version > 0 AND "
    "r.record_id > $1 ORDER BY r.record_id LIMIT $2"};
inline constexpr SqlStatement kLiveHeads{
    "live_heads", StatementClass::fan_out,
    "SELECT record_id, version, customer FROM record WHERE version > 0 AND record_id > $1 "
    "ORDER BY record_id LIMIT $2"};
inline constexpr SqlStatement kImport{
    "import", StatementClass::keyed,
    "SELECT import_id, source_id, file_name, file_hash, state, started, finished, "
    "actor, rows_read, added, changed, same, rejected, detail FROM import WHERE "
    "import_id = $1"};
inline constexpr SqlStatement kImports{
    "imports", StatementClass::fan_out,
    "SELECT import_id, source_id, file_name, file_hash, state, started, finished, "
    "actor, rows_read, added, changed, same, rejected, detail FROM import WHERE $1 = "
    "0 OR import_id < $1 ORDER BY import_id DESC LIMIT $2"};
inline constexpr SqlStatement kAddImport{
    "add_import", StatementClass::keyed,
    "INSERT INTO import (import_id, source_id, file_name, file_hash, state, started, "
    "finished, actor, rows_read, added, changed, same, rejected, detail) VALUES ($1, "
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
inline constexpr SqlStatement kUpdateImport{
    "update_import", StatementClass::keyed,
    "UPDATE import SET state = $2, finished = $3, rows_read = $4, added = $5, changed "
    "= $6, same = $7, rejected = $8, detail = $9 WHERE import_id = $1"};
inline constexpr SqlStatement kImportRecords{
    "import_records", StatementClass::fan_out,
    "SELECT DISTINCT record_id FROM record_version WHERE import_id = $1 ORDER BY "
    "record_id"};
inline constexpr SqlStatement kRejections{
    "rejections", StatementClass::keyed,
    "SELECT import_id, row_no, code, column_name, sealed FROM rejection WHERE "
    "import_id = $1 AND row_no > $2 ORDER BY row_no LIMIT $3"};
inline constexpr SqlStatement kAddRejection{
    "add_rejection", StatementClass::keyed,
    "INSERT INTO rejection (import_id, row_no, code, column_name, sealed) VALUES ($1, "
    "$2, $3, $4, $5)"};
inline constexpr SqlStatement kNumber{
    "number", StatementClass::keyed,
    "SELECT number_id, text, rule, kind, anchor, issued, owner FROM number WHERE "
    "number_id = $1"};
inline constexpr SqlStatement kNumbersById{
    "numbers_by_id", StatementClass::keyed,
    "SELECT number_id, text, rule, kind, anchor, issued, owner FROM number WHERE "
    "number_id = ANY($1) ORDER BY number_id",
    StatementHome::postgres};
inline constexpr SqlStatement kNumbers{
    "numbers", StatementClass::fan_out,
    "SELECT number_id, text, rule, kind, anchor, issued, owner FROM number WHERE "
    "number_id > $1 ORDER BY number_id LIMIT $2"};
inline constexpr SqlStatement kNumberOfText{
    "number_of_text", StatementClass::keyed, "SELECT number_id FROM number_text WHERE text = $1"};
inline constexpr SqlStatement kTextsTaken{
    "texts_taken", StatementClass::keyed, "SELECT text FROM number_text WHERE text = ANY($1)",
    StatementHome::postgres};
inline constexpr SqlStatement kAnchored{
    "anchored", StatementClass::keyed,
    "SELECT number_id FROM number_anchor WHERE anchor = $1 ORDER BY number_id",
    StatementHome::sqlite};
inline constexpr SqlStatement kAnchoredOnAny{
    "anchored_on_any", StatementClass::keyed,
    "SELECT number_id FROM number_anchor WHERE anchor = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kFirstAnchors{
    "first_anchors", StatementClass::keyed,
    "SELECT anchor, min(number_id) FROM number_anchor WHERE anchor = ANY($1) GROUP BY "
    "anchor",
    StatementHome::postgres};
inline constexpr SqlStatement kAddNumber{
    "add_number", StatementClass::keyed,
    "INSERT INTO number (number_id, text, rule, kind, anchor, issued, owner) VALUES "
    "($1, $2, $3, $4, $5, $6, $7)"};
inline constexpr SqlStatement kAddNumberText{
    "add_number_text", StatementClass::keyed,
    "INSERT INTO number_text (text, number_id) VALUES ($1, $2)"};
inline constexpr SqlStatement kAddNumberAnchor{
    "add_number_anchor", StatementClass::keyed,
    "INSERT INTO number_anchor (anchor, number_id) VALUES ($1, $2)"};
inline constexpr SqlStatement kRemoveNumberAnchor{
    "remove_number_anchor", StatementClass::keyed,
    "DELETE FROM number_anchor WHERE anchor = $1 AND number_id = $2"};
inline constexpr SqlStatement kSetAnchor{
    "set_anchor", StatementClass::keyed,
    "UPDATE number SET anchor = $2 WHERE number_id = $1 AND anchor = $3"};
inline constexpr SqlStatement kVerdict{
    "verdict", StatementClass::keyed,
    "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, "
    "sealed_reason FROM verdict WHERE verdict_id = $1"};
inline constexpr SqlStatement kVerdictsById{
    "verdicts_by_id", StatementClass::keyed,
    "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, "
    "sealed_reason FROM verdict WHERE verdict_id = ANY($1) ORDER BY verdict_id",
    StatementHome::postgres};
inline constexpr SqlStatement kStandingVerdicts{
    "standing_verdicts", StatementClass::fan_out,
    "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, "
    "sealed_reason FROM verdict WHERE withdrawn = 0 ORDER BY verdict_id"};
inline constexpr SqlStatement kVerdictsBefore{
    "verdicts_before", StatementClass::fan_out,
    "SELECT verdict_id, left_record, right_record, kind, actor, at, withdrawn, "
    "sealed_reason FROM verdict WHERE ($1 = 0 OR verdict_id < $1) ORDER BY verdict_id DESC "
    "LIMIT $2"};
inline constexpr SqlStatement kVerdictsBeside{
    "verdicts_beside", StatementClass::keyed,
    "SELECT verdict_id FROM verdict_side WHERE record_id = $1 ORDER BY verdict_id",
    StatementHome::sqlite};
inline constexpr SqlStatement kVerdictsBesideAny{
    "verdicts_beside_any", StatementClass::keyed,
    "SELECT verdict_id FROM verdict_side WHERE record_id = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kAddVerdict{
    "add_verdict", StatementClass::keyed,
    "INSERT INTO verdict (verdict_id, left_record, right_record, kind, actor, at, "
    "withdrawn, sealed_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
inline constexpr SqlStatement kAddVerdictSide{
    "add_verdict_side", StatementClass::keyed,
    "INSERT INTO verdict_side (record_id, verdict_id) VALUES ($1, $2)"};
inline constexpr SqlStatement kWithdrawVerdict{
    "withdraw_verdict", StatementClass::keyed,
    "UPDATE verdict SET withdrawn = $2 WHERE verdict_id = $1"};
inline constexpr SqlStatement kMoves{
    "moves", StatementClass::keyed,
    "SELECT seq, at, record_id, from_number, to_number, cause FROM move WHERE "
    "record_id = $1 ORDER BY seq"};
inline constexpr SqlStatement kLastMove{
    "last_move", StatementClass::keyed,
    "SELECT coalesce(max(seq), 0) FROM move WHERE record_id = $1", StatementHome::sqlite};
inline constexpr SqlStatement kLastMoves{
    "last_moves", StatementClass::keyed,
    "SELECT record_id, max(seq) FROM move WHERE record_id = ANY($1) GROUP BY "
    "record_id",
    StatementHome::postgres};
inline constexpr SqlStatement kAddMove{
    "add_move", StatementClass::keyed,
    "INSERT INTO move (record_id, seq, at, from_number, to_number, cause) VALUES ($1, "
    "$2, $3, $4, $5, $6)"};
inline constexpr SqlStatement kEvidence{
    "evidence", StatementClass::keyed,
    "SELECT record_id, entry, at, sealed FROM evidence WHERE record_id = $1 ORDER BY entry"};
inline constexpr SqlStatement kAddEvidence{
    "add_evidence", StatementClass::keyed,
    "INSERT INTO evidence (record_id, entry, at, sealed) VALUES ($1, $2, $3, $4)"};
inline constexpr SqlStatement kDetails{
    "details", StatementClass::keyed,
    "SELECT record_id, entry, sealed FROM audit_detail WHERE record_id = $1 ORDER BY entry"};
inline constexpr SqlStatement kAddDetail{
    "add_detail", StatementClass::keyed,
    "INSERT INTO audit_detail (record_id, entry, sealed) VALUES ($1, $2, $3)"};
inline constexpr SqlStatement kAccessOf{
    "access_of", StatementClass::keyed,
    "SELECT alias, entry, actor, role, action, fields, purpose, request_id, session, explained, "
    "marks FROM access_entry WHERE alias = $1 AND entry < $2 ORDER BY entry DESC LIMIT $3"};
inline constexpr SqlStatement kAccessAfter{
    "access_after", StatementClass::fan_out,
    "SELECT alias, entry, actor, role, action, fields, purpose, request_id, session, explained, "
    "marks FROM access_entry WHERE entry > $1 ORDER BY entry LIMIT $2"};
inline constexpr SqlStatement kAddAccess{
    "add_access", StatementClass::keyed,
    "INSERT INTO access_entry (alias, entry, actor, role, action, fields, purpose, request_id, "
    "session, explained, marks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
inline constexpr SqlStatement kAccessDays{
    "access_days", StatementClass::fan_out,
    "SELECT actor, day, role, records, unexplained, alarmed FROM access_day WHERE day >= $1 "
    "ORDER BY actor, day"};
inline constexpr SqlStatement kPutAccessDay{
    "put_access_day", StatementClass::keyed,
    "INSERT INTO access_day (actor, day, role, records, unexplained, alarmed) VALUES ($1, $2, $3, "
    "$4, $5, $6) "
    "ON CONFLICT (actor, day) DO UPDATE SET role = excluded.role, records = excluded.records, "
    "unexplained = excluded.unexplained, alarmed = excluded.alarmed"};
inline constexpr SqlStatement kAlert{
    "alert", StatementClass::keyed,
    "SELECT entry, kind, actor, state, sealed FROM alert WHERE entry = $1"};
inline constexpr SqlStatement kAlerts{
    "alerts", StatementClass::fan_out,
    "SELECT entry, kind, actor, state, sealed FROM alert ORDER BY entry DESC LIMIT $1"};
inline constexpr SqlStatement kPutAlert{
    "put_alert", StatementClass::keyed,
    "INSERT INTO alert (entry, kind, actor, state, sealed) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (entry) DO UPDATE SET state = excluded.state, sealed = excluded.sealed"};
inline constexpr SqlStatement kAnswer{
    "answer", StatementClass::keyed,
    "SELECT key, request_hash, status, sealed_body, at FROM answer WHERE key = $1"};
inline constexpr SqlStatement kAddAnswer{
    "add_answer", StatementClass::keyed,
    "INSERT INTO answer (key, request_hash, status, sealed_body, at) VALUES ($1, $2, "
    "$3, $4, $5)"};
inline constexpr SqlStatement kSession{
    "session", StatementClass::keyed,
    "SELECT token_hash, staff, opened, used FROM session WHERE token_hash = $1"};
inline constexpr SqlStatement kSessionsOf{
    "sessions_of", StatementClass::fan_out,
    "SELECT token_hash, staff, opened, used FROM session WHERE staff = $1 ORDER BY "
    "used, token_hash"};
inline constexpr SqlStatement kPutSession{
    "put_session", StatementClass::keyed,
    "INSERT INTO session (token_hash, staff, opened, used) VALUES ($1, $2, $3, $4) ON "
    "CONFLICT (token_hash) DO UPDATE SET used = excluded.used"};
inline constexpr SqlStatement kTouchSession{
    "touch_session", StatementClass::keyed,
    "UPDATE session SET used = $2 WHERE token_hash = $1 AND used < $2"};
inline constexpr SqlStatement kNote{
    "note", StatementClass::keyed, "SELECT name, at, value FROM note WHERE name = $1"};
inline constexpr SqlStatement kNotes{
    "notes", StatementClass::fan_out,
    "SELECT name, at, value FROM note WHERE substr(name, 1, length($1)) = $1 ORDER BY name"};
inline constexpr SqlStatement kHoldNote{
    "hold_note", StatementClass::keyed,
    "INSERT INTO note (name, at, value) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE "
    "SET at = note.at RETURNING name, at, value"};
inline constexpr SqlStatement kPutNote{
    "put_note", StatementClass::keyed,
    "INSERT INTO note (name, at, value) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE "
    "SET at = excluded.at, value = excluded.value"};
inline constexpr SqlStatement kRemoveNote{
    "remove_note", StatementClass::keyed, "DELETE FROM note WHERE name = $1"};
inline constexpr SqlStatement kUploadChunk{
    "upload_chunk", StatementClass::keyed,
    "SELECT upload_id, chunk_no, at, sealed FROM upload WHERE upload_id = $1 AND "
    "chunk_no = $2"};
inline constexpr SqlStatement kAddUploadChunk{
    "add_upload_chunk", StatementClass::keyed,
    "INSERT INTO upload (upload_id, chunk_no, at, sealed) VALUES ($1, $2, $3, $4)"};
inline constexpr SqlStatement kRemoveUpload{
    "remove_upload", StatementClass::keyed, "DELETE FROM upload WHERE upload_id = $1"};
inline constexpr SqlStatement kSweepUploads{
    "sweep_uploads", StatementClass::fan_out, "DELETE FROM upload WHERE at < $1"};
inline constexpr SqlStatement kSweepNotes{
    "sweep_notes", StatementClass::fan_out, "DELETE FROM note WHERE at < $1"};
inline constexpr SqlStatement kRemoveSession{
    "remove_session", StatementClass::keyed, "DELETE FROM session WHERE token_hash = $1"};
inline constexpr SqlStatement kLeaves{
    "leaves", StatementClass::fan_out,
    "SELECT leaf FROM audit_leaf WHERE seq >= $1 ORDER BY seq LIMIT $2"};
inline constexpr SqlStatement kLeafCount{
    "leaf_count", StatementClass::fan_out, "SELECT coalesce(max(seq) + 1, 0) FROM audit_leaf"};
inline constexpr SqlStatement kAddLeaf{
    "add_leaf", StatementClass::keyed, "INSERT INTO audit_leaf (seq, leaf) VALUES ($1, $2)"};
inline constexpr SqlStatement kPendingLeaves{
    "pending_leaves", StatementClass::fan_out,
    "SELECT beside, entry, leaf FROM audit_pending ORDER BY entry LIMIT $1"};
inline constexpr SqlStatement kPendingLeafCount{
    "pending_leaf_count", StatementClass::fan_out, "SELECT count(*) FROM audit_pending"};
inline constexpr SqlStatement kAddPendingLeaf{
    "add_pending_leaf", StatementClass::keyed,
    "INSERT INTO audit_pending (beside, entry, leaf) VALUES ($1, $2, $3)"};
inline constexpr SqlStatement kRemovePendingLeaf{
    "remove_pending_leaf", StatementClass::keyed,
    "DELETE FROM audit_pending WHERE beside = $1 AND entry = $2", StatementHome::sqlite};
inline constexpr SqlStatement kRemovePendingLeaves{
    "remove_pending_leaves", StatementClass::keyed,
    "DELETE FROM audit_pending WHERE beside = ANY($1) AND entry = ANY($2)",
    StatementHome::postgres};
inline constexpr SqlStatement kEvents{
    "events", StatementClass::keyed,
    "SELECT lane, entry, at, customer, kind, detail FROM event WHERE lane = $1 ORDER "
    "BY entry LIMIT $2"};
inline constexpr SqlStatement kAddEvent{
    "add_event", StatementClass::keyed,
    "INSERT INTO event (lane, entry, at, customer, kind, detail) VALUES ($1, $2, $3, "
    "$4, $5, $6)"};
inline constexpr SqlStatement kRemoveEvent{
    "remove_event", StatementClass::keyed, "DELETE FROM event WHERE lane = $1 AND entry = $2",
    StatementHome::sqlite};
inline constexpr SqlStatement kRemoveEvents{
    "remove_events", StatementClass::keyed, "DELETE FROM event WHERE lane = $1 AND entry = ANY($2)",
    StatementHome::postgres};
inline constexpr SqlStatement kLease{
    "lease", StatementClass::keyed,
    "SELECT name, holder, epoch, expires FROM lease WHERE name = $1"};
inline constexpr SqlStatement kAddLease{
    "add_lease", StatementClass::keyed,
    "INSERT INTO lease (name, holder, epoch, expires) VALUES ($1, $2, $3, $4) ON "
    "CONFLICT (name) DO NOTHING"};
inline constexpr SqlStatement kTakeLease{
    "take_lease", StatementClass::keyed,
    "UPDATE lease SET holder = $2, epoch = epoch + 1, expires = $4 WHERE name = $1 "
    "AND (expires <= $3 OR holder = $2) RETURNING epoch"};
inline constexpr SqlStatement kKeepLease{
    "keep_lease", StatementClass::keyed,
    "UPDATE lease SET expires = $4 WHERE name = $1 AND holder = $2 AND epoch = $3"};
inline constexpr SqlStatement kNextGeneration{
    "next_generation", StatementClass::keyed,
    "UPDATE lease SET epoch = epoch + 1 WHERE name = $1 RETURNING epoch", StatementHome::postgres};
inline constexpr SqlStatement kTakeIds{
    "take_ids", StatementClass::keyed,
    "UPDATE id_block SET next = next + $2 WHERE name = $1 RETURNING next - $2"};
inline constexpr SqlStatement kAddIdBlock{
    "add_id_block", StatementClass::keyed,
    "INSERT INTO id_block (name, next) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};
inline constexpr SqlStatement kAddMark{
    "add_mark", StatementClass::keyed,
    "INSERT INTO commit_mark (mark, at) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING",
    StatementHome::postgres};
inline constexpr SqlStatement kSweepMarks{
    "sweep_marks", StatementClass::fan_out, "DELETE FROM commit_mark WHERE at < $1"};
inline constexpr SqlStatement kSweepAnswers{
    "sweep_answers", StatementClass::fan_out, "DELETE FROM answer WHERE at < $1"};
inline constexpr SqlStatement kSweepSessions{
    "sweep_sessions", StatementClass::fan_out, "DELETE FROM session WHERE used < $1"};
inline constexpr SqlStatement kCountRecords{
    "count_records", StatementClass::fan_out, "SELECT count(*) FROM record WHERE customer > 0"};
inline constexpr SqlStatement kCountVersions{
    "count_versions", StatementClass::fan_out, "SELECT count(*) FROM record_version"};
inline constexpr SqlStatement kCountCustomers{
    "count_customers", StatementClass::fan_out,
    "SELECT count(DISTINCT customer) FROM customer_record"};
inline constexpr SqlStatement kCountNumbers{
    "count_numbers", StatementClass::fan_out, "SELECT count(*) FROM number"};
inline constexpr SqlStatement kCountRejections{
    "count_rejections", StatementClass::fan_out,
    "SELECT count(*) FROM rejection r JOIN import i ON i.import_id = r.import_id "
    "WHERE i.state <> 4"};
inline constexpr SqlStatement kCountAllRecords{
    "count_all_records", StatementClass::fan_out, "SELECT count(*) FROM record"};
inline constexpr SqlStatement kCountRecordKeys{
    "count_record_keys", StatementClass::fan_out, "SELECT count(*) FROM record_key"};
inline constexpr SqlStatement kCountCustomerRecords{
    "count_customer_records", StatementClass::fan_out, "SELECT count(*) FROM customer_record"};
inline constexpr SqlStatement kCountNumberTexts{
    "count_number_texts", StatementClass::fan_out, "SELECT count(*) FROM number_text"};
inline constexpr SqlStatement kIndexState{
    "index_state", StatementClass::reference, "SELECT value FROM index_state WHERE name = $1",
    StatementHome::postgres};
inline constexpr SqlStatement kSetIndexState{
    "set_index_state", StatementClass::reference,
    "INSERT INTO index_state (name, value) VALUES ($1, $2) ON CONFLICT (name) DO "
    "UPDATE SET value = excluded.value",
    StatementHome::postgres};
inline constexpr SqlStatement kPostings{
    "postings", StatementClass::keyed,
    "SELECT key_hash, record_id FROM match_key WHERE key_hash = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kSomePostings{
    "some_postings", StatementClass::keyed,
    "SELECT key_hash, record_id FROM match_key WHERE key_hash = $1 LIMIT $2",
    StatementHome::postgres};
inline constexpr SqlStatement kOverfull{
    "overfull", StatementClass::keyed,
    "SELECT key_hash FROM match_overfull WHERE key_hash = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kAnyPosting{
    "any_posting", StatementClass::fan_out, "SELECT key_hash FROM match_key LIMIT 1",
    StatementHome::postgres};
inline constexpr SqlStatement kAllOverfull{
    "all_overfull", StatementClass::fan_out, "SELECT key_hash FROM match_overfull LIMIT $1",
    StatementHome::postgres};
inline constexpr SqlStatement kMarkOverfull{
    "mark_overfull", StatementClass::keyed,
    "INSERT INTO match_overfull (key_hash) VALUES ($1) ON CONFLICT (key_hash) DO "
    "NOTHING",
    StatementHome::postgres};
inline constexpr SqlStatement kUnmarkOverfull{
    "unmark_overfull", StatementClass::keyed, "DELETE FROM match_overfull WHERE key_hash = ANY($1)",
    StatementHome::postgres};
inline constexpr SqlStatement kAddPosting{
    "add_posting", StatementClass::keyed,
    "INSERT INTO match_key (key_hash, record_id) VALUES ($1, $2)", StatementHome::postgres};
inline constexpr SqlStatement kRemovePosting{
    "remove_posting", StatementClass::keyed,
    "DELETE FROM match_key WHERE key_hash = $1 AND record_id = $2", StatementHome::postgres};
inline constexpr SqlStatement kMatchRows{
    "match_rows", StatementClass::keyed,
    "SELECT record_id, features FROM match_row WHERE record_id = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kMatchTokens{
    "match_tokens", StatementClass::keyed,
    "SELECT record_id, tokens FROM match_row WHERE record_id = ANY($1)", StatementHome::postgres};
inline constexpr SqlStatement kAddMatchRow{
    "add_match_row", StatementClass::keyed,
    "INSERT INTO match_row (record_id, features, tokens) VALUES ($1, $2, $3)",
    StatementHome::postgres};
inline constexpr SqlStatement kRemoveMatchRows{
    "remove_match_rows", StatementClass::keyed, "DELETE FROM match_row WHERE record_id = ANY($1)",
    StatementHome::postgres};
inline constexpr SqlStatement kEdges{
    "edges", StatementClass::keyed,
    "SELECT record_id, other_id, bits, customer, other_customer FROM match_edge WHERE "
    "record_id = ANY($1)",
    StatementHome::postgres};
inline constexpr SqlStatement kAddEdge{
    "add_edge", StatementClass::keyed,
    "INSERT INTO match_edge (record_id, other_id, bits, customer, other_customer) "
    "VALUES ($1, $2, $3, $4, $5)",
    StatementHome::postgres};
inline constexpr SqlStatement kRemoveEdge{
    "remove_edge", StatementClass::keyed,
    "DELETE FROM match_edge WHERE record_id = $1 AND other_id = $2", StatementHome::postgres};
inline constexpr SqlStatement kClearEdges{
    "clear_edges", StatementClass::fan_out, "DELETE FROM match_edge", StatementHome::postgres};
inline constexpr SqlStatement kSetEdgeCustomers{
    "set_edge_customers", StatementClass::keyed,
    "UPDATE match_edge SET customer = $3, other_customer = $4 WHERE record_id = $1 "
    "AND other_id = $2",
    StatementHome::postgres};
inline constexpr SqlStatement kOpenEdges{
    "open_edges", StatementClass::fan_out,
    "SELECT record_id, other_id, bits, customer, other_customer FROM match_edge WHERE "
    "customer <> other_customer AND record_id < other_id ORDER BY (-bits), record_id, "
    "other_id LIMIT $1",
    StatementHome::postgres};
inline constexpr SqlStatement kOpenEdgesAfter{
    "open_edges_after", StatementClass::fan_out,
    "SELECT record_id, other_id, bits, customer, other_customer FROM match_edge WHERE "
    "customer <> other_customer AND record_id < other_id AND ((-bits), record_id, "
    "other_id) > ($1, $2, $3) ORDER BY (-bits), record_id, other_id LIMIT $4",
    StatementHome::postgres};
inline constexpr SqlStatement kOpenPairs{
    "open_pairs", StatementClass::fan_out,
    "SELECT count(*) FROM (SELECT DISTINCT least(customer, other_customer), "
    "greatest(customer, other_customer) FROM match_edge WHERE customer <> "
    "other_customer AND record_id < other_id) pairs",
    StatementHome::postgres};
inline constexpr SqlStatement kAddToken{
    "add_token", StatementClass::keyed,
    "INSERT INTO search_key (token, first_record, last_record, records) VALUES ($1, "
    "$2, $3, $4)",
    StatementHome::postgres};
inline constexpr SqlStatement kRemoveToken{
    "remove_token", StatementClass::keyed,
    "DELETE FROM search_key WHERE token = $1 AND first_record = $2 AND last_record = "
    "$3",
    StatementHome::postgres};
inline constexpr SqlStatement kWithAnyToken{
    "with_any_token", StatementClass::keyed,
    "SELECT first_record, records FROM search_key WHERE token = ANY($1) AND "
    "last_record > $2 ORDER BY first_record LIMIT $3",
    StatementHome::postgres};
inline constexpr SqlStatement kOfThoseWithAnyToken{
    "of_those_with_any_token", StatementClass::keyed,
    "SELECT token, first_record, last_record, records FROM search_key WHERE token = "
    "ANY($1) AND first_record <= $3 AND last_record >= $2",
    StatementHome::postgres};

inline constexpr SqlStatement kPaper{
    "paper", StatementClass::keyed, "SELECT name, at, sealed FROM paper WHERE name = $1"};
inline constexpr SqlStatement kPapersNamed{
    "papers_named", StatementClass::keyed,
    "SELECT name, at, sealed FROM paper WHERE name = ANY($1) ORDER BY name",
    StatementHome::postgres};
inline constexpr SqlStatement kPapers{
    "papers", StatementClass::fan_out,
    "SELECT name, at, sealed FROM paper WHERE name > $1 AND name < $2 ORDER BY name LIMIT $3"};
inline constexpr SqlStatement kPutPaper{
    "put_paper", StatementClass::keyed,
    "INSERT INTO paper (name, at, sealed) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE "
    "SET at = excluded.at, sealed = excluded.sealed"};
inline constexpr SqlStatement kRemovePaper{
    "remove_paper", StatementClass::keyed, "DELETE FROM paper WHERE name = $1"};
inline constexpr SqlStatement kAllRecords{
    "all_records", StatementClass::fan_out,
    "SELECT record_id, source_id, key_hash, wrapped_key, version, last_version, "
    "content_hash, customer FROM record WHERE record_id > $1 ORDER BY record_id LIMIT $2"};
inline constexpr SqlStatement kAnswers{
    "answers", StatementClass::fan_out,
    "SELECT key, request_hash, status, sealed_body, at FROM answer WHERE key > $1 ORDER BY key "
    "LIMIT $2"};
inline constexpr SqlStatement kSetWrappedKey{
    "set_wrapped_key", StatementClass::keyed,
    "UPDATE record SET wrapped_key = $2 WHERE record_id = $1 AND wrapped_key = $3"};
inline constexpr SqlStatement kResealRejection{
    "reseal_rejection", StatementClass::keyed,
    "UPDATE rejection SET sealed = $3 WHERE import_id = $1 AND row_no = $2"};
inline constexpr SqlStatement kResealVerdict{
    "reseal_verdict", StatementClass::keyed,
    "UPDATE verdict SET sealed_reason = $2 WHERE verdict_id = $1"};
inline constexpr SqlStatement kResealAnswer{
    "reseal_answer", StatementClass::keyed, "UPDATE answer SET sealed_body = $2 WHERE key = $1"};
inline constexpr SqlStatement kEraseRecord{
    "erase_record", StatementClass::keyed, "DELETE FROM record WHERE record_id = $1"};
inline constexpr SqlStatement kEraseRecordKey{
    "erase_record_key", StatementClass::keyed,
    "DELETE FROM record_key WHERE key_hash = $1 AND source_id = $2"};
inline constexpr SqlStatement kEraseVersions{
    "erase_versions", StatementClass::keyed, "DELETE FROM record_version WHERE record_id = $1"};
inline constexpr SqlStatement kEraseEvidence{
    "erase_evidence", StatementClass::keyed, "DELETE FROM evidence WHERE record_id = $1"};
inline constexpr SqlStatement kEraseMoves{
    "erase_moves", StatementClass::keyed, "DELETE FROM move WHERE record_id = $1"};
inline constexpr SqlStatement kEraseVerdict{
    "erase_verdict", StatementClass::keyed, "DELETE FROM verdict WHERE verdict_id = $1"};
inline constexpr SqlStatement kEraseVerdictSide{
    "erase_verdict_side", StatementClass::keyed,
    "DELETE FROM verdict_side WHERE record_id = $1 AND verdict_id = $2"};
inline constexpr SqlStatement kEraseRejection{
    "erase_rejection", StatementClass::keyed,
    "DELETE FROM rejection WHERE import_id = $1 AND row_no = $2"};
inline constexpr SqlStatement kEraseAnswer{
    "erase_answer", StatementClass::keyed, "DELETE FROM answer WHERE key = $1"};

std::span<const SqlStatement* const> all_statements();

}  // namespace genbo::sql
