// SPDX-License-Identifier: Apache-2.0
#pragma once

// Survivorship: which of the members' values becomes the customer's.  A pure function of the
// members and a policy.
//
// A policy is, per field, a list of rules tried in order until one leaves a single value:
//
//   phone = ["verified", "newest"]     the source that vouches for it, else the one that came last
//
// Fields that belong together are decided together and taken from one record, so that the surname
// of one member is never put beside the given name of another, nor the town of one beside the
// building of another: the kanji name, the kana name, the address.
//
// What a person decided about a value (value_ruling.h) comes before every rule.  A birth date that
// cannot be one (in the future when the record came, before 1870, none at all) is taken only where
// no record says another.
//
// What loses is kept beside the winner.  Spellings that differ only in width or blanks count as one
// value.

#include <map>
#include <span>
#include <vector>

#include "record/golden_record.h"
#include "record/source_record.h"
#include "register/value_ruling.h"

namespace genbo {

struct SurvivorshipPolicy {
    // For fields without a list of their own.
    std::vector<SurvivorRule> standard = {
        SurvivorRule::verified, SurvivorRule::source_rank, SurvivorRule::most_frequent,
        SurvivorRule::newest};
    // Contacts and addresses change: what came last is most likely to reach the person.
    std::map<Field, std::vector<SurvivorRule>> fields = default_fields();

    static std::map<Field, std::vector<SurvivorRule>> default_fields();

    const std::vector<SurvivorRule>& rules_for(Field field) const;
};

// One record of the customer, opened.
struct GoldenMember {
    RecordId record;
    SourceId source;
    std::int64_t source_rank = 0;        // Higher = more trusted.
    std::vector<Field> verified_fields;  // That the source vouches for.
    std::int64_t version = 0;
    Instant at;  // Of that version.
    SourceValues values;
};

// `members` and `rulings` in any order; the result does not depend on it.
GoldenRecord golden_record(
    std::span<const GoldenMember> members, const SurvivorshipPolicy& policy,
    std::span<const ValueRuling> rulings = {});

}  // namespace genbo
