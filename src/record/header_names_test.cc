// SPDX-License-Identifier: Apache-2.0
#include "record/header_names.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

struct HeaderCase {
    std::string_view header;
    Field field;
    int ordinal = 0;
};

void PrintTo(const HeaderCase& c, std::ostream* out) { *out << c.header; }

class GuessField : public testing::TestWithParam<HeaderCase> {};

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
        HeaderCase{"氏名", Field::name_full}, HeaderCase{"お名前", Field::name_full},
        HeaderCase{"お客様名", Field::name_full}, HeaderCase{"姓", Field::surname},
        HeaderCase{"名", Field::given_name}, HeaderCase{"お名前(姓)", Field::surname},
        HeaderCase{"お名前（名）", Field::given_name}, HeaderCase{"セイ", Field::surname_kana},
        HeaderCase{"メイ", Field::given_name_kana}, HeaderCase{"フリガナ", Field::kana_full},
        HeaderCase{"ﾌﾘｶﾞﾅ", Field::kana_full}, HeaderCase{"ふりがな", Field::kana_full},
        HeaderCase{"氏名カナ", Field::kana_full}, HeaderCase{"氏名（カナ）", Field::kana_full},
        HeaderCase{"お名前(フリガナ)", Field::kana_full},
        HeaderCase{"お名前(フリガナ・姓)", Field::surname_kana},
        HeaderCase{"お名前(フリガナ・名)", Field::given_name_kana},
        HeaderCase{"姓（カナ）", Field::surname_kana}, HeaderCase{"名カナ", Field::given_name_kana},
        HeaderCase{"会社名フリガナ", Field::company_kana},
        HeaderCase{"会員番号", Field::source_key}, HeaderCase{"顧客コード", Field::source_key},
        HeaderCase{"会員ＩＤ", Field::source_key}, HeaderCase{"顧客ＣＤ", Field::source_key},
        HeaderCase{"TEL", Field::phone}, HeaderCase{"ＴＥＬ", Field::phone},
        HeaderCase{"電話番号", Field::phone}, HeaderCase{"電話番号1", Field::phone, 1},
        HeaderCase{"電話番号（３）", Field::phone, 3}, HeaderCase{"電話番号②", Field::phone, 2},
        HeaderCase{"携帯", Field::mobile},
        HeaderCase{"携帯電話番号（ハイフンなし）", Field::mobile},
        HeaderCase{"ＦＡＸ番号", Field::fax}, HeaderCase{"メール", Field::email},
        HeaderCase{"メールアドレス", Field::email}, HeaderCase{"メールアドレス2", Field::email_2},
        HeaderCase{"Eメール", Field::email}, HeaderCase{"携帯メールアドレス", Field::email_2},
        HeaderCase{"生年月日", Field::birth_date},
        HeaderCase{"生年月日（西暦）", Field::birth_date},
        HeaderCase{"お誕生日", Field::birth_date}, HeaderCase{"生年月日(年)", Field::birth_date, 1},
        HeaderCase{"〒", Field::postal_code}, HeaderCase{"郵便番号", Field::postal_code},
        HeaderCase{"郵便番号1", Field::postal_code, 1}, HeaderCase{"都道府県", Field::prefecture},
        HeaderCase{"市区町村", Field::city}, HeaderCase{"町域・番地", Field::town},
        HeaderCase{"番地", Field::town}, HeaderCase{"建物名・部屋番号", Field::building},
        HeaderCase{"住所", Field::address_full}, HeaderCase{"ご住所", Field::address_full},
        HeaderCase{"住所１", Field::address_full, 1}, HeaderCase{"住所2", Field::address_full, 2},
        HeaderCase{"会社名", Field::company}, HeaderCase{"部署名", Field::department},
        HeaderCase{"役職", Field::job_title}, HeaderCase{"法人番号", Field::corporate_number},
        HeaderCase{"性別", Field::gender}, HeaderCase{"職業", Field::occupation},
        HeaderCase{"ポイント残高", Field::points}, HeaderCase{"会員ランク", Field::member_rank},
        HeaderCase{"メルマガ", Field::mail_permission}, HeaderCase{"DM可否", Field::dm_permission},
        HeaderCase{"入会店舗", Field::store}, HeaderCase{"入会日", Field::joined_on},
        HeaderCase{"退会日", Field::left_on}, HeaderCase{"最終購入日", Field::last_purchase_on},
        HeaderCase{"購入回数", Field::purchase_count},
        HeaderCase{"購入金額", Field::purchase_amount}, HeaderCase{"備考", Field::note},
        HeaderCase{"【必須】氏名（漢字）", Field::name_full},
        HeaderCase{"会員氏名", Field::name_full},
        HeaderCase{"お客様の郵便番号", Field::postal_code}, HeaderCase{"※電話番号", Field::phone},
        HeaderCase{"ニックネーム", Field::nickname}, HeaderCase{"英文社名", Field::company_english},
        HeaderCase{"氏名（ローマ字）", Field::name_romaji}));

INSTANTIATE_TEST_SUITE_P(
    English, GuessField,
    testing::Values(
        HeaderCase{"e-mail", Field::email}, HeaderCase{"Email Address", Field::email},
        HeaderCase{"dob", Field::birth_date}, HeaderCase{"date_of_birth", Field::birth_date},
        HeaderCase{"Date of Birth", Field::birth_date}, HeaderCase{"first_name", Field::given_name},
        HeaderCase{"FirstName", Field::given_name}, HeaderCase{"last_name", Field::surname},
        HeaderCase{"given_name", Field::given_name}, HeaderCase{"surname", Field::surname},
        HeaderCase{"last_name_kana", Field::surname_kana},
        HeaderCase{"postcode", Field::postal_code}, HeaderCase{"ZIP", Field::postal_code},
        HeaderCase{"suburb", Field::city}, HeaderCase{"state", Field::prefecture},
        HeaderCase{"street_number", Field::town, 1},
        HeaderCase{"address_1", Field::address_full, 1},
        HeaderCase{"address2", Field::address_full, 2}, HeaderCase{"company", Field::company},
        HeaderCase{"customer_id", Field::source_key}, HeaderCase{"unique_id", Field::source_key},
        HeaderCase{"rec_id", Field::source_key}, HeaderCase{"id", Field::source_key},
        HeaderCase{"customer_email", Field::email}, HeaderCase{"billing_phone", Field::phone},
        HeaderCase{"name01", Field::surname}, HeaderCase{"kana02", Field::given_name_kana},
        HeaderCase{"pref", Field::prefecture}, HeaderCase{"sex", Field::gender},
        HeaderCase{"mobile", Field::mobile}, HeaderCase{"Full name", Field::name_full},
        HeaderCase{"phone_number", Field::phone}));

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

TEST(HeaderNames, KnowsWhatIsOfSomebodyElse) {
    for (const auto* header :
         {"紹介者氏名", "配送先住所", "緊急連絡先TEL", "shipping_address", "銀行名"})
        EXPECT_TRUE(header_is_of_another(header)) << header;
    for (const auto* header : {"氏名", "CUST_NM", "項目7", "", "お届け希望"})
        EXPECT_FALSE(header_is_of_another(header)) << header;
}

TEST(HeaderNames, KnowsTheAbbreviationsOfDatabases) {
    EXPECT_EQ(guess_field("CUST_NM")->field, Field::name_full);
    EXPECT_EQ(guess_field("CUST_KANA_NM")->field, Field::kana_full);
    EXPECT_EQ(guess_field("BIRTH_YMD")->field, Field::birth_date);
    EXPECT_EQ(guess_field("SEX_CD")->field, Field::gender);
    EXPECT_EQ(guess_field("POST_CD")->field, Field::postal_code);
    EXPECT_EQ(guess_field("jusho")->field, Field::address_full);
    EXPECT_EQ(guess_field("お勤め先")->field, Field::company);
}

}  // namespace
}  // namespace genbo
