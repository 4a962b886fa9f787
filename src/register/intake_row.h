// SPDX-License-Identifier: Apache-2.0
#pragma once

// A row on its way into the register: mapped to fields by whoever read the file, checked and made
// ready here, on any thread, before the writer sees it.
//
// Refused, with the cell blotted out before anything is kept
// (トークン化でも保存でもなく、受け取らない): card numbers and マイナンバー (text/forbidden.h).  A
// row without any value, and a row that its reader could not trust, are rejected too.  Everything
// else is taken as it is: dirty data are findings, and cleaning is a function that runs later.

#include <span>
#include <string>
#include <vector>

#include "base/finding.h"
#include "record/source_record.h"
#include "register/features.h"
#include "register/record_vault.h"

namespace genbo {

// What the reader hands over.
struct MappedRow {
    std::int64_t row = 0;  // As a spreadsheet counts: the header is row 1.
    SourceValues values;
    std::vector<std::string> cells;  // As they came, for the rejected rows.
    Findings findings;               // One of severity reject: the row is not taken.
};

struct RowRejection {
    std::int64_t row = 0;
    std::string code;
    std::string column;
    std::vector<std::string> cells;  // Forbidden numbers blotted out.
};

struct ReadyRow {
    std::int64_t row = 0;
    Bytes key_hash;
    Bytes content_hash;
    Bytes payload;
    RecordFeatures features;
};

struct PreparedBatch {
    std::vector<ReadyRow> ready;
    std::vector<RowRejection> rejected;
    Findings findings;
    std::int64_t rows = 0;
};

// What became of a row once it was offered to the register.
enum class RowOutcome { added, changed, same, rejected };

enum class WithFeatures { no, yes };  // A dry run needs none.

// `header` names the cells' columns.
PreparedBatch prepare_rows(
    std::span<MappedRow> rows, std::span<const std::string> header, SourceId source,
    const RecordVault& vault, WithFeatures with_features);

// Of the rows that are ready, in their order; views into the batch.
std::vector<ByteView> payloads_of(const PreparedBatch& batch);

// The cells of a rejected row as one text to be sealed, and back.
std::string encode_cells(std::span<const std::string> cells);
Result<std::vector<std::string>> decode_cells(std::string_view text);

}  // namespace genbo
