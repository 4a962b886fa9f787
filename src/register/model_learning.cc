// SPDX-License-Identifier: Apache-2.0
#include "register/model_learning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "match/train.h"

namespace genbo {

namespace {

// Bits to add to every score so that the labels are as probable as they can be, with a prior that
// nothing is to be added: a concave function of one number, by bisection on its slope.
double learned_intercept(std::span<const AnsweredPair> labels) {
    constexpr double kPriorWeight = 4;
    const auto slope = [&](double shift) {
        double sum = -kPriorWeight * shift / (kInterceptCap * kInterceptCap);
        for (const auto& label : labels) {
            const double p = 1 / (1 + std::exp2(-(millibits_to_bits(label.bits) + shift)));
            sum += (label.same ? 1.0 : 0.0) - p;
        }
        return sum;
    };
    double low = -kInterceptCap;
    double high = kInterceptCap;
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (slope(middle) > 0 ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

Model learned_model(const Model& model, std::span<const AnsweredPair> given) {
    // Sums of doubles depend on their order.
    std::vector<AnsweredPair> labels(given.begin(), given.end());
    std::ranges::sort(labels, {}, [](const AnsweredPair& label) {
        return std::tuple{label.bits, label.same, label.vector};
    });
    Model learned = model;
    for (std::size_t i = 0; i < learned.comparisons.size(); ++i) {
        auto& comparison = learned.comparisons[i];
        std::array<double, kLevelsMax + 6> counts{};
        double judged = 0;
        for (const auto& label : labels) {
            const auto level = level_at(label.vector, i);
            if (!label.same || level == 0 || level >= comparison.levels.size()) continue;
            counts.at(level) += 1;
            judged += 1;
        }
        if (judged == 0) continue;
        double prior = 0;
        for (std::size_t level = 1; level < comparison.levels.size(); ++level)
            prior += comparison.levels[level].m;
        for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
            auto& m = comparison.levels[level].m;
            const double before = prior > 0 ? m / prior : m;
            m = std::clamp(
                (before * kPriorPairs + counts.at(level)) / (kPriorPairs + judged), 1e-6, 1.0);
        }
        weigh_levels(comparison);
    }
    const double odds =
        learned.lambda / (1 - learned.lambda) * std::exp2(learned_intercept(labels));
    learned.lambda = odds / (1 + odds);
    // Of a learned model the first name stays: "register-1+60+80".
    learned.version = model.version + "+" + std::to_string(labels.size());
    return learned;
}

}  // namespace genbo
