// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gender as files code it.  Codes follow ISO/IEC 5218 (0 not known, 1 male, 2 female, 9 not
// applicable), with "no answer" kept apart from "not known".  Nothing is ever inferred from a given
// name: more than a thousand written names are borne by all.
//
//   parse_gender("女性") == Gender::female        parse_gender("ねこ") == nothing

#include <cstdint>
#include <optional>
#include <string_view>

namespace genbo {

enum class Gender : std::uint8_t { unknown, male, female, other, no_answer };

// Nothing when the text is no word or code for a gender; an empty cell is Gender::unknown.
std::optional<Gender> parse_gender(std::string_view text);

// "male", "female", "other", "no_answer", "unknown": the stable word in files and APIs.
std::string_view gender_word(Gender gender);

}  // namespace genbo
