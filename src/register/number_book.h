// SPDX-License-Identifier: Apache-2.0
#pragma once

// The number book issues customer numbers for one master: it knows the rules, takes places in the
// rule's sequence from the store, and writes each number in the transaction that needs it.
//
// Places are taken in blocks, as many at once as the transaction needs, so that thousands of
// numbers cost one step of the counter; and only inside transactions of scope partition, so that
// identities ascend in the order of issue on any number of nodes.  A number that is taken (by hand,
// or by an earlier rule) is passed over; UNIQUE in the store decides, not memory.
//
// Thread safety: one thread at a time.  Copies are cheap.

#include <memory>
#include <span>
#include <vector>

#include "crypto/keyring.h"
#include "port/store.h"
#include "record/number_rule.h"

namespace genbo {

// The rules of a master; the initial ones when none are stored yet.
Result<NumberRules> stored_number_rules(StoreReader& store);

class NumberBook {
public:
    static Result<NumberBook> open(StoreReader& store, const Keyring& keyring);

    // A new number for each anchor, in their order.  limit: register.numbers_exhausted.
    Result<std::vector<StoredNumber>> issue(
        StoreWriter& store, std::span<const RecordId> anchors, Instant now) const;

    // A number of the caller's choice.  conflict: register.number_taken.
    Result<StoredNumber> add_manual(StoreWriter& store, CustomerNumber number, Instant now) const;

    // The next `count` numbers for a store or a partner, not yet anybody's.
    Result<std::vector<StoredNumber>> reserve(
        StoreWriter& store, std::size_t count, std::string_view owner, Instant now) const;

    const NumberRules& rules() const { return rules_; }

private:
    NumberBook(NumberRules rules, const Keyring& keyring);

    // `count` texts that nobody has.
    Result<std::vector<std::string>> new_texts(StoreWriter& store, std::size_t count) const;
    // Gives texts and identities to numbers that are otherwise complete, and stores them.
    Result<> add(StoreWriter& store, std::vector<StoredNumber>& numbers) const;

    NumberRules rules_;
    std::shared_ptr<NumberIssuer> issuer_;
};

}  // namespace genbo
