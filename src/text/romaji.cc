// SPDX-License-Identifier: Apache-2.0
// romaji_spellings() and kana_to_romaji_keys() of kana.h.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "text/kana.h"
#include "text/romaji.h"

namespace genbo {
namespace {

struct RomajiPair {
    std::string_view hepburn;
    std::string_view kunrei;
};
constexpr RomajiPair kKunrei[] = {
    {"SHI", "SI"},  {"CHI", "TI"},  {"TSU", "TU"},  {"FU", "HU"},   {"JI", "ZI"},   {"SHA", "SYA"},
    {"SHU", "SYU"}, {"SHO", "SYO"}, {"CHA", "TYA"}, {"CHU", "TYU"}, {"CHO", "TYO"}, {"JA", "ZYA"},
    {"JU", "ZYU"},  {"JO", "ZYO"},  {"TCH", "TT"},  {"MB", "NB"},   {"MM", "NM"},   {"MP", "NP"}};

std::string romaji_as_kunrei(std::string_view hepburn) {
    std::string out;
    for (std::size_t at = 0; at < hepburn.size();) {
        const RomajiPair* best = nullptr;
        for (const RomajiPair& pair : kKunrei) {
            const bool here = hepburn.substr(at).starts_with(pair.hepburn);
            if (here && (best == nullptr || pair.hepburn.size() > best->hepburn.size()))
                best = &pair;
        }
        if (best == nullptr) {
            out += hepburn[at++];
            continue;
        }
        // The second letter of MB belongs to the next syllable.
        const bool lips = best->hepburn[0] == 'M';
        const bool doubled = best->hepburn == "TCH";
        out += lips || doubled ? best->kunrei.substr(0, 1) : best->kunrei;
        at += lips || doubled ? 1 : best->hepburn.size();
    }
    return out;
}

}  // namespace

std::vector<std::string> romaji_spellings(std::string_view kana) {
    std::vector<std::string> found;
    const auto add = [&](std::string text) {
        if (!text.empty() && std::ranges::find(found, text) == found.end())
            found.push_back(std::move(text));
    };
    for (const bool kunrei : {false, true}) {
        for (const LongVowel vowels : {LongVowel::dropped, LongVowel::with_h, LongVowel::as_kana}) {
            const std::string spelled = romaji_of_kana(kana, vowels);
            add(kunrei ? romaji_as_kunrei(spelled) : spelled);
        }
    }
    return found;
}

std::vector<std::string> kana_to_romaji_keys(std::string_view kana) {
    std::vector<std::string> keys = {kana_to_romaji_key(kana)};
    constexpr std::u32string_view i_row = U"キシチニヒミリギジヂビピ";
    constexpr std::u32string_view large = U"ヤユヨ";
    constexpr std::u32string_view small = U"ャュョ";
    std::u32string letters = to_utf32(katakana(kana));
    bool changed = false;
    for (std::size_t i = 1; i < letters.size(); ++i) {
        const std::size_t y = large.find(letters[i]);
        if (y == std::u32string_view::npos || i_row.find(letters[i - 1]) == i_row.npos) continue;
        letters[i] = small[y];
        changed = true;
    }
    if (changed) {
        std::string key = kana_to_romaji_key(to_utf8(letters));
        if (key != keys[0]) keys.push_back(std::move(key));
    }
    return keys;
}

}  // namespace genbo
