// SPDX-License-Identifier: Apache-2.0

#include "sample/foreign_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace genbo::sample {
namespace {

struct ForeignWord {
    std::string_view name;
    std::string_view kana;
    std::string_view other_kana = {};
};

// clang-format off
constexpr std::array kKanjiFamily = {
    ForeignWord{"王", "ワン", "オウ"},   ForeignWord{"李", "リ", "リー"},     ForeignWord{"張", "チャン", "チョウ"},
    ForeignWord{"劉", "リュウ", "リウ"}, ForeignWord{"陳", "チン", "チェン"}, ForeignWord{"楊", "ヨウ", "ヤン"},
    ForeignWord{"趙", "チョウ", "ジャオ"}, ForeignWord{"黄", "コウ", "ホアン"}, ForeignWord{"周", "シュウ", "ジョウ"},
    ForeignWord{"呉", "ゴ", "ウー"},     ForeignWord{"金", "キム", "キン"},   ForeignWord{"朴", "パク", "ボク"},
    ForeignWord{"崔", "チェ", "サイ"},   ForeignWord{"鄭", "チョン", "テイ"}, ForeignWord{"姜", "カン", "キョウ"},
    ForeignWord{"林", "リン", "イム"},   ForeignWord{"徐", "ジョ", "ソ"},     ForeignWord{"孫", "ソン"},
};
constexpr std::array kKanjiGiven = {
    ForeignWord{"偉", "イ", "ウェイ"},       ForeignWord{"静", "セイ", "ジン"},
    ForeignWord{"麗", "レイ", "リー"},
    ForeignWord{"小明", "ショウメイ", "シャオミン"}, ForeignWord{"建国", "ケンコク", "ジェングオ"},
    ForeignWord{"雪梅", "セツバイ", "シュエメイ"}, ForeignWord{"志強", "シキョウ", "ジーチャン"},
    ForeignWord{"美玲", "ビレイ", "メイリン"}, ForeignWord{"民秀", "ミンス"},          ForeignWord{"智恵", "チヘ"},
    ForeignWord{"哲洙", "チョルス"},         ForeignWord{"英姫", "ヨンヒ"},          ForeignWord{"俊昊", "チュンホ"},
    ForeignWord{"秀賢", "スヒョン"},         ForeignWord{"宇航", "ウコウ", "ユーハン"},
    ForeignWord{"思雨", "シウ", "スーユー"},
    ForeignWord{"文傑", "ブンケツ", "ウェンジエ"}, ForeignWord{"佳怡", "カイ", "ジャーイー"},
};
constexpr std::array kLatinFamily = {
    ForeignWord{"NGUYEN", "グエン"},   ForeignWord{"TRAN", "チャン"},     ForeignWord{"LE", "レ"},
    ForeignWord{"PHAM", "ファム"},     ForeignWord{"SANTOS", "サントス"}, ForeignWord{"SILVA", "シルバ"},
    ForeignWord{"DE LA CRUZ", "デラクルス"}, ForeignWord{"GARCIA", "ガルシア"}, ForeignWord{"REYES", "レイエス"},
    ForeignWord{"SMITH", "スミス"},    ForeignWord{"JOHNSON", "ジョンソン"}, ForeignWord{"BROWN", "ブラウン"},
    ForeignWord{"SHRESTHA", "シュレスタ"}, ForeignWord{"GURUNG", "グルン"}, ForeignWord{"SINGH", "シン"},
    ForeignWord{"RAHMAN", "ラーマン"}, ForeignWord{"PEREIRA", "ペレイラ"}, ForeignWord{"OLIVEIRA", "オリベイラ"},
    ForeignWord{"MULLER", "ミュラー"}, ForeignWord{"HTET", "テッ"},
};
constexpr std::array kLatinMale = {
    ForeignWord{"VAN", "ヴァン"},     ForeignWord{"MINH", "ミン"},       ForeignWord{"DUC", "ドゥック"},
    ForeignWord{"JOSE", "ホセ"},      ForeignWord{"MICHAEL", "マイケル"}, ForeignWord{"DAVID", "デイビッド"},
    ForeignWord{"CARLOS", "カルロス"}, ForeignWord{"PAULO", "パウロ"},   ForeignWord{"KUMAR", "クマル"},
    ForeignWord{"BAHADUR", "バハドゥル"}, ForeignWord{"JAMES", "ジェームズ"}, ForeignWord{"LUIZ", "ルイス"},
};
constexpr std::array kLatinFemale = {
    ForeignWord{"THI", "ティ"},       ForeignWord{"LAN", "ラン"},        ForeignWord{"HUONG", "フオン"},
    ForeignWord{"MARIA", "マリア"},   ForeignWord{"ANA", "アナ"},
    ForeignWord{"JENNIFER", "ジェニファー"},
    ForeignWord{"GRACE", "グレース"}, ForeignWord{"SITA", "シタ"},       ForeignWord{"EMILY", "エミリー"},
    ForeignWord{"LINH", "リン"},      ForeignWord{"ROSE", "ローズ"},     ForeignWord{"CAMILA", "カミラ"},
};
// clang-format on

std::string foreign_reading(const ForeignWord& word, bool other) {
    return std::string(other && !word.other_kana.empty() ? word.other_kana : word.kana);
}

}  // namespace

ForeignName draw_foreign_name(Gender gender, Chance& family_chance, Chance& chance) {
    ForeignName name{.latin = family_chance.happens(0.6)};
    if (!name.latin) {
        const bool other = family_chance.happens(0.5);
        const ForeignWord& family = family_chance.pick(kKanjiFamily);
        const ForeignWord& given = chance.pick(kKanjiGiven);
        name.surname = family.name;
        name.surname_kana = foreign_reading(family, other);
        name.given = given.name;
        name.given_kana = foreign_reading(given, other);
        return name;
    }
    const ForeignWord& family = family_chance.pick(kLatinFamily);
    name.surname = family.name;
    name.surname_kana = family.kana;
    std::uint32_t parts = 1;
    if (chance.happens(0.45)) ++parts;
    if (chance.happens(0.1)) ++parts;
    const auto& words = gender == Gender::male ? kLatinMale : kLatinFemale;
    const std::uint32_t first = chance.below(static_cast<std::uint32_t>(words.size()));
    for (std::uint32_t i = 0; i < parts; ++i) {
        const ForeignWord& word = words[(first + i * 5) % words.size()];
        if (i > 0) {
            name.given += ' ';
            name.given_kana += ' ';
        }
        name.given += word.name;
        name.given_kana += word.kana;
    }
    return name;
}

bool other_foreign_form(ForeignName& name, Chance& chance) {
    const auto reread = [](const auto& words, std::string_view word, std::string& kana) {
        for (const ForeignWord& entry : words) {
            if (entry.name != word || entry.other_kana.empty()) continue;
            kana = kana == entry.kana ? entry.other_kana : entry.kana;
            return true;
        }
        return false;
    };
    if (!name.latin) {
        const bool family = reread(kKanjiFamily, name.surname, name.surname_kana);
        const bool given = reread(kKanjiGiven, name.given, name.given_kana);
        return family || given;
    }
    const std::size_t space = name.given.find(' ');
    if (space != std::string::npos && chance.happens(0.4)) {
        name.given.resize(space);
        name.given_kana.resize(name.given_kana.find(' '));
        return true;
    }
    if (chance.happens(0.6)) {
        name.surname = name.surname_kana;
        name.given = name.given_kana;
    } else {
        std::swap(name.surname, name.given);
    }
    return true;
}

}  // namespace genbo::sample
