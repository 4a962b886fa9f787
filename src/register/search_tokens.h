// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a record can be found by, and what a typed text asks for, as hashed tokens.
//
// A record gives tokens of several kinds; a query term asks for any of a few tokens of kinds that
// fit how it looks.  Both sides fold alike, so 髙橋 finds 高橋, サイトウ and "Saito" find 斎藤 if
// its kana came with it, and ０３－１２３４ the number that ends so.  斉藤, 斎藤, 齋藤 and 齊藤 are
// four surnames; searching forgives them (confusable fold), matching does not.
//
//   name      every beginning of the full name, the surname and the given name, in kanji, kana and
//             romaji
//   phone     the whole number, its last 4 and its last 7 digits
//   e-mail    the whole address, the part before the @
//   postal    7 digits
//   address   prefecture, city, town, town with number, building
//   company   beginnings of the core name and of its kana
//
// A token is 32 bits of a hash: what an index answers must be checked against the record
// (matches_query()), which also says why it was found.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/source_record.h"

namespace genbo {

enum class SearchKind : std::uint8_t { name, kana, romaji, phone, email, postal, address, company };

// Stable: "name", "phone" …
std::string_view search_kind_name(SearchKind kind);

struct SearchToken {
    SearchKind kind;
    std::string text;

    std::uint32_t hash() const;

    friend auto operator<=>(const SearchToken&, const SearchToken&) = default;
};

// Sorted, without repetition.
std::vector<SearchToken> tokens_of_record(const SourceValues& values);

// One word of the query: a record fits if it has any of the alternatives.
struct QueryTerm {
    std::vector<SearchToken> alternatives;

    friend bool operator==(const QueryTerm&, const QueryTerm&) = default;
};

// Empty when the text holds nothing to search for.
std::vector<QueryTerm> parse_query(std::string_view text);

// Which kinds of token made the record fit; empty if some term has none.
std::vector<SearchKind> matches_query(
    const std::vector<QueryTerm>& query, const std::vector<SearchToken>& record);

}  // namespace genbo
