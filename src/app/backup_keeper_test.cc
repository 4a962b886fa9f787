// SPDX-License-Identifier: Apache-2.0
#include "app/backup_keeper.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
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
        text.replace(
            text.find(line), line.size(),
            "patience_seconds = 1\nspool_mib = 64\nto = [\"" + place().string() + "\"]");
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

// Half of the spool waits for a place that takes what it is given and never answers.
TEST_F(BulkShippingTest, APlaceThatHangsHoldsNobodyUpForLong) {
    // Whoever hangs at a pipe below finds nobody at its other end.
    ::signal(SIGPIPE, SIG_IGN);
    enter("before");
    auto keeper = BackupKeeper::open(*master_, nullptr);
    ASSERT_TRUE(keeper.ok());
    ASSERT_FALSE((*keeper)->round().errors.front());
    const auto spool = root_ / "m" / kChangesFolder;
    const auto file = spool_files(spool).back();
    const auto last = SpoolWriter::open(spool, ~std::uint64_t{0})->last()->commit;
    std::vector<fs::path> pipes;
    for (std::uint64_t next = 1; next < 200; ++next) {
        const auto name = log_name({file.line, last + 1, last + next});
        pipes.push_back(place() / (name + ".part"));
        ASSERT_EQ(::mkfifo(pipes.back().c_str(), 0600), 0);
    }
    // Of a line that is no more, and gone when a round has come to its end.
    const auto waiting = spool / "00000001-0000000000000001.log";
    std::ofstream(waiting) << "x";
    fs::resize_file(waiting, std::uint64_t{40} << 20);
    fs::last_write_time(waiting, fs::file_time_type::clock::now() - std::chrono::hours{48});
    enter("waits");
    const auto before = std::chrono::steady_clock::now();
    {
        const auto shipping = BulkShipping::beside(*master_);
        ASSERT_TRUE(shipping.ok());
        for (int i = 0; i < 5; ++i) enter(std::to_string(i));
        EXPECT_EQ(look_at_places(root_ / "m", master_->config().backup, clock_).size(), 1U);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{10});
    const auto round = (*keeper)->round();
    EXPECT_EQ(round.errors.front()->code, "backup.place_hangs");
    EXPECT_FALSE((*keeper)->well());
    for (const auto& pipe : pipes) {
        const int handle = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        ::close(handle);
        fs::remove(pipe);
    }
}

}  // namespace
}  // namespace genbo
