// SPDX-License-Identifier: Apache-2.0
#pragma once

// Dates as people and systems in Japan write them.
//
//   1988-01-07  1988/1/7  1988.1.7  19880107  1988年1月7日  1988-01-07T00:00:00+09:00
//   昭和63年1月7日  昭63.1.7  S63.1.7  S63/01/07  ㍼63年1月7日  令和元年５月１日  R010501
//   昭和六十三年一月七日  一九八八年一月七日  7 Jan 1988  Jan 7, 1988
//   32149 (Excel serial)  1988-01  昭和63年  1988年  平成31年度 = 令和元年度
//
// Eras begin on: 明治 1868-01-25 (civil calendar from 明治6-01-01), 大正 1912-07-30, 昭和
// 1926-12-25, 平成 1989-01-08, 令和 2019-05-01.  A date before its era's first day (昭和元年1月1日)
// or after its last (平成31年6月1日) is what forms really contain; it is read by arithmetic and
// flagged.  Dates that do not exist are refused: 昭和0年, 2月30日, 明治5年12月3日–31日 (the days
// the calendar reform skipped).
//
// What cannot be known is refused, not guessed: 50/01/07 may be 1950, 1975 (S50) or 2050, and
// 01/07/1988 may be January or July.  A column that is known to mean one of them says so.
//
// Class of loss: notation, time of day, day of the week and words like 生 or 頃 are dropped; the
// raw text is the caller's and must be kept.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace genbo {

struct ParsedDate {
    enum class Precision : std::uint8_t { day, month, year };

    Day day{};  // The first day of the month or year when the precision is less than a day.
    Precision precision = Precision::day;
    bool warning_before_era = false;  // Outside the era it names, on either side.
    // 年度: `day` is the 1st of April that it begins with, the precision is a year.
    bool fiscal_year = false;
    // 1900-01-01, 1970-01-01, 1980-01-01 and the like: a birth date that means "none".
    bool placeholder = false;

    friend bool operator==(const ParsedDate&, const ParsedDate&) = default;
};

// What two digits mean in a year without an era: 500107, 50/01/07.
enum class TwoDigitYear : std::uint8_t { refuse, showa, western };

// What five digits count: days since 1899-12-30, or since 1904-01-01 in workbooks made on old Macs.
// The two differ by 1,462 days and nothing in a cell tells them apart.
enum class SerialDays : std::uint8_t { since_1900, since_1904 };

// text.date_empty, text.date_unreadable, text.date_impossible, text.date_ambiguous.
Result<ParsedDate> parse_date(
    std::string_view text, TwoDigitYear two_digits = TwoDigitYear::refuse,
    SerialDays serial = SerialDays::since_1900);

// 昭和63年1月7日; for letters and labels.  Days before 明治6年 give the ISO form.
std::string format_wareki(Day day);

}  // namespace genbo
