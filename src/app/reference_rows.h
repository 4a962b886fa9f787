// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of an official table with its columns by name, and errors that name file and row; and the MJ
// shrink map, which is no table.

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connect/table_reader.h"
#include "text/reference_builder.h"

namespace genbo {

class ReferenceRows {
public:
    static Result<ReferenceRows> open(const std::filesystem::path& path, HeaderRow header);

    // The first of the names that is a column.
    std::optional<std::size_t> column(std::initializer_list<std::string_view> names) const;

    // Null at the end; a row that cannot be divided is an error.
    Result<const std::vector<std::string_view>*> next();

    // Of the row that next() read; empty without a column.
    std::string_view cell(std::optional<std::size_t> column) const;

    // invalid: app.reference_row, with what was found there.
    Error bad(std::string_view found) const;
    // invalid: app.reference_columns.
    Error missing(std::string_view columns) const;

private:
    ReferenceRows(std::string file, std::unique_ptr<TableReader> reader)
        : file_(std::move(file)), reader_(std::move(reader)) {}

    std::string file_;
    std::unique_ptr<TableReader> reader_;
    TableRow row_;
};

// Variants out of the MJ files, see reference_import.h.
Result<ReferenceVariants> read_mj_files(const std::vector<std::filesystem::path>& files);

}  // namespace genbo
