// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "match/schema.h"
#include "match/test_table.h"
#include "record/field.h"

namespace genbo {
namespace {

using Columns = std::vector<std::pair<std::string_view, std::vector<std::string_view>>>;

using Kinds = std::map<std::string, FieldKind>;

Kinds kinds(const Columns& columns, const GuessOptions& options = {}) {
    std::vector<std::string_view> header;
    std::vector<std::vector<std::string_view>> rows;
    for (const auto& [name, values] : columns) {
        header.push_back(name);
        rows.resize(std::max(rows.size(), values.size()));
    }
    for (auto& row : rows) row.resize(columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column)
        for (std::size_t row = 0; row < columns[column].second.size(); ++row)
            rows[row][column] = columns[column].second[row];
    Kinds found;
    for (const auto& column : guess_schema(header, rows, options).columns)
        found[column.name] = column.kind;
    return found;
}

TEST(GuessSchema, KnowsAnEnglishCustomerFile) {
    const auto found = kinds({
        {"rec_id", {"1", "2", "3", "4"}},
        {"given_name", {"lachlan", "sarah", "jacob", "ivy"}},
        {"surname", {"berry", "bruhn", "lanyon", "berry"}},
        {"suburb", {"bittern", "cleveland", "bittern", "marsden"}},
        {"postcode", {"4814", "4510", "2602", "2602"}},
        {"date_of_birth", {"19990219", "19300213", "19080712", "19371532"}},
        {"soc_sec_id", {"7364009", "7535316", "9497788", "7364009"}},
        {"phone", {"02 1234 5678", "", "03 9876 5432", "02 1111 2222"}},
    });
    const Kinds expected = {
        {"rec_id", FieldKind::record_id},      {"given_name", FieldKind::given_name},
        {"surname", FieldKind::surname},       {"suburb", FieldKind::city},
        {"postcode", FieldKind::postal_code},  {"date_of_birth", FieldKind::birth_date},
        {"soc_sec_id", FieldKind::identifier}, {"phone", FieldKind::phone},
    };
    EXPECT_EQ(found, expected);
}

TEST(GuessSchema, KnowsAJapaneseCustomerFile) {
    const auto found = kinds({
        {"会員番号", {"1", "2", "3"}},
        {"氏名", {"佐藤 花子", "鈴木 一郎", "高橋 健"}},
        {"フリガナ", {"サトウ ハナコ", "スズキ イチロウ", "タカハシ ケン"}},
        {"生年月日", {"S55.3.4", "1980-05-06", "平成2年1月1日"}},
        {"郵便番号", {"100-0005", "5300001", "060-0042"}},
        {"住所", {"東京都千代田区丸の内1-2-3", "大阪市北区梅田1-1", "札幌市中央区大通西1-1"}},
        {"電話番号", {"03-3456-7012", "06-6345-0000", "011-222-3333"}},
        {"メールアドレス", {"a@example.jp", "b@example.jp", "c@example.jp"}},
    });
    const Kinds expected = {
        {"会員番号", FieldKind::record_id},   {"氏名", FieldKind::name_full},
        {"フリガナ", FieldKind::kana_full},   {"生年月日", FieldKind::birth_date},
        {"郵便番号", FieldKind::postal_code}, {"住所", FieldKind::address_full},
        {"電話番号", FieldKind::phone},       {"メールアドレス", FieldKind::email},
    };
    EXPECT_EQ(found, expected);
}

TEST(GuessSchema, KnowsHeadersOfSeveralWords) {
    const auto found = kinds({
        {"RECORD_ID", {"1", "2", "3"}},
        {"DATA_SOURCE", {"CRM", "WEB", "CRM"}},
        {"PRIMARY_NAME_LAST", {"Smith", "Jones", "Brown"}},
        {"PRIMARY_NAME_FIRST", {"Ann", "Bob", "Cy"}},
        {"ADDR_LINE1", {"1 Elm St", "22 Oak Road", "7 Ash Way"}},
        {"ADDR_POSTAL_CODE", {"89101", "89102", "89103"}},
        {"DATE_OF_BIRTH", {"1/2/1980", "3/4/1990", "5/6/2000"}},
        {"DRIVERS_LICENSE_NUMBER", {"112233", "445566", "778899"}},
    });
    EXPECT_EQ(found.at("DATA_SOURCE"), FieldKind::ignore);
    EXPECT_EQ(found.at("PRIMARY_NAME_LAST"), FieldKind::surname);
    EXPECT_EQ(found.at("PRIMARY_NAME_FIRST"), FieldKind::given_name);
    EXPECT_EQ(found.at("ADDR_LINE1"), FieldKind::address_full);
    EXPECT_EQ(found.at("ADDR_POSTAL_CODE"), FieldKind::postal_code);
    EXPECT_EQ(found.at("DATE_OF_BIRTH"), FieldKind::birth_date);
    EXPECT_EQ(found.at("DRIVERS_LICENSE_NUMBER"), FieldKind::identifier);
}

TEST(GuessSchema, LeavesOutWhatOnlyRepeatsOtherColumns) {
    std::vector<std::string> storage;
    for (int i = 0; i < 40; ++i)
        for (const auto* text : {"ann", "smith"})
            storage.push_back(text + std::string(1, static_cast<char>('a' + i % 26)));
    std::vector<std::string_view> first;
    std::vector<std::string_view> last;
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < 40; ++i) {
        first.push_back(storage[2 * i]);
        last.push_back(storage[2 * i + 1]);
        joined.push_back(storage[2 * i] + " " + storage[2 * i + 1]);
    }
    const std::vector<std::string_view> both(joined.begin(), joined.end());
    const auto found =
        kinds({{"first_name", first}, {"surname", last}, {"first_and_surname", both}});
    EXPECT_EQ(found.at("first_and_surname"), FieldKind::ignore);
    EXPECT_EQ(found.at("first_name"), FieldKind::given_name);
    EXPECT_EQ(found.at("surname"), FieldKind::surname);
}

TEST(GuessSchema, ABirthYearIsAYear) {
    const auto found = kinds({{"birth_date", {"1955", "1972", "1981", "1964"}}});
    EXPECT_EQ(found.at("birth_date"), FieldKind::year);
}

TEST(GuessSchema, TakesAListOfCompaniesForOne) {
    const auto found = kinds({
        {"name", {"株式会社山田商店", "㈱佐藤工業", "一般社団法人東雲会"}},
        {"name_kana", {"カブシキガイシャヤマダショウテン", "サトウコウギョウ", "シノノメカイ"}},
        {"name_en", {"Yamada Co., Ltd.", "Sato Industries", ""}},
        {"address", {"千代田区丸の内1-2-3", "横浜市港北区日吉1-1", "豊島区目白2-2"}},
    });
    EXPECT_EQ(found.at("name"), FieldKind::company);
    EXPECT_EQ(found.at("name_kana"), FieldKind::company_kana);
    EXPECT_EQ(found.at("name_en"), FieldKind::company_english);
}

TEST(GuessSchema, LooksAtTheContentWhereTheHeaderSaysNothing) {
    const auto found = kinds({
        {"c1", {"a1", "a2", "a3", "a4"}},
        {"c2", {"x@example.org", "y@example.org", "x@example.org", ""}},
        {"c3", {"1999-01-02", "1980-11-12", "1999-01-02", "2001-03-04"}},
        {"c4", {"1998", "2003", "1998", "2011"}},
        {"c5",
         {"adaptive query optimizers for streams", "lock managers in practice today",
          "adaptive query optimizer for streams", "views and how to keep them fresh"}},
        {"c6", {"leeds", "york", "leeds", "bath"}},
        {"c7", {"same", "same", "same", "same"}},
        {"c8", {"12", "7", "12", "140"}},
    });
    EXPECT_EQ(found.at("c1"), FieldKind::record_id);
    EXPECT_EQ(found.at("c2"), FieldKind::email);
    EXPECT_EQ(found.at("c3"), FieldKind::birth_date);
    EXPECT_EQ(found.at("c4"), FieldKind::year);
    EXPECT_EQ(found.at("c5"), FieldKind::text);
    EXPECT_EQ(found.at("c6"), FieldKind::short_text);
    EXPECT_EQ(found.at("c7"), FieldKind::ignore);
    EXPECT_EQ(found.at("c8"), FieldKind::number);
}

TEST(GuessSchema, DoesAsItIsTold) {
    const Columns columns = {
        {"first", {"1", "2", "3"}},
        {"surname", {"smith", "jones", "smith"}},
        {"cluster", {"0", "1", "0"}},
        {"key", {"x", "y", "z"}}};
    const auto found = kinds(columns, {.ignored_columns = {"cluster"}, .id_column = "key"});
    EXPECT_EQ(found.at("cluster"), FieldKind::ignore);
    EXPECT_EQ(found.at("key"), FieldKind::record_id);
    EXPECT_NE(found.at("first"), FieldKind::record_id);
}

TEST(GuessSchema, KeepsToTheLimitOfTheVector) {
    std::vector<std::string> names;
    for (int i = 0; i < 60; ++i) names.push_back("column " + std::to_string(i));
    Columns columns;
    for (const auto& name : names)
        columns.emplace_back(name, std::vector<std::string_view>{"a", "b", "a b"});
    std::vector<std::string_view> header(names.begin(), names.end());
    const std::vector<std::vector<std::string_view>> rows = {
        std::vector<std::string_view>(60, "a"), std::vector<std::string_view>(60, "b"),
        std::vector<std::string_view>(60, "a")};
    EXPECT_LE(guess_schema(header, rows, {}).comparisons.size(), kComparisonsMax);
}

TEST(RegisterSchema, HasOneColumnForEachField) {
    const auto& schema = register_schema();
    ASSERT_EQ(schema.columns.size(), kFieldCount);
    for (std::size_t i = 0; i < kFieldCount; ++i)
        EXPECT_EQ(schema.columns[i].name, field_info(static_cast<Field>(i)).name);
    EXPECT_EQ(schema.columns[static_cast<std::size_t>(Field::fax)].kind, FieldKind::phone);
    EXPECT_EQ(schema.columns[static_cast<std::size_t>(Field::note)].kind, FieldKind::ignore);
    EXPECT_LE(schema.rules.size(), 32U);
    for (const auto& rule : schema.rules) EXPECT_LE(rule.atoms.size(), 3U) << rule.name;
}

TEST(FieldKind, NamesComeBack) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(FieldKind::text); ++i) {
        const auto kind = static_cast<FieldKind>(i);
        EXPECT_EQ(field_kind_by_name(field_kind_name(kind)), kind);
    }
    EXPECT_FALSE(field_kind_by_name("nonsense").has_value());
}

// Twenty-four people, so that what stands beside a column can be told.
Columns japanese_parts() {
    Columns columns = {{"c1", {}}, {"c2", {}}, {"c3", {}}, {"c4", {}}, {"c5", {}}, {"c6", {}}};
    constexpr std::array<std::array<std::string_view, 4>, 4> kPeople = {
        {{"佐藤", "花子", "サトウ", "ハナコ"},
         {"鈴木", "一郎", "スズキ", "イチロウ"},
         {"高橋", "美咲", "タカハシ", "ミサキ"},
         {"田中", "健太", "タナカ", "ケンタ"}}};
    constexpr std::array<std::array<std::string_view, 2>, 3> kPlaces = {
        {{"札幌市中央区", "北1条西2丁目3-4"},
         {"千代田区", "丸の内1-1-1 見本ビル"},
         {"大阪市北区", "梅田3丁目1番1号"}}};
    for (std::size_t row = 0; row < 24; ++row) {
        for (std::size_t i = 0; i < 4; ++i)
            columns[i].second.push_back(kPeople[(row + (i % 2) * (row / 4)) % 4][i]);
        for (std::size_t i = 0; i < 2; ++i) columns[4 + i].second.push_back(kPlaces[row % 3][i]);
    }
    return columns;
}

TEST(GuessSchema, WhatStandsBesideAColumnTellsWhatItIs) {
    const Kinds expected = {
        {"c1", FieldKind::surname},      {"c2", FieldKind::given_name},
        {"c3", FieldKind::surname_kana}, {"c4", FieldKind::given_name_kana},
        {"c5", FieldKind::city},         {"c6", FieldKind::town},
    };
    EXPECT_EQ(kinds(japanese_parts()), expected);
}

// The columns of japanese_parts() under these names, two of them again in another script.
Columns in_two_scripts(
    std::array<std::string_view, 4> names, std::string_view (*rewritten)(std::string_view)) {
    auto columns = japanese_parts();
    columns.resize(2);
    // A surname that came back every fourth row would agree with itself by chance.
    std::ranges::sort(columns[0].second);
    for (std::size_t i = 0; i < 2; ++i) {
        columns[i].first = names[i];
        columns.push_back({names[i + 2], {}});
        for (const auto cell : columns[i].second) columns.back().second.push_back(rewritten(cell));
    }
    return columns;
}

std::string_view in_kana(std::string_view kanji) {
    static const std::map<std::string_view, std::string_view> readings = {
        {"佐藤", "サトウ"}, {"鈴木", "スズキ"},   {"高橋", "タカハシ"}, {"田中", "タナカ"},
        {"花子", "ハナコ"}, {"一郎", "イチロウ"}, {"美咲", "ミサキ"},   {"健太", "ケンタ"}};
    return readings.at(kanji);
}

std::string_view in_latin(std::string_view kanji) {
    static const std::map<std::string_view, std::string_view> readings = {
        {"佐藤", "Sato"},   {"鈴木", "SUZUKI"}, {"高橋", "Takahashi"}, {"田中", "Tanaka"},
        {"花子", "Hanako"}, {"一郎", "Ichiro"}, {"美咲", "Misaki"},    {"健太", "KENTA"}};
    return readings.at(kanji);
}

TEST(GuessSchema, ANameInLatinLettersBesideItselfIsNoSecondWitness) {
    const Kinds expected = {
        {"姓", FieldKind::surname},
        {"名", FieldKind::given_name},
        {"surname", FieldKind::ignore},
        {"given_name", FieldKind::ignore}};
    auto columns = in_two_scripts({"姓", "名", "surname", "given_name"}, in_latin);
    EXPECT_EQ(kinds(columns), expected);
    // Whichever comes first.
    std::ranges::reverse(columns);
    EXPECT_EQ(kinds(columns), expected);
}

TEST(GuessSchema, ANameInKanaBesideItselfIsItsReading) {
    const Kinds expected = {
        {"姓", FieldKind::surname},
        {"名", FieldKind::given_name},
        {"surname", FieldKind::surname_kana},
        {"given_name", FieldKind::given_name_kana}};
    auto columns = in_two_scripts({"姓", "名", "surname", "given_name"}, in_kana);
    EXPECT_EQ(kinds(columns), expected);
    std::ranges::reverse(columns);
    EXPECT_EQ(kinds(columns), expected);
}

TEST(GuessSchema, SomebodyElsesNameInLatinLettersStays) {
    auto columns = in_two_scripts({"姓", "名", "surname", "given_name"}, in_latin);
    std::ranges::rotate(columns[2].second, columns[2].second.begin() + 6);
    EXPECT_NE(kinds(columns).at("surname"), FieldKind::ignore);
    EXPECT_EQ(kinds(columns).at("given_name"), FieldKind::ignore);
}

TEST(GuessSchema, NoTwoFeaturesAndNoTwoComparisonsHaveOneName) {
    auto columns = japanese_parts();
    for (std::size_t i = 0; i < 24; ++i) {
        columns[4].second[i] = std::array<std::string_view, 3>{"ann", "bob", "cy"}[i % 3];
        columns[5].second[i] = std::array<std::string_view, 5>{"x", "y", "z", "u", "v"}[i % 5];
    }
    columns[0].first = "姓";
    columns[1].first = "名";
    columns[2].first = "フリガナ";
    columns[4].first = "surname";
    columns[5].first = "given_name";
    std::vector<std::string_view> header;
    std::vector<std::vector<std::string_view>> rows(24);
    for (const auto& [name, cells] : columns) {
        header.push_back(name);
        for (std::size_t i = 0; i < 24; ++i) rows[i].push_back(cells[i]);
    }
    const auto schema = guess_schema(header, rows, {});
    std::set<std::string> features;
    std::set<std::string> comparisons;
    for (const auto& feature : schema.features) features.insert(feature.name);
    for (const auto& comparison : schema.comparisons) comparisons.insert(comparison.name);
    EXPECT_EQ(features.size(), schema.features.size());
    EXPECT_EQ(comparisons.size(), schema.comparisons.size());
    EXPECT_TRUE(features.contains("surname 2"));
    EXPECT_TRUE(comparisons.contains("surname 2"));
}

TEST(GuessSchema, SomebodyElsesColumnIsNotTheCustomers) {
    auto columns = japanese_parts();
    columns[0].first = "紹介者";
    columns[1].first = "配送先";
    const auto found = kinds(columns);
    EXPECT_NE(found.at("紹介者"), FieldKind::surname);
    EXPECT_NE(found.at("配送先"), FieldKind::given_name);
}

}  // namespace
}  // namespace genbo
