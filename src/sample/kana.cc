// SPDX-License-Identifier: Apache-2.0

#include "sample/kana.h"

#include <array>

#include "base/utf8.h"

namespace genbo::sample {
namespace {

constexpr char32_t kKanaFirst = U'ァ';
constexpr char32_t kKanaLast = U'ヶ';

// ァ … ヶ: the half-width letter, and whether a dot or ring follows.
constexpr std::u32string_view kHalf =
    U"ｧｱｨｲｩｳｪｴｫｵｶｶｷｷｸｸｹｹｺｺｻｻｼｼｽｽｾｾｿｿﾀﾀﾁﾁｯﾂﾂﾃﾃﾄﾄﾅﾆﾇﾈﾉﾊﾊﾊﾋﾋﾋﾌﾌﾌﾍﾍﾍﾎﾎﾎﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛﾜﾜｲｴｦﾝｳｶｹ";
constexpr std::u32string_view kPlain = U"カキクケコサシスセソタチツテトハヒフヘホ";
constexpr std::u32string_view kVoiced = U"ガギグゲゴザジズゼゾダヂヅデドバビブベボ";

bool kana_is(char32_t c) { return c >= kKanaFirst && c <= kKanaLast; }

char32_t kana_voiced_of(char32_t c) {
    const std::size_t at = kPlain.find(c);
    return at == std::u32string_view::npos ? 0 : kVoiced[at];
}

char32_t kana_plain_of(char32_t c) {
    const std::size_t at = kVoiced.find(c);
    return at == std::u32string_view::npos ? 0 : kPlain[at];
}

// Vowel row of a large kana: 0 ア … 4 オ, 5 none.
int kana_vowel(char32_t c) {
    static constexpr std::array<std::u32string_view, 5> kRows = {
        U"アカガサザタダナハバパマヤラワャァ", U"イキギシジチヂニヒビピミリィ",
        U"ウクグスズツヅヌフブプムユルュゥヴ", U"エケゲセゼテデネヘベペメレェ",
        U"オコゴソゾトドノホボポモヨロョォヲ"};
    for (int row = 0; row < 5; ++row) {
        if (kRows[static_cast<std::size_t>(row)].find(c) != std::u32string_view::npos) return row;
    }
    return 5;
}

template <typename Change>
std::string kana_mapped(std::string_view text, Change change) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) append_utf8(out, change(next_code_point(text, at)));
    return out;
}

struct RomajiSyllable {
    char32_t kana;
    std::string_view hepburn;
    std::string_view kunrei;
};

// clang-format off
constexpr RomajiSyllable kSyllables[] = {
    {U'ア', "a", "a"},     {U'イ', "i", "i"},     {U'ウ', "u", "u"},    {U'エ', "e", "e"},
    {U'オ', "o", "o"},     {U'カ', "ka", "ka"},   {U'キ', "ki", "ki"},  {U'ク', "ku", "ku"},
    {U'ケ', "ke", "ke"},   {U'コ', "ko", "ko"},   {U'ガ', "ga", "ga"},  {U'ギ', "gi", "gi"},
    {U'グ', "gu", "gu"},   {U'ゲ', "ge", "ge"},   {U'ゴ', "go", "go"},  {U'サ', "sa", "sa"},
    {U'シ', "shi", "si"},  {U'ス', "su", "su"},   {U'セ', "se", "se"},  {U'ソ', "so", "so"},
    {U'ザ', "za", "za"},   {U'ジ', "ji", "zi"},   {U'ズ', "zu", "zu"},  {U'ゼ', "ze", "ze"},
    {U'ゾ', "zo", "zo"},   {U'タ', "ta", "ta"},   {U'チ', "chi", "ti"}, {U'ツ', "tsu", "tu"},
    {U'テ', "te", "te"},   {U'ト', "to", "to"},   {U'ダ', "da", "da"},  {U'ヂ', "ji", "zi"},
    {U'ヅ', "zu", "zu"},   {U'デ', "de", "de"},   {U'ド', "do", "do"},  {U'ナ', "na", "na"},
    {U'ニ', "ni", "ni"},   {U'ヌ', "nu", "nu"},   {U'ネ', "ne", "ne"},  {U'ノ', "no", "no"},
    {U'ハ', "ha", "ha"},   {U'ヒ', "hi", "hi"},   {U'フ', "fu", "hu"},  {U'ヘ', "he", "he"},
    {U'ホ', "ho", "ho"},   {U'バ', "ba", "ba"},   {U'ビ', "bi", "bi"},  {U'ブ', "bu", "bu"},
    {U'ベ', "be", "be"},   {U'ボ', "bo", "bo"},   {U'パ', "pa", "pa"},  {U'ピ', "pi", "pi"},
    {U'プ', "pu", "pu"},   {U'ペ', "pe", "pe"},   {U'ポ', "po", "po"},  {U'マ', "ma", "ma"},
    {U'ミ', "mi", "mi"},   {U'ム', "mu", "mu"},   {U'メ', "me", "me"},  {U'モ', "mo", "mo"},
    {U'ヤ', "ya", "ya"},   {U'ユ', "yu", "yu"},   {U'ヨ', "yo", "yo"},  {U'ラ', "ra", "ra"},
    {U'リ', "ri", "ri"},   {U'ル', "ru", "ru"},   {U'レ', "re", "re"},  {U'ロ', "ro", "ro"},
    {U'ワ', "wa", "wa"},   {U'ヰ', "i", "i"},     {U'ヱ', "e", "e"},    {U'ヲ', "o", "o"},
    {U'ヴ', "vu", "vu"},   {U'ァ', "a", "a"},     {U'ィ', "i", "i"},    {U'ゥ', "u", "u"},
    {U'ェ', "e", "e"},     {U'ォ', "o", "o"},     {U'ャ', "ya", "ya"},  {U'ュ', "yu", "yu"},
    {U'ョ', "yo", "yo"},
};
// clang-format on

constexpr std::uint8_t kNoSyllable = 0xFF;
constexpr auto kSyllableOf = [] {
    std::array<std::uint8_t, kKanaLast - kKanaFirst + 1> table{};
    table.fill(kNoSyllable);
    for (std::size_t i = 0; i < std::size(kSyllables); ++i) {
        table[kSyllables[i].kana - kKanaFirst] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

std::string_view romaji_syllable(char32_t kana, Romaji style) {
    const std::uint8_t at = kana_is(kana) ? kSyllableOf[kana - kKanaFirst] : kNoSyllable;
    if (at == kNoSyllable) return {};
    const RomajiSyllable& syllable = kSyllables[at];
    return style == Romaji::kunrei ? syllable.kunrei : syllable.hepburn;
}

// シャ: sha or sya; キャ: kya.
void romaji_add_glide(std::string& out, std::string_view glide) {
    if (!out.ends_with('i')) {
        out += glide;
        return;
    }
    out.pop_back();
    const bool hushed = out.ends_with("sh") || out.ends_with("ch") || out.ends_with('j');
    out += hushed ? glide.substr(1) : glide;
}

// おう and おお are one long o, うう a long u; ウ after イ (ゆうい) is not.
bool romaji_is_long(std::string_view out, char32_t next) {
    if (out.ends_with('o')) return next == U'ウ' || next == U'オ';
    return out.ends_with('u') && next == U'ウ';
}

}  // namespace

std::string half_width_kana(std::string_view katakana) {
    std::string out;
    out.reserve(katakana.size() + 6);
    for (std::size_t at = 0; at < katakana.size();) {
        const char32_t c = next_code_point(katakana, at);
        if (!kana_is(c)) {
            if (c == U'ー')
                append_utf8(out, U'ｰ');
            else if (c == U'・')
                append_utf8(out, U'･');
            else
                append_utf8(out, c == U'　' ? U' ' : c);
            continue;
        }
        append_utf8(out, kHalf[c - kKanaFirst]);
        if (kana_plain_of(c) != 0 || c == U'ヴ') append_utf8(out, U'ﾞ');
        if (std::u32string_view(U"パピプペポ").find(c) != std::u32string_view::npos) {
            append_utf8(out, U'ﾟ');
        }
    }
    return out;
}

std::string hiragana_of(std::string_view katakana) {
    return kana_mapped(katakana, [](char32_t c) { return kana_is(c) ? c - 0x60 : c; });
}

std::string large_kana(std::string_view katakana) {
    return kana_mapped(katakana, [](char32_t c) {
        constexpr std::u32string_view kSmall = U"ァィゥェォッャュョヮ";
        const bool small = kSmall.find(c) != std::u32string_view::npos;
        return small ? c + 1 : c;
    });
}

std::string other_long_vowel(std::string_view katakana) {
    const std::u32string text = to_utf32(katakana);
    std::u32string out;
    bool changed = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int before = i == 0 ? 5 : kana_vowel(text[i - 1]);
        char32_t c = text[i];
        const bool stretches =
            (before == 4 && (c == U'ウ' || c == U'オ')) || (before == 2 && c == U'ウ');
        if (!changed && stretches)
            c = U'ー';
        else if (!changed && before == 4 && c == U'ー')
            c = U'ウ';
        changed = changed || c != text[i];
        out += c;
    }
    return to_utf8(out);
}

std::string other_voicing(std::string_view katakana, Chance& chance) {
    std::u32string text = to_utf32(katakana);
    const auto length = static_cast<std::uint32_t>(text.size());
    if (length < 2) return std::string(katakana);
    // The first sound of a name is hardly ever misheard.
    const std::uint32_t start = chance.below(length - 1);
    for (std::uint32_t i = 0; i < length - 1; ++i) {
        char32_t& c = text[1 + (start + i) % (length - 1)];
        if (const char32_t plain = kana_plain_of(c)) {
            c = plain;
            return to_utf8(text);
        }
        if (const char32_t voiced = kana_voiced_of(c); voiced != 0 && i + 2 >= length) {
            c = voiced;
            return to_utf8(text);
        }
    }
    return to_utf8(text);
}

std::string romaji_of(std::string_view katakana, Romaji style) {
    std::string out;
    bool doubled = false;
    for (std::size_t at = 0; at < katakana.size();) {
        const char32_t c = next_code_point(katakana, at);
        if (c == U'ッ') {
            doubled = true;
            continue;
        }
        if (c == U'ン') {
            std::size_t ahead = at;
            const std::string_view next =
                at < katakana.size() ? romaji_syllable(next_code_point(katakana, ahead), style)
                                     : "";
            const bool labial =
                !next.empty() && (next[0] == 'b' || next[0] == 'm' || next[0] == 'p');
            out += labial && style == Romaji::hepburn ? 'm' : 'n';
            continue;
        }
        if (c == U'ー') continue;
        if (romaji_is_long(out, c) && style != Romaji::wapuro) {
            if (style == Romaji::with_oh && out.ends_with('o')) out += 'h';
            continue;
        }
        const std::string_view syllable = romaji_syllable(c, style);
        if (syllable.empty()) {
            append_utf8(out, c >= U'A' && c <= U'Z' ? c + 32 : c);
            continue;
        }
        if (c == U'ャ' || c == U'ュ' || c == U'ョ') {
            romaji_add_glide(out, syllable);
            continue;
        }
        if (doubled) out += syllable.starts_with("ch") ? 't' : syllable[0];
        doubled = false;
        out += syllable;
    }
    return out;
}

}  // namespace genbo::sample
