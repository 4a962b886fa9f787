// SPDX-License-Identifier: Apache-2.0
#include "connect/mapping.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "connect/table_rows.h"

namespace genbo {

namespace {

bool is_ascii_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// What stands between two parts of a field.
std::string_view part_joint(Field field, std::string_view before, std::string_view after) {
    switch (field) {
        case Field::postal_code:
        case Field::phone:
        case Field::mobile:
        case Field::fax:
        case Field::birth_date:
        case Field::joined_on:
        case Field::left_on:
        case Field::last_purchase_on: return "-";
        case Field::email:
        case Field::email_2: return "@";
        default: break;
    }
    // "1-2-3" and "101号室" must not become 1-2-3101, nor two English words one.
    if (!before.empty() && !after.empty() && is_ascii_word(before.back()) &&
        is_ascii_word(after.front()))
        return " ";
    return {};
}

std::string join_parts(
    const BoundMapping::Target& target, std::span<const std::string_view> cells) {
    std::string out;
    for (const std::size_t column : target.columns) {
        const auto part = trim_blanks(cells[column]);
        if (part.empty()) continue;
        if (!out.empty()) out += part_joint(target.field, out, part);
        out += part;
    }
    return out;
}

auto target_identity(const ColumnMapping& column) {
    return std::tuple<Field, std::string_view>{column.field, column.custom_name};
}

Error at_column(const char* code, std::size_t index) {
    return {Fault::invalid, code, {std::to_string(index + 1)}};
}

Result<> validate_targets(const Mapping& mapping) {
    std::map<std::tuple<Field, std::string_view>, std::vector<int>> parts;
    for (const auto& column : mapping.columns)
        if (!column.ignored) parts[target_identity(column)].push_back(column.part);
    for (auto& [identity, numbers] : parts) {
        const std::string name{field_info(std::get<0>(identity)).name};
        std::ranges::sort(numbers);
        if (numbers == std::vector<int>{0}) continue;
        if (numbers.front() == 0 || std::ranges::adjacent_find(numbers) != numbers.end())
            return Error{Fault::invalid, "connect.mapping_double", {name}};
        for (std::size_t i = 0; i < numbers.size(); ++i)
            if (numbers[i] != static_cast<int>(i) + 1)
                return Error{Fault::invalid, "connect.mapping_parts", {name}};
    }
    return {};
}

}  // namespace

Result<> validate_mapping(const Mapping& mapping) {
    std::set<std::string_view> columns;
    bool has_key = false;
    for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
        const auto& column = mapping.columns[i];
        const bool named = (column.field == Field::custom) == !column.custom_name.empty();
        if (column.column.empty() || (!column.ignored && !named))
            return at_column("connect.mapping_name", i);
        if (!columns.insert(column.column).second) return at_column("connect.mapping_name", i);
        has_key |= !column.ignored && column.field == Field::source_key &&
                   column.column == mapping.key_column;
    }
    if (!mapping.key_column.empty() && !has_key)
        return Error{Fault::invalid, "connect.mapping_key"};
    return validate_targets(mapping);
}

Result<BoundMapping> bind_mapping(const Mapping& mapping, std::span<const std::string> header) {
    TRY(validate_mapping(mapping));
    // Sorted as SourceValues wants its values, the parts of a field in their order.
    std::vector<std::pair<const ColumnMapping*, std::size_t>> columns;
    for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
        const auto& column = mapping.columns[i];
        if (column.ignored) continue;
        const auto at = std::ranges::find(header, column.column);
        if (at == header.end()) return at_column("connect.mapping_missing_column", i);
        columns.emplace_back(&column, static_cast<std::size_t>(at - header.begin()));
    }
    std::ranges::sort(columns, [](const auto& a, const auto& b) {
        return std::tuple{target_identity(*a.first), a.first->part} <
               std::tuple{target_identity(*b.first), b.first->part};
    });
    BoundMapping bound;
    for (const auto& [column, at] : columns) {
        if (column->part < 2)
            bound.targets.push_back({column->field, column->custom_name, {at}});
        else
            bound.targets.back().columns.push_back(at);
    }
    return bound;
}

std::vector<std::string> new_columns(const Mapping& mapping, std::span<const std::string> header) {
    std::vector<std::string> out;
    for (const auto& name : header) {
        const bool known = std::ranges::find(mapping.columns, name, &ColumnMapping::column) !=
                           mapping.columns.end();
        if (!known && name != kReasonColumn && name != kRowColumn) out.push_back(name);
    }
    return out;
}

SourceValues apply_mapping(const BoundMapping& mapping, std::span<const std::string_view> cells) {
    SourceValues out;
    out.values.reserve(mapping.targets.size());
    for (const auto& target : mapping.targets) {
        for (const auto column : target.columns) check(column < cells.size());
        std::string value = target.columns.size() == 1
                                ? std::string{trim_blanks(cells[target.columns[0]])}
                                : join_parts(target, cells);
        if (value.empty()) continue;
        // The targets are sorted, so appending keeps the values sorted.
        out.values.push_back({target.field, target.custom_name, std::move(value)});
    }
    return out;
}

}  // namespace genbo
