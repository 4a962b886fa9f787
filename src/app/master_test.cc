// SPDX-License-Identifier: Apache-2.0
#include "app/master.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "match/schema.h"
#include "register/entry_id.h"
#include "register/inspection.h"
#include "register/model_book.h"

namespace genbo {
namespace {

const SystemClock kMasterClock;

class MasterFolder : public testing::Test {
protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("genbo-master-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        ASSERT_TRUE(Master::create(folder_, kMasterClock).ok());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Master> opened() {
        auto master = Master::open(folder_, kMasterClock);
        EXPECT_TRUE(master.ok()) << master.error().code;
        return master.ok() ? *std::move(master) : nullptr;
    }

    // As a program left it whose dates had fewer levels.
    void store_former_model() {
        auto model = default_register_model();
        model.version = "register-1";
        for (auto& comparison : model.comparisons)
            if (comparison.name == "birth_date") comparison.levels.pop_back();
        ASSERT_FALSE(model_fits(model, register_schema()));
        const auto store = *opened()->store().writer();
        ASSERT_TRUE(store->begin(WriteScope::partition, random_mark()).ok());
        const auto sheet = add_sheet(*store, kMasterClock.now(), "shipped", 0, model);
        ASSERT_TRUE(sheet.ok());
        ASSERT_TRUE(set_active_model(*store, *sheet).ok());
        former_ = sheet->number;
        ASSERT_TRUE(store->commit().ok());
    }

    std::filesystem::path folder_;
    std::int64_t former_ = 0;
};

TEST_F(MasterFolder, TheShippedModelFitsTheSchema) {
    EXPECT_TRUE(model_fits(default_register_model(), register_schema()));
    EXPECT_TRUE(opened()->start_writing().ok());
}

TEST_F(MasterFolder, AModelOfAnOlderProgramIsReplacedByARebuildAndKept) {
    store_former_model();
    {
        const auto master = opened();
        EXPECT_EQ(master->start_writing().error().code, "app.model_outdated");
        // Reading goes on.
        EXPECT_TRUE(master->open_index().ok());
    }
    {
        const auto master = opened();
        ASSERT_TRUE(master->start_rebuilding().ok());
        const auto report =
            rebuild(master->writer(), master->model(), master->config().matching, Actor{});
        ASSERT_TRUE(report.ok()) << report.error().code;
        ASSERT_TRUE(master->tables_are_current().ok());
    }
    const auto master = opened();
    ASSERT_TRUE(master->start_writing().ok());
    EXPECT_EQ(master->model().version, default_register_model().version);
    const auto session = *master->sessions().borrow();
    EXPECT_EQ(*active_model(session->store()), former_ + 1);
    EXPECT_EQ(
        stored_sheet(session->store(), former_ + 1)->model.version,
        default_register_model().version);
    // Decisions of then are explained with it.
    EXPECT_EQ(stored_sheet(session->store(), former_)->model.version, "register-1");
}

}  // namespace
}  // namespace genbo
