// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/s3_signature.h"

#include <algorithm>

#include "crypto/mac.h"

namespace genbo {

namespace {

constexpr std::string_view kService = "s3";
constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// "20261122T004000Z", of "2026-11-22T00:40:00.000000Z".
std::string compact_moment(Instant now) {
    std::string out;
    for (const char c : format_instant(now).substr(0, 19))
        if (c != '-' && c != ':') out += c;
    return out + "Z";
}

std::string hex_of(const std::string& text) { return to_hex(sha256(as_bytes(text))); }

}  // namespace

std::string percent_encoded(std::string_view text, bool keep_slashes) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain || (keep_slashes && c == '/')) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
    return out;
}

std::string query_text(const std::vector<std::pair<std::string, std::string>>& query) {
    std::string out;
    for (const auto& [name, value] : query) {
        if (!out.empty()) out += '&';
        out += percent_encoded(name, false) + "=" + percent_encoded(value, false);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> s3_headers(
    const S3Request& request, const S3Keys& keys, std::string_view region, Instant now) {
    const auto moment = compact_moment(now);
    const auto day = moment.substr(0, 8);
    const auto body = to_hex(request.body_hash);
    std::vector<std::pair<std::string, std::string>> headers{
        {"host", std::string{request.host}},
        {"x-amz-content-sha256", body},
        {"x-amz-date", moment}};
    if (!keys.session.empty()) headers.emplace_back("x-amz-security-token", keys.session);
    headers.insert(headers.end(), request.headers.begin(), request.headers.end());
    std::ranges::sort(headers);
    std::string lines;
    std::string names;
    for (const auto& [name, value] : headers) {
        lines += name + ":" + value + "\n";
        names += (names.empty() ? "" : ";") + name;
    }
    const std::string canonical = std::string{request.method} + "\n" + request.path + "\n" +
                                  query_text(request.query) + "\n" + lines + "\n" + names + "\n" +
                                  body;
    const std::string scope =
        day + "/" + std::string{region} + "/" + std::string{kService} + "/aws4_request";
    const std::string to_sign =
        std::string{kAlgorithm} + "\n" + moment + "\n" + scope + "\n" + hex_of(canonical);
    // A key of the day, the region and the service; the secret itself signs nothing else.
    const std::string secret = "AWS4" + keys.secret;
    Hash key = hmac_sha256(as_bytes(secret), as_bytes(day));
    for (const std::string_view step : {region, kService, std::string_view{"aws4_request"}})
        key = hmac_sha256(key, as_bytes(step));
    const auto signature = to_hex(hmac_sha256(key, as_bytes(to_sign)));
    // The caller's library writes Host itself, with the same value.
    std::erase_if(headers, [](const auto& header) { return header.first == "host"; });
    headers.emplace_back(
        "Authorization", std::string{kAlgorithm} + " Credential=" + keys.id + "/" + scope +
                             ", SignedHeaders=" + names + ", Signature=" + signature);
    return headers;
}

}  // namespace genbo
