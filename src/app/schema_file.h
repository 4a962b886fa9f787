// SPDX-License-Identifier: Apache-2.0
#pragma once

// The schema of `genbo match` as a file that people read and change.  --print-schema writes the one
// that was guessed; what is changed in it and given back with --schema holds.
//
//   unique_sources = true          # no file holds one thing twice
//   compare = ["surname", "dob"]   # what is compared; all if left out
//
//   [columns]                      # what is not named is ignored
//   name = {kind = "name_full", latin = true}
//   dob = {kind = "birth_date"}
//
//   [bits.surname]                 # levels whose worth a person decides, in bits
//   different = -6.0
//
//   [[keys]]                       # pairs are looked at if they share one of these
//   parts = ["surname|surname kana:sound", "dob:year"]   # "\\|" and "\\\\" for marks in a name

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/match_all.h"
#include "match/schema.h"

namespace genbo {

struct SchemaFile {
    Schema schema;
    bool unique_sources = false;
    std::vector<FixedLevel> fixed;
};

std::string schema_to_toml(const SchemaFile& file);

// app.schema_file, naming the place; app.no_such_column.
Result<SchemaFile> schema_from_toml(
    std::string_view text, std::span<const std::string_view> header);

}  // namespace genbo
