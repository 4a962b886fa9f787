// SPDX-License-Identifier: Apache-2.0

// The columns of the six files, their headers spelt as each system spells them, and the keys.

#include <array>

#include "sample/source_profile.h"

namespace genbo::sample {
namespace {

// clang-format off
constexpr Column kPosColumns[] = {
    {Cell::kana, "氏名カナ"},       {Cell::name, "氏名漢字"},      {Cell::gender, "性別"},
    {Cell::birth_date, "生年月日"}, {Cell::zip, "郵便番号"},       {Cell::address, "住所"},
    {Cell::phone, "電話番号"},      {Cell::email, "メールアドレス"}, {Cell::store, "入会店舗"},
    {Cell::joined_on, "入会日"},    {Cell::points, "ポイント残高"}, {Cell::dm_permission, "DM可否"},
    {Cell::note, "備考"},
};
// clang-format on

constexpr Column kEcColumns[] = {
    {Cell::surname, "姓"},
    {Cell::given_name, "名"},
    {Cell::surname_kana, "セイ"},
    {Cell::given_name_kana, "メイ"},
    {Cell::company, "会社名"},
    {Cell::email, "メールアドレス"},
    {Cell::phone, "電話番号"},
    {Cell::zip, "郵便番号"},
    {Cell::prefecture, "都道府県"},
    {Cell::city, "市区町村"},
    {Cell::town, "町域・番地"},
    {Cell::building, "建物名・部屋番号"},
    {Cell::gender, "性別"},
    {Cell::birth_date, "生年月日"},
    {Cell::rank, "会員ランク"},
    {Cell::points, "ポイント"},
    {Cell::mail_permission, "メルマガ"},
    {Cell::joined_on, "会員登録日"},
    {Cell::last_purchase_on, "最終購入日"},
    {Cell::purchase_count, "購入回数"},
    {Cell::purchase_amount, "購入金額"},
};

// clang-format off
constexpr Column kCrmColumns[] = {
    {Cell::name, "氏名"},        {Cell::kana, "フリガナ"},        {Cell::zip, "〒"},
    {Cell::address, "住所"},     {Cell::phone, "TEL"},            {Cell::mobile, "携帯電話"},
    {Cell::fax, "FAX"},          {Cell::email, "E-mail"},         {Cell::birth_date, "生年月日"},
    {Cell::gender, "性別"},      {Cell::staff, "担当者"},         {Cell::joined_on, "登録日時"},
    {Cell::note, "備考"},
};

constexpr Column kAppColumns[] = {
    {Cell::nickname, "nickname"},       {Cell::name, "name"},
    {Cell::mobile, "mobile"},           {Cell::email, "email"},
    {Cell::birth_date, "birth_date"},   {Cell::birth_month, "birth_month"},
    {Cell::gender, "gender"},           {Cell::zip, "zip"},
    {Cell::address, "address"},         {Cell::mail_permission, "push"},
    {Cell::joined_on, "created_at"},
};

constexpr Column kPartnerColumns[] = {
    {Cell::company, "会社名"},       {Cell::company_kana, "会社名カナ"}, {Cell::corporate_number, "法人番号"},
    {Cell::department, "部署"},      {Cell::job_title, "役職"},          {Cell::name, "担当者名"},
    {Cell::kana, "担当者カナ"},      {Cell::zip, "郵便番号"},            {Cell::address, "住所"},
    {Cell::phone, "電話"},           {Cell::mobile, "携帯"},             {Cell::fax, "FAX"},
    {Cell::email, "メール"},         {Cell::note, "備考"},
};

constexpr Column kLegacyColumns[] = {
    {Cell::name, "漢字氏名"},       {Cell::kana, "カナ氏名"},   {Cell::gender, "性別"},
    {Cell::birth_date, "生年月日"}, {Cell::zip, "郵便番号"},    {Cell::address, "住所"},
    {Cell::phone, "電話番号"},      {Cell::joined_on, "登録日"}, {Cell::note, "摘要"},
};

constexpr Column kOneFileColumns[] = {
    {Cell::name, "氏名"},      {Cell::kana, "フリガナ"},  {Cell::birth_date, "生年月日"},
    {Cell::gender, "性別"},    {Cell::zip, "郵便番号"},   {Cell::address, "住所"},
    {Cell::phone, "電話番号"}, {Cell::email, "メール"},   {Cell::company, "会社名"},
};
// clang-format on

constexpr std::array<SourceProfile, kSourceCount> kProfiles = {{
    {"会員番号", kPosColumns},
    {"会員ID", kEcColumns},
    {"顧客コード", kCrmColumns},
    {"user_id", kAppColumns},
    {"取引先コード", kPartnerColumns},
    {"顧客NO", kLegacyColumns},
}};

std::string source_padded(std::uint64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

// An EAN-13 of the in-store range: 29, ten digits, check digit.
std::string source_card(std::uint64_t row) {
    std::string digits = "29" + source_padded(1000 + row * 3, 10);
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

}  // namespace

const SourceProfile& source_profile(Source source) {
    return kProfiles[static_cast<std::size_t>(source)];
}

std::span<const Column> one_file_columns() { return kOneFileColumns; }

std::string source_key(Source source, std::uint64_t row) {
    switch (source) {
        case Source::pos: return source_card(row);
        case Source::ec: return std::to_string(10'001 + row);
        case Source::crm: return "C-" + source_padded(row + 1, 7);
        case Source::app: {
            static constexpr std::string_view kHex = "0123456789abcdef";
            std::string text = "u";
            // A bijection of 64 bits, so that no two are the same.
            for (std::uint64_t bits = mix_bits(row + 1); text.size() < 17; bits >>= 4) {
                text += kHex[bits & 15];
            }
            return text;
        }
        case Source::partner: return "T" + source_padded(row + 1, 6);
        case Source::legacy: return source_padded(row + 1, 7);
    }
    return {};
}

}  // namespace genbo::sample
