// SPDX-License-Identifier: Apache-2.0

// The catalogue of statements and the tables under the rules of sql_lint.h; that the rules find
// what they are for; and that the adapters send nothing else than the catalogue.

#include "adapter/sql/sql_lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "adapter/sql/statements.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

// --- the catalogue and the tables

TEST(SqlLint, EveryStatementKeepsTheRules) {
    for (const auto* statement : sql::all_statements())
        for (const auto& problem : lint(*statement)) ADD_FAILURE() << problem;
}

TEST(SqlLint, EveryTableKeepsTheRules) {
    for (const auto& table : all_tables())
        for (const auto& problem : lint(table)) ADD_FAILURE() << problem;
}

TEST(SqlLint, EveryTableIsWrittenAndRead) {
    std::set<std::string> written;
    std::set<std::string> read;
    for (const auto* statement : sql::all_statements()) {
        const auto tokens = sql_tokens(statement->text);
        for (const auto& use : table_uses(tokens))
            (tokens[0] == "insert" ? written : read).insert(use.name);
    }
    for (const auto& table : all_tables()) {
        EXPECT_TRUE(written.contains(std::string{table.name})) << table.name;
        // A mark is found by the insert that it refuses.
        EXPECT_TRUE(read.contains(std::string{table.name})) << table.name;
    }
}

// --- the rules

struct BadStatement {
    StatementClass kind;
    const char* text;
    const char* problem;
    StatementHome home = StatementHome::both;
};

constexpr auto kKeyed = StatementClass::keyed;
constexpr auto kFanOut = StatementClass::fan_out;
constexpr auto kOtherClass = "says another class";

constexpr BadStatement kBadStatements[] = {
    {kKeyed, "SELECT record_id FROM record WHERE source_id = $1", kOtherClass},
    {kFanOut, "SELECT record_id FROM record WHERE record_id = $1", kOtherClass},
    {kKeyed, "SELECT record_id FROM record WHERE record_id = $1 OR version = 0", kOtherClass},
    {kKeyed, "SELECT record_id FROM record WHERE NOT record_id = $1", kOtherClass},
    {kKeyed, "SELECT record_id FROM record WHERE record_id = $1 + 1", kOtherClass},
    {kKeyed, "SELECT record_id FROM record WHERE record_id > $1", kOtherClass},
    {kKeyed, "SELECT record_id FROM record WHERE (record_id = $1 OR version = $2)", kOtherClass},
    {kKeyed, "SELECT value FROM setting WHERE name = $1", kOtherClass},
    {StatementClass::reference, "SELECT customer FROM record WHERE record_id = $1", kOtherClass},
    // Each table by itself, not by way of the other.
    {kKeyed,
     "SELECT r.version FROM record r JOIN record_version v ON v.record_id = r.record_id WHERE "
     "r.record_id = $1",
     kOtherClass},
    {kFanOut, "SELECT r.version FROM record r JOIN record_key k ON k.record_id = r.record_id",
     "do not lie together"},
    {kFanOut, "SELECT r.version FROM record r JOIN record_version v ON v.version = r.version",
     "joins by something else"},
    {kFanOut,
     "SELECT r.version FROM record r JOIN record_version v ON v.record_id = r.record_id JOIN move "
     "m ON m.record_id = r.record_id",
     "shape"},
    {kFanOut, "SELECT v.at FROM unnest($1) k JOIN record v ON v.record_id = k", "unnest",
     StatementHome::postgres},
    {kKeyed, "UPDATE record SET record_id = $2 WHERE record_id = $1", "changes the distribution"},
    {kKeyed, "UPDATE answer SET at = now() WHERE key = $1", "now ("},
    {kKeyed, "UPDATE answer SET at = abs(at) WHERE key = $1", "function in SET"},
    {kKeyed, "INSERT INTO id_block (name, next) VALUES ($1, 1)", "no parameters"},
    {kKeyed, "INSERT INTO id_block (name, next) VALUES (NULL, $1)", "null"},
    {kKeyed, "INSERT INTO id_block (next, name) VALUES ($1, $2)", "other columns"},
    {kKeyed, "INSERT INTO id_block (name) VALUES ($1)", "other columns"},
    {kFanOut, "INSERT INTO record_key (source_id, record_id) VALUES ($1, $2)", "inserts without"},
    {kKeyed, "INSERT INTO id_block (name, next) VALUES ($1, $2) ON CONFLICT (next) DO NOTHING",
     "ON CONFLICT without the distribution"},
    {kKeyed, "INSERT INTO id_block (name, next) VALUES ($1, $2) ON CONFLICT DO NOTHING",
     "ON CONFLICT without its columns"},
    {kKeyed,
     "INSERT INTO id_block (name, next) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET next = "
     "coalesce(excluded.next, 1)",
     "function in SET"},
    {kKeyed,
     "INSERT INTO id_block (name, next) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = "
     "excluded.name",
     "changes the distribution"},
    {kKeyed, "SELECT next FROM id_block WHERE name = $1 FOR UPDATE", "for update",
     StatementHome::postgres},
    {kKeyed, "SELECT next FROM id_block WHERE name = ANY($1)", "is PostgreSQL's"},
    {kKeyed, "SELECT next::text FROM id_block WHERE name = $1", "is PostgreSQL's"},
    {kKeyed, "SELECT ifnull(next, 1) FROM id_block WHERE name = $1", "is SQLite's"},
    {kKeyed, "INSERT OR REPLACE INTO id_block (name, next) VALUES ($1, $2)", "is SQLite's"},
    {kKeyed, "SELECT next FROM id_block WHERE name = 'record'", "is in a statement"},
    {kKeyed, "SELECT next FROM id_block WHERE name = $2", "left out"},
    {kKeyed, "SELECT n FROM nowhere WHERE name = $1", "no table of the schema"},
    {kKeyed, "SELECT features FROM match_row WHERE record_id = $1", "on PostgreSQL only"},
    {kKeyed, "WITH gone AS (DELETE FROM id_block WHERE name = $1) SELECT next FROM gone", "with"},
    {kFanOut, "SELECT pg_advisory_xact_lock($1) FROM id_block", "of one machine only"},
    {kFanOut, "LISTEN genbo", "no table"},
};

TEST(SqlLint, FindsWhatItIsFor) {
    for (const auto& bad : kBadStatements) {
        const auto problems = lint(SqlStatement{"bad", bad.kind, bad.text, bad.home});
        EXPECT_THAT(problems, testing::Contains(testing::HasSubstr(bad.problem))) << bad.text;
    }
}

TEST(SqlLint, LetsPassWhatIsWell) {
    const auto well = [](StatementClass kind, const char* text,
                         StatementHome home = StatementHome::both) {
        EXPECT_THAT(lint(SqlStatement{"well", kind, text, home}), testing::IsEmpty()) << text;
    };
    well(
        kKeyed,
        "SELECT r.version FROM record r JOIN record_version v ON v.record_id = r.record_id "
        "WHERE r.record_id = $1 AND v.record_id = $1");
    well(kKeyed, "SELECT next FROM id_block WHERE (next > $2 OR next = 0) AND name = $1 LIMIT 1");
    well(
        kKeyed, "SELECT next FROM id_block WHERE name = ANY($1) ORDER BY name",
        StatementHome::postgres);
    well(kFanOut, "SELECT count(*) FROM (SELECT DISTINCT next FROM id_block WHERE next > $1) n");
}

TEST(SqlLint, FindsBadTables) {
    const auto bad = [](const char* by, const char* group, const char* body, const char* problem) {
        const SqlTable table{"bad", TableKind::fact, by, group, body};
        EXPECT_THAT(lint(table), testing::Contains(testing::HasSubstr(problem))) << body;
    };
    bad("b", "x", "a BIGINT PRIMARY KEY, b BIGINT NOT NULL", "key without");
    bad("a", "x", "a BIGINT PRIMARY KEY, b TEXT NOT NULL UNIQUE", "key without");
    bad("a", "x", "a BIGINT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b), UNIQUE (b)",
        "key without");
    bad("c", "x", "a BIGINT PRIMARY KEY", "no distribution column");
    bad("a", "", "a BIGINT PRIMARY KEY", "no group");
    bad("", "x", "a BIGINT PRIMARY KEY", "reference table in a group");
    bad("a", "record", "a TEXT PRIMARY KEY", "another type");
    bad("a", "x", "a BIGINT PRIMARY KEY, b TEXT", "may be NULL");
    bad("a", "x", "a BIGINT NOT NULL", "no key");
    bad("a", "x", "a BIGSERIAL PRIMARY KEY", "bigserial");
    bad("a", "x", "a BIGINT PRIMARY KEY, b TIMESTAMPTZ NOT NULL", "is timestamptz");
    bad("a", "x", "a BIGINT PRIMARY KEY, b BIGINT NOT NULL DEFAULT 1", "default");
    bad("a", "x", "a BIGINT PRIMARY KEY, b BIGINT NOT NULL REFERENCES record", "foreign key");
    const SqlTable unique{
        "bad",
        TableKind::fact,
        "a",
        "x",
        "a BIGINT PRIMARY KEY, b BIGINT NOT NULL",
        {"CREATE UNIQUE INDEX i ON bad (b)"}};
    EXPECT_THAT(lint(unique), testing::Contains(testing::HasSubstr("unique index")));
}

// --- the sources

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

const fs::path kAdapters = fs::path(GENBO_SOURCE_DIR) / "src/adapter";

// Of the rooms that talk to a database, tests aside; by their path within src/adapter.
std::map<std::string, std::string> adapter_sources() {
    std::map<std::string, std::string> sources;
    for (const auto* room : {"sql", "sqlite", "postgres"})
        for (const auto& entry : fs::directory_iterator(kAdapters / room)) {
            const auto name = entry.path().filename().string();
            const auto kind = entry.path().extension();
            const bool test =
                name.find("test") != name.npos || name == "sql_lint.h" || name == "fault_proxy.h";
            if (!test && (kind == ".cc" || kind == ".h"))
                sources[std::string{room} + "/" + name] = text_of(entry.path());
        }
    return sources;
}

bool is_name_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The names that follow `before`, as in "constexpr SqlStatement kSetting{".
std::vector<std::string> names_after(std::string_view text, std::string_view before) {
    std::vector<std::string> names;
    for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1)) {
        auto end = at + before.size();
        while (end < text.size() && is_name_letter(text[end])) ++end;
        names.emplace_back(text.substr(at + before.size(), end - at - before.size()));
    }
    return names;
}

// "kAddMatchRow" is "add_match_row".
std::string name_of_constant(std::string_view constant) {
    std::string name;
    for (const char c : constant.substr(1)) {
        if (std::isupper(static_cast<unsigned char>(c)) != 0 && !name.empty()) name += '_';
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return name;
}

TEST(SqlCatalogue, ListsEveryStatementOnce) {
    const auto declared =
        names_after(text_of(kAdapters / "sql/statements.h"), "constexpr SqlStatement ");
    const auto listed = names_after(text_of(kAdapters / "sql/statements.cc"), "    &");
    EXPECT_THAT(listed, testing::UnorderedElementsAreArray(declared));
    ASSERT_EQ(declared.size(), sql::all_statements().size());
    EXPECT_GT(declared.size(), 100U);
    std::set<std::string> names;
    std::set<std::string> texts;
    for (const auto* statement : sql::all_statements()) {
        EXPECT_TRUE(names.insert(std::string{statement->name}).second) << statement->name;
        EXPECT_TRUE(texts.insert(statement->text).second) << statement->name;
    }
    for (const auto& constant : declared)
        EXPECT_TRUE(names.contains(name_of_constant(constant))) << constant;
}

TEST(SqlCatalogue, EveryStatementIsSentByThoseItIsFor) {
    std::map<std::string, std::set<std::string>> rooms_of;
    for (const auto& [path, text] : adapter_sources())
        for (const auto& constant : names_after(text, "sql::k"))
            rooms_of[name_of_constant("k" + constant)].insert(path.substr(0, path.find('/')));
    for (const auto* statement : sql::all_statements()) {
        const auto& rooms = rooms_of[std::string{statement->name}];
        EXPECT_EQ(rooms.contains("sqlite"), statement->home != StatementHome::postgres)
            << statement->name;
        EXPECT_EQ(rooms.contains("postgres"), statement->home != StatementHome::sqlite)
            << statement->name;
    }
}

// What is between quotes, piece by piece.
std::vector<std::string> literals_of(std::string_view source) {
    std::vector<std::string> literals;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source.substr(i, 2) == "//") {
            i = std::min(source.find('\n', i), source.size());
        } else if (source[i] == '\'') {
            i = source.find('\'', i + (source[i + 1] == '\\' ? 3 : 1));
            if (i == source.npos) break;
        } else if (source[i] == '"') {
            std::string literal;
            for (++i; i < source.size() && source[i] != '"'; ++i) {
                if (source[i] == '\\') ++i;
                literal += source[i];
            }
            literals.push_back(std::move(literal));
        }
    }
    return literals;
}

bool is_sql(const std::string& literal) {
    const auto tokens = sql_tokens(literal);
    return has_words(tokens, "select") || has_words(tokens, "insert into") ||
           has_words(tokens, "delete from") || (!tokens.empty() && tokens[0] == "update") ||
           has_words(tokens, "truncate");
}

// Where the catalogue and the schema are, and what moves whole tables of it.
const std::set<std::string, std::less<>> kSqlFiles{
    "sql/statements.h", "sql/schema.cc", "sql/moving_tables.cc"};

// What speaks of the database itself and not of what is in it.
const std::vector<std::string_view> kOwnWords{
    "pg_catalog", "pg_dist_", "citus", "distributed_table", "reference_table", "sqlite_master"};

struct AllowedSql {
    std::string_view path;
    std::string_view literal;
    std::string_view why;
};

constexpr AllowedSql kAllowedSql[] = {
    {"postgres/pg_lookups.cc", "VACUUM (TRUNCATE off) ", "of tables whose index answers alone"},
    {"postgres/pg_row_buffer.cc", "INSERT INTO ", "takes an INSERT of the catalogue apart"},
    {"postgres/pg_writer_index.cc", "DELETE FROM ", "empties every index table of the schema"},
};

TEST(SqlCatalogue, TheAdaptersSendNothingElse) {
    std::set<std::string_view> used;
    for (const auto& [path, text] : adapter_sources()) {
        if (kSqlFiles.contains(path)) continue;
        for (const auto& literal : literals_of(text)) {
            if (!is_sql(literal)) continue;
            const auto speaks_of = [&](auto words) { return literal.find(words) != literal.npos; };
            if (std::ranges::any_of(kOwnWords, speaks_of)) continue;
            const auto* const allowed = std::ranges::find_if(
                kAllowedSql, [&](const auto& a) { return a.path == path && a.literal == literal; });
            if (allowed == std::end(kAllowedSql))
                ADD_FAILURE() << path << " sends its own: " << literal;
            else
                used.insert(allowed->literal);
        }
    }
    for (const auto& allowed : kAllowedSql)
        EXPECT_TRUE(used.contains(allowed.literal)) << allowed.path << " has it no more";
}

}  // namespace
}  // namespace genbo
