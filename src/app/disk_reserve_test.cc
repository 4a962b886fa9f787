// SPDX-License-Identifier: Apache-2.0
#include "app/disk_reserve.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>

namespace genbo {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

class DiskReserveTest : public testing::Test {
protected:
    ~DiskReserveTest() override { std::filesystem::remove_all(folder_); }

    bool is_laid() const { return std::filesystem::exists(reserve_.file()); }

    static std::filesystem::path made_folder() {
        std::string made = (std::filesystem::temp_directory_path() / "genbo-XXXXXX").string();
        return ::mkdtemp(made.data());
    }

    const std::filesystem::path folder_ = made_folder();
    // What is free besides the ballast that is there or not.
    DiskSpace disk_{.total = 1024 * kMiB, .free = 500 * kMiB};
    bool known_ = true;
    DiskReserve reserve_{folder_, [this]() -> std::optional<DiskSpace> {
                             if (!known_) return std::nullopt;
                             return disk_;
                         }};
};

TEST_F(DiskReserveTest, IsLaidInRealBlocksThatNobodyElseReads) {
    reserve_.watch();
    struct stat found = {};
    ASSERT_EQ(::stat(reserve_.file().c_str(), &found), 0);
    EXPECT_EQ(found.st_size, static_cast<off_t>(16 * kMiB));
    EXPECT_GE(static_cast<std::uint64_t>(found.st_blocks) * 512, 16 * kMiB);
    EXPECT_EQ(found.st_mode & 0777, 0600U);
    EXPECT_TRUE(reserve_.room_to_grow().ok());
}

TEST_F(DiskReserveTest, IsGivenAwayBeforeTheDiskIsFullAndGrowingEnds) {
    reserve_.watch();
    disk_.free = 16 * kMiB;
    EXPECT_TRUE(reserve_.room_to_grow().ok());
    reserve_.watch();
    EXPECT_TRUE(is_laid());
    disk_.free -= 1;
    EXPECT_EQ(reserve_.room_to_grow().error().code, "store.disk_full");
    reserve_.watch();
    EXPECT_FALSE(is_laid());
    // What was given away is free now, and is not for growing.
    disk_.free += 16 * kMiB;
    EXPECT_FALSE(reserve_.room_to_grow().ok());
    reserve_.watch();
    EXPECT_FALSE(is_laid());
    disk_.free = 39 * kMiB;
    reserve_.watch();
    EXPECT_TRUE(reserve_.room_to_grow().ok());
    EXPECT_FALSE(is_laid()) << "it would be given away at once";
    disk_.free = 40 * kMiB;
    reserve_.watch();
    EXPECT_TRUE(is_laid());
}

TEST_F(DiskReserveTest, IsASixteenthOfASmallDisk) {
    disk_ = {.total = 32 * kMiB, .free = 20 * kMiB};
    reserve_.watch();
    EXPECT_EQ(std::filesystem::file_size(reserve_.file()), 2 * kMiB);
}

TEST_F(DiskReserveTest, AnUnknownDiskStopsNobody) {
    known_ = false;
    reserve_.watch();
    EXPECT_FALSE(is_laid());
    EXPECT_TRUE(reserve_.room_to_grow().ok());
}

}  // namespace
}  // namespace genbo
