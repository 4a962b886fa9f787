// SPDX-License-Identifier: Apache-2.0
#include "match/schema.h"
#include "record/field.h"

namespace genbo {

namespace {

FieldKind register_kind(Field field) {
    switch (field) {
        case Field::name_full: return FieldKind::name_full;
        case Field::surname: return FieldKind::surname;
        case Field::given_name: return FieldKind::given_name;
        case Field::kana_full: return FieldKind::kana_full;
        case Field::surname_kana: return FieldKind::surname_kana;
        case Field::given_name_kana: return FieldKind::given_name_kana;
        case Field::name_romaji: return FieldKind::name_romaji;
        case Field::company: return FieldKind::company;
        case Field::company_kana: return FieldKind::company_kana;
        case Field::company_english: return FieldKind::company_english;
        case Field::corporate_number: return FieldKind::corporate_number;
        case Field::postal_code: return FieldKind::postal_code;
        case Field::prefecture: return FieldKind::prefecture;
        case Field::city: return FieldKind::city;
        case Field::town: return FieldKind::town;
        case Field::building: return FieldKind::building;
        case Field::address_full: return FieldKind::address_full;
        case Field::phone:
        case Field::mobile:
        case Field::fax: return FieldKind::phone;
        case Field::email:
        case Field::email_2: return FieldKind::email;
        case Field::birth_date: return FieldKind::birth_date;
        case Field::gender: return FieldKind::gender;
        default: return FieldKind::ignore;
    }
}

Schema register_build() {
    std::vector<SchemaColumn> columns;
    for (const auto& info : all_fields())
        columns.push_back({.name = std::string{info.name}, .kind = register_kind(info.field)});
    return make_schema("register", std::move(columns));
}

}  // namespace

const Schema& register_schema() {
    static const Schema schema = register_build();
    return schema;
}

}  // namespace genbo
