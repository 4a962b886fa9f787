// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/folder_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace genbo {
namespace {

namespace fs = std::filesystem;

class FolderPlaceTest : public testing::Test {
protected:
    FolderPlaceTest()
        : folder_(fs::temp_directory_path() / ("genbo-place-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~FolderPlaceTest() override { fs::remove_all(folder_); }

    fs::path folder_;
};

TEST_F(FolderPlaceTest, KeepsWhatItIsGiven) {
    FolderPlace place(folder_);
    const Bytes bytes{1, 2, 3};
    for (const auto* name : {"0a/1.log", "0a/2.snapshot/000000", "0b/1.log"})
        ASSERT_TRUE(place.put(name, bytes).ok());
    EXPECT_EQ(*place.get("0a/2.snapshot/000000"), bytes);
    EXPECT_EQ(*place.list("0a/"), (std::vector<std::string>{"0a/1.log", "0a/2.snapshot/000000"}));
    EXPECT_EQ(place.list("")->size(), 3U);
    EXPECT_TRUE(place.list("0c/")->empty());
    ASSERT_TRUE(place.remove("0a/2.snapshot/000000").ok());
    EXPECT_FALSE(fs::exists(folder_ / "0a" / "2.snapshot"));
    EXPECT_EQ(place.get("0a/2.snapshot/000000").error().code, "backup.piece_missing");
    EXPECT_TRUE(place.remove("0a/2.snapshot/000000").ok());
}

TEST_F(FolderPlaceTest, NobodyElseMayReadIt) {
    FolderPlace place(folder_);
    ASSERT_TRUE(place.put("0a/1.log", Bytes{1}).ok());
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / "0a" / "1.log").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(FolderPlaceTest, AFolderThatIsNotMountedIsNotMade) {
    FolderPlace place(folder_ / "share");
    EXPECT_EQ(place.put("0a/1.log", Bytes{1}).error().code, "backup.place_unreachable");
    EXPECT_EQ(place.list("").error().code, "backup.place_unreachable");
    EXPECT_FALSE(fs::exists(folder_ / "share"));
}

TEST_F(FolderPlaceTest, HalfAnObjectIsNone) {
    FolderPlace place(folder_);
    ASSERT_TRUE(place.put("0a/1.log", Bytes{1}).ok());
    fs::copy_file(folder_ / "0a" / "1.log", folder_ / "0a" / "2.log.part");
    EXPECT_EQ(place.list("")->size(), 1U);
}

}  // namespace
}  // namespace genbo
