// SPDX-License-Identifier: Apache-2.0

// What happens to the people of a household in ten years: weddings, divorces, moves, children who
// leave, new numbers and mailboxes, deaths.

#include <algorithm>
#include <array>

#include "sample/making.h"

namespace genbo::sample {
namespace {

DayNumber life_day_in_history(Chance& chance) {
    return kHistoryBegin + static_cast<DayNumber>(chance.below(3652));
}

DayNumber life_birthday(const Person& person, int age) { return person.birth + age * 1461 / 4; }

constexpr std::uint64_t kHouseholdsPerDormitory = 4000;

// Risk of death relative to that of all, in five-year steps from 15 (life table of 2022; a table
// and not exp(), whose last bit differs between libraries).
constexpr std::array<double, 17> kLifeRiskByAge = {.03, .06, .08, .1,  .13, .2,  .3,  .46, .75,
                                                   1.2, 1.8, 3.0, 4.8, 7.9, 9.0, 9.0, 9.0};

double life_risk(double age) {
    const auto step = static_cast<std::size_t>(std::clamp((age - 15) / 5, 0.0, 16.0));
    return kLifeRiskByAge[step];
}

}  // namespace

MobileHistory mobile_history(std::uint64_t seed, std::uint64_t person_no, const Rates& rates) {
    Chance chance(chance_key(seed, Purpose::mobile, person_no, 1));
    MobileHistory history{.count = 1, .from = {kNever, kNever, kNever}};
    while (history.count < 3 && chance.happens(rates.mobile_changes)) {
        history.from[history.count++] = life_day_in_history(chance);
    }
    std::sort(history.from.begin() + 1, history.from.begin() + history.count);
    return history;
}

void Population::marry(
    Making& making, Person& spouse, int age_at_wedding, std::uint32_t other) const {
    Chance& chance = making.chance;
    spouse.surname_before = other;
    spouse.name_event = NameEvent::wedding;
    const DayNumber wedding =
        spouse.birth + age_at_wedding * 1461 / 4 + static_cast<DayNumber>(chance.below(365));
    spouse.renamed_on = std::min(wedding, kSampleToday - 30);
    spouse.lived_apart = true;
    spouse.address_before = draw_address(tables_, chance);
}

// The mother lived under the married name elsewhere; children whose mother took her old name back
// mostly took it too.
void Population::divorce(Making& making) const {
    Chance& chance = making.chance;
    const DayNumber day = life_day_in_history(chance);
    const std::uint32_t married_name = tables_.draw_surname(chance);
    const bool reverts = chance.happens(rates_.divorce_reverts_name);
    const bool children_follow = chance.happens(0.7);
    const Address before = draw_address(tables_, chance);
    for (std::uint32_t i = 0; i < making.household.size; ++i) {
        Person& person = making.household.persons[i];
        if (person.name_kind != NameKind::japanese) continue;
        const bool follows = i == 0 || children_follow;
        person.name_event = NameEvent::divorce;
        person.renamed_on = day;
        person.lived_apart = true;
        person.address_before = before;
        person.surname_before = reverts ? married_name : person.surname;
        if (!follows) person.surname = person.surname_before;
    }
}

void Population::settle(Making& making) const {
    Chance& chance = making.chance;
    Household& household = making.household;
    const bool young = making.head_age < 30;
    const double rate = young ? rates_.moves_per_year_young : rates_.moves_per_year;
    const auto dwell = [&](DayNumber from, const Address& address) {
        Dwelling& dwelling = household.dwellings[household.dwelling_count++];
        dwelling.from = from;
        dwelling.address = address;
        dwelling.landline =
            chance.happens(making.head_age < 35 ? rates_.landline / 3 : rates_.landline * 1.25);
        dwelling.landline_key = chance.next();
    };
    Address first = draw_address(tables_, chance);
    if (household.size == 1 && making.head_age < 28) {
        if (making.head_age < 26 && chance.happens(rates_.dormitory)) {
            const std::uint64_t house =
                chance_key(seed_, Purpose::dormitory, household.number / kHouseholdsPerDormitory);
            first = draw_dormitory(tables_, house, chance);
        } else if (chance.happens(rates_.care_of)) {
            first.building = 0;
            first.care_of = 1 + tables_.draw_surname(chance);
        }
    }
    dwell(kNever, first);
    for (int year = 0; year < kHistoryYears; ++year) {
        if (!chance.happens(rate) || household.dwelling_count == household.dwellings.size())
            continue;
        const DayNumber day =
            kHistoryBegin + year * 365 + static_cast<DayNumber>(chance.below(365));
        const Address& before = household.dwellings[household.dwelling_count - 1].address;
        dwell(day, draw_address_near(tables_, before, chance));
    }
}

// A son or daughter finds a place of their own; the parents' address and line stay good for mail.
void Population::leave_home(Making& making, Person& child) const {
    Chance& chance = making.chance;
    const DayNumber grown = std::max(life_birthday(child, 18), kHistoryBegin);
    if (grown >= kSampleToday || life_birthday(child, 36) < kSampleToday) return;
    if (!chance.happens(rates_.leaves_home)) return;
    child.left_home_on =
        grown +
        static_cast<DayNumber>(chance.below(static_cast<std::uint32_t>(kSampleToday - grown)));
    const Dwelling& home = making.household.dwellings[making.household.dwelling_count - 1];
    child.address_away = draw_address_near(tables_, home.address, chance);
}

void Population::end_life(Making& making, Person& person) const {
    const double age = (kSampleToday - person.birth) / 365.25;
    const double risk = std::min(0.9, 10 * rates_.deaths_per_year * life_risk(age));
    if (!making.chance.happens(risk)) return;
    person.died_on = std::max(life_day_in_history(making.chance), life_birthday(person, 15) + 30);
    if (person.died_on >= kSampleToday) person.died_on = kSampleToday - 1;
}

void Population::give_contacts(Making& making, Person& person) const {
    Chance& chance = making.chance;
    if (chance.happens(rates_.mobile)) {
        person.mobiles = mobile_history(seed_, person.number, rates_);
    }
    if (person.mobiles.count > 0 && chance.happens(rates_.recycled_mobile)) {
        // From the head of an earlier household, if that one gave a number up.
        const std::uint64_t number = making.household.number;
        const std::uint64_t other = chance.next() % (number + 1) * kPersonsPerHousehold;
        const MobileHistory history = mobile_history(seed_, other, rates_);
        if (other != person.number && history.count > 1 && history.from[1] + 400 < kSampleToday) {
            person.recycled_person = other;
            person.recycled_from =
                history.from[1] + 200 + static_cast<DayNumber>(chance.below(200));
        }
    }
    person.family_mail = making.family_mail && person.role != FamilyRole::head &&
                         person.role != FamilyRole::housemate;
    if (chance.happens(rates_.mail)) {
        MailHistory& mails = person.mails;
        mails.from[mails.count] = kNever;
        mails.mailbox[mails.count++] = draw_mailbox(chance);
        while (mails.count < 4 && chance.happens(rates_.mail_changes)) {
            mails.from[mails.count] = life_day_in_history(chance);
            mails.mailbox[mails.count++] = draw_mailbox(chance);
        }
        std::sort(mails.from.begin() + 1, mails.from.begin() + mails.count);
    }
    person.at_work = person.birth < kSampleToday - 22 * 365 &&
                     person.birth > kSampleToday - 70 * 365 &&
                     chance.happens(rates_.at_work * 1.22);
    if (person.at_work) {
        person.only_at_work = chance.happens(rates_.only_at_work);
        person.company = company_of(making.household.number);
        person.site_ticket = static_cast<std::uint32_t>(chance.next() >> 32);
    }
}

}  // namespace genbo::sample
