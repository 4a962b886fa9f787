// SPDX-License-Identifier: Apache-2.0
#include "base/disk_space.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(DiskSpace, IsOfTheFolder) {
    const auto disk = disk_space("/");
    ASSERT_TRUE(disk.has_value());
    EXPECT_GT(disk->total, disk->free);
    EXPECT_FALSE(disk_space("/nowhere/at/all").has_value());
}

}  // namespace
}  // namespace genbo
