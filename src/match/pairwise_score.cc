// SPDX-License-Identifier: Apache-2.0
#include "match/pairwise_score.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"

namespace genbo {

namespace {

std::uint64_t score_pairs(std::uint64_t records) { return records * (records - 1) / 2; }

// Σ C(n,2) over the runs of equal values.
template <typename Value>
std::uint64_t score_runs(std::vector<Value> values) {
    std::sort(values.begin(), values.end());
    std::uint64_t pairs = 0;
    for (std::size_t from = 0; from < values.size();) {
        std::size_t to = from;
        while (to < values.size() && values[to] == values[from]) ++to;
        pairs += score_pairs(to - from);
        from = to;
    }
    return pairs;
}

double score_ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double PairwiseScore::precision() const { return score_ratio(true_positives, found_pairs); }

double PairwiseScore::recall() const { return score_ratio(true_positives, true_pairs); }

double PairwiseScore::f1() const {
    return score_ratio(2 * true_positives, found_pairs + true_pairs);
}

PairwiseScore pairwise_score(
    std::span<const std::uint32_t> predicted, std::span<const std::uint32_t> truth) {
    check(predicted.size() == truth.size());
    std::vector<std::pair<std::uint32_t, std::uint32_t>> both;
    both.reserve(predicted.size());
    for (std::size_t i = 0; i < predicted.size(); ++i) both.emplace_back(predicted[i], truth[i]);
    PairwiseScore score;
    score.found_pairs = score_runs(std::vector<std::uint32_t>(predicted.begin(), predicted.end()));
    score.true_pairs = score_runs(std::vector<std::uint32_t>(truth.begin(), truth.end()));
    score.true_positives = score_runs(std::move(both));
    return score;
}

}  // namespace genbo
