// SPDX-License-Identifier: Apache-2.0
#include "text/kana.h"

#include <array>
#include <cstddef>

#include "text/fold.h"
#include "text/letters.h"
#include "text/romaji.h"

namespace genbo {
namespace {

// One entry for each of U+30A1 ァ … U+30FA ヺ.
struct KanaLetter {
    char32_t large;          // Small letters enlarged, ヂヅヲヰヱ and ヷヸヹヺ folded.
    char32_t unvoiced;       // Of `large`.
    std::string_view roman;  // Hepburn; empty for ッ and ン, which depend on what follows.
};
constexpr std::size_t kKanaCount = 0x30FA - 0x30A1 + 1;

constexpr std::u32string_view kKanaLarge =
    U"アアイイウウエエオオカガキギクグケゲコゴサザシジスズセゼソゾタダチジツツズテデトドナニヌネノ"
    U"ハバパヒビピフブプヘベペホボポマミムメモヤヤユユヨヨラリルレロワワイエオンブカケバビベボ";
constexpr std::u32string_view kKanaUnvoiced =
    U"アアイイウウエエオオカカキキククケケココササシシススセセソソタタチシツツステテトトナニヌネノ"
    U"ハハハヒヒヒフフフヘヘヘホホホマミムメモヤヤユユヨヨラリルレロワワイエオンフカケハヒヘホ";
constexpr std::array<std::string_view, kKanaCount> kKanaRoman = {
    "a",  "a",  "i",   "i",  "u",  "u",   "e",  "e",   "o",  "o",  "ka", "ga", "ki", "gi", "ku",
    "gu", "ke", "ge",  "ko", "go", "sa",  "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo",
    "ta", "da", "chi", "ji", "",   "tsu", "zu", "te",  "de", "to", "do", "na", "ni", "nu", "ne",
    "no", "ha", "ba",  "pa", "hi", "bi",  "pi", "fu",  "bu", "pu", "he", "be", "pe", "ho", "bo",
    "po", "ma", "mi",  "mu", "me", "mo",  "ya", "ya",  "yu", "yu", "yo", "yo", "ra", "ri", "ru",
    "re", "ro", "wa",  "wa", "i",  "e",   "o",  "",    "bu", "ka", "ke", "ba", "bi", "be", "bo"};
static_assert(kKanaLarge.size() == kKanaCount && kKanaUnvoiced.size() == kKanaCount);

constexpr bool kana_in_table(char32_t c) { return c >= 0x30A1 && c <= 0x30FA; }
constexpr std::size_t kana_index(char32_t c) { return static_cast<std::size_t>(c - 0x30A1); }

constexpr std::u32string_view kKanaSmallVowels = U"ァィゥェォ";
constexpr std::u32string_view kKanaSmallY = U"ャュョ";

enum class KanaVowel { none, o, u };

// Whether a large katakana ends in o or u, after which ウ or オ only lengthens.
constexpr KanaVowel kana_vowel(char32_t c) {
    constexpr std::u32string_view o_row = U"オコゴソゾトドノホボポモヨロ";
    constexpr std::u32string_view u_row = U"ウクグスズツヌフブプムユル";
    if (o_row.find(c) != std::u32string_view::npos) return KanaVowel::o;
    if (u_row.find(c) != std::u32string_view::npos) return KanaVowel::u;
    return KanaVowel::none;
}

// ヴァ ヴィ ヴェ ヴォ are バ ビ ベ ボ, a lone ヴ is ブ.
constexpr char32_t kana_after_vu(char32_t small) {
    switch (small) {
        case U'ァ':
        case U'ア': return U'バ';
        case U'ィ':
        case U'イ': return U'ビ';
        case U'ェ':
        case U'エ': return U'ベ';
        case U'ォ':
        case U'オ': return U'ボ';
        default: return 0;
    }
}

constexpr char32_t kana_voiced(char32_t c) {
    const std::size_t at = kana_in_table(c) ? kana_index(c) + 1 : kKanaCount;
    return at < kKanaCount && kKanaUnvoiced[at] == c && kKanaLarge[at] != c ? kKanaLarge[at] : c;
}

// The plain key as characters, ー kept.
std::u32string kana_plain(std::string_view text) {
    const std::string wide = katakana(text);
    std::u32string out;
    out.reserve(wide.size() / 3 + 1);
    for (std::size_t at = 0; at < wide.size();) {
        const char32_t c = next_code_point(wide, at);
        const bool after_kana = !out.empty() && is_katakana(out.back());
        if (c == U'ヴ') {
            const char32_t joined = kana_after_vu(peek_code_point(wide, at));
            if (joined != 0) next_code_point(wide, at);
            out += joined != 0 ? joined : U'ブ';
        } else if (kana_in_table(c)) {
            out += kKanaLarge[kana_index(c)];
        } else if ((c == U'ヽ' || c == U'ヾ') && after_kana) {
            out += c == U'ヽ' ? out.back() : kana_voiced(out.back());
        } else if (c == U'ー' || (c == '-' && after_kana)) {
            out += U'ー';  // Bank data write the long vowel as a hyphen.
        } else if (c >= 'A' && c <= 'Z') {
            out += c + ('a' - 'A');
        } else if (!is_punctuation(c)) {
            out += c;
        }
    }
    return out;
}

std::u32string kana_without_long(std::string_view text) {
    std::u32string out;
    for (const char32_t c : kana_plain(text)) {
        if (c == U'ー') continue;
        if ((c == U'ウ' || c == U'オ') && !out.empty()) {
            const KanaVowel before = kana_vowel(out.back());
            if (before == KanaVowel::o || (before == KanaVowel::u && c == U'ウ')) continue;
        }
        out += c;
    }
    return out;
}

// Plain Hepburn, n before b, m, p, long vowels as in kana; other letters are copied.
std::string kana_hepburn(std::string_view text) {
    const std::string wide = katakana(text);
    std::string out;
    bool doubled = false;
    std::size_t syllable = 0;  // Where the last syllable begins in `out`.
    for (std::size_t at = 0; at < wide.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(wide, at);
        const bool small_vowel = kKanaSmallVowels.find(c) != std::u32string_view::npos;
        const bool small_y = kKanaSmallY.find(c) != std::u32string_view::npos;
        if (c == U'ッ') {
            doubled = true;
        } else if (c == U'ン') {
            syllable = out.size();
            out += 'n';
        } else if ((small_vowel || small_y) && syllable < out.size() && out.back() != 'n') {
            const bool i_row = out.back() == 'i';
            const std::string_view before = std::string_view{out}.substr(syllable);
            const bool palatal = before == "shi" || before == "chi" || before == "ji";
            if (before == "u") out += 'w';
            if (before == "u")
                out.erase(syllable, 1);
            else
                out.pop_back();
            if (small_y && !(i_row && palatal)) out += 'y';
            out += kKanaRoman[kana_index(c)].back();
        } else if (kana_in_table(c)) {
            const std::string_view roman = kKanaRoman[kana_index(c)];
            syllable = out.size();
            if (doubled && std::string_view{"aiueon"}.find(roman[0]) == std::string_view::npos) {
                out += roman.starts_with("ch") ? 't' : roman[0];
                ++syllable;
            }
            doubled = false;
            out += roman;
        } else if (c != U'ー') {
            syllable = out.size() + 1;
            out.append(wide, from, at - from);
        }
    }
    return out;
}

constexpr bool roman_is_vowel(char c) {
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

// Rewrites of the collapse key, tried in this order at each place.  The "sh", "ch" and "ts" rows
// only keep the rows below them from tearing these apart.
struct RomanRule {
    std::string_view from;
    std::string_view to;
};
constexpr RomanRule kRomanRules[] = {
    {"tch", "cch"}, {"cch", "cch"}, {"tti", "cchi"}, {"tty", "cch"}, {"ssi", "sshi"},
    {"ssy", "ssh"}, {"sh", "sh"},   {"ch", "ch"},    {"ts", "ts"},   {"dzu", "zu"},
    {"sy", "sh"},   {"ty", "ch"},   {"zy", "j"},     {"dy", "j"},    {"jy", "j"},
    {"si", "shi"},  {"ti", "chi"},  {"tu", "tsu"},   {"zi", "ji"},   {"di", "ji"},
    {"du", "zu"},   {"wo", "o"},    {"ph", "f"},     {"hu", "fu"},   {"ck", "k"},
    {"c", "k"},     {"q", "k"},     {"l", "r"},      {"v", "b"}};

std::string roman_collapse(std::string_view letters) {
    std::string out;
    for (std::size_t at = 0; at < letters.size();) {
        const std::string_view rest = letters.substr(at);
        const char next = rest.size() > 1 ? rest[1] : '\0';
        if (rest[0] == 'm' && (next == 'b' || next == 'm' || next == 'p')) {
            out += 'n';
            ++at;
            continue;
        }
        // OHNO, SATOH: an h that only lengthens.
        if (rest[0] == 'h' && !out.empty() && out.back() == 'o' && !roman_is_vowel(next) &&
            next != 'y') {
            ++at;
            continue;
        }
        std::string_view piece = rest.substr(0, 1);
        std::size_t used = 1;
        for (const RomanRule& rule : kRomanRules) {
            if (!rest.starts_with(rule.from)) continue;
            piece = rule.to;
            used = rule.from.size();
            break;
        }
        at += used;
        for (const char c : piece) {
            const char before = out.empty() ? '\0' : out.back();
            const bool longer =
                (before == 'o' && (c == 'o' || c == 'u')) || (before == 'u' && c == 'u');
            if (!longer) out += c;
        }
    }
    return out;
}

std::string roman_letters(std::string_view folded) {
    std::string out;
    for (const char c : folded) {
        if (c >= 'a' && c <= 'z') out += c;
    }
    return out;
}

}  // namespace

std::string katakana(std::string_view text) {
    const std::string wide = fold_width(text);
    std::string out;
    out.reserve(wide.size());
    for (std::size_t at = 0; at < wide.size();) {
        const auto byte = static_cast<unsigned char>(wide[at]);
        if (byte < 0x80) {
            out += wide[at++];
            continue;
        }
        const std::size_t from = at;
        const char32_t c = next_code_point(wide, at);
        if (is_hiragana(c))
            append_utf8(out, c + 0x60);
        else
            out.append(wide, from, at - from);
    }
    return out;
}

std::string kana_plain_key(std::string_view text) { return to_utf8(kana_plain(text)); }

std::string kana_key(std::string_view text) { return to_utf8(kana_without_long(text)); }

std::string kana_loose_key(std::string_view text) {
    std::u32string key = kana_without_long(text);
    for (char32_t& c : key) {
        if (kana_in_table(c)) c = kKanaUnvoiced[kana_index(c)];
    }
    return to_utf8(key);
}

std::string romaji_key(std::string_view text) {
    return roman_collapse(roman_letters(fold_key(text)));
}

std::string kana_to_romaji_key(std::string_view kana) {
    return roman_collapse(roman_letters(fold_key(kana_hepburn(kana))));
}

std::string romaji_of_kana(std::string_view kana, LongVowel vowels) {
    const std::string plain = fold_latin(kana_hepburn(kana));
    std::string out;
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const char c = plain[at];
        const char before = out.empty() ? ' ' : out.back();
        const char next = at + 1 < plain.size() ? plain[at + 1] : ' ';
        const bool last = next == ' ';
        // オウ and ウウ are long everywhere, オオ only inside a word (TAKATOO); 井上 and 尾上 are
        // ノ+ウエ and keep their U.
        const bool no_ue = c == 'u' && next == 'e' && out.ends_with("NO");
        const bool long_u = c == 'u' && (before == 'U' || (before == 'O' && !no_ue));
        const bool long_o = c == 'o' && before == 'O' && !last;
        if (long_u || long_o) {
            if (vowels == LongVowel::with_h && before == 'O') out += 'H';
            if (vowels == LongVowel::as_kana) out += long_u ? 'U' : 'O';
            continue;
        }
        const bool lips = next == 'b' || next == 'm' || next == 'p';
        if (c == 'n' && lips)
            out += 'M';
        else if (static_cast<unsigned char>(c) < 0x80)
            out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

std::string passport_romaji(std::string_view kana) {
    return romaji_of_kana(kana, LongVowel::dropped);
}

bool is_kana(std::string_view text) {
    bool letters = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_kana_letter(c))
            letters = true;
        else if (
            !is_space(c) && c != U'・' && c != 0xFF65 && c != 0x30FC && c != 0xFF70 &&
            !(c >= 0x3099 && c <= 0x309C) && c != 0xFF9E && c != 0xFF9F && !is_ignorable(c))
            return false;
    }
    return letters;
}

bool is_latin(std::string_view text) {
    bool letters = false;
    const std::string wide = fold_width(text);
    for (std::size_t at = 0; at < wide.size();) {
        const char32_t c = next_code_point(wide, at);
        const bool accented =
            (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c < 0x1F00);
        if (is_ascii_letter(c) || accented)
            letters = true;
        else if (
            c != ' ' && c != '\'' && c != '.' && c != ',' && c != '-' && c != 0x2019 &&
            !(c >= 0x300 && c <= 0x36F))
            return false;
    }
    return letters;
}

bool has_kanji(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_kanji(next_code_point(text, at))) return true;
    }
    return false;
}

}  // namespace genbo
