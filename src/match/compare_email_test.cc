// SPDX-License-Identifier: Apache-2.0
#include "match/compare_email.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace genbo {
namespace {

struct Mailbox {
    std::string address;
    std::initializer_list<std::string_view> names;
};

std::uint8_t level_one_way(const Mailbox& a, const Mailbox& b) {
    const auto bytes_a = email_feature(a.address);
    const auto bytes_b = email_feature(b.address);
    const EmailFeature x{bytes_a};
    const EmailFeature y{bytes_b};
    LatinNames names;
    for (const auto* const box : {&a, &b})
        for (const auto name : box->names) names.add(name);
    const auto level = compare_email(x, y);
    return email_asks_names(level) ? compare_email_of(level, x, y, names) : level;
}

std::uint8_t level_of(const Mailbox& a, const Mailbox& b) {
    const auto level = level_one_way(a, b);
    EXPECT_EQ(level_one_way(b, a), level) << a.address << " / " << b.address;
    return level;
}

TEST(CompareEmail, NamesakesHaveTheirNumbers) {
    EXPECT_EQ(
        level_of(
            {"lewis.fox72@example.com", {"lewis", "fox"}},
            {"lewis.fox38@example.com", {"lewis", "fox"}}),
        kEmailDifferent);
    EXPECT_EQ(
        level_of(
            {"lewis.fox72@example.com", {"lewis", "fox"}},
            {"lewis.fox7@example.com", {"lewis", "fox"}}),
        kEmailDifferent);
    EXPECT_EQ(
        level_of({"lfox72@example.com", {"lewis", "fox"}}, {"lfox73@example.com", {"lee", "fox"}}),
        kEmailDifferent);
    EXPECT_EQ(
        level_of({"robert255@smith.example", {"robert"}}, {"robert31@smith.example", {"robert"}}),
        kEmailDifferent);
}

// The address holds the name that was meant.
TEST(CompareEmail, AMistypedNameHidesNoNumber) {
    EXPECT_EQ(
        level_of(
            {"lewis.fox2126@example.com", {"lewis", "fox"}},
            {"lewis.fox1229@example.com", {"lewis", "fxo"}}),
        kEmailDifferent);
}

TEST(CompareEmail, AShortNameIsTakenOutWhereItStandsAlone) {
    EXPECT_EQ(
        level_of({"li.wei22@example.com", {"li", "wei"}}, {"li.wei31@example.com", {"li", "wei"}}),
        kEmailDifferent);
    EXPECT_EQ(
        level_of({"li22@example.com", {"li", "wei"}}, {"li21@example.com", {"li", "wei"}}),
        kEmailDifferent);
}

TEST(LatinNames, AreInOneOrderHoweverTheyCame) {
    const std::vector<std::string_view> words = {"fox", "li", "lewis", "ann",   "foxley", "x",
                                                 "fox", "bo", "smith", "jones", "ada",    "eve"};
    const auto names_of = [](auto first, auto last) {
        LatinNames names;
        for (; first != last; ++first) names.add(*first);
        return std::vector<std::string>(names.all().begin(), names.all().end());
    };
    const auto names = names_of(words.begin(), words.end());
    EXPECT_EQ(names_of(words.rbegin(), words.rend()), names);
    EXPECT_EQ(
        names, (std::vector<std::string>{
                   "foxley", "jones", "lewis", "smith", "ada", "ann", "eve", "fox"}));
}

TEST(CompareEmail, OneNumberIsOneMailbox) {
    const Mailbox box{"lewis.fox72@example.com", {"lewis", "fox"}};
    EXPECT_EQ(level_of(box, {"lewis.fox72@example.com", {"lewis", "fox"}}), kEmailSame);
    EXPECT_EQ(level_of(box, {"lewis.fox72@exmaple.com", {"lewis", "fox"}}), kEmailTypingError);
    EXPECT_EQ(level_of(box, {"lewis.fox72@mail.example", {"lewis", "fox"}}), kEmailSameLocal);
    EXPECT_EQ(level_of(box, {"lewisfox72@mail.example", {"lewis", "fox"}}), kEmailSimilarLocal);
}

TEST(CompareEmail, ANameAloneAtAnotherProviderSaysLittle) {
    const Mailbox box{"lewis.fox@example.com", {"lewis", "fox"}};
    EXPECT_EQ(level_of(box, {"lewis.fox@mail.example", {"lewis", "fox"}}), kEmailSimilarLocal);
    EXPECT_EQ(level_of(box, {"lewis.fox@example.co", {"lewis", "fox"}}), kEmailTypingError);
}

TEST(CompareEmail, OtherWordsAreTheOwnersOwn) {
    EXPECT_EQ(
        level_of(
            {"bluecat72@example.com", {"lewis", "fox"}},
            {"bluecat78@example.com", {"lewis", "fox"}}),
        kEmailTypingError);
    EXPECT_EQ(
        level_of(
            {"fox.bluecat7@example.com", {"lewis", "fox"}},
            {"fox.bluecat8@mail.example", {"lewis", "fox"}}),
        kEmailSimilarLocal);
    // Too short to be told from a word.
    EXPECT_EQ(
        level_of({"liebe72@example.com", {"li"}}, {"liebe78@example.com", {"li"}}),
        kEmailTypingError);
}

}  // namespace
}  // namespace genbo
