// SPDX-License-Identifier: Apache-2.0

#include "sample/encode.h"

#include <unicode/ucnv.h>

#include <memory>

#include "base/check.h"
#include "base/utf8.h"

namespace genbo::sample {
namespace {

struct ConverterCloser {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// The characters that the encoding has, each as its one or two bytes.
std::vector<std::uint16_t> encode_table(FileEncoding encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const char* name = encoding == FileEncoding::cp932 ? "windows-31j" : "EUC-JP";
    const std::unique_ptr<UConverter, ConverterCloser> converter(ucnv_open(name, &status));
    check(U_SUCCESS(status) != 0);
    ucnv_setFromUCallBack(
        converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    check(U_SUCCESS(status) != 0);
    std::vector<std::uint16_t> table(0x10000);
    for (std::uint32_t c = 0x20; c < 0x10000; ++c) {
        if ((c >= 0xD800 && c < 0xF900) || c == 0x7F) continue;  // Surrogates and private use.
        const auto unit = static_cast<char16_t>(c);
        char bytes[8];
        status = U_ZERO_ERROR;
        ucnv_resetFromUnicode(converter.get());
        const std::int32_t length =
            ucnv_fromUChars(converter.get(), bytes, sizeof bytes, &unit, 1, &status);
        if (U_FAILURE(status) != 0 || length < 1 || length > 2) continue;
        const auto first = static_cast<unsigned char>(bytes[0]);
        const auto second = static_cast<unsigned char>(bytes[1]);
        // Beyond JIS X 0208 an EUC machine of 2005 has only its gaiji.
        if (encoding == FileEncoding::euc_jp && length == 2 && first > 0xF4) continue;
        table[c] = length == 1 ? first : static_cast<std::uint16_t>(first << 8 | second);
    }
    return table;
}

}  // namespace

Encoder::Encoder(FileEncoding encoding) : encoding_(encoding) {
    if (encoding != FileEncoding::utf8) table_ = encode_table(encoding);
}

std::uint64_t Encoder::append(std::string& out, std::string_view utf8) const {
    if (encoding_ == FileEncoding::utf8) {
        static constexpr std::string_view kMark = "\xEF\xA3\xBF";  // kUndecodable
        const std::size_t at = utf8.find(kMark);
        out += utf8.substr(0, at);
        if (at == std::string_view::npos) return 0;
        out += "\xE3\x81";  // A character cut off after two of its three bytes.
        return append(out, utf8.substr(at + kMark.size()));
    }
    std::uint64_t gaiji = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto byte = static_cast<unsigned char>(utf8[at]);
        if (byte < 0x80) {
            out += utf8[at++];
            continue;
        }
        const char32_t c = next_code_point(utf8, at);
        if (c == kUndecodable) {
            out += encoding_ == FileEncoding::cp932 ? '\x81' : '\x8E';
            continue;
        }
        const std::uint16_t code = c < 0x10000 ? table_[c] : std::uint16_t{0};
        if (code == 0) {
            gaiji += append_gaiji(out, c);
            continue;
        }
        if (code > 0xFF) out += static_cast<char>(code >> 8);
        out += static_cast<char>(code & 0xFF);
    }
    return gaiji;
}

std::uint64_t Encoder::append_gaiji(std::string& out, char32_t character) const {
    // The same character always has the same code, as it would in a real list of gaiji.
    if (encoding_ == FileEncoding::cp932) {
        const std::uint32_t place = character % 188;
        out += '\xF0';
        out += static_cast<char>(0x40 + place + (place >= 0x3F ? 1 : 0));
    } else {
        out += static_cast<char>(0xF5 + character / 94 % 4);
        out += static_cast<char>(0xA1 + character % 94);
    }
    return 1;
}

}  // namespace genbo::sample
