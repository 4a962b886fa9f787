// SPDX-License-Identifier: Apache-2.0
#include "server/web_url.h"

#include <algorithm>

namespace genbo {

namespace {

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
}

bool is_this_machine(std::string_view host) { return host == "localhost" || host == "127.0.0.1"; }

}  // namespace

Result<WebUrl> parse_web_url(std::string_view url) {
    const Error bad{.fault = Fault::invalid, .code = "server.bad_web_url"};
    WebUrl out;
    if (url.starts_with("https://")) {
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        out.https = false;
        url.remove_prefix(7);
    } else {
        return bad;
    }
    const bool plain =
        std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7F && c != '\\'; });
    if (!plain || url.find('#') != std::string_view::npos) return bad;
    const auto end = std::min(url.find_first_of("/?"), url.size());
    const auto authority = url.substr(0, end);
    const auto colon = std::min(authority.find(':'), authority.size());
    out.host = authority.substr(0, colon);
    out.port = colon == authority.size() ? (out.https ? "443" : "80")
                                         : std::string{authority.substr(colon + 1)};
    const bool port_fits =
        !out.port.empty() && out.port.size() <= 5 &&
        std::ranges::all_of(out.port, [](char c) { return c >= '0' && c <= '9'; });
    if (out.host.empty() || !std::ranges::all_of(out.host, is_host_character) || !port_fits)
        return bad;
    if (!out.https && !is_this_machine(out.host)) return bad;
    out.target = url.substr(end);
    if (!out.target.starts_with('/')) out.target.insert(0, 1, '/');
    return out;
}

std::string form_coded(std::string_view text) {
    constexpr std::string_view kHexDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_host_character(c) || c == '_' || c == '~') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHexDigits[byte >> 4];
        out += kHexDigits[byte & 15];
    }
    return out;
}

}  // namespace genbo
