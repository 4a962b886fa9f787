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
// The shares are assumptions close to the census of 2020 unless a comment says otherwise; they
// stand beside the code that uses them, in population.cc.

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "sample/address.h"
#include "sample/contact.h"
#include "sample/random.h"
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

struct Person {
    std::uint64_t number = 0;
    FamilyRole role = FamilyRole::head;
    Gender gender = Gender::male;
    bool twin = false;
    NameKind name_kind = NameKind::japanese;
    std::uint64_t foreign_key = 0;
    DayNumber birth = 0;
    std::uint32_t surname = 0;
    std::uint32_t given_name = 0;

    // Before this day: the other surname, and if `lived_apart` the other address.
    DayNumber renamed_on = kNever;
    std::uint32_t surname_before = 0;
    bool lived_apart = false;
    Address address_before;

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

struct Household {
    std::uint64_t number = 0;
    std::uint32_t size = 0;
    std::array<Person, kHouseholdMax> persons;
    std::uint32_t dwelling_count = 0;
    std::array<Dwelling, 5> dwellings;

    std::span<const Person> members() const { return std::span(persons).first(size); }
};

class Population {
public:
    // REQUIRES: `tables` outlives the population.
    Population(const Tables& tables, std::uint64_t seed);

    Household household(std::uint64_t number) const;

    const Tables& tables() const { return tables_; }
    std::uint64_t seed() const { return seed_; }

private:
    struct Making;

    Person& add(Making& making, FamilyRole role, Gender gender, int age) const;
    void add_couple(Making& making, int age) const;
    void add_children(Making& making, std::uint32_t count, int parent_age) const;
    void name_child(Making& making, Person& child, const Person& parent) const;
    void add_grandparents(Making& making) const;
    void add_housemates(Making& making, std::uint32_t count) const;
    void marry(Making& making, Person& spouse, int age_at_wedding, std::uint32_t other) const;
    void settle(Making& making) const;
    void give_contacts(Making& making, Person& person) const;

    const Tables& tables_;
    std::uint64_t seed_;
    Lottery ages_;
};

// When a person changed mobile numbers; a function of the person alone, so that somebody else can
// be given the old number without making the household.
MobileHistory mobile_history(std::uint64_t seed, std::uint64_t person_no);

}  // namespace genbo::sample
