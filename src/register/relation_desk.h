// SPDX-License-Identifier: Apache-2.0
#pragma once

// The relation desk (関係の窓口): adds, ends and takes back relations (relation.h), shows those of
// a customer, adds up what belongs to somebody, and proposes relations.
//
// A relation is two mortal papers with the same content, one under each number, so that either end
// finds it: "relation/<number>/<relation>".  An erasure of a number removes both.
//
// The group of a customer is everybody below him on a day, found by going down over branches,
// departments, subsidiaries, contacts and households; each customer once.  Its totals are the sums
// of the golden records' own totals, in whole yen.
//
// Proposed are, among those whom the search finds for the customer's own values: a branch or a
// department where the 法人番号 is the same and one of the two names a site or a department
// (text/company.h); a household where surname and address agree and the given names do not.

#include <string>
#include <vector>

#include "register/customer_desk.h"
#include "register/relation.h"
#include "register/writer.h"

namespace genbo {

inline constexpr std::string_view kRelationPapers = "relation";
// Of one number, at most.
inline constexpr std::size_t kRelationsMax = 2000;

std::string relation_paper(NumberId number, RelationId relation);

// Between customers as they are now, ascending by relation; without those taken back, without those
// whose other end is nobody's, and without those from the customer to himself.
Result<std::vector<RelationEdge>> relations_of(
    StoreReader& store, const RecordVault& vault, NumberId customer);

// Every relation that stands, ascending by number and relation, behind `after` (a paper's name;
// empty: from the first).
struct RelationPage {
    std::vector<RelationEdge> edges;
    std::string next;  // Empty: it was the last.
};
Result<RelationPage> all_relations(
    StoreReader& store, const RecordVault& vault, const std::string& after, std::size_t limit);

// The names of all papers of the numbers' relations, at both ends.
Result<std::vector<std::string>> relation_papers_of(
    StoreReader& store, const RecordVault& vault, const std::vector<StoredNumber>& numbers);

struct GroupMember {
    NumberId customer;
    NumberId above;  // 0: the customer that was asked about.
    RelationKind kind = RelationKind::branch;
    std::string title;
    int depth = 0;
    GoldenRecord golden;
    std::string number;
    std::int64_t records = 0;
    std::optional<std::int64_t> purchase_count;
    std::optional<std::int64_t> purchase_amount;
};

struct CustomerGroup {
    std::vector<GroupMember> members;  // A tree, from the top down: each behind the one above him.
    bool cut = false;                  // There are more than were followed.
    std::int64_t records = 0;
    std::int64_t purchase_count = 0;
    std::int64_t purchase_amount = 0;
};

inline constexpr std::size_t kGroupMax = 500;
inline constexpr int kGroupDepth = 12;

Result<CustomerGroup> group_of(
    ReadSession& session, const RegisterPolicy& policy, NumberId customer, Day day);

// A whole number of yen or times; nothing where it is none.
std::optional<std::int64_t> whole_number(std::string_view text);

struct RelationProposal {
    RelationKind kind = RelationKind::branch;
    NumberId lower;
    NumberId upper;
    GoldenRecord golden;  // Of the other one.
    std::string number;

    friend bool operator==(const RelationProposal&, const RelationProposal&) = default;
};

// What is not related already.
Result<std::vector<RelationProposal>> propose_relations(
    ReadSession& session, RegisterIndex& index, const RegisterPolicy& policy,
    const CustomerView& customer);

struct RelationWish {
    RelationKind kind = RelationKind::branch;
    NumberId lower;
    NumberId upper;
    std::optional<Day> since = {};
    std::optional<Day> until = {};
    std::string title = {};
    std::string note = {};
};

class RelationDesk {
public:
    explicit RelationDesk(Writer& writer) : writer_(writer) {}

    // As may_relate(); not_found: register.withdrawn_number; limit: register.relation_many.
    Result<RelationId> add(const RelationWish& wish, const Actor& actor);

    // The last day.  not_found: register.no_relation.  invalid: register.relation_days.
    Result<> end(NumberId customer, RelationId relation, Day until, const Actor& actor);

    // It never was.  not_found: register.no_relation.
    Result<> withdraw(NumberId customer, RelationId relation, const Actor& actor);

private:
    Result<> change(
        NumberId customer, RelationId relation, const Actor& actor, const char* action,
        const std::function<Result<>(Relation&, Instant)>& change);

    Writer& writer_;
};

}  // namespace genbo
