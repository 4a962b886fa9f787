// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.h"

namespace genbo {

namespace {

void append_escaped_control(std::string& out, unsigned char c) {
    switch (c) {
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 15];
}

template <typename Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
    out.append(text.data(), end.ptr);
}

}  // namespace

JsonWriter& JsonWriter::field(std::string_view name) {
    value(name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

void JsonWriter::value(std::string_view text) {
    separate();
    out_ += '"';
    std::size_t at = 0;
    while (at < text.size()) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c < 0x80) {
            if (c == '"' || c == '\\') out_ += '\\';
            if (c < 0x20 || c == 0x7f)
                append_escaped_control(out_, c);
            else
                out_ += text[at];
            ++at;
            continue;
        }
        const auto length = utf8_sequence_length(text.substr(at));
        if (length == 0) {
            out_ += "\xEF\xBF\xBD";
            ++at;
        } else {
            out_.append(text.substr(at, length));
            at += length;
        }
    }
    out_ += '"';
    needs_comma_ = true;
}

void JsonWriter::value(bool truth) { raw(truth ? "true" : "false"); }

void JsonWriter::value(double number) {
    if (!std::isfinite(number)) return null();
    separate();
    append_number(out_, number);
    needs_comma_ = true;
}

void JsonWriter::null() { raw("null"); }

void JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
    needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
    out_ += bracket;
    needs_comma_ = true;
}

void JsonWriter::separate() {
    if (needs_comma_) out_ += ',';
    needs_comma_ = false;
}

void JsonWriter::integer(std::int64_t number) {
    separate();
    append_number(out_, number);
    needs_comma_ = true;
}

void JsonWriter::natural(std::uint64_t number) {
    separate();
    append_number(out_, number);
    needs_comma_ = true;
}

}  // namespace genbo
