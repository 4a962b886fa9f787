// SPDX-License-Identifier: Apache-2.0
#include "server/target.h"

#include <algorithm>

#include "base/utf8.h"

namespace genbo {

namespace {

// Longer ones are attacks or mistakes, and each segment is a string of its own.
constexpr std::size_t kSegmentsMax = 32;
constexpr std::size_t kQueryItemsMax = 64;

Error target_refused(std::string_view why) {
    return {.fault = Fault::invalid, .code = "server.bad_target", .args = {std::string{why}}};
}

int target_hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum class Plus { is_plus, is_space };

std::optional<std::string> target_decode(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = target_hex_digit(text[i + 1]);
            const int low = target_hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus == Plus::is_space) {
            c = ' ';
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) return std::nullopt;
        out += c;
    }
    if (!is_valid_utf8(out)) return std::nullopt;
    return out;
}

Result<> read_segments(std::string_view path, std::vector<std::string>& segments) {
    while (!path.empty()) {
        path.remove_prefix(1);  // The slash.
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view piece = path.substr(0, end);
        path.remove_prefix(end);
        if (piece.empty()) {
            if (path.empty()) break;  // "/" and a trailing slash.
            return target_refused("path");
        }
        auto decoded = target_decode(piece, Plus::is_plus);
        if (!decoded || *decoded == "." || *decoded == "..") return target_refused("path");
        if (segments.size() == kSegmentsMax) return target_refused("path");
        segments.push_back(*std::move(decoded));
    }
    return {};
}

Result<> read_query(std::string_view query, std::vector<QueryItem>& items) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view piece = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (piece.empty()) continue;
        const std::size_t equals = std::min(piece.find('='), piece.size());
        auto name = target_decode(piece.substr(0, equals), Plus::is_space);
        auto value =
            target_decode(piece.substr(std::min(equals + 1, piece.size())), Plus::is_space);
        const bool twice = name && std::ranges::find(items, *name, &QueryItem::name) != items.end();
        if (!name || !value || twice || items.size() == kQueryItemsMax)
            return target_refused("query");
        items.push_back({*std::move(name), *std::move(value)});
    }
    return {};
}

// "http://host:1/path" keeps "/path"; the authority is given back.
std::optional<std::string> take_authority(std::string_view& text) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    std::string name{text.substr(0, scheme)};
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    if (name != "http" && name != "https") return std::nullopt;
    text.remove_prefix(scheme + 3);
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    std::string authority{text.substr(0, end)};
    text.remove_prefix(end);
    if (authority.empty() || authority.find('@') != std::string::npos) return std::nullopt;
    return authority;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    return target_decode(text, Plus::is_plus);
}

Result<RequestTarget> parse_target(std::string_view text) {
    RequestTarget target;
    if (text == "*") return target;  // OPTIONS for the server as a whole.
    if (!text.starts_with('/')) {
        auto authority = take_authority(text);
        if (!authority) return target_refused("target");
        target.host = *std::move(authority);
    }
    if (text.find_first_of("#\\") != std::string_view::npos) return target_refused("target");
    const std::size_t mark = std::min(text.find('?'), text.size());
    TRY(read_segments(text.substr(0, mark), target.segments));
    TRY(read_query(text.substr(std::min(mark + 1, text.size())), target.query));
    return target;
}

}  // namespace genbo
