// SPDX-License-Identifier: Apache-2.0

// Any bytes as what is kept of a staff member, and any text as a new password.  Oracle: a file that
// reads is written so that it reads the same; a password has as many bits as nothing or more, and
// never more than its characters can hold (bytes that are none count as characters of their own).

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/utf8.h"
#include "staff/password_strength.h"
#include "staff/staff_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const ByteView bytes{data, size};
    if (const auto file = decode_staff_file(bytes); file.ok()) {
        const auto again = decode_staff_file(encode_staff_file(*file));
        check(again.ok() && *again == *file);
    }
    if (size > 80) return 0;
    const auto text = as_text(bytes);
    const std::vector<std::string> words{"genbo", "yamada"};
    const double bits = password_bits(text, words);
    const double bits_of_byte = is_valid_utf8(text) ? 8 : 12;
    check(bits >= 0 && bits <= bits_of_byte * static_cast<double>(size) + 1);
    static_cast<void>(check_new_password(text, words));
    check(common_word_rank(text) >= 0);
    return 0;
}
