// SPDX-License-Identifier: Apache-2.0
#include "match/field_kind.h"

#include <array>
#include <cstddef>

namespace genbo {

namespace {

constexpr std::array<std::string_view, 29> kFieldKindNames = {
    "ignore",
    "record_id",
    "name_full",
    "surname",
    "given_name",
    "kana_full",
    "surname_kana",
    "given_name_kana",
    "name_romaji",
    "company",
    "company_kana",
    "company_english",
    "corporate_number",
    "postal_code",
    "prefecture",
    "city",
    "town",
    "building",
    "address_full",
    "phone",
    "email",
    "birth_date",
    "gender",
    "identifier",
    "category",
    "number",
    "year",
    "short_text",
    "text",
};
static_assert(kFieldKindNames.size() == static_cast<std::size_t>(FieldKind::text) + 1);

}  // namespace

std::string_view field_kind_name(FieldKind kind) {
    return kFieldKindNames[static_cast<std::size_t>(kind)];
}

std::optional<FieldKind> field_kind_by_name(std::string_view name) {
    for (std::size_t i = 0; i < kFieldKindNames.size(); ++i)
        if (kFieldKindNames[i] == name) return static_cast<FieldKind>(i);
    return std::nullopt;
}

}  // namespace genbo
