// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reconciliation (照合): does the register say of a source what the source says of itself now?
//
//   Reconciler reconciler(session, source);
//   while (rows are left) TRY(reconciler.add(prepare_rows(…)));
//   const auto report = TRY(reconciler.finish());
//
// A full export of the source is read as an import would read it, and compared row by row:
//
//   same            the record's current version says exactly this
//   differing       it says something else; field by field
//   only_file       the register has no such record, or it was withdrawn
//   only_register   the export has no such row: deleted there, or the export is not whole
//   repeated        the same key again in the file; the last one counts, as in an import
//   rejected        cannot be taken
//
// Control totals stand beside it, so that two runs, or a figure of the source's own report, can be
// compared without the rows: how many, the sum of points and of purchases, and a checksum of each
// side (the sum of the content hashes, so that order does not matter; keyed, so that it says
// nothing).  Equal checksums mean equal content.
//
// And each import of the source is balanced: rows = added + changed + same + rejected, and no more
// versions in the store than added + changed (fewer: the same row twice in one batch, or erased).
//
// It only reads.  Whoever repairs imports the same file; what is only in the register is left to a
// person.  The report holds examples with values; the paper that is kept (reconcile_desk.h) none.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "register/intake_row.h"
#include "register/read_session.h"

namespace genbo {

inline constexpr std::size_t kDriftExamples = 100;  // Of each kind.

enum class DriftKind { differing, only_file, only_register };
std::string_view drift_kind_name(DriftKind kind);

struct DriftField {
    Field field = Field::custom;
    std::string custom_name;
    std::string in_file;
    std::string in_register;

    friend bool operator==(const DriftField&, const DriftField&) = default;
};

struct Drift {
    DriftKind kind = DriftKind::differing;
    std::string source_key;
    std::int64_t row = 0;  // 0: not in the file.
    RecordId record;       // 0: not in the register.
    NumberId customer;
    std::vector<DriftField> fields;  // Of differing ones.

    friend bool operator==(const Drift&, const Drift&) = default;
};

struct ControlTotals {
    std::int64_t records = 0;
    std::int64_t points = 0;
    std::int64_t purchase_count = 0;
    std::int64_t purchase_amount = 0;  // Whole yen.
    std::uint64_t checksum = 0;

    friend bool operator==(const ControlTotals&, const ControlTotals&) = default;
};

struct ImportBalance {
    ImportId import;
    ImportState state = ImportState::done;
    ImportCounts counts;
    std::int64_t records_written = 0;  // That have a version of it.

    bool balanced() const;

    friend bool operator==(const ImportBalance&, const ImportBalance&) = default;
};

struct Reconciliation {
    ControlTotals file;
    ControlTotals in_register;
    std::int64_t same = 0;
    std::int64_t differing = 0;
    std::int64_t only_file = 0;
    std::int64_t only_register = 0;
    std::int64_t repeated = 0;
    std::int64_t rejected = 0;
    // How many records differ in the field; custom fields under their own names.
    std::map<std::string, std::int64_t> fields;
    std::vector<Drift> examples;
    std::vector<ImportBalance> imports;  // Newest first, the last ones.

    bool agrees() const;

    friend bool operator==(const Reconciliation&, const Reconciliation&) = default;
};

class Reconciler {
public:
    // `source` 0: a source of which the register knows nothing yet.
    Reconciler(ReadSession& session, SourceId source) : session_(session), source_(source) {}

    Result<> add(const PreparedBatch& batch);
    Result<Reconciliation> finish();

private:
    struct FileRow {
        std::int64_t row = 0;
        Bytes content_hash;
        ControlTotals totals;
    };
    Result<> compare(const ReadyRow& row, const StoredRecord* record);
    Result<> look_at_register();
    Result<> balance_imports();
    bool wants_example(DriftKind kind);

    ReadSession& session_;
    const SourceId source_;
    Reconciliation report_;
    // What the file said last under each key.
    std::map<Bytes, FileRow> seen_;
    std::map<DriftKind, std::size_t> shown_;
};

}  // namespace genbo
