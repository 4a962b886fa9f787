// SPDX-License-Identifier: Apache-2.0
#pragma once

// The official files that an operator can refresh tables from.
//
//   ken-all   Japan Post's postal codes: KEN_ALL.CSV (CP932, a town over several rows) or
//             utf_ken_all.csv; without a header, 15 columns
//   abr       the Digital Agency's Address Base Registry: mt_city_all.csv, mt_town_all.csv (or of
//             one prefecture), told apart by their columns; several at once
//   mj        文字情報技術促進協議会: MJShrinkMap….json with the table of MJ characters (columns
//             MJ文字図形名 and 対応するUCS), or a table with columns kanji and shrink
//   changes   municipalities that are no more: e-Stat's 廃置分合等情報, or a table with the columns
//             pref, before, after
//
// Encodings are found out as for every import.  A row that does not make sense stops the import
// with its number, since a table that is half read is worse than an old one.

#include <filesystem>
#include <string_view>
#include <vector>

#include "app/reference_folder.h"
#include "base/result.h"
#include "base/time.h"

namespace genbo {

// invalid: app.reference_kind, app.reference_columns, app.reference_row, app.reference_empty.
Result<ReferenceFile> import_reference(
    std::string_view kind, const std::vector<std::filesystem::path>& files, Instant now,
    std::string_view version);

}  // namespace genbo
