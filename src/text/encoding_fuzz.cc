// SPDX-License-Identifier: Apache-2.0
//
// Any bytes in any encoding.  The first byte chooses the encoding.  Oracle: the output is UTF-8 and
// does not depend on the pieces, every U+FFFD is reported, the guess never fails, and text that
// was read without loss encodes to bytes that read the same.
#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "base/utf8.h"
#include "text/encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0) return 0;
    const auto encoding = static_cast<Encoding>(data[0] % 8);
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};

    const auto whole = decode_text(encoding, bytes);
    check(is_valid_utf8(whole.text));
    Decoder decoder{encoding};
    Decoded pieces;
    const std::size_t piece = 1 + size % 5;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        decoder.feed(bytes.substr(at, piece), pieces);
    decoder.finish(pieces);
    check(pieces.text == whole.text && pieces.issues == whole.issues);

    std::size_t lost = 0;
    for (std::size_t at = whole.text.find("\uFFFD"); at != std::string::npos;
         at = whole.text.find("\uFFFD", at + 1))
        ++lost;
    const auto reported =
        std::ranges::count(whole.issues, DecodeIssue::Kind::undecodable, &DecodeIssue::kind);
    check(static_cast<std::size_t>(reported) == lost);

    // ESC is a character in UTF-8 and a command in ISO-2022-JP; a mark in front is dropped.
    if (lost == 0 && whole.text.find('\x1B') == std::string::npos &&
        !whole.text.starts_with("\uFEFF")) {
        const auto again = encode_text(encoding, whole.text);
        check(again.unencodable.empty());
        check(decode_text(encoding, again.bytes).text == whole.text);
    }
    const auto guess = guess_encoding(bytes);
    check(guess.confidence >= 0 && guess.confidence <= 1);
    return 0;
}
