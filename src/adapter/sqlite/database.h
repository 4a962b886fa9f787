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
#include <memory>
#include <span>
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
    // Moves what no reader still needs, and empties the log when nobody reads; waits for nobody.
    Result<> checkpoint();
    std::int64_t changes() const;
    // Of all statements since the connection was made.
    std::int64_t all_changes() const;

    // How many commits the file has seen.  It stands in two words of the file's first page that are
    // there for applications (user_version, application_id), so that it belongs to the file and not
    // to the tables in it, and every commit that counts itself changes that page.
    Result<std::uint64_t> commit_number();
    // Within a transaction.
    Result<> set_commit_number(std::uint64_t number);

    Result<std::uint32_t> page_size();
    Result<std::uint32_t> page_count();

    // Bytes of the file, and of its write-ahead log, through SQLite's own handles: another handle
    // on the file would drop SQLite's locks when it is closed (fcntl(2)).  False: they are not
    // there.
    bool read_main(std::uint64_t offset, std::span<std::uint8_t> out);
    bool read_log(std::uint64_t offset, std::span<std::uint8_t> out);

    // From now on log_frames() is the length of the write-ahead log after the last commit of this
    // connection.  SQLite's own checkpoints after a commit are off then.
    void watch_log();
    std::uint32_t log_frames() const { return log_frames_ ? *log_frames_ : 0; }

    Error last_error() const;

private:
    friend class SqliteStatement;
    explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}

    Result<std::int64_t> pragma(const char* sql);

    sqlite3* handle_;
    std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;
    std::unique_ptr<std::uint32_t> log_frames_;  // Does not move when this does.
};

// As commit_number(), of an image of the first page.
std::uint64_t commit_number_in(ByteView first_page);

}  // namespace genbo
