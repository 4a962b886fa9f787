// SPDX-License-Identifier: Apache-2.0
#include "match/redundant_columns.h"

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace genbo {
namespace {

// Below `end`, the same on every run.
std::uint64_t below(std::mt19937_64& random, std::uint64_t end) { return random() % end; }

// A file of made-up people, column by column.
class MadeUpFile {
public:
    static constexpr std::size_t kRows = 400;

    MadeUpFile() {
        std::mt19937_64 random{7};
        for (std::size_t row = 0; row < kRows; ++row)
            people_.push_back(
                {.given = pick(random, {"mary", "john", "ada", "olive", "peter", "nina", "sam"}),
                 .surname = pick(random, {"berry", "bruhn", "lane"}) + std::to_string(row % 83),
                 .birth = std::to_string(
                     19300101 + 10000 * below(random, 70) + 100 * below(random, 12) +
                     below(random, 28)),
                 .county = 1 + below(random, 9)});
    }

    struct Person {
        std::string given;
        std::string surname;
        std::string birth;
        std::uint64_t county = 0;
    };

    MadeUpFile& with(
        std::string name, FieldKind kind, const std::function<std::string(const Person&)>& cell) {
        columns_.push_back({.name = std::move(name), .kind = kind, .latin = true});
        auto& made = cells_.emplace_back();
        for (const auto& person : people_) made.push_back(cell(person));
        return *this;
    }
    MadeUpFile& with_names() {
        with("first_name", FieldKind::given_name, [](const Person& one) { return one.given; });
        return with("surname", FieldKind::surname, [](const Person& one) { return one.surname; });
    }
    MadeUpFile& with_birth() {
        return with("dob", FieldKind::birth_date, [](const Person& one) { return one.birth; });
    }

    // The names of the columns that could be left out, the file being read so many times.
    std::vector<std::string> redundant(std::size_t times = 1) const {
        std::vector<std::vector<std::string_view>> rows(times * kRows);
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (const auto& column : cells_) rows[row].push_back(column[row % kRows]);
        const auto found = redundant_columns(columns_, rows);
        std::vector<std::string> names;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (found[i]) names.push_back(columns_[i].name);
        return names;
    }

private:
    static std::string pick(std::mt19937_64& random, std::vector<std::string_view> words) {
        return std::string{words[below(random, words.size())]};
    }

    std::vector<Person> people_;
    std::vector<SchemaColumn> columns_;
    std::vector<std::vector<std::string>> cells_;
};

using Person = MadeUpFile::Person;
using Names = std::vector<std::string>;

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

TEST(RedundantColumns, NothingIsLeftOutOfAPlainFile) {
    EXPECT_EQ(MadeUpFile{}.with_names().with_birth().redundant(), Names{});
}

TEST(RedundantColumns, ACopyInOtherLettersIsACopy) {
    const auto copy = [](const Person& one) { return upper(one.surname) + " "; };
    EXPECT_EQ(
        MadeUpFile{}.with("copy", FieldKind::short_text, copy).with_names().redundant(),
        Names{"copy"});
}

// The list of yesterday and the list of today, in the same order: a row and the one half a file
// further on are one person.
TEST(RedundantColumns, ListsOfThePeopleInOneOrderDoNotHideACopy) {
    const auto copy = [](const Person& one) { return upper(one.surname); };
    const auto year = [](const Person& one) { return one.birth.substr(0, 4); };
    const auto file = MadeUpFile{}
                          .with("copy", FieldKind::short_text, copy)
                          .with_names()
                          .with_birth()
                          .with("year", FieldKind::year, year);
    for (const std::size_t times : {2U, 3U, 4U})
        EXPECT_EQ(file.redundant(times), (Names{"copy", "year"})) << times;
}

// Where the goods go and where the bill goes are one address for most, and two for the rest.
TEST(RedundantColumns, AColumnThatDiffersInAThirdOfTheRowsIsNoCopy) {
    std::size_t row = 0;
    const auto second = [&](const Person& one) {
        return row++ % 3 == 0 ? "lane " + std::to_string(row * 7 % 97) : one.surname;
    };
    EXPECT_EQ(
        MadeUpFile{}.with_names().with("second", FieldKind::short_text, second).redundant(),
        Names{});
}

TEST(RedundantColumns, ACopyWithManyGapsStays) {
    std::size_t row = 0;
    const auto seldom = [&](const Person& one) { return row++ % 3 == 0 ? one.surname : ""; };
    const auto often = [](const Person& one) { return one.surname; };
    // The seldom filled one says nothing new; the other would be missed.
    EXPECT_EQ(
        MadeUpFile{}
            .with("often", FieldKind::short_text, often)
            .with("seldom", FieldKind::surname, seldom)
            .redundant(),
        Names{});
}

TEST(RedundantColumns, AYearAnInitialAndAllInitialsAreParts) {
    EXPECT_EQ(
        MadeUpFile{}
            .with_names()
            .with_birth()
            .with("year", FieldKind::year, [](const Person& one) { return one.birth.substr(0, 4); })
            .with(
                "first", FieldKind::category,
                [](const Person& one) { return one.given.substr(0, 1); })
            .with(
                "initials", FieldKind::short_text,
                [](const Person& one) { return one.surname.substr(0, 1) + one.given.substr(0, 1); })
            .redundant(),
        (Names{"year", "first", "initials"}));
}

TEST(RedundantColumns, AnAgeIsTheBirthDateAgain) {
    const auto age = [](const Person& one) {
        return std::to_string(2026 - std::stoi(one.birth.substr(0, 4)) - (one.birth[5] > '4'));
    };
    EXPECT_EQ(
        MadeUpFile{}.with("age", FieldKind::number, age).with_birth().redundant(), Names{"age"});
    // Floors of a building are numbers of the same size.
    std::size_t row = 0;
    const auto floor = [&](const Person&) { return std::to_string(row++ * 9 % 40); };
    EXPECT_EQ(
        MadeUpFile{}.with("floor", FieldKind::number, floor).with_birth().redundant(), Names{});
}

// There are as many ages as years, and some ages more; whichever stands first.
TEST(RedundantColumns, AnAgeBesideAYearOfBirthCountsOnce) {
    const auto age = [](const Person& one) {
        return std::to_string(2026 - std::stoi(one.birth.substr(0, 4)) - (one.birth[5] > '4'));
    };
    const auto year = [](const Person& one) { return one.birth.substr(0, 4); };
    EXPECT_EQ(
        MadeUpFile{}
            .with("age", FieldKind::number, age)
            .with("birth_year", FieldKind::year, year)
            .redundant()
            .size(),
        1U);
    EXPECT_EQ(
        MadeUpFile{}
            .with("birth_year", FieldKind::year, year)
            .with("age", FieldKind::number, age)
            .redundant()
            .size(),
        1U);
}

TEST(RedundantColumns, ACodeAndItsNameCountOnce) {
    EXPECT_EQ(
        MadeUpFile{}
            .with(
                "county_id", FieldKind::category,
                [](const Person& one) { return std::to_string(one.county); })
            .with(
                "county_desc", FieldKind::category,
                [](const Person& one) { return "county " + std::to_string(one.county * 7 % 10); })
            .redundant(),
        Names{"county_desc"});
}

TEST(RedundantColumns, TwoFlagsThatAreMostlyYesAreNoCopies) {
    std::mt19937_64 random{3};
    const auto flag = [&](const Person&) { return below(random, 20) == 0 ? "n" : "y"; };
    EXPECT_EQ(
        MadeUpFile{}
            .with("asked", FieldKind::category, flag)
            .with("answered", FieldKind::category, flag)
            .redundant(),
        Names{});
}

TEST(RedundantColumns, WhatFollowsFromAnotherButIsCoarserStays) {
    EXPECT_EQ(
        MadeUpFile{}
            .with(
                "county", FieldKind::category,
                [](const Person& one) { return "c" + std::to_string(one.county); })
            .with(
                "region", FieldKind::category,
                [](const Person& one) { return "r" + std::to_string(one.county % 3); })
            .redundant(),
        Names{});
}

TEST(RedundantColumns, AWholeThatIsMadeOfItsPartsGoesAndThePartsStay) {
    const auto full = [](const Person& one) { return one.given + " " + one.surname; };
    EXPECT_EQ(
        MadeUpFile{}
            .with("full_name", FieldKind::name_full, full)
            .with_names()
            .with("first_and_surname", FieldKind::short_text, full)
            .redundant(),
        (Names{"full_name", "first_and_surname"}));
}

TEST(RedundantColumns, APartOfTheFullNameGoesWhereTheOtherPartHasNoColumn) {
    const auto full = [](const Person& one) { return one.given + " " + one.surname; };
    const auto surname = [](const Person& one) { return one.surname; };
    EXPECT_EQ(
        MadeUpFile{}
            .with("surname", FieldKind::surname, surname)
            .with("full_name", FieldKind::name_full, full)
            .redundant(),
        Names{"surname"});
}

TEST(RedundantColumns, TelephonesAndPartsOfOneReadingAreNoRepetition) {
    const auto phone = [](const Person& one) { return "03-1234-" + one.birth.substr(0, 4); };
    EXPECT_EQ(
        MadeUpFile{}
            .with("phone", FieldKind::phone, phone)
            .with("mobile", FieldKind::phone, phone)
            .redundant(),
        Names{});
}

TEST(RedundantColumns, AFewRowsProveNothing) {
    const std::vector<SchemaColumn> columns = {
        {.name = "a", .kind = FieldKind::short_text, .latin = true},
        {.name = "b", .kind = FieldKind::short_text, .latin = true}};
    std::vector<std::vector<std::string_view>> rows(19, {"x", "x"});
    rows.resize(20, {"y", "y"});
    rows.pop_back();
    EXPECT_EQ(redundant_columns(columns, rows), (std::vector<bool>{false, false}));
    EXPECT_EQ(redundant_columns(columns, {}), (std::vector<bool>{false, false}));
}

}  // namespace
}  // namespace genbo
