// SPDX-License-Identifier: Apache-2.0
#include "text/date.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "text/fold.h"
#include "text/letters.h"

namespace genbo {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

using DatePrecision = ParsedDate::Precision;

struct Era {
    std::string_view kanji;
    std::string_view initial;
    char letter;
    Day first;
    Day last;
};
// 明治 ran on the lunisolar calendar until 明治5-12-02; its years and months are read as they
// stand.
constexpr std::array<Era, 5> kEras = {{
    {"明治", "明", 'm', year{1868} / 1 / 25, year{1912} / 7 / 30},
    {"大正", "大", 't', year{1912} / 7 / 30, year{1926} / 12 / 25},
    {"昭和", "昭", 's', year{1926} / 12 / 25, year{1989} / 1 / 7},
    {"平成", "平", 'h', year{1989} / 1 / 8, year{2019} / 4 / 30},
    {"令和", "令", 'r', year{2019} / 5 / 1, year{2199} / 12 / 31},
}};

Error date_error(std::string_view code) { return {Fault::invalid, std::string{code}, {}}; }
Error date_unreadable() { return date_error("text.date_unreadable"); }
Error date_impossible() { return date_error("text.date_impossible"); }
Error date_ambiguous() { return date_error("text.date_ambiguous"); }

bool date_is_placeholder(Day date) {
    constexpr Day fillers[] = {year{1} / 1 / 1,      year{1000} / 1 / 1,  year{1111} / 11 / 11,
                               year{1753} / 1 / 1,   year{1800} / 1 / 1,  year{1899} / 12 / 30,
                               year{1899} / 12 / 31, year{1900} / 1 / 1,  year{1901} / 1 / 1,
                               year{1970} / 1 / 1,   year{1980} / 1 / 1,  year{2099} / 12 / 31,
                               year{2999} / 12 / 31, year{9999} / 12 / 31};
    return std::ranges::find(fillers, date) != std::end(fillers);
}

// The Gregorian date of parts as they were written; 0 as month or day means "not known", as
// databases write it.
Result<ParsedDate> date_of(int y, int m, int d, DatePrecision precision) {
    if (precision != DatePrecision::year && m == 0) {
        if (precision == DatePrecision::day && d != 0) return date_impossible();
        precision = DatePrecision::year;
    } else if (precision == DatePrecision::day && d == 0) {
        precision = DatePrecision::month;
    }
    if (precision == DatePrecision::year) m = 1;
    if (precision != DatePrecision::day) d = 1;
    if (m < 1 || m > 12 || d < 1 || d > 31) return date_impossible();
    const Day date = year{y} / month{static_cast<unsigned>(m)} / day{static_cast<unsigned>(d)};
    const bool filler = date_is_placeholder(date);
    if (!date.ok() || ((y < 1800 || y > 2199) && !filler)) return date_impossible();
    return ParsedDate{
        .day = date,
        .precision = precision,
        .warning_before_era = false,
        .fiscal_year = false,
        .placeholder = filler && precision == DatePrecision::day};
}

Result<ParsedDate> date_of_era(const Era& era, int n, int m, int d, DatePrecision precision) {
    if (n < 1 || n > 199) return date_impossible();
    const int y = static_cast<int>(era.first.year()) + n - 1;
    ParsedDate parsed = TRY(date_of(y, m, d, precision));
    Day last = parsed.day;  // The last day that the text may mean.
    if (parsed.precision == DatePrecision::month)
        last = Day{sys_days{last.year() / last.month() / std::chrono::last}};
    if (parsed.precision == DatePrecision::year) last = last.year() / 12 / 31;
    parsed.warning_before_era = last < era.first || parsed.day > era.last;
    // The reform of 1872 went from 明治5年12月2日 straight to 明治6年1月1日.
    if (era.letter == 'm' && n == 5 && m == 12 && d >= 3) return date_impossible();
    return parsed;
}

// Kanji numerals become digits: 六十三 -> 63, 一九八八 -> 1988, 廿三 -> 23, 元年 -> 1年.
std::string date_arabic(std::string_view text) {
    constexpr std::u32string_view numerals = U"〇一二三四五六七八九";
    std::string out;
    int total = 0;
    int current = -1;  // The digit waiting for its 十 or 百.
    bool positional = false;
    std::string plain;  // The same run read digit by digit.
    const auto flush = [&] {
        if (positional)
            out += std::to_string(total + std::max(current, 0));
        else
            out += plain;
        total = 0;
        current = -1;
        positional = false;
        plain.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(text, at);
        const std::size_t digit = c == U'零' || c == U'○' ? 0 : numerals.find(c);
        const int unit = c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : 0;
        const int tens = c == U'廿' ? 20 : c == U'卅' ? 30 : 0;
        if (digit != std::u32string_view::npos) {
            current = static_cast<int>(digit);
            plain += static_cast<char>('0' + static_cast<int>(digit));
        } else if (unit > 0 && total < 10000) {
            total += std::max(current, current == 0 ? 0 : 1) * unit;
            current = -1;
            positional = true;
        } else if (tens > 0) {
            total += tens;
            current = -1;
            positional = true;
        } else {
            flush();
            if (c == U'元')
                out += '1';
            else
                out.append(text, from, at - from);
        }
    }
    flush();
    return out;
}

std::size_t date_count_digits(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return is_digit(c); }));
}

// 19780401120000, 19780401 1200: what machines write behind eight digits, where it is a time.
std::string_view date_cut_clock(std::string_view text) {
    if (text.size() < 12 || date_count_digits(text.substr(0, 8)) != 8) return text;
    std::string_view clock = text.substr(8);
    if (clock[0] == ' ') clock.remove_prefix(1);
    const bool clean = clock.size() == 4 || clock.size() == 6 || clock.size() == 9;
    if (!clean || date_count_digits(clock) != clock.size()) return text;
    const bool time = clock[0] <= '2' && clock[2] <= '5' && (clock[0] < '2' || clock[1] <= '3');
    return time ? text.substr(0, 8) : text;
}

// Without what follows the day: "(木)", "T00:00:00+09:00", " 0:00", "生".
std::string_view date_cut_tail(std::string_view text) {
    for (const std::string_view sign : {"T", "t", " "}) {
        for (std::size_t at = text.find(sign); at != std::string_view::npos;
             at = text.find(sign, at + 1)) {
            const std::string_view rest = trim_spaces(text.substr(at + 1));
            const std::size_t colon = rest.find(':');
            const bool time = !rest.empty() && is_digit(rest[0]) && colon <= 2;
            if (time && date_count_digits(text.substr(0, at)) >= 3)
                return trim_spaces(text.substr(0, at));
        }
    }
    // 2011年3月11日14:46, 2011年3月11日 午後2時46分
    if (const std::size_t sign = text.find("日"); sign != std::string_view::npos) {
        const std::string_view rest = trim_spaces(text.substr(sign + 3));
        const std::size_t unit = rest.find_first_not_of("0123456789");
        const bool hours = unit != std::string_view::npos && unit > 0 && unit <= 2 &&
                           (rest[unit] == ':' || rest.substr(unit).starts_with("時"));
        if (hours || rest.starts_with("午前") || rest.starts_with("午後"))
            text = text.substr(0, sign + 3);
    }
    text = date_cut_clock(text);
    if (const std::size_t bracket = text.find('(');
        bracket != std::string_view::npos && bracket > 0)
        text = text.substr(0, bracket);
    for (const std::string_view word : {"生まれ", "生", "頃", "ごろ"}) eat_suffix(text, word);
    return trim_spaces(text);
}

// What is left of a date once its words are known: numbers and what stands between them.
struct DateParts {
    std::vector<int> numbers;
    std::vector<std::size_t> widths;  // Digits of each number as written.
    bool dated = true;                // Every separator was one that dates have.
};

std::size_t date_separator(std::string_view text) {
    for (const std::string_view sign :
         {"年度", "年", "月", "日", "/", "-", ".", " ", "、", ",", "・"}) {
        if (text.starts_with(sign)) return sign.size();
    }
    return 0;
}

DateParts date_parts(std::string_view text) {
    DateParts parts;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            const std::size_t length = date_separator(text.substr(at));
            if (length == 0) parts.dated = false;
            if (length == 0) break;
            at += length;
            continue;
        }
        const std::size_t from = at;
        int number = 0;
        for (; at < text.size() && is_digit(text[at]); ++at) {
            if (at - from < 9) number = number * 10 + (text[at] - '0');
        }
        parts.numbers.push_back(number);
        parts.widths.push_back(at - from);
    }
    return parts;
}

constexpr DatePrecision date_precision(std::size_t count) {
    return count == 1   ? DatePrecision::year
           : count == 2 ? DatePrecision::month
                        : DatePrecision::day;
}

Result<ParsedDate> date_after_era(const Era& era, std::string_view rest) {
    const DateParts parts = date_parts(rest);
    if (!parts.dated || parts.numbers.empty() || parts.numbers.size() > 3) return date_unreadable();
    const int first = parts.numbers[0];
    // R010501, S630107: two digits each.
    if (parts.numbers.size() == 1 && parts.widths[0] == 6)
        return date_of_era(era, first / 10000, first / 100 % 100, first % 100, DatePrecision::day);
    if (parts.numbers.size() == 1 && parts.widths[0] == 4)
        return date_of_era(era, first / 100, first % 100, 0, DatePrecision::month);
    for (const std::size_t width : parts.widths) {
        if (width > 3) return date_unreadable();
    }
    const auto at = [&](std::size_t i) { return i < parts.numbers.size() ? parts.numbers[i] : 0; };
    return date_of_era(era, at(0), at(1), at(2), date_precision(parts.numbers.size()));
}

Result<ParsedDate> date_two_digit(int y, int m, int d, DatePrecision precision, TwoDigitYear rule) {
    if (rule == TwoDigitYear::refuse) return date_ambiguous();
    if (rule == TwoDigitYear::showa) return date_of_era(kEras[2], y, m, d, precision);
    return date_of(y < 30 ? 2000 + y : 1900 + y, m, d, precision);
}

// Digits without any separator.
Result<ParsedDate> date_of_digits(
    int number, std::size_t width, TwoDigitYear rule, SerialDays serial) {
    const int y2 = number / 10000;
    const int m = number / 100 % 100;
    const int d = number % 100;
    switch (width) {
        case 8: return date_of(number / 10000, m, d, DatePrecision::day);
        case 7:  // The era codes of legacy masters: 3630107 is 昭和63-01-07.
            if (number / 1000000 < 1 || number / 1000000 > 5) return date_unreadable();
            return date_of_era(
                kEras[static_cast<std::size_t>(number / 1000000 - 1)], number / 10000 % 100, m, d,
                DatePrecision::day);
        case 6: {
            // 198801 and 880107.  Where both are dates, only the column can tell.
            const bool as_month = number / 100 >= 1800 && number / 100 < 2100 && d >= 1 && d <= 12;
            const bool as_day = m >= 1 && m <= 12 && d >= 1 && d <= 31;
            if (as_month && (!as_day || rule == TwoDigitYear::refuse)) {
                if (as_day) return date_ambiguous();
                return date_of(number / 100, d, 0, DatePrecision::month);
            }
            if (!as_day) return date_impossible();
            return date_two_digit(y2, m, d, DatePrecision::day, rule);
        }
        case 5: {
            // Excel counts days from 1900 and believes in 1900-02-29.
            if (number < 10000 || number > 109574) return date_unreadable();
            const Day zero = serial == SerialDays::since_1904 ? Day{year{1904} / 1 / 1}
                                                              : Day{year{1899} / 12 / 30};
            const Day date{sys_days{zero} + days{number}};
            return date_of(
                static_cast<int>(date.year()),
                static_cast<int>(static_cast<unsigned>(date.month())),
                static_cast<int>(static_cast<unsigned>(date.day())), DatePrecision::day);
        }
        case 4: return date_of(number, 0, 0, DatePrecision::year);
        default: return date_unreadable();
    }
}

Result<ParsedDate> date_of_parts(const DateParts& parts, TwoDigitYear rule, SerialDays serial) {
    const auto& n = parts.numbers;
    if (!parts.dated || n.empty() || n.size() > 3) return date_unreadable();
    if (n.size() == 1) return date_of_digits(n[0], parts.widths[0], rule, serial);
    const DatePrecision precision = date_precision(n.size());
    const int third = n.size() == 3 ? n[2] : 0;
    if (parts.widths[0] >= 3) {
        if (parts.widths[0] > 4) return date_unreadable();
        return date_of(n[0], n[1], third, precision);
    }
    if (parts.widths.back() == 4) {  // 1/7/1988, 7.1.1988, 1/1988
        if (n.size() == 2) return date_of(n[1], n[0], 0, DatePrecision::month);
        if (n[0] == n[1]) return date_of(third, n[0], n[1], DatePrecision::day);
        if (n[0] <= 12 && n[1] <= 12) return date_ambiguous();
        const int m = n[0] <= 12 ? n[0] : n[1];
        const int d = n[0] <= 12 ? n[1] : n[0];
        return date_of(third, m, d, DatePrecision::day);
    }
    if (n.size() == 2) return date_ambiguous();  // 5/7 may be a day without a year.
    return date_two_digit(n[0], n[1], third, precision, rule);
}

// "7 Jan 1988", "January 7, 1988": the month's number in place of its name, or 0.
int date_english_month(std::string_view word) {
    constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.size() < 3) return 0;
    std::string lower;
    for (const char c : word.substr(0, 3)) lower += ascii_lower(c);
    const std::size_t at = names.find(lower);
    return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

std::optional<Result<ParsedDate>> date_english(std::string_view text) {
    const auto letter = [](char c) { return is_ascii_letter(static_cast<unsigned char>(c)); };
    const auto first = std::ranges::find_if(text, letter);
    if (first == text.end()) return std::nullopt;
    const auto from = static_cast<std::size_t>(first - text.begin());
    std::size_t end = from;
    while (end < text.size() && letter(text[end])) ++end;
    const int m = date_english_month(text.substr(from, end - from));
    if (m == 0) return std::nullopt;
    std::string rest{text.substr(0, from)};
    rest += ' ';
    rest += text.substr(end);
    for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
        const std::size_t at = rest.find(ending);
        if (at != std::string::npos) rest.erase(at, 2);
    }
    const DateParts parts = date_parts(rest);
    if (!parts.dated || parts.numbers.empty() || parts.numbers.size() > 2) return date_unreadable();
    const bool year_first = parts.widths[0] == 4;
    const auto& n = parts.numbers;
    if (n.size() == 1) {
        if (!year_first) return date_unreadable();
        return date_of(n[0], m, 0, DatePrecision::month);
    }
    if (!year_first && parts.widths[1] != 4) return date_ambiguous();
    return date_of(year_first ? n[0] : n[1], m, year_first ? n[1] : n[0], DatePrecision::day);
}

const Era* date_take_era(std::string_view& text) {
    for (const Era& era : kEras) {
        if (eat_prefix(text, era.kanji)) return &era;
    }
    for (const Era& era : kEras) {
        if (eat_prefix(text, era.initial)) return &era;
        const bool digit = text.size() > 1 && (is_digit(text[1]) || text[1] == '.' ||
                                               text[1] == ' ' || text.substr(1).starts_with("元"));
        if (digit && ascii_lower(text[0]) == era.letter) {
            text.remove_prefix(text[1] == '.' ? 2 : 1);
            return &era;
        }
    }
    return nullptr;
}

// 平成31年度 and 2024年度 begin on 1 April.
Result<ParsedDate> date_as_fiscal(Result<ParsedDate> parsed, std::string_view text) {
    if (!parsed || parsed->precision != DatePrecision::year || !text.ends_with("年度"))
        return parsed;
    parsed->day = parsed->day.year() / std::chrono::April / 1;
    parsed->fiscal_year = true;
    return parsed;
}

}  // namespace

Result<ParsedDate> parse_date(std::string_view text, TwoDigitYear two_digits, SerialDays serial) {
    if (text.size() > 256) return date_unreadable();
    const std::string wide = fold_width(text);
    std::string_view rest = trim_spaces(wide);
    for (const std::string_view word : {"西暦", "AD", "A.D."}) eat_prefix(rest, word);
    eat_prefix(rest, "'");  // '78.4.1, and Excel's mark of a text.
    rest = trim_spaces(date_cut_tail(rest));
    if (rest.empty()) return date_error("text.date_empty");

    const Era* const era = date_take_era(rest);
    const std::string plain = date_arabic(rest);
    // 0000-00-00 and 00000000 are how databases write "no date".
    const std::size_t digits = date_count_digits(plain);
    if (digits > 0 && static_cast<std::size_t>(std::ranges::count(plain, '0')) == digits && !era)
        return date_error("text.date_empty");
    if (era != nullptr) return date_as_fiscal(date_after_era(*era, plain), rest);

    std::string_view body = plain;
    if (const auto english = date_english(body)) return *english;
    // 32149.5: the time of day that Excel keeps behind the point.
    if (const std::size_t point = body.find('.');
        point == 5 && date_count_digits(body) + 1 == body.size())
        body = body.substr(0, point);
    return date_as_fiscal(date_of_parts(date_parts(body), two_digits, serial), rest);
}

std::string format_wareki(Day date) {
    if (date < Day{year{1873} / 1 / 1}) return format_day(date);
    const Era* era = &kEras[0];
    for (const Era& later : kEras) {
        if (date >= later.first) era = &later;
    }
    const int n = static_cast<int>(date.year()) - static_cast<int>(era->first.year()) + 1;
    std::string out{era->kanji};
    out += n == 1 ? std::string{"元"} : std::to_string(n);
    out += "年" + std::to_string(static_cast<unsigned>(date.month())) + "月";
    out += std::to_string(static_cast<unsigned>(date.day())) + "日";
    return out;
}

}  // namespace genbo
