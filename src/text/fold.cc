// SPDX-License-Identifier: Apache-2.0
#include "text/fold.h"

#include <array>

#include "text/char_map.h"
#include "text/letters.h"
#include "text/reference_tables.h"
#include "text/tables.h"

namespace genbo {
namespace {

const CharToString& fold_width_table() {
    static const CharToString table(kWidthFolds);
    return table;
}
const CharToString& fold_latin_table() {
    static const CharToString table(kLatinFolds);
    return table;
}
const CharToChar& fold_l1_table() {
    static const CharToChar table(std::string{kVariantsL1} + reference_tables().variants_l1);
    return table;
}
const CharToChar& fold_l2_table() {
    static const CharToChar table(std::string{kVariantsL2} + reference_tables().variants_l2);
    return table;
}

// U+FF61 … U+FF9F in order.
constexpr std::u32string_view kFoldHalfwidth =
    U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
    U"ハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

enum class FoldMark { voiced, semivoiced };

// The kana that `base` makes with ゛ or ゜, or 0.  Works on hiragana and katakana.
char32_t fold_compose(char32_t base, FoldMark mark) {
    const bool hiragana = base >= 0x3041 && base <= 0x3096;
    const char32_t kana = hiragana ? base + 0x60 : base;
    const bool ha_row = kana >= U'ハ' && kana <= U'ホ' && (kana - U'ハ') % 3 == 0;
    if (mark == FoldMark::semivoiced) return ha_row ? base + 2 : U'\0';
    const bool ka_to_ti = kana >= U'カ' && kana <= U'ヂ' && (kana - U'カ') % 2 == 0;
    const bool tu_to_do = kana >= U'ツ' && kana <= U'ド' && (kana - U'ツ') % 2 == 0;
    if (ka_to_ti || tu_to_do || ha_row) return base + 1;
    if (kana == U'ウ') return hiragana ? U'ゔ' : U'ヴ';
    if (hiragana) return U'\0';
    switch (kana) {
        case U'ワ': return U'ヷ';
        case U'ヰ': return U'ヸ';
        case U'ヱ': return U'ヹ';
        case U'ヲ': return U'ヺ';
        case U'ヽ': return U'ヾ';
        default: return U'\0';
    }
}

// What a character is under fold_width when nothing around it matters; 0 = look into the table.
char32_t fold_simple(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E && c != 0xFF0D) return c - 0xFEE0;
    if (c >= 0xFF61 && c <= 0xFF9F) return kFoldHalfwidth[static_cast<std::size_t>(c - 0xFF61)];
    if (is_space(c)) return ' ';
    if (c == 0x301C || c == 0x3030) return '~';
    return 0;
}

class WidthFolder {
public:
    explicit WidthFolder(std::string_view text) : text_(text) { out_.reserve(text.size()); }

    std::string run() && {
        while (at_ < text_.size()) {
            const auto byte = static_cast<unsigned char>(text_[at_]);
            if (byte < 0x80) {
                ++at_;
                put(byte < 0x20 || byte == 0x7F ? U' ' : char32_t{byte});
            } else {
                const std::size_t from = at_;
                const char32_t c = next_code_point(text_, at_);
                if (plain(c)) {
                    last_at_ = out_.size();
                    last_ = c;
                    out_.append(text_, from, at_ - from);
                } else {
                    step(c);
                }
            }
        }
        return std::move(out_);
    }

private:
    // Letters that stand for themselves whatever stands around them: nearly all kana and kanji.
    static bool plain(char32_t c) {
        return c >= 0x3041 && c <= 0x9FFF && !(c >= 0x3099 && c <= 0x309C) && c != U'ー' &&
               fold_width_table().find(c).empty();
    }

    void step(char32_t c) {
        if (is_ignorable(c)) return;
        if (is_hyphen_like(c)) return put(hyphen(c));
        if (c == 0x3099 || c == 0x309B || c == 0xFF9E) return mark(FoldMark::voiced);
        if (c == 0x309A || c == 0x309C || c == 0xFF9F) return mark(FoldMark::semivoiced);
        if (const char32_t simple = fold_simple(c)) return put(simple);
        const std::string_view unfolded = fold_width_table().find(c);
        if (unfolded.empty()) return put(c);
        for (std::size_t at = 0; at < unfolded.size();) put(next_code_point(unfolded, at));
    }

    void put(char32_t c) {
        last_at_ = out_.size();
        last_ = c;
        append_utf8(out_, c);
    }

    // A voicing mark joins the kana before it; alone it stays, in its spacing form.
    void mark(FoldMark kind) {
        const char32_t joined = last_ == 0 ? U'\0' : fold_compose(last_, kind);
        if (joined == 0) return put(kind == FoldMark::voiced ? U'゛' : U'゜');
        out_.resize(last_at_);
        put(joined);
    }

    // A hyphen-like sign is a long-vowel mark inside a kana word, otherwise a hyphen: ー as well,
    // where it stands beside a digit.
    char32_t hyphen(char32_t c) const {
        const char32_t next = next_folded(at_);
        const bool kana_before = is_kana_letter(last_);
        const bool vowel_mark = c == U'ー' || c == 0xFF70;
        if (kana_before) {
            if (vowel_mark || is_kana_letter(next)) return U'ー';
            const bool dash = c == 0x2014 || c == 0x2015 || c == 0x2500 || c == 0x2501;
            return dash && (next == 0 || next == ' ') ? U'ー' : U'-';
        }
        if (!vowel_mark) return '-';
        if (is_digit(next)) return '-';
        if (!is_digit(last_)) return U'ー';
        // 14ーイ22 is a 枝番, 3ードア is not.
        return !is_kana_letter(next) || is_digit(next_folded(behind_next())) ? U'-' : U'ー';
    }

    // Where the character after the next one begins.
    std::size_t behind_next() const {
        for (std::size_t at = at_; at < text_.size();) {
            if (!is_ignorable(next_code_point(text_, at))) return at;
        }
        return text_.size();
    }

    // The first character that what stands at `at` will be folded to; 0 at the end.
    char32_t next_folded(std::size_t at) const {
        while (at < text_.size()) {
            const char32_t c = next_code_point(text_, at);
            if (is_ignorable(c)) continue;
            if (const char32_t simple = fold_simple(c)) return simple;
            std::string_view unfolded = fold_width_table().find(c);
            std::size_t first = 0;
            return unfolded.empty() ? c : next_code_point(unfolded, first);
        }
        return 0;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::size_t last_at_ = 0;
    char32_t last_ = 0;  // The last character written, 0 at the beginning.
};

constexpr bool fold_is_apostrophe(char32_t c) {
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x2032 ||
           c == 0x2BC || c == 0x2B9;
}

enum class FoldSpaces { one, none };

std::string fold_words(std::string_view text, FoldSpaces spaces) {
    const std::string wide = fold_width(text);
    std::string out;
    out.reserve(wide.size());
    bool pending = false;
    char32_t before = 0;  // The last letter.
    for (std::size_t at = 0; at < wide.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(wide, at);
        if (fold_is_apostrophe(c) || (c >= 0x300 && c <= 0x36F)) continue;
        if (is_punctuation(c)) {
            pending = !out.empty();
            continue;
        }
        // ー lengthens the kana right before it and means nothing anywhere else.
        if (c == U'ー' && (pending || !is_kana_letter(before))) continue;
        before = c;
        if (pending && spaces == FoldSpaces::one) out += ' ';
        pending = false;
        if (c < 0x80) {
            out += ascii_lower(static_cast<char>(c));
        } else if (c < 0x2000) {
            const std::string_view plain = fold_latin_table().find(c);
            out += plain.empty() ? std::string_view{wide}.substr(from, at - from) : plain;
        } else {
            out.append(wide, from, at - from);
        }
    }
    return out;
}

}  // namespace

std::string fold_width(std::string_view text) {
    // Most cells of most files are plain ASCII already.
    bool plain = true;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
            plain = false;
            break;
        }
    }
    if (plain) return std::string{text};
    return WidthFolder(text).run();
}

std::string fold_latin(std::string_view text) { return fold_words(text, FoldSpaces::one); }

std::string fold_key(std::string_view text) { return fold_words(text, FoldSpaces::none); }

std::string fold_variants(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        char32_t c = next_code_point(text, at);
        if (is_ignorable(c)) continue;
        if (c < 0x2E80) {
            out.append(text, from, at - from);
            continue;
        }
        if ((c >= 0xF900 && c <= 0xFAFF) || c >= 0x2F800 || c <= 0x2FD5) {
            const std::string_view unfolded = fold_width_table().find(c);
            std::size_t first = 0;
            if (!unfolded.empty()) c = next_code_point(unfolded, first);
        }
        append_utf8(out, fold_l1_table().find(c));
    }
    return out;
}

std::string fold_confusables(std::string_view text) {
    const std::string folded = fold_variants(text);
    std::string out;
    out.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size();)
        append_utf8(out, fold_l2_table().find(next_code_point(folded, at)));
    return out;
}

}  // namespace genbo
