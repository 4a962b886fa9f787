// SPDX-License-Identifier: Apache-2.0
#pragma once

// Greedy average-link clustering of one component.
//
// Edges are taken from the strongest down.  An edge whose ends lie in two clusters joins them if
// the mean weight over their cross pairs reaches `mean_bits` and no "not same" verdict lies between
// them.  Pairs that no block brought together are scored on demand, each weight is held within
// ±kLinkClamp, and of more than kLinkAll cross pairs kLinkSample are taken, chosen by the ties.
// A pair with nothing against it, only too little for it (one record has the name, the other the
// telephone), votes no lower than LinkRule::inconclusive: the base rate has to be overcome once for
// the two clusters, not once for each of their pairs.
// A pair that is impossible (millibits.h) keeps its two clusters apart, however many others speak
// for them: the card of a parent that would fit the child too does not make the two one.
// Against connected components this stops chains: one wrong edge cannot join two families, because
// all the others vote (on one public set: F1 0.92 instead of 0.27 from the same scores).
//
// The result is a function of the component alone: members are in the order of their ties, equal
// weights are decided by ties, and only integers are added.
//
// Where sources are given, each is free of duplicates: two members of one source never share a
// cluster unless a "same" verdict says so.  Taken from the strongest edge down this is a matching
// of the sources, and beats every threshold on clean lists.
//
// A "same" verdict unites what the evidence made of its two ends, whole: whoever merges two
// customers means all their records.  So the evidence is clustered as if there were no such
// verdict, except that nothing may come to lie on both sides of a "not same".  Taking the verdict
// back restores the two sides exactly.  One that a "not same" verdict forbids, in the order of
// ties, is left out and reported.

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "match/millibits.h"

namespace genbo {

inline constexpr Millibits kLinkClamp = 30000;
inline constexpr Millibits kInconclusive = -2000;
// Branches of one organisation agree in much and are two all the same: where the list is one of
// places, too little evidence says more.
inline constexpr Millibits kInconclusiveBranch = -4000;
inline constexpr std::size_t kLinkAll = 64;
inline constexpr std::size_t kLinkSample = 48;

// Ends are positions in the component.
struct LinkEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Millibits bits = 0;
};

struct Component {
    // One per member, ascending.  REQUIRES: distinct, or equal only for interchangeable records.
    std::span<const std::uint64_t> ties;
    // In any order.
    std::span<const LinkEdge> edges;
    std::span<const std::pair<std::uint32_t, std::uint32_t>> same = {};
    std::span<const std::pair<std::uint32_t, std::uint32_t>> not_same = {};
    // One per member, or none at all.
    std::span<const std::uint16_t> sources = {};
};

struct Clustering {
    // Per member: the position of the first member of its cluster.
    std::vector<std::uint32_t> cluster;
    // "Same" verdicts that could not be honoured.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> refused;
};

using PairScore = std::function<Millibits(std::uint32_t, std::uint32_t)>;

struct LinkRule {
    Millibits mean_bits = 0;
    // What a pair scores of which nothing is known: the model's base rate.
    Millibits base = 0;
    Millibits inconclusive = kInconclusive;
};

// How much less than `mean_bits` is asked between two lists that are free of duplicates; not above
// 0.  There a record has one partner at most.  Where most have one, "it is another, of whom nothing
// is to be seen" is hardly left as an explanation, and the odds are those against "it has none":
// 1−π in place of nearly 1, with π the share of the longer list that has a partner.  Three bits at
// most. With more than two lists matches are no partners: who is in six has five, and π would be
// guessed too high.  `lists` are the numbers of their records.
Millibits exclusive_allowance(double expected_matches, std::span<const std::uint64_t> lists);

// What a pair of records that scores `bits` says about joining their clusters.
Millibits link_vote(Millibits bits, const LinkRule& rule);

Clustering cluster_component(
    const Component& component, const LinkRule& rule, const PairScore& score);

}  // namespace genbo
