// SPDX-License-Identifier: Apache-2.0

// migrate.

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "app/command.h"
#include "app/migrate.h"
#include "cli/exit_code.h"

namespace genbo {

namespace {

// What --to says for the store in the folder.
constexpr std::string_view kToFile = "file";

// A line on standard error twice a second; into a file, now and then.
class MigrateTicker {
public:
    explicit MigrateTicker(const CommandContext& context) : context_(context) {}
    ~MigrateTicker() {
        if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
    }
    MigrateTicker(const MigrateTicker&) = delete;
    MigrateTicker& operator=(const MigrateTicker&) = delete;

    void show(const MigrateStep& step) {
        const auto now = std::chrono::steady_clock::now();
        const auto every =
            terminal_ ? std::chrono::milliseconds{500} : std::chrono::milliseconds{10'000};
        if (now - last_ < every || step.total == 0) return;
        last_ = now;
        shown_ = true;
        fmt::print(
            stderr, "{}{} {}/{} {}{}", terminal_ ? "\r\033[K" : "", word(step.phase), step.done,
            step.total, step.table, terminal_ ? "" : "\n");
        std::fflush(stderr);
    }

private:
    std::string_view word(MigratePhase phase) const {
        switch (phase) {
            case MigratePhase::fill: return context_.say("移しています", "moving");
            case MigratePhase::compare: return context_.say("確かめています", "comparing");
            case MigratePhase::index: return context_.say("索引を作っています", "indexing");
            default: return "";
        }
    }

    const CommandContext& context_;
    const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    bool shown_ = false;
};

void write_report(JsonWriter& json, const MigrateReport& report) {
    json.field("equal", report.source_sha256 == report.target_sha256);
    json.field("source_sha256", report.source_sha256);
    json.field("target_sha256", report.target_sha256);
    json.field("audit_size", report.audit_size);
    json.field("audit_root", report.audit_root);
    json.field("leaves_placed", report.leaves_placed);
    json.field("records_indexed", report.records_indexed);
    json.field("tables").array([&] {
        for (const auto& table : report.tables)
            json.object([&] {
                json.field("name", table.name);
                json.field("rows", table.rows);
                json.field("sha256", table.sha256);
            });
    });
}

void print_report(const CommandContext& context, const MigrateReport& report) {
    for (const auto& table : report.tables)
        print(fmt::format(
            "{:<16} {:>10}  {}", table.name, table.rows,
            std::string_view{table.sha256}.substr(0, 16)));
    print(fmt::format("{} {}", context.say("移行元", "source"), report.source_sha256));
    print(fmt::format("{} {}", context.say("移行先", "target"), report.target_sha256));
    if (!report.audit_root.empty())
        print(fmt::format(
            "{} {} · {}", context.say("監査記録", "audit"), report.audit_size, report.audit_root));
    print(context.say(
        "一致しました。genbo.toml を切り替えました(前のものは genbo.toml.before-migrate)。",
        "Equal. genbo.toml names the new store now; the old one is genbo.toml.before-migrate."));
}

}  // namespace

CommandResult run(const CommandContext& context, const MigrateCommand& command) {
    MigrateTicker ticker(context);
    MigrateOptions options;
    if (command.to != kToFile) options.database = command.to;
    options.page_rows = command.page_rows;
    options.each = [&](const MigrateStep& step) { ticker.show(step); };
    const auto report = TRY(migrate(context.invocation.directory, context.clock, options));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { write_report(json, report); });
    else
        print_report(context, report);
    return kExitOk;
}

}  // namespace genbo
