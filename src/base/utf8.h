// SPDX-License-Identifier: Apache-2.0
#pragma once

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.

#include <cstddef>
#include <string>
#include <string_view>

namespace genbo {

// Length in bytes (1 to 4) of the well-formed sequence that `text` begins with; 0 when there is
// none.
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

// The code point at `at`, which then moves behind it.  An ill-formed byte reads as U+FFFD and
// moves by one, so that a loop always ends.  REQUIRES: at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);

void append_utf8(std::string& out, char32_t code_point);

std::u32string to_utf32(std::string_view text);
std::string to_utf8(std::u32string_view text);

}  // namespace genbo
