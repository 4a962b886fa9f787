// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: reads the catalogue of statements and the tables as Citus would, and says what it
// would refuse, or answer from every machine, although PostgreSQL and SQLite take it.  The rules
// are those of docs/scale.md.
//
//   for (const auto& problem : lint(statement)) ADD_FAILURE() << problem;
//
// It is no SQL parser: it knows the few shapes that the catalogue has, and refuses others.

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/sql/schema.h"
#include "adapter/sql/statement.h"

namespace genbo {

using SqlTokens = std::vector<std::string>;

// Words in lower case, "$1", texts as "'…'", everything else letter by letter ("::" as one).
inline SqlTokens sql_tokens(std::string_view text) {
    SqlTokens tokens;
    const auto is_word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        std::size_t end = i + 1;
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            i = end;
            continue;
        }
        if (is_word(c) || c == '$') {
            while (end < text.size() && is_word(text[end])) ++end;
        } else if (c == '\'') {
            end = std::min(text.find('\'', end), text.size() - 1) + 1;
        } else if (text.substr(i, 2) == "::") {
            ++end;
        }
        std::string token{text.substr(i, end - i)};
        if (c != '\'')
            for (auto& letter : token)
                letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        tokens.push_back(std::move(token));
        i = end;
    }
    return tokens;
}

inline std::string sql_text(std::span<const std::string> tokens) {
    std::string text;
    for (const auto& token : tokens) text += (text.empty() ? "" : " ") + token;
    return text;
}

inline bool has_words(const SqlTokens& tokens, std::string_view words) {
    const auto wanted = sql_tokens(words);
    return !std::ranges::search(tokens, wanted).empty();
}

struct SqlColumn {
    std::string name;
    std::string type;
    bool not_null = false;
};

// A table as its body says.
struct SqlTableShape {
    std::vector<SqlColumn> columns;
    std::vector<std::vector<std::string>> keys;  // PRIMARY KEY and UNIQUE.
    bool refers = false;                         // To another table.
};

inline SqlTableShape shape_of(const SqlTable& table) {
    SqlTableShape shape;
    std::vector<SqlTokens> parts(1);
    int depth = 0;
    for (const auto& token : sql_tokens(table.body)) {
        depth += token == "(" ? 1 : token == ")" ? -1 : 0;
        if (token == "," && depth == 0)
            parts.emplace_back();
        else
            parts.back().push_back(token);
    }
    for (const auto& part : parts) {
        shape.refers = shape.refers || has_words(part, "references");
        const bool constraint = part[0] == "primary" || part[0] == "unique";
        if (constraint) {
            std::vector<std::string> key;
            for (std::size_t i = part[0] == "unique" ? 2 : 3; i < part.size(); i += 2)
                key.push_back(part[i]);
            shape.keys.push_back(key);
            continue;
        }
        const bool primary = has_words(part, "primary key");
        shape.columns.push_back({part[0], part[1], primary || has_words(part, "not null")});
        if (primary || has_words(part, "unique")) shape.keys.push_back({part[0]});
    }
    for (const auto& key : shape.keys)
        for (auto& column : shape.columns)
            if (std::ranges::count(key, column.name) > 0 && key == shape.keys.front())
                column.not_null = true;
    return shape;
}

inline const SqlTable* find_sql_table(std::string_view name) {
    for (const auto& table : all_tables())
        if (table.name == name) return &table;
    return nullptr;
}

// What no statement and no table may contain, and why not.
struct BannedWords {
    std::string_view words;
    std::string_view why;
};

inline constexpr std::string_view kVolatile = "values come from the application";
inline constexpr std::string_view kNoSequence = "identities are counted in id_block";
inline constexpr std::string_view kNodeLocal = "is of one machine only";
inline constexpr std::string_view kRefused = "is refused when it asks several shards";

inline constexpr std::array kBannedWords = std::to_array<BannedWords>({
    {"now (", kVolatile},
    {"random (", kVolatile},
    {"gen_random_uuid", kVolatile},
    {"current_timestamp", kVolatile},
    {"current_date", kVolatile},
    {"localtimestamp", kVolatile},
    {"clock_timestamp", kVolatile},
    {"datetime (", kVolatile},
    {"strftime (", kVolatile},
    {"nextval", kNoSequence},
    {"currval", kNoSequence},
    {"serial", kNoSequence},
    {"bigserial", kNoSequence},
    {"identity", kNoSequence},
    {"sequence", kNoSequence},
    {"autoincrement", kNoSequence},
    {"trigger", "is refused on distributed tables"},
    {"rule on", "is refused on distributed tables"},
    {"for update", kRefused},
    {"for share", kRefused},
    {"for no key update", kRefused},
    {"skip locked", kRefused},
    {"recursive", kRefused},
    {"grouping sets", kRefused},
    {"rollup", kRefused},
    {"lateral", kRefused},
    {"with", "a data-modifying WITH is not in SQLite"},
    {"unnest", "asks every shard: = ANY asks the right ones"},
    {"pg_advisory_lock", kNodeLocal},
    {"pg_advisory_xact_lock", kNodeLocal},
    {"pg_try_advisory_lock", kNodeLocal},
    {"pg_try_advisory_xact_lock", kNodeLocal},
    {"listen", kNodeLocal},
    {"notify", kNodeLocal},
    {"temp", kNodeLocal},
    {"temporary", kNodeLocal},
    {"set_config", kNodeLocal},
    {"truncate", "empties a table for everybody, at once"},
    {"cursor", "makes the whole answer before its first row"},
    {"null", "no column holds NULL"},
});

// What one of the two dialects does not have.
inline constexpr std::array<std::string_view, 13> kPostgresOnly{
    "any (", "::",      "ilike",      "distinct on",     "array",      "least (",     "greatest (",
    "using", "to_char", "merge into", "generate_series", "string_agg", "excluded . *"};
inline constexpr std::array<std::string_view, 8> kSqliteOnly{
    "or replace", "or ignore", "replace into", "rowid", "pragma", "ifnull (", "glob", "?"};

// A table where a statement names it.
struct TableUse {
    const SqlTable* table = nullptr;  // Null: no table of ours.
    std::string name;
    std::string alias;  // Empty: none.
};

inline std::vector<TableUse> table_uses(const SqlTokens& tokens) {
    static const std::set<std::string, std::less<>> keywords{
        "set",   "where",  "join",      "on", "order", "limit",
        "group", "values", "returning", "(",  ")",     ","};
    std::vector<TableUse> uses;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const bool names = tokens[i] == "from" || tokens[i] == "join" || tokens[i] == "into" ||
                           (tokens[i] == "update" && i == 0);
        if (!names || tokens[i + 1] == "(") continue;
        const auto& name = tokens[i + 1];
        TableUse use{find_sql_table(name), name, {}};
        if (i + 2 < tokens.size() && !keywords.contains(tokens[i + 2])) use.alias = tokens[i + 2];
        uses.push_back(std::move(use));
    }
    return uses;
}

inline std::vector<std::string> in_parentheses(const SqlTokens& tokens, std::size_t open) {
    std::vector<std::string> out;
    for (std::size_t i = open + 1; i < tokens.size() && tokens[i] != ")"; ++i)
        if (tokens[i] != ",") out.push_back(tokens[i]);
    return out;
}

// "column = $1" or "column = ANY($1)", for itself among the conditions of WHERE.
inline bool names_key(const SqlTokens& tokens, const TableUse& use) {
    const auto where = std::ranges::find(tokens, "where");
    if (where == tokens.end()) return false;
    static const std::set<std::string, std::less<>> ends{
        "and", "group", "order", "limit", "returning"};
    int depth = 0;
    bool found = false;
    for (auto at = where; at != tokens.end(); ++at) {
        depth += *at == "(" ? 1 : *at == ")" ? -1 : 0;
        if (depth < 0) return found;
        if (depth > 0) continue;
        if (*at == "or" || *at == "not") return false;
        if (*at != "where" && *at != "and") continue;
        SqlTokens rest(at + 1, tokens.end());
        SqlTokens wanted;
        if (!use.alias.empty()) wanted = {use.alias, "."};
        wanted.emplace_back(use.table->distributed_by);
        wanted.emplace_back("=");
        if (rest.size() <= wanted.size() || !std::equal(wanted.begin(), wanted.end(), rest.begin()))
            continue;
        rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(wanted.size()));
        std::size_t used = 1;
        if (rest.size() >= 4 && rest[0] == "any" && rest[1] == "(" && rest[3] == ")") {
            rest.erase(rest.begin(), rest.begin() + 2);
            used = 2;
        }
        const bool ended = rest.size() <= used || ends.contains(rest[used]);
        found = found || (rest[0].starts_with('$') && ended);
    }
    return found;
}

class StatementLint {
public:
    explicit StatementLint(const SqlStatement& statement)
        : statement_(statement), tokens_(sql_tokens(statement.text)), uses_(table_uses(tokens_)) {}

    std::vector<std::string> problems() {
        words();
        tables();
        parameters();
        if (!uses_.empty() && problems_.empty()) {
            classes();
            joins();
            if (tokens_[0] == "insert") insert();
            if (tokens_[0] == "update") update(3);
            upsert();
        }
        return problems_;
    }

private:
    void complain(std::string_view what) {
        problems_.push_back(std::string{statement_.name} + ": " + std::string{what});
    }

    void words() {
        for (const auto& banned : kBannedWords)
            if (has_words(tokens_, banned.words))
                complain(std::string{banned.words} + " " + std::string{banned.why});
        if (statement_.home != StatementHome::postgres)
            for (const auto words : kPostgresOnly)
                if (has_words(tokens_, words)) complain(std::string{words} + " is PostgreSQL's");
        if (statement_.home != StatementHome::sqlite)
            for (const auto words : kSqliteOnly)
                if (has_words(tokens_, words)) complain(std::string{words} + " is SQLite's");
        for (const auto& token : tokens_)
            if (token.starts_with('\'') || token == ";") complain(token + " is in a statement");
    }

    void tables() {
        if (uses_.empty()) complain("no table");
        for (const auto& use : uses_) {
            if (use.table == nullptr) {
                complain(use.name + " is no table of the schema");
            } else if (
                use.table->kind == TableKind::index && statement_.home != StatementHome::postgres) {
                complain(use.name + " is on PostgreSQL only");
            }
        }
    }

    // $1 to $n, none left out.
    void parameters() {
        std::set<std::size_t> numbers;
        for (const auto& token : tokens_)
            if (token.starts_with('$')) numbers.insert(std::stoul(token.substr(1)));
        if (!numbers.empty() && *numbers.rbegin() != numbers.size()) complain("a $n is left out");
    }

    bool is_keyed(const TableUse& use) const {
        if (tokens_[0] != "insert") return names_key(tokens_, use);
        const auto columns = in_parentheses(tokens_, 3);
        const auto values = in_parentheses(tokens_, 3 + 2 * columns.size() + 2);
        const auto at = std::ranges::find(columns, use.table->distributed_by) - columns.begin();
        const auto index = static_cast<std::size_t>(at);
        return index < values.size() && values[index].starts_with('$');
    }

    void classes() {
        bool reference = true;
        bool keyed = true;
        for (const auto& use : uses_) {
            const bool distributed = !use.table->distributed_by.empty();
            reference = reference && !distributed;
            keyed = keyed && distributed && is_keyed(use);
        }
        const auto kind = reference ? StatementClass::reference
                          : keyed   ? StatementClass::keyed
                                    : StatementClass::fan_out;
        if (kind != statement_.kind) complain("says another class than it is");
        if (kind == StatementClass::fan_out && tokens_[0] == "insert")
            complain("inserts without the distribution column");
    }

    void joins() {
        const auto froms = std::ranges::count(tokens_, "from");
        const auto joined = std::ranges::count(tokens_, "join");
        if (joined > 1 || (joined == 1 && froms != 1)) return complain("a shape that is not known");
        if (joined == 0) return;
        const auto& left = uses_.at(0);
        const auto& right = uses_.at(1);
        if (left.table->group != right.table->group || left.table->group.empty())
            return complain("joins tables that do not lie together");
        const auto on = [](const TableUse& a, const TableUse& b) {
            return a.alias + "." + std::string{a.table->distributed_by} + " = " + b.alias + "." +
                   std::string{b.table->distributed_by};
        };
        if (!has_words(tokens_, on(left, right)) && !has_words(tokens_, on(right, left)))
            complain("joins by something else than the distribution column");
    }

    // Every column, in the order of the table, each by a parameter.
    void insert() {
        const auto& table = *uses_.at(0).table;
        std::vector<std::string> all;
        for (const auto& column : shape_of(table).columns) all.push_back(column.name);
        const auto columns = in_parentheses(tokens_, 3);
        if (columns != all) complain("names other columns than the table has");
        const auto values = in_parentheses(tokens_, 3 + 2 * columns.size() + 2);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i] != "$" + std::to_string(i + 1)) complain("values that are no parameters");
        if (values.size() != columns.size()) complain("not a value for each column");
    }

    // SET from the token at `set` + 1 on: no function, not the distribution column.
    void update(std::size_t set) {
        const auto column = uses_.at(0).table->distributed_by;
        for (auto i = set; i < tokens_.size() && tokens_[i] != "where"; ++i) {
            if (tokens_[i] == "(") complain("a function in SET");
            const bool target = i + 1 < tokens_.size() && tokens_[i + 1] == "=";
            if (target && tokens_[i] == column) complain("changes the distribution column");
        }
    }

    void upsert() {
        const auto conflict = std::ranges::search(tokens_, sql_tokens("on conflict")).begin();
        if (conflict == tokens_.end()) return;
        const auto& table = *uses_.at(0).table;
        const auto at = static_cast<std::size_t>(conflict - tokens_.begin());
        if (at + 2 >= tokens_.size() || tokens_[at + 2] != "(")
            return complain("ON CONFLICT without its columns");
        const auto columns = in_parentheses(tokens_, at + 2);
        if (!table.distributed_by.empty() && std::ranges::count(columns, table.distributed_by) == 0)
            complain("ON CONFLICT without the distribution column");
        if (has_words(tokens_, "do update set")) update(at + 2 + 2 * columns.size() + 3);
    }

    const SqlStatement& statement_;
    SqlTokens tokens_;
    std::vector<TableUse> uses_;
    std::vector<std::string> problems_;
};

inline std::vector<std::string> lint(const SqlStatement& statement) {
    return StatementLint(statement).problems();
}

inline std::vector<std::string> lint(const SqlTable& table) {
    std::vector<std::string> problems;
    const auto complain = [&](std::string_view what) {
        problems.push_back(std::string{table.name} + ": " + std::string{what});
    };
    const auto shape = shape_of(table);
    auto all = sql_tokens(table.body);
    auto indexes = table.indexes;
    indexes.insert(indexes.end(), table.lookups.begin(), table.lookups.end());
    for (const auto* index : indexes) {
        const auto tokens = sql_tokens(index);
        all.insert(all.end(), tokens.begin(), tokens.end());
        if (has_words(tokens, "unique")) complain("a unique index: write it as a key");
    }
    for (const auto& banned : kBannedWords)
        if (banned.words != "null" && has_words(all, banned.words))
            complain(std::string{banned.words} + " " + std::string{banned.why});
    for (const auto* word : {"default", "check", "generated", "collate"})
        if (has_words(all, word)) complain(std::string{word} + " differs between engines");
    if (shape.refers) complain("a foreign key: the register keeps integrity");
    if (shape.keys.empty() && table.kind != TableKind::index) complain("no key");
    for (const auto& column : shape.columns) {
        if (!column.not_null) complain(column.name + " may be NULL");
        if (column.type != "bigint" && column.type != "text" && column.type != "blob")
            complain(column.name + " is " + column.type);
    }
    if (table.distributed_by.empty()) {
        if (!table.group.empty()) complain("a reference table in a group");
        return problems;
    }
    if (table.group.empty()) complain("no group");
    const auto column = std::ranges::find(shape.columns, table.distributed_by, &SqlColumn::name);
    if (column == shape.columns.end()) {
        complain("has no distribution column");
        return problems;
    }
    for (const auto& key : shape.keys)
        if (std::ranges::count(key, table.distributed_by) == 0)
            complain("a key without the distribution column");
    for (const auto& other : all_tables()) {
        if (other.group != table.group) continue;
        const auto columns = shape_of(other).columns;
        const auto theirs = std::ranges::find(columns, other.distributed_by, &SqlColumn::name);
        if (theirs != columns.end() && theirs->type != column->type)
            complain("lies with tables whose distribution column has another type");
    }
    return problems;
}

}  // namespace genbo
