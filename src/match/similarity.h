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

#include <algorithm>
#include <array>
#include <concepts>
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

// The same of a text in which every byte is a letter, read where it stands: most texts of the West
// are such, and decoding them would cost more than comparing them.
class AsciiLetters {
public:
    // REQUIRES: letters_are_ascii(text); the text outlives this.
    explicit AsciiLetters(std::string_view text) : text_(text.substr(0, kLettersMax)) {
        for (const char c : text_) kinds_ |= std::uint64_t{1} << (static_cast<unsigned>(c) & 63U);
    }

    std::size_t size() const { return text_.size(); }
    std::uint64_t kinds() const { return kinds_; }
    char32_t operator[](std::size_t index) const {
        return static_cast<unsigned char>(text_[index]);
    }

private:
    std::string_view text_;
    std::uint64_t kinds_ = 0;
};

// None of the letters that are looked at is above U+007F.
bool letters_are_ascii(std::string_view text);

// Gives the letters of both to `look`, in the cheaper of the two ways; returns what it returns.
template <typename Look>
auto with_letters(std::string_view a, std::string_view b, const Look& look) {
    if (letters_are_ascii(a) && letters_are_ascii(b)) return look(AsciiLetters{a}, AsciiLetters{b});
    return look(Letters{a}, Letters{b});
}

// The measures take two Letters or two AsciiLetters, and say the same of both.
template <typename T>
concept LetterSequence = std::same_as<T, Letters> || std::same_as<T, AsciiLetters>;

// edit_distance(a, b) <= 1, at the cost of looking at both once.
template <LetterSequence Sequence>
bool within_one_edit(const Sequence& a, const Sequence& b);
bool within_one_edit(std::string_view a, std::string_view b);

// cap + 1 when the distance is larger than `cap`.
template <LetterSequence Sequence>
std::size_t edit_distance(const Sequence& a, const Sequence& b, std::size_t cap);
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t cap);

template <LetterSequence Sequence>
double jaro_winkler(const Sequence& a, const Sequence& b);

// No less than jaro_winkler(a, b), and much faster.
template <LetterSequence Sequence>
double jaro_winkler_bound(const Sequence& a, const Sequence& b);

// Letters that the two share at the beginning.
template <LetterSequence Sequence>
std::size_t common_prefix(const Sequence& a, const Sequence& b) {
    const auto limit = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (same < limit && a[same] == b[same]) ++same;
    return same;
}

}  // namespace genbo
