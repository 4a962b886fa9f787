// SPDX-License-Identifier: Apache-2.0
#include "server/watch_gate.h"

#include <algorithm>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "server/session_keeper.h"

namespace genbo {

namespace {

// The scheme's name knows no case (RFC 9110 §11.1).
bool is_bearer(std::string_view scheme) {
    constexpr std::string_view kBearer = "bearer ";
    return std::ranges::equal(scheme, kBearer, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
    });
}

}  // namespace

bool is_loopback_address(std::string_view address) {
    constexpr std::string_view kMapped = "::ffff:";
    if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
    return address.starts_with("127.") || address == "::1";
}

bool is_forwarded(const RequestHead& head) {
    for (const std::string_view name :
         {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
          "x-real-ip"})
        if (head.header(name) != nullptr) return true;
    return false;
}

std::string caller_address(const RequestHead& head, Proxy proxy) {
    constexpr std::size_t kAddressMax = 45;
    if (proxy == Proxy::none) return head.remote;
    std::string_view last;
    for (const HeaderField& field : head.headers)
        if (field.name == "x-forwarded-for") last = field.value;
    if (const auto comma = last.rfind(','); comma != std::string_view::npos)
        last.remove_prefix(comma + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    while (last.ends_with(' ')) last.remove_suffix(1);
    // "192.0.2.7:49152": some write the port, which is another one each time.
    if (std::ranges::count(last, ':') == 1) last = last.substr(0, last.find(':'));
    const bool is_address = !last.empty() && last.size() <= kAddressMax &&
                            last.find_first_not_of("0123456789abcdefABCDEF:.") == last.npos;
    return is_address ? std::string{last} : head.remote;
}

WatchToken watch_token_of(const RequestHead& head, std::string_view token_sha256) {
    constexpr std::size_t kScheme = 7;
    const std::string* field = head.header("authorization");
    if (field == nullptr) return WatchToken::absent;
    const std::string_view text{*field};
    if (token_sha256.empty() || !is_bearer(text.substr(0, kScheme))) return WatchToken::wrong;
    const std::string hash = to_hex(sha256({as_bytes(text.substr(kScheme))}));
    return same_secret(hash, token_sha256) ? WatchToken::right : WatchToken::wrong;
}

}  // namespace genbo
