// SPDX-License-Identifier: Apache-2.0
#include "match/compare.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "match/hash.h"
#include "match/long_test_helper.h"
#include "match/model.h"
#include "match/score.h"
#include "match/test_people.h"
#include "record/field.h"

namespace genbo {
namespace {

using Values = std::map<Field, std::string_view>;

PreparedRow row_of(const Values& values) {
    std::array<std::string_view, kFieldCount> cells;
    for (const auto& [field, text] : values) cells[static_cast<std::size_t>(field)] = text;
    return prepare(register_schema(), cells);
}

// The name of the level on which two records stand in one comparison.
std::string level_of(std::string_view comparison, const Values& a, const Values& b) {
    const FrequencyTable frequencies;
    const auto& schema = register_schema();
    const Comparer comparer{schema, frequencies};
    const auto x = row_of(a);
    const auto y = row_of(b);
    const auto levels = comparer.levels(x.view(), y.view());
    EXPECT_EQ(levels, comparer.levels(y.view(), x.view())) << "not symmetric";
    for (std::size_t i = 0; i < schema.comparisons.size(); ++i)
        if (schema.comparisons[i].name == comparison)
            return std::string{level_names(schema.comparisons[i].type)[levels[i]]};
    return "no such comparison";
}

struct Case {
    std::string_view comparison;
    Values a;
    Values b;
    std::string_view level;
};

TEST(Compare, Levels) {
    const std::vector<Case> cases = {
        {"surname", {{Field::surname, "佐藤"}}, {{Field::surname, "佐藤"}}, "same"},
        {"surname", {{Field::surname, "佐藤"}}, {{Field::surname, "鈴木"}}, "different"},
        {"surname", {{Field::surname, "佐藤"}}, {}, "missing"},
        {"surname", {{Field::surname, "齋藤"}}, {{Field::surname, "斎藤"}}, "variant"},
        {"surname", {{Field::surname, "髙橋"}}, {{Field::surname, "高橋"}}, "variant"},
        {"surname",
         {{Field::surname, "斎藤"}, {Field::surname_kana, "サイトウ"}},
         {{Field::surname, "斉藤"}, {Field::surname_kana, "ｻｲﾄｳ"}},
         "same_sound"},
        {"surname",
         {{Field::surname, "斎藤"}},
         {{Field::surname_kana, "サイトウ"}},
         "likely_reading"},
        // A dictionary that does not know a reading is no proof.
        {"surname", {{Field::surname, "佐藤"}}, {{Field::surname_kana, "スズキ"}}, "weak"},
        {"surname",
         {{Field::surname, "佐藤"}, {Field::surname_kana, "サトウ"}},
         {{Field::surname_kana, "スズキ"}},
         "different"},
        {"surname",
         {{Field::surname, "東"}, {Field::surname_kana, "ヒガシ"}},
         {{Field::surname, "東"}, {Field::surname_kana, "アズマ"}},
         "other_reading"},
        {"surname", {{Field::name_full, "佐藤花子"}}, {{Field::name_full, "佐藤　花子"}}, "same"},
        {"surname",
         {{Field::surname, "花子"}, {Field::given_name, "佐藤"}},
         {{Field::surname, "佐藤"}, {Field::given_name, "花子"}},
         "swapped"},
        {"surname",
         {{Field::name_romaji, "TARO YAMADA"}},
         {{Field::surname_kana, "ヤマダ"}},
         "different"},
        {"surname",
         {{Field::name_romaji, "Yamada, Taro"}},
         {{Field::surname_kana, "ヤマダ"}},
         "likely_reading"},
        {"given_name", {{Field::given_name, "一郎"}}, {{Field::given_name, "二郎"}}, "different"},
        // Somebody wrote down what was heard; the other record knows the reading.
        {"given_name",
         {{Field::given_name, "未来"}},
         {{Field::given_name, "弥玖"}, {Field::given_name_kana, "ミク"}},
         "likely_reading"},
        {"given_name",
         {{Field::given_name, "花子"}},
         {{Field::given_name, "弥玖"}, {Field::given_name_kana, "ミク"}},
         "weak"},
        {"given_name",
         {{Field::given_name, "花子"}, {Field::given_name_kana, "ハナコ"}},
         {{Field::given_name, "弥玖"}, {Field::given_name_kana, "ミク"}},
         "different"},
        // Pet names keep the beginning.
        {"given_name",
         {{Field::given_name, "まさみっち"}},
         {{Field::given_name, "雅美"}, {Field::given_name_kana, "マサミ"}},
         "weak"},
        {"given_name",
         {{Field::given_name, "たろう"}},
         {{Field::given_name, "雅美"}, {Field::given_name_kana, "マサミ"}},
         "different"},
        // Which of two Latin words is the surname, the other record knows.
        {"given_name",
         {{Field::name_romaji, "Hirono Serizawa"}},
         {{Field::surname_kana, "セリザワ"}, {Field::given_name_kana, "ヒロノ"}},
         "swapped"},
        // A reading of the surname alone is not cut in two.
        {"surname",
         {{Field::name_full, "北岸 もえ"}, {Field::kana_full, "キタキシ"}},
         {{Field::surname, "北岸"}, {Field::surname_kana, "キタキシ"}},
         "same"},
        // The record of an office names nobody, and is nobody who works there.
        {"given_name",
         {{Field::company, "株式会社ライズ製作所"}},
         {{Field::company, "ライズ製作所(株)"}, {Field::name_full, "真下 菜摘"}},
         "different"},
        {"given_name",
         {{Field::company, "株式会社ライズ製作所"}},
         {{Field::company, "ライズ製作所(株)"}},
         "missing"},
        {"given_name", {}, {{Field::name_full, "真下 菜摘"}}, "missing"},
        {"given_name", {{Field::given_name, "花子様"}}, {{Field::given_name, "花子"}}, "same"},

        {"birth_date",
         {{Field::birth_date, "昭和63年1月7日"}},
         {{Field::birth_date, "1988-01-07"}},
         "same"},
        {"birth_date",
         {{Field::birth_date, "1988-01-07"}},
         {{Field::birth_date, "1988-07-01"}},
         "typing_error"},
        {"birth_date",
         {{Field::birth_date, "1988-01-07"}},
         {{Field::birth_date, "1989-01-07"}},
         "typing_error"},
        {"birth_date",
         {{Field::birth_date, "1988-01-07"}},
         {{Field::birth_date, "1963-01-07"}},
         "two_parts"},
        {"birth_date",
         {{Field::birth_date, "1988-01-30"}},
         {{Field::birth_date, "1988-02-12"}},
         "within_a_month"},
        {"birth_date",
         {{Field::birth_date, "1988-01-07"}},
         {{Field::birth_date, "1988-11-23"}},
         "within_a_year"},
        {"birth_date",
         {{Field::birth_date, "1988年"}},
         {{Field::birth_date, "1988-11-23"}},
         "less_exact"},
        {"birth_date",
         {{Field::birth_date, "1900-01-01"}},
         {{Field::birth_date, "1988-11-23"}},
         "missing"},

        {"phone",
         {{Field::phone, "03-3456-7012"}},
         {{Field::mobile, "０３（３４５６）７０１２"}},
         "same_line"},
        {"phone", {{Field::mobile, "090-3456-7012"}}, {{Field::phone, "+81 90 3456 7012"}}, "same"},
        {"phone",
         {{Field::mobile, "090-3456-7012"}},
         {{Field::mobile, "090-3456-7013"}},
         "similar"},
        {"phone",
         {{Field::mobile, "090-3456-7012"}},
         {{Field::mobile, "080-9999-1111"}},
         "different"},
        {"phone",
         {{Field::mobile, "090-0000-0000"}},
         {{Field::mobile, "090-0000-0000"}},
         "missing"},
        {"phone", {{Field::phone, "0120-123-456"}}, {{Field::phone, "0120-123-456"}}, "missing"},

        {"email",
         {{Field::email, "Taro.Yamada@gmail.com"}},
         {{Field::email_2, "taroyamada+x@gmail.com"}},
         "same"},
        {"email",
         {{Field::email, "taro.y@example.jp"}},
         {{Field::email, "taro.y@exampel.jp"}},
         "typing_error"},
        {"email",
         {{Field::email, "taro.y@example.jp"}},
         {{Field::email, "taro.y@mail.example.com"}},
         "same_local"},
        {"email",
         {{Field::email, "taro.y@example.jp"}},
         {{Field::email, "jiro@mail.example.com"}},
         "different"},

        {"address",
         {{Field::address_full, "東京都千代田区丸の内一丁目２番３号"}},
         {{Field::address_full, "千代田区丸ノ内1-2-3"}},
         "same"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3 ハイツ丸の内201号室"}},
         {{Field::prefecture, "東京都"}, {Field::city, "千代田区"}, {Field::town, "丸の内1-2-3"}},
         "same_house"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3 ハイツ丸の内201号室"}},
         {{Field::address_full, "東京都千代田区丸の内1-2-3 ハイツ丸の内305号室"}},
         "other_room"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3"}},
         {{Field::address_full, "東京都千代田区丸の内1-2"}},
         "near"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3"}},
         {{Field::address_full, "東京都千代田区丸の内3-9-11"}},
         "same_town"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3"}},
         {{Field::address_full, "東京都千代田区神田神保町3-9-11"}},
         "same_city"},
        {"address",
         {{Field::address_full, "東京都千代田区丸の内1-2-3"}},
         {{Field::address_full, "大阪府大阪市北区梅田1-2-3"}},
         "different"},
        {"address",
         {{Field::postal_code, "100-0005"}},
         {{Field::postal_code, "1000005"}},
         "same_town"},

        {"company",
         {{Field::company, "㈱山田商店"}},
         {{Field::company, "株式会社　山田商店"}},
         "same"},
        {"company",
         {{Field::company, "株式会社山田商店"}},
         {{Field::company, "山田商店株式会社"}},
         "other_form"},
        {"company",
         {{Field::company, "第一興産1号"}},
         {{Field::company, "第一興産2号"}},
         "different"},
        {"company",
         {{Field::company, "日本山田工業"}},
         {{Field::company, "日本山田工業ホールディングス"}},
         "different"},
        {"company",
         {{Field::company, "日本山田工業所"}},
         {{Field::company, "日本山田工業所販売"}},
         "weak"},
        {"gender", {{Field::gender, "男性"}}, {{Field::gender, "1"}}, "same"},
        {"gender", {{Field::gender, "男"}}, {{Field::gender, "F"}}, "different"},
    };
    for (std::size_t i = 0; i < cases.size(); ++i)
        EXPECT_EQ(level_of(cases[i].comparison, cases[i].a, cases[i].b), cases[i].level)
            << "case " << i << " " << cases[i].comparison;
}

TEST(Compare, IsSymmetricOnRandomPeople) {
    const auto puts = TestPeople{61}.records(rounds(80U, 120U));
    const FrequencyTable frequencies;
    const Comparer comparer{register_schema(), frequencies};
    const Scorer scorer{register_schema(), default_register_model()};
    for (const auto& a : puts)
        for (const auto& b : puts) {
            ASSERT_EQ(
                comparer.levels(a.row.view(), b.row.view()),
                comparer.levels(b.row.view(), a.row.view()));
            const auto levels = comparer.levels(a.row.view(), b.row.view());
            const auto score = scorer.score(a.row.view(), b.row.view());
            ASSERT_EQ(score, scorer.score(b.row.view(), a.row.view()));
            ASSERT_LE(score, scorer.bound_of_levels(levels));
            ASSERT_EQ(score, scorer.detail(a.row.view(), b.row.view()).total);
        }
}

// A day that a thousandth of all records have is nobody's birthday.
TEST(Compare, ADateThatManyHaveIsNone) {
    const auto& schema = register_schema();
    std::size_t birth = 0;
    while (schema.comparisons[birth].name != "birth_date") ++birth;
    const auto pool = schema.features[schema.comparisons[birth].features[0]].pool;
    FrequencyTable frequencies;
    frequencies.set_pool({.pool = pool, .total = 50'000, .collision = 1e-4});
    frequencies.set(pool, hash_bytes("19800101"), 500);
    frequencies.set(pool, hash_bytes("19800102"), 5);
    const Comparer comparer{schema, frequencies};
    const auto level = [&](std::string_view a, std::string_view b) {
        const auto x = row_of({{Field::birth_date, std::string{a}}});
        const auto y = row_of({{Field::birth_date, std::string{b}}});
        return comparer.levels(x.view(), y.view())[birth];
    };
    EXPECT_EQ(level("1980-01-01", "1980-01-01"), 0);
    EXPECT_EQ(level("1980-01-01", "1953-05-07"), 0);
    EXPECT_EQ(level("1980-01-02", "1953-05-07"), 1);
    EXPECT_GT(level("1980-01-02", "1980-01-02"), 1);
}

TEST(Compare, PackedLevelsComeOutAgain) {
    Levels levels = {};
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = static_cast<std::uint8_t>(i % 10);
    const auto packed = pack_levels(levels);
    for (std::size_t i = 0; i < levels.size(); ++i) EXPECT_EQ(level_at(packed, i), levels[i]);
}

// Words are compared as a set, rare ones counting more.
TEST(Compare, Words) {
    const auto schema =
        make_schema("words", {{.name = "title", .kind = FieldKind::text, .latin = true}});
    FrequencyTable frequencies;
    const Comparer comparer{schema, frequencies};
    const auto level = [&](std::string_view a, std::string_view b) {
        const auto x = prepare(schema, std::array{a});
        const auto y = prepare(schema, std::array{b});
        const auto found = comparer.levels(x.view(), y.view())[0];
        EXPECT_EQ(found, comparer.levels(y.view(), x.view())[0]);
        return std::string{level_names(ComparisonType::words)[found]};
    };
    EXPECT_EQ(level("A Query Optimizer", "query optimizer, a"), "same");
    EXPECT_EQ(
        level("adaptive query optimizer design", "adaptive query optimiser design"), "nearly_same");
    EXPECT_EQ(level("adaptive query optimizer", "adaptive query optimizer design"), "nearly_same");
    EXPECT_EQ(level("adaptive query optimizer", "lock manager"), "different");
    EXPECT_EQ(level("", "lock manager"), "missing");
}

}  // namespace
}  // namespace genbo
