// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_store.h"

#include "adapter/postgres/pg_lookups.h"
#include "adapter/postgres/pg_shards.h"
#include "adapter/postgres/pg_writer.h"
#include "adapter/sql/id_names.h"
#include "adapter/sql/schema.h"
#include "adapter/sql/schema_state.h"
#include "adapter/sql/statements.h"

namespace genbo {

namespace {

// Shards per table on Citus: more than one machine has cores, few enough for statements that ask
// all of them (docs/scale.md).
constexpr const char* kShardCount = "SET citus.shard_count = 32";

Result<std::int64_t> first_integer(PgConnection& db, const char* text) {
    const auto rows = TRY(db.run(text));
    return rows.empty() ? 0 : rows.integer(0, 0);
}

Result<bool> has_citus(PgConnection& db) {
    return TRY(first_integer(
               db, "SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'")) > 0;
}

Result<bool> has_table(PgConnection& db, std::string_view name) {
    const auto rows = TRY(db.run(
        "SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = $1 AND "
        "pg_catalog.pg_table_is_visible(c.oid)",
        PgParams{}.add(name)));
    return rows.integer(0, 0) > 0;
}

Result<> make_tables(PgConnection& db) {
    for (const auto& table : all_tables()) {
        if (TRY(has_table(db, table.name))) continue;
        for (const auto& statement : create_statements(table, SqlDialect::postgres))
            TRY(db.execute(statement.c_str()));
    }
    return {};
}

Result<> distribute(PgConnection& db) {
    // Elsewhere CREATE TABLE silently makes a table of that node alone.
    if (TRY(first_integer(db, "SELECT citus_is_coordinator()::int")) == 0)
        return Error{Fault::unavailable, "store.not_coordinator"};
    TRY(db.execute(kShardCount));
    std::vector<std::pair<std::string_view, std::string_view>> first_of_group;
    for (const auto& table : all_tables()) {
        const auto known = TRY(db.run(
            "SELECT count(*) FROM citus_tables WHERE table_name = $1::text::regclass",
            PgParams{}.add(table.name)));
        const auto mate = [&]() -> std::string_view {
            for (const auto& [group, name] : first_of_group)
                if (group == table.group) return name;
            return {};
        }();
        if (!table.group.empty() && mate.empty())
            first_of_group.emplace_back(table.group, table.name);
        if (known.integer(0, 0) > 0) continue;
        if (table.distributed_by.empty()) {
            TRY(db.run(
                "SELECT create_reference_table($1::text::regclass)", PgParams{}.add(table.name)));
            continue;
        }
        const std::string_view with = mate.empty() ? "none" : mate;
        TRY(db.run(
            "SELECT create_distributed_table($1::text::regclass, $2::text, "
            "colocate_with => $3::text)",
            PgParams{}.add(table.name).add(table.distributed_by).add(with)));
    }
    return {};
}

Result<> set_version(PgConnection& db) {
    const std::string version = std::to_string(kSchemaVersion);
    TRY(db.run(
        sql::kSetSetting.text, PgParams{}.add(kSchemaSetting).add(std::string_view{version})));
    return {};
}

Result<> first_rows(PgConnection& db) {
    for (const auto& counter : sql::kIdCounters)
        TRY(db.run(sql::kAddIdBlock.text, PgParams{}.add(counter.name).add(counter.first)));
    TRY(db.run(
        sql::kAddLease.text, PgParams{}
                                 .add(sql::kPartitionLease)
                                 .add(std::string_view{})
                                 .add(std::int64_t{0})
                                 .add(std::int64_t{0})));
    // New tables are whole: there is nothing that they could lack.
    TRY(db.run(sql::kSetIndexState.text, PgParams{}.add(kIndexStateName).add(kWholeWhenNew)));
    return set_version(db);
}

Result<std::string> stored_version(PgConnection& db) {
    if (!TRY(has_table(db, "setting"))) return std::string{};
    const auto rows = TRY(db.run(sql::kSetting.text, PgParams{}.add(kSchemaSetting)));
    return rows.empty() ? std::string{} : rows.text(0, 0);
}

// On Citus only the coordinator makes indexes, so nothing is left for later.
Result<> make_lookups_now(PgConnection& db) {
    TRY(db.execute("BEGIN"));
    const auto made = [&]() -> Result<> {
        TRY(pg_make_lookups(db));
        return db.execute("COMMIT");
    }();
    if (!made.ok()) static_cast<void>(db.execute("ROLLBACK").ok());
    return made;
}

// Before version 4 match_key had a key of both columns; the index that replaces it is made by the
// first node that changes the partition (pg_lookups.h).
Result<> drop_old_key(PgConnection& db) {
    TRY(db.execute("ALTER TABLE match_key DROP CONSTRAINT IF EXISTS match_key_pkey"));
    for (const auto& table : all_tables()) {
        if (table.seen_after == 0) continue;
        const auto text =
            "ALTER TABLE " + std::string{table.name} + " SET (" + vacuum_settings(table) + ")";
        TRY(db.execute(text.c_str()));
    }
    return {};
}

// The first schema that was on PostgreSQL.
constexpr int kOldestSchema = 2;

// An administrator of before could do everything, and goes on doing so (schema.cc).
Result<> make_owners(PgConnection& db) {
    TRY(db.run(
        sql::kRenameRole.text,
        PgParams{}.add(std::string_view{"owner"}).add(std::string_view{"administrator"})));
    return {};
}

// Since then tables have only come to it, so what is missing is made.  Nodes of the older program
// write nothing more as soon as the version says so: each asks for it in every transaction.
Result<> upgrade(PgConnection& db) {
    if (TRY(has_citus(db))) {
        TRY(make_tables(db));
        TRY(distribute(db));
        TRY(drop_old_key(db));
        TRY(make_lookups_now(db));
        TRY(make_owners(db));
        return set_version(db);
    }
    TRY(db.execute("BEGIN"));
    const auto done = [&]() -> Result<> {
        // Whoever changes the partition waits, and so does another node that upgrades.
        TRY(db.run(sql::kNextGeneration.text, PgParams{}.add(sql::kPartitionLease)));
        TRY(make_tables(db));
        TRY(drop_old_key(db));
        TRY(make_owners(db));
        TRY(set_version(db));
        return db.execute("COMMIT");
    }();
    if (!done.ok()) static_cast<void>(db.execute("ROLLBACK").ok());
    return done;
}

}  // namespace

PgStore::PgStore(const PgOptions& options, std::size_t connections)
    : options_(options),
      pool_(std::make_shared<PgPool>(PgPoolOptions{
          .connection = options,
          .size = connections == 0 ? pg_pool_default_size() : connections})) {}

Result<> PgStore::create(const PgOptions& options) {
    auto db = TRY(PgConnection::open(options));
    if (!TRY(stored_version(db)).empty()) return Error{Fault::conflict, "store.exists"};
    if (TRY(has_citus(db))) {
        TRY(make_tables(db));
        TRY(distribute(db));
        TRY(make_lookups_now(db));
        return first_rows(db);
    }
    TRY(db.execute("BEGIN"));
    const auto made = [&]() -> Result<> {
        TRY(make_tables(db));
        TRY(first_rows(db));
        return db.execute("COMMIT");
    }();
    if (!made.ok()) static_cast<void>(db.execute("ROLLBACK").ok());
    return made;
}

Result<std::unique_ptr<PgStore>> PgStore::open(const PgOptions& options, std::size_t connections) {
    auto db = TRY(PgConnection::open(options));
    const auto version = TRY(stored_version(db));
    if (version.empty()) return Error{Fault::not_found, "store.no_master"};
    const int number = TRY(parse_schema_version(version));
    if (number < kOldestSchema || number > kSchemaVersion)
        return Error{Fault::corrupt, "store.other_version", {version}};
    if (number < kSchemaVersion) TRY(upgrade(db));
    auto with_shards = options;
    with_shards.shards = TRY(PgShardMap::read(db));
    return std::unique_ptr<PgStore>(new PgStore(with_shards, connections));
}

Result<std::unique_ptr<StoreReader>> PgStore::reader() {
    return std::unique_ptr<StoreReader>(new PgReader(pool_));
}

Result<std::unique_ptr<StoreWriter>> PgStore::writer() {
    auto connection = TRY(PgConnection::open(options_));
    return std::unique_ptr<StoreWriter>(new PgWriter(options_, std::move(connection)));
}

Result<> PgStore::copy_to(const std::string&) {
    return Error{Fault::unavailable, "store.own_backup"};
}

}  // namespace genbo
