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

constexpr std::array kKanjiFamily = {
    ForeignWord{"王", "ワン", "オウ"},
    ForeignWord{"李", "リ", "リー"},
    ForeignWord{"張", "チャン", "チョウ"},
    ForeignWord{"劉", "リュウ", "リウ"},
    ForeignWord{"陳", "チン", "チェン"},
    ForeignWord{"楊", "ヨウ", "ヤン"},
    ForeignWord{"趙", "チョウ", "ジャオ"},
    ForeignWord{"黄", "コウ", "ホアン"},
    ForeignWord{"周", "シュウ", "ジョウ"},
    ForeignWord{"呉", "ゴ", "ウー"},
    ForeignWord{"金", "キム", "キン"},
    ForeignWord{"朴", "パク", "ボク"},
    ForeignWord{"崔", "チェ", "サイ"},
    ForeignWord{"鄭", "チョン", "テイ"},
    ForeignWord{"姜", "カン", "キョウ"},
    ForeignWord{"林", "リン", "イム"},
    ForeignWord{"徐", "ジョ", "ソ"},
    ForeignWord{"孫", "ソン"},
    ForeignWord{"馬", "バ", "マー"},
    ForeignWord{"胡", "コ", "フー"},
    ForeignWord{"郭", "カク", "グオ"},
    ForeignWord{"何", "カ", "ホー"},
    ForeignWord{"高", "コウ", "ガオ"},
    ForeignWord{"羅", "ラ", "ルオ"},
    ForeignWord{"梁", "リョウ", "リャン"},
    ForeignWord{"宋", "ソウ", "ソン"},
    ForeignWord{"唐", "トウ", "タン"},
    ForeignWord{"許", "キョ", "シュー"},
    ForeignWord{"鄧", "トウ", "ドン"},
    ForeignWord{"曹", "ソウ", "ツァオ"},
    ForeignWord{"曾", "ソウ", "ツォン"},
    ForeignWord{"彭", "ホウ", "ポン"},
    ForeignWord{"蔡", "サイ", "ツァイ"},
    ForeignWord{"潘", "ハン", "パン"},
    ForeignWord{"田", "デン", "ティエン"},
    ForeignWord{"董", "トウ", "ドン"},
    ForeignWord{"袁", "エン", "ユエン"},
    ForeignWord{"余", "ヨ", "ユー"},
    ForeignWord{"尹", "ユン", "イン"},
    ForeignWord{"安", "アン"},
    ForeignWord{"申", "シン"},
    ForeignWord{"韓", "ハン", "カン"},
};
// The parts of a given name of two characters; some have one alone.
constexpr std::array kKanjiGiven = {
    ForeignWord{"偉", "イ", "ウェイ"},
    ForeignWord{"静", "セイ", "ジン"},
    ForeignWord{"麗", "レイ", "リー"},
    ForeignWord{"明", "メイ", "ミン"},
    ForeignWord{"国", "コク", "グオ"},
    ForeignWord{"建", "ケン", "ジェン"},
    ForeignWord{"雪", "セツ", "シュエ"},
    ForeignWord{"梅", "バイ", "メイ"},
    ForeignWord{"志", "シ", "ジー"},
    ForeignWord{"強", "キョウ", "チャン"},
    ForeignWord{"美", "ビ", "メイ"},
    ForeignWord{"玲", "レイ", "リン"},
    ForeignWord{"民", "ミン"},
    ForeignWord{"秀", "シュウ", "ス"},
    ForeignWord{"智", "チ", "ジ"},
    ForeignWord{"恵", "ヘ", "フイ"},
    ForeignWord{"哲", "テツ", "チョル"},
    ForeignWord{"英", "エイ", "ヨン"},
    ForeignWord{"姫", "ヒ"},
    ForeignWord{"俊", "シュン", "ジュン"},
    ForeignWord{"昊", "コウ", "ホ"},
    ForeignWord{"賢", "ケン", "ヒョン"},
    ForeignWord{"宇", "ウ", "ユー"},
    ForeignWord{"航", "コウ", "ハン"},
    ForeignWord{"思", "シ", "スー"},
    ForeignWord{"雨", "ウ", "ユー"},
    ForeignWord{"文", "ブン", "ウェン"},
    ForeignWord{"傑", "ケツ", "ジエ"},
    ForeignWord{"佳", "カ", "ジャー"},
    ForeignWord{"怡", "イ"},
    ForeignWord{"海", "カイ", "ハイ"},
    ForeignWord{"暁", "ギョウ", "シャオ"},
    ForeignWord{"春", "シュン", "チュン"},
    ForeignWord{"紅", "コウ", "ホン"},
    ForeignWord{"軍", "グン", "ジュン"},
    ForeignWord{"平", "ヘイ", "ピン"},
    ForeignWord{"子", "シ", "ズー"},
    ForeignWord{"涵", "カン", "ハン"},
    ForeignWord{"博", "ハク", "ボー"},
    ForeignWord{"東", "トウ", "ドン"},
    ForeignWord{"永", "エイ", "ヨン"},
    ForeignWord{"鎮", "チン", "ジン"},
};
constexpr std::array kLatinFamily = {
    ForeignWord{"NGUYEN", "グエン"},
    ForeignWord{"TRAN", "チャン"},
    ForeignWord{"LE", "レ"},
    ForeignWord{"PHAM", "ファム"},
    ForeignWord{"HOANG", "ホアン"},
    ForeignWord{"VU", "ヴ"},
    ForeignWord{"DANG", "ダン"},
    ForeignWord{"BUI", "ブイ"},
    ForeignWord{"SANTOS", "サントス"},
    ForeignWord{"SILVA", "シルバ"},
    ForeignWord{"DE LA CRUZ", "デラクルス"},
    ForeignWord{"GARCIA", "ガルシア"},
    ForeignWord{"REYES", "レイエス"},
    ForeignWord{"BAUTISTA", "バウティスタ"},
    ForeignWord{"MENDOZA", "メンドーサ"},
    ForeignWord{"RAMOS", "ラモス"},
    ForeignWord{"SMITH", "スミス"},
    ForeignWord{"JOHNSON", "ジョンソン"},
    ForeignWord{"BROWN", "ブラウン"},
    ForeignWord{"MILLER", "ミラー"},
    ForeignWord{"WILSON", "ウィルソン"},
    ForeignWord{"SHRESTHA", "シュレスタ"},
    ForeignWord{"GURUNG", "グルン"},
    ForeignWord{"TAMANG", "タマン"},
    ForeignWord{"THAPA", "タパ"},
    ForeignWord{"SINGH", "シン"},
    ForeignWord{"RAHMAN", "ラーマン"},
    ForeignWord{"HOSSAIN", "ホセイン"},
    ForeignWord{"PEREIRA", "ペレイラ"},
    ForeignWord{"OLIVEIRA", "オリベイラ"},
    ForeignWord{"SOUZA", "ソウザ"},
    ForeignWord{"FERREIRA", "フェレイラ"},
    ForeignWord{"MULLER", "ミュラー"},
    ForeignWord{"MARTIN", "マルタン"},
    ForeignWord{"HTET", "テッ"},
    ForeignWord{"SUSANTO", "スサント"},
    ForeignWord{"WIJAYA", "ウィジャヤ"},
    ForeignWord{"IVANOVA", "イワノワ"},
    ForeignWord{"PERERA", "ペレラ"},
    ForeignWord{"FERNANDO", "フェルナンド"},
};
constexpr std::array kLatinMale = {
    ForeignWord{"VAN", "ヴァン"},         ForeignWord{"MINH", "ミン"},
    ForeignWord{"DUC", "ドゥック"},       ForeignWord{"TUAN", "トゥアン"},
    ForeignWord{"HUNG", "フン"},          ForeignWord{"DUNG", "ズン"},
    ForeignWord{"QUANG", "クアン"},       ForeignWord{"LONG", "ロン"},
    ForeignWord{"JOSE", "ホセ"},          ForeignWord{"MICHAEL", "マイケル"},
    ForeignWord{"DAVID", "デイビッド"},   ForeignWord{"CARLOS", "カルロス"},
    ForeignWord{"PAULO", "パウロ"},       ForeignWord{"KUMAR", "クマル"},
    ForeignWord{"BAHADUR", "バハドゥル"}, ForeignWord{"JAMES", "ジェームズ"},
    ForeignWord{"LUIZ", "ルイス"},        ForeignWord{"JOHN", "ジョン"},
    ForeignWord{"MARK", "マーク"},        ForeignWord{"ANDRE", "アンドレ"},
    ForeignWord{"RAM", "ラム"},           ForeignWord{"BUDI", "ブディ"},
    ForeignWord{"THOMAS", "トーマス"},    ForeignWord{"RICARDO", "リカルド"},
    ForeignWord{"ROBERT", "ロバート"},    ForeignWord{"ALEX", "アレックス"},
    ForeignWord{"SAGAR", "サガル"},       ForeignWord{"DINESH", "ディネシュ"},
    ForeignWord{"MARCO", "マルコ"},       ForeignWord{"PETER", "ピーター"},
};
constexpr std::array kLatinFemale = {
    ForeignWord{"THI", "ティ"},
    ForeignWord{"LAN", "ラン"},
    ForeignWord{"HUONG", "フオン"},
    ForeignWord{"HOA", "ホア"},
    ForeignWord{"MAI", "マイ"},
    ForeignWord{"THUY", "トゥイ"},
    ForeignWord{"NGOC", "ゴック"},
    ForeignWord{"TRANG", "チャン"},
    ForeignWord{"MARIA", "マリア"},
    ForeignWord{"ANA", "アナ"},
    ForeignWord{"JENNIFER", "ジェニファー"},
    ForeignWord{"GRACE", "グレース"},
    ForeignWord{"SITA", "シタ"},
    ForeignWord{"EMILY", "エミリー"},
    ForeignWord{"LINH", "リン"},
    ForeignWord{"ROSE", "ローズ"},
    ForeignWord{"CAMILA", "カミラ"},
    ForeignWord{"JOY", "ジョイ"},
    ForeignWord{"CRISTINA", "クリスティーナ"},
    ForeignWord{"MICHELLE", "ミシェル"},
    ForeignWord{"ANGELA", "アンジェラ"},
    ForeignWord{"DEWI", "デウィ"},
    ForeignWord{"PUJA", "プジャ"},
    ForeignWord{"SUNITA", "スニタ"},
    ForeignWord{"JULIANA", "ジュリアナ"},
    ForeignWord{"SARAH", "サラ"},
    ForeignWord{"ANNA", "アンナ"},
    ForeignWord{"YULIA", "ユリヤ"},
    ForeignWord{"NATALIA", "ナタリア"},
    ForeignWord{"KATE", "ケイト"},
};

std::string foreign_reading(const ForeignWord& word, bool other) {
    return std::string(other && !word.other_kana.empty() ? word.other_kana : word.kana);
}

// The readings of all characters exchanged for the other ones they have.
template <typename Words>
std::string foreign_other_reading(
    const Words& words, std::string_view text, std::string_view kana) {
    std::string usual;
    std::string other;
    for (std::size_t at = 0; at + 3 <= text.size(); at += 3) {
        for (const ForeignWord& word : words) {
            if (word.name != text.substr(at, 3)) continue;
            usual += foreign_reading(word, false);
            other += foreign_reading(word, true);
        }
    }
    return kana == usual ? other : usual;
}

}  // namespace

ForeignName draw_foreign_name(Gender gender, Chance& family_chance, Chance& chance) {
    ForeignName name{.latin = family_chance.happens(0.6)};
    if (!name.latin) {
        const bool other = family_chance.happens(0.5);
        const ForeignWord& family = family_chance.pick(kKanjiFamily);
        name.surname = family.name;
        name.surname_kana = foreign_reading(family, other);
        const std::uint32_t parts = chance.happens(0.15) ? 1 : 2;
        for (std::uint32_t i = 0; i < parts; ++i) {
            const ForeignWord& part = chance.pick(kKanjiGiven);
            name.given += part.name;
            name.given_kana += foreign_reading(part, other);
        }
        return name;
    }
    const ForeignWord& family = family_chance.pick(kLatinFamily);
    name.surname = family.name;
    name.surname_kana = family.kana;
    std::uint32_t parts = 1;
    if (chance.happens(0.55)) ++parts;
    if (chance.happens(0.12)) ++parts;
    const auto& words = gender == Gender::male ? kLatinMale : kLatinFemale;
    for (std::uint32_t i = 0; i < parts; ++i) {
        const ForeignWord& word = chance.pick(words);
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
    if (!name.latin) {
        const std::string surname =
            foreign_other_reading(kKanjiFamily, name.surname, name.surname_kana);
        const std::string given = foreign_other_reading(kKanjiGiven, name.given, name.given_kana);
        const bool changed = surname != name.surname_kana || given != name.given_kana;
        name.surname_kana = surname;
        name.given_kana = given;
        return changed;
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
