// SPDX-License-Identifier: Apache-2.0
#pragma once

// Telephone numbers of Japan, and foreign ones as far as E.164 goes.
//
// The kind is decided by the numbering plan (総務省 電気通信番号計画): 060 070 080 090 mobile, 050
// IP, 0120 and 0800 free call, 0570 0990 0180 0600 020 other, else a fixed line with ten digits.
// 060 has been in service since 2026; fourteen digits behind 0200 are machines.  A number is a weak
// or strong hint by its kind: mobiles are personal but reissued, a fixed line is a household, a
// free-call number is nobody's.
//
// Repaired without asking: full width, brackets and dots, +81 / 0081 / 010-81 prefixes, the zero
// that Excel drops (312345678, 9012345678), 9.012345678E+09, 内線 and (代), two numbers in one
// cell, the second of them also shortened to its last digits (03-2234-5678,5679).  A number that
// Excel has rounded (9.01E+09) cannot be repaired: its digits are gone, so it is `invalid`.
//
// Class of loss: notation, words around the number, 184/186 in front; the raw text is the caller's.
//
//   parse_phones("０３－１２３４－５６７８（内線12）/090 1234 5678")
//     -> {"+81312345678", fixed, "12", "03-1234-5678"}, {"+819012345678", mobile, "",
//     "090-1234-5678"}

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace genbo {

struct Phone {
    enum class Kind : std::uint8_t { mobile, fixed, ip, free_call, other, invalid };

    std::string e164;  // "+81312345678"; empty when invalid.
    Kind kind = Kind::invalid;
    std::string extension;  // Digits of 内線, or empty.
    std::string display;    // "03-1234-5678"; the digits as found when invalid.
    // A fixed line whose local exchange begins with 0 or 1, as no exchange does: kept, since people
    // write it, but nobody's (03-1234-5678).
    bool no_such_exchange = false;

    friend bool operator==(const Phone&, const Phone&) = default;
};

// The numbers of one cell in their order, each once; empty when the cell has no digits.  Something
// with digits that is no telephone number gives one `invalid` phone, so that the caller can say so.
std::vector<Phone> parse_phones(std::string_view text);

// Numbers that people type to get past a required field: one digit repeated, 0-1234-5678 runs,
// 090-0000-0000, 03-0000-0000, 0120-123-456.  Says nothing about numbers that many rows share: that
// is counted.
bool phone_is_filler(std::string_view e164);

// Whether a cell has nothing but fillers in it, those included that are no numbers of any plan
// (000-0000-0000).  False without any digits.
bool phones_are_fillers(std::string_view text);

}  // namespace genbo
