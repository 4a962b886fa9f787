// SPDX-License-Identifier: Apache-2.0
#include "access/field_class.h"

#include <algorithm>

namespace genbo {

namespace {

struct ClassRow {
    FieldClass field_class;
    std::string_view name;
    std::string_view ja;
    std::string_view en;
};

constexpr std::array<ClassRow, kFieldClassCount> kClassTable = {{
    {FieldClass::c0, "C0", "公開", "public"},
    {FieldClass::c1, "C1", "取引", "business"},
    {FieldClass::c2, "C2", "氏名など", "naming"},
    {FieldClass::c3, "C3", "連絡先など", "reaching"},
    {FieldClass::c4, "C4", "機微・自由記述", "secret"},
}};

constexpr std::array<FieldClass, kFieldClassCount> kClasses = {
    FieldClass::c0, FieldClass::c1, FieldClass::c2, FieldClass::c3, FieldClass::c4};

struct FieldRow {
    Field field;
    FieldClass field_class;
};

constexpr std::array<FieldRow, kFieldCount> kFieldClassTable = {{
    {Field::source_key, FieldClass::c2},
    {Field::name_full, FieldClass::c2},
    {Field::surname, FieldClass::c2},
    {Field::given_name, FieldClass::c2},
    {Field::kana_full, FieldClass::c2},
    {Field::surname_kana, FieldClass::c2},
    {Field::given_name_kana, FieldClass::c2},
    {Field::name_romaji, FieldClass::c2},
    {Field::nickname, FieldClass::c2},
    {Field::company, FieldClass::c0},
    {Field::company_kana, FieldClass::c0},
    {Field::company_english, FieldClass::c0},
    {Field::department, FieldClass::c2},
    {Field::job_title, FieldClass::c2},
    {Field::corporate_number, FieldClass::c0},
    {Field::postal_code, FieldClass::c3},
    {Field::prefecture, FieldClass::c2},
    {Field::city, FieldClass::c2},
    {Field::town, FieldClass::c3},
    {Field::building, FieldClass::c3},
    {Field::address_full, FieldClass::c3},
    {Field::phone, FieldClass::c3},
    {Field::mobile, FieldClass::c3},
    {Field::fax, FieldClass::c3},
    {Field::email, FieldClass::c3},
    {Field::email_2, FieldClass::c3},
    {Field::birth_date, FieldClass::c3},
    {Field::gender, FieldClass::c2},
    {Field::occupation, FieldClass::c3},
    {Field::member_rank, FieldClass::c1},
    {Field::points, FieldClass::c1},
    {Field::mail_permission, FieldClass::c1},
    {Field::dm_permission, FieldClass::c1},
    {Field::store, FieldClass::c1},
    {Field::joined_on, FieldClass::c1},
    {Field::left_on, FieldClass::c1},
    {Field::last_purchase_on, FieldClass::c1},
    {Field::purchase_count, FieldClass::c1},
    {Field::purchase_amount, FieldClass::c1},
    {Field::note, FieldClass::c4},
    {Field::custom, FieldClass::c3},
}};

constexpr bool field_class_table_is_in_order() {
    for (std::size_t i = 0; i < kFieldClassTable.size(); ++i)
        if (static_cast<std::size_t>(kFieldClassTable[i].field) != i) return false;
    return true;
}
static_assert(field_class_table_is_in_order());

}  // namespace

std::span<const FieldClass> all_field_classes() { return kClasses; }

std::string_view field_class_name(FieldClass field_class) {
    return kClassTable.at(static_cast<std::size_t>(field_class)).name;
}

std::string_view field_class_title(FieldClass field_class, bool japanese) {
    const auto& row = kClassTable.at(static_cast<std::size_t>(field_class));
    return japanese ? row.ja : row.en;
}

std::optional<FieldClass> field_class_by_name(std::string_view name) {
    const auto at = std::ranges::find(kClassTable, name, &ClassRow::name);
    if (at == kClassTable.end()) return std::nullopt;
    return at->field_class;
}

FieldClass class_of(Field field) {
    return kFieldClassTable.at(static_cast<std::size_t>(field)).field_class;
}

FieldClass FieldClasses::of(Field field, std::string_view custom_name) const {
    if (field != Field::custom) return class_of(field);
    const auto at = custom.find(std::string{custom_name});
    return at == custom.end() ? custom_default : at->second;
}

}  // namespace genbo
