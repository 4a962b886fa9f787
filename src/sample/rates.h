// SPDX-License-Identifier: Apache-2.0
#pragma once

// How often everything happens in a sample: households, weddings, companies, records, and each kind
// of damage per source.  The figures stand in one readable text per profile
// (src/sample/profiles/NAME.profile, with the reason of every figure), which lies in the program;
// this is the text read.
//
//   normal   what demonstrations and benchmarks use
//   open     the same rates with half of the surnames and towns: to develop and tune on
//   sealed   other rates, the other half, other people: run by the release check alone
//
//   const Rates& rates = sample_rates("normal").value();
//
// A profile is part of the program, so a text that cannot be read is our own bug: reading check()s.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genbo::sample {

inline constexpr std::size_t kRateSources = 6;

// Which part of the surnames and towns is drawn from, by their hash.
enum class Lexicon : std::uint8_t { all, a, b };

struct Rates {
    std::string profile;
    Lexicon lexicon = Lexicon::all;
    std::uint64_t salt = 0;

    std::array<std::uint32_t, 6> household_kinds{};
    double foreign = 0;
    double foreign_spouse = 0;
    double adopted_name = 0;
    double husband_changes_name = 0;
    double divorced_single = 0;
    double divorced_parent = 0;
    double divorce_reverts_name = 0;
    double twins = 0;
    double twins_other_gender = 0;
    double shared_kanji = 0;
    double same_reading = 0;
    double rare_reading = 0;
    double namesake_in_building = 0;
    double moves_per_year = 0;
    double moves_per_year_young = 0;
    double leaves_home = 0;
    double dormitory = 0;
    double care_of = 0;
    double landline = 0;
    double mobile = 0;
    double mobile_changes = 0;
    double recycled_mobile = 0;
    double swapped_phones = 0;
    double mail = 0;
    double mail_changes = 0;
    double family_mail = 0;
    double at_work = 0;
    double only_at_work = 0;
    double new_year_birth = 0;
    double deaths_per_year = 0;

    double households_per_company = 0;
    double renamed = 0;
    double mirrored = 0;
    double head_office_record = 0;
    double site_record = 0;

    std::array<std::uint32_t, kRateSources> source_tickets{};
    double more_records_mean = 0;
    double more_records_size = 0;
    double second_in_source = 0;
    double test_rows = 0;

    // Per channel (its name in the text is channel_name()) and source.
    std::vector<std::array<double, kRateSources>> damage;
};

// Empty for a name that no profile has.
const Rates* sample_rates(std::string_view profile);
const Rates& normal_rates();

// "normal, open, sealed"
std::string_view sample_profile_names();

// The texts, as the build put them into the program; what a sample was made with is written beside
// it.
std::string_view sample_profile_text(std::string_view profile);

// The surname or town belongs to half a (true) or b, on every machine.
bool in_first_half(std::string_view word);

// REQUIRES: a whole and correct text.
Rates read_rates(std::string_view text);

}  // namespace genbo::sample
