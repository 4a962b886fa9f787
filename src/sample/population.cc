// SPDX-License-Identifier: Apache-2.0

#include "sample/population.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "sample/foreign_names.h"

namespace genbo::sample {
namespace {

// Five-year groups from 15 to 94, people per thousand; the oldest are customers less often than
// they are people (median 48).
constexpr std::array<std::uint32_t, 16> kAgeGroups = {50, 68, 74, 78, 86, 94, 104, 92,
                                                      82, 72, 68, 60, 40, 20, 9,   3};
constexpr int kYoungest = 15;

// What kinds of households there are, per thousand.
enum class HouseholdKind { single, couple, family, single_parent, generations, housemates };
constexpr std::array<std::uint32_t, 6> kHouseholdKinds = {440, 260, 180, 60, 30, 30};

constexpr double kForeignShare = 0.03;
constexpr double kAdoptedNameShare = 0.2;      // of foreigners
constexpr double kHusbandChangesName = 0.053;  // 2022: 5.3 % of marriages
constexpr double kDivorcedSingleWoman = 0.08;
constexpr double kTwinShare = 0.01;  // of pairs of siblings
constexpr double kSharedKanji = 0.15;
constexpr double kSameReading = 0.003;
constexpr double kMovesPerYear = 0.045;
constexpr double kMovesPerYearYoung = 0.11;
constexpr double kLandlineShare = 0.45;
constexpr double kMobileShare = 0.86;
constexpr double kMobileChangesInHistory = 0.26;  // 3 % a year
constexpr double kRecycledShare = 0.04;           // 0.4 % a year
constexpr double kMailShare = 0.78;
constexpr double kMailChangesInHistory = 0.55;  // 8 % a year
constexpr double kFamilyMailShare = 0.06;
constexpr double kAtWorkShare = 0.117;
constexpr double kOnlyAtWorkShare = 0.8;
constexpr double kNewYearBirth = 0.01;
constexpr std::uint64_t kHouseholdsPerCompany = 12;

HouseholdKind population_draw_kind(Chance& chance) {
    std::uint32_t ticket = chance.below(1000);
    std::size_t kind = 0;
    while (ticket >= kHouseholdKinds[kind]) ticket -= kHouseholdKinds[kind++];
    return static_cast<HouseholdKind>(kind);
}

DayNumber population_birth(int age, Chance& chance) {
    const DayNumber day =
        kSampleToday - age * 1461 / 4 - static_cast<DayNumber>(chance.below(365)) - 1;
    if (!chance.happens(kNewYearBirth)) return day;
    using namespace std::chrono;
    const year_month_day date{sys_days{days{day}}};
    return day_number(static_cast<int>(date.year()), 1, 1);
}

int population_birth_year(DayNumber birth) {
    using namespace std::chrono;
    return static_cast<int>(year_month_day{sys_days{days{birth}}}.year());
}

bool population_share_kanji(std::string_view a, std::string_view b) {
    for (std::size_t at = 0; at < a.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(a, at);
        if (c >= U'一' && b.find(a.substr(begin, at - begin)) != std::string_view::npos)
            return true;
    }
    return false;
}

DayNumber population_day_in_history(Chance& chance) {
    return kHistoryBegin + static_cast<DayNumber>(chance.below(3652));
}

}  // namespace

struct Population::Making {
    Household household;
    Chance chance;
    std::uint32_t surname = 0;
    int head_age = 0;
};

std::string_view family_role_name(FamilyRole role) {
    switch (role) {
        case FamilyRole::head: return "head";
        case FamilyRole::spouse: return "spouse";
        case FamilyRole::child: return "child";
        case FamilyRole::parent: return "parent";
        case FamilyRole::housemate: return "housemate";
    }
    return {};
}

MobileHistory mobile_history(std::uint64_t seed, std::uint64_t person_no) {
    Chance chance(chance_key(seed, Purpose::mobile, person_no, 1));
    MobileHistory history{.count = 1, .from = {kNever, kNever, kNever}};
    while (history.count < 3 && chance.happens(kMobileChangesInHistory)) {
        history.from[history.count++] = population_day_in_history(chance);
    }
    std::sort(history.from.begin() + 1, history.from.begin() + history.count);
    return history;
}

Population::Population(const Tables& tables, std::uint64_t seed)
    : tables_(tables), seed_(seed), ages_(kAgeGroups) {}

Household Population::household(std::uint64_t number) const {
    Making making{.household = {}, .chance = Chance(chance_key(seed_, Purpose::household, number))};
    Chance& chance = making.chance;
    making.household.number = number;
    making.surname = tables_.draw_surname(chance);
    const std::uint32_t group = ages_.draw(chance);
    int age = kYoungest + static_cast<int>(5 * group + chance.below(5));
    const HouseholdKind kind = population_draw_kind(chance);
    const bool needs_adult = kind != HouseholdKind::single && kind != HouseholdKind::housemates;
    if (needs_adult && age < 24) age += 20;
    const bool has_children = kind == HouseholdKind::family ||
                              kind == HouseholdKind::single_parent ||
                              kind == HouseholdKind::generations;
    if (has_children && age < 41) age += 20;
    making.head_age = age;
    if (kind == HouseholdKind::single || kind == HouseholdKind::single_parent ||
        kind == HouseholdKind::housemates) {
        const double women = kind == HouseholdKind::single_parent ? 0.85 : 0.52;
        const Gender gender = chance.happens(women) ? Gender::female : Gender::male;
        Person& head = add(making, FamilyRole::head, gender, age);
        // Back to the old name after a divorce: the married name came before.
        if (gender == Gender::female && age >= 28 && chance.happens(kDivorcedSingleWoman)) {
            head.renamed_on = population_day_in_history(chance);
            head.surname_before = tables_.draw_surname(chance);
        }
    } else {
        add_couple(making, age);
    }
    if (kind == HouseholdKind::family) add_children(making, 1 + chance.below(3), age - 2);
    if (kind == HouseholdKind::single_parent) add_children(making, 1 + chance.below(2), age);
    if (kind == HouseholdKind::generations) {
        add_children(making, 1 + chance.below(2), age - 2);
        add_grandparents(making);
    }
    if (kind == HouseholdKind::housemates) add_housemates(making, 1 + chance.below(3));
    settle(making);
    for (std::uint32_t i = 0; i < making.household.size; ++i) {
        give_contacts(making, making.household.persons[i]);
    }
    return making.household;
}

Person& Population::add(Making& making, FamilyRole role, Gender gender, int age) const {
    Household& household = making.household;
    Person& person = household.persons[household.size];
    person.number = household.number * kPersonsPerHousehold + household.size;
    ++household.size;
    person.role = role;
    person.gender = gender;
    person.birth = population_birth(age, making.chance);
    person.surname = making.surname;
    person.given_name =
        tables_.draw_given_name(gender, population_birth_year(person.birth), making.chance);
    if (role == FamilyRole::head && making.chance.happens(kForeignShare)) {
        person.name_kind = making.chance.happens(kAdoptedNameShare) ? NameKind::foreign_adopted
                                                                    : NameKind::foreign;
        person.foreign_key = making.chance.next() | 1;
    }
    return person;
}

void Population::add_couple(Making& making, int age) const {
    Chance& chance = making.chance;
    Person& husband = add(making, FamilyRole::head, Gender::male, age);
    const int wife_age = std::clamp(age - 2 + chance.between(-5, 5), 20, 94);
    Person& wife = add(making, FamilyRole::spouse, Gender::female, wife_age);
    const bool husband_changes = chance.happens(kHusbandChangesName);
    const std::uint32_t other = tables_.draw_surname(chance);
    const int wedding_age = std::min(wife_age, 22 + static_cast<int>(chance.below(16)));
    marry(
        making, husband_changes ? husband : wife,
        husband_changes ? wedding_age + age - wife_age : wedding_age, other);
}

void Population::marry(
    Making& making, Person& spouse, int age_at_wedding, std::uint32_t other) const {
    Chance& chance = making.chance;
    spouse.surname_before = other;
    const DayNumber wedding =
        spouse.birth + age_at_wedding * 1461 / 4 + static_cast<DayNumber>(chance.below(365));
    spouse.renamed_on = std::min(wedding, kSampleToday - 30);
    spouse.lived_apart = true;
    spouse.address_before = draw_address(tables_, chance);
}

void Population::add_children(Making& making, std::uint32_t count, int parent_age) const {
    Chance& chance = making.chance;
    int age = parent_age - 23 - static_cast<int>(chance.below(8));
    const Person parent = making.household.persons[0];
    for (std::uint32_t i = 0; i < count && making.household.size < kHouseholdMax; ++i) {
        if (age < kYoungest || age > 70) return;
        const Gender gender = chance.happens(0.49) ? Gender::female : Gender::male;
        Person& child = add(making, FamilyRole::child, gender, age);
        name_child(making, child, parent);
        if (i > 0 && chance.happens(kTwinShare)) {
            Person& first = making.household.persons[making.household.size - 2];
            child.twin = first.twin = true;
            child.birth = first.birth;
            child.gender = first.gender;
            // The table is in the order of the sound, so neighbours rhyme: ユウタ, ユウダイ.
            const auto names = static_cast<std::uint32_t>(tables_.given_names(child.gender).size());
            child.given_name = (first.given_name + 1 + chance.below(24)) % names;
        }
        age -= 1 + static_cast<int>(chance.below(5));
    }
}

void Population::name_child(Making& making, Person& child, const Person& parent) const {
    Chance& chance = making.chance;
    if (parent.gender != child.gender) return;
    const auto& names = tables_.given_names(child.gender);
    const int year = population_birth_year(child.birth);
    if (chance.happens(kSameReading)) {
        const IndexRange alike = tables_.given_names_alike(child.gender, parent.given_name);
        child.given_name = alike.begin + chance.below(alike.end - alike.begin);
        return;
    }
    // Half of the children have the parent's gender, so this makes 15 % of all.
    if (!chance.happens(2 * kSharedKanji)) return;
    for (int tries = 0; tries < 60; ++tries) {
        const std::uint32_t name = tables_.draw_given_name(child.gender, year, chance);
        if (name == parent.given_name) continue;
        if (!population_share_kanji(names[parent.given_name].name, names[name].name)) continue;
        child.given_name = name;
        return;
    }
}

void Population::add_grandparents(Making& making) const {
    Chance& chance = making.chance;
    const int age = making.head_age + 25 + static_cast<int>(chance.below(8));
    if (age > 94) return;
    if (making.household.size < kHouseholdMax) add(making, FamilyRole::parent, Gender::female, age);
    if (making.household.size < kHouseholdMax && chance.happens(0.6)) {
        add(making, FamilyRole::parent, Gender::male, std::min(age + 2, 94));
    }
}

void Population::add_housemates(Making& making, std::uint32_t count) const {
    for (std::uint32_t i = 0; i < count; ++i) {
        making.surname = tables_.draw_surname(making.chance);
        const Gender gender = making.chance.happens(0.5) ? Gender::female : Gender::male;
        add(making, FamilyRole::housemate, gender, 18 + static_cast<int>(making.chance.below(22)));
    }
}

void Population::settle(Making& making) const {
    Chance& chance = making.chance;
    Household& household = making.household;
    const double rate = making.head_age < 30 ? kMovesPerYearYoung : kMovesPerYear;
    const auto dwell = [&](DayNumber from, const Address& address) {
        Dwelling& dwelling = household.dwellings[household.dwelling_count++];
        dwelling.from = from;
        dwelling.address = address;
        dwelling.landline =
            chance.happens(making.head_age < 35 ? kLandlineShare / 3 : kLandlineShare * 1.25);
        dwelling.landline_key = chance.next();
    };
    dwell(kNever, draw_address(tables_, chance));
    for (int year = 0; year < kHistoryYears; ++year) {
        if (!chance.happens(rate) || household.dwelling_count == household.dwellings.size())
            continue;
        const DayNumber day =
            kHistoryBegin + year * 365 + static_cast<DayNumber>(chance.below(365));
        const Address& before = household.dwellings[household.dwelling_count - 1].address;
        dwell(day, draw_address_near(tables_, before, chance));
    }
}

void Population::give_contacts(Making& making, Person& person) const {
    Chance& chance = making.chance;
    if (chance.happens(kMobileShare)) person.mobiles = mobile_history(seed_, person.number);
    if (person.mobiles.count > 0 && chance.happens(kRecycledShare)) {
        // From the head of an earlier household, if that one gave a number up.
        const std::uint64_t number = making.household.number;
        const std::uint64_t other = chance.next() % (number + 1) * kPersonsPerHousehold;
        const MobileHistory history = mobile_history(seed_, other);
        if (other != person.number && history.count > 1 && history.from[1] + 400 < kSampleToday) {
            person.recycled_person = other;
            person.recycled_from =
                history.from[1] + 200 + static_cast<DayNumber>(chance.below(200));
        }
    }
    person.family_mail = person.role != FamilyRole::head && person.role != FamilyRole::housemate &&
                         chance.happens(kFamilyMailShare);
    if (chance.happens(kMailShare)) {
        MailHistory& mails = person.mails;
        mails.from[mails.count] = kNever;
        mails.mailbox[mails.count++] = draw_mailbox(chance);
        while (mails.count < 4 && chance.happens(kMailChangesInHistory)) {
            mails.from[mails.count] = population_day_in_history(chance);
            mails.mailbox[mails.count++] = draw_mailbox(chance);
        }
        std::sort(mails.from.begin() + 1, mails.from.begin() + mails.count);
    }
    person.at_work = person.birth < kSampleToday - 22 * 365 &&
                     person.birth > kSampleToday - 70 * 365 && chance.happens(kAtWorkShare * 1.22);
    if (person.at_work) {
        person.only_at_work = chance.happens(kOnlyAtWorkShare);
        person.company = making.household.number / kHouseholdsPerCompany;
        person.site_ticket = static_cast<std::uint32_t>(chance.next() >> 32);
    }
}

}  // namespace genbo::sample
