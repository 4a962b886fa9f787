// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a person should be asked first: the questions whose answers are worth most.
//
// A question is about two clusters that might be one, or about a record that might not belong to
// its cluster, and shows one pair of records for it.  If n pairs of records lie between the two
// sides and p is the probability, by √n times the mean of their evidence, that the sides are one,
// the answer is worth n · min(p, 1 − p): so many pairs stand wrong now, as far as the model knows.
//
// The order is a function of the records and the model alone: equals are decided by the ties.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "match/cluster.h"

namespace genbo {

struct Question {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    // Mean evidence between the two sides.
    Millibits bits = 0;
    double worth = 0;
    // Does the question ask whether something joined belongs together?
    bool joined = false;
};

struct QuestionInput {
    // Per row; equal numbers mean one cluster.
    std::span<const std::uint32_t> cluster;
    // Pairs of rows that are worth asking about, in any order.
    std::span<const LinkEdge> pairs;
    LinkRule rule;
    PairScore score;
    std::function<std::uint64_t(std::uint32_t)> tie;
};

// At most `limit`, the most valuable first.
std::vector<Question> valuable_questions(const QuestionInput& input, std::size_t limit);

// Mean evidence between the sides of a question about two rows: their clusters, or the row `b` and
// the rest of the cluster if they share one.
Millibits evidence_between(const QuestionInput& input, std::uint32_t a, std::uint32_t b);

}  // namespace genbo
