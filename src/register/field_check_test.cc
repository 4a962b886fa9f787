// SPDX-License-Identifier: Apache-2.0
#include "register/field_check.h"

#include <gtest/gtest.h>

#include <chrono>

#include "match/schema.h"
#include "register/features.h"
#include "register/value_meaning.h"

namespace genbo {
namespace {

constexpr Day kFieldCheckDay{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};

std::vector<FieldFinding> found(Field field, const char* raw) {
    SourceValues values;
    values.set(field, raw);
    return check_fields(values, kFieldCheckDay);
}

// "code" or "code>proposal".
std::string said(Field field, const char* raw) {
    std::string text;
    for (const auto& one : found(field, raw)) {
        if (!text.empty()) text += " ";
        text += one.code.substr(one.code.find('.') + 1);
        if (one.proposal) text += (one.certain ? ">" : "?") + *one.proposal;
    }
    return text;
}

TEST(FieldCheck, Phones) {
    EXPECT_EQ(said(Field::phone, "03-6712-3498"), "");
    EXPECT_EQ(said(Field::phone, "０３（６７１２）３４９８"), "phone_form>03-6712-3498");
    EXPECT_EQ(said(Field::phone, "9067123498"), "phone_form>090-6712-3498");
    EXPECT_EQ(said(Field::phone, "090-6712-349"), "phone_invalid");
    EXPECT_EQ(said(Field::phone, "なし"), "phone_invalid");
    EXPECT_EQ(said(Field::phone, "090-1111-1111"), "phone_filler");
    EXPECT_EQ(said(Field::phone, "000-0000-0000"), "phone_filler");
    EXPECT_EQ(said(Field::mobile, "03-6712-3498"), "mobile_is_fixed");
    // An extension has no place in the tidy form, so the value stays.
    EXPECT_EQ(said(Field::phone, "03-6712-3498 内線12"), "");
}

TEST(FieldCheck, Mail) {
    EXPECT_EQ(said(Field::email, "hanako@example.jp"), "");
    EXPECT_EQ(said(Field::email, "ｈａｎａｋｏ＠example.jp"), "email_form>hanako@example.jp");
    EXPECT_EQ(said(Field::email, "hanako@gmial.com"), "email_domain?hanako@gmail.com");
    EXPECT_EQ(said(Field::email, "hanako.example.jp"), "email_invalid");
    EXPECT_EQ(said(Field::email, "test@example.com"), "email_filler");
}

TEST(FieldCheck, PostalCodes) {
    EXPECT_EQ(said(Field::postal_code, "100-0005"), "");
    EXPECT_EQ(said(Field::postal_code, "〒１０００００５"), "postal_form>100-0005");
    EXPECT_EQ(said(Field::postal_code, "100-005"), "postal_invalid");
    EXPECT_EQ(said(Field::postal_code, "999-9999"), "postal_unknown");
    SourceValues values;
    values.set(Field::postal_code, "530-0001");
    values.set(Field::address_full, "東京都千代田区丸の内1-2-3");
    const auto elsewhere = check_fields(values, kFieldCheckDay);
    ASSERT_EQ(elsewhere.size(), 1U);
    EXPECT_EQ(elsewhere[0].code, "register.postal_elsewhere");
    values.set(Field::postal_code, "100-0005");
    EXPECT_TRUE(check_fields(values, kFieldCheckDay).empty());
}

TEST(FieldCheck, Dates) {
    EXPECT_EQ(said(Field::birth_date, "1988-01-07"), "");
    EXPECT_EQ(said(Field::birth_date, "昭和63年1月7日"), "date_form>1988-01-07");
    EXPECT_EQ(said(Field::birth_date, "1988-02-30"), "date_invalid");
    EXPECT_EQ(said(Field::birth_date, "50/01/07"), "date_ambiguous");
    EXPECT_EQ(said(Field::birth_date, "2030-01-01"), "date_future");
    EXPECT_EQ(said(Field::birth_date, "1900-01-01"), "date_placeholder");
    EXPECT_EQ(said(Field::birth_date, "1890-05-05"), "date_long_ago");
    EXPECT_EQ(said(Field::birth_date, "1869-12-31"), "date_long_ago");
    EXPECT_EQ(impossible_birth("2030-01-01", kFieldCheckDay)->fault, FieldFault::wrong);
    EXPECT_EQ(impossible_birth("1869-12-31", kFieldCheckDay)->fault, FieldFault::wrong);
    EXPECT_FALSE(impossible_birth("1890-05-05", kFieldCheckDay));
    EXPECT_FALSE(impossible_birth(format_day(kFieldCheckDay), kFieldCheckDay));
    EXPECT_EQ(said(Field::birth_date, "平成31年6月1日"), "date_outside_era");
    EXPECT_EQ(said(Field::joined_on, "2030-01-01"), "");
    // A month has no day that could be written.
    EXPECT_EQ(said(Field::birth_date, "1988-01"), "");
}

// Whatever can_be_birth() lets lose is told to whoever sends it.
TEST(FieldCheck, EveryBirthDateThatLosesHasAReason) {
    const auto why = [](std::string_view raw) {
        const auto code = losing_birth(raw, kFieldCheckDay);
        EXPECT_EQ(code.has_value(), !raw.empty() && !can_be_birth(raw, kFieldCheckDay)) << raw;
        return std::string{code.value_or("")};
    };
    EXPECT_EQ(why(""), "");
    EXPECT_EQ(why("1988-01-07"), "");
    EXPECT_EQ(why("昭和63年"), "");
    EXPECT_EQ(why("2099-01-01"), "register.date_future");
    EXPECT_EQ(why("1869-12-31"), "register.date_long_ago");
    EXPECT_EQ(why("1900-01-01"), "register.date_placeholder");
    EXPECT_EQ(why("1988-02-30"), "register.date_invalid");
    EXPECT_EQ(why("不明"), "register.date_invalid");
    EXPECT_EQ(why("50/01/07"), "register.date_ambiguous");
}

TEST(FieldCheck, Readings) {
    EXPECT_EQ(said(Field::kana_full, "タカハシ ハナコ"), "");
    EXPECT_EQ(said(Field::kana_full, "ﾀｶﾊｼ　はなこ"), "kana_form>タカハシ ハナコ");
    EXPECT_EQ(said(Field::surname_kana, "高橋"), "kana_kanji");
    EXPECT_EQ(said(Field::surname_kana, "Takahashi"), "kana_letters");
    SourceValues values;
    values.set(Field::surname, "高橋");
    values.set(Field::surname_kana, "スズキ");
    ASSERT_EQ(check_fields(values, kFieldCheckDay).size(), 1U);
    EXPECT_EQ(check_fields(values, kFieldCheckDay)[0].code, "register.kana_other_name");
    values.set(Field::surname_kana, "タカハシ");
    EXPECT_TRUE(check_fields(values, kFieldCheckDay).empty());
}

TEST(FieldCheck, NumbersAndWords) {
    EXPECT_EQ(said(Field::corporate_number, "5070001000715"), "");
    EXPECT_EQ(
        said(Field::corporate_number, "Ｔ5070001000715"), "corporate_number_form>T5070001000715");
    EXPECT_EQ(said(Field::corporate_number, "5070001000716"), "corporate_number_invalid");
    EXPECT_EQ(said(Field::gender, "女性"), "");
    EXPECT_EQ(said(Field::gender, "ねこ"), "gender_unknown");
    EXPECT_EQ(said(Field::note, "4111-1111-1111-1111"), "card_number");
}

// What is certain changes nothing of what matching reads: the prepared row is the same, but for
// the words that a comparison by spelling would see.
TEST(FieldCheck, WhatIsCertainMeansTheSame) {
    const std::pair<Field, const char*> cases[] = {
        {Field::phone, "０３（６７１２）３４９８"},
        {Field::phone, "9067123498"},
        {Field::mobile, "+81 90 6712 3498"},
        {Field::email, "ｈａｎａｋｏ＠example.jp"},
        {Field::postal_code, "〒１０００００５"},
        {Field::birth_date, "昭和63年1月7日"},
        {Field::birth_date, "S63.1.7"},
        {Field::kana_full, "ﾀｶﾊｼ　はなこ"},
        {Field::corporate_number, "Ｔ5070001000715"},
    };
    for (const auto& [field, raw] : cases) {
        const auto findings = found(field, raw);
        ASSERT_EQ(findings.size(), 1U) << raw;
        ASSERT_TRUE(findings[0].certain) << raw;
        SourceValues before;
        before.set(field, raw);
        SourceValues after;
        after.set(field, *findings[0].proposal);
        EXPECT_EQ(match_row_of(before), match_row_of(after)) << raw;
        EXPECT_TRUE(check_fields(after, kFieldCheckDay).empty()) << raw;
    }
}

}  // namespace
}  // namespace genbo
