// SPDX-License-Identifier: Apache-2.0
#include "match/compare_street.h"

#include <gtest/gtest.h>

#include <string>

#include "match/normal_forms.h"

namespace genbo {
namespace {

std::uint8_t level(std::string_view a, std::string_view b) {
    const FrequencyTable unknown;
    const auto x = normal_street(a);
    const auto y = normal_street(b);
    const auto found = compare_street(x, y, unknown, 0);
    EXPECT_EQ(compare_street(y, x, unknown, 0), found) << a << " / " << b;
    return found;
}

TEST(Street, TheNumberComesFirst) {
    EXPECT_EQ(normal_street("1711 W 35th St."), "1711 35 st w");
    EXPECT_EQ(normal_street("Hauptstrasse 12"), "12 hauptstrasse");
    EXPECT_EQ(normal_street("Town Hall"), "- hall town");
    EXPECT_EQ(normal_street(""), "");
}

TEST(Street, AbbreviationsMeetWhatTheyStandFor) {
    EXPECT_EQ(level("1711 W 35th St", "1711 W. 35th St."), kStreetSame);
    EXPECT_EQ(level("1800 N Humboldt Blvd", "1800 North Humboldt Boulevard"), kStreetHouse);
    EXPECT_EQ(level("338 E 103rd", "338 East 103rd Street"), kStreetHouse);
}

TEST(Street, NeighboursAreTwo) {
    EXPECT_EQ(level("1711 W 35th St", "1723 W 35th St"), kStreetOnly);
    EXPECT_EQ(level("4207 W Irving Park", "4208 W Irving Park"), kStreetNumber);
    EXPECT_EQ(level("17 Oak Street", "18 Oak Street"), kStreetOnly);
    EXPECT_EQ(level("1711 W 35th St", "1711 S Evans Ave"), kStreetDifferent);
    EXPECT_EQ(level("10 Elm Road", "99 Station Parade"), kStreetDifferent);
}

TEST(Street, WithoutANumberTheWordsDecide) {
    EXPECT_EQ(level("Irving Park Plaza", "500 Irving Park Plaza"), kStreetPart);
    EXPECT_EQ(level("Irving Park", "500 Elm Grove"), kStreetDifferent);
}

}  // namespace
}  // namespace genbo
