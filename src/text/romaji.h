// SPDX-License-Identifier: Apache-2.0
#pragma once

// Capitals for a reading, with its long vowels in one of three ways.  passport_romaji() and
// romaji_spellings() of kana.h stand on it.

#include <cstdint>
#include <string>
#include <string_view>

namespace genbo {

enum class LongVowel : std::uint8_t {
    dropped,  // ONO, ITO: 旅券法施行規則
    with_h,   // OHNO, ITOH: what it allows on request
    as_kana,  // OONO, ITOU
};

std::string romaji_of_kana(std::string_view kana, LongVowel vowels);

}  // namespace genbo
