// SPDX-License-Identifier: Apache-2.0
#include "match/score.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "match/term.h"

namespace genbo {

namespace {

// Rarer values than this cannot be told from a typing error that happened twice.
constexpr double kScoreSeldom = 2;

}  // namespace

Scorer::Scorer(const Schema& schema, const Model& model)
    : schema_(schema), model_(model), comparer_(schema, model.frequencies), base_(model.base()) {
    check(model.comparisons.size() == schema.comparisons.size());
    asks_household_ = model.household_odds > 0;
    household_base_ = asks_household_ ? std::log2(model.household_odds) : 0;
    for (std::size_t i = 0; i < model.comparisons.size(); ++i) {
        const auto& comparison = model.comparisons[i];
        const auto& compared = schema.comparisons[i];
        if (compared.role == HouseholdRole::given_name) given_name_ = i;
        if (compared.type == ComparisonType::company) company_ = i;
        if (compared.type == ComparisonType::japanese_address) address_ = i;
        check(comparison.levels.size() == level_names(schema.comparisons[i].type).size());
        for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
            auto& rung = rungs_[i][level];
            rung.weight = comparison.levels[level].weight;
            rung.share = comparison.levels[level].share;
            rung.term =
                comparison.term_frequency &&
                level_has_term(schema.comparisons[i].type, static_cast<std::uint8_t>(level));
            rung.household = household_bits(rung.share, rung.weight);
            rung.highest = std::min(kWeightCap, rung.weight + rarest_gain(i));
        }
    }
}

// What the rarest of values adds at most to a weight.
Millibits Scorer::rarest_gain(std::size_t comparison) const {
    double gain = 0;
    for (const auto feature : schema_.comparisons[comparison].features) {
        if (feature == kNoFeature) continue;
        const auto number = schema_.features[feature].pool;
        for (const std::uint16_t moved : {std::uint16_t{0}, kTownPool}) {
            const auto* pool = model_.frequencies.pool(static_cast<std::uint16_t>(number | moved));
            if (pool == nullptr || pool->collision <= 0) continue;
            const double rarest = model_.comparisons[comparison].rarest;
            gain = std::max(gain, std::log2(pool->collision / rarest));
        }
    }
    return bits_to_millibits(gain) + 1;
}

double Scorer::household_bits(double share, Millibits weight) {
    return std::log2(share * std::exp2(millibits_to_bits(weight)) + std::max(0.0, 1 - share));
}

// Two records of a company in which nobody is named, at one place: they have no family, and two
// offices of a company stand in two places.
bool Scorer::one_office(const Levels& levels, RowView a, RowView b) const {
    if (given_name_ == kComparisonsMax || company_ == kComparisonsMax ||
        address_ == kComparisonsMax)
        return false;
    if (levels[given_name_] != 0 || levels[company_] <= 1 || levels[address_] < kAddressNear)
        return false;
    const auto& names = schema_.comparisons[given_name_];
    return comparer_.names_nobody(names, a) && comparer_.names_nobody(names, b);
}

Millibits Scorer::household_of(double bits) const {
    if (!asks_household_) return 0;
    const double odds = household_base_ + bits;
    if (odds < -14) return 0;
    return bits_to_millibits(-std::log2(1 + std::exp2(odds)));
}

ScoreTerm Scorer::weigh(std::size_t comparison, std::uint8_t level, RowView a, RowView b) const {
    if (!rungs_[comparison][level].term)
        return {.level = level, .bits = rungs_[comparison][level].weight};
    return weigh(
        comparison, level, shared_term(schema_, schema_.comparisons[comparison], level, a, b));
}

ScoreTerm Scorer::weigh(std::size_t comparison, std::uint8_t level, const Term& shared) const {
    const auto& rung = rungs_[comparison][level];
    ScoreTerm term{.level = level, .bits = rung.weight};
    if (!rung.term) return term;
    if (shared.pool == kNoPool) return term;
    const auto* pool = model_.frequencies.pool(shared.pool);
    if (pool == nullptr || pool->total == 0 || pool->collision <= 0) return term;
    const auto& rule = model_.comparisons[comparison];
    const double count = std::max(
        kScoreSeldom, static_cast<double>(model_.frequencies.count(shared.pool, shared.hash)));
    term.frequency = std::max((count - rule.own) / static_cast<double>(pool->total), rule.rarest);
    const auto moved = rung.weight + bits_to_millibits(std::log2(pool->collision / term.frequency));
    // A value that everybody has says nothing; it does not speak against.
    term.bits = std::clamp(moved, std::min(rung.weight, 0), kWeightCap);
    return term;
}

Millibits Scorer::score(const Levels& levels, RowView a, RowView b) const {
    Millibits total = base_;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        const auto level = levels[i];
        if (level == 0) continue;
        const auto& rung = rungs_[i][level];
        if (!rung.term) {
            total += rung.weight;
            household += rung.household;
            continue;
        }
        const auto term = weigh(i, level, a, b);
        total += term.bits;
        if (asks_household_)
            household +=
                term.bits == rung.weight ? rung.household : household_bits(rung.share, term.bits);
    }
    return model_.calibrated(one_office(levels, a, b) ? total : total + household_of(household));
}

Scorer::Terms Scorer::terms(const Levels& levels, RowView a, RowView b) const {
    Terms terms;
    terms.fill({kNoPool, 0});
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i)
        if (levels[i] != 0 && rungs_[i][levels[i]].term)
            terms[i] = shared_term(schema_, schema_.comparisons[i], levels[i], a, b);
    return terms;
}

ScoreDetail Scorer::detail(RowView a, RowView b) const {
    const auto levels = comparer_.levels(a, b);
    return detail(levels, terms(levels, a, b), household_of_pair(levels, a, b));
}

ScoreDetail Scorer::detail(const Levels& levels, const Terms& terms, Household asked) const {
    ScoreDetail detail;
    detail.total = base_;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        if (levels[i] == 0) continue;
        detail.terms[i] = weigh(i, levels[i], terms[i]);
        detail.total += detail.terms[i].bits;
        const auto& rung = rungs_[i][levels[i]];
        household += detail.terms[i].bits == rung.weight
                         ? rung.household
                         : household_bits(rung.share, detail.terms[i].bits);
    }
    detail.household = asked == Household::asked ? household_of(household) : 0;
    detail.total += detail.household;
    const auto calibrated = model_.calibrated(detail.total);
    detail.calibration = calibrated - detail.total;
    detail.total = calibrated;
    return detail;
}

Millibits Scorer::score_of_levels(const Levels& levels) const {
    Millibits total = base_;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        total += rungs_[i][levels[i]].weight;
        household += rungs_[i][levels[i]].household;
    }
    return model_.calibrated(total + household_of(household));
}

Millibits Scorer::bound_of_levels(const Levels& levels) const {
    Millibits total = base_;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        const auto& rung = rungs_[i][levels[i]];
        total += rung.term ? std::max(rung.weight, rung.highest) : rung.weight;
    }
    return model_.calibrated(total);
}

}  // namespace genbo
