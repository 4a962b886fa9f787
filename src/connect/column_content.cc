// SPDX-License-Identifier: Apache-2.0
#include "connect/column_content.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/utf8.h"
#include "connect/table_rows.h"

namespace genbo {

namespace {

constexpr std::array<std::u32string_view, 47> kContentPrefectures = {
    U"北海道", U"青森県", U"岩手県", U"宮城県", U"秋田県", U"山形県",   U"福島県", U"茨城県",
    U"栃木県", U"群馬県", U"埼玉県", U"千葉県", U"東京都", U"神奈川県", U"新潟県", U"富山県",
    U"石川県", U"福井県", U"山梨県", U"長野県", U"岐阜県", U"静岡県",   U"愛知県", U"三重県",
    U"滋賀県", U"京都府", U"大阪府", U"兵庫県", U"奈良県", U"和歌山県", U"鳥取県", U"島根県",
    U"岡山県", U"広島県", U"山口県", U"徳島県", U"香川県", U"愛媛県",   U"高知県", U"福岡県",
    U"佐賀県", U"長崎県", U"熊本県", U"大分県", U"宮崎県", U"鹿児島県", U"沖縄県"};

// Full-width ASCII and the hyphens as plain ASCII, nothing else changed.
std::u32string plain_text(std::string_view cell) {
    std::u32string out = to_utf32(trim_blanks(cell));
    for (auto& c : out) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == U'−' || c == U'‐' || c == U'–' || c == U'—' || c == U'―') c = U'-';
    }
    return out;
}

bool is_content_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_content_kanji(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || c == U'々' || (c >= 0x20000 && c < 0x30000);
}
bool is_content_kana(char32_t c) {
    return (c >= 0x3041 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F);
}

std::size_t count_digits(std::u32string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, is_content_digit));
}

bool only(std::u32string_view text, std::u32string_view others) {
    return std::ranges::all_of(text, [&](char32_t c) {
        return is_content_digit(c) || others.find(c) != std::u32string_view::npos;
    });
}

bool looks_like_email(std::u32string_view text) {
    const auto at = text.find(U'@');
    return at != std::u32string_view::npos && at > 0 &&
           text.find(U'.', at) != std::u32string_view::npos &&
           text.find(U' ') == std::u32string_view::npos;
}

bool looks_like_zip_hyphen(std::u32string_view text) {
    if (text.starts_with(U'〒')) text.remove_prefix(1);
    return text.size() == 8 && text[3] == U'-' && only(text, U"-") && count_digits(text) == 7;
}

bool looks_like_zip(std::u32string_view text) {
    return looks_like_zip_hyphen(text) ||
           ((text.size() == 7 || text.size() == 6) && only(text, U""));
}

bool looks_like_phone(std::u32string_view text) {
    const auto digits = count_digits(text);
    const bool leading = text.starts_with(U'0') || text.starts_with(U'+') || text.starts_with(U'(');
    // Spreadsheets have eaten the first zero of some.
    return only(text, U"-() .+") &&
           ((leading && digits >= 10 && digits <= 13) || digits == 9 || (digits == 10 && !leading));
}

bool looks_like_mobile(std::u32string_view text) {
    std::u32string digits;
    for (const char32_t c : text)
        if (is_content_digit(c)) digits += c;
    if (digits.starts_with(U"81")) digits.replace(0, 2, U"0");
    return only(text, U"-() +") && digits.size() == 11 && digits[0] == U'0' && digits[1] >= U'6' &&
           digits[1] <= U'9' && digits[2] == U'0';
}

bool looks_like_date(std::u32string_view text) {
    const auto digits = count_digits(text);
    if (only(text, U"")) {
        return text.size() == 8 && (text.starts_with(U"19") || text.starts_with(U"20"));
    }
    const auto separators = std::ranges::count_if(text, [](char32_t c) {
        return std::u32string_view{U"-/.年月日"}.find(c) != std::u32string_view::npos;
    });
    const bool only_date = only(text, U"-/. :T年月日元昭平令大明和成正治SHRTMshrtm") && digits >= 3;
    return only_date && separators >= 2;
}

bool is_gender_word(std::u32string_view text) {
    constexpr std::array<std::u32string_view, 9> kWords = {
        U"男", U"女", U"男性", U"女性", U"male", U"female", U"Male", U"Female", U"その他"};
    return std::ranges::find(kWords, text) != kWords.end();
}

bool is_gender_code(std::u32string_view text) {
    constexpr std::array<std::u32string_view, 9> kCodes = {U"M", U"F", U"m", U"f", U"0",
                                                           U"1", U"2", U"3", U"9"};
    return std::ranges::find(kCodes, text) != kCodes.end();
}

bool has_house_number(std::u32string_view text) {
    const bool word = text.find(U"丁目") != std::u32string_view::npos ||
                      text.find(U"番") != std::u32string_view::npos;
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (is_content_digit(text[i]) && (text[i + 1] == U'-' || text[i + 1] == U'ー') &&
            is_content_digit(text[i + 2]))
            return true;
    }
    return (word && count_digits(text) > 0) || (!text.empty() && is_content_digit(text.back()));
}

bool has_building_word(std::u32string_view text) {
    constexpr std::array<std::u32string_view, 17> kWords = {
        U"ビル",   U"マンション", U"ハイツ", U"コーポ", U"アパート",   U"号室",
        U"荘",     U"階",         U"タワー", U"ハイム", U"レジデンス", U"メゾン",
        U"プラザ", U"パレス",     U"館",     U"団地",   U"号棟"};
    return std::ranges::any_of(kWords, [&](std::u32string_view word) {
        return text.find(word) != std::u32string_view::npos;
    });
}

// Thirteen digits whose first checks the others (国税庁, 法人番号).
bool is_corporate_number(std::u32string_view text) {
    if (text.starts_with(U'T')) text.remove_prefix(1);
    if (text.size() != 13 || !only(text, U"")) return false;
    unsigned sum = 0;
    for (unsigned n = 1; n <= 12; ++n)
        sum += static_cast<unsigned>(text[13 - n] - U'0') * (n % 2 == 0 ? 2U : 1U);
    return static_cast<unsigned>(text[0] - U'0') == 9 - sum % 9;
}

}  // namespace

ColumnContent look_at_column(std::span<const std::vector<std::string>> sample, std::size_t column) {
    ColumnContent content;
    content.rows = sample.size();
    std::set<std::u32string> seen;
    for (const auto& row : sample) {
        const auto text = plain_text(row[column]);
        if (text.empty()) continue;
        ++content.filled;
        if (!seen.insert(text).second) content.distinct = false;
        const auto tally = [](double& share, bool truth) { share += truth ? 1 : 0; };
        tally(content.email, looks_like_email(text));
        tally(content.zip, looks_like_zip(text));
        tally(content.zip_hyphen, looks_like_zip_hyphen(text));
        tally(content.digits_1_to_5, text.size() <= 5 && only(text, U""));
        tally(content.phone, looks_like_phone(text));
        tally(
            content.phone_hyphen,
            looks_like_phone(text) && text.starts_with(U'0') && !only(text, U""));
        tally(content.mobile, looks_like_mobile(text));
        tally(content.date, looks_like_date(text));
        tally(content.gender, is_gender_word(text) || is_gender_code(text));
        tally(content.gender_word, is_gender_word(text));
        const bool kana = std::ranges::all_of(text, [](char32_t c) {
            return is_content_kana(c) || c == U' ' || c == U'\u3000' || c == U'・';
        });
        tally(content.kana, kana);
        tally(content.kanji, std::ranges::any_of(text, is_content_kanji));
        const auto prefecture = std::ranges::find_if(
            kContentPrefectures, [&](std::u32string_view name) { return text.starts_with(name); });
        const bool begins = prefecture != kContentPrefectures.end();
        tally(content.begins_with_prefecture, begins && text.size() > prefecture->size());
        tally(content.prefecture, begins && text.size() == prefecture->size());
        tally(content.house_number, has_house_number(text));
        tally(content.building, has_building_word(text));
        tally(content.corporate_number, is_corporate_number(text));
    }
    if (content.filled == 0) return content;
    for (double* share :
         {&content.email, &content.zip, &content.zip_hyphen, &content.digits_1_to_5, &content.phone,
          &content.phone_hyphen, &content.mobile, &content.date, &content.gender,
          &content.gender_word, &content.kana, &content.kanji, &content.prefecture,
          &content.begins_with_prefecture, &content.house_number, &content.building,
          &content.corporate_number})
        *share /= static_cast<double>(content.filled);
    return content;
}

}  // namespace genbo
