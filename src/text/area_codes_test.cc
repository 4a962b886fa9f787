// SPDX-License-Identifier: Apache-2.0
#include "text/area_codes.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(AreaCodes, LeadToPrefectures) {
    struct {
        std::string_view phone;
        unsigned prefecture;
    } const cases[] = {
        {"011-211-2111", 1},  {"0172-35-1111", 2},  {"03-5320-7777", 13}, {"042-366-1111", 13},
        {"0847-43-7111", 34}, {"0142-23-3331", 1},  {"024-575-1111", 7},  {"075-222-3111", 26},
        {"0748-65-0650", 25}, {"0761-22-4111", 17}, {"0765-54-2111", 16}, {"0986-23-2111", 45},
        {"098-866-2333", 47}, {"0557-86-6000", 22}, {"0551-22-1111", 19}, {"+81 6 6208 8181", 27},
    };
    for (const auto& c : cases)
        EXPECT_TRUE(prefectures_of_phone(c.phone).test(c.prefecture)) << c.phone;
    // Where a code serves several prefectures they are all named.
    EXPECT_TRUE(prefectures_of_phone("06-6482-1111").test(28));
}

TEST(AreaCodes, AreOfFixedLinesAlone) {
    for (const std::string_view phone : {"090-1234-5678", "0120-123-456", "050-1234-5678", "", "x"})
        EXPECT_TRUE(prefectures_of_phone(phone).none()) << phone;
}

}  // namespace
}  // namespace genbo
