// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/key_carrier.h"

#include "adapter/sqlite/database.h"

namespace genbo {

namespace {

constexpr std::size_t kRecordsAtOnce = 10'000;

struct WrappedOf {
    std::int64_t record = 0;
    Bytes wrapped;
};

Result<std::vector<WrappedOf>> keys_after(SqliteDatabase& db, std::int64_t record) {
    auto statement = TRY(db.prepare(
        "SELECT record_id, wrapped_key FROM record WHERE record_id > $1 ORDER BY record_id "
        "LIMIT $2"));
    statement.bind(1, record).bind(2, static_cast<std::int64_t>(kRecordsAtOnce));
    std::vector<WrappedOf> keys;
    while (TRY(statement.step())) keys.push_back({statement.integer(0), statement.bytes(1)});
    return keys;
}

Result<Bytes> key_of(SqliteDatabase& db, std::int64_t record) {
    auto statement = TRY(db.prepare("SELECT wrapped_key FROM record WHERE record_id = $1"));
    statement.bind(1, record);
    if (!TRY(statement.step())) return Bytes{};
    return statement.bytes(0);
}

Result<> set_key(SqliteDatabase& db, const WrappedOf& key) {
    auto statement = TRY(db.prepare("UPDATE record SET wrapped_key = $2 WHERE record_id = $1"));
    return statement.bind(1, key.record).bind(2, ByteView{key.wrapped}).run();
}

}  // namespace

Result<CarriedKeys> carry_keys(
    const std::filesystem::path& newer, const std::filesystem::path& older,
    const std::function<bool(ByteView wrapped)>& usable) {
    auto from = TRY(SqliteDatabase::open(newer.string(), SqliteAccess::read_only));
    auto to = TRY(SqliteDatabase::open(older.string(), SqliteAccess::read_write));
    TRY(to.execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE"));
    CarriedKeys carried;
    std::int64_t after = 0;
    while (true) {
        const auto keys = TRY(keys_after(to, after));
        if (keys.empty()) break;
        after = keys.back().record;
        for (const auto& [record, wrapped] : keys) {
            if (usable(wrapped)) continue;
            auto now = TRY(key_of(from, record));
            if (now.empty() || !usable(now)) {
                ++carried.lost;
                continue;
            }
            TRY(set_key(to, {record, std::move(now)}));
            ++carried.carried;
        }
    }
    TRY(to.execute("COMMIT"));
    return carried;
}

}  // namespace genbo
