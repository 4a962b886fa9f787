// SPDX-License-Identifier: Apache-2.0
#pragma once

// Maps from one character to a string or a character, as flat arrays over the basic plane: every
// fold asks them for every character of every cell, so a look-up is one load.  (A hash map here
// costs ten times as much; the arrays are 128 kB each and built once.)
//
// Thread safety: immutable after construction.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace genbo {

// Lines "character<TAB>string".
class CharToString {
public:
    explicit CharToString(std::string_view lines);

    // An empty view when the character is not in the map.
    std::string_view find(char32_t from) const {
        const std::uint16_t index =
            from < 0x10000 ? basic_[static_cast<std::size_t>(from)] : find_beyond(from);
        return strings_[index];
    }

private:
    std::uint16_t find_beyond(char32_t from) const;

    struct Beyond {
        char32_t from;
        std::uint16_t index;
    };
    std::vector<std::uint16_t> basic_;
    std::vector<std::string_view> strings_;
    std::vector<Beyond> beyond_;  // Sorted by `from`.
};

// Characters in pairs: from, to, from, to …
class CharToChar {
public:
    explicit CharToChar(std::string_view pairs);

    // `from` itself when it is not in the map.
    char32_t find(char32_t from) const {
        if (from >= 0x10000) return find_beyond(from);
        const char32_t to = basic_[static_cast<std::size_t>(from)];
        return to == 0 ? from : to == kBeyond ? find_beyond(from) : to;
    }

private:
    char32_t find_beyond(char32_t from) const;

    struct Beyond {
        char32_t from;
        char32_t to;
    };
    // To a character of another plane; no character itself.
    static constexpr char32_t kBeyond = 0xFFFF;

    std::vector<char16_t> basic_;
    std::vector<Beyond> beyond_;
};

}  // namespace genbo
