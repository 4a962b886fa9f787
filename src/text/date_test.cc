// SPDX-License-Identifier: Apache-2.0
#include "text/date.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace genbo {
namespace {

using Precision = ParsedDate::Precision;

struct DateCase {
    std::string_view text;
    std::string_view day;
    Precision precision = Precision::day;
};

TEST(Date, ReadsEveryForm) {
    constexpr DateCase cases[] = {
        {"1988-01-07", "1988-01-07"},
        {"1988/1/7", "1988-01-07"},
        {"1988.1.7", "1988-01-07"},
        {"１９８８／１／７", "1988-01-07"},
        {"19880107", "1988-01-07"},
        {"1988年1月7日", "1988-01-07"},
        {"1988年1月7日(木)", "1988-01-07"},
        {"西暦1988年1月7日", "1988-01-07"},
        {"1988-01-07T00:00:00+09:00", "1988-01-07"},
        {"1988/01/07 0:00", "1988-01-07"},
        {"1988年1月7日14:46", "1988-01-07"},
        {"昭和63年1月7日", "1988-01-07"},
        {"昭和 63年 1月 7日", "1988-01-07"},
        {"昭63.1.7", "1988-01-07"},
        {"S63.1.7", "1988-01-07"},
        {"s63/01/07", "1988-01-07"},
        {"S.63.1.7", "1988-01-07"},
        {"㍼63年1月7日", "1988-01-07"},
        {"Ｓ６３．１．７", "1988-01-07"},
        {"S630107", "1988-01-07"},
        {"3630107", "1988-01-07"},
        {"昭和六十三年一月七日", "1988-01-07"},
        {"一九八八年一月七日", "1988-01-07"},
        {"昭和63年1月7日生", "1988-01-07"},
        {"7 Jan 1988", "1988-01-07"},
        {"Jan 7, 1988", "1988-01-07"},
        {"January 7th, 1988", "1988-01-07"},
        {"32149", "1988-01-07"},
        {"32149.5", "1988-01-07"},
        {"25/12/1988", "1988-12-25"},
        {"12/25/1988", "1988-12-25"},
        {"7/7/1988", "1988-07-07"},
        {"令和元年５月１日", "2019-05-01"},
        {"㋿元年五月一日", "2019-05-01"},
        {"R010501", "2019-05-01"},
        {"R6.4.1", "2024-04-01"},
        {"平成廿三年三月十一日", "2011-03-11"},
        {"平成卅一年四月三十日", "2019-04-30"},
        {"二千二十年三月三日", "2020-03-03"},
        {"20000229", "2000-02-29"},
        {"明治6年1月1日", "1873-01-01"},
        {"T15.12.25", "1926-12-25"},
        {"1988-01", "1988-01-01", Precision::month},
        {"昭和63年1月", "1988-01-01", Precision::month},
        {"198813", "", Precision::day},
        {"1988", "1988-01-01", Precision::year},
        {"昭和63年", "1988-01-01", Precision::year},
        {"S63", "1988-01-01", Precision::year},
        {"1988-00-00", "1988-01-01", Precision::year},
        {"1988-05-00", "1988-05-01", Precision::month},
    };
    for (const auto& c : cases) {
        const auto parsed = parse_date(c.text);
        ASSERT_EQ(parsed.ok(), !c.day.empty()) << c.text;
        if (!parsed.ok()) continue;
        EXPECT_EQ(format_day(parsed->day), c.day) << c.text;
        EXPECT_EQ(parsed->precision, c.precision) << c.text;
        EXPECT_FALSE(parsed->warning_before_era) << c.text;
    }
}

TEST(Date, RefusesWithAReason) {
    struct {
        std::string_view text;
        std::string_view code;
    } const cases[] = {
        {"", "text.date_empty"},
        {"　", "text.date_empty"},
        {"0000-00-00", "text.date_empty"},
        {"00000000", "text.date_empty"},
        {"abc", "text.date_unreadable"},
        {"1988-01-07 または 8", "text.date_unreadable"},
        {"1988年1月7日から", "text.date_unreadable"},
        {"60", "text.date_unreadable"},
        {"123456789", "text.date_unreadable"},
        {"昭和", "text.date_unreadable"},
        {"2023-02-30", "text.date_impossible"},
        {"1900-02-29", "text.date_impossible"},
        {"2024/13/1", "text.date_impossible"},
        {"昭和0年1月1日", "text.date_impossible"},
        {"明治5年12月5日", "text.date_impossible"},
        {"1500-01-01", "text.date_impossible"},
        {"50/01/07", "text.date_ambiguous"},
        {"500107", "text.date_ambiguous"},
        {"01/07/1988", "text.date_ambiguous"},
        {"200103", "text.date_ambiguous"},
        {"1/7", "text.date_ambiguous"},
    };
    for (const auto& [text, code] : cases) {
        const auto parsed = parse_date(text);
        ASSERT_FALSE(parsed.ok()) << text;
        EXPECT_EQ(parsed.error().code, code) << text;
    }
}

TEST(Date, TwoDigitYearsWhenTheColumnIsKnown) {
    EXPECT_EQ(format_day(parse_date("530401", TwoDigitYear::showa)->day), "1978-04-01");
    EXPECT_EQ(format_day(parse_date("53/4/1", TwoDigitYear::western)->day), "1953-04-01");
    EXPECT_EQ(format_day(parse_date("12/4/1", TwoDigitYear::western)->day), "2012-04-01");
}

TEST(Date, FlagsDatesOutsideTheirEra) {
    for (const auto text :
         {"昭和元年1月1日", "平成31年6月1日", "H1.1.7", "S64.1.8", "昭和100年1月1日"})
        EXPECT_TRUE(parse_date(text)->warning_before_era) << text;
    for (const auto text :
         {"昭和64年1月7日", "H1.1.8", "平成31年4月30日", "昭和64年", "平成元年1月"})
        EXPECT_FALSE(parse_date(text)->warning_before_era) << text;
    EXPECT_EQ(format_day(parse_date("平成31年6月1日")->day), "2019-06-01");
}

TEST(Date, FlagsPlaceholders) {
    for (const auto text : {"1900-01-01", "1970/1/1", "昭和55年1月1日", "9999-12-31", "1111-11-11"})
        EXPECT_TRUE(parse_date(text)->placeholder) << text;
    for (const auto text : {"1970-01-02", "1985-01-01", "1970", "1970-01"})
        EXPECT_FALSE(parse_date(text)->placeholder) << text;
}

TEST(Date, Wareki) {
    using std::chrono::year;
    EXPECT_EQ(format_wareki(Day{year{1989} / 1 / 7}), "昭和64年1月7日");
    EXPECT_EQ(format_wareki(Day{year{1989} / 1 / 8}), "平成元年1月8日");
    EXPECT_EQ(format_wareki(Day{year{2019} / 5 / 1}), "令和元年5月1日");
    EXPECT_EQ(format_wareki(Day{year{1870} / 5 / 1}), "1870-05-01");
}

// The slow oracle walks the calendar: every fourth day from 1873 to 2060 in ten forms.
TEST(DateProperty, EveryDayInEveryForm) {
    using namespace std::chrono;
    struct OracleEra {
        sys_days first;
        const char* kanji;
        const char* letter;
    };
    const std::array<OracleEra, 5> eras = {
        {{year{1868} / 1 / 25, "明治", "M"},
         {year{1912} / 7 / 30, "大正", "T"},
         {year{1926} / 12 / 25, "昭和", "S"},
         {year{1989} / 1 / 8, "平成", "H"},
         {year{2019} / 5 / 1, "令和", "R"}}};
    for (sys_days at = year{1873} / 1 / 1; at < sys_days{year{2060} / 1 / 1}; at += days{4}) {
        const Day day{at};
        const OracleEra* era = &eras[0];
        for (const OracleEra& later : eras) {
            if (at >= later.first) era = &later;
        }
        const int y = static_cast<int>(day.year());
        const int n = y - static_cast<int>(Day{era->first}.year()) + 1;
        const std::string ys = std::to_string(y);
        const std::string ns = std::to_string(n);
        const std::string m = std::to_string(static_cast<unsigned>(day.month()));
        const std::string d = std::to_string(static_cast<unsigned>(day.day()));
        const auto pad = [](const std::string& s) { return s.size() == 1 ? "0" + s : s; };
        const long serial = (at - sys_days{year{1899} / 12 / 30}).count();
        std::vector<std::string> texts = {
            format_day(day),
            ys + "/" + m + "/" + d,
            ys + pad(m) + pad(d),
            ys + "年" + m + "月" + d + "日",
            format_wareki(day),
            era->kanji + ns + "年" + m + "月" + d + "日",
            era->letter + ns + "." + m + "." + d,
            era->letter + pad(ns) + pad(m) + pad(d),
            format_day(day) + " 00:00:00"};
        if (serial >= 10000) texts.push_back(std::to_string(serial));
        for (const auto& text : texts) {
            const auto parsed = parse_date(text);
            ASSERT_TRUE(parsed.ok()) << text;
            ASSERT_EQ(parsed->day, day) << text;
            ASSERT_EQ(parsed->precision, Precision::day) << text;
            ASSERT_FALSE(parsed->warning_before_era) << text;
        }
    }
}

// Mutated dates are refused or mean an existing day that still has the digits of the text.
TEST(DateProperty, SlipsNeverInventADay) {
    std::mt19937 dice(1);
    constexpr std::string_view letters = "0123456789/-. TSHR";
    for (int round = 0; round < 20000; ++round) {
        std::string text = round % 2 == 0 ? "1988-11-27" : "S63.11.27";
        for (std::size_t i = 0; i < 1 + dice() % 2; ++i)
            text[dice() % text.size()] = letters[dice() % letters.size()];
        const auto parsed = parse_date(text);
        if (!parsed.ok()) continue;
        ASSERT_TRUE(parsed->day.ok()) << text;
        const int y = static_cast<int>(parsed->day.year());
        ASSERT_TRUE((y >= 1800 && y <= 2199) || parsed->placeholder) << text;
    }
}

TEST(Date, FormsOfRegistersAndMachines) {
    struct {
        std::string_view text;
        std::string_view day;
    } const cases[] = {
        {"令6・4・1", "2024-04-01"},
        {"昭五三・四・一", "1978-04-01"},
        {"R元.5.1", "2019-05-01"},
        {"H元年1月8日", "1989-01-08"},
        {"昭和廿三年十月卅一日", "1948-10-31"},
        {"平成二十年〇四月〇一日", "2008-04-01"},
        {"㋿6年4月1日", "2024-04-01"},
        {"19780401120000", "1978-04-01"},
        {"19780401 1200", "1978-04-01"},
        {"1978年04月01日 00時00分", "1978-04-01"},
        {"2011年3月11日 午後2時46分", "2011-03-11"},
    };
    for (const auto& [text, day] : cases) {
        const auto parsed = parse_date(text);
        ASSERT_TRUE(parsed.ok()) << text;
        EXPECT_EQ(format_day(parsed->day), day) << text;
        EXPECT_EQ(parsed->precision, ParsedDate::Precision::day) << text;
    }
    EXPECT_EQ(parse_date("'78.4.1").error().code, "text.date_ambiguous");
    EXPECT_EQ(parse_date("19780401250000").error().code, "text.date_unreadable");
}

TEST(Date, FiscalYearsBeginInApril) {
    for (const std::string_view text : {"平成31年度", "令和元年度", "2019年度", "H31年度"}) {
        const auto parsed = parse_date(text);
        ASSERT_TRUE(parsed.ok()) << text;
        EXPECT_EQ(format_day(parsed->day), "2019-04-01") << text;
        EXPECT_TRUE(parsed->fiscal_year) << text;
        EXPECT_FALSE(parsed->warning_before_era) << text;
    }
    EXPECT_FALSE(parse_date("令和元年")->fiscal_year);
}

TEST(Date, SerialDaysOfTwoCalendars) {
    // 2019-05-01 in either.
    EXPECT_EQ(format_day(parse_date("43586")->day), "2019-05-01");
    EXPECT_EQ(
        format_day(parse_date("42124", TwoDigitYear::refuse, SerialDays::since_1904)->day),
        "2019-05-01");
}

}  // namespace
}  // namespace genbo
