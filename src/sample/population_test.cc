// SPDX-License-Identifier: Apache-2.0

#include "sample/population.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "sample/damage.h"
#include "sample/history.h"
#include "sample/source_profile.h"
#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

constexpr std::uint64_t kHouseholds = 6'000;

// Everything that rows are made of, as text.
std::string picture(const Population& population, const Household& household) {
    std::string text;
    RecordPlan plan(population);
    for (const PlannedRecord& record : plan.records(household, household.size)) {
        if (record.member == kNoMember) continue;
        const Person& person = household.persons[record.member];
        const Facts facts = facts_on(population, household, person, record.day);
        const AddressText address = address_text(population.tables(), facts.address, {});
        text.append(source_name(record.source)).append(" ").append(facts.surname).append(" ");
        text.append(facts.given_name).append(" ").append(address.joined(" ")).append(" ");
        text.append(facts.mobile.digits).append(" ").append(facts.landline.digits).append(" ");
        text.append(facts.email).append(" ").append(std::to_string(facts.birth)).append("\n");
    }
    return text;
}

TEST(Population, AHouseholdIsTheSameWheneverItIsMade) {
    const Population population(test_tables(), 7);
    std::vector<std::string> forwards;
    forwards.reserve(300);
    for (std::uint64_t i = 0; i < 300; ++i) {
        forwards.push_back(picture(population, population.household(i)));
    }
    const Population again(test_tables(), 7);
    for (std::uint64_t i = 300; i-- > 0;) {
        EXPECT_EQ(picture(again, again.household(i)), forwards[i]);
    }
    const Population other(test_tables(), 8);
    EXPECT_NE(picture(other, other.household(0)), forwards[0]);
}

TEST(Population, LooksLikeACountry) {
    const Population population(test_tables(), 1);
    RecordPlan plan(population);
    int persons = 0;
    int women = 0;
    int older = 0;
    int single = 0;
    int foreign = 0;
    int mobile = 0;
    int mail = 0;
    std::size_t records = 0;
    std::map<Source, int> sources;
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        ASSERT_GE(household.size, 1U);
        single += household.size == 1 ? 1 : 0;
        for (const Person& person : household.members()) {
            ++persons;
            women += person.gender == Gender::female ? 1 : 0;
            older += person.birth < kSampleToday - 48 * 1461 / 4 ? 1 : 0;
            foreign += person.name_kind != NameKind::japanese ? 1 : 0;
            mobile += person.mobiles.count > 0 ? 1 : 0;
            mail += person.mails.count > 0 ? 1 : 0;
            ASSERT_GE(person.birth, kSampleToday - 97 * 366);
            ASSERT_LE(person.birth, kSampleToday - 14 * 365);
        }
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member == kNoMember) continue;
            ++records;
            ++sources[record.source];
            ASSERT_LT(record.day, kSampleToday);
            ASSERT_LT(slice_of(record), kSliceCount);
        }
    }
    EXPECT_NEAR(double(persons) / kHouseholds, 2.15, 0.1);
    EXPECT_NEAR(double(women) / persons, 0.51, 0.03);
    EXPECT_NEAR(double(older) / persons, 0.5, 0.06);
    EXPECT_NEAR(double(single) / kHouseholds, 0.38, 0.04);
    EXPECT_NEAR(double(foreign) / persons, 0.03, 0.007);
    EXPECT_NEAR(double(mobile) / persons, 0.86, 0.02);
    EXPECT_NEAR(double(mail) / persons, 0.78, 0.02);
    EXPECT_NEAR(double(records) / persons, 1.9, 0.05);
    const auto share = [&](Source source) { return sources[source] / double(records); };
    EXPECT_NEAR(share(Source::pos), 0.30, 0.03);
    EXPECT_NEAR(share(Source::ec), 0.35, 0.03);
    EXPECT_NEAR(share(Source::crm), 0.12, 0.02);
    EXPECT_NEAR(share(Source::app), 0.10, 0.02);
    EXPECT_NEAR(share(Source::partner), 0.08, 0.02);
    EXPECT_NEAR(share(Source::legacy), 0.05, 0.02);
}

TEST(Population, NoPlanHasMoreThanTwelvePrivateRecords) {
    const Population population(test_tables(), 2);
    RecordPlan plan(population);
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        std::map<std::pair<int, bool>, int> counts;
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member == kNoMember) continue;
            ++counts[{record.member, record.source == Source::partner}];
        }
        for (const auto& [who, count] : counts) ASSERT_LE(count, who.second ? 3 : 12);
    }
}

TEST(History, AWeddingChangesNameAndAddress) {
    const Population population(test_tables(), 3);
    int weddings = 0;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        const Household household = population.household(i);
        for (const Person& person : household.members()) {
            if (person.name_event != NameEvent::wedding) continue;
            if (person.surname_before == person.surname) continue;
            if (person.name_kind != NameKind::japanese) continue;
            ++weddings;
            const Facts before = facts_on(population, household, person, person.renamed_on - 1);
            const Facts after = facts_on(population, household, person, person.renamed_on);
            EXPECT_NE(before.surname, after.surname);
            EXPECT_EQ(before.given_name, after.given_name);
            EXPECT_EQ(before.birth, after.birth);
            EXPECT_EQ(before.address, person.address_before);
            EXPECT_EQ(other_surname(population, person, person.renamed_on), before.surname);
            EXPECT_EQ(after.surname, test_tables().surnames()[household.persons[0].surname].name);
        }
    }
    EXPECT_GT(weddings, 500);
}

TEST(History, AMoveChangesTheAddressOfAll) {
    const Population population(test_tables(), 4);
    int moves = 0;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        const Household household = population.household(i);
        moves += static_cast<int>(household.dwelling_count) - 1;
        for (std::uint32_t d = 1; d < household.dwelling_count; ++d) {
            ASSERT_GE(household.dwellings[d].from, household.dwellings[d - 1].from);
        }
        const auto& last = household.dwellings[household.dwelling_count - 1];
        for (const Person& person : household.members()) {
            const Facts facts = facts_on(population, household, person, kSampleToday);
            if (person.left_home_on == kNever) {
                ASSERT_EQ(facts.address, last.address);
            }
        }
    }
    // 4.5 % a year, more of the young.
    EXPECT_NEAR(moves / 2'000.0, 0.5, 0.1);
}

TEST(History, RecycledNumbersWereGivenUpBefore) {
    const Population population(test_tables(), 5);
    int recycled = 0;
    for (std::uint64_t i = 0; i < 8'000; ++i) {
        const Household household = population.household(i);
        for (const Person& person : household.members()) {
            if (person.recycled_from == kNever) continue;
            ++recycled;
            const MobileHistory before = mobile_history(5, person.recycled_person);
            ASSERT_GT(before.count, 1);
            EXPECT_GT(person.recycled_from, before.from[1]);
            EXPECT_EQ(
                mobile_on(population, person, kSampleToday).digits,
                mobile_number(5, person.recycled_person, 0).digits);
        }
    }
    EXPECT_GT(recycled, 20);
}

TEST(Population, TwinsShareTheirDay) {
    const Population population(test_tables(), 6);
    int twins = 0;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const Household household = population.household(i);
        std::vector<const Person*> found;
        for (const Person& person : household.members()) {
            if (person.twin) found.push_back(&person);
        }
        if (found.size() < 2) continue;
        ++twins;
        EXPECT_EQ(found[0]->birth, found[1]->birth);
        EXPECT_EQ(found[0]->surname, found[1]->surname);
        if (found[0]->gender == found[1]->gender) {
            const auto& names = test_tables().given_names(found[0]->gender);
            EXPECT_NE(names[found[0]->given_name].name, names[found[1]->given_name].name);
            const auto sound = names[found[0]->given_reading].kana;
            EXPECT_FALSE(sound.starts_with(names[found[1]->given_reading].kana));
        }
    }
    EXPECT_GT(twins, 5);
}

TEST(Population, NamesakesLiveInOneBuilding) {
    Rates rates = normal_rates();
    rates.namesake_in_building = 0.2;
    const Population population(test_tables(), 12, rates);
    int found = 0;
    for (std::uint64_t i = 1; i < 3'000; ++i) {
        const Household household = population.household(i);
        if (household.namesake_of == kNoHousehold) continue;
        ++found;
        const Household other = population.household(household.namesake_of);
        const Person& a = household.persons[0];
        const Person& b = other.persons[0];
        EXPECT_EQ(a.surname, b.surname);
        const auto& names = test_tables().given_names(a.gender);
        EXPECT_EQ(a.gender, b.gender);
        EXPECT_TRUE(
            names[a.given_name].name == names[b.given_name].name ||
            names[a.given_reading].kana == names[b.given_reading].kana);
        EXPECT_EQ(household.dwellings[0].address.building, other.dwellings[0].address.building);
        EXPECT_EQ(household.dwellings[0].address.town, other.dwellings[0].address.town);
    }
    EXPECT_GT(found, 30);
}

TEST(History, NobodyLeavesARecordAfterDeath) {
    const Population population(test_tables(), 13);
    RecordPlan plan(population);
    int dead = 0;
    int persons = 0;
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        for (const Person& person : household.members()) {
            ++persons;
            dead += person.died_on != kNever ? 1 : 0;
        }
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member == kNoMember) continue;
            ASSERT_FALSE(household.persons[record.member].dead_on(record.day));
        }
    }
    // 1.1 % a year.
    EXPECT_NEAR(double(dead) / persons, 0.11, 0.03);
}

TEST(History, WhoLeftHomeLivesElsewhere) {
    const Population population(test_tables(), 14);
    int left = 0;
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        for (const Person& person : household.members()) {
            if (person.left_home_on == kNever) continue;
            ++left;
            EXPECT_EQ(person.role, FamilyRole::child);
            const Facts after = facts_on(population, household, person, person.left_home_on);
            EXPECT_EQ(after.address, person.address_away);
            EXPECT_TRUE(after.landline.empty());
        }
    }
    EXPECT_GT(left, 100);
}

TEST(History, ADivorcedMotherTakesHerChildrenAlong) {
    const Population population(test_tables(), 15);
    int divorces = 0;
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        const Person& mother = household.persons[0];
        if (mother.name_event != NameEvent::divorce || mother.name_kind != NameKind::japanese) {
            continue;
        }
        ++divorces;
        EXPECT_EQ(mother.gender, Gender::female);
        for (const Person& child : household.members()) {
            if (child.role != FamilyRole::child) continue;
            EXPECT_EQ(child.renamed_on, mother.renamed_on);
            EXPECT_EQ(child.surname_before, mother.surname_before);
            EXPECT_TRUE(child.surname == mother.surname || child.surname == mother.surname_before);
        }
    }
    EXPECT_GT(divorces, 200);
}

TEST(RecordPlan, OfficesBelongToTheFirstHouseholdOfTheirCompany) {
    const Population population(test_tables(), 16);
    RecordPlan plan(population);
    std::set<std::uint64_t> companies;
    int entities = 0;
    for (std::uint64_t i = 0; i < kHouseholds; ++i) {
        const Household household = population.household(i);
        std::set<int> sites;
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member != kNoMember) continue;
            EXPECT_EQ(record.source, Source::partner);
            sites.insert(record.site);
        }
        entities += static_cast<int>(sites.size());
        if (!sites.empty()) {
            EXPECT_TRUE(companies.insert(population.company_of(i)).second);
        }
    }
    // 6 % of the entities; a household has about two people.
    EXPECT_NEAR(entities / (2.15 * kHouseholds), 0.045, 0.02);
}

TEST(Vandal, DoesNothingWhenTold) {
    const Population population(test_tables(), 1);
    const Vandal vandal(0);
    RecordPlan plan(population);
    for (std::uint64_t i = 0; i < 500; ++i) {
        const Household household = population.household(i);
        for (const PlannedRecord& record : plan.records(household, household.size)) {
            if (record.member == kNoMember) continue;
            if (record.source == Source::partner || record.source == Source::legacy) continue;
            const Person& person = household.persons[record.member];
            const Occasion occasion{
                .population = population,
                .household = household,
                .person = person,
                .day = record.day,
                .source = record.source};
            Chance chance(i);
            const Facts facts = facts_on(population, household, person, record.day);
            Draft draft = vandal.spoil(occasion, facts, chance);
            // What time alone brought about is no damage.
            const Damage before = draft.damage;
            for (std::size_t c = 0; c < kStruckChannelCount; ++c) {
                EXPECT_FALSE(before.has(static_cast<Channel>(c)));
            }
            EXPECT_EQ(draft.facts.surname, facts.surname);
            EXPECT_EQ(draft.facts.email, facts.email);
            Form form;
            fill_form(occasion, vandal, draft, chance, form);
            EXPECT_EQ(draft.damage.bits(), before.bits());
        }
    }
}

// What a channel says it did can be seen.
TEST(Vandal, DamageIsWhatItIsCalled) {
    const Population population(test_tables(), 9);
    const Vandal vandal(1.5);
    RecordPlan plan(population);
    std::map<Channel, int> seen;
    for (std::uint64_t i = 0; i < 3'000; ++i) {
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
            Chance chance(chance_key(9, Purpose::record, i, record.ordinal));
            const Facts facts = facts_on(population, household, person, record.day);
            const Draft draft = vandal.spoil(occasion, facts, chance);
            const auto has = [&](Channel channel) {
                const bool hit = draft.damage.has(channel);
                seen[channel] += hit ? 1 : 0;
                return hit;
            };
            if (has(Channel::birth_missing)) {
                EXPECT_FALSE(draft.birth.has_value());
            }
            if (has(Channel::birth_year)) {
                EXPECT_NEAR(*draft.birth, facts.birth, 370);
                EXPECT_NE(*draft.birth, facts.birth);
            }
            if (has(Channel::phone_missing)) {
                EXPECT_TRUE(draft.facts.mobile.empty() && draft.facts.landline.empty());
            }
            if (has(Channel::name_kana_only)) {
                EXPECT_TRUE(draft.facts.surname.empty());
            }
            if (has(Channel::name_romaji)) {
                EXPECT_FALSE(draft.romaji_name.empty());
            }
            if (has(Channel::zip_wrong)) {
                EXPECT_NE(draft.zip_instead, test_tables().towns()[facts.address.town].zip);
            }
            if (has(Channel::mail_typo)) {
                EXPECT_NE(draft.facts.email, facts.email);
            }
            if (has(Channel::name_old)) {
                EXPECT_NE(person.renamed_on, kNever);
            }
        }
    }
    for (const auto& [channel, hits] : seen) EXPECT_GT(hits, 0) << channel_name(channel);
}

TEST(SourceKey, IsDifferentForEveryRow) {
    EXPECT_EQ(source_key(Source::pos, 0), "2900000010000");
    EXPECT_EQ(source_key(Source::crm, 0), "C-0000001");
    EXPECT_EQ(source_key(Source::app, 0).size(), 17U);
    for (const Source source : {Source::pos, Source::ec, Source::crm, Source::app}) {
        std::set<std::string> keys;
        for (std::uint64_t row = 0; row < 3'000; ++row) keys.insert(source_key(source, row));
        EXPECT_EQ(keys.size(), 3'000U);
    }
}

}  // namespace
}  // namespace genbo::sample
