// SPDX-License-Identifier: Apache-2.0

// How right the rewritings are that need no eye: values as they come, each beside what a careful
// clerk would write for it, and traps, for which he would ask.  Written down before the program was
// asked, from the rules of the fields and not from its answers.  Mission Q2: of what is rewritten
// by itself at least 99 in 100 right.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "register/field_check.h"

namespace genbo {
namespace {

constexpr Day kLabelledOn{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};

struct LabelledValue {
    Field field;
    const char* raw;
    const char* right;  // nullptr: nobody knows by this value alone
};

constexpr LabelledValue kLabelled[] = {
    // Telephones: width, signs, country code, what spreadsheets do to them.
    {Field::phone, "０３－６７１２－３４９８", "03-6712-3498"},
    {Field::phone, "０３（６７１２）３４９８", "03-6712-3498"},
    {Field::phone, "03(6712)3498", "03-6712-3498"},
    {Field::phone, "(03)6712-3498", "03-6712-3498"},
    {Field::phone, "03 6712 3498", "03-6712-3498"},
    {Field::phone, "03.6712.3498", "03-6712-3498"},
    {Field::phone, "0367123498", "03-6712-3498"},
    {Field::phone, "03ー6712ー3498", "03-6712-3498"},
    {Field::phone, "03―6712―3498", "03-6712-3498"},
    {Field::phone, "TEL:03-6712-3498", "03-6712-3498"},
    {Field::phone, "+81-3-6712-3498", "03-6712-3498"},
    {Field::phone, "+81367123498", "03-6712-3498"},
    {Field::phone, "0669427885", "06-6942-7885"},
    {Field::phone, "(06)6942-7885", "06-6942-7885"},
    {Field::phone, "045-671-2349", "045-671-2349"},
    {Field::phone, "0456712349", "045-671-2349"},
    {Field::phone, "９０６７１２３４９８", "090-6712-3498"},
    {Field::phone, "9067123498", "090-6712-3498"},
    {Field::phone, "9067123498.0", "090-6712-3498"},
    {Field::mobile, "09067123498", "090-6712-3498"},
    {Field::mobile, "090 6712 3498", "090-6712-3498"},
    {Field::mobile, "０９０６７１２３４９８", "090-6712-3498"},
    {Field::mobile, "+81 90 6712 3498", "090-6712-3498"},
    {Field::mobile, "080（6712）3498", "080-6712-3498"},
    {Field::mobile, "07067123498", "070-6712-3498"},
    {Field::phone, "05067123498", "050-6712-3498"},
    {Field::phone, "090-6712-349", nullptr},
    {Field::phone, "090-6712-34981", nullptr},
    {Field::phone, "6712-3498", nullptr},
    {Field::phone, "なし", nullptr},
    {Field::phone, "090-1111-1111", nullptr},
    {Field::phone, "03-6712-3498 / 090-6712-3498", nullptr},
    {Field::phone, "03-6712-3498 内線12", nullptr},
    // Mail addresses.
    {Field::email, "ｈａｎａｋｏ＠example.jp", "hanako@example.jp"},
    {Field::email, "hanako＠example.jp", "hanako@example.jp"},
    {Field::email, " hanako@example.jp ", "hanako@example.jp"},
    {Field::email, "mailto:hanako@example.jp", "hanako@example.jp"},
    {Field::email, "hanako@gmial.com", nullptr},
    {Field::email, "hanako@docomo.ne", nullptr},
    {Field::email, "hanako.example.jp", nullptr},
    {Field::email, "hanako@@example.jp", nullptr},
    {Field::email, "hanako@example.jp;taro@example.jp", nullptr},
    // Postal codes.
    {Field::postal_code, "1000005", "100-0005"},
    {Field::postal_code, "〒100-0005", "100-0005"},
    {Field::postal_code, "〒１０００００５", "100-0005"},
    {Field::postal_code, "１００－０００５", "100-0005"},
    {Field::postal_code, "100 0005", "100-0005"},
    {Field::postal_code, "100ー0005", "100-0005"},
    {Field::postal_code, "5300001", "530-0001"},
    {Field::postal_code, "100-005", nullptr},
    {Field::postal_code, "100-00055", nullptr},
    {Field::postal_code, "999-9999", nullptr},
    // Dates.
    {Field::birth_date, "1988/1/7", "1988-01-07"},
    {Field::birth_date, "1988.01.07", "1988-01-07"},
    {Field::birth_date, "19880107", "1988-01-07"},
    {Field::birth_date, "１９８８年１月７日", "1988-01-07"},
    {Field::birth_date, "1988年1月7日", "1988-01-07"},
    {Field::birth_date, "昭和63年1月7日", "1988-01-07"},
    {Field::birth_date, "昭和六十三年一月七日", "1988-01-07"},
    {Field::birth_date, "S63.1.7", "1988-01-07"},
    {Field::birth_date, "S63/01/07", "1988-01-07"},
    {Field::birth_date, "Ｓ６３．１．７", "1988-01-07"},
    {Field::birth_date, "平成元年4月1日", "1989-04-01"},
    {Field::birth_date, "H1.4.1", "1989-04-01"},
    {Field::birth_date, "令和元年5月1日", "2019-05-01"},
    {Field::birth_date, "R2.2.29", "2020-02-29"},
    {Field::birth_date, "大正15年12月24日", "1926-12-24"},
    {Field::birth_date, "50/01/07", nullptr},
    {Field::birth_date, "1988-02-30", nullptr},
    {Field::birth_date, "R3.2.29", nullptr},
    {Field::birth_date, "1988", nullptr},
    {Field::birth_date, "2030-01-01", nullptr},
    {Field::birth_date, "平成31年6月1日", nullptr},
    {Field::birth_date, "不明", nullptr},
    // Readings.
    {Field::kana_full, "ﾀｶﾊｼ ﾊﾅｺ", "タカハシ ハナコ"},
    {Field::kana_full, "ﾀｶﾊｼ　はなこ", "タカハシ ハナコ"},
    {Field::kana_full, "たかはし　はなこ", "タカハシ ハナコ"},
    {Field::kana_full, "タカハシ　ハナコ", "タカハシ ハナコ"},
    {Field::surname_kana, "ﾀｶﾊｼ", "タカハシ"},
    {Field::surname_kana, "たかはし", "タカハシ"},
    {Field::surname_kana, "ﾜﾀﾅﾍﾞ", "ワタナベ"},
    {Field::given_name_kana, "ｼﾞｭﾝｲﾁ", "ジュンイチ"},
    {Field::given_name_kana, "ﾕｳｼﾞ", "ユウジ"},
    {Field::given_name_kana, "ｼｮｳﾍｲ", "ショウヘイ"},
    {Field::surname_kana, "高橋", nullptr},
    {Field::surname_kana, "Takahashi", nullptr},
    // 法人番号.
    {Field::corporate_number, "５０７０００１０００７１５", "5070001000715"},
    {Field::corporate_number, "5-0700-0100-0715", "5070001000715"},
    {Field::corporate_number, "5070001000716", nullptr},
    {Field::corporate_number, "507000100071", nullptr},
};

TEST(FieldCheckPrecision, WhatIsRewrittenByItselfIsRight) {
    std::size_t rewritten = 0;
    std::size_t right = 0;
    std::size_t to_rewrite = 0;
    std::size_t reached = 0;
    for (const auto& [field, raw, wanted] : kLabelled) {
        SourceValues values;
        values.set(field, raw);
        std::string now{raw};
        for (const auto& finding : check_fields(values, kLabelledOn))
            if (finding.certain && finding.proposal) now = *finding.proposal;
        const bool changed = now != raw;
        const bool should = wanted != nullptr && std::string{raw} != wanted;
        to_rewrite += should ? 1 : 0;
        reached += should && now == wanted ? 1 : 0;
        if (!changed) continue;
        ++rewritten;
        const bool is_right = wanted != nullptr && now == wanted;
        right += is_right ? 1 : 0;
        EXPECT_TRUE(is_right) << raw << " became " << now;
    }
    RecordProperty("rewritten", static_cast<int>(rewritten));
    RecordProperty("right", static_cast<int>(right));
    RecordProperty("to_rewrite", static_cast<int>(to_rewrite));
    RecordProperty("reached", static_cast<int>(reached));
    EXPECT_GE(static_cast<double>(right), 0.99 * static_cast<double>(rewritten));
    EXPECT_GE(static_cast<double>(reached), 0.9 * static_cast<double>(to_rewrite))
        << reached << " of " << to_rewrite;
    EXPECT_GE(rewritten, 50U);
}

}  // namespace
}  // namespace genbo
