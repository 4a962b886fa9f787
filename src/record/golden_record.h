// SPDX-License-Identifier: Apache-2.0
#pragma once

// The golden record (統合顧客) is the one true view of a customer, computed whenever it is read
// from the records of its members and the survivorship policy (register/survivorship.h).  It is
// never stored, so a merge, an unmerge, a correction or a new policy is nothing but computing it
// again.
//
// Every value says where it came from and by which rule it won, and keeps what it won against.

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "record/field.h"
#include "record/ids.h"

namespace genbo {

enum class SurvivorRule : std::uint8_t {
    only_value,     // Nobody else had one.
    verified,       // Its source vouches for the field.
    source_rank,    // Its source is trusted more.
    newest,         // It came last.
    most_frequent,  // More members agree on it.
    longest,        // It says more.
    record_order,   // Nothing else decided: the older record.
    ruling,         // A person decided: Lineage::ruling.
};

// "source_rank", as in genbo.toml and in the API.
std::string_view survivor_rule_name(SurvivorRule rule);
std::optional<SurvivorRule> survivor_rule_by_name(std::string_view name);

// The n-th decision that is kept with a record: "12-3".
struct RulingId {
    RecordId record;
    std::int64_t number = 0;  // From 1; 0 = none.

    std::string str() const;
    static std::optional<RulingId> parse(std::string_view text);

    friend auto operator<=>(const RulingId&, const RulingId&) = default;
};

struct Lineage {
    RecordId record;
    SourceId source;
    std::int64_t version = 0;
    Instant at;
    SurvivorRule rule = SurvivorRule::only_value;
    RulingId ruling;  // What a person decided about the values, if anybody did.

    friend bool operator==(const Lineage&, const Lineage&) = default;
};

struct GoldenOther {
    std::string value;
    RecordId record;
    SourceId source;

    friend bool operator==(const GoldenOther&, const GoldenOther&) = default;
};

struct GoldenField {
    Field field = Field::custom;
    std::string custom_name;
    std::string value;
    Lineage lineage;
    // Values of other members that differ, in the order of the records.
    std::vector<GoldenOther> others;
    // A person said that the others are right as well.
    bool all_right = false;

    friend bool operator==(const GoldenField&, const GoldenField&) = default;
};

struct GoldenRecord {
    std::vector<GoldenField> fields;  // In the order of (field, custom_name).

    // Empty when there is none.
    std::string_view get(Field field) const;

    friend bool operator==(const GoldenRecord&, const GoldenRecord&) = default;
};

}  // namespace genbo
