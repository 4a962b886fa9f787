// SPDX-License-Identifier: Apache-2.0
//
// UTF-8 out into the encodings of encoding.h.  The reverse tables are made from the forward ones at
// first use.  Where a character has several homes the first wins, except that the NEC copies of the
// IBM extensions (ED40–EEFC) are never written: that is what Windows and the WHATWG encoder do.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "text/encoding.h"
#include "text/encoding_tables.h"

namespace genbo {

namespace {

// By code point of the basic plane: lead << 8 | trail; 0 = not there.
using ReverseTable = std::vector<std::uint16_t>;

ReverseTable make_cp932_reverse() {
    ReverseTable table(0x10000);
    for (unsigned lead = 0x81; lead <= 0xFC; ++lead) {
        if (!is_cp932_lead(lead) || lead == 0xED || lead == 0xEE) continue;
        for (unsigned trail = 0x40; trail <= 0xFC; ++trail) {
            const char32_t c = cp932_code_point(lead, trail);
            if (c != 0 && table[c] == 0) table[c] = static_cast<std::uint16_t>(lead << 8 | trail);
        }
    }
    return table;
}

// JIS X 0212 is marked by a trail without its high bit.
ReverseTable make_euc_jp_reverse() {
    ReverseTable table(0x10000);
    for (const unsigned mask : {0xFFU, 0x7FU}) {
        for (unsigned lead = 0xA1; lead <= 0xFE; ++lead) {
            for (unsigned trail = 0xA1; trail <= 0xFE; ++trail) {
                const char32_t c = mask == 0xFFU ? jis0208_code_point(lead, trail)
                                                 : jis0212_code_point(lead, trail);
                if (c == 0 || table[c] != 0) continue;
                table[c] = static_cast<std::uint16_t>(lead << 8 | (trail & mask));
            }
        }
    }
    return table;
}

const ReverseTable& cp932_reverse() {
    static const ReverseTable table = make_cp932_reverse();
    return table;
}

const ReverseTable& euc_jp_reverse() {
    static const ReverseTable table = make_euc_jp_reverse();
    return table;
}

// The twin that the CP932 and EUC-JP tables have of a character that Unicode has twice.
char32_t encoding_twin(char32_t c) {
    switch (c) {
        case 0x301C: return 0xFF5E;
        case 0x2212: return 0xFF0D;
        case 0x2016: return 0x2225;
        case 0x2014: return 0x2015;
        case 0x00A2: return 0xFFE0;
        case 0x00A3: return 0xFFE1;
        case 0x00AC: return 0xFFE2;
        default: return c;
    }
}

unsigned double_byte(const ReverseTable& table, char32_t c) {
    if (c > 0xFFFF) return 0;
    const unsigned own = table[c];
    return own != 0 ? own : table[encoding_twin(c)];
}

bool is_halfwidth_kana(char32_t c) { return c >= 0xFF61 && c <= 0xFF9F; }

unsigned halfwidth_kana_byte(char32_t c) { return static_cast<unsigned>(c - 0xFF61) + 0xA1U; }

class EncodingWriter {
public:
    explicit EncodingWriter(Encoding encoding) : encoding_(encoding) {
        switch (encoding) {
            case Encoding::utf8_bom: out_.bytes = "\xEF\xBB\xBF"; break;
            case Encoding::utf16le: out_.bytes = "\xFF\xFE"; break;
            case Encoding::utf16be: out_.bytes = "\xFE\xFF"; break;
            default: break;
        }
    }

    void put(char32_t c, std::size_t at) {
        if (!encode(c)) {
            out_.unencodable.push_back(at);
            encode(encoding_ == Encoding::windows_1252 ? U'?' : U'〓');
        }
    }

    void put_ill_formed(std::size_t at) {
        out_.unencodable.push_back(at);
        const bool japanese = encoding_ == Encoding::cp932 || encoding_ == Encoding::euc_jp ||
                              encoding_ == Encoding::iso_2022_jp;
        encode(encoding_ == Encoding::windows_1252 ? U'?' : japanese ? U'〓' : U'\uFFFD');
    }

    Encoded finish() {
        switch_to("\x1B(B");
        return std::move(out_);
    }

private:
    void byte(unsigned value) { out_.bytes += static_cast<char>(value & 0xFFU); }

    void pair(unsigned value) {
        byte(value >> 8);
        byte(value);
    }

    void utf16_unit(unsigned unit) {
        if (encoding_ == Encoding::utf16be) {
            pair(unit);
        } else {
            byte(unit);
            byte(unit >> 8);
        }
    }

    void switch_to(std::string_view escape) {
        if (encoding_ != Encoding::iso_2022_jp || escape == set_) return;
        out_.bytes += escape;
        set_ = escape;
    }

    bool encode(char32_t c) {
        switch (encoding_) {
            case Encoding::utf8:
            case Encoding::utf8_bom: append_utf8(out_.bytes, c); return true;
            case Encoding::cp932: return encode_cp932_character(c);
            case Encoding::euc_jp: return encode_euc_jp(c);
            case Encoding::utf16le:
            case Encoding::utf16be: encode_utf16(c); return true;
            case Encoding::iso_2022_jp: return encode_iso_2022_jp(c);
            case Encoding::windows_1252: return encode_windows_1252(c);
        }
        return false;
    }

    bool encode_cp932_character(char32_t c) {
        if (c < 0x80) {
            byte(c);
        } else if (is_halfwidth_kana(c)) {
            byte(halfwidth_kana_byte(c));
        } else if (const unsigned code = double_byte(cp932_reverse(), c); code != 0) {
            pair(code);
        } else {
            return false;
        }
        return true;
    }

    bool encode_euc_jp(char32_t c) {
        if (c < 0x80) {
            byte(c);
        } else if (is_halfwidth_kana(c)) {
            pair(0x8E00U | halfwidth_kana_byte(c));
        } else if (const unsigned code = double_byte(euc_jp_reverse(), c); code != 0) {
            if ((code & 0x80U) == 0) byte(0x8F);
            pair(code | 0x80U);
        } else {
            return false;
        }
        return true;
    }

    bool encode_iso_2022_jp(char32_t c) {
        if (c < 0x80) {
            switch_to("\x1B(B");
            byte(c);
        } else if (is_halfwidth_kana(c)) {
            switch_to("\x1B(I");
            byte(halfwidth_kana_byte(c) & 0x7FU);
        } else if (const unsigned code = double_byte(euc_jp_reverse(), c); code != 0) {
            switch_to((code & 0x80U) != 0 ? "\x1B$B" : "\x1B$(D");
            pair(code & 0x7F7FU);
        } else {
            return false;
        }
        return true;
    }

    void encode_utf16(char32_t c) {
        const auto code = static_cast<unsigned>(c);
        if (code < 0x10000) {
            utf16_unit(code);
        } else {
            utf16_unit(0xD800U + ((code - 0x10000U) >> 10));
            utf16_unit(0xDC00U + ((code - 0x10000U) & 0x3FFU));
        }
    }

    bool encode_windows_1252(char32_t c) {
        if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) {
            byte(c);
            return true;
        }
        const auto at = std::ranges::find(kEncodingWindows1252, c);
        if (c == 0 || at == kEncodingWindows1252.end()) return false;
        byte(0x80U + static_cast<unsigned>(at - kEncodingWindows1252.begin()));
        return true;
    }

    Encoding encoding_;
    std::string_view set_ = "\x1B(B";
    Encoded out_;
};

}  // namespace

Encoded encode_text(Encoding encoding, std::string_view utf8) {
    EncodingWriter writer{encoding};
    for (std::size_t at = 0; at < utf8.size();) {
        const std::size_t start = at;
        const bool well_formed = utf8_sequence_length(utf8.substr(at)) != 0;
        const char32_t c = next_code_point(utf8, at);
        if (well_formed)
            writer.put(c, start);
        else
            writer.put_ill_formed(start);
    }
    return writer.finish();
}

}  // namespace genbo
