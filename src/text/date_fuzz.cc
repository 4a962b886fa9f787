// SPDX-License-Identifier: Apache-2.0
// Any text: what parse_date() accepts is a day that exists, reads back from its own writing, and
// was not invented: every number in the text is the year, month, day, era year, or several of
// these.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "text/date.h"
#include "text/fold.h"

namespace {

using genbo::Day;

// The numbers that a day may be written with.
std::vector<std::string> date_fuzz_words(Day date) {
    using namespace std::chrono;
    const int y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month());
    const auto d = static_cast<unsigned>(date.day());
    const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string ys = std::to_string(y);
    std::vector<std::string> words = {ys, ys + two(m) + two(d), ys + two(m)};
    for (const unsigned n : {m, d}) words.push_back(std::to_string(n));
    for (const int first : {1868, 1912, 1926, 1989, 2019}) {
        const int n = y - first + 1;
        if (n < 1) continue;
        words.push_back(std::to_string(n));
        const std::string ns = two(static_cast<unsigned>(n));
        words.push_back(ns + two(m) + two(d));
        words.push_back(ns + two(m));
        for (const char code : {'1', '2', '3', '4', '5'})
            words.push_back(code + ns + two(m) + two(d));
    }
    const long serial = (sys_days{date} - sys_days{year{1899} / 12 / 30}).count();
    words.push_back(std::to_string(serial));
    words.push_back("0");
    return words;
}

std::string date_fuzz_stripped(const std::string& number) {
    const std::size_t zero = number.find_first_not_of('0');
    return zero == std::string::npos ? "0" : number.substr(zero);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 100) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = parse_date(text);
    if (!parsed.ok()) {
        check(parsed.error().code.starts_with("text.date_"));
        return 0;
    }
    check(parsed->day.ok());
    const auto again = parse_date(format_day(parsed->day));
    check(again.ok() && again->day == parsed->day);
    const int y = static_cast<int>(parsed->day.year());
    if (y < 2200) {
        const auto wareki = parse_date(format_wareki(parsed->day));
        check(wareki.ok() && wareki->day == parsed->day);
    }
    if (parsed->precision != ParsedDate::Precision::day)
        check(static_cast<unsigned>(parsed->day.day()) == 1);

    // Kanji numerals, fractions and times of day are beyond this simple oracle.
    const std::string wide = fold_width(text);
    const bool plain = std::ranges::all_of(
        wide, [](char c) { return (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.'; });
    if (!plain || wide.find('.') == 5) return 0;
    const std::vector<std::string> words = date_fuzz_words(parsed->day);
    for (std::size_t at = 0; at < wide.size();) {
        if (wide[at] < '0' || wide[at] > '9') {
            ++at;
            continue;
        }
        std::string number;
        while (at < wide.size() && wide[at] >= '0' && wide[at] <= '9') number += wide[at++];
        // 20501007 2158: behind the day stands the time.
        if (number.size() >= 12) number.resize(8);
        const auto explains = [&](const std::string& word) {
            return word == number || date_fuzz_stripped(word) == date_fuzz_stripped(number);
        };
        // 19880500, 3630500: a day that databases do not know.
        const bool database = number.size() >= 7 && number.ends_with("00");
        check(database || std::ranges::any_of(words, explains));
    }
    return 0;
}
