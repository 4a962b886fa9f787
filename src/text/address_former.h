// SPDX-License-Identifier: Apache-2.0
#pragma once

// What became of a municipality that is no more: 甲賀郡信楽町江田 is 甲賀市信楽町江田 today.
//
// Nobody publishes the list of mergers as an installable package, but the postal towns remember
// most of it: a merged 信楽町 lives on in front of the towns of its successor, 長久手町 became
// 長久手市, 浦和市 is now wards of さいたま市 of which one bears its name.  So an unknown name with
// 市, 町 or 村 is looked for, in this order,
//   1. as the beginning of towns (信楽町江田 in 甲賀市), best of this very town,
//   2. with another ending, with the town behind it (長久手市, 浦和区 and its sister wards),
//   3. as the one municipality of the prefecture that has the town behind it and remembers the
//      old name as a town.
// A list of changes that the operator imported (`genbo ref import`) comes before all of them.
// Where two municipalities fit alike there is no answer.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "text/address_tables.h"

namespace genbo {

struct FormerMunicipality {
    MunicipalityIndex successor = 0;
    std::size_t name_end = 0;    // Glyphs of the old name, 郡 included.
    std::size_t town_begin = 0;  // Where the successor's town begins.
};

// `prefecture` 1 to 47, or 0 when the address does not say.
std::optional<FormerMunicipality> find_former_municipality(
    const AddressTables& tables, std::span<const AddressGlyph> glyphs, std::uint8_t prefecture);

}  // namespace genbo
