// SPDX-License-Identifier: Apache-2.0
#pragma once

// 法人番号: thirteen digits, the first of which checks the other twelve
// (法人番号の指定等に関する省令 第2条): 9 − (Σ Pn·Qn mod 9), with Pn the n-th digit from the right
// and Qn = 1 for odd and 2 for even n.  The invoice number of a company is "T" and its 法人番号.
// The code is weak (it misses 0↔9 and nearly all jump swaps), so a number that fits is to be
// confirmed by the name.
//
//   parse_corporate_number("Ｔ5070001000715") == "5070001000715"

#include <optional>
#include <string>
#include <string_view>

namespace genbo {

// The thirteen digits when the check digit fits.  Width, spaces and hyphens are forgiven.
std::optional<std::string> parse_corporate_number(std::string_view text);

}  // namespace genbo
