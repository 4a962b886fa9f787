// SPDX-License-Identifier: Apache-2.0
#pragma once

// An import, a dry run or an undo at work, as one sees it from outside: the answer to a poll.  A
// shared master keeps it as a note ("job.12") while the work goes on, and that of a dry run for as
// long as notes are kept, so that any node can answer (job_beacon.h).

#include <optional>
#include <string>
#include <string_view>

#include "app/file_import.h"

namespace genbo {

// Dry runs have identities far above any import of a register, and below 2^53, to which JavaScript
// counts exactly.
inline constexpr std::int64_t kFirstDryRunId = 1'000'000'000'000;
inline constexpr std::uint64_t kDryRunIds = 8'000'000'000'000'000;

struct ImportJob {
    enum class Kind { import, dry_run, undo };

    ImportId id;
    Kind kind = Kind::import;
    std::string source;
    std::string file_name;
    StaffId started_by;
    Instant started;
    std::optional<Instant> finished;
    std::optional<Error> error;
    ImportProgress::Snapshot progress;  // Of an undo: nothing.

    bool running() const { return !finished.has_value(); }
};

std::string job_to_json(const ImportJob& job);
// nullopt when it is not one: of a later version, say.
std::optional<ImportJob> job_from_json(ImportId id, std::string_view json);

}  // namespace genbo
