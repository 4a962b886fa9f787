// SPDX-License-Identifier: Apache-2.0

// Dates as forms have them.

#include <array>
#include <chrono>

#include "sample/dates.h"

namespace genbo::sample {
namespace {

struct Era {
    DayNumber begin;
    int first_year;
    char letter;
    std::string_view name;
};

constexpr std::array kEras = {
    Era{day_number(1912, 7, 30), 1912, 'T', "大正"},
    Era{day_number(1926, 12, 25), 1926, 'S', "昭和"},
    Era{day_number(1989, 1, 8), 1989, 'H', "平成"},
    Era{day_number(2019, 5, 1), 2019, 'R', "令和"},
};

std::string dates_two(unsigned number) {
    std::string text;
    text += static_cast<char>('0' + number / 10 % 10);
    text += static_cast<char>('0' + number % 10);
    return text;
}

std::chrono::year_month_day dates_civil(DayNumber day) {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{day}}};
}

}  // namespace

std::string era_date(DayNumber day, EraStyle style, EraName name) {
    std::size_t era = kEras.size() - 1;
    while (era > 0 && kEras[era].begin > day) --era;
    const auto date = dates_civil(day);
    const int year = static_cast<int>(date.year()) - kEras[era].first_year + 1;
    const auto month = static_cast<unsigned>(date.month());
    const auto dom = static_cast<unsigned>(date.day());
    // Showa for Heisei and the other way round; a person's Taisho is typed as Showa.
    if (name == EraName::wrong) era = era == 1 ? 2 : 1;
    const std::string digits = std::to_string(year);
    switch (style) {
        case EraStyle::letter_dots:
            return kEras[era].letter + digits + "." + std::to_string(month) + "." +
                   std::to_string(dom);
        case EraStyle::letter_slashes:
            return kEras[era].letter + dates_two(static_cast<unsigned>(year)) + "/" +
                   dates_two(month) + "/" + dates_two(dom);
        case EraStyle::kanji:
            return std::string(kEras[era].name) + (year == 1 ? "元" : digits) + "年" +
                   std::to_string(month) + "月" + std::to_string(dom) + "日";
        case EraStyle::six_digits:
            return dates_two(static_cast<unsigned>(year)) + dates_two(month) + dates_two(dom);
    }
    return {};
}

std::string civil_date(DayNumber day, std::string_view separator) {
    const auto date = dates_civil(day);
    std::string text = std::to_string(static_cast<int>(date.year()));
    text.append(separator).append(dates_two(static_cast<unsigned>(date.month())));
    text.append(separator).append(dates_two(static_cast<unsigned>(date.day())));
    return text;
}

std::uint32_t month_of(DayNumber day) { return static_cast<unsigned>(dates_civil(day).month()); }

}  // namespace genbo::sample
