// SPDX-License-Identifier: Apache-2.0
#include "app/level_words.h"

#include <algorithm>
#include <span>

namespace genbo {

namespace {

struct EngineWord {
    std::string_view name;
    std::string_view ja;
    std::string_view en;
};

constexpr EngineWord kComparisonWords[] = {
    {"surname", "姓", "Surname"},
    {"given name", "名", "Given name"},
    {"birth date", "生年月日", "Birth date"},
    {"date", "日付", "Date"},
    {"phone", "電話", "Phone"},
    {"email", "メール", "E-mail"},
    {"e-mail", "メール", "E-mail"},
    {"address", "住所", "Address"},
    {"postal code", "郵便番号", "Postal code"},
    {"company", "会社名", "Company"},
    {"corporate number", "法人番号", "Corporate number"},
    {"gender", "性別", "Gender"},
    {"household", "別人の可能性", "Someone else"},
    {"calibration", "補正", "Calibration"},
};

constexpr EngineWord kLevelWords[] = {
    {"missing", "片方または両方になし", "Missing"},
    {"different", "違う", "Different"},
    {"weak", "少し似ている", "A little alike"},
    {"similar", "似ている", "Similar"},
    {"swapped", "姓と名が逆", "Surname and given name swapped"},
    {"likely_reading", "読みとして合う", "A likely reading of it"},
    {"same_sound", "同じ読み", "Same sound"},
    {"other_reading", "同じ字・別の読み", "Same characters, another reading"},
    {"variant", "異体字の違いだけ", "Variant characters only"},
    {"same", "同じ", "The same"},
    {"alike", "年が一字違い・日が近い", "The year a digit off, the day near"},
    {"same_street", "同じ通り・別の番号", "Same street, another number"},
    {"number_typing_error", "同じ通り・番号が一字違い", "Same street, the number a digit off"},
    {"part_of_the_words", "番号が合い、通りは一部だけ", "Number agrees, the street in part"},
    {"same_number", "同じ番号・同じ通り", "Same number and street"},
    {"within_a_year", "1 年以内", "Within a year"},
    {"within_a_month", "1 か月以内", "Within a month"},
    {"two_parts", "年月日のうち二つが同じ", "Two of year, month, day agree"},
    {"typing_error", "打ち間違い程度", "A typing error apart"},
    {"less_exact", "片方が年月まで", "One is less exact"},
    {"same_line", "下の桁が同じ", "Same line number"},
    {"similar_local", "@ の前が似ている", "Similar before the @"},
    {"same_local", "@ の前が同じ", "Same before the @"},
    {"same_city", "同じ市区町村", "Same city"},
    {"same_town", "同じ町", "Same town"},
    {"near", "番地が近い", "Near each other"},
    {"other_room", "同じ建物・別の部屋", "Same house, another room"},
    {"same_house", "同じ番地", "Same house number"},
    {"same_area", "上 3 桁が同じ", "Same area"},
    {"other_form", "法人格の位置や種類が違う", "Another legal form or position"},
    {"two_errors", "二字違い", "Two errors apart"},
    {"some_words", "一部の語が同じ", "Some words agree"},
    {"half", "半分の語が同じ", "Half the words agree"},
    {"most_words", "ほとんどの語が同じ", "Most words agree"},
    {"nearly_same", "ほぼ同じ", "Nearly the same"},
    {"withheld", "表示できません", "Not shown"},
    {"household", "家族か同姓同名の別人かもしれない分",
     "They may be two of one family, or namesakes"},
    {"calibration", "人の判定から学んだ補正", "What people's verdicts taught"},
};

std::string engine_word(
    std::span<const EngineWord> words, std::string_view name, Language language) {
    std::string spaced{name};
    std::ranges::replace(spaced, '_', ' ');
    const auto at = std::ranges::find_if(
        words, [&](const EngineWord& word) { return word.name == name || word.name == spaced; });
    if (at == words.end()) return std::string{name};
    return std::string{language == Language::ja ? at->ja : at->en};
}

}  // namespace

std::string comparison_label(std::string_view comparison, Language language) {
    return engine_word(kComparisonWords, comparison, language);
}

std::string level_text(std::string_view level, Language language) {
    return engine_word(kLevelWords, level, language);
}

}  // namespace genbo
