// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two notions of time, never mixed.
//
//   Instant  a moment, microseconds since 1970-01-01T00:00:00Z.  What stores and logs keep.
//   Day      a calendar day without a zone: a birth date, a purchase date.
//
// The business day in Japan is the instant at +09:00 (Japan has had no summer time since 1951), so
// no time-zone database is needed.  The clock is a port (port/clock.h): functions take an Instant.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Day = std::chrono::year_month_day;

Instant instant_from_micros(std::int64_t micros);
std::int64_t to_micros(Instant instant);

// RFC 3339 in UTC with microseconds: "2026-11-22T00:40:00.000000Z".
std::string format_instant(Instant instant);

// "2026-11-22".
std::string format_day(Day day);

// Exactly "YYYY-MM-DD" of an existing day, years 1000 to 9999.  Everything that people type goes
// through text/date.h instead.
Result<Day> parse_iso_day(std::string_view text);

// The calendar day in Japan at that moment.
Day day_in_japan(Instant instant);

}  // namespace genbo
