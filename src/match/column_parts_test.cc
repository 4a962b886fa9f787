// SPDX-License-Identifier: Apache-2.0
#include "match/column_parts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/feature_layout.h"
#include "match/prepared_row.h"

namespace genbo {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Schema guessed(const std::vector<std::string_view>& header, const Rows& rows) {
    std::vector<std::vector<std::string_view>> sample;
    for (const auto& row : rows) sample.emplace_back(row.begin(), row.end());
    return guess_schema(header, sample, {});
}

// Forty people; the parts of the date in the order of `order`: 0 year, 1 month, 2 day.
Rows people_born(const std::vector<std::size_t>& order, const std::string& years = "1950") {
    Rows rows;
    for (int i = 0; i < 40; ++i) {
        const std::vector<std::string> date = {
            std::to_string(std::stoi(years) + i), std::to_string(1 + i * 5 % 12),
            std::to_string(1 + i * 9 % 28)};
        std::vector<std::string> row = {
            std::to_string(1000 + i), "name" + std::string(1, static_cast<char>('a' + i % 26))};
        for (const auto part : order) row.push_back(date[part]);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<int> parts_in(const Schema& schema) {
    std::vector<int> parts;
    for (const auto& column : schema.columns)
        parts.push_back(column.kind == FieldKind::birth_date ? column.part : -1);
    return parts;
}

TEST(ColumnParts, ABirthDateInThreeColumnsIsFoundByItsCells) {
    EXPECT_EQ(
        parts_in(guessed({"id", "fname", "by", "bm", "bd"}, people_born({0, 1, 2}))),
        (std::vector{-1, -1, 1, 2, 3}));
    EXPECT_EQ(
        parts_in(guessed({"id", "fname", "dd", "mm", "yy"}, people_born({2, 1, 0}))),
        (std::vector{-1, -1, 3, 2, 1}));
    EXPECT_EQ(
        parts_in(guessed({"id", "fname", "m", "d", "y"}, people_born({1, 2, 0}))),
        (std::vector{-1, -1, 2, 3, 1}));
}

TEST(ColumnParts, AreOneValueOfTheRecord) {
    const auto schema = guessed({"id", "fname", "mm", "dd", "yyyy"}, people_born({1, 2, 0}));
    ASSERT_EQ(schema.comparisons.size(), 2U);
    EXPECT_EQ(schema.comparisons[1].name, "birth_date");
    EXPECT_EQ(schema.comparisons[1].columns, (std::vector<std::uint16_t>{4, 2, 3}));
    const auto date_of = [&](std::string_view month, std::string_view day, std::string_view year) {
        const std::vector<std::string_view> cells = {"1", "Anna", month, day, year};
        const auto row = prepare(schema, cells);
        return std::string{
            row.view().feature(schema.comparisons[1].features[0], schema.features.size())};
    };
    EXPECT_EQ(date_of("4", "1", "1990"), "19900401");
    EXPECT_EQ(date_of("04", "01", "1990"), "19900401");
    EXPECT_EQ(date_of("", "1", "1990"), "19900000");
    EXPECT_EQ(date_of("4", "1", ""), "");
}

TEST(ColumnParts, NumberedHeadersSayParts) {
    Rows rows;
    for (int i = 0; i < 30; ++i)
        rows.push_back(
            {std::to_string(1000 + i), i % 2 == 0 ? "03" : "06", std::to_string(3000 + i * 37),
             std::to_string(1000 + i * 211 % 9000)});
    const auto schema = guessed({"id", "電話番号1", "電話番号2", "電話番号3"}, rows);
    ASSERT_EQ(schema.comparisons.size(), 1U);
    EXPECT_EQ(schema.comparisons[0].columns, (std::vector<std::uint16_t>{1, 2, 3}));
    EXPECT_EQ(schema.features.size(), 1U);
    const std::vector<std::string_view> cells = {"1", "03", "3456", "7890"};
    const auto row = prepare(schema, cells);
    EXPECT_EQ(PhoneFeature{row.view().feature(0, 1)}.digits, "81334567890");
}

TEST(ColumnParts, WhatIsNoDateStaysAlone) {
    // Which day somebody joined is no birth date.
    EXPECT_EQ(
        parts_in(
            guessed({"id", "fname", "入会年", "入会月", "入会日"}, people_born({0, 1, 2}, "1990"))),
        (std::vector{-1, -1, -1, -1, -1}));
    // Two small numbers beside a year.
    auto rows = people_born({0, 1, 2});
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i][4] = std::to_string(i);
    EXPECT_EQ(
        parts_in(guessed({"id", "fname", "a", "b", "c"}, rows)), (std::vector{-1, -1, -1, -1, -1}));
    // A whole one is there already.
    rows = people_born({0, 1, 2});
    for (auto& row : rows) row.insert(row.begin() + 2, row[2] + "-03-0" + row[3].substr(0, 1));
    EXPECT_EQ(parts_in(guessed({"id", "fname", "dob", "by", "bm", "bd"}, rows))[2], 0);
}

}  // namespace
}  // namespace genbo
