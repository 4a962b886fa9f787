// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_shards.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "adapter/postgres/pg_pipeline.h"
#include "base/check.h"

namespace genbo {

namespace {

// Jenkins' three words, as PostgreSQL starts them for `length` bytes.
struct JenkinsState {
    explicit JenkinsState(std::size_t length)
        : a(0x9e3779b9U + static_cast<std::uint32_t>(length) + 3923095U), b(a), c(a) {}

    void mix() {
        a -= c;
        a ^= std::rotl(c, 4);
        c += b;
        b -= a;
        b ^= std::rotl(a, 6);
        a += c;
        c -= b;
        c ^= std::rotl(b, 8);
        b += a;
        a -= c;
        a ^= std::rotl(c, 16);
        c += b;
        b -= a;
        b ^= std::rotl(a, 19);
        a += c;
        c -= b;
        c ^= std::rotl(b, 4);
        b += a;
    }

    std::uint32_t finish() {
        c ^= b;
        c -= std::rotl(b, 14);
        a ^= c;
        a -= std::rotl(c, 11);
        b ^= a;
        b -= std::rotl(a, 25);
        c ^= b;
        c -= std::rotl(b, 16);
        a ^= c;
        a -= std::rotl(c, 4);
        b ^= a;
        b -= std::rotl(a, 14);
        c ^= b;
        c -= std::rotl(b, 24);
        return c;
    }

    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;
};

// Little-endian; PostgreSQL's hashes differ on big-endian servers, and then so would the grouping.
std::uint32_t word_of(ByteView bytes, std::size_t from) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4 && from + i < bytes.size(); ++i)
        word |= std::uint32_t{bytes[from + i]} << (8 * i);
    return word;
}

}  // namespace

std::int32_t pg_hash(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    const auto high = static_cast<std::uint32_t>(bits >> 32);
    JenkinsState state(sizeof(std::uint32_t));
    state.a += static_cast<std::uint32_t>(bits) ^ (value >= 0 ? high : ~high);
    return static_cast<std::int32_t>(state.finish());
}

std::int32_t pg_hash(ByteView bytes) {
    JenkinsState state(bytes.size());
    constexpr std::size_t kStep = 12;
    while (bytes.size() >= kStep) {
        state.a += word_of(bytes, 0);
        state.b += word_of(bytes, 4);
        state.c += word_of(bytes, 8);
        state.mix();
        bytes = bytes.subspan(kStep);
    }
    state.a += word_of(bytes, 0);
    state.b += word_of(bytes, 4);
    // The lowest byte of c is kept for the length.
    state.c += word_of(bytes, 8) << 8;
    return static_cast<std::int32_t>(state.finish());
}

Result<std::shared_ptr<const PgShardMap>> PgShardMap::read(PgConnection& connection) {
    const auto known = TRY(connection.run("SELECT to_regclass('pg_dist_shard') IS NOT NULL"));
    if (known.integer(0, 0) == 0) return std::shared_ptr<const PgShardMap>{};
    const auto rows = TRY(connection.run(
        "SELECT c.relname::text, CAST(s.shardminvalue AS bigint) FROM pg_dist_shard s "
        "JOIN pg_dist_partition p ON p.logicalrelid = s.logicalrelid "
        "JOIN pg_catalog.pg_class c ON c.oid = s.logicalrelid "
        "WHERE p.partmethod = 'h' ORDER BY 1, 2"));
    if (rows.empty()) return std::shared_ptr<const PgShardMap>{};
    auto map = std::make_shared<PgShardMap>();
    for (std::size_t i = 0; i < rows.size(); ++i)
        map->first_hashes_[rows.text(i, 0)].push_back(
            static_cast<std::int32_t>(rows.integer(i, 1)));
    return std::shared_ptr<const PgShardMap>{std::move(map)};
}

std::vector<std::vector<std::uint32_t>> PgShardMap::groups(
    std::string_view table, std::span<const std::int32_t> hashes) const {
    static const std::vector<std::int32_t> nothing_known;
    const auto found = first_hashes_.find(table);
    const auto& firsts = found == first_hashes_.end() ? nothing_known : found->second;
    std::vector<std::vector<std::uint32_t>> shards(firsts.size() + 1);
    for (std::uint32_t i = 0; i < hashes.size(); ++i) {
        const auto next = std::ranges::upper_bound(firsts, hashes[i]);
        shards[static_cast<std::size_t>(next - firsts.begin())].push_back(i);
    }
    std::erase_if(shards, [](const auto& shard) { return shard.empty(); });
    return shards;
}

std::vector<std::int32_t> pg_hashes(std::span<const std::int64_t> keys) {
    std::vector<std::int32_t> hashes;
    hashes.reserve(keys.size());
    for (const auto key : keys) hashes.push_back(pg_hash(key));
    return hashes;
}

std::vector<std::int32_t> pg_hashes(std::span<const Bytes> keys) {
    std::vector<std::int32_t> hashes;
    hashes.reserve(keys.size());
    for (const auto& key : keys) hashes.push_back(pg_hash(ByteView{key}));
    return hashes;
}

std::string_view pg_table_of(const SqlStatement& statement) {
    constexpr std::string_view kFrom = " FROM ";
    const std::string_view text = statement.text;
    const auto at = text.find(kFrom);
    check(at != text.npos);
    const auto name = text.substr(at + kFrom.size());
    return name.substr(0, name.find(' '));
}

Result<std::vector<PgRows>> pg_run_by_shard(
    PgConnection& connection, const SqlStatement& statement, std::span<const std::int32_t> hashes,
    const PgParamsOfKeys& params_of, std::size_t at_once) {
    std::vector<std::vector<std::uint32_t>> shards;
    if (connection.shards() != nullptr) {
        shards = connection.shards()->groups(pg_table_of(statement), hashes);
    } else {
        std::iota(shards.emplace_back(hashes.size()).begin(), shards.front().end(), 0U);
        if (hashes.size() <= at_once) {
            std::vector<PgRows> answers;
            answers.push_back(TRY(connection.run(statement.text, params_of(shards.front()))));
            return answers;
        }
    }
    PgPipeline pipeline(connection);
    for (const std::span<const std::uint32_t> shard : shards)
        for (std::size_t from = 0; from < shard.size(); from += std::min(at_once, shard.size()))
            pipeline.add(
                statement.text,
                params_of(shard.subspan(from, std::min(at_once, shard.size() - from))));
    return pipeline.finish();
}

Result<std::vector<PgRows>> pg_run_by_shard(
    PgConnection& connection, const SqlStatement& statement, std::span<const std::int64_t> keys) {
    if (connection.shards() == nullptr) {
        std::vector<PgRows> answers;
        answers.push_back(TRY(connection.run(statement.text, PgParams{}.add(keys))));
        return answers;
    }
    return pg_run_by_shard(connection, statement, pg_hashes(keys), [&](const auto& positions) {
        return PgParams{}.add(std::span<const std::int64_t>{pg_chosen(keys, positions)});
    });
}

}  // namespace genbo
