// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <array>
#include <cstdio>

namespace genbo {

namespace {

constexpr std::chrono::hours kJapanOffset{9};

bool time_digits(std::string_view text, int& out) {
    out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        out = out * 10 + (c - '0');
    }
    return true;
}

}  // namespace

Instant instant_from_micros(std::int64_t micros) {
    return Instant{std::chrono::microseconds{micros}};
}

std::int64_t to_micros(Instant instant) { return instant.time_since_epoch().count(); }

std::string format_instant(Instant instant) {
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss time{instant - days};
    std::array<char, 24> tail{};
    std::snprintf(
        tail.data(), tail.size(), "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return format_day(Day{days}) + tail.data();
}

std::string format_day(Day day) {
    std::array<char, 24> text{};
    std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
        static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text.data();
}

Result<Day> parse_iso_day(std::string_view text) {
    const Error bad{Fault::invalid, "time.bad_day"};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad;
    int year = 0;
    int month = 0;
    int day = 0;
    if (!time_digits(text.substr(0, 4), year) || !time_digits(text.substr(5, 2), month) ||
        !time_digits(text.substr(8, 2), day) || year < 1000)
        return bad;
    const Day date{
        std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return bad;
    return date;
}

Day day_in_japan(Instant instant) {
    return Day{std::chrono::floor<std::chrono::days>(instant + kJapanOffset)};
}

}  // namespace genbo
