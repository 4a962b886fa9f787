// SPDX-License-Identifier: Apache-2.0
#pragma once

// Relations (関係) between customers: who belongs to whom, from when until when.
//
//   subsidiary   a company of another              子会社 → 親会社
//   branch       a branch or site of a company     支店・事業所 → 会社
//   department   a department of either            部署 → 会社・支店
//   contact      a person who speaks for a company 担当者 → 取引先
//   household    a person of a household           世帯員 → 世帯の代表
//
// `lower` belongs to `upper`.  Both are numbers, not customers: a number leads to whoever has it
// now (docs/adr/0012), so relations follow the surviving number of a merge, and a split gives them
// back, without anything being written.
//
// Rules, as pure functions over what stands; days are inclusive, and two relations only meet where
// their days overlap:
//
//   nobody belongs to himself, and no company to itself by way of others
//   a branch, a department and a member of a household belong to one at a time; a company may have
//   two mothers, a person may speak for two companies
//   whoever speaks for a household is in no other
//
// A merge can make a circle of what was none (mother and daughter become one customer).  Such
// relations are not shown and not followed, and are back when the merge is taken back.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "port/store_rows.h"

namespace genbo {

enum class RelationKind { subsidiary, branch, department, contact, household };
std::string_view relation_kind_name(RelationKind kind);
std::optional<RelationKind> relation_kind_named(std::string_view name);

using RelationId = Strong<struct RelationIdTag, std::int64_t>;

struct Relation {
    RelationId id;
    RelationKind kind = RelationKind::branch;
    NumberId lower;
    NumberId upper;
    std::optional<Day> since = {};  // Nothing: as long as anybody knows.
    std::optional<Day> until = {};  // The last day; nothing: it goes on.
    std::string title = {};         // What somebody is there: 購買部長.
    std::string note = {};
    StaffId actor = {};
    Instant at = {};
    Instant withdrawn = {};  // Epoch: it stands.
    StaffId withdrawn_by = {};

    bool holds_on(Day day) const;

    friend bool operator==(const Relation&, const Relation&) = default;
};

// From a first day to a last one.
struct DaySpan {
    std::optional<Day> since = {};
    std::optional<Day> until = {};

    bool empty() const;
    DaySpan with(const Relation& relation) const;
};

// A relation that stands, between customers as they are now.
struct RelationEdge {
    Relation relation;
    NumberId lower;  // Customers.
    NumberId upper;

    friend bool operator==(const RelationEdge&, const RelationEdge&) = default;
};

// The edges that touch a customer.
using EdgesOf = std::function<Result<std::vector<RelationEdge>>(NumberId)>;

// Whether the edge may be added to what stands.  invalid: register.relation_self,
// register.relation_days.  conflict: register.relation_exists, register.relation_circle,
// register.relation_taken, register.relation_head.
Result<> may_relate(const RelationEdge& wish, const EdgesOf& edges_of);

std::string relation_text(const Relation& relation);
// corrupt: register.bad_paper.
Result<Relation> relation_of_text(std::string_view text);

}  // namespace genbo
