// SPDX-License-Identifier: Apache-2.0

// The statements of the catalogue (adapter/sql/statements.h) under SQLite: it understands each that
// is for it, and answers the keyed ones by a key, not by reading a table through.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "adapter/sql/statements.h"
#include "adapter/sqlite/database.h"
#include "adapter/sqlite/sqlite_store.h"

namespace genbo {
namespace {

class SqliteStatements : public testing::Test {
protected:
    SqliteStatements()
        : folder_(
              std::filesystem::temp_directory_path() /
              ("genbo-statements-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        EXPECT_TRUE(SqliteStore::create(folder_).ok());
    }
    ~SqliteStatements() override { std::filesystem::remove_all(folder_); }

    SqliteDatabase open() const {
        return *SqliteDatabase::open((folder_ / "genbo.db").string(), SqliteAccess::read_write);
    }

    std::filesystem::path folder_;
};

TEST_F(SqliteStatements, EachIsUnderstood) {
    auto db = open();
    for (const auto* statement : sql::all_statements())
        if (statement->home != StatementHome::postgres)
            EXPECT_TRUE(db.prepare(statement->text).ok()) << statement->name;
}

TEST_F(SqliteStatements, KeyedOnesReadNoTableThrough) {
    auto db = open();
    std::vector<std::string> texts;
    texts.reserve(sql::all_statements().size());
    for (const auto* statement : sql::all_statements()) {
        if (statement->home == StatementHome::postgres) continue;
        if (statement->kind != StatementClass::keyed) continue;
        texts.push_back("EXPLAIN QUERY PLAN " + std::string{statement->text});
        auto plan = db.prepare(texts.back().c_str());
        ASSERT_TRUE(plan.ok()) << statement->name;
        while (plan->step().value_or(false)) {
            const auto step = plan->text(3);
            EXPECT_FALSE(step.starts_with("SCAN")) << statement->name << ": " << step;
            EXPECT_EQ(step.find("TEMP B-TREE"), step.npos) << statement->name << ": " << step;
        }
    }
    EXPECT_GT(texts.size(), 40U);
}

}  // namespace
}  // namespace genbo
