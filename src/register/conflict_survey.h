// SPDX-License-Identifier: Apache-2.0
#pragma once

// The conflict inbox: which contradictions (conflict.h) a person should look at first.
//
// To list by worth, everybody has to be looked at once.  The survey goes through the customers with
// more than one record, so many a step, and keeps a report: how many contradict in what, and the
// places of the most worthwhile ones, without a value.  It is a projection: thrown away and made
// again whenever the register has changed.  What is shown is computed anew from the records, so an
// entry that is no contradiction any more falls out at once; a new one comes with the next survey.
// How many there are is what the survey counted when it was made, and is shown with its time.
//
//   a register of up to kSurveyAtOnce records is surveyed when somebody asks
//   a larger one by a duty, step by step, when it has changed (app), or by `genbo conflicts --look`

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "register/conflict_desk.h"

namespace genbo {

inline constexpr std::size_t kSurveyPage = 500;
inline constexpr std::size_t kSurveyKept = 2000;
inline constexpr std::int64_t kSurveyAtOnce = 5000;
// The paper with the last report.
inline constexpr std::string_view kConflictPaper = "survey/conflicts";

struct ConflictPlace {
    int worth = 0;
    NumberId customer;
    Field field = Field::custom;

    friend bool operator==(const ConflictPlace&, const ConflictPlace&) = default;
};

struct ConflictReport {
    Instant at;                  // When it was finished.
    std::string state;           // register_state() when it began.
    std::int64_t customers = 0;  // Looked at: those with more than one record.
    std::int64_t contradicted = 0;
    std::map<Field, std::int64_t> fields;
    std::vector<ConflictPlace> places;  // By worth, the highest first; at most kSurveyKept.

    std::int64_t conflicts() const;

    friend bool operator==(const ConflictReport&, const ConflictReport&) = default;
};

// Another text whenever records or verdicts changed, or a decision about a value was given or taken
// back.
Result<std::string> register_state(StoreReader& store);
// Another text whenever records changed, and for nothing else.
Result<std::string> values_state(StoreReader& store);

class ConflictSurvey {
public:
    explicit ConflictSurvey(const RegisterPolicy& policy) : policy_(policy) {}

    // Looks at so many pages of numbers more; the report of `now` when it is through.  Sessions may
    // differ.
    Result<std::optional<ConflictReport>> step(
        ReadSession& session, std::size_t pages, Instant now);
    bool under_way() const { return begun_; }

private:
    Result<> look_at(ReadSession& session, const std::vector<NumberId>& customers);
    void keep(const ConflictPlace& place);

    struct Better {
        bool operator()(const ConflictPlace& a, const ConflictPlace& b) const;
    };

    const RegisterPolicy& policy_;
    bool begun_ = false;
    NumberId after_;
    ConflictReport report_;
    std::set<ConflictPlace, Better> best_;
};

Result<> store_report(Writer& writer, const ConflictReport& report);
// Nothing where there has been none.
Result<std::optional<ConflictReport>> stored_report(ReadSession& session);

struct ConflictItem {
    ConflictPlace place;
    CustomerConflicts found;
    std::size_t index = 0;  // Of found.conflicts.

    const Conflict& conflict() const { return found.conflicts[index]; }
};

struct ConflictPage {
    std::vector<ConflictItem> items;
    std::optional<ConflictPlace> next;  // Go on behind this one.
};

// The places behind `after` that are still contradictions, of one field if asked.
Result<ConflictPage> conflict_page(
    ReadSession& session, const RegisterPolicy& policy, const ConflictReport& report,
    const std::optional<ConflictPlace>& after, std::size_t limit, std::optional<Field> field = {});

}  // namespace genbo
