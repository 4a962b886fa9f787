// SPDX-License-Identifier: Apache-2.0
#pragma once

// The thinnest useful layer over SQLite's C interface: a connection that keeps its prepared
// statements, and a statement that binds and reads.  It knows no tables.
//
//   auto statement = TRY(db.prepare("SELECT name FROM source WHERE id = $1"));
//   statement.bind(1, id);
//   while (TRY(statement.step())) use(statement.text(0));
//
// A Statement goes back into the connection's cache when it ends; preparing the same text again is
// a look-up.  Errors carry SQLite's result code and never SQL text or values.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace genbo {

class SqliteDatabase;

class SqliteStatement {
public:
    SqliteStatement(SqliteStatement&& other) noexcept;
    SqliteStatement& operator=(SqliteStatement&&) = delete;
    ~SqliteStatement();

    // 1-based, as in the SQL.
    SqliteStatement& bind(int at, std::int64_t value);
    SqliteStatement& bind(int at, std::string_view text);
    SqliteStatement& bind(int at, ByteView bytes);

    // True: a row is there.  The views below live until the next step.
    Result<bool> step();
    // For a statement that returns no row.
    Result<> run();
    // Back to before the first step, bindings kept: for loops over one statement.
    void reset();

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    Bytes bytes(int column) const;

private:
    friend class SqliteDatabase;
    SqliteStatement(SqliteDatabase& db, const char* sql, sqlite3_stmt* handle)
        : db_(&db), sql_(sql), handle_(handle) {}

    SqliteDatabase* db_;
    const char* sql_;
    sqlite3_stmt* handle_;
};

enum class SqliteAccess { read_only, read_write };

class SqliteDatabase {
public:
    static Result<SqliteDatabase> open(const std::string& path, SqliteAccess access);

    SqliteDatabase(SqliteDatabase&& other) noexcept;
    SqliteDatabase& operator=(SqliteDatabase&&) = delete;
    ~SqliteDatabase();

    // `sql` must outlive the database: a literal.
    Result<SqliteStatement> prepare(const char* sql);
    // Several statements without parameters.
    Result<> execute(const char* sql);
    Result<> backup_to(const std::string& path);
    // A passive checkpoint: moves what no reader still needs, waits for nobody.
    Result<> checkpoint();
    std::int64_t changes() const;

    Error last_error() const;

private:
    friend class SqliteStatement;
    explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}

    sqlite3* handle_;
    std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;
};

}  // namespace genbo
