// SPDX-License-Identifier: Apache-2.0
#include "app/moment.h"

#include <charconv>
#include <optional>

namespace genbo {

namespace {

constexpr std::chrono::minutes kJapan{9 * 60};

// `digits` digits from the front, at most `most`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits, unsigned most) {
    if (text.size() < digits) return {};
    // Unsigned: std::from_chars() takes a minus sign for anything else.
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value > most) return {};
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// Up to six digits after the point.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
    std::int64_t micros = 0;
    int digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits) {
        if (digits == 6) return {};
        micros = micros * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0) return {};
    for (; digits < 6; ++digits) micros *= 10;
    return std::chrono::microseconds{micros};
}

std::optional<std::chrono::microseconds> take_time(std::string_view& text) {
    const auto hours = take_digits(text, 2, 23);
    if (!hours || !take_char(text, ':')) return {};
    const auto minutes = take_digits(text, 2, 59);
    if (!minutes) return {};
    std::chrono::microseconds time = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    if (!take_char(text, ':')) return time;
    const auto seconds = take_digits(text, 2, 59);
    if (!seconds) return {};
    time += std::chrono::seconds{*seconds};
    if (!take_char(text, '.')) return time;
    const auto fraction = take_fraction(text);
    if (!fraction) return {};
    return time + *fraction;
}

std::optional<std::chrono::minutes> take_zone(std::string_view& text) {
    if (text.empty()) return kJapan;
    if (take_char(text, 'Z')) return std::chrono::minutes{0};
    const int sign = text.front() == '-' ? -1 : 1;
    if (!take_char(text, '+') && !take_char(text, '-')) return {};
    const auto hours = take_digits(text, 2, 14);
    if (!hours || !take_char(text, ':')) return {};
    const auto minutes = take_digits(text, 2, 59);
    if (!minutes) return {};
    return sign * (std::chrono::hours{*hours} + std::chrono::minutes{*minutes});
}

}  // namespace

Result<Instant> parse_moment(std::string_view text) {
    constexpr std::size_t kDayDigits = 10;
    const Error bad{Fault::invalid, "app.bad_moment"};
    const auto day = parse_iso_day(text.substr(0, kDayDigits));
    if (!day.ok()) return bad;
    const Instant midnight{std::chrono::sys_days{*day}};
    text.remove_prefix(kDayDigits);
    if (text.empty())
        return midnight + std::chrono::hours{24} - kJapan - std::chrono::microseconds{1};
    if (!take_char(text, 'T') && !take_char(text, ' ')) return bad;
    const auto time = take_time(text);
    const auto zone = time ? take_zone(text) : std::nullopt;
    if (!zone || !text.empty()) return bad;
    return midnight + *time - *zone;
}

}  // namespace genbo
