// SPDX-License-Identifier: Apache-2.0

#include "sample/evidence.h"

#include <gmock/gmock.h>

#include <map>

#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

const Shown kFull{
    .surname = 1, .given_name = 2, .birth = 3, .phone = 4, .other_phone = 5, .mail = 6, .house = 7};

TEST(Evidence, ANameAndOneMoreLink) {
    const Shown name{.surname = 1, .given_name = 2};
    EXPECT_FALSE(linked(kFull, name, false));
    for (const auto item : {&Shown::birth, &Shown::phone, &Shown::mail, &Shown::house}) {
        Shown other = name;
        other.*item = kFull.*item;
        EXPECT_TRUE(linked(kFull, other, false));
        EXPECT_TRUE(linked(other, kFull, false));
        EXPECT_FALSE(linked(kFull, other, true));  // Somebody else has all this too.
        other.*item += 100;
        EXPECT_FALSE(linked(kFull, other, false));
    }
    // The mobile on one, as the telephone on the other.
    EXPECT_TRUE(linked(kFull, {.surname = 1, .given_name = 2, .phone = 5}, false));
}

TEST(Evidence, WithoutTheSurnameTwoAreNeeded) {
    EXPECT_FALSE(linked(kFull, {.given_name = 2, .birth = 3}, false));
    EXPECT_TRUE(linked(kFull, {.given_name = 2, .birth = 3, .mail = 6}, false));
    EXPECT_TRUE(linked(kFull, {.surname = 9, .given_name = 2, .birth = 3, .house = 7}, false));
}

TEST(Evidence, AHomeSaysNothingWithoutAGivenName) {
    EXPECT_FALSE(linked(kFull, {.surname = 1, .phone = 4, .house = 7}, false));
    EXPECT_TRUE(linked(kFull, {.birth = 3, .phone = 4}, false));
    EXPECT_FALSE(linked(kFull, {.given_name = 8, .birth = 3, .phone = 4, .mail = 6}, false));
}

TEST(Evidence, OfficesAreKnownByPlaceOrLine) {
    const Shown office{.phone = 4, .house = 7, .company = 11};
    EXPECT_TRUE(linked(office, {.house = 7, .company = 11}, false));
    EXPECT_TRUE(linked(office, {.phone = 4, .company = 11}, false));
    EXPECT_FALSE(linked(office, {.phone = 9, .house = 8, .company = 11}, false));
}

TEST(Evidence, LinksAreFollowed) {
    const Shown a{.surname = 1, .given_name = 2, .birth = 3};
    const Shown b{.surname = 1, .given_name = 2, .birth = 3, .mail = 6};
    const Shown c{.surname = 1, .given_name = 2, .mail = 6};
    const Shown apart{.surname = 1};
    const std::array records = {a, apart, c, b};
    EXPECT_THAT(evidence_groups(records, false), testing::ElementsAre(0, 1, 0, 0));
    const std::array without = {a, apart, c};
    EXPECT_THAT(evidence_groups(without, false), testing::ElementsAre(0, 1, 2));
}

// Most pairs are decidable, and what cannot be seen is not called so.
TEST(Evidence, ShowsWhatTheFormShows) {
    const Population population(test_tables(), 3);
    const Vandal vandal(1);
    RecordPlan plan(population);
    int all = 0;
    int mails = 0;
    int givens = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const Household household = population.household(i);
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member == kNoMember) continue;
            const Person& person = household.persons[record.member];
            const Occasion occasion{
                .population = population,
                .household = household,
                .person = person,
                .day = record.day,
                .source = record.source};
            Chance chance(i);
            Draft draft =
                vandal.spoil(occasion, facts_on(population, household, person, record.day), chance);
            Form form;
            fill_form(occasion, vandal, draft, chance, form);
            const Shown shown = shown_by(occasion, draft, form);
            ++all;
            EXPECT_EQ(shown.mail != 0, !form[Cell::email].empty());
            mails += shown.mail != 0 ? 1 : 0;
            if (draft.damage.has(Channel::birth_missing)) {
                EXPECT_EQ(shown.birth, 0U);
            }
            if (draft.damage.has(Channel::name_absent) || draft.nickname) {
                EXPECT_EQ(shown.given_name, 0U);
            }
            givens += shown.given_name != 0 ? 1 : 0;
        }
    }
    EXPECT_GT(mails, all / 3);
    EXPECT_GT(givens, all * 8 / 10);
}

}  // namespace
}  // namespace genbo::sample
