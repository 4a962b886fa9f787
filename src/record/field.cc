// SPDX-License-Identifier: Apache-2.0
#include "record/field.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::array<FieldInfo, kFieldCount> kFieldTable = {{
    {Field::source_key, "source_key", "元データの番号", "Source key"},
    {Field::name_full, "name_full", "氏名", "Full name"},
    {Field::surname, "surname", "姓", "Surname"},
    {Field::given_name, "given_name", "名", "Given name"},
    {Field::kana_full, "kana_full", "フリガナ", "Full name (kana)"},
    {Field::surname_kana, "surname_kana", "セイ", "Surname (kana)"},
    {Field::given_name_kana, "given_name_kana", "メイ", "Given name (kana)"},
    {Field::name_romaji, "name_romaji", "ローマ字氏名", "Name (romaji)"},
    {Field::nickname, "nickname", "ニックネーム", "Nickname"},
    {Field::company, "company", "会社名", "Company"},
    {Field::company_kana, "company_kana", "会社名カナ", "Company (kana)"},
    {Field::company_english, "company_english", "英文社名", "Company (English)"},
    {Field::department, "department", "部署", "Department"},
    {Field::job_title, "job_title", "役職", "Job title"},
    {Field::corporate_number, "corporate_number", "法人番号", "Corporate number"},
    {Field::postal_code, "postal_code", "郵便番号", "Postal code"},
    {Field::prefecture, "prefecture", "都道府県", "Prefecture"},
    {Field::city, "city", "市区町村", "City"},
    {Field::town, "town", "町域・番地", "Town and number"},
    {Field::building, "building", "建物・部屋", "Building and room"},
    {Field::address_full, "address_full", "住所", "Address"},
    {Field::phone, "phone", "電話番号", "Phone"},
    {Field::mobile, "mobile", "携帯電話", "Mobile phone"},
    {Field::fax, "fax", "FAX", "Fax"},
    {Field::email, "email", "メールアドレス", "E-mail"},
    {Field::email_2, "email_2", "メールアドレス2", "Second e-mail"},
    {Field::birth_date, "birth_date", "生年月日", "Birth date"},
    {Field::gender, "gender", "性別", "Gender"},
    {Field::occupation, "occupation", "職業", "Occupation"},
    {Field::member_rank, "member_rank", "会員ランク", "Member rank"},
    {Field::points, "points", "ポイント", "Points"},
    {Field::mail_permission, "mail_permission", "メルマガ可否", "Mail permission"},
    {Field::dm_permission, "dm_permission", "DM可否", "Direct-mail permission"},
    {Field::store, "store", "店舗", "Store"},
    {Field::joined_on, "joined_on", "入会日", "Joined on"},
    {Field::left_on, "left_on", "退会日", "Left on"},
    {Field::last_purchase_on, "last_purchase_on", "最終購入日", "Last purchase on"},
    {Field::purchase_count, "purchase_count", "購入回数", "Purchase count"},
    {Field::purchase_amount, "purchase_amount", "購入金額", "Purchase amount"},
    {Field::note, "note", "備考", "Note"},
    {Field::custom, "custom", "その他", "Other"},
}};

constexpr bool table_is_in_order() {
    for (std::size_t i = 0; i < kFieldTable.size(); ++i)
        if (static_cast<std::size_t>(kFieldTable[i].field) != i) return false;
    return true;
}
static_assert(table_is_in_order());

}  // namespace

std::span<const FieldInfo> all_fields() { return kFieldTable; }

const FieldInfo& field_info(Field field) {
    const auto at = static_cast<std::size_t>(field);
    check(at < kFieldTable.size());
    return kFieldTable[at];
}

std::optional<Field> field_by_name(std::string_view name) {
    const auto at = std::ranges::find(kFieldTable, name, &FieldInfo::name);
    if (at == kFieldTable.end()) return std::nullopt;
    return at->field;
}

}  // namespace genbo
