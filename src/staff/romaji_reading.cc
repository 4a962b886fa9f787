// SPDX-License-Identifier: Apache-2.0
#include "staff/romaji_reading.h"

#include <map>

namespace genbo {

namespace {

// Consonant by consonant; the five vowels in the order a i u e o, "-" where there is none.
constexpr std::string_view kSyllables =
    " ア イ ウ エ オ;k カ キ ク ケ コ;s サ シ ス セ ソ;t タ チ ツ テ ト;n ナ ニ ヌ ネ ノ;"
    "h ハ ヒ フ ヘ ホ;m マ ミ ム メ モ;y ヤ - ユ - ヨ;r ラ リ ル レ ロ;w ワ - - - ヲ;"
    "g ガ ギ グ ゲ ゴ;z ザ ジ ズ ゼ ゾ;d ダ ヂ ヅ デ ド;b バ ビ ブ ベ ボ;p パ ピ プ ペ ポ;"
    "ky キャ - キュ - キョ;sh シャ シ シュ - ショ;sy シャ - シュ - ショ;ch チャ チ チュ - チョ;"
    "ty チャ - チュ - チョ;ny ニャ - ニュ - ニョ;hy ヒャ - ヒュ - ヒョ;my ミャ - ミュ - ミョ;"
    "ry リャ - リュ - リョ;gy ギャ - ギュ - ギョ;j ジャ ジ ジュ - ジョ;jy ジャ - ジュ - ジョ;"
    "zy ジャ - ジュ - ジョ;by ビャ - ビュ - ビョ;py ピャ - ピュ - ピョ;ts - - ツ - -;"
    "f ファ フィ フ フェ フォ";

std::string_view next_word(std::string_view& rest, char stop) {
    const auto end = std::min(rest.find(stop), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

const std::map<std::string, std::string, std::less<>>& syllable_kana() {
    static const auto table = [] {
        std::map<std::string, std::string, std::less<>> made;
        std::string_view rows = kSyllables;
        while (!rows.empty()) {
            std::string_view row = next_word(rows, ';');
            const std::string consonant{next_word(row, ' ')};
            for (const char vowel : {'a', 'i', 'u', 'e', 'o'})
                if (const auto kana = next_word(row, ' '); kana != "-")
                    made.emplace(consonant + vowel, kana);
        }
        return made;
    }();
    return table;
}

bool is_vowel(char c) { return std::string_view{"aiueo"}.find(c) != std::string_view::npos; }

}  // namespace

std::string kana_of_romaji(std::string_view letters) {
    constexpr std::size_t kSyllableMax = 3;
    const auto& table = syllable_kana();
    std::string kana;
    while (!letters.empty()) {
        std::size_t taken = 0;
        for (std::size_t size = std::min(kSyllableMax, letters.size()); size > 0; --size)
            if (const auto at = table.find(letters.substr(0, size)); at != table.end()) {
                kana += at->second;
                taken = size;
                break;
            }
        const char first = letters[0];
        const char second = letters.size() > 1 ? letters[1] : '\0';
        if (taken > 0) {
            letters.remove_prefix(taken);
        } else if (first == 'n' || (first == 'm' && (second == 'b' || second == 'p'))) {
            kana += "ン";
            letters.remove_prefix(second == '\'' ? 2 : 1);
        } else if (first == second && !is_vowel(first)) {
            kana += "ッ";
            letters.remove_prefix(1);
        } else if (first == 'h' && !kana.empty() && !is_vowel(second)) {
            letters.remove_prefix(1);  // Ohta.
        } else {
            return {};
        }
    }
    return kana;
}

}  // namespace genbo
