// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/moving_tables.h"

#include <algorithm>

#include "base/check.h"

namespace genbo {

namespace {

// Duties of processes that know the old store.
constexpr std::string_view kStaying[] = {"lease", "commit_mark", "note", "upload"};

constexpr std::string_view kPrimaryKey = "PRIMARY KEY";

// A store's words about itself stay with it.
constexpr std::string_view kMovingSettings =
    "substr(name, 1, 7) <> 'schema.' AND substr(name, 1, 10) <> 'migration.'";

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// The parts between the commas that are not in parentheses.
std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] != ',' || depth != 0) continue;
        parts.push_back(trimmed(text.substr(begin, i - begin)));
        begin = i + 1;
    }
    parts.push_back(trimmed(text.substr(begin)));
    return parts;
}

ColumnType type_of(std::string_view words) {
    const auto word = words.substr(0, words.find(' '));
    if (word == "TEXT") return ColumnType::text;
    if (word == "BLOB") return ColumnType::bytes;
    check(word == "BIGINT");
    return ColumnType::integer;
}

std::size_t place_of(const MovingTable& table, std::string_view column) {
    const auto at = std::ranges::find(table.columns, column, &MovingColumn::name);
    check(at != table.columns.end());
    return static_cast<std::size_t>(at - table.columns.begin());
}

void read_key(MovingTable& table, std::string_view clause) {
    const auto open = clause.find('(');
    const auto close = clause.rfind(')');
    for (const auto name : parts_of(clause.substr(open + 1, close - open - 1)))
        table.key.push_back(place_of(table, name));
}

void read_column(MovingTable& table, std::string_view part) {
    const auto space = part.find(' ');
    const auto words = trimmed(part.substr(space));
    if (words.find(kPrimaryKey) != words.npos) table.key.push_back(table.columns.size());
    table.columns.push_back({part.substr(0, space), type_of(words)});
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

std::string column_list(const MovingTable& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.emplace_back(column.name);
    return joined(names, ", ");
}

// Text sorts by its bytes, as SQLite's does, whatever the language of the database.
std::string key_list(const MovingTable& table, SqlDialect dialect) {
    std::vector<std::string> names;
    for (const auto at : table.key) {
        const auto& column = table.columns[at];
        std::string name{column.name};
        if (dialect == SqlDialect::postgres && column.type == ColumnType::text)
            name += " COLLATE \"C\"";
        names.push_back(std::move(name));
    }
    return joined(names, ", ");
}

std::string parameters(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("$" + std::to_string(i));
    return joined(names, ", ");
}

std::string where(std::vector<std::string> conditions) {
    std::erase(conditions, std::string{});
    return conditions.empty() ? std::string{} : " WHERE " + joined(conditions, " AND ");
}

std::string page_sql(
    const MovingTable& table, SqlDialect dialect, const std::string& after, std::size_t limit) {
    return "SELECT " + column_list(table) + " FROM " + std::string{table.name} +
           where({std::string{table.only}, after}) + " ORDER BY " + key_list(table, dialect) +
           " LIMIT $" + std::to_string(limit);
}

std::vector<MovingTable> read_tables() {
    std::vector<MovingTable> tables;
    for (const auto& table : all_tables())
        if (table.kind != TableKind::index && std::ranges::count(kStaying, table.name) == 0)
            tables.push_back(moving_table(table));
    return tables;
}

}  // namespace

MovingTable moving_table(const SqlTable& table) {
    MovingTable moving;
    moving.name = table.name;
    if (table.name == "setting") moving.only = kMovingSettings;
    for (const auto part : parts_of(table.body)) {
        if (part.starts_with(kPrimaryKey))
            read_key(moving, part);
        else
            read_column(moving, part);
    }
    check(!moving.key.empty());
    return moving;
}

std::span<const MovingTable> moving_tables() {
    static const auto tables = read_tables();
    return tables;
}

std::string first_page_sql(const MovingTable& table, SqlDialect dialect) {
    return page_sql(table, dialect, {}, 1);
}

std::string next_page_sql(const MovingTable& table, SqlDialect dialect) {
    const auto size = table.key.size();
    const auto after = "(" + key_list(table, dialect) + ") > (" + parameters(size) + ")";
    return page_sql(table, dialect, after, size + 1);
}

std::string insert_sql(const MovingTable& table) {
    return "INSERT INTO " + std::string{table.name} + " (" + column_list(table) + ") VALUES (" +
           parameters(table.columns.size()) + ")";
}

std::string clear_sql(const MovingTable& table) {
    return "DELETE FROM " + std::string{table.name} + where({std::string{table.only}});
}

std::string count_sql(const MovingTable& table) {
    return "SELECT count(*) FROM " + std::string{table.name} + where({std::string{table.only}});
}

}  // namespace genbo
