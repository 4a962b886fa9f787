// SPDX-License-Identifier: Apache-2.0

// The text is put in by the assembler, as that of the sample tables is (sample/tables_text.cc).

#include "staff/password_list.h"

#include <charconv>

// NOLINTBEGIN
__asm__(
    ".pushsection .rodata\n"
    ".balign 16\n"
    "genbo_common_passwords_begin:\n"
    ".incbin \"" GENBO_COMMON_PASSWORDS
    "\"\n"
    "genbo_common_passwords_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char genbo_common_passwords_begin[];
extern const char genbo_common_passwords_end[];
}
// NOLINTEND

namespace genbo {

std::string_view common_passwords_text() {
    return {
        genbo_common_passwords_begin,
        static_cast<std::size_t>(genbo_common_passwords_end - genbo_common_passwords_begin)};
}

// By halves over bytes: each time the whole line around the middle is read.
int common_password_rank(std::string_view password) {
    const auto text = common_passwords_text();
    std::size_t low = 0;
    std::size_t high = text.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::size_t before = middle == 0 ? text.npos : text.rfind('\n', middle - 1);
        const std::size_t begin = before == text.npos ? 0 : before + 1;
        const std::size_t end = text.find('\n', begin);
        const std::size_t tab = text.find('\t', begin);
        const auto word = text.substr(begin, tab - begin);
        if (word == password) {
            int rank = 0;
            std::from_chars(text.data() + tab + 1, text.data() + end, rank);
            return rank;
        }
        if (word < password)
            low = end + 1;
        else
            high = begin;
    }
    return 0;
}

}  // namespace genbo
