// SPDX-License-Identifier: Apache-2.0
#pragma once

// The verdict desk takes what people decide: same, not same, later, unsure; merge these two
// customers, split those records off.  A verdict is a fact and beats every score for ever, until it
// is withdrawn; the partition is computed anew from what stands.
//
// Of a pair one verdict stands, and beside it what others said of the same pair:
//
//   nobody has decided        whoever speaks decides
//   "unsure"                  somebody else decides (register.second_opinion_needed)
//   decided by somebody else  a second opinion: kept for the rate of agreement, changes nothing.
//                             One that contradicts makes the pair contested, and a third person
//                             decides: whoever has two on his side
//   decided by oneself        one may change one's mind, unless the pair is contested
//
// A merge is one "same" verdict between the customers' oldest records; withdrawing it restores both
// customers exactly, with their numbers.  A split is "not same" between every record that goes and
// every one that stays; records that go together are tied by "same".

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/partition_change.h"
#include "register/writer.h"

namespace genbo {

// No more pairs than this are accepted at once.
inline constexpr std::size_t kBulkPairsMax = 2000;

// A split of more pairs than this is refused: take the records away in smaller groups.
inline constexpr std::size_t kSplitPairsMax = 10'000;

// Taking "unsure" back oneself, and then deciding, is for a slip of the finger only.
inline constexpr std::chrono::minutes kUnsureUndo{10};

// How the pair came before the person: what is chosen by chance tells how good the rest is.
enum class ReviewPick : char {
    value = 'v',   // By its place in the queue.
    chance = 'c',  // By chance, out of the queue.
    audit = 'a',   // By chance, out of what was joined without asking.
    second = 's',  // For a second opinion.
    bulk = 'b',    // One of many that were accepted at once.
};
std::optional<ReviewPick> review_pick(char letter);

// What is sealed with a verdict.
struct VerdictNote {
    ReviewPick pick = ReviewPick::value;
    std::string reason;

    friend bool operator==(const VerdictNote&, const VerdictNote&) = default;
};
std::string verdict_note_text(const VerdictNote& note);
VerdictNote verdict_note(std::string_view text);

struct VerdictOutcome {
    std::vector<VerdictId> verdicts;
    // The customers that the records belong to now; the first is the one asked about.
    std::vector<NumberId> customers;
};

// Asked in the transaction that writes, before it does: whether what the caller decided about is
// still as he saw it.  An Error is the answer; nothing is written.
using StillSo = std::function<Result<>(StoreReader&)>;

class VerdictDesk {
public:
    explicit VerdictDesk(Writer& writer) : writer_(writer) {}

    // Replaces one's own earlier verdict on the same pair.  `kind` is none of the second ones: the
    // desk knows what is one.  not_found: register.unknown_record.  conflict:
    // register.second_opinion_needed.
    Result<VerdictOutcome> decide(
        RecordId left, RecordId right, StoredVerdictKind kind, const std::string& reason,
        const Actor& actor, ReviewPick pick = ReviewPick::value, const StillSo& still_so = {});

    // "Same" for all of them, in one transaction, under consecutive ids.  limit:
    // register.bulk_too_large.  conflict: register.verdict_stands (on any of them).
    Result<VerdictOutcome> accept_all(
        const std::vector<std::pair<RecordId, RecordId>>& pairs, const std::string& reason,
        const Actor& actor);

    // Takes back one's own second opinion on the pair, or else the standing verdict and with it
    // what others said.  not_found: register.no_verdict.  conflict: register.second_opinion_needed.
    Result<VerdictOutcome> take_back(
        RecordId left, RecordId right, const Actor& actor, const StillSo& still_so = {});

    // Those that stand of so many from `first` on.  not_found: register.no_verdict.
    Result<VerdictOutcome> take_back(VerdictId first, std::int64_t count, const Actor& actor);

    // conflict: register.same_customer; register.verdict_stands (somebody has said that members of
    // the two are not the same; take that back first).
    Result<VerdictOutcome> merge(
        NumberId survivor, NumberId other, const std::string& reason, const Actor& actor,
        const StillSo& still_so = {});

    // invalid: register.split_all, register.split_foreign.  limit: register.split_too_large.
    Result<VerdictOutcome> split(
        NumberId customer, const std::vector<RecordId>& records, const std::string& reason,
        const Actor& actor, const StillSo& still_so = {});

private:
    Writer& writer_;
};

// Where the reason of a verdict is sealed to.
AssociatedData verdict_place(VerdictId id);

}  // namespace genbo
