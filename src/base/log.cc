// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <mutex>
#include <string>

#include "base/json_writer.h"
#include "base/log_output.h"
#include "base/time.h"

namespace genbo {

namespace {

std::atomic<LogLevel> log_threshold{LogLevel::info};
thread_local std::string_view log_request;

Instant log_now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warn: return "warn";
        case LogLevel::error: return "error";
    }
    return "error";
}

void write_log_value(JsonWriter& json, const LogValue& value) {
    switch (value.kind) {
        case LogValue::Kind::text: json.value(value.text); return;
        case LogValue::Kind::integer: json.value(value.integer); return;
        case LogValue::Kind::real: json.value(value.real); return;
        case LogValue::Kind::truth: json.value(value.truth); return;
    }
}

// One write of a line, or none of it.  Of a pipe, "writable" means room for PIPE_BUF bytes at
// least; a file is always writable; a socket says so while most of its buffer is free.  A line is
// far shorter than PIPE_BUF: its fields are literals and tokens.
class LogOutput {
public:
    void put(std::string_view line) {
        const std::scoped_lock lock{mutex_};
        if (unsaid_ > 0 && takes()) {
            const std::string words = lost_line();
            if (write_whole(words)) unsaid_ = 0;
        }
        if (unsaid_ == 0 && takes() && write_whole(line)) return;
        ++unsaid_;
        ++lost_;
    }

    std::uint64_t lost() const { return lost_; }

private:
    static bool takes() {
        pollfd fd{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
        // Not when nobody is at the other end (POLLERR): that would be a SIGPIPE.
        return ::poll(&fd, 1, 0) == 1 && fd.revents == POLLOUT;
    }

    static bool write_whole(std::string_view line) {
        if (line.size() > PIPE_BUF) return false;
        ssize_t count = 0;
        do count = ::write(STDERR_FILENO, line.data(), line.size());
        while (count < 0 && errno == EINTR);
        return count == static_cast<ssize_t>(line.size());
    }

    std::string lost_line() const {
        JsonWriter json;
        json.object([&] {
            json.field("at", format_instant(log_now()));
            json.field("level", level_name(LogLevel::warn));
            json.field("event", "log.lines_lost");
            json.field("lines", static_cast<std::int64_t>(unsaid_));
        });
        return std::move(json).str() + "\n";
    }

    std::mutex mutex_;
    std::uint64_t unsaid_ = 0;  // Lost, and not said so yet.
    std::atomic<std::uint64_t> lost_ = 0;
};

LogOutput& log_output() {
    static LogOutput output;
    return output;
}

}  // namespace

void set_log_level(LogLevel level) { log_threshold = level; }

LogRequest::LogRequest(LogToken id) : outer_(log_request) { log_request = id.text; }

LogRequest::~LogRequest() { log_request = outer_; }

void log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < log_threshold.load()) return;
    JsonWriter json;
    json.object([&] {
        json.field("at", format_instant(log_now()));
        json.field("level", level_name(level));
        json.field("event", event);
        if (!log_request.empty()) json.field("request", log_request);
        for (const auto& field : fields) write_log_value(json.field(field.name), field.value);
    });
    log_output().put(std::move(json).str() + "\n");
}

std::uint64_t log_lines_lost() { return log_output().lost(); }

}  // namespace genbo
