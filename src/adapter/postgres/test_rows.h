// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: rows of the store port with something in every column.  All people are made up; there
// are none.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "port/store_rows.h"

namespace genbo {

inline Bytes bytes_of(std::string_view text) {
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

inline std::vector<Bytes> each_bytes_of(std::initializer_list<std::string_view> texts) {
    std::vector<Bytes> out;
    for (const auto text : texts) out.push_back(bytes_of(text));
    return out;
}

inline Instant at(std::int64_t micros) { return instant_from_micros(micros); }

// 16 bytes that sort as the number does.
inline Bytes entry_of(std::int64_t number) {
    Bytes entry(16);
    for (std::size_t i = 0; i < 8; ++i)
        entry[7 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
    return entry;
}

inline StoredSource a_source(std::int64_t id, std::string name) {
    return {SourceId{id}, std::move(name), "店 " + std::to_string(id), 50};
}

inline StoredRecord a_record(std::int64_t id, std::string_view key, std::int64_t customer = 7) {
    return {RecordId{id},        SourceId{1},       bytes_of(key), bytes_of("wrapped"), 1, 1,
            bytes_of("content"), NumberId{customer}};
}

inline StoredVersion a_version(std::int64_t record, std::int64_t version, std::int64_t import = 1) {
    return {RecordId{record},    version,
            ImportId{import},    at(1'000 * record + version),
            bytes_of("content"), bytes_of("sealed " + std::to_string(version))};
}

inline StoredImport an_import(std::int64_t id) {
    return {
        ImportId{id},
        SourceId{1},
        "顧客.csv",
        bytes_of("file"),
        ImportState::running,
        at(100 + id),
        Instant{},
        StaffId{2},
        {.rows = 10, .added = 1, .changed = 2, .same = 3, .rejected = 4},
        R"({"encoding":"cp932"})"};
}

inline StoredRejection a_rejection(std::int64_t import, std::int64_t row) {
    return {ImportId{import}, row, "import.no_key", "会員番号", bytes_of("cells")};
}

inline StoredNumber a_number(std::int64_t id, std::string text, std::int64_t anchor = 1) {
    return {NumberId{id}, std::move(text), 1, NumberKind::automatic, RecordId{anchor}, at(id), {}};
}

inline StoredVerdict a_verdict(std::int64_t id, std::int64_t left, std::int64_t right) {
    return {VerdictId{id}, RecordId{left}, RecordId{right}, StoredVerdictKind::not_same,
            StaffId{3},    at(500 + id),   Instant{},       bytes_of("why")};
}

inline StoredMove a_move(std::int64_t record, std::int64_t from, std::int64_t to) {
    return {0, at(9), RecordId{record}, NumberId{from}, NumberId{to}, "import 12"};
}

inline StoredEvidence an_evidence(std::int64_t record, std::string_view entry) {
    return {RecordId{record}, bytes_of(entry), at(11), bytes_of("trace")};
}

inline StoredDetail a_detail(std::int64_t record, std::string_view entry) {
    return {RecordId{record}, bytes_of(entry), bytes_of("words")};
}

inline StoredAccess an_access(std::string_view alias, std::string_view entry) {
    return {
        bytes_of(alias),
        bytes_of(entry),
        "staff:3",
        "support",
        "customer.show",
        "name phone",
        "inquiry",
        "r-1",
        bytes_of("session"),
        2,
        5};
}

inline StoredAccessDay an_access_day(std::string actor, std::int64_t day, std::int64_t records) {
    return {std::move(actor), day, "support", records, records / 2, 1};
}

inline StoredAlert an_alert(std::string_view entry, std::int64_t state) {
    return {bytes_of(entry), "volume", "staff:3", state, bytes_of("why")};
}

inline StoredStaff a_staff(std::int64_t id, std::string name) {
    return {StaffId{id}, std::move(name), "clerk", "hash", true, at(77)};
}

inline StoredAnswer an_answer(std::string key, std::int64_t when = 10) {
    return {std::move(key), bytes_of("request"), 201, bytes_of("body"), at(when)};
}

inline StoredSession a_session(
    std::string_view token, std::int64_t staff, std::int64_t used, std::int64_t opened = 1) {
    return {bytes_of(token), StaffId{staff}, at(opened), at(used)};
}

inline StoredPendingLeaf a_pending_leaf(std::int64_t beside, std::int64_t number) {
    return {beside, entry_of(number), bytes_of("leaf " + std::to_string(number))};
}

inline StoredEvent an_event(std::int64_t lane, std::int64_t number) {
    return {lane, entry_of(number), at(number), NumberId{4}, "customer.changed", "{}"};
}

}  // namespace genbo
