// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compares two prepared rows: for each comparison of the schema, which rung of its ladder they
// stand on.  Rung 0 is "missing" (one of the two has no value), rung 1 "different", and so upwards
// to "same".  What a rung is worth is the model's business (score.h).
//
// Comparing is symmetric: compare(a, b) == compare(b, a).

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "match/compare_email.h"
#include "match/frequency_table.h"
#include "match/prepared_row.h"
#include "match/schema.h"

namespace genbo {

// The rungs of a comparison of this type, in order.  Stable names: explanations and stored models
// use them.
std::span<const std::string_view> level_names(ComparisonType type);

// Rungs of a part of a name.
enum NameLevel : std::uint8_t {
    kNameMissing,
    kNameDifferent,
    kNameWeak,           // Same initial, half the letters, a reading that no dictionary has
    kNameSimilar,        // One letter off
    kNameSwapped,        // Stands in the other part
    kNameLikelyReading,  // The reading of one may be the other, or voicing is lost
    kNameSameSound,      // Same reading, other characters
    kNameOtherReading,   // Same characters, other reading
    kNameVariant,        // 斎 and 齋
    kNameSame,
};

enum AddressLevel : std::uint8_t {
    kAddressMissing,
    kAddressDifferent,
    kAddressCity,
    kAddressTown,
    kAddressNear,       // Same town, the numbers are alike
    kAddressNeighbour,  // Same house, other room
    kAddressHouse,      // Same house, a room is missing
    kAddressSame,
};

inline constexpr std::size_t kLevelsMax = 10;

// One rung per comparison.
using Levels = std::array<std::uint8_t, kComparisonsMax>;

// Four bits per comparison, the first one lowest.
using LevelVector = std::uint64_t;

constexpr LevelVector pack_levels(const Levels& levels) {
    LevelVector packed = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) packed |= LevelVector{levels[i]} << (4 * i);
    return packed;
}

constexpr std::uint8_t level_at(LevelVector packed, std::size_t comparison) {
    return static_cast<std::uint8_t>(packed >> (4 * comparison) & 0xf);
}

constexpr Levels unpack_levels(LevelVector packed) {
    Levels levels = {};
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = level_at(packed, i);
    return levels;
}

class Comparer {
public:
    // `frequencies` says how rare a word is; both must outlive the comparer.
    Comparer(const Schema& schema, const FrequencyTable& frequencies)
        : schema_(schema), frequencies_(frequencies), features_(schema.features.size()) {
        for (const auto& comparison : schema.comparisons)
            if (comparison.type == ComparisonType::company) company_ = comparison.features[0];
    }

    Levels levels(RowView a, RowView b) const;

    // Neither the part of the name that `comparison` compares nor the other one is there.
    bool names_nobody(const Comparison& comparison, RowView row) const;

    LevelVector vector(RowView a, RowView b) const { return pack_levels(levels(a, b)); }

private:
    std::uint8_t level(const Comparison& comparison, RowView a, RowView b) const;
    std::uint8_t name_level(const Comparison& comparison, RowView a, RowView b) const;
    std::uint8_t words_level(std::uint16_t feature, std::string_view a, std::string_view b) const;
    std::uint8_t email_level(std::span<const std::uint16_t> features, RowView a, RowView b) const;
    // Both parts of the name as they may stand in a mail address.
    void add_latin_names(RowView row, LatinNames& names) const;
    bool office_and_person(const Comparison& comparison, RowView a, RowView b) const;
    bool placeholder_date(std::uint16_t index, std::string_view date) const;
    double word_weight(std::uint16_t feature, std::string_view word) const;
    std::string_view feature(RowView row, std::uint16_t index) const {
        return index == kNoFeature ? std::string_view{} : row.feature(index, features_);
    }

    const Schema& schema_;
    const FrequencyTable& frequencies_;
    std::size_t features_;
    std::uint16_t company_ = kNoFeature;
};

}  // namespace genbo
