// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>

#include "base/json_writer.h"
#include "base/time.h"

namespace genbo {

namespace {

std::atomic<LogLevel> log_threshold{LogLevel::info};
thread_local std::string_view log_request;

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

}  // namespace

void set_log_level(LogLevel level) { log_threshold = level; }

LogRequest::LogRequest(LogToken id) : outer_(log_request) { log_request = id.text; }

LogRequest::~LogRequest() { log_request = outer_; }

void log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < log_threshold.load()) return;
    const auto now =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    JsonWriter json;
    json.object([&] {
        json.field("at", format_instant(now));
        json.field("level", level_name(level));
        json.field("event", event);
        if (!log_request.empty()) json.field("request", log_request);
        for (const auto& field : fields) write_log_value(json.field(field.name), field.value);
    });
    const std::string line = std::move(json).str() + "\n";
    // One fwrite is one locked write on the stream.
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace genbo
