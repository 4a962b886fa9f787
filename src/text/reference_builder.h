// SPDX-License-Identifier: Apache-2.0
#pragma once

// From rows of official files to the texts of reference_tables.h.  Reading the files is another
// room's business; here is what their cells mean.
//
//   KEN_ALL (Japan Post)  "以下に掲載がない場合", "…の次に番地がくる場合" and "○○一円" are no towns
//                         (but 滋賀県犬上郡多賀町一円 is one); "（…）" says which part of a town;
//                         "種市第１５地割～第２１地割" is 種市
//   ABR (Digital Agency)  大字・町, 丁目 and 小字 in columns of their own; rows with an abolition
//                         date are history
//   MJ 縮退マップ          candidates by reason: what the family register takes for one character
//                         is L1, what dictionaries relate is L2; one candidate or none
//   changes (総務省, Japan Post)  old name, new name; chains are followed to a name of today
//
// Every function is pure; an input that says nothing gives an empty text.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace genbo {

struct ReferenceMunicipality {
    std::string code;  // JIS X 0402, five digits.
    std::string name;  // 横浜市港北区, 西多摩郡瑞穂町
};

struct ReferencePostalTown {
    std::uint32_t postal_code = 0;
    std::string code;
    std::string town;  // May be empty.
};

// The town that a cell of KEN_ALL names; `municipality` tells 一円 the town from 一円 the word.
std::string ken_all_town(std::string_view cell, std::string_view municipality);

// Sorted lines for ReferenceTables::municipalities: `rows` instead of the built-in municipalities
// of each prefecture of which they name at least four fifths, beside them elsewhere.
std::string reference_municipalities(std::vector<ReferenceMunicipality> rows);

// ReferenceTables::postal_towns: `rows`, and the built-in rows of postal codes that are not among
// them (large offices have codes of their own) as far as their municipality is in
// `municipalities`, a text of reference_municipalities().
std::string reference_postal_towns(
    std::vector<ReferencePostalTown> rows, std::string_view municipalities);

// One step of a municipality's history.
struct ReferenceChange {
    int prefecture = 0;
    std::string before;  // 甲賀郡信楽町
    std::string after;   // 甲賀市; or empty, with
    std::string after_code;
    std::string before_code;  // Empty when the file has none.
};

// ReferenceTables::successors.  `unresolved` counts changes that end in no municipality of
// `municipalities`.
struct ReferenceSuccessors {
    std::string lines;
    std::size_t count = 0;
    std::size_t unresolved = 0;
};
ReferenceSuccessors reference_successors(
    const std::vector<ReferenceChange>& changes, std::string_view municipalities);

// Pairs for ReferenceTables::variants_l1 and _l2 out of (form, candidate) at each level.  The
// candidate is folded by the built-in table; a form that the built-in tables already fold, or fold
// to, is left to them; a form with several candidates, or whose candidate is itself a form, stays
// as it is (never closed transitively).
using VariantCandidates = std::vector<std::pair<char32_t, char32_t>>;
struct ReferenceVariants {
    std::string l1;
    std::string l2;
    std::size_t count = 0;
};
ReferenceVariants reference_variants(const VariantCandidates& l1, const VariantCandidates& l2);

// The built-in municipalities in the format of ReferenceTables::municipalities.
std::string_view built_in_municipalities();

// Check digit of the six-digit code of 総務省: "131016" is 13101.
bool municipality_check_fits(std::string_view six_digits);

// Rows of the built-in tables, for a list of what is in force.
struct BuiltInTable {
    std::string_view name;
    std::string_view version;
    std::string_view licence;
    std::size_t rows = 0;
};
std::vector<BuiltInTable> built_in_tables();

}  // namespace genbo
