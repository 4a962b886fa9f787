// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: every store there is, fresh and empty, behind one interface.
//
//   class MyTest : public testing::TestWithParam<HomeKind> { … make_home(GetParam()) … };
//   INSTANTIATE_TEST_SUITE_P(Stores, MyTest, testing::ValuesIn(all_homes()), home_name);
//
//   memory, sqlite, postgres      always; PostgreSQL as in test_server.h
//   listed_shards                 PostgreSQL with tables that look like Citus' list of shards, so
//                                 that batches are grouped as they would be there
//   pgbouncer                     PostgreSQL through a PgBouncer that hands sessions on after each
//                                 transaction (test_pooler.h), where that is installed
//   one for each folder of GENBO_TEST_PG_BINS (separated by colons): servers of other versions
//   citus                         the database that GENBO_TEST_CITUS_URL names, by its coordinator;
//                                 everything in it is emptied
//
// A PostgreSQL database is made once per server and emptied for each test, which takes
// milliseconds.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "adapter/memory/memory_store.h"
#include "adapter/postgres/pg_store.h"
#include "adapter/postgres/test_pooler.h"
#include "adapter/postgres/test_server.h"
#include "adapter/sql/id_names.h"
#include "adapter/sql/schema.h"
#include "adapter/sqlite/sqlite_store.h"

namespace genbo {

enum class HomeEngine { memory, sqlite, postgres, citus };

struct HomeKind {
    std::string name;
    HomeEngine engine = HomeEngine::memory;
    std::filesystem::path programs = {};  // Of a PostgreSQL server; empty: test_server.h chooses.
    bool listed_shards = false;
    bool pooled = false;
};

inline void PrintTo(const HomeKind& kind, std::ostream* out) { *out << kind.name; }

inline std::string home_name(const testing::TestParamInfo<HomeKind>& info) {
    return info.param.name;
}

inline std::vector<HomeKind> pg_homes() {
    std::vector<HomeKind> homes{
        {"postgres", HomeEngine::postgres}, {"listed_shards", HomeEngine::postgres, {}, true}};
    if (PgTestPooler::installed())
        homes.push_back({"pgbouncer", HomeEngine::postgres, {}, false, true});
    const char* named = std::getenv("GENBO_TEST_PG_BINS");
    std::istringstream folders(named == nullptr ? "" : named);
    for (std::string folder; std::getline(folders, folder, ':');) {
        // build/postgres-17/bin is "postgres_17".
        std::filesystem::path path(folder);
        std::string name = path.parent_path().filename().string();
        std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        if (name.empty() ||
            std::ranges::any_of(homes, [&](const auto& home) { return home.name == name; }))
            name += "_" + std::to_string(homes.size());
        homes.push_back({name, HomeEngine::postgres, path});
    }
    if (std::getenv("GENBO_TEST_CITUS_URL") != nullptr)
        homes.push_back({"citus", HomeEngine::citus});
    return homes;
}

inline std::vector<HomeKind> all_homes() {
    std::vector<HomeKind> homes{{"memory", HomeEngine::memory}, {"sqlite", HomeEngine::sqlite}};
    for (auto& home : pg_homes()) homes.push_back(std::move(home));
    return homes;
}

class StoreHome {
public:
    virtual ~StoreHome() = default;
    virtual Store& store() = 0;
    // Of PostgreSQL; empty elsewhere.
    virtual PgOptions options() const { return {}; }
};

class MemoryHome final : public StoreHome {
public:
    Store& store() override { return store_; }

private:
    MemoryStore store_;
};

class SqliteHome final : public StoreHome {
public:
    SqliteHome() {
        static int homes = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("genbo-home-" + std::to_string(::getpid()) + "-" + std::to_string(homes++));
        std::filesystem::create_directories(folder_);
        check(SqliteStore::create(folder_).ok());
        auto opened = SqliteStore::open(folder_);
        check(opened.ok());
        store_ = *std::move(opened);
    }
    ~SqliteHome() override { std::filesystem::remove_all(folder_); }
    Store& store() override { return *store_; }

private:
    std::filesystem::path folder_;
    std::unique_ptr<SqliteStore> store_;
};

class PgHome final : public StoreHome {
public:
    explicit PgHome(const HomeKind& kind)
        : options_{.url = url_of(kind), .prepared = !kind.pooled} {
        const auto created = PgStore::create(options_);
        check(created.ok() || created.error().code == "store.exists");
        if (kind.listed_shards) list_shards();
        empty_it(kind);
        auto opened = PgStore::open(options_);
        check(opened.ok());
        store_ = *std::move(opened);
    }
    Store& store() override { return *store_; }
    PgOptions options() const override { return options_; }

private:
    // Of one server per folder of programs, for the whole test program.
    static std::string url_of(const HomeKind& kind) {
        if (kind.engine == HomeEngine::citus) return std::getenv("GENBO_TEST_CITUS_URL");
        static std::map<std::filesystem::path, std::unique_ptr<PgTestServer>> servers;
        static std::map<std::string, std::string> urls;
        auto& url = urls[kind.name];
        if (!url.empty()) return url;
        if (kind.pooled) return url = PgTestPooler::shared().make_database();
        if (kind.programs.empty()) return url = PgTestServer::shared().make_database();
        auto& server = servers[kind.programs] = PgTestServer::start(kind.programs);
        return url = server->make_database();
    }

    // Citus' list, of five shards of different sizes for each table.
    void list_shards() {
        auto db = PgConnection::open(options_);
        check(db.ok());
        std::string script =
            "CREATE TABLE IF NOT EXISTS pg_dist_partition (logicalrelid regclass, partmethod "
            "\"char\"); CREATE TABLE IF NOT EXISTS pg_dist_shard (logicalrelid regclass, "
            "shardminvalue text); DELETE FROM pg_dist_partition; DELETE FROM pg_dist_shard;";
        for (const auto& table : all_tables()) {
            if (table.distributed_by.empty()) continue;
            const std::string name = "'" + std::string{table.name} + "'";
            script += "INSERT INTO pg_dist_partition VALUES (" + name + ", 'h');";
            for (const char* first :
                 {"-2147483648", "-1500000000", "-1499999000", "0", "1073741824"})
                script += "INSERT INTO pg_dist_shard VALUES (" + name + ", '" + first + "');";
        }
        check(db->execute(script.c_str()).ok());
    }

    // As PgStore::create() leaves it.
    void empty_it(const HomeKind& kind) {
        auto db = PgConnection::open(options_);
        check(db.ok());
        // Without Citus the setting means nothing, and is taken.
        std::string script = "SET citus.multi_shard_modify_mode = 'sequential';";
        for (const auto& table : all_tables()) {
            script += "DELETE FROM " + std::string{table.name};
            if (table.name == "setting") script += " WHERE name <> 'schema.version'";
            if (table.name == "lease") script += " WHERE name <> 'partition'";
            if (table.name == "id_block") script += " WHERE next < 0";
            script += ";";
        }
        for (const auto& counter : sql::kIdCounters)
            script += "UPDATE id_block SET next = " + std::to_string(counter.first) +
                      " WHERE name = '" + std::string{counter.name} + "';";
        script += "UPDATE lease SET holder = '', epoch = 0, expires = 0 WHERE name = 'partition';";
        if (kind.engine != HomeEngine::citus)
            script += "DROP INDEX IF EXISTS match_key_by_key, search_key_by_token;";
        script += "INSERT INTO index_state VALUES ('index', '" + std::string{kWholeWhenNew} + "');";
        check(db->execute(script.c_str()).ok());
    }

    PgOptions options_;
    std::unique_ptr<PgStore> store_;
};

inline std::unique_ptr<StoreHome> make_home(const HomeKind& kind) {
    switch (kind.engine) {
        case HomeEngine::memory: return std::make_unique<MemoryHome>();
        case HomeEngine::sqlite: return std::make_unique<SqliteHome>();
        case HomeEngine::postgres:
        case HomeEngine::citus: break;
    }
    return std::make_unique<PgHome>(kind);
}

// What a call gave; a call that failed is a failure of the test.
template <typename T>
T must(Result<T> result, std::string_view what = {}) {
    if (result.ok()) return *std::move(result);
    ADD_FAILURE() << what << (what.empty() ? "" : ": ") << result.error().code << " "
                  << testing::PrintToString(result.error().args);
    return {};
}

// 16 bytes that no other transaction of this process has.
inline Bytes fresh_mark() {
    static std::atomic<std::uint64_t> made{0};
    Bytes mark(16);
    auto number = ++made;
    for (std::size_t i = 0; i < 8; ++i, number >>= 8)
        mark[i] = static_cast<std::uint8_t>(number & 0xff);
    return mark;
}

}  // namespace genbo
