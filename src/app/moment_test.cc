// SPDX-License-Identifier: Apache-2.0
#include "app/moment.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

std::string moment_text(std::string_view text) {
    const auto moment = parse_moment(text);
    return moment.ok() ? format_instant(*moment) : moment.error().code;
}

TEST(Moment, IsReadWithAndWithoutZone) {
    EXPECT_EQ(moment_text("2026-11-22T09:40"), "2026-11-22T00:40:00.000000Z");
    EXPECT_EQ(moment_text("2026-11-22 09:40:30"), "2026-11-22T00:40:30.000000Z");
    EXPECT_EQ(moment_text("2026-11-22T00:40:30.5Z"), "2026-11-22T00:40:30.500000Z");
    EXPECT_EQ(moment_text("2026-11-21T19:40:30.000001-05:00"), "2026-11-22T00:40:30.000001Z");
    EXPECT_EQ(moment_text("2026-11-22"), "2026-11-22T14:59:59.999999Z");
}

TEST(Moment, IsRefusedWhenItIsNone) {
    for (const auto* text :
         {"", "2026-11-31", "2026-11-22T", "2026-11-22T24:00", "2026-11-22T09:60",
          "2026-11-22T9:40", "2026-11-22T09:40:30.", "2026-11-22T09:40:30.1234567",
          "2026-11-22T09:40+9", "yesterday", "2026-11-22T09:40Zx", "2026-11-22T-9:40",
          "2026-11-22T09:-4", "2026-11-22T09:40:-3", "2026-11-22T09:40+-9:00",
          "2026-11-22T09:40-09:-3"})
        EXPECT_EQ(moment_text(text), "app.bad_moment") << text;
}

}  // namespace
}  // namespace genbo
