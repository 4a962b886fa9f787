// SPDX-License-Identifier: Apache-2.0
#include "match/rule_choice.h"

#include <bit>
#include <optional>
#include <vector>

namespace genbo {

namespace {

struct RuleWorth {
    std::uint64_t pairs = 0;
    std::uint64_t matches = 0;

    bool worth_it() const { return matches * kPairsPerMatch >= pairs; }
    // Fewer matches to a pair.
    bool worse_than(const RuleWorth& other) const {
        return static_cast<double>(matches) * static_cast<double>(other.pairs) <
               static_cast<double>(other.matches) * static_cast<double>(pairs);
    }
};

class RuleChoice {
public:
    RuleChoice(std::span<const RuleYield> sample, std::size_t rules, double pairs_wanted)
        : sample_(sample),
          rules_(rules),
          pairs_wanted_(pairs_wanted),
          kept_(rules >= 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << rules) - 1) {}

    std::uint32_t run() && {
        while (leave_out_one()) continue;
        while (take_back_one()) continue;
        return kept_;
    }

private:
    static std::uint32_t bit(std::size_t rule) { return std::uint32_t{1} << rule; }

    double pairs() const {
        std::uint64_t sum = 0;
        for (const auto& one : sample_)
            if ((one.rules & kept_) != 0) sum += one.pairs;
        return static_cast<double>(sum);
    }

    // What each rule brings that no other rule of those kept does.
    std::vector<RuleWorth> alone() const {
        std::vector<RuleWorth> alone(rules_);
        const auto count = [&](std::size_t rule, const RuleYield& one) {
            alone[rule].pairs += one.pairs;
            alone[rule].matches += one.matches;
        };
        for (const auto& one : sample_) {
            const auto by = one.rules & kept_;
            if (std::popcount(by) == 1) count(static_cast<std::size_t>(std::countr_zero(by)), one);
            if (by != 0) continue;
            for (auto out = one.rules; out != 0; out &= out - 1)
                count(static_cast<std::size_t>(std::countr_zero(out)), one);
        }
        return alone;
    }

    std::vector<RuleWorth> with_others() const {
        std::vector<RuleWorth> all(rules_);
        for (const auto& one : sample_)
            for (auto rules = one.rules; rules != 0; rules &= rules - 1) {
                auto& worth = all[static_cast<std::size_t>(std::countr_zero(rules))];
                worth.pairs += one.pairs;
                worth.matches += one.matches;
            }
        return all;
    }

    bool leave_out_one() {
        if (pairs() <= pairs_wanted_) return false;
        const auto brings = alone();
        auto worst = worst_of(brings, [&](std::size_t rule) {
            return brings[rule].pairs > 0 && !brings[rule].worth_it();
        });
        // What they bring, others bring as well, and perhaps each only because of the other.
        if (!worst)
            worst =
                worst_of(with_others(), [&](std::size_t rule) { return brings[rule].pairs == 0; });
        if (worst) kept_ &= ~bit(*worst);
        return worst.has_value();
    }

    template <typename Among>
    std::optional<std::size_t> worst_of(
        const std::vector<RuleWorth>& worth, const Among& among) const {
        std::optional<std::size_t> worst;
        for (std::size_t rule = 0; rule < rules_; ++rule) {
            if ((kept_ & bit(rule)) == 0 || !among(rule)) continue;
            if (!worst || worth[rule].worse_than(worth[*worst])) worst = rule;
        }
        return worst;
    }

    // One that was left out for the sake of another, which went as well.
    bool take_back_one() {
        const auto room = pairs_wanted_ - pairs();
        const auto worth = alone();
        std::optional<std::size_t> best;
        for (std::size_t rule = 0; rule < rules_; ++rule) {
            if ((kept_ & bit(rule)) != 0 || worth[rule].matches == 0) continue;
            if (static_cast<double>(worth[rule].pairs) > room) continue;
            if (!best || worth[*best].worse_than(worth[rule])) best = rule;
        }
        if (best) kept_ |= bit(*best);
        return best.has_value();
    }

    std::span<const RuleYield> sample_;
    std::size_t rules_;
    double pairs_wanted_;
    std::uint32_t kept_;
};

}  // namespace

std::uint32_t worthwhile_rules(
    std::span<const RuleYield> sample, std::size_t rules, double pairs_wanted) {
    return RuleChoice{sample, rules, pairs_wanted}.run();
}

}  // namespace genbo
