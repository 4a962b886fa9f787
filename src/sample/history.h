// SPDX-License-Identifier: Apache-2.0
#pragma once

// What was true of a person on a day, and which records they left: the bridge from people to rows.
//
// A record is a snapshot: what the person would have written on the form that day.  Most records
// are recent (the square of a uniform number over ten years), so that addresses, numbers and names
// are out of date about as often as shops report (an old address in 14 %).  Nobody leaves a record
// after the day of death.
//
// Companies have records of their own beside their contacts: an office without a person.  They are
// planned with the first household of the company.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sample/company.h"
#include "sample/foreign_names.h"
#include "sample/population.h"

namespace genbo::sample {

enum class Source : std::uint8_t { pos, ec, crm, app, partner, legacy };
inline constexpr std::size_t kSourceCount = 6;

std::string_view source_name(Source source);

// Stands for the member in the record of an office.
inline constexpr std::uint8_t kNoMember = 255;

// One record that a person or an office left: the form is filled in from this alone.
struct PlannedRecord {
    Source source = Source::pos;
    std::uint8_t member = 0;
    std::uint8_t ordinal = 0;  // Of the person's records, in the order of the plan.
    std::uint8_t site = 0;     // Of an office's record; 0 = head office.
    DayNumber day = 0;
};

// Samples are written in slices of registration time, the old master first.
inline constexpr std::uint32_t kSliceCount = kHistoryYears + 1;
std::uint32_t slice_of(const PlannedRecord& record);

class RecordPlan {
public:
    // REQUIRES: `population` outlives the plan.
    explicit RecordPlan(const Population& population);

    // The records of the first `members` of the household; 1.9 per person on average, at most 12;
    // and those of the offices of a company that the household is the first of.
    // Appends to nothing: the answer lives until the next call.
    const std::vector<PlannedRecord>& records(const Household& household, std::uint32_t members);

private:
    void plan_person(const Person& person, std::uint8_t member, Chance& chance);
    void plan_at_work(const Person& person, std::uint8_t member, Chance& chance);
    void plan_offices(std::uint64_t company);
    std::uint32_t draw_count(Chance& chance) const;

    const Population& population_;
    std::array<double, 12> count_at_most_{};
    std::vector<PlannedRecord> records_;
};

struct Facts {
    bool foreign = false;
    bool latin = false;
    std::string surname = {};
    std::string given_name = {};
    std::string surname_kana = {};
    std::string given_name_kana = {};
    std::uint32_t surname_index = 0;
    std::uint32_t given_name_index = 0;
    Gender gender = Gender::male;
    DayNumber birth = 0;
    Address address = {};
    Phone landline = {};  // Empty when there is none.
    Phone mobile = {};
    std::string email = {};
    bool former_city = false;  // The municipality had not got its present name yet.
};

Facts facts_on(
    const Population& population, const Household& household, const Person& person, DayNumber day);

// The surname that a person bore before, or bears again; empty when it never changed.
std::string_view other_surname(const Population& population, const Person& person, DayNumber day);

Phone mobile_on(const Population& population, const Person& person, DayNumber day);
// Where the household lived, whoever of its members may have been elsewhere.
const Address& home_on(const Household& household, DayNumber day);
Phone landline_on(const Population& population, const Household& household, DayNumber day);

}  // namespace genbo::sample
