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
        if (compared.role == HouseholdRole::birth_date && birth_date_ == kComparisonsMax)
            birth_date_ = i;
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
            rung.witness = can_witness(i, static_cast<std::uint8_t>(level));
            rung.household = household_bits(rung.share, rung.weight);
            rung.highest = std::min(kWeightCap, rung.weight + rarest_gain(i));
        }
    }
    knows_homes_ = given_name_ != kComparisonsMax && address_ != kComparisonsMax;
    undecided_ = largest_sum(kUndecided);
    impossible_ = largest_sum(kImpossible);
}

Millibits Scorer::largest_sum(Millibits calibrated) const {
    const auto& [slope, offset] = model_.calibration;
    auto sum = static_cast<Millibits>(std::floor((calibrated - offset) / slope)) + 1;
    while (model_.calibrated(sum) > calibrated) --sum;
    return sum;
}

bool Scorer::can_witness(std::size_t comparison, std::uint8_t level) const {
    const auto& compared = schema_.comparisons[comparison];
    switch (compared.type) {
        case ComparisonType::name_part:
        case ComparisonType::gender:
        case ComparisonType::category:
        case ComparisonType::postal: return false;
        case ComparisonType::japanese_address: return level >= kAddressNear;
        case ComparisonType::short_text: {
            const auto kind = schema_.columns[compared.columns[0]].kind;
            return kind != FieldKind::city && kind != FieldKind::prefecture;
        }
        default: return true;
    }
}

bool Scorer::contradicted(const Levels& levels) const {
    if (given_name_ == kComparisonsMax || birth_date_ == kComparisonsMax) return false;
    constexpr std::uint8_t kFarApart = 1;
    if (levels[birth_date_] != kFarApart) return false;
    // Without readings, what is written differently may be one name misspelt.
    if (schema_.comparisons[given_name_].features[1] == kNoFeature) return false;
    return levels[given_name_] == kNameDifferent || levels[given_name_] == kNameSameSound;
}

Millibits Scorer::allowed(Millibits sum, Millibits witnessed, const Levels& levels) const {
    if (contradicted(levels)) return std::min(sum, impossible_);
    if (knows_homes_ && witnessed < kWitness) return std::min(sum, undecided_);
    return sum;
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
    Millibits witnessed = 0;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        const auto level = levels[i];
        if (level == 0) continue;
        const auto& rung = rungs_[i][level];
        if (!rung.term) {
            total += rung.weight;
            household += rung.household;
            if (rung.witness) witnessed += std::max(rung.weight, 0);
            continue;
        }
        const auto term = weigh(i, level, a, b);
        total += term.bits;
        if (rung.witness) witnessed += std::max(term.bits, 0);
        if (asks_household_)
            household +=
                term.bits == rung.weight ? rung.household : household_bits(rung.share, term.bits);
    }
    if (!one_office(levels, a, b)) total += household_of(household);
    return model_.calibrated(allowed(total, witnessed, levels));
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
    Millibits witnessed = 0;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        if (levels[i] == 0) continue;
        detail.terms[i] = weigh(i, levels[i], terms[i]);
        detail.total += detail.terms[i].bits;
        const auto& rung = rungs_[i][levels[i]];
        if (rung.witness) witnessed += std::max(detail.terms[i].bits, 0);
        household += detail.terms[i].bits == rung.weight
                         ? rung.household
                         : household_bits(rung.share, detail.terms[i].bits);
    }
    const auto evidence = detail.total;
    if (asked == Household::asked) detail.total += household_of(household);
    detail.total = allowed(detail.total, witnessed, levels);
    detail.household = detail.total - evidence;
    const auto calibrated = model_.calibrated(detail.total);
    detail.calibration = calibrated - detail.total;
    detail.total = calibrated;
    return detail;
}

Millibits Scorer::score_of_levels(const Levels& levels) const {
    Millibits total = base_;
    Millibits witnessed = 0;
    double household = 0;
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i) {
        const auto& rung = rungs_[i][levels[i]];
        total += rung.weight;
        household += rung.household;
        if (rung.witness) witnessed += std::max(rung.weight, 0);
    }
    return model_.calibrated(allowed(total + household_of(household), witnessed, levels));
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
