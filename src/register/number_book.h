// SPDX-License-Identifier: Apache-2.0
#pragma once

// The number book issues customer numbers for one master: it knows the rules, counts the sequence,
// and writes each number into the store in the transaction that needs it.  A number that is taken
// (by hand, or by an earlier rule) is skipped; UNIQUE in the store decides, not memory.
//
// Thread safety: the writer's thread only.  Copies are cheap: the writer keeps one to go back to.

#include <memory>

#include "crypto/keyring.h"
#include "port/store.h"
#include "record/number_rule.h"

namespace genbo {

// The rules of a master; the initial ones when none are stored yet.
Result<NumberRules> stored_number_rules(StoreReader& store);

class NumberBook {
public:
    static Result<NumberBook> open(StoreReader& store, const Keyring& keyring);

    // A new number, anchored on the record.  limit: number.exhausted.
    Result<StoredNumber> issue(StoreWriter& store, StoreHeads& heads, RecordId anchor, Instant now);

    // A number of the caller's choice.  conflict: number.taken.
    Result<StoredNumber> add_manual(
        StoreWriter& store, StoreHeads& heads, CustomerNumber number, Instant now);

    // The next `count` numbers for a store or a partner, not yet anybody's.
    Result<std::vector<StoredNumber>> reserve(
        StoreWriter& store, StoreHeads& heads, std::size_t count, std::string_view owner,
        Instant now);

    Result<> save(StoreWriter& store) const;

    const NumberRules& rules() const { return rules_; }

private:
    NumberBook(NumberRules rules, std::uint64_t next, const Keyring& keyring);

    Result<StoredNumber> add_next(StoreWriter& store, StoreHeads& heads, StoredNumber number);

    NumberRules rules_;
    std::uint64_t next_;
    std::shared_ptr<NumberIssuer> issuer_;
};

}  // namespace genbo
