// SPDX-License-Identifier: Apache-2.0
#include "server/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace genbo {

namespace {

// RFC 8187 attr-char: what filename* may hold unescaped.
bool is_attr_char(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view{"!#$&+-.^_`|~"}.find(c) != std::string_view::npos;
}

std::string percent_encode_attr(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_attr_char(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

// For readers that know only the old parameter: ASCII, without what could end the quotation.
std::string ascii_file_name(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0) == 0x80) continue;  // One underscore for each character, not byte.
        out += byte < 0x20 || byte > 0x7e || c == '"' || c == '\\' || c == '/' ? '_' : c;
    }
    return out.empty() ? "file" : out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The weight of one element of Accept-Language, 0 to 1000; -1 when it is malformed.
int language_weight(std::string_view parameters) {
    const std::size_t at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    const std::string_view text = parameters.substr(at + 2);
    double weight = -1;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), weight);
    // "nan" is a number to std::from_chars() and neither below nor above.
    const bool in_range = weight >= 0 && weight <= 1;
    if (end.ec != std::errc{} || !in_range) return -1;
    return static_cast<int>(weight * 1000);
}

bool names_language(std::string_view range, std::string_view language) {
    if (range.size() < 2) return false;
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::ranges::equal(range.substr(0, 2), language, same) &&
           (range.size() == 2 || range[2] == '-');
}

}  // namespace

std::string_view method_name(HttpMethod method) {
    constexpr std::array<std::string_view, 8> kNames = {"GET",   "HEAD",   "POST",    "PUT",
                                                        "PATCH", "DELETE", "OPTIONS", "other"};
    return kNames[static_cast<std::size_t>(method)];
}

bool is_safe(HttpMethod method) {
    return method == HttpMethod::get || method == HttpMethod::head || method == HttpMethod::options;
}

const std::string* RequestHead::header(std::string_view lower_name) const {
    const auto at = std::ranges::find(headers, lower_name, &HeaderField::name);
    return at == headers.end() ? nullptr : &at->value;
}

const std::string* RequestHead::query_value(std::string_view name) const {
    const auto at = std::ranges::find(query, name, &QueryItem::name);
    return at == query.end() ? nullptr : &at->value;
}

std::string RequestHead::path() const {
    std::string out;
    for (const std::string& segment : segments) {
        out += '/';
        out += segment;
    }
    return out.empty() ? "/" : out;
}

Response& Response::header(std::string_view name, std::string_view value) {
    headers.push_back({std::string{name}, std::string{value}});
    return *this;
}

const std::string* Response::find(std::string_view name) const {
    const auto at = std::ranges::find(headers, name, &HeaderField::name);
    return at == headers.end() ? nullptr : &at->value;
}

Response json_response(int status, std::string json) {
    Response response{.status = status};
    response.body = std::move(json);
    response.header("Content-Type", "application/json");
    return response;
}

Response text_response(int status, std::string_view mime, std::string text) {
    Response response{.status = status};
    response.body = std::move(text);
    response.header("Content-Type", mime);
    return response;
}

Response svg_response(std::string svg) {
    return text_response(200, "image/svg+xml", std::move(svg));
}

Response empty_response(int status) { return Response{.status = status}; }

Response attachment_response(
    std::string_view mime, std::string_view filename, std::string content) {
    Response response = text_response(200, mime, std::move(content));
    response.header(
        "Content-Disposition", "attachment; filename=\"" + ascii_file_name(filename) +
                                   "\"; filename*=UTF-8''" + percent_encode_attr(filename));
    return response;
}

Language preferred_language(const RequestHead& head) {
    const std::string* field = head.header("accept-language");
    if (field == nullptr) return Language::ja;
    int ja = 0;
    int en = 0;
    std::string_view rest = *field;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view element = trimmed(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const std::size_t semicolon = std::min(element.find(';'), element.size());
        const std::string_view range = trimmed(element.substr(0, semicolon));
        const int weight = language_weight(element.substr(semicolon));
        if (names_language(range, "ja")) ja = std::max(ja, weight);
        if (names_language(range, "en")) en = std::max(en, weight);
    }
    return en > ja ? Language::en : Language::ja;
}

}  // namespace genbo
