// SPDX-License-Identifier: Apache-2.0
#pragma once

// The conflict desk (食い違いの窓口): contradictions (conflict.h) of one customer with who says
// what since when, and the decision on one (value_ruling.h), which can be taken back.
//
//   look      what contradicts, what was decided
//   decide    in one transaction with its audit leaf; what the caller saw must still be so
//   withdraw  the rules decide again, and the contradiction is back

#include <map>
#include <string>
#include <vector>

#include "register/conflict.h"
#include "register/customer_desk.h"
#include "register/verdict_desk.h"
#include "register/writer.h"

namespace genbo {

// The last decision that was given or taken back, and when: what the survey counted is then no
// longer so.
inline constexpr std::string_view kLastRulingSetting = "ruling.last";

struct CustomerConflicts {
    NumberId customer;
    std::vector<Conflict> conflicts;
    std::vector<ValueRuling> rulings;  // Withdrawn ones too, oldest first.
    GoldenRecord golden;
};

// not_found: register.withdrawn_number.
Result<CustomerConflicts> look_for_conflicts(
    ReadSession& session, const RegisterPolicy& policy, NumberId customer);

// Since when each record says what it says; reads the last versions of each.
Result<> fill_since(ReadSession& session, Conflict& conflict);

struct RulingWish {
    NumberId customer;
    Field field = Field::custom;
    std::string custom_name = {};
    RulingKind kind = RulingKind::value;
    RecordId record = {};  // Whose value it is; of `value`.
    std::string reason = {};
};

class ConflictDesk {
public:
    ConflictDesk(Writer& writer, const RegisterPolicy& policy) : writer_(writer), policy_(policy) {}

    // invalid: register.ruling_record (the record is not the customer's, or says nothing of the
    // attribute), register.ruling_nothing (nobody contradicts).
    Result<RulingId> decide(
        const RulingWish& wish, const Actor& actor, const StillSo& still_so = {});

    // not_found: register.no_ruling.
    Result<NumberId> withdraw(const RulingId& id, const Actor& actor);

private:
    Writer& writer_;
    const RegisterPolicy& policy_;
};

}  // namespace genbo
