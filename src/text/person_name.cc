// SPDX-License-Identifier: Apache-2.0
#include "text/person_name.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/letters.h"
#include "text/name_tables.h"

namespace genbo {
namespace {

constexpr double kSeparatorMargin = 99;
// Log weight of cells that hold one part of a name alone.  They are rarer than slips of the model
// are frequent, hence less than their share.
constexpr double kLengthWeight = 0.7;
constexpr double kSurnameOnly = -7.5;
constexpr double kGivenOnly = -8.5;

// Nothing in a name ends like this.
constexpr std::string_view kHonorifics[] = {
    "ご担当者様", "御担当者様", "ご担当者", "御中",   "様",   "さま", "サマ", "殿",
    "どの",       "さん",       "サン",     "ちゃん", "くん", "先生", "女史", "各位"};
// These end given names as well (義行, 君), so they must stand alone.
constexpr std::string_view kLoneHonorifics[] = {" 行", " 宛", " 氏", " 君", " 宛て", " ドノ"};
constexpr std::string_view kEnglishTitles[] = {"mr.", "mrs.", "ms.", "dr.", "prof.",
                                               "mr ", "mrs ", "ms ", "dr ", "miss "};

std::size_t name_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string name_without_titles(std::string_view name) {
    std::string_view rest = name;
    for (bool again = true; again;) {
        again = false;
        rest = trim_spaces(rest);
        for (const std::string_view word : kHonorifics) {
            // さんさん may be a name; 様 needs somebody in front.
            if (rest.size() > word.size() && eat_suffix(rest, word)) again = true;
        }
        for (const std::string_view word : kLoneHonorifics) {
            if (rest.size() > word.size() && eat_suffix(rest, word)) again = true;
        }
    }
    for (const std::string_view title : kEnglishTitles) {
        if (rest.size() <= title.size()) continue;
        std::string head{rest.substr(0, title.size())};
        std::ranges::transform(head, head.begin(), ascii_lower);
        if (head == title) rest = trim_spaces(rest.substr(title.size()));
    }
    return std::string{rest};
}

// "山田(旧姓鈴木)花子" -> "山田花子".
std::string name_without_brackets(std::string_view text) {
    std::string out;
    int depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(text, at);
        const bool opens = c == '(' || c == '[' || c == U'【' || c == U'〔' || c == U'「';
        const bool shuts = c == ')' || c == ']' || c == U'】' || c == U'〕' || c == U'」';
        if (opens) ++depth;
        if (depth == 0 && !shuts) out.append(text, from, at - from);
        if (shuts && depth > 0) --depth;
    }
    return depth == 0 && !trim_spaces(out).empty() ? out : std::string{text};
}

// Takes "佐藤様方" out of the words; the rest is the name.
std::string name_take_care_of(std::string& text) {
    const std::size_t at = text.find("様方");
    if (at == std::string::npos || at == 0) return {};
    const std::size_t space = text.rfind(' ', at);
    const std::size_t from = space == std::string::npos ? 0 : space + 1;
    std::string care_of = text.substr(from, at - from);
    std::string rest = text.substr(0, from) + text.substr(at + std::string_view{"様方"}.size());
    if (trim_spaces(rest).empty()) return {};
    text = collapse_spaces(rest);
    return care_of;
}

// "旧姓鈴木 山田花子" -> "山田花子".
std::string_view name_without_former(std::string_view text) {
    const std::size_t space = text.find(' ');
    const bool former = text.starts_with("旧姓") && space != std::string_view::npos;
    return former ? trim_spaces(text.substr(space + 1)) : text;
}

std::vector<std::string_view> name_words(std::string_view text) {
    std::vector<std::string_view> words;
    while (!(text = trim_spaces(text)).empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

// Separators of every kind to ' '.  A comma keeps its meaning in Latin names only.
std::string name_spaced(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(text, at);
        if (c == U'・' || c == U'=' || c == U'＝' || c == U'゠' || c == U'、' || c == '/' ||
            c == '_')
            out += ' ';
        else
            out.append(text, from, at - from);
    }
    return collapse_spaces(out);
}

// log P(surname length, given length) of 2,929 public filers, smoothed and taken mildly: the parts'
// own probabilities know of their lengths as well.
double name_length_prior(std::size_t surname, std::size_t given) {
    constexpr double share[4][4] = {
        {0.006, 0.039, 0.006, 0.0005},
        {0.141, 0.721, 0.054, 0.0010},
        {0.008, 0.024, 0.003, 0.0003},
        {0.0004, 0.001, 0.0003, 0.0001}};
    if (surname == 0 || given == 0) return -1000;
    if (surname > 4 || given > 4) return std::log(0.00005);
    return kLengthWeight * std::log(share[surname - 1][given - 1]);
}

// The same for kana, in letters.
double name_kana_prior(std::size_t surname, std::size_t given) {
    constexpr double letters[] = {0.001, 0.06, 0.35, 0.44, 0.12, 0.025, 0.004};
    if (surname == 0 || given == 0 || surname > 7 || given > 7) return -9;
    return std::log(letters[surname - 1]) + std::log(letters[given - 1]);
}

enum class NameScript { kanji, kana, other };

NameScript name_script(char32_t c) {
    if (is_kanji(c)) return NameScript::kanji;
    // 一ノ瀬, 三ツ井, 八ヶ岳: kana that stand among kanji.
    if (c == U'ノ' || c == U'ヶ' || c == U'ケ' || c == U'ツ' || c == U'ッ')
        return NameScript::kanji;
    return is_kana_letter(c) ? NameScript::kana : NameScript::other;
}

// Parts end where the script changes, all the more where it changes only once: こやり隆史.
double name_script_bonus(std::u32string_view name, std::size_t cut) {
    std::size_t borders = 0;
    for (std::size_t i = 1; i < name.size(); ++i)
        borders += name_script(name[i]) != name_script(name[i - 1]) ? 1 : 0;
    if (borders == 0) return 0;
    const bool here = name_script(name[cut - 1]) != name_script(name[cut]);
    if (borders == 1) return here ? 5 : -4;
    return here ? 3 : -2;
}

// How well a reading speaks for one cut.  A split reading judges both parts, an unsplit one is
// enough when it can be cut so that both parts are read.
double name_reading_bonus(
    std::string_view surname, std::string_view given, const std::vector<std::string_view>& kana) {
    constexpr double fits = 5;
    if (kana.size() >= 2) {
        std::string rest;
        for (std::size_t i = 1; i < kana.size(); ++i) rest += kana[i];
        return (reading_fits(surname, kana[0]) ? fits : -fits) +
               (reading_fits(given, rest) ? fits : -fits);
    }
    if (kana.empty()) return 0;
    // A reading that the dictionary lists for this surname says more than one put together.
    constexpr double listed = 3;
    const std::u32string whole = to_utf32(kana[0]);
    double best = -fits;
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const std::string head = to_utf8(std::u32string_view{whole}.substr(0, cut));
        if (!reading_fits(surname, head)) continue;
        const bool both = reading_fits(given, to_utf8(std::u32string_view{whole}.substr(cut)));
        const double known = surname_reading_listed(surname, head) ? listed : 0;
        best = std::max(best, known + (both ? 2 * fits : 0.0));
    }
    return best;
}

// No part of a name begins with a small letter, ー, ン or 々.
bool name_cannot_begin(char32_t c) {
    constexpr std::u32string_view never = U"ァィゥェォャュョッーンぁぃぅぇぉゃゅょっん々ヽヾゝゞ";
    return never.find(c) != std::u32string_view::npos;
}

// The best cut of a name without separators.
void name_cut(std::string_view name, const std::vector<std::string_view>& kana, PersonName& out) {
    const std::u32string shown = to_utf32(name);
    const std::u32string folded = to_utf32(fold_variants(name));
    if (shown.size() < 2 || shown.size() > 14 || folded.size() != shown.size()) {
        out.surname = name;
        return;
    }
    const bool all_kana = is_kana(name);
    const NameTables& tables = NameTables::get();
    double best = -1e9;
    double second = -1e9;
    std::size_t best_cut = 0;
    const auto consider = [&](std::size_t cut, double score) {
        second = std::max(second, std::min(score, best));
        if (score <= best) return;
        best = score;
        best_cut = cut;
    };
    for (std::size_t cut = 1; cut < folded.size(); ++cut) {
        if (name_cannot_begin(folded[cut])) continue;
        const std::u32string_view surname = std::u32string_view{folded}.substr(0, cut);
        const std::u32string_view given = std::u32string_view{folded}.substr(cut);
        double score = all_kana ? name_kana_prior(surname.size(), given.size())
                                : name_length_prior(surname.size(), given.size());
        score += tables.log_probability(NamePart::surname, surname) +
                 tables.log_probability(NamePart::given, given) + name_script_bonus(folded, cut);
        if (!all_kana && !kana.empty())
            score += name_reading_bonus(to_utf8(surname), to_utf8(given), kana);
        consider(cut, score);
    }
    // 五十嵐 or 花子 may be all that was written.
    if (kana.size() < 2) {
        // 田中 with タナカ: one reading for the whole.
        double read = 0;
        if (!all_kana && !kana.empty()) read = reading_fits(name, kana[0]) ? 10 : -5;
        consider(
            folded.size(), kSurnameOnly + read + tables.log_probability(NamePart::surname, folded));
        consider(0, kGivenOnly + read + tables.log_probability(NamePart::given, folded));
    }
    out.surname = to_utf8(std::u32string_view{shown}.substr(0, best_cut));
    out.given = to_utf8(std::u32string_view{shown}.substr(best_cut));
    out.margin = std::min(best - second, kSeparatorMargin);
    out.split_known = out.margin >= kSplitMargin;
}

void name_latin(std::string_view text, PersonName& out) {
    const std::size_t comma = text.find(',');
    const auto join = [](const std::vector<std::string_view>& words, std::size_t from) {
        std::string joined;
        for (std::size_t i = from; i < words.size(); ++i) {
            if (!joined.empty()) joined += ' ';
            joined += words[i];
        }
        return joined;
    };
    if (comma != std::string_view::npos) {
        out.surname = join(name_words(text.substr(0, comma)), 0);
        out.given = join(name_words(text.substr(comma + 1)), 0);
        out.split_known = !out.surname.empty() && !out.given.empty();
        out.margin = out.split_known ? kSeparatorMargin : 0;
        return;
    }
    const std::vector<std::string_view> words = name_words(text);
    const auto capitals = [](std::string_view word) {
        return word.size() > 1 &&
               std::ranges::none_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
    };
    // 在留カード and passports write the surname first; "Taro YAMADA" marks it by capitals.
    const bool last_marked = words.size() > 1 && capitals(words.back()) && !capitals(words.front());
    const bool first_marked =
        words.size() > 1 && capitals(words.front()) && !capitals(words.back());
    if (last_marked) {
        out.surname = words.back();
        out.given = join({words.begin(), words.end() - 1}, 0);
    } else {
        out.surname = words.empty() ? std::string{} : std::string{words[0]};
        out.given = join(words, 1);
    }
    out.split_known = first_marked || last_marked;
    out.margin = out.split_known ? kSplitMargin : 0;
}

}  // namespace

std::string strip_honorific(std::string_view name) {
    return name_without_titles(collapse_spaces(fold_width(name)));
}

PersonName split_name(std::string_view full, std::string_view kana) {
    PersonName out;
    // No name is longer; what is, is a note in the wrong column.
    std::string text = name_without_brackets(collapse_spaces(fold_width(full.substr(0, 400))));
    out.care_of = name_take_care_of(text);
    text = name_without_titles(name_without_former(text));
    const std::string spaced = name_spaced(text);
    if (spaced.empty()) return out;
    if (is_latin(spaced)) {
        name_latin(spaced, out);
        return out;
    }
    const std::string kana_spaced = name_spaced(fold_width(kana.substr(0, 400)));
    const std::vector<std::string_view> readings = name_words(kana_spaced);
    const std::vector<std::string_view> words = name_words(spaced);
    const auto single = [](std::string_view word) { return name_characters(word) == 1; };
    const bool letter_spaced = words.size() >= 3 && std::ranges::all_of(words, single);
    if (words.size() == 1 || letter_spaced) {
        std::string joined;
        for (const std::string_view word : words) joined += word;
        name_cut(joined, readings, out);
        return out;
    }
    out.surname = words[0];
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (i > 1) out.given += ' ';
        out.given += words[i];
    }
    // ジョン・スミス: with ・ in katakana, nobody knows which comes first.
    const bool foreign = is_kana(text) && text.find("・") != std::string::npos;
    out.split_known = !foreign;
    out.margin = foreign ? 0 : kSeparatorMargin;
    return out;
}

std::string name_key(std::string_view name) {
    return fold_variants(fold_key(strip_honorific(name)));
}

}  // namespace genbo
