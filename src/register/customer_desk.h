// SPDX-License-Identifier: Apache-2.0
#pragma once

// The customer desk shows a customer: who a number belongs to, the golden record with its lineage,
// the records behind it, what happened, and why two records were joined; and finds customers by
// what one knows of them.
//
// It only reads.  Whether the caller may see what it shows has been decided before it is called
// (access/decision.h), by name of the action.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "match/explain.h"
#include "record/golden_record.h"
#include "register/read_session.h"
#include "register/register_index.h"
#include "register/search_tokens.h"
#include "register/survivorship.h"

namespace genbo {

struct RegisterPolicy {
    SurvivorshipPolicy survivorship;
    // By name of the source: the fields it vouches for.
    std::map<std::string, std::vector<Field>> verified_fields;
};

struct MemberView {
    StoredRecord record;
    std::string source_name;
    Instant first_seen;
    Instant last_changed;
    std::int64_t versions = 0;
    SourceValues values;  // Of the current version.
};

struct CustomerView {
    NumberId id;
    std::string number;  // Grouped, as people see it.
    std::vector<std::string> aliases;
    std::optional<std::string> resolved_from;  // The number that was asked for, if another.
    std::string version;                       // Changes whenever anything here does.
    GoldenRecord golden;
    std::vector<MemberView> members;
    std::vector<ValueRuling> rulings;  // Oldest first, withdrawn ones too.
};

// A record of the customer, as survivorship takes it.
GoldenMember golden_member_of(
    const StoredRecord& record, Instant at, SourceValues values, const StoredSource& source,
    const RegisterPolicy& policy);

// As CustomerView::version, in any transaction.  not_found: register.withdrawn_number.
Result<std::string> customer_version(StoreReader& store, NumberId customer);

enum class NumberState { live, alias, withdrawn, reserved, unknown, erased };

struct NumberLookup {
    NumberState state = NumberState::unknown;
    std::string number;                      // Normalised and grouped; empty when not a number.
    std::optional<NumberId> customer;        // Whom it resolves to.
    std::optional<std::string> resolves_to;  // That customer's number.
};

struct TimelineEntry {
    enum class Kind {
        record_added,
        record_changed,
        joined,
        split,
        number_issued,
        verdict_same,
        verdict_not_same,
        verdict_later,
        verdict_withdrawn,
    };
    Instant at;
    Kind kind = Kind::record_added;
    RecordId record;
    SourceId source;
    ImportId import;
    StaffId actor;
    std::string number;  // Of number_issued, joined and split: grouped.
};

struct SearchHit {
    NumberId customer;
    std::string number;
    GoldenRecord golden;
    std::int64_t members = 0;
    std::vector<SearchKind> matched_on;
    double score = 0;
    std::vector<std::string> stores = {};  // That its members name.
    // Nobody was found by what was typed; this one by something like it (query_typos.h).
    bool approximate = false;
};

// By what a record may be found; without one, by all that tokens_of_record() says.
using SearchSight =
    std::function<std::vector<SearchToken>(const StoredRecord&, const SourceValues&)>;

class CustomerDesk {
public:
    CustomerDesk(ReadSession& session, const RegisterPolicy& policy)
        : session_(session), policy_(policy) {}

    // As typed, scanned or dictated.  An invalid number is state unknown, not an Error.
    Result<NumberLookup> look_up(std::string_view typed);

    // not_found: register.unknown_number, register.withdrawn_number, register.erased_number.
    // invalid: number.*.
    Result<CustomerView> show(std::string_view typed);
    Result<CustomerView> show(NumberId customer);

    Result<std::vector<TimelineEntry>> timeline(const CustomerView& customer);  // Newest first.

    struct RecordPair {
        MemberView left;
        MemberView right;
    };
    Result<RecordPair> two_records(RecordId left, RecordId right);
    Result<MemberView> record(RecordId id);
    Explanation explain(const RecordPair& pair, const Model& model) const;

    // Best first.  Who is found by nothing that was typed may be found by what was meant.
    Result<std::vector<SearchHit>> search(
        RegisterIndex& index, std::string_view text, std::size_t limit,
        const SearchSight& sight = {});

    // Grouped, as people see it.
    Result<std::string> number_text(NumberId id);

private:
    Result<std::vector<SearchHit>> find(
        RegisterIndex& index, const std::vector<QueryTerm>& query, std::size_t limit,
        const SearchSight& sight);
    Result<std::string> grouped_text(const StoredNumber& number) const;
    Result<MemberView> open_member(const StoredRecord& record);
    Result<NumberId> customer_of(const StoredNumber& number);
    GoldenMember golden_member(const MemberView& member) const;
    Result<std::vector<SearchHit>> hits_of(
        const std::vector<RecordId>& records, const std::vector<QueryTerm>& query,
        std::size_t limit, const SearchSight& sight);

    ReadSession& session_;
    const RegisterPolicy& policy_;
};

}  // namespace genbo
