// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Model turns the levels of a comparison into evidence.
//
// Fellegi and Sunter (1969): with m = P(level | one customer) and u = P(level | two customers), the
// level is worth log2(m/u) bits, and the bits of all comparisons are added to those of the base
// rate, log2(λ/(1−λ)).  Three things go beyond that:
//   * Term frequency.  That two records share 佐藤 (one person in 66) says less than that they
//   share
//     勘解由小路.  On levels with a shared value, log2(c/f) is added, with f the frequency of this
//     value and c the average one (the probability that two strangers share theirs).
//   * The household.  Two people of one family share surname, address and telephone, but not the
//     given name.  A level that is worth w bits for "one customer" is worth
//     log2(s·2^w + 1−s) bits for "one household", s being how much of m a household has of the
//     level for being one (more than 1 where it is the mark of two related ones, as one company's
//     name within another's; 1−s is then 0).  With the odds o of meeting such a pair,
//     log2(1 + o·Π(s·2^w + 1−s)) bits are taken off: address and telephone are then worth nothing
//     against a different given name, and nothing has to be forbidden.
//   * Weights never fall as agreement rises, and are held between −kWeightCap and kWeightCap.
//
// A model is data, versioned and stored as JSON; score.h applies it, train.h makes one from records
// without labels, default_register_model() is the one that ships.  It belongs to one schema, by the
// schema's name and the names of its comparisons.

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/frequency_table.h"
#include "match/millibits.h"

namespace genbo {

struct Schema;

struct ModelLevel {
    std::string name;
    double m = 0.5;
    double u = 0.5;
    // How often two of one household stand here because they are one, as a multiple of m.
    double share = 0;
    Millibits weight = 0;

    friend bool operator==(const ModelLevel&, const ModelLevel&) = default;
};

struct ModelComparison {
    std::string name;
    // [0] is "missing", always weight 0; then from "different" upwards.
    std::vector<ModelLevel> levels;
    // Whether shared values count by their own frequency, of which `own` occurrences belong to one
    // and the same person, and none of which counts as rarer than `rarest`.
    bool term_frequency = false;
    double own = 1;
    double rarest = 1e-6;

    friend bool operator==(const ModelComparison&, const ModelComparison&) = default;
};

inline constexpr Millibits kWeightCap = 24000;

// What verdicts taught of the sums of evidence (learn.h): bits' = slope · bits + offset.
struct Calibration {
    double slope = 1;
    Millibits offset = 0;

    friend bool operator==(const Calibration&, const Calibration&) = default;
};

struct Model {
    std::string version;
    std::string schema;
    // The base rate: the probability that two records taken at random are one customer.
    double lambda = 1e-6;
    // Odds that two such records are two people of one household; 0 = the question is not asked.
    double household_odds = 0;
    std::vector<ModelComparison> comparisons;
    // How often a value occurs, frozen when the model was made.
    FrequencyTable frequencies;
    Calibration calibration = {};

    Millibits base() const;
    Millibits calibrated(Millibits bits) const {
        if (calibration == Calibration{}) return bits;
        return static_cast<Millibits>(std::llround(calibration.slope * bits)) + calibration.offset;
    }
    // What a pair scores of which nothing is known.
    Millibits nothing_known() const { return calibrated(base()); }
};

// Whether it is a model of this schema: the same comparisons with the same levels.
bool model_fits(const Model& model, const Schema& schema);

std::string model_to_json(const Model& model);

// match.bad_model when it is not one.
Result<Model> model_from_json(std::string_view json);

// The model that ships with register_schema().
const Model& default_register_model();

}  // namespace genbo
