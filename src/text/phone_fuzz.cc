// SPDX-License-Identifier: Apache-2.0
// Any text: a phone that was read is a possible E.164 number, reads back from its own writing, and
// its digits stand in the text in that order.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "text/fold.h"
#include "text/phone.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 200) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::string digits;
    for (const char c : fold_width(text)) {
        if (c >= '0' && c <= '9') digits += c;
    }
    const auto phones = parse_phones(text);
    check(phones.empty() == digits.empty());
    for (const Phone& phone : phones) {
        if (phone.kind == Phone::Kind::invalid) {
            check(phones.size() == 1 && phone.e164.empty() && !phone.display.empty());
            continue;
        }
        check(phone.e164.size() >= 9 && phone.e164.size() <= 16 && phone.e164[0] == '+');
        const bool japanese = phone.e164.starts_with("+81");
        const std::string national = phone.e164.substr(japanese ? 3 : 1);
        check(std::ranges::all_of(national, [](char c) { return c >= '0' && c <= '9'; }));
        // A sister line was written with its last digits alone.
        const bool sister = std::ranges::any_of(phones, [&](const Phone& other) {
            return &other != &phone && other.e164.size() == phone.e164.size() &&
                   other.e164.starts_with(phone.e164.substr(0, phone.e164.size() - 4));
        });
        check(sister || digits.find(national) != std::string::npos);
        for (const std::string& written : {phone.e164, phone.display}) {
            const auto again = parse_phones(written);
            check(again.size() == 1 && again[0].e164 == phone.e164 && again[0].kind == phone.kind);
            check(again[0].display == phone.display);
        }
        for (std::size_t i = 0; i < phones.size(); ++i)
            check(&phones[i] == &phone || phones[i].e164 != phone.e164);
    }
    return 0;
}
