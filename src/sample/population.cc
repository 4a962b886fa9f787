// SPDX-License-Identifier: Apache-2.0

#include "sample/population.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "sample/making.h"

namespace genbo::sample {
namespace {

// Five-year groups from 15 to 94, people per thousand; the oldest are customers less often than
// they are people (median 48).
constexpr std::array<std::uint32_t, 16> kAgeGroups = {50, 68, 74, 78, 86, 94, 104, 92,
                                                      82, 72, 68, 60, 40, 20, 9,   3};
constexpr int kYoungest = 15;

// What kinds of households there are, in the order of the profile.
enum class HouseholdKind { single, couple, family, single_parent, generations, housemates };

DayNumber population_birth(int age, double new_year_birth, Chance& chance) {
    const DayNumber day =
        kSampleToday - age * 1461 / 4 - static_cast<DayNumber>(chance.below(365)) - 1;
    if (!chance.happens(new_year_birth)) return day;
    using namespace std::chrono;
    const year_month_day date{sys_days{days{day}}};
    return day_number(static_cast<int>(date.year()), 1, 1);
}

int population_birth_year(DayNumber birth) {
    using namespace std::chrono;
    return static_cast<int>(year_month_day{sys_days{days{birth}}}.year());
}

// ミオ and ミオウ would be one name at home.
bool population_begins(std::string_view a, std::string_view b) {
    return a.starts_with(b) || b.starts_with(a);
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

}  // namespace

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

Population::Population(const Tables& tables, std::uint64_t seed, const Rates& rates)
    : tables_(tables),
      rates_(rates),
      seed_(seed),
      ages_(kAgeGroups),
      kinds_(rates.household_kinds) {}

std::uint64_t Population::company_of(std::uint64_t household) const {
    return static_cast<std::uint64_t>(
        static_cast<double>(household) / rates_.households_per_company);
}

Household Population::household(std::uint64_t number) const {
    Making making = make(number);
    const auto struck = [&](std::uint64_t household) {
        return Chance(chance_key(seed_, Purpose::namesake, household))
            .happens(rates_.namesake_in_building);
    };
    // The neighbour is the household before, unless that one took its name from another itself.
    if (number > 0 && making.household.size == 1 && struck(number) && !struck(number - 1)) {
        become_namesake(making);
    }
    return making.household;
}

Population::Making Population::make(std::uint64_t number) const {
    Making making{.household = {}, .chance = Chance(chance_key(seed_, Purpose::household, number))};
    Chance& chance = making.chance;
    making.household.number = number;
    making.surname = tables_.draw_surname(chance);
    const std::uint32_t group = ages_.draw(chance);
    int age = kYoungest + static_cast<int>(5 * group + chance.below(5));
    const auto kind = static_cast<HouseholdKind>(kinds_.draw(chance));
    const bool needs_adult = kind != HouseholdKind::single && kind != HouseholdKind::housemates;
    if (needs_adult && age < 24) age += 20;
    const bool has_children = kind == HouseholdKind::family ||
                              kind == HouseholdKind::single_parent ||
                              kind == HouseholdKind::generations;
    if (has_children && age < 41) age += 20;
    making.head_age = age;
    making.family_mail = chance.happens(rates_.family_mail);
    if (kind == HouseholdKind::single || kind == HouseholdKind::single_parent ||
        kind == HouseholdKind::housemates) {
        const double women = kind == HouseholdKind::single_parent ? 0.85 : 0.52;
        const Gender gender = chance.happens(women) ? Gender::female : Gender::male;
        add(making, FamilyRole::head, gender, age);
    } else {
        add_couple(making, age);
    }
    if (kind == HouseholdKind::family) {
        const std::uint32_t ticket = chance.below(100);
        add_children(making, ticket < 45 ? 1 : ticket < 88 ? 2 : 3, age - 2);
    }
    if (kind == HouseholdKind::single_parent) add_children(making, 1 + chance.below(2), age);
    if (kind == HouseholdKind::generations) {
        add_children(making, 1 + chance.below(2), age - 2);
        add_grandparents(making);
    }
    if (kind == HouseholdKind::housemates) add_housemates(making, 1 + chance.below(3));
    const double divorced = kind == HouseholdKind::single_parent ? rates_.divorced_parent
                            : kind == HouseholdKind::single      ? rates_.divorced_single
                                                                 : 0;
    if (making.household.persons[0].gender == Gender::female && age >= 28 &&
        chance.happens(divorced)) {
        divorce(making);
    }
    settle(making);
    for (std::uint32_t i = 0; i < making.household.size; ++i) {
        Person& person = making.household.persons[i];
        if (person.role == FamilyRole::child) leave_home(making, person);
        give_contacts(making, person);
        end_life(making, person);
    }
    return making;
}

void Population::become_namesake(Making& making) const {
    Household& household = making.household;
    const Household other = make(household.number - 1).household;
    const Person& original = other.persons[0];
    const Address& address = other.dwellings[0].address;
    if (address.building == 0 || address.care_of != 0 || original.name_kind != NameKind::japanese ||
        original.renamed_on != kNever) {
        return;
    }
    Person& head = household.persons[0];
    head.name_kind = NameKind::japanese;
    head.gender = original.gender;
    head.surname = original.surname;
    head.renamed_on = kNever;
    head.name_event = NameEvent::none;
    head.lived_apart = false;
    head.given_name = original.given_name;
    // Half of them are only written the same, or only sound the same.
    if (making.chance.happens(0.5)) {
        const IndexRange alike = tables_.given_names_alike(head.gender, original.given_reading);
        head.given_name = alike.begin + making.chance.below(alike.end - alike.begin);
    }
    head.given_reading = head.given_name;
    household.dwellings[0].address = draw_neighbour(address, making.chance);
    household.namesake_of = other.number;
}

Person& Population::add(Making& making, FamilyRole role, Gender gender, int age) const {
    Household& household = making.household;
    Person& person = household.persons[household.size];
    person.number = household.number * kPersonsPerHousehold + household.size;
    ++household.size;
    person.role = role;
    person.gender = gender;
    person.birth = population_birth(age, rates_.new_year_birth, making.chance);
    person.surname = making.surname;
    const int year = population_birth_year(person.birth);
    person.given_name = tables_.draw_given_name(gender, year, making.chance);
    person.given_reading = draw_reading(gender, person.given_name, year, making.chance);
    const Person& head = household.persons[0];
    if (role == FamilyRole::head) {
        if (making.chance.happens(rates_.foreign)) make_foreign(making, person, 0);
    } else if (head.name_kind != NameKind::japanese) {
        if (role == FamilyRole::child) make_foreign(making, person, head.foreign_family_key);
        if (role == FamilyRole::spouse && making.chance.happens(rates_.foreign_spouse)) {
            make_foreign(making, person, 0);
        }
    }
    return person;
}

void Population::make_foreign(Making& making, Person& person, std::uint64_t family_key) const {
    person.name_kind =
        making.chance.happens(rates_.adopted_name) ? NameKind::foreign_adopted : NameKind::foreign;
    person.foreign_family_key = family_key != 0 ? family_key : making.chance.next() | 1;
    person.foreign_key = making.chance.next() | 1;
}

// Rare readings come from other names that share a kanji: 大翔 is ヒロト, ハルト, ヤマト, ツバサ.
std::uint32_t Population::draw_reading(
    Gender gender, std::uint32_t name, int year, Chance& chance) const {
    if (!chance.happens(rates_.rare_reading)) return name;
    const auto& names = tables_.given_names(gender);
    for (int tries = 0; tries < 40; ++tries) {
        const std::uint32_t other = tables_.draw_given_name(gender, year, chance);
        if (names[other].kana != names[name].kana &&
            population_share_kanji(names[other].name, names[name].name)) {
            return other;
        }
    }
    return name;
}

void Population::add_couple(Making& making, int age) const {
    Chance& chance = making.chance;
    Person& husband = add(making, FamilyRole::head, Gender::male, age);
    const int wife_age = std::clamp(age - 2 + chance.between(-5, 5), 20, 94);
    Person& wife = add(making, FamilyRole::spouse, Gender::female, wife_age);
    const bool husband_changes = chance.happens(rates_.husband_changes_name);
    const std::uint32_t other = tables_.draw_surname(chance);
    const int wedding_age = std::min(wife_age, 22 + static_cast<int>(chance.below(16)));
    marry(
        making, husband_changes ? husband : wife,
        husband_changes ? wedding_age + age - wife_age : wedding_age, other);
    making.household.phones_swapped = chance.happens(rates_.swapped_phones);
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
        if (i > 0 && chance.happens(rates_.twins)) {
            name_twin(making, making.household.persons[making.household.size - 2], child);
        }
        age -= 1 + static_cast<int>(chance.below(5));
    }
}

void Population::name_child(Making& making, Person& child, const Person& parent) const {
    Chance& chance = making.chance;
    if (parent.gender != child.gender) return;
    const auto& names = tables_.given_names(child.gender);
    const int year = population_birth_year(child.birth);
    // Half of the children have the parent's gender, hence twice the share of all.
    if (chance.happens(2 * rates_.same_reading)) {
        const IndexRange alike = tables_.given_names_alike(child.gender, parent.given_reading);
        child.given_name = alike.begin + chance.below(alike.end - alike.begin);
        child.given_reading = child.given_name;
        return;
    }
    if (!chance.happens(2 * rates_.shared_kanji)) return;
    for (int tries = 0; tries < 60; ++tries) {
        const std::uint32_t name = tables_.draw_given_name(child.gender, year, chance);
        if (name == parent.given_name) continue;
        if (!population_share_kanji(names[parent.given_name].name, names[name].name)) continue;
        child.given_name = child.given_reading = name;
        return;
    }
}

// One day, one surname, one home; and given names that share a kanji (美咲, 美月) or rhyme: the
// table is in the order of the sound, so neighbours do.
void Population::name_twin(Making& making, const Person& first, Person& second) const {
    Chance& chance = making.chance;
    making.household.persons[making.household.size - 2].twin = second.twin = true;
    second.birth = first.birth;
    const bool other_gender = chance.happens(rates_.twins_other_gender);
    second.gender = !other_gender                    ? first.gender
                    : first.gender == Gender::female ? Gender::male
                                                     : Gender::female;
    const auto& names = tables_.given_names(second.gender);
    const auto& firsts = tables_.given_names(first.gender);
    const bool share_kanji = chance.happens(0.5);
    const auto count = static_cast<std::uint32_t>(names.size());
    const int year = population_birth_year(first.birth);
    for (int tries = 0; tries < 200; ++tries) {
        std::uint32_t name = tables_.draw_given_name(second.gender, year, chance);
        if (!share_kanji && !other_gender) name = (first.given_name + 1 + chance.below(24)) % count;
        second.given_name = second.given_reading = name;
        if (population_begins(names[name].kana, firsts[first.given_reading].kana)) continue;
        if (names[name].name == firsts[first.given_name].name) continue;
        if (!share_kanji) return;
        if (population_share_kanji(names[name].name, firsts[first.given_name].name)) return;
    }
    // No such name: one that rhymes, and is not the same.
    for (std::uint32_t step = 1; step < count; ++step) {
        const std::uint32_t name = (second.given_name + step) % count;
        second.given_reading = name;
        if (population_begins(names[name].kana, firsts[first.given_reading].kana)) continue;
        if (names[name].name == firsts[first.given_name].name) continue;
        second.given_name = name;
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

}  // namespace genbo::sample
