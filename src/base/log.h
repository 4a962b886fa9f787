// SPDX-License-Identifier: Apache-2.0
#pragma once

// Structured log: one JSON object per line on standard error.
//
//   log_info("import.done", {{"import", id}, {"rows", rows}});
//   {"at":"2026-11-22T00:40:00.000000Z","level":"info","event":"import.done","import":7,"rows":12}
//
// Time, level and event code are always there; "request" follows them on lines that were written
// for a request (LogRequest), so that they can be joined with its answer's X-Request-Id.
//
// A value is a number, a truth, or a string literal, so text that came from a person or a file
// cannot be logged even by mistake: there is deliberately no constructor from std::string.  What
// varies and is known to be harmless (our own error codes, version strings) is wrapped in
// LogToken by the one who vouches for it.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace genbo {

struct LogToken {
    std::string_view text;
};

class LogValue {
public:
    enum class Kind { text, integer, real, truth };

    template <std::size_t N>
    consteval LogValue(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : kind(Kind::text), text(literal, N - 1) {}
    LogValue(LogToken token) : kind(Kind::text), text(token.text) {}  // NOLINT
    template <std::integral Number>
    requires(!std::same_as<Number, bool>)
    LogValue(Number number)  // NOLINT(google-explicit-constructor)
        : kind(Kind::integer), integer(static_cast<std::int64_t>(number)) {}
    LogValue(double number) : kind(Kind::real), real(number) {}  // NOLINT
    // Exactly bool: a pointer to text would otherwise become a truth on the way.
    LogValue(std::same_as<bool> auto value)  // NOLINT(google-explicit-constructor)
        : kind(Kind::truth), truth(value) {}

    Kind kind;
    std::string_view text = {};
    std::int64_t integer = 0;
    double real = 0;
    bool truth = false;
};

struct LogField {
    std::string_view name;
    LogValue value;
};

enum class LogLevel { debug, info, warn, error };

// Messages below the level are dropped.  Set once at start, before threads.
void set_log_level(LogLevel level);

// Lines that this thread writes while it lives carry the id of the request that they are for.  The
// id is made by the server; one that a caller sent is never logged.
//
// REQUIRES: the id outlives it.
class LogRequest {
public:
    explicit LogRequest(LogToken id);
    ~LogRequest();
    LogRequest(const LogRequest&) = delete;
    LogRequest& operator=(const LogRequest&) = delete;

private:
    std::string_view outer_;
};

// Thread safety: lines from several threads never mix.
void log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

inline void log_info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::info, event, fields);
}
inline void log_warn(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::warn, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::error, event, fields);
}

}  // namespace genbo
