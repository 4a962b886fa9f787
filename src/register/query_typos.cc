// SPDX-License-Identifier: Apache-2.0
#include "register/query_typos.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {

namespace {

constexpr std::size_t kKanaLeast = 3;
constexpr std::size_t kLatinLeast = 4;
constexpr std::size_t kTypedMost = 32;
constexpr std::size_t kReadingsMost = 6;

constexpr std::u32string_view kKatakana =
    U"アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダヂヅデドナニヌネノ"
    U"ハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲンヴャュョッァィゥェォー";
constexpr std::u32string_view kLatin = U"abcdefghijklmnopqrstuvwxyz";
constexpr std::u32string_view kMail = U"abcdefghijklmnopqrstuvwxyz0123456789._-";
constexpr std::u32string_view kDigits = U"0123456789";

// All that is one mistake away from `typed` and no shorter than `least`.
std::vector<std::u32string> one_mistake_away(
    std::u32string_view typed, std::u32string_view letters, std::size_t least) {
    std::vector<std::u32string> out;
    const auto add = [&](std::u32string text) {
        if (text.size() >= least) out.push_back(std::move(text));
    };
    for (std::size_t i = 0; i <= typed.size(); ++i) {
        const std::u32string before{typed.substr(0, i)};
        const auto rest = typed.substr(i);
        for (const char32_t letter : letters) {
            add(before + letter + std::u32string{rest});
            if (!rest.empty()) add(before + letter + std::u32string{rest.substr(1)});
        }
        if (!rest.empty()) add(before + std::u32string{rest.substr(1)});
        if (rest.size() >= 2) add(before + rest[1] + rest[0] + std::u32string{rest.substr(2)});
    }
    return out;
}

void put_mistakes(
    std::vector<SearchToken>& out, const SearchToken& token, std::u32string_view letters,
    std::size_t least) {
    const auto typed = to_utf32(token.text);
    if (typed.size() < least || typed.size() > kTypedMost) return;
    for (const auto& text : one_mistake_away(typed, letters, least))
        out.push_back({token.kind, to_utf8(text)});
}

// Whole numbers only: the ends of numbers are found as they are.
void put_phone_mistakes(std::vector<SearchToken>& out, const SearchToken& token) {
    constexpr std::size_t kNumberLeast = 9;
    const auto typed = to_utf32(token.text);
    if (typed.size() < kNumberLeast || typed.size() > kNumberLeast + 3) return;
    for (const auto& text : one_mistake_away(typed, kDigits, kNumberLeast + 1))
        if (text.size() <= kNumberLeast + 2) out.push_back({token.kind, to_utf8(text)});
}

std::vector<std::string> readings_of(std::string_view part) {
    auto readings = listed_readings(part);
    if (readings.size() > kReadingsMost) readings.resize(kReadingsMost);
    return readings;
}

// Everybody who is read alike, and whose reading is known.
void put_read_alike(std::vector<SearchToken>& out, std::string_view name) {
    const auto add = [&](const std::string& kana) {
        if (const auto key = kana_key(kana); !key.empty()) out.push_back({SearchKind::kana, key});
    };
    for (const auto& reading : readings_of(name)) add(reading);
    const auto parts = split_name(name);
    if (!parts.split_known || parts.given.empty()) return;
    for (const auto& surname : readings_of(parts.surname))
        for (const auto& given : readings_of(parts.given)) add(surname + given);
}

// Another last character, as when the conversion to kanji went wrong at the end: everybody whose
// name begins with the others.
void put_beginning(std::vector<SearchToken>& out, const SearchToken& token, std::size_t least) {
    auto typed = to_utf32(token.text);
    if (typed.size() < least) return;
    typed.pop_back();
    out.push_back({token.kind, to_utf8(typed)});
}

// A kanji word beside another may be as short as two.
constexpr std::size_t kKanjiLeast = 3;
constexpr std::size_t kKanjiBesideLeast = 2;

QueryTerm forgiving(const QueryTerm& term, std::size_t kanji_least) {
    QueryTerm wide = term;
    for (const auto& token : term.alternatives) {
        switch (token.kind) {
            case SearchKind::kana:
                put_mistakes(wide.alternatives, token, kKatakana, kKanaLeast);
                break;
            case SearchKind::romaji:
                put_mistakes(wide.alternatives, token, kLatin, kLatinLeast);
                break;
            case SearchKind::email:
                put_mistakes(wide.alternatives, token, kMail, kLatinLeast);
                break;
            case SearchKind::phone: put_phone_mistakes(wide.alternatives, token); break;
            case SearchKind::name:
                put_read_alike(wide.alternatives, token.text);
                put_beginning(wide.alternatives, token, kanji_least);
                break;
            case SearchKind::postal:
            case SearchKind::address:
            case SearchKind::company: break;
        }
    }
    std::ranges::sort(wide.alternatives);
    const auto repeated = std::ranges::unique(wide.alternatives);
    wide.alternatives.erase(repeated.begin(), repeated.end());
    return wide;
}

}  // namespace

std::vector<QueryTerm> forgive_typing(const std::vector<QueryTerm>& query) {
    std::vector<QueryTerm> out;
    const auto kanji_least = query.size() > 1 ? kKanjiBesideLeast : kKanjiLeast;
    std::size_t left = kSpellingsMost;
    for (const auto& term : query) {
        out.push_back(term);
        if (left == 0) continue;
        auto wide = forgiving(term, kanji_least);
        const auto more = wide.alternatives.size() - term.alternatives.size();
        left = more > left ? 0 : left - more;
        if (left > 0) out.back() = std::move(wide);
    }
    return out;
}

}  // namespace genbo
