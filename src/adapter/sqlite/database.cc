// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"

namespace genbo {

namespace {

constexpr int kBusyTimeoutMs = 5000;

Error sqlite_error(int code) {
    const std::vector<std::string> args{std::to_string(code)};
    // An fsync that failed: what was written before it may be lost, and trying again says nothing.
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        return {Fault::unavailable, "store.sync_failed", args};
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT: return {Fault::conflict, "store.constraint", args};
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {Fault::unavailable, "store.busy", args};
        case SQLITE_FULL: return {Fault::unavailable, "store.disk_full", args};
        case SQLITE_IOERR: return {Fault::unavailable, "store.io_error", args};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN: return {Fault::unavailable, "store.cannot_open", args};
        default: return {Fault::corrupt, "store.corrupt", args};
    }
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : db_(other.db_), sql_(other.sql_), handle_(std::exchange(other.handle_, nullptr)) {}

SqliteStatement::~SqliteStatement() {
    if (handle_ == nullptr) return;
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    db_->idle_[sql_].push_back(handle_);
}

SqliteStatement& SqliteStatement::bind(int at, std::int64_t value) {
    check(sqlite3_bind_int64(handle_, at, value) == SQLITE_OK);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int at, std::string_view text) {
    // SQLITE_TRANSIENT copies: the caller's text may go before the step.
    const char* data = text.empty() ? "" : text.data();
    check(
        sqlite3_bind_text64(handle_, at, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8) ==
        SQLITE_OK);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int at, ByteView bytes) {
    const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
    check(sqlite3_bind_blob64(handle_, at, data, bytes.size(), SQLITE_TRANSIENT) == SQLITE_OK);
    return *this;
}

Result<bool> SqliteStatement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return sqlite_error(sqlite3_extended_errcode(sqlite3_db_handle(handle_)));
}

Result<> SqliteStatement::run() {
    const bool row = TRY(step());
    check(!row);
    return {};
}

void SqliteStatement::reset() { sqlite3_reset(handle_); }

std::int64_t SqliteStatement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

std::string SqliteStatement::text(int column) const {
    const auto* data = sqlite3_column_text(handle_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return data == nullptr ? std::string{} : std::string{reinterpret_cast<const char*>(data), size};
}

Bytes SqliteStatement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return data == nullptr ? Bytes{} : Bytes{data, data + size};
}

Result<SqliteDatabase> SqliteDatabase::open(const std::string& path, SqliteAccess access) {
    sqlite3* handle = nullptr;
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (access == SqliteAccess::read_only ? SQLITE_OPEN_READONLY
                                           : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    SqliteDatabase db(handle);
    if (code != SQLITE_OK) return sqlite_error(code);
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    // Only the writer moves the log into the main file (docs/adr/0004): no other connection may do
    // so behind its back, not even when it is the last one to close.
    if (access == SqliteAccess::read_only)
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return db;
}

SqliteDatabase::SqliteDatabase(SqliteDatabase&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      idle_(std::move(other.idle_)),
      log_frames_(std::move(other.log_frames_)) {}

SqliteDatabase::~SqliteDatabase() {
    if (handle_ == nullptr) return;
    for (auto& [sql, idle] : idle_)
        for (auto* statement : idle) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Result<SqliteStatement> SqliteDatabase::prepare(const char* sql) {
    auto& idle = idle_[sql];
    if (!idle.empty()) {
        auto* handle = idle.back();
        idle.pop_back();
        return SqliteStatement{*this, sql, handle};
    }
    // "$2" is a position in PostgreSQL but a name in SQLite, numbered by first appearance; "?2" is
    // SQLite's position.  Our statements have no other dollar sign.
    std::string positional{sql};
    std::ranges::replace(positional, '$', '?');
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(
        handle_, positional.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return sqlite_error(code);
    return SqliteStatement{*this, sql, handle};
}

Result<> SqliteDatabase::execute(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(code);
    return {};
}

Result<> SqliteDatabase::backup_to(const std::string& path) {
    auto target = TRY(SqliteDatabase::open(path, SqliteAccess::read_write));
    auto* backup = sqlite3_backup_init(target.handle_, "main", handle_, "main");
    if (backup == nullptr) return target.last_error();
    // One step copies everything inside one read transaction of ours: a consistent snapshot.
    const int step = sqlite3_backup_step(backup, -1);
    const int finish = sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE) return sqlite_error(step);
    if (finish != SQLITE_OK) return sqlite_error(finish);
    return {};
}

Result<> SqliteDatabase::checkpoint() {
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) return sqlite_error(code);
    // What was deleted shall not wait in the log for a later writer to come round.  A reader in the
    // middle of something keeps it there, and is not waited for.
    sqlite3_busy_timeout(handle_, 0);
    const int emptied =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
    if (emptied != SQLITE_OK && (emptied & 0xFF) != SQLITE_BUSY) return sqlite_error(emptied);
    return {};
}

std::int64_t SqliteDatabase::changes() const { return sqlite3_changes64(handle_); }

std::int64_t SqliteDatabase::all_changes() const { return sqlite3_total_changes64(handle_); }

Result<std::int64_t> SqliteDatabase::pragma(const char* sql) {
    auto statement = TRY(prepare(sql));
    if (!TRY(statement.step())) return Error{Fault::corrupt, "store.corrupt", {"pragma"}};
    return statement.integer(0);
}

Result<std::uint64_t> SqliteDatabase::commit_number() {
    const auto low = TRY(pragma("PRAGMA user_version"));
    const auto high = TRY(pragma("PRAGMA application_id"));
    return std::uint64_t{static_cast<std::uint32_t>(high)} << 32 | static_cast<std::uint32_t>(low);
}

Result<> SqliteDatabase::set_commit_number(std::uint64_t number) {
    const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
    const auto high = static_cast<std::int32_t>(static_cast<std::uint32_t>(number >> 32));
    std::string sql = "PRAGMA user_version = " + std::to_string(low);
    // Once in four thousand million commits.
    if (low == 0) sql += "; PRAGMA application_id = " + std::to_string(high);
    return execute(sql.c_str());
}

Result<std::uint32_t> SqliteDatabase::page_size() {
    return static_cast<std::uint32_t>(TRY(pragma("PRAGMA page_size")));
}

Result<std::uint32_t> SqliteDatabase::page_count() {
    return static_cast<std::uint32_t>(TRY(pragma("PRAGMA page_count")));
}

namespace {

bool read_through(sqlite3* handle, int which, std::uint64_t offset, std::span<std::uint8_t> out) {
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(handle, "main", which, static_cast<void*>(&file)) != SQLITE_OK)
        return false;
    // Not open: there is no log yet.
    if (file == nullptr || file->pMethods == nullptr) return false;
    // A short read is an error of its own, SQLITE_IOERR_SHORT_READ.
    return file->pMethods->xRead(
               file, out.data(), static_cast<int>(out.size()),
               static_cast<sqlite3_int64>(offset)) == SQLITE_OK;
}

int note_log_frames(void* to, sqlite3*, const char*, int frames) {
    *static_cast<std::uint32_t*>(to) = static_cast<std::uint32_t>(frames);
    return SQLITE_OK;
}

std::uint32_t word_of_header(ByteView page, std::size_t at) {
    return (std::uint32_t{page[at]} << 24) | (std::uint32_t{page[at + 1]} << 16) |
           (std::uint32_t{page[at + 2]} << 8) | std::uint32_t{page[at + 3]};
}

}  // namespace

bool SqliteDatabase::read_main(std::uint64_t offset, std::span<std::uint8_t> out) {
    return read_through(handle_, SQLITE_FCNTL_FILE_POINTER, offset, out);
}

bool SqliteDatabase::read_log(std::uint64_t offset, std::span<std::uint8_t> out) {
    return read_through(handle_, SQLITE_FCNTL_JOURNAL_POINTER, offset, out);
}

void SqliteDatabase::watch_log() {
    log_frames_ = std::make_unique<std::uint32_t>(0);
    // In the place where SQLite keeps its own automatic checkpoint.
    sqlite3_wal_hook(handle_, note_log_frames, log_frames_.get());
}

std::uint64_t commit_number_in(ByteView first_page) {
    constexpr std::size_t kUserVersionAt = 60;
    constexpr std::size_t kApplicationIdAt = 68;
    check(first_page.size() >= 100);
    return std::uint64_t{word_of_header(first_page, kApplicationIdAt)} << 32 |
           word_of_header(first_page, kUserVersionAt);
}

Error SqliteDatabase::last_error() const { return sqlite_error(sqlite3_extended_errcode(handle_)); }

}  // namespace genbo
