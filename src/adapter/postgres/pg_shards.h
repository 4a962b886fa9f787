// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which keys lie together on Citus, so that a batch asks each shard for its own keys only.
//
//   const auto answers = TRY(pg_run_by_shard(connection, sql::kPostings, keys));   // PgRows each
//
// Citus sends the whole array of `key = ANY($1)` to every shard that holds one of its keys, and
// plans it there: a thousand keys cost 249 µs each, against 21 µs when the client groups them and
// sends one statement per shard in one trip (docs/scale.md says whose measurement).  A shard is a
// range of hash values, listed in Citus' own table pg_dist_shard; the hash is PostgreSQL's of the
// column's type: hash_bytes_uint32() for bigint, of both halves folded so that equal numbers of
// different widths agree, hash_bytes() for bytea and text (src/common/hashfn.c, after Bob Jenkins'
// lookup3, 2006).
//
// The map is read once, when the store is opened.  After a shard was split or moved it is out of
// date, which costs time only: Citus finds the right shards by itself whatever is asked.  Without
// Citus there is no map, and a batch is one statement.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/postgres/pg_connection.h"
#include "adapter/sql/statement.h"

namespace genbo {

// As hashint8() and as hashtext(), which hashes bytea alike.
std::int32_t pg_hash(std::int64_t value);
std::int32_t pg_hash(ByteView bytes);

class PgShardMap {
public:
    // Null where nothing is distributed by hash.
    static Result<std::shared_ptr<const PgShardMap>> read(PgConnection& connection);

    // Positions of `hashes` that belong to one shard of the table, in the order given; together all
    // of them.  One group when the table is not known.
    std::vector<std::vector<std::uint32_t>> groups(
        std::string_view table, std::span<const std::int32_t> hashes) const;

private:
    // For each table the first hash value of each shard, ascending.
    std::map<std::string, std::vector<std::int32_t>, std::less<>> first_hashes_;
};

// What each position of `keys` hashes to.
std::vector<std::int32_t> pg_hashes(std::span<const std::int64_t> keys);
std::vector<std::int32_t> pg_hashes(std::span<const Bytes> keys);

// The table that a SELECT or DELETE of the catalogue reads.
std::string_view pg_table_of(const SqlStatement& statement);

template <typename Key>
std::vector<Key> pg_chosen(std::span<const Key> keys, std::span<const std::uint32_t> positions) {
    std::vector<Key> chosen;
    chosen.reserve(positions.size());
    for (const auto at : positions) chosen.push_back(keys[at]);
    return chosen;
}

// The parameters of the statement for some of the keys, by their positions.
using PgParamsOfKeys = std::function<PgParams(std::span<const std::uint32_t>)>;

// A keyed statement over many keys, whose hashes are given: an answer for each shard.  What the
// statement orders by holds within one answer.  At most `at_once` keys go into one statement.
Result<std::vector<PgRows>> pg_run_by_shard(
    PgConnection& connection, const SqlStatement& statement, std::span<const std::int32_t> hashes,
    const PgParamsOfKeys& params_of, std::size_t at_once = SIZE_MAX);

// One whose only parameter is the array of keys, `column = ANY($1)`.
Result<std::vector<PgRows>> pg_run_by_shard(
    PgConnection& connection, const SqlStatement& statement, std::span<const std::int64_t> keys);

}  // namespace genbo
