// SPDX-License-Identifier: Apache-2.0
#include "app/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

namespace genbo {
namespace {

TEST(PrivateFile, IsReadWhereItWasWrittenAndHasNoName) {
    const auto made = PrivateFile::make();
    ASSERT_TRUE(made.ok());
    PrivateFile& file = **made;
    ASSERT_TRUE(file.append("山田").ok());
    ASSERT_TRUE(file.append("花子").ok());
    EXPECT_EQ(file.size(), 12U);
    EXPECT_EQ(*file.read(6, 100), "花子");
    EXPECT_EQ(*file.read(12, 100), "");
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_EQ(text, "山田花子");
    struct stat status = {};
    ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_nlink, 0U);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(PrivateFile, IsGoneWithTheLastWhoHoldsIt) {
    std::filesystem::path path;
    struct stat before = {};
    {
        const auto made = PrivateFile::make();
        ASSERT_TRUE(made.ok());
        path = (*made)->path();
        ASSERT_EQ(::stat(path.c_str(), &before), 0);
    }
    // The number may be another file's by now.
    struct stat after = {};
    const bool same = ::stat(path.c_str(), &after) == 0 && after.st_ino == before.st_ino &&
                      after.st_dev == before.st_dev;
    EXPECT_FALSE(same);
}

}  // namespace
}  // namespace genbo
