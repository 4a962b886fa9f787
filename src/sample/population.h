// SPDX-License-Identifier: Apache-2.0
#pragma once

// The people: households with a past of ten years, made one at a time from their number.
//
//   Population population(tables, seed);
//   const Household household = population.household(7);   // always the same seven
//
// Only people of 15 to 95 exist, because only they become customers.  A household shares its
// dwelling and moves as one; a spouse came from another address under another surname on the day of
// the wedding, and a divorced person went back to the old name.  What happened when is kept as day
// numbers, so that history.h can say what was true on any day.
//
// Besides the ordinary there are the cases that matching fails at: twins with similar names,
// children named after a parent, people of one name in one building, couples registered with each
// other's number, families with one mailbox, children who left home, residents from abroad with two
// names.  All are labelled, so that what went wrong with them can be counted.
//
// How often everything happens stands in the profile (rates.h).

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "sample/address.h"
#include "sample/contact.h"
#include "sample/random.h"
#include "sample/rates.h"
#include "sample/tables.h"

namespace genbo::sample {

// Days since 1970-01-01, as in std::chrono::sys_days but small.
using DayNumber = std::int32_t;

constexpr DayNumber day_number(int year, unsigned month, unsigned day) {
    using namespace std::chrono;
    return static_cast<DayNumber>(
        sys_days(year_month_day(
                     std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)))
            .time_since_epoch()
            .count());
}

// "Today" of every sample; a new one is a new kSampleVersion.
inline constexpr DayNumber kSampleToday = day_number(2026, 4, 1);
inline constexpr int kHistoryYears = 10;
inline constexpr DayNumber kHistoryBegin = kSampleToday - 3652;
inline constexpr DayNumber kNever = std::numeric_limits<DayNumber>::min();

inline constexpr std::uint32_t kHouseholdMax = 6;
// Person number = household * 8 + place.
inline constexpr std::uint64_t kPersonsPerHousehold = 8;

enum class FamilyRole : std::uint8_t { head, spouse, child, parent, housemate };

std::string_view family_role_name(FamilyRole role);

enum class NameKind : std::uint8_t {
    japanese,
    foreign,          // foreign_names.h
    foreign_adopted,  // A foreigner with a 通称, a Japanese name used beside the legal one.
};

struct MobileHistory {
    std::uint8_t count = 0;
    // From which day the number of each generation is held.
    std::array<DayNumber, 3> from{};
};

struct MailHistory {
    std::uint8_t count = 0;
    std::array<DayNumber, 4> from{};
    std::array<Mailbox, 4> mailbox{};
};

enum class NameEvent : std::uint8_t { none, wedding, divorce };

struct Person {
    std::uint64_t number = 0;
    FamilyRole role = FamilyRole::head;
    Gender gender = Gender::male;
    bool twin = false;
    NameKind name_kind = NameKind::japanese;
    // What the family name and the given names of a resident from abroad are drawn from.
    std::uint64_t foreign_family_key = 0;
    std::uint64_t foreign_key = 0;
    DayNumber birth = 0;
    std::uint32_t surname = 0;
    std::uint32_t given_name = 0;
    // The given name whose reading is used; mostly its own.
    std::uint32_t given_reading = 0;

    // Before this day: the other surname (after a divorce perhaps the same), and if `lived_apart`
    // the other address.
    NameEvent name_event = NameEvent::none;
    DayNumber renamed_on = kNever;
    std::uint32_t surname_before = 0;
    bool lived_apart = false;
    Address address_before;
    // From this day on somewhere else; kNever = stayed.
    DayNumber left_home_on = kNever;
    Address address_away;
    DayNumber died_on = kNever;

    bool dead_on(DayNumber day) const { return died_on != kNever && died_on <= day; }
    bool away_on(DayNumber day) const { return left_home_on != kNever && left_home_on <= day; }

    MobileHistory mobiles;
    // A number that somebody else gave up; held after the last of `mobiles`.  kNever = none.
    DayNumber recycled_from = kNever;
    std::uint64_t recycled_person = 0;
    MailHistory mails;
    bool family_mail = false;  // Uses the head's mailbox.

    // Met as a contact at a company.
    bool at_work = false;
    bool only_at_work = false;
    std::uint64_t company = 0;
    std::uint32_t site_ticket = 0;
};

struct Dwelling {
    DayNumber from = kNever;
    Address address;
    bool landline = false;
    std::uint64_t landline_key = 0;
};

inline constexpr std::uint64_t kNoHousehold = ~std::uint64_t{0};

struct Household {
    std::uint64_t number = 0;
    std::uint32_t size = 0;
    std::array<Person, kHouseholdMax> persons;
    std::uint32_t dwelling_count = 0;
    std::array<Dwelling, 5> dwellings;
    bool phones_swapped = false;  // Husband and wife are registered with each other's mobile.
    // The household whose head has the same name and lived in the same building at first.
    std::uint64_t namesake_of = kNoHousehold;

    std::span<const Person> members() const { return std::span(persons).first(size); }
};

class Population {
public:
    // REQUIRES: both outlive the population.
    Population(const Tables& tables, std::uint64_t seed, const Rates& rates = normal_rates());

    Household household(std::uint64_t number) const;

    const Tables& tables() const { return tables_; }
    const Rates& rates() const { return rates_; }
    std::uint64_t seed() const { return seed_; }
    std::uint64_t company_of(std::uint64_t household) const;

private:
    struct Making;

    Making make(std::uint64_t number) const;
    void become_namesake(Making& making) const;
    Person& add(Making& making, FamilyRole role, Gender gender, int age) const;
    void add_couple(Making& making, int age) const;
    void add_children(Making& making, std::uint32_t count, int parent_age) const;
    void name_child(Making& making, Person& child, const Person& parent) const;
    void name_twin(Making& making, const Person& first, Person& second) const;
    void make_foreign(Making& making, Person& person, std::uint64_t family_key) const;
    std::uint32_t draw_reading(Gender gender, std::uint32_t name, int year, Chance& chance) const;
    void add_grandparents(Making& making) const;
    void add_housemates(Making& making, std::uint32_t count) const;
    void marry(Making& making, Person& spouse, int age_at_wedding, std::uint32_t other) const;
    void divorce(Making& making) const;
    void settle(Making& making) const;
    void leave_home(Making& making, Person& child) const;
    void end_life(Making& making, Person& person) const;
    void give_contacts(Making& making, Person& person) const;

    const Tables& tables_;
    const Rates& rates_;
    std::uint64_t seed_;
    Lottery ages_;
    Lottery kinds_;
};

// When a person changed mobile numbers; a function of the person alone, so that somebody else can
// be given the old number without making the household.
MobileHistory mobile_history(
    std::uint64_t seed, std::uint64_t person_no, const Rates& rates = normal_rates());

}  // namespace genbo::sample
