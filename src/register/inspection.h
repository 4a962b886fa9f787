// SPDX-License-Identifier: Apache-2.0
#pragma once

// Inspection (`genbo doctor`) reads a whole master and says whether everything in it is as it must
// be; rebuild makes every projection anew from the facts and compares.
//
//   store        the engine's own check of its pages and constraints
//   payloads     every current version opens under its key, and is what its hash says
//   numbers      every number is well formed under a rule of the master, every live record belongs
//                to the oldest number anchored in its cluster, every anchor exists
//   partition    the clusters computed from the facts are the ones stored
//   audit        the log is whole and its tree has the stored root

#include <cstdint>
#include <string>
#include <vector>

#include "register/read_session.h"
#include "register/resident.h"
#include "register/writer.h"

namespace genbo {

struct InspectionPart {
    std::string name;  // "store", "payloads", "numbers", "partition", "audit".
    std::int64_t looked_at = 0;
    std::int64_t wrong = 0;
    std::vector<Error> examples;  // The first few.
};

struct Inspection {
    std::vector<InspectionPart> parts;

    bool sound() const;
};

// Computes the partition in this process's memory, whatever home the master's index has.
Inspection inspect(ReadSession& session, const Model& model, const LiveOptions& options);

struct RebuildReport {
    std::int64_t records = 0;
    std::int64_t customers = 0;
    std::int64_t differences = 0;  // Records whose stored customer is not the computed one.
    std::int64_t mended = 0;
};

// Computes the partition anew and, where the stored one differs, writes the computed one; then
// makes the index anew.
Result<RebuildReport> rebuild(
    Writer& writer, const Model& model, const LiveOptions& options, const Actor& actor);

}  // namespace genbo
