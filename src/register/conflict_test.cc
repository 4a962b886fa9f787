// SPDX-License-Identifier: Apache-2.0
#include "register/conflict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace genbo {
namespace {

GoldenMember said(
    std::int64_t record, std::int64_t rank,
    std::initializer_list<std::pair<Field, const char*>> values) {
    GoldenMember member;
    member.record = RecordId{record};
    member.source = SourceId{record};
    member.source_rank = rank;
    member.version = 1;
    member.at = instant_from_micros(record);
    for (const auto& [field, raw] : values) member.values.set(field, raw);
    return member;
}

std::vector<Conflict> conflicts_of(
    const std::vector<GoldenMember>& members, const std::vector<ValueRuling>& rulings = {}) {
    return find_conflicts(members, golden_record(members, {}, rulings), rulings);
}

std::string mark_of(const GoldenMember& member, Field first) {
    return meaning_of(first, {}, member.values)->mark();
}

ValueRuling ruled(
    const GoldenMember& right, Field first, std::vector<std::string> weighed,
    std::int64_t at = 99) {
    ValueRuling ruling;
    ruling.id = {right.record, 1};
    ruling.field = first;
    ruling.chosen = mark_of(right, first);
    ruling.weighed = std::move(weighed);
    ruling.at = instant_from_micros(at);
    return ruling;
}

TEST(Conflict, AnotherSpellingIsNoContradiction) {
    const std::vector members = {
        said(
            1, 50,
            {{Field::name_full, "髙橋 花子"},
             {Field::birth_date, "昭和55年2月3日"},
             {Field::phone, "０９０－１２３４－５６７８"},
             {Field::address_full, "東京都千代田区丸の内一丁目2番3号 あおぞらビル201"}}),
        said(
            2, 50,
            {{Field::surname, "高橋"},
             {Field::given_name, "花子"},
             {Field::birth_date, "1980-02-03"},
             {Field::phone, "09012345678"},
             {Field::prefecture, "東京都"},
             {Field::city, "千代田区"},
             {Field::town, "丸ノ内1-2-3"}})};
    const auto found = conflicts_of(members);
    for (const auto& one : found) ADD_FAILURE() << field_info(one.field).name;
}

TEST(Conflict, ListsBySeverityAndHowOpenItIs) {
    const std::vector members = {
        said(1, 50, {{Field::birth_date, "1980-02-03"}, {Field::phone, "03-3211-1111"}}),
        said(2, 50, {{Field::birth_date, "1980-02-03"}, {Field::phone, "03-3211-2222"}}),
        said(3, 50, {{Field::birth_date, "1980-02-13"}})};
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].field, Field::birth_date);
    // Two against one: 2 · 1/3.
    EXPECT_EQ(found[0].worth, 66);
    EXPECT_TRUE(found[0].sides[0].golden);
    EXPECT_EQ(found[0].sides[0].claims.size(), 2U);
    EXPECT_EQ(found[0].sides[1].claims[0].record, RecordId{3});
    EXPECT_EQ(found[1].field, Field::phone);
    EXPECT_EQ(found[1].worth, 35);
}

TEST(Conflict, OnlySourcesOfLikeTrustContradict) {
    auto members = std::vector{
        said(1, 90, {{Field::birth_date, "1980-02-03"}}),
        said(2, 10, {{Field::birth_date, "1980-02-13"}})};
    EXPECT_TRUE(conflicts_of(members).empty());
    members.push_back(said(3, 90, {{Field::birth_date, "1990-01-01"}}));
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sides.size(), 3U);
    EXPECT_EQ(std::ranges::count_if(found[0].sides, &ConflictSide::trusted), 2);
    // One that vouches for the date settles it.
    members[1].verified_fields = {Field::birth_date};
    EXPECT_TRUE(conflicts_of(members).empty());
}

TEST(Conflict, ARulingWinsAndCloses) {
    const std::vector members = {
        said(1, 50, {{Field::birth_date, "1980-02-03"}}),
        said(2, 50, {{Field::birth_date, "1980-02-03"}}),
        said(3, 50, {{Field::birth_date, "1980-02-13"}})};
    const auto mine = mark_of(members[2], Field::birth_date);
    const auto other = mark_of(members[0], Field::birth_date);
    const std::vector rulings = {ruled(members[2], Field::birth_date, {mine, other})};
    const auto golden = golden_record(members, {}, rulings);
    EXPECT_EQ(golden.get(Field::birth_date), "1980-02-13");
    EXPECT_EQ(golden.fields[0].lineage.rule, SurvivorRule::ruling);
    EXPECT_EQ(golden.fields[0].lineage.ruling, (RulingId{RecordId{3}, 1}));
    ASSERT_EQ(golden.fields[0].others.size(), 1U);
    EXPECT_EQ(golden.fields[0].others[0].value, "1980-02-03");
    EXPECT_TRUE(conflicts_of(members, rulings).empty());
}

TEST(Conflict, SomethingNewOpensItAgainAndTheRulingHoldsMeanwhile) {
    auto members = std::vector{
        said(1, 50, {{Field::birth_date, "1980-02-03"}}),
        said(2, 50, {{Field::birth_date, "1980-02-13"}})};
    const std::vector rulings = {ruled(
        members[0], Field::birth_date,
        {mark_of(members[0], Field::birth_date), mark_of(members[1], Field::birth_date)})};
    EXPECT_TRUE(conflicts_of(members, rulings).empty());
    members.push_back(said(3, 50, {{Field::birth_date, "1980-12-03"}}));
    const auto found = conflicts_of(members, rulings);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].again);
    EXPECT_EQ(golden_record(members, {}, rulings).get(Field::birth_date), "1980-02-03");
}

TEST(Conflict, WhenNobodySaysTheChosenValueTheRulesDecide) {
    auto members = std::vector{
        said(1, 50, {{Field::birth_date, "1980-02-03"}}),
        said(2, 50, {{Field::birth_date, "1980-02-13"}}),
        said(3, 50, {{Field::birth_date, "1980-02-13"}})};
    const std::vector rulings = {ruled(
        members[0], Field::birth_date,
        {mark_of(members[0], Field::birth_date), mark_of(members[1], Field::birth_date)})};
    members[0].values.set(Field::birth_date, "1980-02-05");
    const auto golden = golden_record(members, {}, rulings);
    EXPECT_EQ(golden.get(Field::birth_date), "1980-02-13");
    EXPECT_EQ(golden.fields[0].lineage.rule, SurvivorRule::most_frequent);
    EXPECT_EQ(golden.fields[0].lineage.ruling, RulingId{});
    EXPECT_EQ(conflicts_of(members, rulings).size(), 1U);
}

TEST(Conflict, BothAreRight) {
    const std::vector members = {
        said(1, 50, {{Field::phone, "03-3211-1111"}}),
        said(2, 50, {{Field::phone, "03-3211-2222"}})};
    auto ruling = ruled(
        members[0], Field::phone,
        {mark_of(members[0], Field::phone), mark_of(members[1], Field::phone)});
    ruling.kind = RulingKind::both;
    ruling.chosen.clear();
    const auto golden = golden_record(members, {}, std::vector{ruling});
    // The rule decides which comes first; nothing is lost.
    EXPECT_EQ(golden.get(Field::phone), "03-3211-2222");
    EXPECT_EQ(golden.fields[0].lineage.rule, SurvivorRule::newest);
    EXPECT_TRUE(golden.fields[0].all_right);
    EXPECT_TRUE(conflicts_of(members, {ruling}).empty());
    ruling.withdrawn = instant_from_micros(100);
    EXPECT_EQ(conflicts_of(members, {ruling}).size(), 1U);
}

TEST(Conflict, ARoomThatOnlyOneNamesIsNoDifference) {
    auto members = std::vector{
        said(1, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3-201"}}),
        said(2, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3"}})};
    EXPECT_TRUE(conflicts_of(members).empty());
    // The number of the room may stand with the others.
    members.push_back(
        said(4, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3 青空ビル201"}}));
    EXPECT_TRUE(conflicts_of(members).empty());
    members.push_back(said(3, 50, {{Field::address_full, "東京都千代田区丸の内1-2-4"}}));
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sides.size(), 2U);
}

TEST(Conflict, WhatSaysNothingContradictsNobody) {
    const std::vector members = {
        said(
            1, 50,
            {{Field::name_full, "佐藤 文雄"},
             {Field::birth_date, "1955-04-05"},
             {Field::address_full, "東京都千代田区丸の内1-2-3"}}),
        said(
            2, 50,
            {{Field::name_full, "SATO FUMIO"},
             {Field::birth_date, "S45.1.1"},
             {Field::address_full, "丸の内"}}),
        said(3, 50, {{Field::name_full, "佐\xEF\xBF\xBD 文雄"}})};
    for (const auto& one : conflicts_of(members)) ADD_FAILURE() << field_info(one.field).name;
    const std::vector latin = {
        said(1, 50, {{Field::name_full, "RAM VAN TAMANG"}}),
        said(2, 50, {{Field::surname, "Tamang"}, {Field::given_name, "Ram Van"}}),
        said(3, 50, {{Field::name_full, "RAM TAMANG"}})};
    ASSERT_EQ(conflicts_of(latin).size(), 1U);
    EXPECT_EQ(conflicts_of(latin)[0].sides.size(), 2U);
}

// Neither the order of the records nor that of the rulings says anything.
TEST(Conflict, OrderDoesNotMatter) {
    std::mt19937 random(7);
    const std::array dates = {"1980-02-03", "1980-02-13", "1990-01-01"};
    for (int round = 0; round < 200; ++round) {
        std::vector<GoldenMember> members;
        const auto count = 2 + random() % 4;
        for (std::size_t i = 0; i < count; ++i)
            members.push_back(said(
                static_cast<std::int64_t>(i + 1), random() % 2 == 0 ? 50 : 60,
                {{Field::birth_date, dates[random() % dates.size()]}}));
        std::vector<ValueRuling> rulings;
        for (std::size_t i = 0; i < random() % 3; ++i)
            rulings.push_back(ruled(
                members[random() % members.size()], Field::birth_date,
                {mark_of(members[0], Field::birth_date)}, static_cast<std::int64_t>(100 + i)));
        const auto conflicts = conflicts_of(members, rulings);
        const auto golden = golden_record(members, {}, rulings);
        std::ranges::shuffle(members, random);
        std::ranges::shuffle(rulings, random);
        EXPECT_EQ(conflicts_of(members, rulings), conflicts);
        EXPECT_EQ(golden_record(members, {}, rulings), golden);
        // The golden value is somebody's.
        EXPECT_TRUE(std::ranges::any_of(members, [&](const GoldenMember& member) {
            return member.values.get(Field::birth_date) == golden.get(Field::birth_date);
        }));
    }
}

}  // namespace
}  // namespace genbo
