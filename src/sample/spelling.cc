// SPDX-License-Identifier: Apache-2.0

#include "sample/spelling.h"

#include <array>

#include "base/utf8.h"

namespace genbo::sample {
namespace {

// Each group is one character; the first form is today's common one, the last the oldest.
// clang-format off
constexpr auto kForms = std::to_array<std::u32string_view>({
    U"高髙",   U"崎﨑",   U"沢澤", U"辺邉邊", U"斎齋", U"斉齊", U"島嶋嶌", U"広廣", U"桜櫻", U"浜濱",
    U"国國",   U"真眞",   U"恵惠", U"徳德",   U"栄榮", U"竜龍", U"吉𠮷",   U"滝瀧", U"条條",
    U"関關",   U"瀬瀨",   U"曽曾", U"礼禮",   U"万萬", U"寿壽", U"実實",   U"亀龜", U"緑綠", U"黒黑",
    U"宝寶",   U"学學",   U"芦蘆", U"荘莊",   U"来來", U"鉄鐵", U"桧檜",   U"桑桒", U"柳栁", U"渕淵",
    U"船舩",   U"峰峯",   U"藪薮", U"橋槗",   U"遥遙", U"凛凜",   U"静靜",
      U"弥彌",   U"円圓", U"気氣",   U"声聲", U"団團", U"県縣",   U"区區", U"総總", U"蔵藏",
    U"経經",   U"権權",   U"粛肅", U"乗乘",   U"晋晉", U"尽盡", U"巌巖",   U"暁曉", U"薫薰", U"聡聰",
    U"稲稻",   U"縄繩",   U"麦麥", U"豊豐",   U"郷鄕", U"与與", U"両兩",   U"双雙", U"壌壤", U"酔醉",
});

constexpr auto kConfused = std::to_array<std::u32string_view>({
    U"斉斎", U"富冨", U"島嶋", U"崎嵜", U"渕淵", U"太大", U"川河", U"谷屋", U"裕祐佑", U"浩宏弘博",
    U"優悠", U"彩綾", U"恵江枝絵", U"紀記", U"子此", U"司史志", U"一市", U"明昭章晃", U"和一",
    U"健建賢", U"隆孝貴", U"洋陽", U"美実", U"菜奈", U"郎朗", U"夫雄男", U"介輔助", U"樹希貴",
    U"平兵", U"久尚", U"俊敏", U"茂繁", U"幸行之", U"政正雅", U"伊井", U"安阿", U"原源", U"石岩",
});

constexpr auto kLookalikes = std::to_array<std::u32string_view>({
    U"末未", U"土士", U"大太犬", U"千干", U"田由甲", U"石右", U"己巳", U"萩荻", U"遣遺", U"藤籐",
    U"哲晢", U"裕祐", U"宣宜", U"友反", U"間問", U"矢失", U"人入", U"若苦", U"住佳", U"崇祟", U"瑞端",
    U"樹橘", U"徹撤", U"微徴", U"侯候", U"壁璧", U"嶋鳴", U"鳥烏", U"木本", U"理埋", U"晴睛", U"清晴",
    U"貴責", U"栗粟", U"緑縁", U"綱網", U"拓括", U"郎即", U"明朋", U"今令", U"村材", U"井丼", U"辻辺",
});
// clang-format on

// Where in `text` a member of one of the groups stands, in a random order of places; answers the
// text with that member exchanged for another of its group.
template <std::size_t N>
std::string spelling_exchange(
    std::string_view text, const std::array<std::u32string_view, N>& groups, Chance& chance) {
    std::u32string letters = to_utf32(text);
    if (letters.empty()) return {};
    const auto length = static_cast<std::uint32_t>(letters.size());
    const std::uint32_t start = chance.below(length);
    for (std::uint32_t i = 0; i < length; ++i) {
        char32_t& letter = letters[(start + i) % length];
        if (letter < U'一') continue;
        for (const std::u32string_view group : groups) {
            const std::size_t at = group.find(letter);
            if (at == std::u32string_view::npos) continue;
            const auto others = static_cast<std::uint32_t>(group.size() - 1);
            const std::size_t other = (at + 1 + chance.below(others)) % group.size();
            if (group[other] == letter) continue;
            letter = group[other];
            return to_utf8(letters);
        }
    }
    return {};
}

// Kana one key away on a romaji keyboard: the same row with another vowel or consonant beside it.
char32_t spelling_kana_beside(char32_t kana, Chance& chance) {
    static constexpr auto kBeside = std::to_array<std::u32string_view>({
        U"アサウ", U"イウオ", U"ウイユ", U"エレア", U"オイコ", U"カラサ", U"キイリ", U"クウル",
        U"ケエレ", U"コオロ", U"サザア", U"シイチ", U"スツサ", U"セテサ", U"ソトサ", U"タラナ",
        U"チシト", U"ツスト", U"テタレ", U"トロタ", U"ナマハ", U"ニミヒ", U"ヌムフ", U"ネメヘ",
        U"ノモホ", U"ハナバ", U"ヒニミ", U"フムス", U"ヘネメ", U"ホモノ", U"マナバ", U"ミニビ",
        U"ムヌブ", U"メネベ", U"モノボ", U"ヤハヨ", U"ユヨウ", U"ヨユホ", U"ラダタ", U"リイギ",
        U"ルレグ", U"レルデ", U"ロトド", U"ワサア", U"ンヌム",
    });
    for (const std::u32string_view row : kBeside) {
        if (row[0] == kana)
            return row[1 + chance.below(static_cast<std::uint32_t>(row.size() - 1))];
    }
    return kana;
}

char32_t spelling_key_beside(char32_t letter, Chance& chance) {
    constexpr std::u32string_view kRows[] = {
        U"1234567890", U"qwertyuiop", U"asdfghjkl", U"zxcvbnm"};
    for (const std::u32string_view row : kRows) {
        const std::size_t at = row.find(letter);
        if (at == std::u32string_view::npos) continue;
        if (at == 0) return row[1];
        if (at + 1 == row.size()) return row[at - 1];
        return chance.happens(0.5) ? row[at - 1] : row[at + 1];
    }
    return spelling_kana_beside(letter, chance);
}

}  // namespace

std::string other_form(std::string_view text, Chance& chance) {
    return spelling_exchange(text, kForms, chance);
}

std::string old_forms(std::string_view text) {
    std::u32string letters = to_utf32(text);
    bool changed = false;
    for (char32_t& letter : letters) {
        if (letter < U'一') continue;
        for (const std::u32string_view group : kForms) {
            if (group[0] != letter || group.back() == letter) continue;
            letter = group.back();
            changed = true;
            break;
        }
    }
    return changed ? to_utf8(letters) : std::string();
}

std::string confused_kanji(std::string_view text, Chance& chance) {
    return spelling_exchange(text, kConfused, chance);
}

std::string misread_kanji(std::string_view text, Chance& chance) {
    return spelling_exchange(text, kLookalikes, chance);
}

std::string slip(std::string_view text, Chance& chance) {
    std::u32string letters = to_utf32(text);
    if (letters.size() < 2) return {};
    const std::uint32_t at = chance.below(static_cast<std::uint32_t>(letters.size()));
    switch (chance.below(4)) {
        case 0: letters.erase(at, 1); break;
        case 1: letters.insert(at, 1, letters[at]); break;
        case 2: {
            const std::size_t next = (at + 1) % letters.size();
            std::swap(letters[at], letters[next]);
            break;
        }
        default: letters[at] = spelling_key_beside(letters[at], chance);
    }
    std::string out = to_utf8(letters);
    return out == text ? std::string() : out;
}

}  // namespace genbo::sample
