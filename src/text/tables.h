// SPDX-License-Identifier: Apache-2.0
#pragma once

// The generated tables, each one string that tools/tables wrote at build time.  Their formats are
// in the scripts, their sources, versions and licences in TABLES.md.  Only the .cc file that owns a
// topic reads its table, once, on first use.

#include <string_view>

namespace genbo {

extern const std::string_view kWidthFolds;
extern const std::string_view kLatinFolds;
extern const std::string_view kVariantsL1;
extern const std::string_view kVariantsL2;

extern const std::string_view kSurnames;
extern const std::string_view kGivenNames;
extern const std::string_view kKanjiReadings;

extern const std::string_view kPrefectures;
extern const std::string_view kMunicipalities;
extern const std::string_view kPostalTowns;

extern const std::string_view kAreaCodes;
extern const std::string_view kCountryCodes;

}  // namespace genbo
