// SPDX-License-Identifier: Apache-2.0
#pragma once

// NumberRule says how a master makes its customer numbers; NumberIssuer makes them.
//
//   s = 0, 1, 2, …  ──FF1 permutation of the bodies──►  body  ──► prefix + body + check
//
// The sequence s is a counter of the database.  The permutation (crypto/ff1.h) walks in cycles
// until the body may stand first (no leading zero).  Being a permutation it cannot collide, needs
// no second try, and shows neither order nor volume; being keyed it cannot be guessed.  The number
// that was issued is stored: the key is only needed for the next one, so a lost key costs nothing
// but a new rule.
//
// Rules are never edited.  A new rule gets the next version and issues from then on; what earlier
// rules issued stays valid, because NumberRules knows them all.  Two rules of one shape with two
// keys may make the same number: the register's UNIQUE column catches it, and the issuer goes on to
// the next s.
//
// Blocks are ranges of s set aside: for a shop that issues while offline, for a partner.  They are
// disjoint, so what is issued there cannot meet what is issued here.  A manual number (a customer
// asks for it, an old system had it) is any number of the active rule's shape that passes the
// check; should the sequence reach it one day, it is skipped like any other taken number.
//
// A number is an address and not a secret: with a million issued, one random number of the right
// form in 900 belongs to somebody (forecast()).  Never let it alone open anything.
//
//   const auto rules = NumberRules::initial();
//   NumberIssuer issuer(rules.active(), number_key(keyring, rules.active()));
//   const CustomerNumber number = issuer.number(s);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/ff1.h"
#include "crypto/key.h"
#include "record/customer_number.h"

namespace genbo {

class Keyring;

// s from `first` to `first + count - 1`, for `owner` alone.
struct NumberBlock {
    std::string owner;  // "store-12".
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    bool holds(std::uint64_t s) const { return s >= first && s - first < count; }

    friend bool operator==(const NumberBlock&, const NumberBlock&) = default;
};

struct NumberRule {
    int version = 1;
    NumberProfile profile = NumberProfile::decimal_10;
    std::string prefix = {};
    std::string grouping = {};  // Group sizes, "55"; empty = the profile's own.
    // Names the key of the permutation: number_key().
    std::string key_id = "number.1";
    std::vector<NumberBlock> blocks = {};  // Ascending, disjoint.

    // How many numbers it can ever make.
    std::uint64_t capacity() const;

    // Whether `number` has this rule's shape and prefix.
    bool makes(CustomerNumber number) const;

    // The first s from `s` on that no block holds.
    std::uint64_t next_free(std::uint64_t s) const;

    std::string str(CustomerNumber number) const;

    friend bool operator==(const NumberRule&, const NumberRule&) = default;
};

// Every rule a master ever had, ascending by version; the last one issues.
class NumberRules {
public:
    // Version 1: the default profile, without prefix.
    static NumberRules initial();

    // invalid: number.rule_version (not the next one), number.rule_prefix, number.rule_grouping,
    // number.rule_blocks (out of range or overlapping), number.rule_key.
    Result<> add(NumberRule rule);

    // Sets a range of the active rule aside.
    Result<> add_block(NumberBlock block);

    const NumberRule& active() const { return rules_.back(); }
    const std::vector<NumberRule>& all() const { return rules_; }
    const NumberRule* find(int version) const;

    // The newest rule of the number's shape; nullptr when there is none.
    const NumberRule* rule_of(CustomerNumber number) const;

    // Grouped as the newest rule of its shape has it.
    std::string str(CustomerNumber number) const;

    // A number that somebody wishes for.  As CustomerNumber::parse(), but only of the active rule.
    Result<CustomerNumber> parse_manual(std::string_view typed) const;

    std::string to_json() const;
    // corrupt: number.rules_json.
    static Result<NumberRules> from_json(std::string_view json);

    friend bool operator==(const NumberRules&, const NumberRules&) = default;

private:
    NumberRules() = default;

    std::vector<NumberRule> rules_;  // Never empty.
};

// The key of the rule's permutation, by its key_id.
Key number_key(const Keyring& keyring, const NumberRule& rule);

// Thread safety: one per thread.
class NumberIssuer {
public:
    NumberIssuer(const NumberRule& rule, const Key& key);

    // A pure function of rule, key and s.  REQUIRES: s < rule.capacity().
    CustomerNumber number(std::uint64_t s);

    // Which s makes it.  REQUIRES: rule.makes(number).
    std::uint64_t sequence_of(CustomerNumber number);

private:
    NumberProfile profile_;
    std::string prefix_;
    std::uint64_t lowest_;  // The smallest body that may stand first, as a value.
    std::uint64_t end_;     // Above the largest.
    Ff1 permutation_;
};

struct NumberForecast {
    std::uint64_t capacity = 0;
    std::uint64_t reserved = 0;                   // In blocks.
    std::uint64_t left = 0;                       // Outside blocks, from `next` on.
    std::optional<std::uint64_t> days_left = {};  // None: nothing is issued at present.
    // One random number that passes the check in so many is somebody's.
    std::uint64_t guesses_per_hit = 0;
};

// `next` is the next s, `issued` the numbers there are, `per_day` the present pace.
NumberForecast forecast(
    const NumberRule& rule, std::uint64_t next, std::uint64_t issued, std::uint64_t per_day);

}  // namespace genbo
