// SPDX-License-Identifier: Apache-2.0
// Any text: an address that was found has one @ before an ASCII domain in lower case, is found
// again in its own writing with the same key, and so is the key.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/email.h"
#include "text/fold.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 400) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto email = parse_email(text);
    static_cast<void>(suggest_domain(text));
    if (!email) return 0;
    check(!email->local.empty() && !email->domain.empty());
    check(std::ranges::all_of(email->domain, [](char c) {
        return c > ' ' && c < 0x7F && (c < 'A' || c > 'Z') && c != '@';
    }));
    const auto at = email->key.rfind('@');
    check(at != std::string::npos && at > 0);
    static_cast<void>(email_is_role(*email));
    static_cast<void>(email_is_filler(*email));
    const auto again = parse_email(email->local + "@" + email->domain);
    check(again && again->key == email->key && again->domain == email->domain);
    if (is_valid_utf8(text)) {
        check(is_valid_utf8(email->key) && is_valid_utf8(email->local));
        const auto wide = parse_email(fold_width(text));
        check(wide && *wide == *email);
    }
    return 0;
}
