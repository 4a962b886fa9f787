// SPDX-License-Identifier: Apache-2.0
#pragma once

// How another match model comes into force while the register is in use.
//
//   1. the register under the candidate is computed beside the one in use, in this process's memory
//      and from a reader's snapshot: minutes for many millions of records, and nobody waits;
//   2. diff_under() says which customers would come together or part;
//   3. switch_model(): one command of the writer.  What has changed since the snapshot is caught
//      up with, the customers that differ are settled as after any change (partition_change.h:
//      numbers, history, reasons, events), the index takes the new state over, and the model is
//      written down as the one in force.  Seconds; on a shared store as long as it takes to write
//      the edges of the look-up tables anew.
//
// All of 3 is one transaction: whoever is killed before its commit finds the old model and all of
// its decisions, whoever is killed after it the new one.  Readers see the customers of before until
// then; on an embedded master, whose index is the one in memory, the list of reviews and "who is
// this" answer by the new model as soon as the command has it, some seconds earlier.  Switching the
// former model on again restores what was, for the partition is a function of records, verdicts and
// model.
//
// The memory needed is that of the index of an embedded master, once more.
//
//   const auto candidate = TRY(register_under(session, sheet.model, options, watch));
//   const auto diff = TRY(diff_under(session, *candidate, reviews_now));
//   const auto report = TRY(switch_model(writer, *candidate, sheet.number, 0, actor));

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/model_book.h"
#include "register/read_session.h"
#include "register/resident.h"
#include "register/writer.h"

namespace genbo {

struct ModelDiff {
    std::int64_t number = 0;  // Of the candidate …
    std::int64_t active = 0;  // … and of the model that it was compared with.
    Instant at;
    std::int64_t records = 0;
    std::int64_t customers_before = 0;
    std::int64_t customers_after = 0;
    std::int64_t joins = 0;   // Customers of today that would become one with another.
    std::int64_t splits = 0;  // Customers of today that would part.
    std::int64_t reviews_before = 0;
    std::int64_t reviews_after = 0;
    struct Example {
        std::vector<NumberId> before;              // Numbers concerned.
        std::vector<std::vector<RecordId>> after;  // Who would be together.

        friend bool operator==(const Example&, const Example&) = default;
    };
    std::vector<Example> examples;  // The first kDiffExamples, half of them joins where there are.

    friend bool operator==(const ModelDiff&, const ModelDiff&) = default;
};

inline constexpr std::size_t kDiffExamples = 20;

// The register as `model` sees it, ready to be caught up.
Result<std::unique_ptr<Resident>> register_under(
    ReadSession& session, const Model& model, const LiveOptions& options,
    const Resident::Watch& watch = {});

// REQUIRES: `session` sees what the candidate was made from.
Result<ModelDiff> diff_under(
    ReadSession& session, const Resident& candidate, std::int64_t reviews_now,
    const Resident::Watch& watch = {});

// The last one of each candidate is kept: counts and ids, nothing of a person.
Result<> keep_diff(StoreWriter& store, const ModelDiff& diff);
Result<std::optional<ModelDiff>> kept_diff(StoreReader& store, std::int64_t number);
// Says which diff it is, for whoever decides on it.
std::string diff_version(const ModelDiff& diff);

struct SwitchReport {
    std::int64_t records = 0;
    std::int64_t customers = 0;
    std::int64_t moved = 0;  // Records that belong to another customer now.
};

// The candidate is of no use afterwards.  `seen_active`: the model that the caller believes to be
// in force, 0: any.  conflict: register.model_is_active, register.model_changed.  not_found:
// register.unknown_model.
Result<SwitchReport> switch_model(
    Writer& writer, Resident& candidate, std::int64_t number, std::int64_t seen_active,
    const Actor& actor);

// The same as part of a command that does more.
Result<SwitchReport> switch_in(
    WriteContext& context, Resident& candidate, std::int64_t number, std::int64_t seen_active,
    const Actor& actor);

}  // namespace genbo
