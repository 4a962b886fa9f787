// SPDX-License-Identifier: Apache-2.0
#include "app/backup_keeper.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "app/backup_places.h"
#include "backup/shipper.h"
#include "register/entry_desk.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class BulkShippingTest : public testing::Test {
protected:
    BulkShippingTest()
        : root_(fs::temp_directory_path() / ("genbo-shipping-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(place());
        check(Master::create(root_ / "m", clock_).ok());
        std::ifstream file(root_ / "m" / "genbo.toml");
        std::string text{std::istreambuf_iterator<char>{file}, {}};
        const std::string_view line = "#to = []";
        text.replace(text.find(line), line.size(), "to = [\"" + place().string() + "\"]");
        std::ofstream(root_ / "m" / "genbo.toml") << text;
        auto opened = Master::open(root_ / "m", clock_);
        check(opened.ok());
        master_ = *std::move(opened);
        check(master_->start_writing().ok());
    }
    ~BulkShippingTest() override {
        master_.reset();
        fs::remove_all(root_);
    }

    fs::path place() const { return root_ / "place"; }
    void enter(const std::string& key) {
        SourceValues values;
        values.set(Field::name_full, "試験 " + key);
        EntryDesk desk(master_->writer(), RecordVault{master_->keyring()});
        EXPECT_TRUE(desk.enter("crm", key, values, Actor{}).ok());
    }
    // How many recorded commits the place cannot bring back; nothing: it has no snapshot to begin
    // with.  It has them afterwards.
    std::optional<std::uint64_t> missing() {
        auto lying = open_backup_place(place().string(), {}, {}, clock_);
        if (!lying.ok()) return {};
        Shipper shipper(**lying, master_->keyring(), clock_);
        const auto spool = root_ / "m" / kChangesFolder;
        const auto shipped = shipper.ship(spool);
        EXPECT_TRUE(shipped.ok());
        const auto due = shipper.snapshot_due(spool, std::chrono::hours{24});
        EXPECT_TRUE(due.ok());
        if (!shipped.ok() || !due.ok() || *due != SnapshotDue::no) return {};
        return shipped->commits;
    }

    fs::path root_;
    SystemClock clock_;
    std::unique_ptr<Master> master_;
};

TEST_F(BulkShippingTest, WhatNobodyWantsToSeeUndoneIsAtThePlaceWhenTheCommandEnds) {
    enter("before");
    {
        const auto shipping = BulkShipping::beside(*master_, BulkShipping::Begin::at_once);
        ASSERT_TRUE(shipping.ok());
        ASSERT_TRUE(*shipping);
        // What waited is there before the first commit.
        EXPECT_EQ(missing(), 0U);
        for (int i = 0; i < 5; ++i) enter("within " + std::to_string(i));
    }
    EXPECT_EQ(missing(), 0U);
    // Nothing of it is left behind in the writer.
    enter("after");
    EXPECT_GT(missing(), 0U);
}

TEST_F(BulkShippingTest, ASmallCommandLeavesItToTheServer) {
    {
        const auto shipping = BulkShipping::beside(*master_);
        ASSERT_TRUE(shipping.ok());
        for (int i = 0; i < 5; ++i) enter(std::to_string(i));
    }
    EXPECT_TRUE(fs::is_empty(place()));
}

TEST_F(BulkShippingTest, APlaceThatIsAwayHoldsNobodyUpAndIsGivenItLater) {
    const auto elsewhere = root_ / "elsewhere";
    fs::rename(place(), elsewhere);
    {
        const auto shipping = BulkShipping::beside(*master_, BulkShipping::Begin::at_once);
        ASSERT_TRUE(shipping.ok());
        for (int i = 0; i < 5; ++i) enter(std::to_string(i));
    }
    fs::rename(elsewhere, place());
    EXPECT_FALSE(missing());
    auto keeper = BackupKeeper::open(*master_, nullptr);
    ASSERT_TRUE(keeper.ok());
    (*keeper)->round();
    EXPECT_EQ(missing(), 0U);
}

}  // namespace
}  // namespace genbo
