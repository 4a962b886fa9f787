// SPDX-License-Identifier: Apache-2.0
#pragma once

// How hard a new password is to guess, for people who write Japanese.
//
// A guesser tries what people do, the likeliest first.  The password is cut into pieces so that the
// whole is cheapest for him, and each piece costs the logarithm of how many tries it takes:
//
//   words       common passwords, English and Japanese words, backwards and with 0 for o too
//   listed      passwords that leaked somewhere, from six characters on (password_list.h)
//   own words   the sign-in name, the full name, the house, the program: one bit
//   names       in romaji, kana or kanji, by how frequent they are (text/name_tables.h); any other
//               romaji costs as its kana would
//   dates       years, eras (s60, r7), days
//   walks       along the keys (qwerty, 1qaz, JIS rows), alphabet and digits in order, repeats
//   characters  one by one, for what is left
//
// The same idea as zxcvbn (D. L. Wheeler, USENIX Security 2016), which knows no Japanese: it calls
// "tanakahanako" and "genbo2025" strong.
//
// There are deliberately no rules of composition and no expiry (NIST SP 800-63B §5.1.1.2, ASVS
// 6.2.5, 6.2.10); at least twelve characters, and kPasswordBitsMin.
//
// Thread safety: pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace genbo {

inline constexpr std::size_t kPasswordLengthMin = 12;
// zxcvbn's highest grade is 10^10 guesses, 33 bits.
inline constexpr double kPasswordBitsMin = 36;

// Base-2 logarithm of the guesses.  What stands beyond the first 64 characters counts nothing.
double password_bits(std::string_view password, std::span<const std::string> own_words);

// invalid: staff.password_short, staff.password_own (it is made of the person's own words),
// staff.password_guessable.
Result<> check_new_password(std::string_view password, std::span<const std::string> own_words);

// What of a name a guesser tries: "山田 花子", "hanako@example.jp" and "shop-tokyo" in pieces.
std::vector<std::string> own_words_of(std::span<const std::string> texts);

// By its rank, from 1; 0: none of the list.
int common_word_rank(std::string_view word);

}  // namespace genbo
