// SPDX-License-Identifier: Apache-2.0
#include "text/corporate_number.h"

#include <cstddef>

#include "text/fold.h"
#include "text/letters.h"

namespace genbo {

std::optional<std::string> parse_corporate_number(std::string_view text) {
    const std::string wide = fold_width(text);
    std::string_view rest = trim_spaces(wide);
    if (!eat_prefix(rest, "T")) eat_prefix(rest, "t");
    std::string digits;
    for (const char c : rest) {
        if (is_digit(c))
            digits += c;
        else if (c != ' ' && c != '-')
            return std::nullopt;
    }
    if (digits.size() != 13) return std::nullopt;
    int sum = 0;
    for (std::size_t n = 1; n <= 12; ++n) sum += (digits[13 - n] - '0') * (n % 2 == 1 ? 1 : 2);
    if (digits[0] - '0' != 9 - sum % 9) return std::nullopt;
    return digits;
}

}  // namespace genbo
