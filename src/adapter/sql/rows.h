// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a row of a statement of the catalogue to its noun, and from a noun to the columns of its
// INSERT, for any engine:
//
//   Row    integer(column), text(column), bytes(column)
//   Sink   add(std::int64_t), add(std::string_view), add(ByteView), in the order of the columns

#include "port/index_tables.h"
#include "port/store_rows.h"

namespace genbo::sql {

template <typename Row>
Instant row_instant(const Row& row, int column) {
    return instant_from_micros(row.integer(column));
}

template <typename Row>
StoredSource read_source(const Row& row) {
    return {SourceId{row.integer(0)}, row.text(1), row.text(2), row.integer(3)};
}

template <typename Row>
StoredRecord read_record(const Row& row) {
    return {
        RecordId{row.integer(0)}, SourceId{row.integer(1)}, row.bytes(2), row.bytes(3),
        row.integer(4),           row.integer(5),           row.bytes(6), NumberId{row.integer(7)}};
}

template <typename Row>
StoredVersion read_version(const Row& row, int first = 0) {
    return {RecordId{row.integer(first)}, row.integer(first + 1), ImportId{row.integer(first + 2)},
            row_instant(row, first + 3),  row.bytes(first + 4),   row.bytes(first + 5)};
}

template <typename Row>
StoredImport read_import(const Row& row) {
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

template <typename Row>
StoredRejection read_rejection(const Row& row) {
    return {ImportId{row.integer(0)}, row.integer(1), row.text(2), row.text(3), row.bytes(4)};
}

template <typename Row>
StoredNumber read_number(const Row& row) {
    return {
        NumberId{row.integer(0)},
        row.text(1),
        row.integer(2),
        static_cast<NumberKind>(row.integer(3)),
        RecordId{row.integer(4)},
        row_instant(row, 5),
        row.text(6)};
}

template <typename Row>
StoredVerdict read_verdict(const Row& row) {
    return {VerdictId{row.integer(0)}, RecordId{row.integer(1)},
            RecordId{row.integer(2)},  static_cast<StoredVerdictKind>(row.integer(3)),
            StaffId{row.integer(4)},   row_instant(row, 5),
            row_instant(row, 6),       row.bytes(7)};
}

template <typename Row>
StoredMove read_move(const Row& row) {
    return {row.integer(0),           row_instant(row, 1),      RecordId{row.integer(2)},
            NumberId{row.integer(3)}, NumberId{row.integer(4)}, row.text(5)};
}

template <typename Row>
StoredEvidence read_evidence(const Row& row) {
    return {RecordId{row.integer(0)}, row.bytes(1), row_instant(row, 2), row.bytes(3)};
}

template <typename Row>
StoredDetail read_detail(const Row& row) {
    return {RecordId{row.integer(0)}, row.bytes(1), row.bytes(2)};
}

template <typename Row>
StoredAccess read_access(const Row& row) {
    return {row.bytes(0), row.bytes(1), row.text(2),  row.text(3),    row.text(4),    row.text(5),
            row.text(6),  row.text(7),  row.bytes(8), row.integer(9), row.integer(10)};
}

template <typename Row>
StoredAccessDay read_access_day(const Row& row) {
    return {row.text(0),    row.integer(1), row.text(2),
            row.integer(3), row.integer(4), row.integer(5)};
}

template <typename Row>
StoredAlert read_alert(const Row& row) {
    return {row.bytes(0), row.text(1), row.text(2), row.integer(3), row.bytes(4)};
}

template <typename Row>
StoredStaff read_staff(const Row& row) {
    return {StaffId{row.integer(0)}, row.text(1),        row.text(2), row.text(3),
            row.integer(4) != 0,     row_instant(row, 5)};
}

template <typename Row>
StoredAnswer read_answer(const Row& row) {
    return {row.text(0), row.bytes(1), row.integer(2), row.bytes(3), row_instant(row, 4)};
}

template <typename Row>
StoredSession read_session(const Row& row) {
    return {row.bytes(0), StaffId{row.integer(1)}, row_instant(row, 2), row_instant(row, 3)};
}

template <typename Row>
StoredNote read_note(const Row& row) {
    return {row.text(0), row_instant(row, 1), row.bytes(2)};
}

template <typename Row>
StoredPaper read_paper(const Row& row) {
    return {row.text(0), row_instant(row, 1), row.bytes(2)};
}

template <typename Row>
StoredUploadChunk read_upload_chunk(const Row& row) {
    return {row.text(0), row.integer(1), row_instant(row, 2), row.bytes(3)};
}

template <typename Row>
StoredPendingLeaf read_pending_leaf(const Row& row) {
    return {row.integer(0), row.bytes(1), row.bytes(2)};
}

template <typename Row>
StoredEvent read_event(const Row& row) {
    return {row.integer(0),           row.bytes(1), row_instant(row, 2),
            NumberId{row.integer(3)}, row.text(4),  row.text(5)};
}

template <typename Row>
StoredLease read_lease(const Row& row) {
    return {row.text(0), row.text(1), row.integer(2), row_instant(row, 3)};
}

template <typename Sink>
void put_columns(Sink& sink, const StoredSource& source) {
    sink.add(source.id.value());
    sink.add(std::string_view{source.name});
    sink.add(std::string_view{source.label});
    sink.add(source.rank);
}

template <typename Sink>
void put_columns(Sink& sink, const StoredRecord& record) {
    sink.add(record.id.value());
    sink.add(record.source.value());
    sink.add(ByteView{record.key_hash});
    sink.add(ByteView{record.wrapped_key});
    sink.add(record.version);
    sink.add(record.last_version);
    sink.add(ByteView{record.content_hash});
    sink.add(record.customer.value());
}

// Of a StoredRecord: its row in record_key.
struct RecordKeyRow {
    const StoredRecord& record;
};

template <typename Sink>
void put_columns(Sink& sink, const RecordKeyRow& row) {
    sink.add(ByteView{row.record.key_hash});
    sink.add(row.record.source.value());
    sink.add(row.record.id.value());
}

template <typename Sink>
void put_columns(Sink& sink, const CustomerMember& member) {
    sink.add(member.customer.value());
    sink.add(member.record.value());
}

template <typename Sink>
void put_columns(Sink& sink, const StoredVersion& version) {
    sink.add(version.record.value());
    sink.add(version.version);
    sink.add(version.import.value());
    sink.add(to_micros(version.at));
    sink.add(ByteView{version.content_hash});
    sink.add(ByteView{version.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredImport& import) {
    sink.add(import.id.value());
    sink.add(import.source.value());
    sink.add(std::string_view{import.file_name});
    sink.add(ByteView{import.file_hash});
    sink.add(static_cast<std::int64_t>(import.state));
    sink.add(to_micros(import.started));
    sink.add(to_micros(import.finished));
    sink.add(import.actor.value());
    sink.add(import.counts.rows);
    sink.add(import.counts.added);
    sink.add(import.counts.changed);
    sink.add(import.counts.same);
    sink.add(import.counts.rejected);
    sink.add(std::string_view{import.detail});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredRejection& rejection) {
    sink.add(rejection.import.value());
    sink.add(rejection.row);
    sink.add(std::string_view{rejection.code});
    sink.add(std::string_view{rejection.column});
    sink.add(ByteView{rejection.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredNumber& number) {
    sink.add(number.id.value());
    sink.add(std::string_view{number.text});
    sink.add(number.rule);
    sink.add(static_cast<std::int64_t>(number.kind));
    sink.add(number.anchor.value());
    sink.add(to_micros(number.issued));
    sink.add(std::string_view{number.owner});
}

struct NumberTextRow {
    const StoredNumber& number;
};

template <typename Sink>
void put_columns(Sink& sink, const NumberTextRow& row) {
    sink.add(std::string_view{row.number.text});
    sink.add(row.number.id.value());
}

struct NumberAnchorRow {
    RecordId anchor;
    NumberId number;
};

template <typename Sink>
void put_columns(Sink& sink, const NumberAnchorRow& row) {
    sink.add(row.anchor.value());
    sink.add(row.number.value());
}

template <typename Sink>
void put_columns(Sink& sink, const StoredVerdict& verdict) {
    sink.add(verdict.id.value());
    sink.add(verdict.left.value());
    sink.add(verdict.right.value());
    sink.add(static_cast<std::int64_t>(verdict.kind));
    sink.add(verdict.actor.value());
    sink.add(to_micros(verdict.at));
    sink.add(to_micros(verdict.withdrawn));
    sink.add(ByteView{verdict.sealed_reason});
}

struct VerdictSideRow {
    RecordId record;
    VerdictId verdict;
};

template <typename Sink>
void put_columns(Sink& sink, const VerdictSideRow& row) {
    sink.add(row.record.value());
    sink.add(row.verdict.value());
}

// With the seq that the store gives.
template <typename Sink>
void put_columns(Sink& sink, const StoredMove& move) {
    sink.add(move.record.value());
    sink.add(move.seq);
    sink.add(to_micros(move.at));
    sink.add(move.from.value());
    sink.add(move.to.value());
    sink.add(std::string_view{move.cause});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredEvidence& evidence) {
    sink.add(evidence.record.value());
    sink.add(ByteView{evidence.entry});
    sink.add(to_micros(evidence.at));
    sink.add(ByteView{evidence.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredDetail& detail) {
    sink.add(detail.record.value());
    sink.add(ByteView{detail.entry});
    sink.add(ByteView{detail.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredAccess& access) {
    sink.add(ByteView{access.alias});
    sink.add(ByteView{access.entry});
    sink.add(std::string_view{access.actor});
    sink.add(std::string_view{access.role});
    sink.add(std::string_view{access.action});
    sink.add(std::string_view{access.fields});
    sink.add(std::string_view{access.purpose});
    sink.add(std::string_view{access.request_id});
    sink.add(ByteView{access.session});
    sink.add(access.explained);
    sink.add(access.marks);
}

template <typename Sink>
void put_columns(Sink& sink, const StoredAccessDay& day) {
    sink.add(std::string_view{day.actor});
    sink.add(day.day);
    sink.add(std::string_view{day.role});
    sink.add(day.records);
    sink.add(day.unexplained);
    sink.add(day.alarmed);
}

template <typename Sink>
void put_columns(Sink& sink, const StoredAlert& alert) {
    sink.add(ByteView{alert.entry});
    sink.add(std::string_view{alert.kind});
    sink.add(std::string_view{alert.actor});
    sink.add(alert.state);
    sink.add(ByteView{alert.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredStaff& staff) {
    sink.add(staff.id.value());
    sink.add(std::string_view{staff.name});
    sink.add(std::string_view{staff.role});
    sink.add(std::string_view{staff.password_hash});
    sink.add(std::int64_t{staff.must_change_password});
    sink.add(to_micros(staff.created));
}

template <typename Sink>
void put_columns(Sink& sink, const StoredAnswer& answer) {
    sink.add(std::string_view{answer.key});
    sink.add(ByteView{answer.request_hash});
    sink.add(answer.status);
    sink.add(ByteView{answer.sealed_body});
    sink.add(to_micros(answer.at));
}

template <typename Sink>
void put_columns(Sink& sink, const StoredSession& session) {
    sink.add(ByteView{session.token_hash});
    sink.add(session.staff.value());
    sink.add(to_micros(session.opened));
    sink.add(to_micros(session.used));
}

template <typename Sink>
void put_columns(Sink& sink, const StoredNote& note) {
    sink.add(std::string_view{note.name});
    sink.add(to_micros(note.at));
    sink.add(ByteView{note.value});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredPaper& paper) {
    sink.add(std::string_view{paper.name});
    sink.add(to_micros(paper.at));
    sink.add(ByteView{paper.sealed});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredUploadChunk& chunk) {
    sink.add(std::string_view{chunk.upload});
    sink.add(chunk.chunk);
    sink.add(to_micros(chunk.at));
    sink.add(ByteView{chunk.sealed});
}

struct LeafRow {
    std::int64_t seq;
    const Bytes& leaf;
};

template <typename Sink>
void put_columns(Sink& sink, const LeafRow& row) {
    sink.add(row.seq);
    sink.add(ByteView{row.leaf});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredPendingLeaf& pending) {
    sink.add(pending.beside);
    sink.add(ByteView{pending.entry});
    sink.add(ByteView{pending.leaf});
}

template <typename Sink>
void put_columns(Sink& sink, const StoredEvent& event) {
    sink.add(event.lane);
    sink.add(ByteView{event.entry});
    sink.add(to_micros(event.at));
    sink.add(event.customer.value());
    sink.add(std::string_view{event.kind});
    sink.add(std::string_view{event.detail});
}

// Of match_key.
template <typename Sink>
void put_columns(Sink& sink, const IndexPosting& posting) {
    sink.add(posting.key);
    sink.add(posting.record);
}

// Of search_key: records that have the token.
struct TokenRow {
    std::int64_t token = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    Bytes records;  // id_list.h
};

template <typename Sink>
void put_columns(Sink& sink, const TokenRow& row) {
    sink.add(row.token);
    sink.add(row.first);
    sink.add(row.last);
    sink.add(ByteView{row.records});
}

template <typename Sink>
void put_columns(Sink& sink, const IndexRow& row) {
    sink.add(row.record);
    sink.add(ByteView{row.features});
    sink.add(ByteView{row.tokens});
}

template <typename Sink>
void put_columns(Sink& sink, const IndexEdge& edge) {
    sink.add(edge.record);
    sink.add(edge.other);
    sink.add(edge.bits);
    sink.add(edge.customer);
    sink.add(edge.other_customer);
}

}  // namespace genbo::sql
