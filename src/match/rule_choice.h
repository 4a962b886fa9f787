// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which blocking rules are worth their pairs.
//
// A rule that knows a name and a year finds in a small file what no other rule finds; in a file a
// hundred times larger it brings a hundred times as many strangers beside each of these, and the
// time goes there.  So where the pairs are many, a sample of them is compared first, and the rules
// that brought least are left out, one after the other: of a rule counts what no other rule that is
// still there brings as well; rules of which nothing counts go last, for without the others it
// may.  Then those come back for which there is room, the best first: two
// that brought the same may both be gone by then.  (Choosing blocking keys by their yield:
// Michelson and Knoblock 2006; here without labels, the matches being those of a model trained on
// the same sample.)
//
//   worthwhile_rules(sample, rules, 6.0 * records * share_of_the_sample) → bit r: keep rule r

#include <cstdint>
#include <span>

namespace genbo {

// Pairs of the sample that share keys of exactly these rules.
struct RuleYield {
    std::uint32_t rules = 0;
    std::uint64_t pairs = 0;
    std::uint64_t matches = 0;  // Of them, good enough to be joined
};

// A rule that brings a match among so many pairs stays, however many pairs that makes.
inline constexpr std::uint64_t kPairsPerMatch = 500;

// Leaves out rules until at most `pairs_wanted` pairs of the sample remain, or all rules that
// remain are worth it.  The order of the sample does not matter.
std::uint32_t worthwhile_rules(
    std::span<const RuleYield> sample, std::size_t rules, double pairs_wanted);

}  // namespace genbo
