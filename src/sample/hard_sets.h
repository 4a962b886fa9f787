// SPDX-License-Identifier: Apache-2.0
#pragma once

// Eleven sets of cases that matching fails at, each of a fixed size, planted among the other
// records of a sample and scored one by one.  Except for what a set is about the records are clean:
// nobody can blame the damage.
//
//   H1  namesakes in one city                        5,000 pairs   different
//   H2  twins                                        2,000         different
//   H3  parent and child, one home, similar names    3,000         different
//   H4  married, moved, new telephone                3,000         same
//   H5  kana alone and kanji alone                   5,000         same
//   H6  other forms of the kanji                     5,000         same
//   H7  recycled number, family mailbox              3,000         different
//   H8  abolished municipality, Kyoto's streets      2,000         same
//   H9  two offices of one company                   2,000         different (the office is the
//   entity) H10 chains: a ~ b ~ c, a and c two people        1,000 chains  a and b same, c
//   different H11 name and postal code alone                   2,000         review: nobody can
//   know
//
// hard_pairs.csv: set,case,record_a,record_b,expected,truth.  Of H11 half are one person in truth;
// whoever joins them has guessed.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sample/damage.h"
#include "sample/population.h"

namespace genbo::sample {

inline constexpr std::size_t kHardSetCount = 11;

struct HardSet {
    std::string_view name;
    std::uint32_t cases = 0;
};

const std::array<HardSet, kHardSetCount>& hard_sets();

enum class Expected : std::uint8_t { same, different, review };

std::string_view expected_name(Expected expected);

struct HardRecord {
    Source source = Source::ec;
    DayNumber day = kSampleToday - 1;
    std::uint8_t entity = 0;  // Of the case: 0 or 1.
    Draft draft = {};
    bool office = false;
    std::uint64_t company = 0;
    std::uint32_t site = 0;
    bool bare = false;        // Name and postal code alone.
    bool kanji_only = false;  // No reading on the form.
};

struct HardPair {
    std::uint8_t a = 0;  // Index into the records of the case.
    std::uint8_t b = 0;
    Expected expected = Expected::same;
    bool same = false;  // In truth.
};

struct HardCase {
    std::vector<HardRecord> records;
    std::vector<HardPair> pairs;
};

// `set` from 0; every case is the same whenever it is made.
HardCase hard_case(const Population& population, std::size_t set, std::uint32_t number);

}  // namespace genbo::sample
