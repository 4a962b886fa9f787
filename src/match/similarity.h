// SPDX-License-Identifier: Apache-2.0
#pragma once

// How alike two short texts are, letter by letter.  Both measures work on code points (one kanji is
// one letter), are symmetric, and look at the first 64 letters: longer values are compared as
// words.
//
//   edit_distance  insertions, deletions, substitutions and swaps of neighbours (optimal string
//                  alignment, Damerau 1964), given up beyond `cap`.
//   jaro_winkler   0 … 1, kind to short names (Jaro 1989, Winkler 1990; prefix weight 0.1, up to
//                  four letters).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace genbo {

inline constexpr std::size_t kLettersMax = 64;

// The letters of a UTF-8 text; a broken byte is a letter of its own.
class Letters {
public:
    explicit Letters(std::string_view text);

    std::size_t size() const { return size_; }
    // One bit for each letter, of 64 kinds: what cannot be alike is seen without looking closer.
    std::uint64_t kinds() const { return kinds_; }
    char32_t operator[](std::size_t index) const { return letters_[index]; }

    friend bool operator==(const Letters& a, const Letters& b) {
        if (a.size_ != b.size_) return false;
        for (std::size_t i = 0; i < a.size_; ++i)
            if (a.letters_[i] != b.letters_[i]) return false;
        return true;
    }

private:
    std::array<char32_t, kLettersMax> letters_;
    std::size_t size_ = 0;
    std::uint64_t kinds_ = 0;
};

// edit_distance(a, b) <= 1, at the cost of looking at both once.
bool within_one_edit(const Letters& a, const Letters& b);
bool within_one_edit(std::string_view a, std::string_view b);

// cap + 1 when the distance is larger than `cap`.
std::size_t edit_distance(const Letters& a, const Letters& b, std::size_t cap);

double jaro_winkler(const Letters& a, const Letters& b);

// No less than jaro_winkler(a, b), and much faster.
double jaro_winkler_bound(const Letters& a, const Letters& b);

// Letters that the two share at the beginning.
std::size_t common_prefix(const Letters& a, const Letters& b);

}  // namespace genbo
