// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <gtest/gtest.h>

namespace genbo {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kHour = 3'600'000'000;

}  // namespace

TEST(Time, InstantsAreWrittenInUtc) {
    EXPECT_EQ(format_instant(instant_from_micros(0)), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(format_instant(instant_from_micros(-1)), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(
        format_instant(instant_from_micros(1'795'307'999'000'042)), "2026-11-22T00:39:59.000042Z");
    EXPECT_EQ(to_micros(instant_from_micros(123'456'789)), 123'456'789);
}

TEST(Time, EveryDayIsReadAsItIsWritten) {
    const auto last = sys_days{std::chrono::year{9999} / 12 / 31};
    sys_days at{std::chrono::year{1000} / 1 / 1};
    // All days that a living customer can have, and a sieve over the rest.
    const sys_days dense_from{std::chrono::year{1868} / 1 / 1};
    const sys_days dense_to{std::chrono::year{2101} / 1 / 1};
    for (; at <= last; at += at >= dense_from && at < dense_to ? days{1} : days{29}) {
        const Day day{at};
        ASSERT_EQ(parse_iso_day(format_day(day)), Result<Day>{day}) << format_day(day);
    }
}

TEST(Time, RefusesWhatIsNoDay) {
    for (const std::string_view text :
         {"", "2026-11-2", "2026-11-222", "2026/11/22", "2026-13-01", "2026-00-10", "2026-02-29",
          "1900-02-29", "2026-04-31", "2026-01-00", "0999-12-31", "-026-01-01", "2026-1a-01",
          "２０２６-01-01", " 2026-01-1"}) {
        const auto day = parse_iso_day(text);
        ASSERT_FALSE(day.ok()) << text;
        EXPECT_EQ(day.error().code, "time.bad_day");
    }
    EXPECT_TRUE(parse_iso_day("2000-02-29").ok());
}

TEST(Time, TheDayInJapanBeginsAtFifteenHoursUtc) {
    const auto day_at = [](std::int64_t micros) {
        return format_day(day_in_japan(instant_from_micros(micros)));
    };
    EXPECT_EQ(day_at(15 * kHour - 1), "1970-01-01");
    EXPECT_EQ(day_at(15 * kHour), "1970-01-02");
    EXPECT_EQ(day_at(-9 * kHour - 1), "1969-12-31");
    EXPECT_EQ(day_at(-9 * kHour), "1970-01-01");
}

}  // namespace genbo
