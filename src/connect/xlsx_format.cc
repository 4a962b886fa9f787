// SPDX-License-Identifier: Apache-2.0
#include "connect/xlsx_format.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

#include "base/time.h"

namespace genbo {

namespace {

// The last section of a format, without what only decorates it: quoted text, escapes, colours,
// locales, padding.  Escaped and quoted hyphens stay, because zip codes have them.
std::string bare_format(std::string_view code) {
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') {
            const auto end = std::min(code.find('"', i + 1), code.size());
            if (code.substr(i + 1, end - i - 1) == "-") out += '-';
            i = end;
        } else if (c == '[') {
            const auto end = std::min(code.find(']', i), code.size());
            const auto inside = code.substr(i + 1, end - i - 1);
            // [h] counts hours beyond a day.
            if (inside == "h" || inside == "hh" || inside == "m" || inside == "s") out += inside;
            i = end;
        } else if (c == '\\' && i + 1 < code.size()) {
            if (code[i + 1] == '-') out += '-';
            ++i;
        } else if (c == '_' || c == '*') {
            ++i;
        } else {
            out += c;
        }
    }
    return out;
}

std::string_view last_section(std::string_view bare) {
    // "[<=999]000;[<=9999]000-00;000-0000" is Excel's own format for zip codes; "0;-0;…;@" is a
    // format with a section for text, whose numbers are in the first.
    const auto end = bare.rfind(';');
    if (end == std::string_view::npos) return bare;
    const auto last = bare.substr(end + 1);
    return last.starts_with("000") ? last : bare.substr(0, bare.find(';'));
}

bool is_zeros(std::string_view section) {
    const bool only = std::ranges::all_of(section, [](char c) { return c == '0' || c == '-'; });
    return only && section.starts_with("00") && section.ends_with('0');
}

bool is_date_code(std::string_view section) {
    if (section.starts_with("General") || section.starts_with("G/")) return false;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const char c = section[i];
        const char next = i + 1 < section.size() ? section[i + 1] : '\0';
        const bool exponent = (c == 'E' || c == 'e') && (next == '+' || next == '-');
        if (exponent) continue;
        if (std::string_view{"ymdhsegYMDHS"}.find(c) != std::string_view::npos) return true;
    }
    return false;
}

std::optional<double> parse_stored_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

std::string general_number(std::string_view stored, double number) {
    // What is a plain whole number stays as it is, however long.
    const bool plain = !stored.empty() && stored.size() <= 15 &&
                       std::ranges::all_of(stored, [](char c) { return c >= '0' && c <= '9'; });
    if (plain) return std::string{stored};
    char text[64];
    const bool fixed = std::abs(number) < 1e17 && (number == 0 || std::abs(number) >= 1e-6);
    const auto result = fixed ? std::to_chars(text, text + 64, number, std::chars_format::fixed)
                              : std::to_chars(text, text + 64, number);
    std::string out{text, result.ptr};
    // Excel keeps 15 digits and stores 17: 0.1 + 0.2 is 0.30000000000000004 in the file.
    if (out.size() > 16 && out.find('.') != std::string::npos) {
        char rounded[64];
        std::snprintf(rounded, sizeof rounded, "%.15g", number);
        if (std::string_view{rounded}.find('e') == std::string_view::npos) out = rounded;
    }
    return out;
}

std::string zeros_number(std::string_view stored, std::string_view pattern) {
    const bool whole = std::ranges::all_of(stored, [](char c) { return c >= '0' && c <= '9'; });
    const auto places = static_cast<std::size_t>(std::ranges::count(pattern, '0'));
    if (!whole || stored.size() > places) return std::string{stored};
    const std::string digits = std::string(places - stored.size(), '0') + std::string{stored};
    std::string out;
    std::size_t used = 0;
    for (const char c : pattern) out += c == '0' ? digits[used++] : c;
    return out;
}

std::string date_text(double serial, DateSystem date_system) {
    constexpr std::int64_t kSecondsOfDay = 86'400;
    const auto seconds = std::llround(serial * kSecondsOfDay);
    const std::int64_t day = seconds / kSecondsOfDay;
    const std::int64_t second = seconds % kSecondsOfDay;
    char clock[16];
    std::snprintf(
        clock, sizeof clock, "%02d:%02d:%02d", static_cast<int>(second / 3600),
        static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    if (date_system == DateSystem::from_1900 && day == 0) return clock;

    std::string out;
    if (date_system == DateSystem::from_1900 && day == 60) {
        out = "1900-02-29";  // Lotus 1-2-3 thought so, and Excel followed.
    } else {
        const std::chrono::sys_days epoch =
            date_system == DateSystem::from_1904
                ? std::chrono::sys_days{std::chrono::year{1904} / 1 / 1}
                : std::chrono::sys_days{std::chrono::year{1899} / 12 / (day < 60 ? 31 : 30)};
        out = format_day(Day{epoch + std::chrono::days{day}});
    }
    return second == 0 ? out : out + " " + clock;
}

}  // namespace

NumberFormat parse_number_format(std::string_view code) {
    const std::string bare = bare_format(code);
    const auto section = last_section(bare);
    if (is_zeros(section)) return {NumberFormat::Kind::zeros, std::string{section}};
    if (is_date_code(bare.substr(0, bare.find(';')))) return {NumberFormat::Kind::date};
    return {};
}

NumberFormat built_in_number_format(unsigned id) {
    const bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                      (id >= 50 && id <= 58);
    if (date) return {NumberFormat::Kind::date};
    return {};
}

std::string show_number(
    std::string_view stored, const NumberFormat& format, DateSystem date_system) {
    const auto number = parse_stored_number(stored);
    if (!number) return std::string{stored};
    // Up to 9999-12-31.
    const double serial_max = date_system == DateSystem::from_1904 ? 2'957'003 : 2'958'465;
    switch (format.kind) {
        case NumberFormat::Kind::zeros: return zeros_number(stored, format.pattern);
        case NumberFormat::Kind::date:
            if (*number >= 0 && *number < serial_max) return date_text(*number, date_system);
            break;
        case NumberFormat::Kind::general: break;
    }
    return general_number(stored, *number);
}

}  // namespace genbo
