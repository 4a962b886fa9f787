// SPDX-License-Identifier: Apache-2.0
#include "text/address_number.h"

#include <array>
#include <vector>

#include "text/address_tables.h"
#include "text/letters.h"

namespace genbo {
namespace {

// 十二 -> 12, 五〇 -> 50, 二十一 -> 21, 百二十 -> 120.
std::string number_of_kanji(std::u32string_view numerals) {
    constexpr std::u32string_view digits = U"〇一二三四五六七八九";
    bool positional = false;
    for (const char32_t c : numerals) positional = positional || digits.find(c) > 9;
    if (!positional) {
        std::string out;
        for (const char32_t c : numerals) out += static_cast<char>('0' + digits.find(c));
        return out;
    }
    unsigned long total = 0;
    unsigned long current = 0;
    for (const char32_t c : numerals) {
        const std::size_t digit = digits.find(c);
        if (digit <= 9) {
            current = current * 10 + digit;
            if (current > 99'999) current = 99'999;
            continue;
        }
        const unsigned long unit = c == U'千' ? 1000 : c == U'百' ? 100 : c == U'廿' ? 20 : 10;
        total += (c == U'廿' || current == 0 ? 1 : current) * unit;
        if (total > 9'999'999) total = 9'999'999;
        current = 0;
    }
    return std::to_string(total + current);
}

enum class NumberUnit { none, chome, block, house, room_word };

class NumberReader {
public:
    explicit NumberReader(std::string_view text) : text_(text) {}

    AddressNumber run() && {
        skip_spaces();
        if (eat("無番地") || eat("番外地")) return {"無番地", {}, at_};
        bool joined = true;
        while (joined && parts_.size() < 8) {
            const std::size_t from = at_;
            if (!read_part()) {
                at_ = from;
                break;
            }
            kept_ = at_;
            if (last_unit_ == NumberUnit::room_word) break;
            joined = read_joint();
        }
        at_ = kept_;
        if (!parts_.empty()) skip_tail_words();
        return finish();
    }

private:
    struct Part {
        std::string text;
        NumberUnit unit;
        bool after_hyphen;
    };

    bool eat(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    char32_t peek() const { return peek_code_point(text_, at_); }
    void skip_spaces() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool next_is_any(std::u32string_view characters) const {
        const char32_t c = peek();
        return c != 0 && characters.find(c) != std::u32string_view::npos;
    }

    // 甲12, イ22, A22, は18: a letter that belongs to the number behind it.
    std::string read_letter() {
        const char32_t c = peek();
        if (is_digit(c)) return {};
        const bool kanji =
            c != 0 && std::u32string_view{U"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"}.find(
                          c) != std::u32string_view::npos;
        const bool letter = is_ascii_letter(c) || is_kana_letter(c);
        if (!kanji && !letter) return {};
        std::size_t after = at_;
        next_code_point(text_, after);
        std::size_t digit = after;
        if (kanji && digit < text_.size() && text_[digit] == ' ') ++digit;
        const char32_t next = peek_code_point(text_, digit);
        if (!is_digit(next) && !(is_kanji_numeral(next) && (kanji || is_ascii_letter(c))))
            return {};
        std::string out{text_.substr(at_, after - at_)};
        at_ = digit;
        return out;
    }

    bool read_part() {
        skip_spaces();
        eat("第");
        std::string part = read_letter();
        std::string digits;
        bool kanji = false;
        if (is_digit(peek())) {
            while (at_ < text_.size() && is_digit(text_[at_])) digits += text_[at_++];
        } else {
            std::u32string numerals;
            while (is_kanji_numeral(peek())) numerals += next_code_point(text_, at_);
            if (numerals.empty()) return false;
            digits = number_of_kanji(numerals);
            kanji = true;
        }
        const std::size_t leading = digits.find_first_not_of('0');
        digits.erase(0, leading == std::string::npos ? digits.size() - 1 : leading);
        const NumberUnit unit = read_unit();
        // 南郷通17丁目南5-1, 東3号北12, 8線西2号: the side of a street belongs to its count.
        const std::string side = unit == NumberUnit::none ? std::string{} : read_side();
        if (unit == NumberUnit::room_word) {
            // 1-2-201号室: a room behind a hyphen; without one it is the building's business.
            if (parts_.empty() || !hyphen_before_) return false;
        } else if (unit == NumberUnit::none) {
            if (next_is_floor() || next_is_name()) return false;
            // 小石川一ビル, 13号五反田ビル: a numeral alone is a name unless joints are around it.
            if (kanji && !hyphen_before_ && !next_is_joint()) return false;
        }
        parts_.push_back({part + digits + side, unit, hyphen_before_});
        last_unit_ = unit;
        return true;
    }

    std::string read_side() {
        if (!next_is_any(U"東西南北")) return {};
        const std::string_view before = text_.substr(0, at_);
        if (!before.ends_with("丁目") && !before.ends_with("号") && !before.ends_with("線") &&
            !before.ends_with("条"))
            return {};
        std::size_t after = at_;
        next_code_point(text_, after);
        const std::string side{text_.substr(at_, after - at_)};
        if (peek_code_point(text_, after) == ' ') ++after;
        const char32_t next = peek_code_point(text_, after);
        if (next != 0 && next != '-' && !is_digit(next) && !is_kanji_numeral(next)) return {};
        // 5丁目北1条ビル: the grid, as part of a name.
        std::size_t digits = after;
        while (is_digit(peek_code_point(text_, digits)) ||
               is_kanji_numeral(peek_code_point(text_, digits)))
            next_code_point(text_, digits);
        if (digits > after && peek_code_point(text_, digits) == U'条') return {};
        at_ = after;
        return side;
    }

    // 3号館, 2番街: a number that names a building or a street.
    bool next_is_name() const {
        const char32_t c = peek();
        if (c != U'号' && c != U'番') return false;
        std::size_t after = at_;
        next_code_point(text_, after);
        const char32_t next = peek_code_point(text_, after);
        return next != 0 &&
               std::u32string_view{U"館棟線町街通丁"}.find(next) != std::u32string_view::npos;
    }

    bool next_is_floor() const {
        const char32_t c = peek();
        if (c == U'階') return true;
        if (c != 'F' && c != 'f') return false;
        std::size_t after = at_ + 1;
        return !is_ascii_letter(peek_code_point(text_, after));
    }
    bool next_is_joint() const {
        const char32_t c = peek();
        if (c == 0 || c == '-' || c == ' ') return true;
        std::size_t after = at_;
        const char32_t joint = next_code_point(text_, after);
        if (joint != U'の' && joint != U'ノ' && joint != U'ー' && joint != U'之') return false;
        const char32_t next = peek_code_point(text_, after);
        return is_digit(next) || is_kanji_numeral(next);
    }

    NumberUnit read_unit() {
        const std::size_t from = at_;
        // No unit begins with an ASCII letter or sign.
        if (at_ == text_.size()) return NumberUnit::none;
        if (static_cast<unsigned char>(text_[at_]) < 0x80 && text_[at_] != ' ')
            return NumberUnit::none;
        if (text_.substr(at_).starts_with(" ")) {
            // "1 丁目 2 番"
            skip_spaces();
            if (!next_is_any(U"丁番号")) {
                at_ = from;
                return NumberUnit::none;
            }
        }
        if (eat("丁目")) return NumberUnit::chome;
        if (eat("番地割") || eat("地割") || eat("番割") || eat("街区") || eat("番地") ||
            eat("番号"))
            return NumberUnit::block;
        if (eat("番")) {
            if (!next_is_any(U"町街館通丁")) return NumberUnit::block;
            at_ = from;
            return NumberUnit::none;
        }
        if (eat("号室") || eat("室")) return NumberUnit::room_word;
        if (eat("号地")) return NumberUnit::house;
        if (eat("号")) {
            if (!next_is_any(U"棟館線")) return NumberUnit::house;
            at_ = from;
            return NumberUnit::none;
        }
        // 5目3番: the 丁 was forgotten.
        if (text_.substr(at_).starts_with("目")) {
            std::size_t after = at_ + 3;
            if (is_digit(peek_code_point(text_, after))) {
                at_ = after;
                return NumberUnit::chome;
            }
        }
        if (eat("丁")) {
            // 堺市 counts 丁 without 目.
            if (is_digit(peek()) || is_kanji_numeral(peek()) || next_is_joint())
                return NumberUnit::chome;
            at_ = from;
        }
        if (eat("条通") || eat("線") || eat("条") || eat("区") || eat("割") || eat("字")) {
            if (is_digit(peek()) || is_kanji_numeral(peek()) || next_is_any(U"東西南北"))
                return NumberUnit::block;
            at_ = from;
        }
        // 1番1地
        if (!parts_.empty() && eat("地")) {
            if (peek() == 0 || peek() == ' ') return NumberUnit::house;
        }
        at_ = from;
        return NumberUnit::none;
    }

    // What may stand between two numbers; after a unit nothing need stand there.
    bool read_joint() {
        const bool unit = last_unit_ != NumberUnit::none;
        hyphen_before_ = false;
        const std::size_t from = at_;
        if (unit) skip_spaces();
        const std::size_t sign = at_;
        while (eat("-") || eat("ー") || eat("―") || eat("−")) hyphen_before_ = true;
        if (at_ == sign && !eat("の") && !eat("ノ") && !eat("之")) {
            // "5号 201" is a room, "5丁目 2" is not.
            if (unit && (last_unit_ != NumberUnit::house || at_ == from)) return true;
            at_ = from;
            return false;
        }
        return true;
    }

    void skip_tail_words() {
        // 外6筆, 地先: more of the same land, not another place.
        const std::size_t from = at_;
        if (eat("外") || eat("他") || eat("内")) {
            std::size_t digits = at_;
            while (is_digit(peek()) || is_kanji_numeral(peek())) next_code_point(text_, at_);
            if (at_ > digits && (eat("筆") || eat("字") || eat("番地"))) return;
            at_ = from;
        }
        if (!eat("無番地") && !eat("番外地") && !eat("地先")) eat("先");
    }

    AddressNumber finish() {
        AddressNumber out;
        out.used = at_;
        const std::size_t count = parts_.size();
        // The last part is a room where it is called so, where it follows a finished 番-号 by a
        // hyphen, or as a fourth part of three digits.
        bool room = false;
        if (count >= 2) {
            const Part& last = parts_.back();
            const bool long_number = last.text.size() >= 3;
            room = last.unit == NumberUnit::room_word ||
                   (parts_[count - 2].unit == NumberUnit::house && last.unit == NumberUnit::none &&
                    (count >= 3 || long_number)) ||
                   (count >= 4 && last.after_hyphen && long_number &&
                    (last.unit == NumberUnit::none || last.unit == NumberUnit::house));
        }
        for (std::size_t i = 0; i + (room ? 1 : 0) < count; ++i) {
            if (i > 0) out.number += '-';
            out.number += parts_[i].text;
        }
        if (room) out.room = parts_.back().text;
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t kept_ = 0;
    std::vector<Part> parts_;
    NumberUnit last_unit_ = NumberUnit::none;
    bool hyphen_before_ = false;
};

}  // namespace

AddressNumber read_address_number(std::string_view text) { return NumberReader(text).run(); }

std::size_t find_address_number(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        if (is_digit(text[at])) return from;
        if (text.substr(at).starts_with("無番地") || text.substr(at).starts_with("番外地"))
            return from;
        const char32_t c = next_code_point(text, at);
        if (!is_kanji_numeral(c)) continue;
        std::size_t end = at;
        while (is_kanji_numeral(peek_code_point(text, end))) next_code_point(text, end);
        const std::string_view rest = text.substr(end);
        // 三番町 and 二十四軒 are names; 三番 and 二丁目 are numbers.
        for (const std::string_view unit : {"丁目", "番地", "-", "地割"}) {
            if (rest.starts_with(unit)) return from;
        }
        if (rest.starts_with("番") || rest.starts_with("号")) {
            std::size_t next = 3;
            const char32_t after = peek_code_point(rest, next);
            if (std::u32string_view{U"町街館通丁棟室線"}.find(after) == std::u32string_view::npos ||
                after == 0)
                return from;
        }
        at = end;
    }
    return std::string_view::npos;
}

}  // namespace genbo
