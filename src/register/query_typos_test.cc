// SPDX-License-Identifier: Apache-2.0
#include "register/query_typos.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

struct TypoCase {
    const char* typed;
    const char* wrong;  // What is wrong with it.
};

SourceValues somebody() {
    return person(
        "1", "伊藤", "美咲", "イトウミサキ", "1980-01-02", "03-5555-0142", "misaki.ito@example.jp",
        "札幌市中央区北1条西2丁目");
}

std::vector<SearchKind> kinds_found(std::string_view typed, const SourceValues& values) {
    return matches_query(forgive_typing(parse_query(typed)), tokens_of_record(values));
}

TEST(QueryTypos, ForgivesOneMistakeInAWord) {
    constexpr TypoCase kCases[] = {
        {"イトウミサク", "another kana"},
        {"イトウミキ", "a kana left out"},
        {"イトウモミサキ", "a kana too many"},
        {"イトミウサキ", "two kana turned round"},
        {"いとうみさく", "in hiragana"},
        {"itou misaku", "another letter, in the second word"},
        {"misaki.iot@example.jp", "letters of a mail address turned round"},
        {"misaki.itoo@example.jp", "a letter too many"},
        {"03-5555-0143", "another digit"},
        {"03-5555-1042", "two digits turned round"},
        {"03-5555-014", "a digit left out"},
        {"伊東", "another surname, read alike"},
        {"伊東美咲", "the same, with the given name"},
        {"伊藤 美先", "another last character"},
        {"伊藤美先", "the same, in one word"},
    };
    for (const auto& one : kCases) {
        EXPECT_EQ(
            matches_query(parse_query(one.typed), tokens_of_record(somebody())),
            std::vector<SearchKind>{})
            << one.wrong << ": found without";
        EXPECT_NE(kinds_found(one.typed, somebody()), std::vector<SearchKind>{}) << one.wrong;
    }
}

TEST(QueryTypos, DoesNotForgiveTwoOrWhatIsTooShort) {
    for (const auto* typed :
         {"イトシミサク", "キト", "ab", "misakki.itoo@example.jp", "03-5555-0199", "伊東 健太"})
        EXPECT_EQ(kinds_found(typed, somebody()), std::vector<SearchKind>{}) << typed;
}

TEST(QueryTypos, WhatWasTypedIsAmongWhatIsAskedFor) {
    for (const auto* typed : {"イトウ", "itou", "伊藤 札幌市", "03-5555-0142", "060-0001", ""}) {
        const auto query = parse_query(typed);
        const auto wide = forgive_typing(query);
        ASSERT_EQ(wide.size(), query.size());
        for (std::size_t i = 0; i < query.size(); ++i) {
            EXPECT_TRUE(std::ranges::is_sorted(wide[i].alternatives));
            EXPECT_TRUE(std::ranges::includes(wide[i].alternatives, query[i].alternatives))
                << typed;
        }
    }
}

std::size_t asked_for(const std::vector<QueryTerm>& query) {
    std::size_t count = 0;
    for (const auto& term : query) count += term.alternatives.size();
    return count;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// As many words as a search box takes, of every kind that is forgiven, long and short.
TEST(QueryTypos, AsksForNoMoreThanItsBoundWhateverWasTyped) {
    constexpr std::pair<const char*, const char*> kWords[] = {
        {"イトウ", "ア"}, {"サイトウハナコ", "ン"}, {"itoumi", "a"}, {"伊藤美先", "子"}};
    for (const auto& [word, more] : kWords) {
        for (const std::size_t least : {0U, 2U, 8U, 20U, 25U}) {
            std::string words;
            for (std::size_t i = 0; i < 64; ++i) words += word + repeated(more, least + i) + " ";
            EXPECT_LE(asked_for(forgive_typing(parse_query(words))), kSpellingsMost + 1000U)
                << word << least;
        }
    }
    for (const auto& long_one :
         {repeated("ア", 32), repeated("a", 32), repeated("a", 20) + "@example.jp"}) {
        const auto query = parse_query(long_one);
        const auto wide = forgive_typing(query);
        EXPECT_GT(asked_for(wide), 1000U) << "not forgiven: " << long_one;
        EXPECT_LE(asked_for(wide), kSpellingsMost + 1000U) << long_one;
    }
    // One more character, and it stands as it was typed.
    const auto longer = parse_query(repeated("ア", 33));
    EXPECT_EQ(asked_for(forgive_typing(longer)), asked_for(longer));
}

TEST(QueryTypos, WhereItEndsWordsAreTakenAsTyped) {
    const auto kinds = [](std::string_view typed) { return kinds_found(typed, somebody()); };
    EXPECT_NE(kinds("札幌市 イトシ ミサク misaku"), std::vector<SearchKind>{});
    // Words that everybody here has, and that use up what is forgiven.
    const std::string many =
        "イトウミサキ itoumisaki misaki.ito@example.jp ミサキ misaki イトウミ イトウミサ ";
    EXPECT_NE(kinds(many + "イトウ"), std::vector<SearchKind>{});
    EXPECT_EQ(kinds(many + "イトシ"), std::vector<SearchKind>{});
    EXPECT_NE(kinds("イトシ " + many), std::vector<SearchKind>{});
}

template <typename House>
class TypoSearchTest : public testing::Test {
protected:
    House house;
};

using TypoHouses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(TypoSearchTest, TypoHouses);

TYPED_TEST(TypoSearchTest, IsTriedOnlyWhereNobodyWasFound) {
    auto& open = this->house.open;
    auto other = person(
        "2", "伊東", "健", "イトウケン", "1970-05-06", "06-5555-0101", "ken@example.jp",
        "大阪市北区梅田3-1");
    open.import("pos", {somebody(), other});
    const auto exact = open.search("伊東");
    ASSERT_EQ(exact.size(), 1U);
    EXPECT_FALSE(exact[0].approximate);
    const auto close = open.search("イトウミサク");
    ASSERT_EQ(close.size(), 1U);
    EXPECT_TRUE(close[0].approximate);
    EXPECT_EQ(close[0].golden.get(Field::given_name), "美咲");
    EXPECT_TRUE(open.search("ヤマダタロウ").empty());
}

}  // namespace
}  // namespace genbo
