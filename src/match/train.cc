// SPDX-License-Identifier: Apache-2.0
#include "match/train.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "match/compare_street.h"
#include "match/term.h"

namespace genbo {

namespace {

constexpr int kSessionRounds = 40;
constexpr int kFinalRounds = 12;
// Rounds in which m is learned from all evidence at once; then it stands, and the rest settles.
constexpr int kRefiningRounds = 8;
// Sessions with fewer expected matches say more about noise than about the data.
constexpr double kSessionMatchesMin = 10;
constexpr double kPriorStrength = 4;
constexpr double kSmallest = 1e-9;
constexpr double kHouseholdCaution = 16;
constexpr double kTwoReadingsOneName = 0.002;

using LevelMass = std::array<double, kLevelsMax>;
using Masses = std::array<LevelMass, kComparisonsMax>;

// What is believed about a comparison before any data: mostly the same, seldom different.
LevelMass train_prior(const Comparison& comparison) {
    const auto levels = level_names(comparison.type).size();
    LevelMass prior = {};
    if (comparison.type == ComparisonType::company) return {0, 0.1, 0.01, 0.04, 0.03, 0.02, 0.8};
    const auto rungs = levels - 1;
    for (std::size_t level = 1; level < levels; ++level) {
        if (level == rungs)
            prior[level] = 0.8;
        else if (level == 1)
            prior[level] = 0.06;
        else
            prior[level] = 0.14 / static_cast<double>(rungs - 2);
    }
    if (rungs == 2) prior = {0, 0.1, 0.9};
    return prior;
}

std::uint32_t train_rule_features(const Schema& schema, std::size_t rule, std::size_t comparison) {
    std::uint32_t shared = 0;
    const auto& features = schema.comparisons[comparison].features;
    for (const auto& atom : schema.rules[rule].atoms)
        for (const auto feature : atom.features)
            shared += std::find(features.begin(), features.end(), feature) != features.end();
    return shared;
}

class Trainer {
public:
    Trainer(const Schema& schema, const TrainingData& data, FrequencyTable frequencies)
        : schema_(schema), data_(data), comparisons_(schema.comparisons.size()) {
        model_.version = "trained-1";
        model_.schema = schema.name;
        model_.frequencies = std::move(frequencies);
        for (const auto& comparison : schema.comparisons) {
            ModelComparison made{.name = comparison.name, .levels = {}};
            const auto names = level_names(comparison.type);
            for (const auto name : names) made.levels.push_back({.name = std::string{name}});
            made.term_frequency = true;
            model_.comparisons.push_back(std::move(made));
        }
    }

    Model run() && {
        find_free_rules();
        random_levels();
        sessions();
        settle();
        return std::move(model_);
    }

private:
    // A rule says something about a comparison that it leaves alone, if it leaves another one alone
    // that can say which of its pairs are matches.
    void find_free_rules() {
        for (std::size_t rule = 0; rule < schema_.rules.size(); ++rule) {
            std::vector<std::size_t> left;
            for (std::size_t i = 0; i < comparisons_; ++i)
                if (train_rule_features(schema_, rule, i) == 0) left.push_back(i);
            if (left.size() < 2) continue;
            for (const auto i : left) free_rules_[i] |= std::uint32_t{1} << rule;
        }
    }

    double all_pairs() const {
        const auto n = static_cast<double>(data_.records);
        return std::max(1.0, data_.pairs > 0 ? data_.pairs : n * (n - 1) / 2);
    }

    void random_levels() {
        for (const auto& entry : data_.random)
            for (std::size_t i = 0; i < comparisons_; ++i)
                random_[i][level_at(entry.vector, i)] += static_cast<double>(entry.count);
        for (std::size_t i = 0; i < comparisons_; ++i) {
            auto& levels = model_.comparisons[i].levels;
            double present = 0;
            for (std::size_t level = 1; level < levels.size(); ++level)
                present += random_[i][level];
            double all = 0;
            for (const auto count : random_[i]) all += count;
            present_[i] = all > 0 ? present / all : 0;
            for (std::size_t level = 1; level < levels.size(); ++level)
                levels[level].u = (random_[i][level] + 0.1) /
                                  (present + 0.1 * static_cast<double>(levels.size() - 1));
            refine_top(i);
            raw_[i] = {};
            for (std::size_t level = 1; level < levels.size(); ++level)
                raw_[i][level] = levels[level].u;
        }
    }

    // The top level is counted exactly where its frequencies are known.
    void refine_top(std::size_t i) {
        const auto& comparison = schema_.comparisons[i];
        auto& levels = model_.comparisons[i].levels;
        const auto feature = comparison.features[0];
        if (feature == kNoFeature || comparison.type == ComparisonType::phones ||
            comparison.type == ComparisonType::japanese_address ||
            comparison.type == ComparisonType::gender)
            return;
        const auto* pool = model_.frequencies.pool(schema_.features[feature].pool);
        if (pool == nullptr || pool->total < 2) return;
        levels.back().u = std::max(pool->collision, 0.1 / std::max(1.0, all_pairs()));
    }

    void sessions() {
        Masses sums = {};
        for (std::size_t rule = 0; rule < schema_.rules.size(); ++rule) session(rule, sums);
        for (std::size_t i = 0; i < comparisons_; ++i) {
            auto& levels = model_.comparisons[i].levels;
            const auto m = estimate(i, sums[i]);
            for (std::size_t level = 1; level < levels.size(); ++level) levels[level].m = m[level];
        }
    }

    // m from what was seen and what is believed.  Works of one author are so like copies of one
    // work that the belief about titles weighs as much as all that was seen.
    LevelMass estimate(std::size_t i, const LevelMass& mass) const {
        const auto levels = model_.comparisons[i].levels.size();
        const auto prior = train_prior(schema_.comparisons[i]);
        double seen = 0;
        for (std::size_t level = 1; level < levels; ++level) seen += mass[level];
        const auto role = schema_.comparisons[i].role;
        const bool believed = role == HouseholdRole::title || role == HouseholdRole::branch_place;
        const double strength = kPriorStrength + (believed ? seen : 0);
        LevelMass m = {};
        for (std::size_t level = 1; level < levels; ++level)
            m[level] = (mass[level] + strength * prior[level]) / (seen + strength);
        if (knows_readings(i)) {
            const double moved = std::max(0.0, m[kNameDifferent] - kTwoReadingsOneName);
            m[kNameDifferent] -= moved;
            m[kNameWeak] += moved;
        }
        return m;
    }

    // Where given names come with their readings, "different" means that both are known and are
    // two. A person has one, and what strangers, twins above all, add to that by mistake must not
    // teach that it may be otherwise.
    bool knows_readings(std::size_t i) const {
        const auto& comparison = schema_.comparisons[i];
        if (comparison.type != ComparisonType::name_part ||
            comparison.role != HouseholdRole::given_name)
            return false;
        const auto total = [&](std::uint16_t feature) -> std::uint64_t {
            const auto* pool = feature == kNoFeature
                                   ? nullptr
                                   : model_.frequencies.pool(schema_.features[feature].pool);
            return pool == nullptr ? 0 : pool->total;
        };
        return 5 * total(comparison.features[1]) > total(comparison.features[0]) &&
               total(comparison.features[1]) > 0;
    }

    void session(std::size_t rule, Masses& sums) {
        std::vector<const VectorCount*> entries;
        double pairs = 0;
        for (const auto& entry : data_.candidates) {
            if ((entry.rules >> rule & 1) == 0) continue;
            entries.push_back(&entry);
            pairs += static_cast<double>(entry.count);
        }
        if (pairs < kSessionMatchesMin) return;
        std::array<bool, kComparisonsMax> used = {};
        std::size_t used_count = 0;
        for (std::size_t i = 0; i < comparisons_; ++i) {
            used[i] = train_rule_features(schema_, rule, i) == 0;
            used_count += used[i];
        }

        Masses m = {};
        for (std::size_t i = 0; i < comparisons_; ++i) m[i] = train_prior(schema_.comparisons[i]);
        double lambda = 0.2;
        double household = asks_household() ? 0.02 : 0;
        Masses mass = {};
        for (int round = 0; round < kSessionRounds; ++round) {
            const auto same = ratios(m, used);
            const auto family = household_ratios(same);
            mass = {};
            double matches = 0;
            double families = 0;
            const double strangers = 1 - lambda - household;
            for (const auto* entry : entries) {
                double likely = lambda / strangers;
                double related = household / strangers;
                for (std::size_t i = 0; i < comparisons_; ++i) {
                    const auto level = level_at(entry->vector, i);
                    likely *= same[i][level];
                    related *= family[i][level];
                }
                const auto count = static_cast<double>(entry->count);
                const double share = likely / (1 + likely + related) * count;
                matches += share;
                families += related / (1 + likely + related) * count;
                for (std::size_t i = 0; i < comparisons_; ++i)
                    mass[i][level_at(entry->vector, i)] += share;
            }
            for (std::size_t i = 0; i < comparisons_; ++i) {
                if (!used[i]) continue;
                m[i] = estimate(i, mass[i]);
            }
            lambda = std::clamp(matches / pairs, 1e-6, 1 - 1e-6);
            household = std::min(families / pairs, (1 - lambda) * 0.9);
        }
        if (lambda * pairs < kSessionMatchesMin) return;
        // A single comparison cannot tell matches from other things that are alike in it, unless
        // the rule itself finds little else than matches.
        if (used_count < 2 && lambda < 0.7) return;
        for (std::size_t i = 0; i < comparisons_; ++i) {
            if (!used[i]) continue;
            for (std::size_t level = 1; level < kLevelsMax; ++level)
                sums[i][level] += lambda * mass[i][level];
        }
    }

    // m/u of every level; 1 where a comparison is left out or a value is missing.
    Masses ratios(const Masses& m, const std::array<bool, kComparisonsMax>& used) const {
        Masses ratio = {};
        for (std::size_t i = 0; i < comparisons_; ++i) {
            ratio[i].fill(1);
            const auto& levels = model_.comparisons[i].levels;
            if (!used[i]) continue;
            for (std::size_t level = 1; level < levels.size(); ++level)
                ratio[i][level] = m[i][level] / levels[level].u;
        }
        return ratio;
    }

    // The same for two of one household; see model.h.
    Masses household_ratios(const Masses& same) const {
        Masses ratio = {};
        for (std::size_t i = 0; i < comparisons_; ++i) {
            ratio[i].fill(1);
            const auto& levels = model_.comparisons[i].levels;
            for (std::uint8_t level = 1; level < levels.size(); ++level) {
                const double m = same[i][level] * levels[level].u;
                const double share = household_share(schema_.comparisons[i], level, m);
                ratio[i][level] = share * same[i][level] + std::max(0.0, 1 - share);
            }
        }
        return ratio;
    }

    // λ, what matches added to u, and the frequencies' references, each from the other.
    void settle() {
        model_.lambda = std::clamp(1.0 / static_cast<double>(data_.records + 1), 1e-9, 0.1);
        model_.household_odds = asks_household() ? 0.25 * model_.lambda : 0;
        for (int round = 0; round < kFinalRounds; ++round) {
            for (auto& comparison : model_.comparisons) weigh_levels(comparison);
            Masses same = {};
            for (std::size_t i = 0; i < comparisons_; ++i) {
                same[i].fill(1);
                const auto& levels = model_.comparisons[i].levels;
                for (std::size_t level = 1; level < levels.size(); ++level)
                    same[i][level] = std::exp2(millibits_to_bits(levels[level].weight));
            }
            const auto family = household_ratios(same);
            Masses matched = {};
            Masses unbiased = {};
            Masses strange = {};
            double matches = 0;
            double families = 0;
            for (const auto& entry : data_.candidates) {
                double likely = model_.lambda / (1 - model_.lambda);
                double related = model_.household_odds;
                for (std::size_t i = 0; i < comparisons_; ++i) {
                    const auto level = level_at(entry.vector, i);
                    likely *= same[i][level];
                    related *= family[i][level];
                }
                const auto count = static_cast<double>(entry.count);
                const double share = likely / (1 + likely + related) * count;
                matches += share;
                families += related / (1 + likely + related) * count;
                const double strangers = count / (1 + likely + related);
                for (std::size_t i = 0; i < comparisons_; ++i) {
                    matched[i][level_at(entry.vector, i)] += share;
                    if ((entry.rules & free_rules_[i]) != 0)
                        unbiased[i][level_at(entry.vector, i)] += share;
                    strange[i][level_at(entry.vector, i)] += strangers;
                }
            }
            model_.lambda = std::clamp(matches / all_pairs(), 1e-9, 0.5);
            matches_ = matches;
            if (asks_household())
                model_.household_odds = std::clamp(
                    families / all_pairs(), household_least() * model_.lambda,
                    household_most() * model_.lambda);
            for (std::size_t i = 0; i < comparisons_; ++i) {
                take_out_matches(i, matched[i]);
                if (round < kRefiningRounds) refine(i, unbiased[i]);
                count_strangers(i, matched[i], strange[i]);
            }
        }
        if (knows_homes()) model_.household_odds *= kHouseholdCaution;
        references();
        for (auto& comparison : model_.comparisons) weigh_levels(comparison);
    }

    // m once more, from what all comparisons together say.  A session sees only some of them, and
    // in a rule that brings few matches it may take something else for them (one authority's
    // schools).
    void refine(std::size_t i, const LevelMass& mass) {
        double seen = 0;
        for (std::size_t level = 1; level < kLevelsMax; ++level) seen += mass[level];
        if (seen < kSessionMatchesMin) return;
        auto& levels = model_.comparisons[i].levels;
        const auto m = estimate(i, mass);
        for (std::size_t level = 1; level < levels.size(); ++level) levels[level].m = m[level];
    }

    bool has_role(HouseholdRole role) const {
        const auto& all = schema_.comparisons;
        return std::any_of(all.begin(), all.end(), [&](const Comparison& comparison) {
            return comparison.role == role;
        });
    }

    // Branches are at least half as many as copies, whatever the file says.
    double household_least() const { return has_role(HouseholdRole::branch_place) ? 0.5 : 0.05; }

    // Households are as many as people at most; authors write more works than we have copies.
    double household_most() const {
        return has_role(HouseholdRole::title) || has_role(HouseholdRole::branch_place) ? 4 : 2;
    }

    // Two of one family taken for one is the mistake that hurts most.  Where people's records name
    // the house and the flat, it must be that much less likely before they are joined.
    bool knows_homes() const {
        bool given = false;
        bool house = false;
        for (const auto& comparison : schema_.comparisons) {
            given = given || comparison.role == HouseholdRole::given_name;
            house = house || comparison.type == ComparisonType::japanese_address;
        }
        return given && house;
    }

    bool asks_household() const {
        bool given = false;
        bool shared = false;
        for (const auto& comparison : schema_.comparisons) {
            if (comparison.role == HouseholdRole::branch_place) return true;
            given = given || comparison.role == HouseholdRole::given_name ||
                    comparison.role == HouseholdRole::organisation ||
                    comparison.role == HouseholdRole::company ||
                    comparison.role == HouseholdRole::title;
            shared = shared || comparison.role == HouseholdRole::place ||
                     comparison.role == HouseholdRole::contact;
        }
        return given && shared;
    }

    void take_out_matches(std::size_t i, const LevelMass& matched) {
        auto& levels = model_.comparisons[i].levels;
        const double pairs = std::max(1.0, all_pairs() * present_[i]);
        double matches = 0;
        for (std::size_t level = 1; level < levels.size(); ++level) matches += matched[level];
        const double strangers = std::max(1.0, pairs - matches);
        for (std::size_t level = 1; level < levels.size(); ++level) {
            const double left = raw_[i][level] * pairs - matched[level];
            // Never below what one more pair would make, nor far below what was seen.
            levels[level].u =
                std::max({left / strangers, 2.0 / strangers, raw_[i][level] * 0.02, kSmallest});
        }
    }

    // A telephone number that hundreds share is no blocking key, and its own frequency is counted
    // when it is met.  What strangers share otherwise stands among the candidates.
    void count_strangers(std::size_t i, const LevelMass& matched, const LevelMass& strange) {
        const auto type = schema_.comparisons[i].type;
        if (type != ComparisonType::phones && type != ComparisonType::emails &&
            type != ComparisonType::code)
            return;
        auto& levels = model_.comparisons[i].levels;
        double matches = 0;
        for (std::size_t level = 1; level < levels.size(); ++level) matches += matched[level];
        const double pairs = std::max(1.0, all_pairs() * present_[i] - matches);
        for (std::size_t level = 2; level < levels.size(); ++level)
            if (level_has_term(type, static_cast<std::uint8_t>(level)))
                levels[level].u = (strange[level] + 1) / pairs;
    }

    void references() {
        const double own =
            1 + 2 * matches_ / static_cast<double>(std::max<std::uint64_t>(data_.records, 1));
        for (std::size_t i = 0; i < comparisons_; ++i) {
            auto& comparison = model_.comparisons[i];
            const auto type = schema_.comparisons[i].type;
            // People with many records should not make their own values look common.
            comparison.own = (type == ComparisonType::name_part ? 2 : 4) * own;
            for (std::uint8_t level = 1; level < comparison.levels.size(); ++level)
                comparison.levels[level].share =
                    household_share(schema_.comparisons[i], level, comparison.levels[level].m);
            const auto feature = schema_.comparisons[i].features[0];
            const auto* pool = feature == kNoFeature
                                   ? nullptr
                                   : model_.frequencies.pool(schema_.features[feature].pool);
            const double total = pool == nullptr ? 1e6 : static_cast<double>(pool->total);
            const double top = comparison.levels.back().u;
            comparison.rarest =
                type == ComparisonType::name_part ? std::max(1.0 / total, top * 0.05) : top;
            if (pool != nullptr && type != ComparisonType::japanese_address) {
                auto corrected = *pool;
                corrected.collision = std::max(top, kSmallest);
                model_.frequencies.set_pool(corrected);
            }
        }
    }

    const Schema& schema_;
    const TrainingData& data_;
    std::size_t comparisons_;
    Model model_;
    // The rules that have nothing to do with a comparison, as bits.
    std::array<std::uint32_t, kComparisonsMax> free_rules_ = {};
    Masses random_ = {};
    Masses raw_ = {};
    std::array<double, kComparisonsMax> present_ = {};
    double matches_ = 0;
};

}  // namespace

Model train(const Schema& schema, const TrainingData& data, FrequencyTable frequencies) {
    return Trainer{schema, data, std::move(frequencies)}.run();
}

double household_share(const Comparison& comparison, std::uint8_t level, double m) {
    switch (comparison.role) {
        case HouseholdRole::none: return 0;
        case HouseholdRole::surname: return 0.9;
        case HouseholdRole::given_name:
            // 直美 and her daughter 尚美: a family likes a sound, and never writes two names alike.
            if (level == kNameSameSound) return 0.03;
            return level >= kNameOtherReading ? 0.0003 : 0.001;
        case HouseholdRole::birth_date: return 0.01;  // Twins
        case HouseholdRole::place: return 0.95;
        case HouseholdRole::organisation:
            // One name within the other is the mark of a group of companies, not of an error.
            if (comparison.type == ComparisonType::corporate_number) return level == 2 ? 0.5 : 0.1;
            if (level == 2) return 0.25 / std::max(m, kSmallest);
            if (level == 3) return 0.05 / std::max(m, kSmallest);
            // Colleagues.
            return level >= 4 ? 0.5 : 0.1;
        case HouseholdRole::company:
            // Two companies of a group have two names, one of which may lie within the other.
            if (level == 2) return 0.25 / std::max(m, kSmallest);
            if (level == 3) return 0.05 / std::max(m, kSmallest);
            return level >= 5 ? 0.01 : 0.1;
        case HouseholdRole::title: {
            // Of two works of one author: how often the titles stand on each level.
            static constexpr std::array<double, 7> kTitle = {0, 0.50, 0.30, 0.12, 0.05, 0.02, 0.01};
            return kTitle[std::min<std::size_t>(level, 6)] / std::max(m, kSmallest);
        }
        case HouseholdRole::branch_name: {
            static constexpr std::array<double, 7> kName = {0, 0.05, 0.20, 0.25, 0.20, 0.10, 0.20};
            if (comparison.type != ComparisonType::words) return level > 1 ? 0.5 : 0.05;
            return kName[std::min<std::size_t>(level, 6)] / std::max(m, kSmallest);
        }
        case HouseholdRole::branch_contact: return 0.7;
        case HouseholdRole::branch_place: return level >= kStreetPart ? 0.02 : 0;
        case HouseholdRole::contact:
            // A fixed line is the household's, a mobile or an address mostly one person's.
            if (comparison.type == ComparisonType::phones) return level == 3 ? 0.7 : 0.05;
            return 0.1;
    }
    return 0;
}

void weigh_levels(ModelComparison& comparison) {
    struct Run {
        double m;
        double u;
        std::size_t levels;
    };
    std::vector<Run> runs;
    // Pool neighbours that violate the order, as isotonic regression does.
    for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
        runs.push_back({comparison.levels[level].m, comparison.levels[level].u, 1});
        while (runs.size() > 1) {
            const auto& last = runs[runs.size() - 1];
            auto& before = runs[runs.size() - 2];
            if (before.m * last.u <= last.m * before.u) break;
            before.m += last.m;
            before.u += last.u;
            before.levels += last.levels;
            runs.pop_back();
        }
    }
    std::size_t level = 1;
    for (const auto& run : runs)
        for (std::size_t i = 0; i < run.levels; ++i)
            comparison.levels[level++].weight = std::clamp(
                weight_of(std::max(run.m, kSmallest), std::max(run.u, kSmallest)), -kWeightCap / 2,
                kWeightCap);
}

}  // namespace genbo
