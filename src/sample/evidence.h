// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ceiling: which pairs of records of one person anybody could join who sees only the records.
//
// A card with nothing but a nickname and a wrong birth date belongs to somebody, and the truth says
// to whom, but no reader can.  Recall is therefore quoted twice: on all true pairs, and on the
// decidable ones.  What a record really shows is taken from the facts it was made of, before
// spelling, so that nothing here depends on how well anybody normalises text:
//
//   surname, given name    shown in any script, spelling slips included; nicknames show nothing
//   birth date             as written: a wrong one agrees with nothing, a placeholder is none
//   telephone, mailbox     as written; the shop's own number and fillers are none
//   house                  town and numbers, without the flat
//
// Two records of one person are linked when
//   both names agree       and one of birth, telephone, mailbox, house agrees
//   the given name agrees  and two of them (the surname is missing or another)
//   no given name          and two of birth, telephone, mailbox
// and where another member of the household, or somebody in the same building, has the very same
// name, one more.  Offices: the same house or telephone, with the company's name on both.
//
// Links are followed: when a is linked with b and b with c, then a and c are decidable too, as long
// as b is in the file.  The groups that come out are the third column of truth.csv.

#include <cstdint>
#include <span>
#include <vector>

#include "sample/damage.h"
#include "sample/source_profile.h"

namespace genbo::sample {

struct Shown {
    // Each 0 when the record does not show it.
    std::uint64_t surname = 0;
    std::uint64_t given_name = 0;
    std::uint64_t birth = 0;
    std::uint64_t phone = 0;
    std::uint64_t other_phone = 0;
    std::uint64_t mail = 0;
    std::uint64_t house = 0;
    std::uint64_t company = 0;
};

Shown shown_by(const Occasion& occasion, const Draft& draft, const Form& form);

// Whether somebody else has the same name and the same home.
bool has_double(const Population& population, const Household& household, const Person& person);

bool linked(const Shown& a, const Shown& b, bool doubled);

// The group of each record, from 0 in the order of their first record.
std::vector<std::uint8_t> evidence_groups(std::span<const Shown> records, bool doubled);

}  // namespace genbo::sample
