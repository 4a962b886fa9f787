// SPDX-License-Identifier: Apache-2.0
#include "register/survivorship.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace genbo {
namespace {

GoldenMember member(
    std::int64_t record, std::int64_t rank, std::int64_t at,
    std::initializer_list<std::pair<Field, const char*>> values) {
    GoldenMember member;
    member.record = RecordId{record};
    member.source = SourceId{record};
    member.source_rank = rank;
    member.version = 1;
    member.at = instant_from_micros(at);
    for (const auto& [field, raw] : values) member.values.set(field, raw);
    return member;
}

const GoldenField& field_of(const GoldenRecord& golden, Field field) {
    return *std::ranges::find(golden.fields, field, &GoldenField::field);
}

SurvivorshipPolicy only(SurvivorRule rule) {
    SurvivorshipPolicy policy;
    policy.standard = {rule};
    policy.fields.clear();
    return policy;
}

TEST(Survivorship, EachRuleChoosesWhatItSays) {
    const std::vector<GoldenMember> members = {
        member(1, 90, 100, {{Field::occupation, "a"}}),
        member(2, 10, 300, {{Field::occupation, "bb"}}),
        member(3, 20, 200, {{Field::occupation, "ccc"}}),
        member(4, 30, 150, {{Field::occupation, "bb"}})};
    const auto chosen = [&](SurvivorRule rule) {
        return field_of(golden_record(members, only(rule)), Field::occupation).value;
    };
    EXPECT_EQ(chosen(SurvivorRule::source_rank), "a");
    EXPECT_EQ(chosen(SurvivorRule::newest), "bb");
    EXPECT_EQ(chosen(SurvivorRule::most_frequent), "bb");
    EXPECT_EQ(chosen(SurvivorRule::longest), "ccc");
    EXPECT_EQ(chosen(SurvivorRule::record_order), "a");
}

TEST(Survivorship, AVouchedValueWins) {
    auto members = std::vector{
        member(1, 90, 300, {{Field::phone, "03-1111-1111"}}),
        member(2, 10, 100, {{Field::phone, "03-2222-2222"}})};
    members[1].verified_fields = {Field::phone};
    const auto golden = golden_record(members, {});
    EXPECT_EQ(golden.get(Field::phone), "03-2222-2222");
    EXPECT_EQ(field_of(golden, Field::phone).lineage.rule, SurvivorRule::verified);
    ASSERT_EQ(field_of(golden, Field::phone).others.size(), 1U);
    EXPECT_EQ(field_of(golden, Field::phone).others[0].value, "03-1111-1111");
}

TEST(Survivorship, SpellingsOfOneValueAreOneValue) {
    const std::vector<GoldenMember> members = {
        member(
            1, 50, 1,
            {{Field::birth_date, "昭和55年2月3日"}, {Field::phone, "０３－１２３４－５６７８"}}),
        member(2, 50, 2, {{Field::birth_date, "1980-02-03"}, {Field::phone, "0312345678"}})};
    const auto golden = golden_record(members, {});
    EXPECT_TRUE(field_of(golden, Field::birth_date).others.empty());
    EXPECT_TRUE(field_of(golden, Field::phone).others.empty());
    EXPECT_EQ(field_of(golden, Field::phone).lineage.rule, SurvivorRule::only_value);
}

TEST(Survivorship, WhatOnlyFillsTheFieldLosesToAnythingElse) {
    const auto filled = [](std::int64_t rank, const char* phone, const char* mail) {
        return std::vector<GoldenMember>{
            member(1, rank, 2, {{Field::phone, phone}, {Field::email, mail}}),
            member(2, 10, 1, {{Field::phone, "03-3211-2222"}, {Field::email, "ai@example.jp"}})};
    };
    const auto golden = golden_record(filled(90, "090-1234-5678", "test@example.com"), {});
    EXPECT_EQ(golden.get(Field::phone), "03-3211-2222");
    EXPECT_EQ(golden.get(Field::email), "ai@example.jp");
    // Alone it stays: it is what we were told.
    const std::vector<GoldenMember> alone = {member(1, 90, 2, {{Field::phone, "000-0000-0000"}})};
    EXPECT_EQ(golden_record(alone, {}).get(Field::phone), "000-0000-0000");
}

TEST(Survivorship, NameAndAddressComeFromOneRecordEach) {
    const std::vector<GoldenMember> members = {
        member(
            1, 50, 1,
            {{Field::surname, "鈴木"},
             {Field::given_name, "花子"},
             {Field::city, "千代田区"},
             {Field::building, "古いビル"}}),
        member(2, 60, 2, {{Field::surname, "佐藤"}, {Field::city, "港区"}})};
    const auto golden = golden_record(members, {});
    EXPECT_EQ(golden.get(Field::surname), "佐藤");
    EXPECT_EQ(golden.get(Field::given_name), "");
    EXPECT_EQ(golden.get(Field::city), "港区");
    EXPECT_EQ(golden.get(Field::building), "");
}

TEST(Survivorship, TheOrderOfTheMembersDoesNotMatter) {
    std::vector<GoldenMember> members;
    std::mt19937 random(5);
    const std::vector<std::string> words = {"一", "二", "三", "四"};
    for (std::int64_t i = 1; i <= 6; ++i)
        members.push_back(member(
            i, static_cast<std::int64_t>(random() % 3), static_cast<std::int64_t>(random() % 3),
            {{Field::surname, words[random() % 4].c_str()},
             {Field::phone, words[random() % 4].c_str()},
             {Field::city, words[random() % 4].c_str()}}));
    const auto expected = golden_record(members, {});
    for (int i = 0; i < 50; ++i) {
        std::ranges::shuffle(members, random);
        ASSERT_EQ(golden_record(members, {}), expected);
    }
}

TEST(Survivorship, EveryGoldenValueIsSomeMembersValue) {
    std::mt19937 random(9);
    for (int round = 0; round < 100; ++round) {
        std::vector<GoldenMember> members;
        for (std::int64_t i = 1; i <= 4; ++i)
            members.push_back(member(
                i, static_cast<std::int64_t>(random() % 3), i,
                {{Field::email, ("m" + std::to_string(random() % 3) + "@x.jp").c_str()},
                 {Field::note, std::string(random() % 9, 'n').c_str()}}));
        for (const auto& field : golden_record(members, {}).fields) {
            const auto& source =
                *std::ranges::find(members, field.lineage.record, &GoldenMember::record);
            ASSERT_EQ(source.values.get(field.field), field.value);
        }
    }
}

}  // namespace
}  // namespace genbo
