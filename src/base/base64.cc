// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

namespace genbo {

namespace {

constexpr std::string_view kBase64Symbols =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto left = bytes.size() - at;
        std::uint32_t group = std::uint32_t{bytes[at]} << 16;
        if (left > 1) group |= std::uint32_t{bytes[at + 1]} << 8;
        if (left > 2) group |= bytes[at + 2];
        text += kBase64Symbols[group >> 18];
        text += kBase64Symbols[group >> 12 & 63];
        text += left > 1 ? kBase64Symbols[group >> 6 & 63] : '=';
        text += left > 2 ? kBase64Symbols[group & 63] : '=';
    }
    return text;
}

Result<Bytes> from_base64(std::string_view text) {
    const Error bad{Fault::invalid, "bytes.bad_base64"};
    if (text.size() % 4 != 0) return bad;
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto value = kBase64Symbols.find(c);
        if (value == std::string_view::npos) return bad;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(group >> bits));
        group &= (1U << bits) - 1;
    }
    if (group != 0 || bits != padding * 2) return bad;
    return bytes;
}

}  // namespace genbo
