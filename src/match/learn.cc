// SPDX-License-Identifier: Apache-2.0
#include "match/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace genbo {

namespace {

// Beyond this a sum of evidence is either clear or wrong for another reason.
constexpr double kLearnBitsMost = 15;
// Standard deviations of the prior: of ln(slope), and of the offset in bits.
constexpr double kSlopeSpread = 0.2;
constexpr double kOffsetSpread = 4;
constexpr std::size_t kRuleSupport = 5;
constexpr double kRulePurity = 0.9;

double learn_loss(std::span<const LabelledScore> labels, double slope, double offset) {
    const double log_slope = std::log(slope) / kSlopeSpread;
    double loss = (log_slope * log_slope + offset * offset / (kOffsetSpread * kOffsetSpread)) / 2;
    for (const auto& label : labels) {
        const double bits =
            std::clamp(millibits_to_bits(label.bits), -kLearnBitsMost, kLearnBitsMost);
        const double odds = (slope * bits + offset) * (label.same ? 1 : -1);
        loss += std::log1p(std::exp2(-odds));
    }
    return loss;
}

}  // namespace

// A grid: two numbers, a few thousand sums, and the same result on every machine.
Calibration calibrate(std::span<const LabelledScore> labels) {
    Calibration best;
    double least = learn_loss(labels, 1, 0);
    for (int i = -20; i <= 20; ++i) {
        const double slope = std::exp2(i / 10.0);
        for (int offset = -100; offset <= 100; ++offset) {
            const double loss = learn_loss(labels, slope, offset / 10.0);
            if (loss >= least - 1e-9) continue;
            least = loss;
            best = {.slope = slope, .offset = offset * 100};
        }
    }
    return best;
}

std::vector<SuggestedRule> suggest_rules(
    const Schema& schema, std::span<const AnsweredPair> labels, std::size_t limit) {
    using Key = std::tuple<std::size_t, std::uint8_t, std::size_t, std::uint8_t>;
    struct Counts {
        std::size_t all = 0;
        std::size_t same = 0;
        std::size_t surprising_same = 0;
        std::size_t surprising_different = 0;
    };
    std::map<Key, Counts> found;
    const auto comparisons = schema.comparisons.size();
    for (const auto& label : labels) {
        const auto count = [&](const Key& key) {
            auto& counts = found[key];
            ++counts.all;
            counts.same += label.same;
            counts.surprising_same += label.same && label.bits < 0;
            counts.surprising_different += !label.same && label.bits >= 0;
        };
        for (std::size_t i = 0; i < comparisons; ++i) {
            const auto level = level_at(label.vector, i);
            if (level == 0) continue;
            count({i, level, i, level});
            for (std::size_t j = i + 1; j < comparisons; ++j)
                if (const auto other = level_at(label.vector, j); other != 0)
                    count({i, level, j, other});
        }
    }
    std::vector<SuggestedRule> rules;
    for (const auto& [key, counts] : found) {
        if (counts.all < kRuleSupport) continue;
        const bool same = 2 * counts.same >= counts.all;
        const auto agreeing = same ? counts.same : counts.all - counts.same;
        const auto surprising = same ? counts.surprising_same : counts.surprising_different;
        if (static_cast<double>(agreeing) < kRulePurity * static_cast<double>(counts.all) ||
            2 * surprising < agreeing)
            continue;
        const auto& [i, level, j, other] = key;
        SuggestedRule rule{
            .findings = {{i, level}},
            .same = same,
            .support = counts.all,
            .agreeing = agreeing,
            .surprising = surprising};
        if (j != i) rule.findings.push_back({j, other});
        rules.push_back(std::move(rule));
    }
    // The map's order decides between equals.
    std::stable_sort(
        rules.begin(), rules.end(), [](const SuggestedRule& x, const SuggestedRule& y) {
            if (x.surprising != y.surprising) return x.surprising > y.surprising;
            return x.findings.size() < y.findings.size();
        });
    if (rules.size() > limit) rules.resize(limit);
    return rules;
}

std::string learned_version(const std::string& version, std::size_t verdicts) {
    return version.substr(0, version.find('+')) + "+" + std::to_string(verdicts);
}

}  // namespace genbo
