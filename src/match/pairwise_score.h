// SPDX-License-Identifier: Apache-2.0
#pragma once

// How good a clustering is against the truth, counted in pairs of records: with n_ij records in
// predicted cluster i and true cluster j, a_i and b_j the cluster sizes, true positives are
// Σ C(n_ij,2), found pairs Σ C(a_i,2), true pairs Σ C(b_j,2).  Pairs implied by transitivity count.

#include <cstdint>
#include <span>

namespace genbo {

struct PairwiseScore {
    std::uint64_t true_positives = 0;
    std::uint64_t found_pairs = 0;
    std::uint64_t true_pairs = 0;

    double precision() const;
    double recall() const;
    double f1() const;
};

// REQUIRES: both as long as each other; equal numbers mean the same cluster.
PairwiseScore pairwise_score(
    std::span<const std::uint32_t> predicted, std::span<const std::uint32_t> truth);

}  // namespace genbo
