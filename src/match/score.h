// SPDX-License-Identifier: Apache-2.0
#pragma once

// Applies a model: from two prepared rows, or from their levels, to millibits.
//
// Two things no sum of evidence may overrule, because the fields that it adds up are not the
// independent witnesses that it takes them for:
//   * A name is not a person.  What agrees in nothing but names, sex and a place no smaller than a
//     town may be two namesakes, of whom every town has some; it never reaches a join by itself,
//     and waits for a person at kUndecided.  One witness of kWitness bits is enough: a birth date,
//     a telephone, a mailbox, a number, an employer, the house.
//   * Whose birth dates lie far apart and whose given names are written differently are two people,
//     parent and child mostly, with all else in common; kImpossible.  One of the two alone may be a
//     mistake.
// What this takes off is told as part of the household's share: other people who look like one.

#include <array>
#include <cstdint>
#include <vector>

#include "match/compare.h"
#include "match/millibits.h"
#include "match/model.h"
#include "match/prepared_row.h"
#include "match/schema.h"
#include "match/term.h"

namespace genbo {

// In the zone where a person looks, below the line where clusters are joined.
inline constexpr Millibits kUndecided = -500;
inline constexpr Millibits kWitness = 3000;

struct ScoreTerm {
    std::uint8_t level = 0;
    Millibits bits = 0;
    // Of the shared value; 0 = its frequency was not used.
    double frequency = 0;
};

struct ScoreDetail {
    std::array<ScoreTerm, kComparisonsMax> terms = {};
    Millibits household = 0;
    // What learning from verdicts adds; see model.h.
    Millibits calibration = 0;
    Millibits total = 0;
};

class Scorer {
public:
    // Both must outlive the scorer.  REQUIRES: the model belongs to the schema.
    Scorer(const Schema& schema, const Model& model);

    Millibits score(RowView a, RowView b) const { return score(comparer_.levels(a, b), a, b); }
    Millibits score(const Levels& levels, RowView a, RowView b) const;

    // score(a, b) if it is at least `floor`; else something below `floor`, and that mostly at once.
    Millibits score_from(Millibits floor, RowView a, RowView b) const {
        const auto levels = comparer_.levels(a, b);
        const auto bound = bound_of_levels(levels);
        return bound < floor ? bound : score(levels, a, b);
    }

    ScoreDetail detail(RowView a, RowView b) const;
    // The same from what is stored of a pair: its levels, the term that each comparison shares
    // (pool 0xffff: none), and whether they may be two of one household at all.
    using Terms = std::array<Term, kComparisonsMax>;
    Terms terms(const Levels& levels, RowView a, RowView b) const;
    enum class Household { asked, left_out };
    Household household_of_pair(const Levels& levels, RowView a, RowView b) const {
        return one_office(levels, a, b) ? Household::left_out : Household::asked;
    }
    ScoreDetail detail(const Levels& levels, const Terms& terms, Household asked) const;

    // With average frequencies: what training works with.
    Millibits score_of_levels(const Levels& levels) const;

    // No pair of rows with these levels scores higher.
    Millibits bound_of_levels(const Levels& levels) const;

    const Comparer& comparer() const { return comparer_; }

private:
    struct Rung {
        Millibits weight = 0;
        bool term = false;
        bool witness = false;
        double share = 0;
        Millibits highest = 0;  // With the rarest value
        double household = 0;   // log2(share·2^weight + 1 − share)
    };
    Millibits rarest_gain(std::size_t comparison) const;
    static double household_bits(double share, Millibits weight);
    Millibits household_of(double bits) const;
    bool one_office(const Levels& levels, RowView a, RowView b) const;
    bool can_witness(std::size_t comparison, std::uint8_t level) const;
    // No two people are both.
    bool contradicted(const Levels& levels) const;
    // The sum of evidence as the two rules above allow it.
    Millibits allowed(Millibits sum, Millibits witnessed, const Levels& levels) const;
    Millibits largest_sum(Millibits calibrated) const;
    // Bits by which the frequency of the shared value moves the weight.
    ScoreTerm weigh(std::size_t comparison, std::uint8_t level, RowView a, RowView b) const;
    ScoreTerm weigh(std::size_t comparison, std::uint8_t level, const Term& shared) const;

    const Schema& schema_;
    const Model& model_;
    Comparer comparer_;
    Millibits base_ = 0;
    double household_base_ = 0;
    bool asks_household_ = false;
    bool knows_homes_ = false;
    // The largest sums that come out as kUndecided and as kImpossible.
    Millibits undecided_ = 0;
    Millibits impossible_ = 0;
    // Where these comparisons stand; kComparisonsMax = the schema has none.
    std::size_t given_name_ = kComparisonsMax;
    std::size_t birth_date_ = kComparisonsMax;
    std::size_t company_ = kComparisonsMax;
    std::size_t address_ = kComparisonsMax;
    std::array<std::array<Rung, kLevelsMax>, kComparisonsMax> rungs_ = {};
};

}  // namespace genbo
