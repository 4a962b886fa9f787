// SPDX-License-Identifier: Apache-2.0
// Any text as a 法人番号, a gender and a forbidden number, and as the rows of official files.
// Oracle: a check digit worked out once more, words that read as themselves, and that width does
// not matter.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/area_codes.h"
#include "text/corporate_number.h"
#include "text/fold.h"
#include "text/forbidden.h"
#include "text/gender.h"
#include "text/reference_builder.h"

namespace {

// 法人番号の指定等に関する省令 第2条.
bool cell_code_fuzz_corporate(const std::string& digits) {
    if (digits.size() != 13) return false;
    int sum = 0;
    for (std::size_t i = 1; i < 13; ++i) {
        const int digit = digits[13 - i] - '0';
        if (digit < 0 || digit > 9) return false;
        sum += digit * (i % 2 == 1 ? 1 : 2);
    }
    return digits[0] - '0' == 9 - sum % 9;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 200) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto corporate = parse_corporate_number(text);
    const auto gender = parse_gender(text);
    const auto forbidden = find_forbidden(text);
    if (corporate) {
        check(cell_code_fuzz_corporate(*corporate));
        check(parse_corporate_number(*corporate) == corporate);
    }
    if (gender) check(parse_gender(gender_word(*gender)) == gender);
    static_cast<void>(prefectures_of_phone(text));
    static_cast<void>(municipality_check_fits(text));
    if (!is_valid_utf8(text)) return 0;
    const std::string wide = fold_width(text);
    check(parse_corporate_number(wide) == corporate);
    check(parse_gender(wide) == gender);
    check(find_forbidden(wide) == forbidden);
    const auto line = std::min(text.find('\n'), text.size());
    const auto town = ken_all_town(text.substr(0, line), text.substr(line));
    check(is_valid_utf8(town));
    return 0;
}
