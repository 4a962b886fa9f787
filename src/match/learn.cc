// SPDX-License-Identifier: Apache-2.0
#include "match/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "match/train.h"

namespace genbo {

namespace {

// Beyond this a sum of evidence is either clear or wrong for another reason.
constexpr double kLearnBitsMost = 15;
// Standard deviations of the prior: of ln(slope), and of the offset in bits.
constexpr double kSlopeSpread = 0.2;
constexpr double kOffsetSpread = 4;
// Of the matches that m stands for; no level is so rare that it never happens.
constexpr double kLeastMass = 1e-4;
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

// By how much the answers differ from what the model believed, by level.
std::vector<double> learn_surprise(
    std::size_t comparison, std::size_t levels, std::span<const AnsweredPair> labels) {
    // In steps of 2^-20, so that the order of the labels cannot be seen in the sum.
    constexpr double kSteps = 1 << 20;
    std::vector<std::int64_t> steps(levels, 0);
    for (const auto& label : labels) {
        const auto level = level_at(label.vector, comparison);
        if (level == 0 || level >= levels) continue;
        const double wrong = (label.same ? 1 : 0) - probability_of(label.bits);
        steps[level] += std::llround(wrong * kSteps);
    }
    std::vector<double> surprise;
    for (const auto step : steps) surprise.push_back(static_cast<double>(step) / kSteps);
    return surprise;
}

void learn_levels(
    ModelComparison& comparison, std::size_t number, std::span<const AnsweredPair> labels) {
    auto& levels = comparison.levels;
    const auto surprise = learn_surprise(number, levels.size(), labels);
    if (std::ranges::all_of(surprise, [](double one) { return one == 0; })) return;
    const double matches = std::max(kPriorPairs, static_cast<double>(labels.size()) / kLabelsShare);
    double before = 0;
    for (std::size_t i = 1; i < levels.size(); ++i) before += levels[i].m;
    std::vector<double> mass(levels.size(), 0);
    double after = 0;
    for (std::size_t i = 1; i < levels.size(); ++i) {
        mass[i] = std::max(levels[i].m / before * matches + surprise[i], kLeastMass);
        after += mass[i];
    }
    for (std::size_t i = 1; i < levels.size(); ++i) levels[i].m = mass[i] / after;
    weigh_levels(comparison);
}

}  // namespace

Model learned_model(
    const Model& prior, std::span<const AnsweredPair> labels, const ScoresUnder& scores_under) {
    Model learned = prior;
    for (std::size_t i = 0; i < learned.comparisons.size(); ++i)
        learn_levels(learned.comparisons[i], i, labels);
    learned.calibration = {};
    learned.calibration = calibrate(scores_under(learned));
    learned.version = learned_version(prior.version, labels.size());
    return learned;
}

// A grid: two numbers, a few thousand sums, and the same result on every machine.
Calibration calibrate(std::span<const LabelledScore> given) {
    // Sums of doubles depend on their order.
    std::vector<LabelledScore> labels(given.begin(), given.end());
    std::sort(labels.begin(), labels.end(), [](const LabelledScore& x, const LabelledScore& y) {
        return std::tie(x.bits, x.same) < std::tie(y.bits, y.same);
    });
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
