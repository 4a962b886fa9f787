// SPDX-License-Identifier: Apache-2.0
//
// Any text as the small notations of this room.  The first byte says which.  Oracle: what is taken
// is written the same way again, and a loop over characters ends and agrees with the check.
#include <cstddef>
#include <cstdint>

#include "base/base64.h"
#include "base/check.h"
#include "base/money.h"
#include "base/process_metrics.h"
#include "base/time.h"
#include "base/utf8.h"

namespace {

void small_text_fuzz_utf8(std::string_view text) {
    using namespace genbo;
    std::size_t at = 0;
    bool replaced = false;
    std::string again;
    while (at < text.size()) {
        const auto before = at;
        const auto length = utf8_sequence_length(text.substr(at));
        const char32_t c = next_code_point(text, at);
        check(at - before == (length == 0 ? 1 : length));
        replaced = replaced || length == 0;
        append_utf8(again, c);
    }
    check(is_valid_utf8(again));
    check(is_valid_utf8(text) == !replaced);
    if (!replaced) check(again == text && to_utf8(to_utf32(text)) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 7) {
        case 0:
            if (const auto bytes = from_base64(text); bytes.ok()) check(to_base64(*bytes) == text);
            break;
        case 1:
            if (const auto bytes = from_hex(text); bytes.ok()) {
                check(to_hex(*bytes).size() == text.size());
                check(*from_hex(to_hex(*bytes)) == *bytes);
            }
            break;
        case 2:
            if (const auto day = parse_iso_day(text); day.ok())
                check(day->ok() && format_day(*day) == text);
            break;
        case 3:
            if (const auto currency = Currency::parse(text); currency.ok())
                check(currency->str() == text);
            break;
        case 4: static_cast<void>(parse_process_stat(text)); break;
        case 5: static_cast<void>(parse_open_files_limit(text)); break;
        default: small_text_fuzz_utf8(text);
    }
    return 0;
}
