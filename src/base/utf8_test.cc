// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace genbo {

namespace {

constexpr char32_t kLastCodePoint = 0x10FFFF;

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

std::string utf8_bytes(std::initializer_list<unsigned> values) {
    std::string text;
    for (const unsigned value : values) text += static_cast<char>(value);
    return text;
}

// The slow way: take the length from the lead byte, gather the bits, then ask whether the value
// needed that length and is a code point at all.
std::size_t slow_sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    std::size_t length = 0;
    std::uint32_t value = 0;
    if (at(0) < 0x80) return 1;
    for (const std::size_t n : {2U, 3U, 4U}) {
        const unsigned lead_mask = (0xFFU << (7 - n)) & 0xFFU;
        const unsigned lead_mark = (0xFFU << (8 - n)) & 0xFFU;
        if ((at(0) & lead_mask) != lead_mark) continue;
        length = n;
        value = at(0) & ~lead_mask & 0xFFU;
    }
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80U) return 0;
        value = value << 6 | (at(i) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool overlong = value < smallest[length];
    return overlong || is_surrogate(value) || value > kLastCodePoint ? 0 : length;
}

}  // namespace

TEST(Utf8, EveryCodePointGoesThereAndBack) {
    for (char32_t c = 0; c <= kLastCodePoint; ++c) {
        std::string text;
        append_utf8(text, c);
        if (is_surrogate(c)) {
            ASSERT_EQ(utf8_sequence_length(text), 0U) << static_cast<unsigned>(c);
            continue;
        }
        ASSERT_EQ(utf8_sequence_length(text), text.size()) << static_cast<unsigned>(c);
        std::size_t at = 0;
        ASSERT_EQ(next_code_point(text, at), c);
        ASSERT_EQ(at, text.size());
    }
}

TEST(Utf8, JudgesEveryBeginningLikeTheSlowWay) {
    std::string text(4, '\0');
    const auto agrees = [&] { return utf8_sequence_length(text) == slow_sequence_length(text); };
    constexpr std::array<unsigned, 6> edges = {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
    for (unsigned lead = 0; lead < 256; ++lead) {
        for (unsigned second = 0; second < 256; ++second) {
            for (const unsigned third : edges) {
                for (const unsigned fourth : edges) {
                    text = utf8_bytes({lead, second, third, fourth});
                    ASSERT_TRUE(agrees()) << lead << ' ' << second << ' ' << third << ' ' << fourth;
                }
            }
        }
    }
}

TEST(Utf8, RefusesWhatIsNotShortestNotACharacterOrCutShort) {
    const std::array<std::string, 12> bad = {
        utf8_bytes({0xC0, 0x80}),              // Overlong NUL.
        utf8_bytes({0xC1, 0xBF}),              // Overlong DEL.
        utf8_bytes({0xE0, 0x9F, 0xBF}),        // Overlong U+07FF.
        utf8_bytes({0xF0, 0x8F, 0xBF, 0xBF}),  // Overlong U+FFFF.
        utf8_bytes({0xED, 0xA0, 0x80}),        // First surrogate.
        utf8_bytes({0xED, 0xBF, 0xBF}),        // Last surrogate.
        utf8_bytes({0xF4, 0x90, 0x80, 0x80}),  // U+110000.
        utf8_bytes({0xF8, 0x88, 0x80, 0x80, 0x80}),
        utf8_bytes({0x80}),
        utf8_bytes({0xE3, 0x81}),
        utf8_bytes({0xFF}),
        utf8_bytes({0xFE}),
    };
    for (const auto& text : bad) {
        EXPECT_EQ(utf8_sequence_length(text), 0U);
        EXPECT_FALSE(is_valid_utf8("名" + text));
    }
    EXPECT_EQ(utf8_sequence_length(""), 0U);
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_valid_utf8("原簿 𠮷野家 é"));
}

TEST(Utf8, ABadByteIsOneReplacementCharacterAndNoMore) {
    EXPECT_EQ(to_utf32("a" + utf8_bytes({0xE3, 0x81}) + "b"), U"a\uFFFD\uFFFDb");
    EXPECT_EQ(to_utf32(utf8_bytes({0xF0, 0x9F})), U"\uFFFD\uFFFD");
    EXPECT_EQ(to_utf8(to_utf32("髙﨑 𠮷")), "髙﨑 𠮷");
}

}  // namespace genbo
