// SPDX-License-Identifier: Apache-2.0
#pragma once

// What parse_address() looks things up in: municipalities by every name they go by, the towns of
// each municipality, and postal codes.  Names are compared by their glyph keys (below), in which
// ヶ/ケ/が, ノ/の/之, 條/条, 1/一 no longer differ.
//
// Thread safety: built once on first use from the built-in tables and what the operator imported
// (reference_tables.h, which must outlive them), immutable afterwards.  About 7 MB.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/reference_tables.h"

namespace genbo {

// One character of an address as it is compared, and the bytes it stands for.  Arabic numbers of up
// to four digits become kanji numerals (北20条 = 北二十条), whose glyphs all cover the whole
// number.
struct AddressGlyph {
    char32_t key;
    std::uint32_t begin;
    std::uint32_t end;
};

// `text` is width-folded.  Spaces, 大字 and 字 vanish, ヶ and ノ between kanji vanish, hiragana
// become katakana, variants their representatives.
std::vector<AddressGlyph> address_glyphs(std::string_view text);

constexpr bool is_kanji_numeral(char32_t c) {
    if (c < U'〇') return false;
    switch (c) {
        case U'〇':
        case U'一':
        case U'二':
        case U'三':
        case U'四':
        case U'五':
        case U'六':
        case U'七':
        case U'八':
        case U'九':
        case U'十':
        case U'百':
        case U'千':
        case U'廿': return true;
        default: return false;
    }
}

struct Municipality {
    std::string_view code;  // 5 digits.
    std::string_view name;
    std::uint8_t prefecture = 0;  // 1 to 47.
    std::size_t glyphs = 0;       // Of the whole name.
    // 横浜市: has no towns of its own, its wards have them.
    std::vector<std::uint16_t> wards = {};
};

using MunicipalityIndex = std::uint16_t;

// A name of municipalities that an address begins with.
struct MunicipalityMatch {
    std::size_t length = 0;  // In glyphs.
    std::span<const MunicipalityIndex> candidates;
};

struct PostalTown {
    MunicipalityIndex municipality;
    std::string_view town;  // May be empty.
};

class AddressTables {
public:
    // The built-in tables with what the operator imported.
    static const AddressTables& get();

    explicit AddressTables(const ReferenceTables& imported);

    const Municipality& municipality(MunicipalityIndex index) const {
        return municipalities_[index];
    }
    std::string_view prefecture_name(std::uint8_t number) const { return prefectures_[number]; }

    // 1 to 47, or 0, and the bytes of the name.
    std::uint8_t prefecture_at(std::string_view text, std::size_t& length) const;

    // The longest name at the head of `glyphs`; length 0 when there is none.
    MunicipalityMatch municipality_at(std::span<const AddressGlyph> glyphs) const;

    // Glyphs of the longest town of that municipality at the head of `glyphs`, 0 when none.
    std::size_t town_at(MunicipalityIndex index, std::span<const AddressGlyph> glyphs) const;

    // Towns of a postal code, one municipality after the other.
    std::span<const PostalTown> postal(std::string_view code) const;

    // Municipalities that go by exactly this name, given in glyph keys.
    std::span<const MunicipalityIndex> named(std::u32string_view keys) const;
    // Municipalities of which a town begins with this name and its 町 or 村.
    std::vector<MunicipalityIndex> remembering(std::u32string_view keys) const;
    // Whether a town of that municipality begins with these glyphs up to a 町 or 村.
    bool remembers(MunicipalityIndex index, std::u32string_view keys) const;
    // The other wards of the same city; empty when it is no ward.
    std::span<const MunicipalityIndex> sisters(MunicipalityIndex index) const;
    std::span<const MunicipalityIndex> of_prefecture(std::uint8_t prefecture) const {
        return by_prefecture_[prefecture];
    }
    // What the operator's list of changes says about an old name (reference_tables.h).
    std::vector<MunicipalityIndex> successors(
        std::uint8_t prefecture, std::u32string_view keys) const;

private:
    struct NameSlot {
        std::uint64_t hash = 0;  // 0 is free.
        std::uint32_t name = 0;  // Into names_, + 1; 0: only a beginning.
    };

    void read_municipalities(std::string_view lines);
    void make_cities();
    void add_name(std::string_view name, MunicipalityIndex index);
    void sort_names();
    void index_names();
    NameSlot& name_slot(std::uint64_t hash);
    void read_postal(std::string_view lines);
    void read_towns(std::string_view lines);
    void read_successors(std::string_view lines);
    void add_town(MunicipalityIndex index, std::string_view town);
    void add_town_hash(std::uint64_t hash);
    void sort_memories();

    struct Name {
        std::u32string key;
        std::vector<MunicipalityIndex> candidates;
    };
    struct PostalRow {
        std::uint32_t code;
        std::uint32_t first;  // Into postal_towns_; the next row's `first` ends it.
    };
    // A name that towns begin with, and a municipality.
    struct Memory {
        std::uint64_t name;
        MunicipalityIndex municipality;
        friend auto operator<=>(const Memory&, const Memory&) = default;
    };

    std::vector<std::string_view> prefectures_;
    std::vector<Municipality> municipalities_;
    std::vector<std::string> made_names_;  // Backs the names of designated cities.
    std::vector<Name> names_;              // Sorted by key.
    std::vector<NameSlot> name_slots_;     // All beginnings of names; open addressing.
    std::vector<std::vector<MunicipalityIndex>> by_prefecture_;
    std::vector<MunicipalityIndex> city_of_;  // A ward's city; its own index when it is no ward.
    std::vector<std::uint64_t> towns_;        // Open addressing; 0 is free.
    std::size_t town_count_ = 0;
    std::vector<Memory> memories_;    // Sorted.
    std::vector<Memory> successors_;  // Sorted; names with their prefecture.
    // Bits of the hashes of all beginnings of towns: where one is missing, no town goes on.
    std::vector<std::uint64_t> town_beginnings_;
    // The same of whole towns: most beginnings end no town, and need no look into towns_.
    std::vector<std::uint64_t> town_ends_;
    // Where the codes of each thousand begin in postal_rows_.
    std::vector<std::uint32_t> postal_thousands_;
    std::vector<PostalRow> postal_rows_;
    std::vector<PostalTown> postal_towns_;
};

}  // namespace genbo
