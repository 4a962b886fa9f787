// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the records of one customer contradict each other, and how much it is worth that a person
// looks.  A pure function of the records and of what was decided already.
//
//   birth date   1980-02-03   the shop, since 2019; the web shop, since 2021
//                1980-02-13   the call centre, since 2024                         worth 67
//
// Only records of like trust contradict each other: those that vouch for the attribute if any do,
// and of these the ones of the highest source rank.  What a source of less trust says is settled by
// rank, and no question.
//
// A fixed line and a mobile number do not contradict.  What cannot be meant (a date on which nobody
// can have been born, 090-1234-5678, test@example.com) contradicts nothing: it is wrong
// (field_check.h), and never the golden one beside one that can be.
//
// Worth is 0 to 100: how much harm a wrong value of that attribute does (attribute_weight(): a
// birth date or a company number says that it may be somebody else altogether, an address sends a
// letter to a stranger, a fax number hardly matters; a judgement, not a measurement), times how
// open the question is: 1 when two values are held by equally many, less the more one outweighs
// the other.
//
// A contradiction that was decided (value_ruling.h) comes back when a record of like trust says
// something that was not weighed then.

#include <span>
#include <vector>

#include "register/survivorship.h"

namespace genbo {

// Who says it.
struct ConflictClaim {
    RecordId record;
    SourceId source;
    std::int64_t version = 0;
    Instant at;  // Of the version.
    // Of the earliest version from which on the record says it without a break; as `at` until
    // somebody looked (ConflictDesk does).
    Instant since;
    std::vector<FieldValue> values;
    bool trusted = false;

    friend bool operator==(const ConflictClaim&, const ConflictClaim&) = default;
};

// One of the answers.
struct ConflictSide {
    std::string mark;
    std::vector<std::string> kinds;     // Of its telephone numbers: "fixed", "mobile"; sorted.
    std::vector<ConflictClaim> claims;  // By record.
    bool golden = false;                // The customer's, as it is now.

    bool trusted() const;

    friend bool operator==(const ConflictSide&, const ConflictSide&) = default;
};

struct Conflict {
    Field field = Field::custom;  // First of its group.
    int worth = 0;
    std::vector<ConflictSide> sides;  // The golden one first, then by how many say it.
    bool again = false;               // Decided before; something new has come.

    friend bool operator==(const Conflict&, const Conflict&) = default;
};

// 0: of no interest to the inbox.
int attribute_weight(Field first);

// The answers to one attribute, whether they contradict or not; one, or none.
std::vector<ConflictSide> sides_of(
    std::span<const GoldenMember> members, const GoldenRecord& golden, const Field& first,
    std::string_view custom_name);

// By worth, the highest first.
std::vector<Conflict> find_conflicts(
    std::span<const GoldenMember> members, const GoldenRecord& golden,
    std::span<const ValueRuling> rulings);

}  // namespace genbo
