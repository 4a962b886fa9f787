// SPDX-License-Identifier: Apache-2.0
#include "text/encoding.h"

#include <array>
#include <cstring>

#include "base/utf8.h"
#include "text/encoding_tables.h"

namespace genbo {

namespace {

struct EncodingName {
    Encoding encoding;
    std::string_view name;
};

// The first name of each is the one we write.
constexpr std::array<EncodingName, 23> kEncodingNames = {{
    {Encoding::utf8, "utf-8"},
    {Encoding::utf8_bom, "utf-8-bom"},
    {Encoding::cp932, "cp932"},
    {Encoding::euc_jp, "euc-jp"},
    {Encoding::utf16le, "utf-16le"},
    {Encoding::utf16be, "utf-16be"},
    {Encoding::iso_2022_jp, "iso-2022-jp"},
    {Encoding::windows_1252, "windows-1252"},
    {Encoding::utf8, "utf8"},
    {Encoding::utf8_bom, "utf-8-sig"},
    {Encoding::cp932, "shift_jis"},
    {Encoding::cp932, "shift-jis"},
    {Encoding::cp932, "sjis"},
    {Encoding::cp932, "ms932"},
    {Encoding::cp932, "windows-31j"},
    {Encoding::cp932, "ms_kanji"},
    {Encoding::euc_jp, "eucjp"},
    {Encoding::euc_jp, "euc"},
    {Encoding::utf16le, "utf-16"},
    {Encoding::iso_2022_jp, "jis"},
    {Encoding::windows_1252, "cp1252"},
    {Encoding::windows_1252, "latin1"},
    {Encoding::windows_1252, "iso-8859-1"},
}};

bool encoding_equal_caseless(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] - 'A' + 'a') : a[i];
        if (c != b[i]) return false;
    }
    return true;
}

unsigned encoding_byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

// How many of the bytes from `at` on are ASCII.
std::size_t ascii_run(std::string_view bytes, std::size_t at) {
    const std::size_t start = at;
    while (at + 8 <= bytes.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        if ((word & 0x8080'8080'8080'8080U) != 0) break;
        at += 8;
    }
    while (at < bytes.size() && encoding_byte(bytes, at) < 0x80) ++at;
    return at - start;
}

// How many bytes from `at` on are well-formed three-byte UTF-8 that begins with E1 … EC: kana and
// kanji, and nothing that needs a second look.
std::size_t plain_three_byte_run(std::string_view bytes, std::size_t at) {
    const std::size_t start = at;
    while (at + 3 <= bytes.size()) {
        const unsigned lead = encoding_byte(bytes, at);
        const unsigned tails = encoding_byte(bytes, at + 1) << 8 | encoding_byte(bytes, at + 2);
        if (lead < 0xE1 || lead > 0xEC || (tails & 0xC0C0U) != 0x8080U) break;
        at += 3;
    }
    return at - start;
}

// The bytes of an ill-formed UTF-8 sequence that one U+FFFD stands for ("maximal subpart", as in
// the Unicode Standard §3.9 and all browsers), and whether more bytes could still mend it.
struct Utf8Fault {
    std::size_t length;
    bool unfinished;
};

Utf8Fault utf8_fault(std::string_view rest) {
    const unsigned lead = encoding_byte(rest, 0);
    if (lead < 0xC2 || lead > 0xF4) return {1, false};
    const std::size_t wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    std::size_t have = 1;
    while (have < wanted && have < rest.size()) {
        const unsigned byte = encoding_byte(rest, have);
        if (byte < (have == 1 ? low : 0x80) || byte > (have == 1 ? high : 0xBF))
            return {have, false};
        ++have;
    }
    return {have, have == rest.size()};
}

std::string_view encoding_mark(Encoding encoding) {
    switch (encoding) {
        case Encoding::utf8:
        case Encoding::utf8_bom: return "\xEF\xBB\xBF";
        case Encoding::utf16le: return "\xFF\xFE";
        case Encoding::utf16be: return "\xFE\xFF";
        default: return {};
    }
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
    for (const auto& entry : kEncodingNames)
        if (entry.encoding == encoding) return entry.name;
    return {};
}

std::optional<Encoding> encoding_by_name(std::string_view name) {
    for (const auto& entry : kEncodingNames)
        if (encoding_equal_caseless(name, entry.name)) return entry.encoding;
    return std::nullopt;
}

// Writes behind a Decoded without growing its text character by character: room for the worst case
// is made once per piece and given back at the end.
struct Decoder::Sink {
    Decoded& out;
    std::uint64_t bytes_before;
    std::uint64_t text_before;
    std::size_t base;
    char* to;

    Sink(Decoded& decoded, std::uint64_t bytes, std::uint64_t text, std::size_t room)
        : out(decoded), bytes_before(bytes), text_before(text), base(decoded.text.size()) {
        out.text.resize(base + room);
        to = out.text.data() + base;
    }

    std::size_t made() const { return static_cast<std::size_t>(to - out.text.data()) - base; }

    void issue(DecodeIssue::Kind kind, std::size_t at) {
        out.issues.push_back({kind, bytes_before + at, text_before + made()});
    }

    void copy(std::string_view text) {
        std::memcpy(to, text.data(), text.size());
        to += text.size();
    }

    void put_bmp(char32_t c) {
        const auto code = static_cast<std::uint32_t>(c);
        if (code < 0x80) {
            *to++ = static_cast<char>(code);
        } else if (code < 0x800) {
            *to++ = static_cast<char>(0xC0U | code >> 6);
            *to++ = static_cast<char>(0x80U | (code & 0x3FU));
        } else {
            *to++ = static_cast<char>(0xE0U | code >> 12);
            *to++ = static_cast<char>(0x80U | (code >> 6 & 0x3FU));
            *to++ = static_cast<char>(0x80U | (code & 0x3FU));
        }
    }

    void put(char32_t c, std::size_t at) {
        if (is_private_use(c)) issue(DecodeIssue::Kind::gaiji, at);
        if (c == 0xFFFD) issue(DecodeIssue::Kind::undecodable, at);
        if (c < 0x10000) {
            put_bmp(c);
            return;
        }
        const auto code = static_cast<std::uint32_t>(c);
        *to++ = static_cast<char>(0xF0U | code >> 18);
        *to++ = static_cast<char>(0x80U | (code >> 12 & 0x3FU));
        *to++ = static_cast<char>(0x80U | (code >> 6 & 0x3FU));
        *to++ = static_cast<char>(0x80U | (code & 0x3FU));
    }

    void undecodable(std::size_t at) {
        issue(DecodeIssue::Kind::undecodable, at);
        put_bmp(0xFFFD);
    }
};

Decoder::Decoder(Encoding encoding) : encoding_(encoding) {}

void Decoder::feed(std::string_view bytes, Decoded& out) {
    if (pending_.empty()) {
        const std::size_t used = run(bytes, Ending::more_to_come, out);
        pending_ = bytes.substr(used);
    } else {
        pending_ += bytes;
        const std::size_t used = run(pending_, Ending::more_to_come, out);
        pending_.erase(0, used);
    }
}

void Decoder::finish(Decoded& out) {
    run(pending_, Ending::end, out);
    pending_.clear();
}

std::size_t Decoder::run(std::string_view bytes, Ending ending, Decoded& out) {
    std::size_t skipped = 0;
    if (at_start_) {
        const auto mark = encoding_mark(encoding_);
        const bool undecided = bytes.size() < mark.size() && mark.starts_with(bytes);
        if (undecided && ending == Ending::more_to_come) return 0;
        if (!mark.empty() && bytes.starts_with(mark)) skipped = mark.size();
        at_start_ = false;
        bytes.remove_prefix(skipped);
        bytes_before_ += skipped;
    }
    // One byte makes at most three of UTF-8 (half-width kana, U+FFFD).
    Sink sink{out, bytes_before_, text_before_, bytes.size() * 3};
    std::size_t used = 0;
    switch (encoding_) {
        case Encoding::utf8:
        case Encoding::utf8_bom: used = run_utf8(bytes, ending, sink); break;
        case Encoding::cp932: used = run_cp932(bytes, ending, sink); break;
        case Encoding::euc_jp: used = run_euc_jp(bytes, ending, sink); break;
        case Encoding::utf16le:
        case Encoding::utf16be: used = run_utf16(bytes, ending, sink); break;
        case Encoding::iso_2022_jp: used = run_iso_2022_jp(bytes, ending, sink); break;
        case Encoding::windows_1252: used = run_windows_1252(bytes, sink); break;
    }
    const std::size_t made = sink.made();
    out.text.resize(sink.base + made);
    bytes_before_ += used;
    text_before_ += made;
    return skipped + used;
}

// Well-formed stretches are only checked, then copied whole.
std::size_t Decoder::run_utf8(std::string_view bytes, Ending ending, Sink& sink) {
    std::size_t copied = 0;
    std::size_t at = 0;
    const auto flush = [&] {
        sink.copy(bytes.substr(copied, at - copied));
        copied = at;
    };
    while (true) {
        at += ascii_run(bytes, at);
        at += plain_three_byte_run(bytes, at);
        if (at == bytes.size()) break;
        if (encoding_byte(bytes, at) < 0x80) continue;
        const auto length = utf8_sequence_length(bytes.substr(at));
        if (length == 0) {
            const auto fault = utf8_fault(bytes.substr(at));
            flush();
            if (fault.unfinished && ending == Ending::more_to_come) return at;
            sink.undecodable(at);
            at += fault.length;
            copied = at;
            continue;
        }
        const unsigned lead = encoding_byte(bytes, at);
        if (lead >= 0xEE && lead != 0xF0) {
            std::size_t next = at;
            const char32_t c = next_code_point(bytes, next);
            if (is_private_use(c) || c == 0xFFFD) {
                flush();
                sink.issue(
                    c == 0xFFFD ? DecodeIssue::Kind::undecodable : DecodeIssue::Kind::gaiji, at);
            }
        }
        at += length;
    }
    flush();
    return at;
}

std::size_t Decoder::run_cp932(std::string_view bytes, Ending ending, Sink& sink) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned lead = encoding_byte(bytes, at);
        if (lead < 0x80) {
            const auto length = ascii_run(bytes, at);
            sink.copy(bytes.substr(at, length));
            at += length;
        } else if (is_halfwidth_kana_byte(lead)) {
            sink.put_bmp(halfwidth_kana(lead));
            ++at;
        } else if (!is_cp932_lead(lead)) {
            sink.undecodable(at++);
        } else if (at + 1 == bytes.size()) {
            if (ending == Ending::more_to_come) break;
            sink.undecodable(at++);
        } else {
            const unsigned trail = encoding_byte(bytes, at + 1);
            const char32_t c = cp932_code_point(lead, trail);
            if (c != 0)
                sink.put(c, at);
            else
                sink.undecodable(at);
            // A broken pair never swallows an ASCII byte: it may be the comma or the line end.
            at += c == 0 && trail < 0x80 ? 1 : 2;
        }
    }
    return at;
}

std::size_t Decoder::run_euc_jp(std::string_view bytes, Ending ending, Sink& sink) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned lead = encoding_byte(bytes, at);
        if (lead < 0x80) {
            const auto length = ascii_run(bytes, at);
            sink.copy(bytes.substr(at, length));
            at += length;
            continue;
        }
        const bool three = lead == 0x8F;
        if (lead != 0x8E && !three && (lead < 0xA1 || lead > 0xFE)) {
            sink.undecodable(at++);
            continue;
        }
        const std::size_t rest = bytes.size() - at;
        const unsigned second = rest > 1 ? encoding_byte(bytes, at + 1) : 0;
        // The second of three bytes must look like one before the third is waited for.
        const bool wants_third = three && second >= 0xA1 && second <= 0xFE;
        if (rest < (wants_third ? 3U : 2U)) {
            if (ending == Ending::more_to_come) break;
            sink.undecodable(at);
            at += rest;
            continue;
        }
        const unsigned last = wants_third ? encoding_byte(bytes, at + 2) : second;
        char32_t c = 0;
        if (wants_third)
            c = jis0212_code_point(second, last);
        else if (lead == 0x8E && is_halfwidth_kana_byte(last))
            c = halfwidth_kana(last);
        else if (!three)
            c = jis0208_code_point(lead, last);
        if (c != 0)
            sink.put(c, at);
        else
            sink.undecodable(at);
        at += (wants_third ? 3U : 2U) - (c == 0 && last < 0x80 ? 1U : 0U);
    }
    return at;
}

std::size_t Decoder::run_utf16(std::string_view bytes, Ending ending, Sink& sink) const {
    const std::size_t low = encoding_ == Encoding::utf16le ? 0 : 1;
    const auto unit = [&](std::size_t at) {
        return static_cast<char32_t>(
            encoding_byte(bytes, at + low) | encoding_byte(bytes, at + 1 - low) << 8);
    };
    std::size_t at = 0;
    while (at + 2 <= bytes.size()) {
        const char32_t c = unit(at);
        if (c < 0xD800 || c > 0xDFFF) {
            sink.put(c, at);
            at += 2;
            continue;
        }
        const bool high = c < 0xDC00;
        if (high && at + 4 > bytes.size() && ending == Ending::more_to_come) return at;
        const char32_t second = high && at + 4 <= bytes.size() ? unit(at + 2) : 0;
        if (second >= 0xDC00 && second <= 0xDFFF) {
            sink.put(0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00), at);
            at += 4;
        } else {
            sink.undecodable(at);
            at += 2;
        }
    }
    if (at < bytes.size() && ending == Ending::end) sink.undecodable(at++);
    return at;
}

std::size_t Decoder::run_iso_2022_jp(std::string_view bytes, Ending ending, Sink& sink) {
    struct Escape {
        std::string_view bytes;
        JisSet set;
    };
    // JIS X 0201 Roman is read as ASCII: its ¥ and ‾ are typed where \ and ~ are meant.
    static constexpr std::array<Escape, 6> kEscapes = {{
        {"\x1B(B", JisSet::ascii},
        {"\x1B(J", JisSet::ascii},
        {"\x1B(I", JisSet::kana},
        {"\x1B$@", JisSet::x0208},
        {"\x1B$B", JisSet::x0208},
        {"\x1B$(D", JisSet::x0212},
    }};
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto rest = bytes.substr(at);
        const unsigned lead = encoding_byte(bytes, at);
        if (lead == 0x1B) {
            bool unfinished = false;
            bool known = false;
            for (const auto& escape : kEscapes) {
                unfinished |= rest.size() < escape.bytes.size() && escape.bytes.starts_with(rest);
                if (!rest.starts_with(escape.bytes)) continue;
                jis_set_ = escape.set;
                at += escape.bytes.size();
                known = true;
                break;
            }
            if (known) continue;
            if (unfinished && ending == Ending::more_to_come) break;
            sink.undecodable(at++);
        } else if (lead == '\n' || lead == '\r') {
            // A line ends in ASCII even where the escape was forgotten (RFC 1468).
            jis_set_ = JisSet::ascii;
            sink.put_bmp(lead);
            ++at;
        } else if (lead <= 0x20 || lead >= 0x7F || jis_set_ == JisSet::ascii) {
            if (lead < 0x80)
                sink.put_bmp(lead);
            else
                sink.undecodable(at);
            ++at;
        } else if (jis_set_ == JisSet::kana) {
            if (is_halfwidth_kana_byte(lead | 0x80U))
                sink.put_bmp(halfwidth_kana(lead | 0x80U));
            else
                sink.undecodable(at);
            ++at;
        } else if (rest.size() < 2) {
            if (ending == Ending::more_to_come) break;
            sink.undecodable(at++);
        } else {
            const unsigned trail = encoding_byte(bytes, at + 1);
            const bool pair = trail > 0x20 && trail < 0x7F;
            const char32_t c = !pair ? 0
                               : jis_set_ == JisSet::x0208
                                   ? jis0208_code_point(lead | 0x80U, trail | 0x80U)
                                   : jis0212_code_point(lead | 0x80U, trail | 0x80U);
            if (c != 0)
                sink.put(c, at);
            else
                sink.undecodable(at);
            at += pair ? 2 : 1;
        }
    }
    return at;
}

std::size_t Decoder::run_windows_1252(std::string_view bytes, Sink& sink) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto length = ascii_run(bytes, at);
        sink.copy(bytes.substr(at, length));
        at += length;
        if (at == bytes.size()) break;
        const unsigned byte = encoding_byte(bytes, at);
        const char32_t c = byte < 0xA0 ? kEncodingWindows1252[byte - 0x80] : byte;
        if (c != 0)
            sink.put_bmp(c);
        else
            sink.undecodable(at);
        ++at;
    }
    return at;
}

Decoded decode_text(Encoding encoding, std::string_view bytes) {
    Decoded out;
    Decoder decoder{encoding};
    decoder.feed(bytes, out);
    decoder.finish(out);
    return out;
}

}  // namespace genbo
