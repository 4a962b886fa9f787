// SPDX-License-Identifier: Apache-2.0
#pragma once

// The fields that Genbo understands.  A column of a file is mapped to one of them (or kept under
// its own name as a custom field); normalising, matching, survivorship, search and the console all
// speak of a value by its Field.
//
// The list follows what Japanese shops, CRMs and call centres really hold.  A name may come as one
// text or in parts, in kanji, kana and romaji; an address likewise.  Nothing is guessed into a part
// that did not come: name_full stays name_full.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace genbo {

enum class Field : std::uint8_t {
    // Which row it is in its source: member number, card number, account id.  Not the customer
    // number.
    source_key,

    name_full,        // 氏名
    surname,          // 姓
    given_name,       // 名
    kana_full,        // フリガナ
    surname_kana,     // セイ
    given_name_kana,  // メイ
    name_romaji,      // ローマ字氏名
    nickname,         // ニックネーム

    company,           // 会社名
    company_kana,      // 会社名カナ
    company_english,   // 英文社名
    department,        // 部署
    job_title,         // 役職
    corporate_number,  // 法人番号 (13 digits) or 適格請求書番号 (T + 13)

    postal_code,   // 郵便番号
    prefecture,    // 都道府県
    city,          // 市区町村
    town,          // 町域・番地
    building,      // 建物名・部屋番号
    address_full,  // 住所 in one text

    phone,    // 電話番号, fixed or not known
    mobile,   // 携帯電話
    fax,      // FAX
    email,    // メールアドレス
    email_2,  // 携帯メール, second address

    birth_date,  // 生年月日
    gender,      // 性別
    occupation,  // 職業

    member_rank,       // 会員ランク
    points,            // ポイント
    mail_permission,   // メルマガ可否
    dm_permission,     // DM 可否
    store,             // 入会店舗, 担当店舗
    joined_on,         // 入会日
    left_on,           // 退会日
    last_purchase_on,  // 最終購入日
    purchase_count,    // 購入回数
    purchase_amount,   // 購入金額
    note,              // 備考

    custom,  // Anything else, under the column's own name.
};

inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::custom) + 1;

struct FieldInfo {
    Field field;
    // Stable name in mappings, in the API and in `genbo match` schemas: "given_name_kana".
    std::string_view name;
    std::string_view label_ja;
    std::string_view label_en;
};

// In the order of the enumeration.
std::span<const FieldInfo> all_fields();

const FieldInfo& field_info(Field field);

std::optional<Field> field_by_name(std::string_view name);

}  // namespace genbo
