// SPDX-License-Identifier: Apache-2.0
#include "register/conflict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace genbo {
namespace {

const Instant kCame{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

GoldenMember said(
    std::int64_t record, std::int64_t rank,
    std::initializer_list<std::pair<Field, const char*>> values) {
    GoldenMember member;
    member.record = RecordId{record};
    member.source = SourceId{record};
    member.source_rank = rank;
    member.version = 1;
    member.at = kCame + std::chrono::microseconds{record};
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

TEST(Conflict, WhatOnlyFillsTheFieldContradictsNothing) {
    for (const char* filler :
         {"090-1234-5678", "000-0000-0000", "0120-000-000", "0120-123-456", "03-1234-5678"}) {
        const std::vector members = {
            said(1, 50, {{Field::phone, filler}, {Field::mobile, filler}}),
            said(2, 50, {{Field::phone, "03-3211-2222"}, {Field::mobile, "090-3141-5926"}}),
            said(3, 50, {{Field::phone, "090-0000-0000"}})};
        EXPECT_TRUE(conflicts_of(members).empty()) << filler;
    }
    for (const char* filler : {"test@example.com", "aaa@aaa.com", "dummy01@example.jp"}) {
        std::vector members = {
            said(1, 50, {{Field::email, filler}}),
            said(2, 50, {{Field::email, "hanako@example.jp"}}),
            said(3, 50, {{Field::email, "xxx@xxx.xx"}})};
        EXPECT_TRUE(conflicts_of(members).empty()) << filler;
        members.push_back(said(4, 50, {{Field::email, "taro@example.jp"}}));
        const auto found = conflicts_of(members);
        ASSERT_EQ(found.size(), 1U) << filler;
        EXPECT_EQ(found[0].sides.size(), 2U) << filler;
    }
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

// What two records say of an attribute, with the sides that contradict each other.
std::size_t sides_between(Field field, const char* one, const char* other) {
    const std::vector members = {said(1, 50, {{field, one}}), said(2, 50, {{field, other}})};
    const auto found = conflicts_of(members);
    return found.empty() ? 0 : found[0].sides.size();
}

TEST(Conflict, AFixedLineBesideAMobileIsNoContradiction) {
    EXPECT_EQ(sides_between(Field::phone, "03-3211-1111", "090-2211-5678"), 0U);
    EXPECT_EQ(sides_between(Field::phone, "080-2222-3333", "090-2211-5678"), 2U);
    EXPECT_EQ(sides_between(Field::mobile, "03-3211-1111", "090-2211-5678"), 0U);
    // One of the numbers in the cell is the other's.
    EXPECT_EQ(sides_between(Field::phone, "03-3211-1111 / 03-3211-2222", "0332112222"), 0U);
    // What is no number contradicts none.
    EXPECT_EQ(sides_between(Field::phone, "03-3211-1111", "なし"), 0U);
    EXPECT_EQ(sides_between(Field::phone, "03-3211-1111", "0000000000"), 0U);
}

TEST(Conflict, OfSeveralKindsOnlyTheContradictedOneIsAsked) {
    auto members = std::vector{
        said(1, 50, {{Field::phone, "03-3211-1111"}}),
        said(2, 50, {{Field::phone, "03-3211-2222"}}),
        said(3, 50, {{Field::phone, "090-2211-5678"}})};
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].sides.size(), 2U);
    for (const auto& side : found[0].sides)
        EXPECT_EQ(side.kinds, std::vector<std::string>{"fixed"});
    // One trusted number of each kind: those of less trust ask nothing.
    members[1].source_rank = 10;
    members.push_back(said(4, 10, {{Field::phone, "080-2222-3333"}}));
    EXPECT_TRUE(conflicts_of(members).empty());
}

// A cell with a mobile number and a fixed line speaks of both.
TEST(Conflict, ACellWithTwoKindsOfNumbersHidesNoContradiction) {
    const std::vector members = {
        said(1, 50, {{Field::phone, "090-2211-5678 / 03-3211-2222"}}),
        said(2, 50, {{Field::phone, "03-3211-2222"}}),
        said(3, 50, {{Field::phone, "03-3211-3333"}})};
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].sides.size(), 2U);
    EXPECT_EQ(sides_between(Field::phone, "090-2211-5678 / 03-3211-2222", "03-3211-3333"), 2U);
    EXPECT_EQ(sides_between(Field::phone, "090-2211-5678 / 03-3211-2222", "0120-444-444"), 0U);
}

// Who says one number of each of two lists says that the lists belong together.
TEST(Conflict, ARecordThatAgreesWithTwoSidesJoinsThem) {
    auto members = std::vector{
        said(1, 50, {{Field::phone, "03-3211-1111 / 03-3211-2222"}}),
        said(2, 50, {{Field::phone, "03-3211-3333 / 03-3211-4444"}}),
        said(3, 50, {{Field::phone, "03-3211-2222 / 03-3211-3333"}})};
    EXPECT_TRUE(conflicts_of(members).empty());
    members.push_back(said(4, 50, {{Field::phone, "03-3211-5555"}}));
    ASSERT_EQ(conflicts_of(members).size(), 1U);
    EXPECT_EQ(conflicts_of(members)[0].sides.size(), 2U);
    // Who says less exactly joins nobody: two rooms are two rooms.
    const std::vector rooms = {
        said(1, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3-201"}}),
        said(2, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3-305"}}),
        said(3, 50, {{Field::address_full, "東京都千代田区丸の内1-2-3"}})};
    EXPECT_EQ(conflicts_of(rooms).size(), 1U);
    const std::vector years = {
        said(1, 50, {{Field::birth_date, "1980-02-03"}}),
        said(2, 50, {{Field::birth_date, "1980-02-13"}}),
        said(3, 50, {{Field::birth_date, "昭和55年"}})};
    EXPECT_EQ(conflicts_of(years).size(), 1U);
}

// The mobile number was chosen, and somebody took back the other one.
TEST(Conflict, WhatWasDecidedStaysDecidedWhenItsKindIsSettled) {
    auto members = std::vector{
        said(1, 50, {{Field::phone, "03-3211-1111"}}),
        said(2, 50, {{Field::phone, "03-3211-2222"}}),
        said(3, 50, {{Field::phone, "090-2211-5678"}}),
        said(4, 50, {{Field::phone, "080-2222-3333"}})};
    std::vector<std::string> weighed;
    for (const auto& member : members) weighed.push_back(mark_of(member, Field::phone));
    const std::vector rulings = {ruled(members[2], Field::phone, weighed)};
    EXPECT_TRUE(conflicts_of(members, rulings).empty());
    members.pop_back();
    EXPECT_TRUE(conflicts_of(members, rulings).empty());
    members.push_back(said(5, 50, {{Field::phone, "03-3211-7777"}}));
    EXPECT_EQ(conflicts_of(members, rulings).size(), 1U);
}

TEST(Conflict, ANameInAnotherOrderIsNoContradiction) {
    const auto differ = [](Field field, const char* one, const char* other) {
        return sides_between(field, one, other) != 0;
    };
    EXPECT_FALSE(differ(Field::name_full, "TAMANG RAM VAN", "Ram Van Tamang"));
    EXPECT_FALSE(differ(Field::name_romaji, "TAMANG RAM VAN", "RAM VAN TAMANG"));
    EXPECT_FALSE(differ(Field::name_romaji, "Tamang, Ram-Van", "ＲＡＭ　ＶＡＮ　ＴＡＭＡＮＧ"));
    EXPECT_FALSE(differ(Field::name_full, "José García", "GARCIA JOSE"));
    EXPECT_FALSE(differ(Field::kana_full, "タマン ラム バン", "ラム・バン・タマン"));
    EXPECT_FALSE(differ(Field::name_full, "花子 高橋", "髙橋　花子"));
    EXPECT_TRUE(differ(Field::name_romaji, "TAMANG RAM VAN", "TAMANG RAM"));
    // The same letters are not the same words.
    EXPECT_TRUE(differ(Field::name_full, "山本 一", "本山 一"));
    EXPECT_TRUE(differ(Field::name_full, "明 正", "正明 明"));
}

// Whoever writes no space agrees with both who write one.
TEST(Conflict, AnUnspacedNameJoinsBothOrders) {
    auto members = std::vector{
        said(1, 50, {{Field::name_full, "高橋花子"}}),
        said(2, 50, {{Field::name_full, "花子 高橋"}}),
        said(3, 50, {{Field::name_full, "髙橋 花子 様"}})};
    EXPECT_TRUE(conflicts_of(members).empty());
    members.push_back(said(4, 50, {{Field::name_full, "高橋 華子"}}));
    const auto found = conflicts_of(members);
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].sides.size(), 2U);
    // The newest is the golden one, and first.
    EXPECT_EQ(found[0].sides[1].claims.size(), 3U);
    // A decision for the name holds for each way to write it.
    const auto& mark = found[0].sides[1].mark;
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_TRUE(marks_agree(mark, mark_of(members[i], Field::name_full))) << i;
    EXPECT_FALSE(marks_agree(mark, mark_of(members[3], Field::name_full)));
}

TEST(Conflict, CaseWidthAndVariantKanjiAreNoDifference) {
    const std::vector<std::tuple<Field, const char*, const char*>> same = {
        {Field::name_full, "渡邉 一郎", "渡辺一郎"},
        {Field::name_full, "髙﨑 澤子", "高崎 沢子"},
        {Field::name_full, "ｓａｔｏ ｆｕｍｉｏ", "SATO FUMIO"},
        {Field::kana_full, "ﾀｶﾊｼ ﾊﾅｺ", "たかはし はなこ"},
        {Field::email, "Hanako@Example.JP", "ｈａｎａｋｏ@example.jp"},
        {Field::company, "㈱髙島屋商店", "株式会社 高島屋商店"},
        {Field::company_kana, "ﾀｶｼﾏﾔ", "タカシマヤ"},
        {Field::company_english, "Takashima Ｔｒａｄｉｎｇ Co., Ltd.", "TAKASHIMA TRADING CO LTD"},
        {Field::gender, "女性", "F"},
        {Field::birth_date, "昭和55年2月3日", "１９８０／２／３"},
        {Field::birth_date, "昭和55年", "1980-02-03"},
        {Field::fax, "０３（３２１１）１１１１", "0332111111"},
        {Field::corporate_number, "T7000012050002", "７０００-０１２０-５０００２"},
        {Field::address_full, "東京都千代田区霞ヶ関１－２－３", "東京都千代田区霞が関1丁目2番3号"}};
    for (const auto& [field, one, other] : same)
        EXPECT_EQ(sides_between(field, one, other), 0U) << one << " | " << other;
    // Legally different names stay apart.
    EXPECT_EQ(sides_between(Field::name_full, "斎藤 一郎", "斉藤 一郎"), 2U);
}

TEST(Conflict, AnImpossibleBirthDateAsksNothingAndNeverWins) {
    for (const auto* impossible :
         {"2027-03-01", "1869-12-31", "1900-01-01", "令和20年1月1日", "1980-02-31", "不明"}) {
        // By every rule it would win: vouched for, of the higher rank, the newest, the more.
        auto members = std::vector{
            said(1, 50, {{Field::birth_date, "1980-02-03"}}),
            said(2, 90, {{Field::birth_date, impossible}}),
            said(3, 90, {{Field::birth_date, impossible}})};
        for (auto& member : members)
            if (member.source_rank == 90) member.verified_fields = {Field::birth_date};
        EXPECT_EQ(golden_record(members, {}).get(Field::birth_date), "1980-02-03") << impossible;
        EXPECT_EQ(golden_record(members, {}).fields[0].others.size(), 1U);
        EXPECT_TRUE(conflicts_of(members).empty()) << impossible;
        // Where nobody says another it is what there is.
        members.erase(members.begin());
        EXPECT_EQ(golden_record(members, {}).get(Field::birth_date), impossible);
    }
    // The day itself and the oldest people are possible.
    for (const auto* possible : {"2026-11-22", "1870-01-01"}) {
        const std::vector members = {
            said(1, 50, {{Field::birth_date, "1980-02-03"}}),
            said(2, 90, {{Field::birth_date, possible}})};
        EXPECT_EQ(golden_record(members, {}).get(Field::birth_date), possible);
    }
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
