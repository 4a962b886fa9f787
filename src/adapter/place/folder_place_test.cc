// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/folder_place.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

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

    // Lets whoever waits for the other end of a named pipe go on.
    static void release(const fs::path& pipe) {
        const int handle = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        ASSERT_GE(handle, 0);
        ::close(handle);
    }

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

// What opens a named pipe waits until somebody opens its other end: like a share without a server.
TEST_F(FolderPlaceTest, APlaceThatHangsSaysSoAndLivesAgain) {
    FolderPlace place(folder_, std::chrono::milliseconds{100});
    ASSERT_TRUE(place.put("0a/1.log", Bytes{1}).ok());
    const auto pipe = folder_ / "0a" / "2.log";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const auto hangs = place.get("0a/2.log");
    ASSERT_FALSE(hangs.ok());
    EXPECT_EQ(hangs.error().code, "backup.place_hangs");
    EXPECT_EQ(hangs.error().args, (std::vector<std::string>{folder_.string(), "1"}));
    // It would hang as well, for all that anybody knows.
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(place.list("").error().code, "backup.place_hangs");
    EXPECT_EQ(place.put("0a/3.log", Bytes{1}).error().code, "backup.place_hangs");
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{90});
    release(pipe);
    for (int i = 0; i < 500 && !place.list("").ok(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(*place.list(""), std::vector<std::string>{"0a/1.log"});
}

TEST_F(FolderPlaceTest, APlaceThatHangsHoldsNobodyWhoGoes) {
    const auto pipe = folder_ / "1.log";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    {
        FolderPlace place(folder_, std::chrono::milliseconds{50});
        EXPECT_EQ(place.get("1.log").error().code, "backup.place_hangs");
    }
    release(pipe);
}

// Slow is not hanging.
TEST(PatientWorker, WaitsWhileThereIsProgress) {
    PatientWorker worker(std::chrono::milliseconds{200});
    const auto answer = worker.run<int>([](Steps& steps) {
        for (int i = 0; i < 20; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{30});
            steps.made();
        }
        return 7;
    });
    EXPECT_EQ(answer, 7);
}

TEST_F(FolderPlaceTest, HalfAnObjectIsNone) {
    FolderPlace place(folder_);
    ASSERT_TRUE(place.put("0a/1.log", Bytes{1}).ok());
    fs::copy_file(folder_ / "0a" / "1.log", folder_ / "0a" / "2.log.part");
    EXPECT_EQ(place.list("")->size(), 1U);
}

}  // namespace
}  // namespace genbo
