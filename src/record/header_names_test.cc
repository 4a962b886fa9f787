// SPDX-License-Identifier: Apache-2.0
#include "record/header_names.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

struct Case {
    std::string_view header;
    Field field;
    int ordinal = 0;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.header; }

class GuessField : public testing::TestWithParam<Case> {};

TEST_P(GuessField, KnowsTheHeader) {
    const auto guess = guess_field(GetParam().header);
    ASSERT_TRUE(guess.has_value());
    EXPECT_EQ(field_info(guess->field).name, field_info(GetParam().field).name);
    EXPECT_EQ(guess->ordinal, GetParam().ordinal);
    EXPECT_GE(guess->confidence, 0.5);
    EXPECT_LE(guess->confidence, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Japanese, GuessField,
    testing::Values(
        Case{"氏名", Field::name_full}, Case{"お名前", Field::name_full},
        Case{"お客様名", Field::name_full}, Case{"姓", Field::surname},
        Case{"名", Field::given_name}, Case{"お名前(姓)", Field::surname},
        Case{"お名前（名）", Field::given_name}, Case{"セイ", Field::surname_kana},
        Case{"メイ", Field::given_name_kana}, Case{"フリガナ", Field::kana_full},
        Case{"ﾌﾘｶﾞﾅ", Field::kana_full}, Case{"ふりがな", Field::kana_full},
        Case{"氏名カナ", Field::kana_full}, Case{"氏名（カナ）", Field::kana_full},
        Case{"お名前(フリガナ)", Field::kana_full},
        Case{"お名前(フリガナ・姓)", Field::surname_kana},
        Case{"お名前(フリガナ・名)", Field::given_name_kana},
        Case{"姓（カナ）", Field::surname_kana}, Case{"名カナ", Field::given_name_kana},
        Case{"会社名フリガナ", Field::company_kana}, Case{"会員番号", Field::source_key},
        Case{"顧客コード", Field::source_key}, Case{"会員ＩＤ", Field::source_key},
        Case{"顧客ＣＤ", Field::source_key}, Case{"TEL", Field::phone},
        Case{"ＴＥＬ", Field::phone}, Case{"電話番号", Field::phone},
        Case{"電話番号1", Field::phone, 1}, Case{"電話番号（３）", Field::phone, 3},
        Case{"電話番号②", Field::phone, 2}, Case{"携帯", Field::mobile},
        Case{"携帯電話番号（ハイフンなし）", Field::mobile}, Case{"ＦＡＸ番号", Field::fax},
        Case{"メール", Field::email}, Case{"メールアドレス", Field::email},
        Case{"メールアドレス2", Field::email_2}, Case{"Eメール", Field::email},
        Case{"携帯メールアドレス", Field::email_2}, Case{"生年月日", Field::birth_date},
        Case{"生年月日（西暦）", Field::birth_date}, Case{"お誕生日", Field::birth_date},
        Case{"生年月日(年)", Field::birth_date, 1}, Case{"〒", Field::postal_code},
        Case{"郵便番号", Field::postal_code}, Case{"郵便番号1", Field::postal_code, 1},
        Case{"都道府県", Field::prefecture}, Case{"市区町村", Field::city},
        Case{"町域・番地", Field::town}, Case{"番地", Field::town},
        Case{"建物名・部屋番号", Field::building}, Case{"住所", Field::address_full},
        Case{"ご住所", Field::address_full}, Case{"住所１", Field::address_full, 1},
        Case{"住所2", Field::address_full, 2}, Case{"会社名", Field::company},
        Case{"部署名", Field::department}, Case{"役職", Field::job_title},
        Case{"法人番号", Field::corporate_number}, Case{"性別", Field::gender},
        Case{"職業", Field::occupation}, Case{"ポイント残高", Field::points},
        Case{"会員ランク", Field::member_rank}, Case{"メルマガ", Field::mail_permission},
        Case{"DM可否", Field::dm_permission}, Case{"入会店舗", Field::store},
        Case{"入会日", Field::joined_on}, Case{"退会日", Field::left_on},
        Case{"最終購入日", Field::last_purchase_on}, Case{"購入回数", Field::purchase_count},
        Case{"購入金額", Field::purchase_amount}, Case{"備考", Field::note},
        Case{"【必須】氏名（漢字）", Field::name_full}, Case{"会員氏名", Field::name_full},
        Case{"お客様の郵便番号", Field::postal_code}, Case{"※電話番号", Field::phone},
        Case{"ニックネーム", Field::nickname}, Case{"英文社名", Field::company_english},
        Case{"氏名（ローマ字）", Field::name_romaji}));

INSTANTIATE_TEST_SUITE_P(
    English, GuessField,
    testing::Values(
        Case{"e-mail", Field::email}, Case{"Email Address", Field::email},
        Case{"dob", Field::birth_date}, Case{"date_of_birth", Field::birth_date},
        Case{"Date of Birth", Field::birth_date}, Case{"first_name", Field::given_name},
        Case{"FirstName", Field::given_name}, Case{"last_name", Field::surname},
        Case{"given_name", Field::given_name}, Case{"surname", Field::surname},
        Case{"last_name_kana", Field::surname_kana}, Case{"postcode", Field::postal_code},
        Case{"ZIP", Field::postal_code}, Case{"suburb", Field::city},
        Case{"state", Field::prefecture}, Case{"street_number", Field::town, 1},
        Case{"address_1", Field::address_full, 1}, Case{"address2", Field::address_full, 2},
        Case{"company", Field::company}, Case{"customer_id", Field::source_key},
        Case{"unique_id", Field::source_key}, Case{"rec_id", Field::source_key},
        Case{"id", Field::source_key}, Case{"customer_email", Field::email},
        Case{"billing_phone", Field::phone}, Case{"name01", Field::surname},
        Case{"kana02", Field::given_name_kana}, Case{"pref", Field::prefecture},
        Case{"sex", Field::gender}, Case{"mobile", Field::mobile},
        Case{"Full name", Field::name_full}, Case{"phone_number", Field::phone}));

TEST(GuessFieldRefuses, WhatIsSomebodyElsesOrSomethingElse) {
    for (const std::string_view header :
         {"配送先住所", "お届け先氏名", "緊急連絡先電話番号", "shipping_address", "soc_sec_id",
          "メール送信日時", "最終メール開封日", "口座番号", "銀行名", "住所カナ", "都道府県コード",
          "趣味", "cluster", "", "　", "商品名", "電話番号確認フラグ"}) {
        EXPECT_EQ(guess_field(header), std::nullopt) << header;
    }
}

// An export of ours is understood without help.
TEST(GuessFieldOwnNames, AreUnderstood) {
    for (const auto& info : all_fields()) {
        if (info.field == Field::custom) continue;
        for (const auto name : {info.name, info.label_ja, info.label_en}) {
            const auto guess = guess_field(name);
            ASSERT_TRUE(guess.has_value()) << name;
            EXPECT_EQ(field_info(guess->field).name, info.name) << name;
        }
    }
}

}  // namespace
}  // namespace genbo
