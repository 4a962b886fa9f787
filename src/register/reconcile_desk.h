// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keeps what reconciliations found (reconciliation.h): who compared which file when, the counts and
// totals of both sides, and whether the file was imported afterwards.  Numbered papers
// "reconcile/…", without a value or a key of anybody, with an audit leaf each.

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "register/reconciliation.h"
#include "register/writer.h"

namespace genbo {

inline constexpr std::string_view kReconcilePapers = "reconcile";

struct KeptReconciliation {
    std::int64_t id = 0;
    std::string source;
    std::string file_name;
    StaffId actor;
    Instant at;
    ImportId repaired_by;  // 0: only looked at.
    ControlTotals file;
    ControlTotals in_register;
    std::int64_t same = 0;
    std::int64_t differing = 0;
    std::int64_t only_file = 0;
    std::int64_t only_register = 0;
    std::int64_t repeated = 0;
    std::int64_t rejected = 0;
    bool agrees = false;

    friend bool operator==(const KeptReconciliation&, const KeptReconciliation&) = default;
};

KeptReconciliation kept_of(const Reconciliation& report);

// What the paper and the command say in the same words, as fields of the object that is open.  The
// checksum is not among the sums: the paper keeps a number, a person compares hexadecimal digits.
void write_sums(JsonWriter& json, const ControlTotals& totals);
void write_row_counts(JsonWriter& json, const KeptReconciliation& kept);

// Gives it its number and time.
Result<KeptReconciliation> keep_reconciliation(
    Writer& writer, KeptReconciliation kept, const Actor& actor);

// Newest first.
Result<std::vector<KeptReconciliation>> kept_reconciliations(ReadSession& session);

}  // namespace genbo
