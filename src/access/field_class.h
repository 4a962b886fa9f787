// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much a field says about a person: five classes, and one for every field of record/field.h.
//
//   C0 public     what a public register says: company names, corporate number
//   C1 business   dealings that name nobody: rank, points, dates and sums of purchases, permissions
//   C2 naming     who it is: names, gender, where roughly, keys of sources
//   C3 reaching   how to reach or harm: phones, mail, the door, birth date, occupation
//   C4 secret     free text, which may hold anything (illness, complaints, a neighbour's name)
//
// A custom field is C3 unless genbo.toml says otherwise ([access] custom_classes): what nobody has
// looked at is not harmless.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "record/field.h"

namespace genbo {

enum class FieldClass : std::uint8_t { c0, c1, c2, c3, c4 };

inline constexpr std::size_t kFieldClassCount = 5;

std::span<const FieldClass> all_field_classes();

std::string_view field_class_name(FieldClass field_class);  // "C0".
std::string_view field_class_title(FieldClass field_class, bool japanese);
std::optional<FieldClass> field_class_by_name(std::string_view name);

// Custom fields: the default of them.
FieldClass class_of(Field field);

// What a configuration says beyond class_of().
struct FieldClasses {
    std::map<std::string, FieldClass> custom;
    FieldClass custom_default = FieldClass::c3;

    FieldClass of(Field field, std::string_view custom_name) const;
};

}  // namespace genbo
