// SPDX-License-Identifier: Apache-2.0
#pragma once

// A mapping says which column of a file is which field of Genbo.  It is guessed once from the
// headers and the first rows, corrected by a person, stored as JSON with the source, and applied to
// every row of every later file.
//
//   Mapping mapping = guess_mapping(sniff.header, sniff.sample);
//   const BoundMapping bound = TRY(bind_mapping(mapping, reader->header()));
//   while (TRY(reader->next(row))) {
//       const SourceValues values = apply_mapping(bound, row.cells);
//       const std::string_view key = values.get(Field::source_key);
//   }
//
// A field belongs to one column, or to several that are parts of it: 電話番号1, 電話番号2 and
// 電話番号3 of older shops hold 03, 1234 and 5678.  Parts are joined in their order, numbers and
// dates with '-', other text with nothing between.  A column that is nothing known is kept under
// its own name (Field::custom); only `ignored` columns are left out.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/field.h"
#include "record/source_record.h"

namespace genbo {

struct ColumnMapping {
    // The header of the column as the reader gives it.
    std::string column;
    Field field = Field::custom;
    // Only for Field::custom: the name the value is kept under.
    std::string custom_name = {};
    // 0: the column is the whole field.  1, 2, 3: the first, second, third part of it.
    int part = 0;
    // Of the guess; 1 once a person has chosen.
    double confidence = 0;
    bool ignored = false;

    friend bool operator==(const ColumnMapping&, const ColumnMapping&) = default;
};

struct Mapping {
    // In the order of the file.
    std::vector<ColumnMapping> columns;
    // The column that says which record of its source a row is, also mapped to Field::source_key.
    // Empty: the file has none, and the importer derives a key from the content.
    std::string key_column = {};
    // Of a guess: the column that is named like a key, and is none, because values of the sample
    // repeat or are missing.  Not part of the JSON.
    std::string refused_key = {};

    friend bool operator==(const Mapping&, const Mapping&) = default;
};

// Columns that an export of rejected rows adds, and that a mapping ignores when the file comes
// back.
inline constexpr std::string_view kReasonColumn = "genbo_reason";
inline constexpr std::string_view kRowColumn = "genbo_row";

// From the names of the columns, checked against and completed by what the sample rows hold.
// `sample` may be empty.
Mapping guess_mapping(
    std::span<const std::string> header, std::span<const std::vector<std::string>> sample);

// connect.mapping_*: a field twice, parts with a gap, a custom column without a name, a key column
// that is not mapped to source_key.
Result<> validate_mapping(const Mapping& mapping);

// A mapping that knows the positions of its columns in one file.
struct BoundMapping {
    struct Target {
        Field field = Field::custom;
        std::string custom_name = {};
        std::vector<std::size_t> columns = {};  // More than one: parts, in order.
    };
    std::vector<Target> targets;
};

// connect.mapping_missing_column: the file lacks a column that the mapping reads.  A column of the
// file that the mapping does not name is new since the mapping was made: see new_columns().
Result<BoundMapping> bind_mapping(const Mapping& mapping, std::span<const std::string> header);

// Columns of the file that the mapping does not speak of.  Their values are not read.
std::vector<std::string> new_columns(const Mapping& mapping, std::span<const std::string> header);

// Blanks around a value are dropped; a value of blanks only is missing.  Otherwise the text stays
// as it came.  REQUIRES: as many cells as the header had.
SourceValues apply_mapping(const BoundMapping& mapping, std::span<const std::string_view> cells);

// JSON: {"key_column": "会員番号", "columns": [{"column": "氏名", "field": "name_full",
// "confidence": 0.95}, {"column": "趣味", "field": "custom", "custom_name": "趣味"}, …]}.
std::string mapping_to_json(const Mapping& mapping);

// connect.mapping_json: not JSON, a key or a field that is not known, a wrong type.  Also checks
// validate_mapping.
Result<Mapping> mapping_from_json(std::string_view json);

}  // namespace genbo
