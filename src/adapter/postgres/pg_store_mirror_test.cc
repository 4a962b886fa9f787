// SPDX-License-Identifier: Apache-2.0

// How many machines a statement asks, without any: the tables as 8 hash partitions of the column
// they are distributed by.  PostgreSQL then refuses keys that lack the column, as Citus does, and
// EXPLAIN shows which partitions a statement touches: one per key for those of class keyed, none
// left out for those of class fan_out.  The idea and its limits are in docs/scale.md.

#include <gtest/gtest.h>

#include <charconv>
#include <map>
#include <set>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/sql/sql_lint.h"
#include "adapter/sql/statements.h"

namespace genbo {
namespace {

constexpr int kPartitions = 8;
constexpr int kRows = 400;

// "record_p3" is the third partition of "record".
std::string partition_name(std::string_view table, int at) {
    return std::string{table} + "_p" + std::to_string(at);
}

// A value of a column that belongs to the number.
std::string value_of(std::string_view type, const std::string& number) {
    if (type == "bigint") return number;
    if (type == "text") return "'t' || (" + number + ")::text";
    return "decode(lpad(to_hex((" + number + ")::bigint), 32, '0'), 'hex')";
}

class Mirror : public testing::Test {
protected:
    static void SetUpTestSuite() {
        // Not preparing by itself: DEALLOCATE below would take its statements too.
        auto opened =
            PgConnection::open({.url = PgTestServer::shared().make_database(), .prepared = false});
        ASSERT_TRUE(opened.ok());
        db_ = std::make_unique<PgConnection>(*std::move(opened));
        must(db_->execute("BEGIN"));
        for (const auto& table : all_tables()) make(table);
        for (const auto& table : all_tables()) fill(table);
        must(db_->execute("COMMIT"));
        must(db_->execute("ANALYZE"));
    }
    static void TearDownTestSuite() { db_.reset(); }

    static void make(const SqlTable& table) {
        auto statements = create_statements(table, SqlDialect::postgres);
        auto& create = statements.at(0);
        // A partitioned table has no pages of its own that could be unlogged or tuned.
        create = create.substr(0, create.find(" WITH ("));
        if (const auto word = create.find("UNLOGGED "); word != create.npos) create.erase(word, 9);
        if (!table.distributed_by.empty())
            create += " PARTITION BY HASH (" + std::string{table.distributed_by} + ")";
        for (const auto& statement : statements) must(db_->execute(statement.c_str()), table.name);
        for (int i = 0; i < kPartitions && !table.distributed_by.empty(); ++i) {
            const auto text = "CREATE TABLE " + partition_name(table.name, i) + " PARTITION OF " +
                              std::string{table.name} + " FOR VALUES WITH (MODULUS " +
                              std::to_string(kPartitions) + ", REMAINDER " + std::to_string(i) +
                              ")";
            must(db_->execute(text.c_str()), table.name);
        }
    }

    static void fill(const SqlTable& table) {
        std::string values;
        for (const auto& column : shape_of(table).columns)
            values += (values.empty() ? "" : ", ") + value_of(column.type, "i");
        const auto text = "INSERT INTO " + std::string{table.name} + " SELECT " + values +
                          " FROM generate_series(1, " + std::to_string(kRows) + ") i";
        must(db_->execute(text.c_str()), table.name);
    }

    // The types that the server understood for $1, $2, …
    static std::vector<std::string> prepare(const char* text) {
        must(db_->execute("DEALLOCATE ALL"));
        const auto prepare = "PREPARE mirrored AS " + std::string{text};
        must(db_->execute(prepare.c_str()), text);
        const auto rows = db_->run(
            "SELECT unnest(parameter_types)::text FROM pg_prepared_statements "
            "WHERE name = 'mirrored'");
        std::vector<std::string> types;
        for (std::size_t i = 0; rows.ok() && i < rows->size(); ++i)
            types.push_back(rows->text(i, 0));
        return types;
    }

    // "EXECUTE mirrored (…)", with so many keys where an array is taken.
    static std::string execution(const std::vector<std::string>& types, int keys) {
        std::string values;
        for (auto type : types) {
            const bool array = type.ends_with("[]");
            if (array) type.resize(type.size() - 2);
            if (type == "integer") type = "bigint";
            std::string value;
            for (int i = 0; i < (array ? keys : 1); ++i)
                value += (i == 0 ? "" : ", ") + value_of(type, std::to_string(7 + i));
            values += (values.empty() ? "" : ", ") + (array ? "ARRAY[" + value + "]" : value);
        }
        return "EXECUTE mirrored" + (values.empty() ? "" : " (" + values + ")");
    }

    // By table, the partitions that are read.
    using Touched = std::map<std::string, std::set<int>>;

    static Touched touched(const std::string& execution) {
        const auto text = "EXPLAIN (COSTS OFF) " + execution;
        const auto plan = db_->run(text.c_str());
        Touched out;
        if (!plan.ok()) {
            ADD_FAILURE() << text << ": " << plan.error().code;
            return out;
        }
        for (std::size_t i = 0; i < plan->size(); ++i) {
            const auto line = plan->text(i, 0);
            const auto scan = line.find("Scan");
            if (scan == line.npos) continue;
            // "Index Scan using x on record_p3 record", "Bitmap Heap Scan on …"; the index part of
            // a bitmap scan names its index only.
            const auto on = line.find(" on ", scan);
            if (on == line.npos || line.find("Bitmap Index Scan") != line.npos) continue;
            const auto name = line.substr(on + 4, line.find(' ', on + 4) - on - 4);
            const auto mark = name.rfind("_p");
            int number = -1;
            if (mark != name.npos)
                std::from_chars(name.data() + mark + 2, name.data() + name.size(), number);
            const auto table = name.substr(0, number < 0 ? name.npos : mark);
            out[table].insert(number);
        }
        return out;
    }

    // Planned for its values, and as it is planned after some time.
    static void for_both_plans(
        const std::vector<std::string>& types, int keys,
        const std::function<void(const Touched&)>& look) {
        const auto text = execution(types, keys);
        must(db_->execute("BEGIN; SET LOCAL plan_cache_mode = force_custom_plan"));
        {
            SCOPED_TRACE("planned for its values");
            look(touched(text));
        }
        must(db_->execute("ROLLBACK; BEGIN"));
        for (int i = 0; i < 8; ++i) must(db_->execute(text.c_str()), text);
        {
            SCOPED_TRACE("after 8 times");
            look(touched(text));
        }
        // A plan for any array cannot leave partitions out: nobody may force one (docs/scale.md).
        must(db_->execute("ROLLBACK; BEGIN; SET LOCAL plan_cache_mode = force_generic_plan"));
        if (std::ranges::none_of(types, [](const auto& type) { return type.ends_with("[]"); })) {
            SCOPED_TRACE("planned for any values");
            look(touched(text));
        }
        must(db_->execute("ROLLBACK"));
    }

    static std::unique_ptr<PgConnection> db_;
};

std::unique_ptr<PgConnection> Mirror::db_;

// Those that PostgreSQL gets, inserts aside.
std::vector<const SqlStatement*> statements_of(StatementClass kind) {
    std::vector<const SqlStatement*> out;
    for (const auto* statement : sql::all_statements())
        if (statement->kind == kind && statement->home != StatementHome::sqlite &&
            !std::string_view{statement->text}.starts_with("INSERT"))
            out.push_back(statement);
    return out;
}

TEST_F(Mirror, KeyedStatementsTouchOnePartition) {
    const auto statements = statements_of(StatementClass::keyed);
    EXPECT_GT(statements.size(), 40U);
    for (const auto* statement : statements) {
        SCOPED_TRACE(statement->name);
        const auto types = prepare(statement->text);
        for_both_plans(types, 1, [&](const Touched& tables) {
            EXPECT_FALSE(tables.empty());
            for (const auto& [table, partitions] : tables) {
                EXPECT_EQ(partitions.size(), 1U) << table;
                EXPECT_FALSE(partitions.contains(-1)) << table << " is not partitioned";
            }
        });
    }
}

TEST_F(Mirror, KeyedStatementsTouchNoMorePartitionsThanKeys) {
    int with_arrays = 0;
    for (const auto* statement : statements_of(StatementClass::keyed)) {
        SCOPED_TRACE(statement->name);
        const auto types = prepare(statement->text);
        if (std::ranges::none_of(types, [](const auto& type) { return type.ends_with("[]"); }))
            continue;
        ++with_arrays;
        for_both_plans(types, 3, [&](const Touched& tables) {
            for (const auto& [table, partitions] : tables)
                EXPECT_LE(partitions.size(), 3U) << table;
        });
    }
    EXPECT_GT(with_arrays, 15);
}

TEST_F(Mirror, StatementsThatFanOutTouchAllPartitions) {
    const auto statements = statements_of(StatementClass::fan_out);
    EXPECT_GT(statements.size(), 20U);
    for (const auto* statement : statements) {
        SCOPED_TRACE(statement->name);
        const auto types = prepare(statement->text);
        for_both_plans(types, 1, [&](const Touched& tables) {
            // Both its bounds get the same value here, and between them is nothing to look at.
            if (statement->name == "papers" && tables.empty()) return;
            EXPECT_FALSE(tables.empty());
            for (const auto& [table, partitions] : tables)
                EXPECT_EQ(partitions.size(), std::size_t{kPartitions}) << table;
        });
    }
}

TEST_F(Mirror, ReferenceStatementsTouchNone) {
    for (const auto* statement : statements_of(StatementClass::reference)) {
        SCOPED_TRACE(statement->name);
        for_both_plans(prepare(statement->text), 1, [&](const Touched& tables) {
            for (const auto& [table, partitions] : tables)
                EXPECT_EQ(partitions, std::set<int>{-1}) << table;
        });
    }
}

TEST_F(Mirror, InsertsGoIntoOnePartition) {
    int inserts = 0;
    for (const auto* statement : sql::all_statements()) {
        const auto tokens = sql_tokens(statement->text);
        if (tokens[0] != "insert" || statement->home == StatementHome::sqlite) continue;
        if (statement->kind != StatementClass::keyed) continue;
        SCOPED_TRACE(statement->name);
        ++inserts;
        const auto types = prepare(statement->text);
        // A row that is not there yet, in every column.
        std::string values;
        for (const auto& type : types)
            values += (values.empty() ? "" : ", ") + value_of(type, "100007");
        const auto text = "EXECUTE mirrored (" + values + ")";
        const auto count = "SELECT tableoid::regclass::text, count(*) FROM " + tokens[2] +
                           " GROUP BY 1 ORDER BY 1";
        const auto counts = [&] {
            std::map<std::string, std::int64_t> out;
            const auto rows = db_->run(count.c_str());
            for (std::size_t i = 0; rows.ok() && i < rows->size(); ++i)
                out[rows->text(i, 0)] = rows->integer(i, 1);
            return out;
        };
        must(db_->execute("BEGIN"));
        const auto before = counts();
        must(db_->execute(text.c_str()), text);
        int grown = 0;
        for (const auto& [partition, rows] : counts()) {
            const auto at = before.find(partition);
            grown += at == before.end() || at->second != rows ? 1 : 0;
        }
        EXPECT_EQ(grown, 1);
        must(db_->execute("ROLLBACK"));
    }
    EXPECT_GT(inserts, 20);
}

// --- that the mirror shows what it is for

TEST_F(Mirror, ShowsWhatAsksEverybody) {
    for (const char* text :
         {"SELECT record_id FROM record WHERE source_id = $1",
          "SELECT v.at FROM unnest(ARRAY[$1::bigint]) k JOIN record_version v ON v.record_id = k",
          "SELECT r.version FROM record r JOIN record_version v ON v.record_id = r.record_id WHERE "
          "r.version = $1",
          "DELETE FROM session WHERE used < $1"}) {
        prepare(text);
        const auto tables = touched("EXECUTE mirrored (7)");
        EXPECT_TRUE(std::ranges::any_of(tables, [](const auto& entry) {
            return entry.second.size() == kPartitions;
        })) << text;
    }
    prepare("SELECT record_id FROM record WHERE record_id = $1");
    EXPECT_EQ(touched("EXECUTE mirrored (7)").at("record").size(), 1U);
}

TEST_F(Mirror, RefusesAKeyWithoutTheDistributionColumn) {
    const auto refused = db_->execute(
        "CREATE TABLE bad (a BIGINT NOT NULL, b BIGINT PRIMARY KEY) PARTITION BY HASH (a)");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().args, std::vector<std::string>{"0A000"});
}

}  // namespace
}  // namespace genbo
