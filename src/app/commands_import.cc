// SPDX-License-Identifier: Apache-2.0

// import, mapping, undo, rejected.

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/access_spool.h"
#include "app/backup_keeper.h"
#include "app/command.h"
#include "app/file_import.h"
#include "app/job_beacon.h"
#include "app/usage.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "server/api.h"

namespace genbo {

namespace {

// A line on standard error twice a second while an import runs.
class ImportTicker {
public:
    ImportTicker(const CommandContext& context, const ImportProgress& progress)
        : context_(context), progress_(progress), thread_([this] { tick(); }) {}
    ~ImportTicker() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        wake_.notify_all();
        thread_.join();
        if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
    }
    ImportTicker(const ImportTicker&) = delete;
    ImportTicker& operator=(const ImportTicker&) = delete;

private:
    void tick() {
        std::unique_lock lock(mutex_);
        // A terminal's line is rewritten; into a file goes a line now and then.
        const auto every =
            terminal_ ? std::chrono::milliseconds{500} : std::chrono::milliseconds{10'000};
        while (!wake_.wait_for(lock, every, [this] { return done_; })) show();
    }

    void show() {
        shown_ = true;
        const auto now = context_.clock.now();
        const auto snapshot = progress_.snapshot();
        const double rate = ImportProgress::rows_per_second(snapshot, now).value_or(0);
        const double left = ImportProgress::seconds_left(snapshot, now).value_or(0);
        fmt::print(
            stderr, "{}{} {} · {:.0f} {} · {} {:.0f} {}{}", terminal_ ? "\r\033[K" : "",
            snapshot.counts.rows, context_.say("行", "rows"), rate, context_.say("行/秒", "rows/s"),
            context_.say("残り", "left"), left, context_.say("秒", "s"), terminal_ ? "" : "\n");
        std::fflush(stderr);
    }

    const CommandContext& context_;
    const ImportProgress& progress_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool done_ = false;
    bool shown_ = false;
    const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
    std::thread thread_;
};

Result<std::optional<Mapping>> read_mapping(const std::filesystem::path& path) {
    if (path.empty()) return std::optional<Mapping>{};
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::not_found, "app.no_file", {path.filename().string()}};
    const std::string json{std::istreambuf_iterator<char>{file}, {}};
    return std::optional{TRY(mapping_from_json(json))};
}

// For whoever has to know what would survive if the power went now.
void acknowledge(std::int64_t rows) {
    fmt::print(stderr, "ack {}\n", rows);
    std::fflush(stderr);
}

struct FileOutcome {
    std::string file;
    ImportId import;  // 0 where none was begun.
    ImportProgress::Snapshot snapshot;
    // What stopped it; what was durable, or in a dry run read, by then is counted all the same.
    std::optional<Error> error = {};

    // Of a file that failed before its first row there is nothing to say but why.
    bool says_something() const {
        return !error || import.value() != 0 || snapshot.counts.rows > 0;
    }
};

void print_findings(const CommandContext& context, const ImportProgress::Snapshot& snapshot) {
    for (const auto& finding : snapshot.findings) {
        const std::string text =
            context.messages.text(context.invocation.language, finding.code, finding.args);
        const std::string place = finding.row == 0
                                      ? std::string{}
                                      : fmt::format("{} {}", context.say("行", "row"), finding.row);
        print(fmt::format("    {} {} {}", place, finding.column, text));
    }
    const auto shown = static_cast<std::int64_t>(snapshot.findings.size());
    if (snapshot.findings_total > shown)
        print(fmt::format(
            "    {} {}", context.say("ほかに", "and more:"), snapshot.findings_total - shown));
}

void print_outcome(const CommandContext& context, const FileOutcome& outcome, bool dry_run) {
    const auto& counts = outcome.snapshot.counts;
    print(fmt::format(
        "{}{}: {} {} · {} {} · {} {} · {} {}",
        dry_run ? context.say("[試し] ", "[dry run] ") : std::string_view{}, outcome.file,
        context.say("新規", "new"), counts.added, context.say("変更", "changed"), counts.changed,
        context.say("同じ", "same"), counts.same, context.say("不受理", "rejected"),
        counts.rejected));
    if (!dry_run)
        print(fmt::format(
            "  {} {} · {} {} · {} {}", context.say("取り込み番号", "import"),
            outcome.import.value(), context.say("新しいお客様", "new customers"),
            outcome.snapshot.customers_new, context.say("まとまったお客様", "customers joined"),
            outcome.snapshot.customers_joined));
    print_findings(context, outcome.snapshot);
}

void write_counts(JsonWriter& json, const ImportProgress::Snapshot& snapshot) {
    json.field("rows", snapshot.counts.rows);
    json.field("new", snapshot.counts.added);
    json.field("changed", snapshot.counts.changed);
    json.field("same", snapshot.counts.same);
    json.field("rejected", snapshot.counts.rejected);
    json.field("customers_new", snapshot.customers_new);
    json.field("customers_joined", snapshot.customers_joined);
    json.field("findings", snapshot.findings_total);
}

// Where something was found; never a value.
void write_places(JsonWriter& json, const ImportProgress::Snapshot& snapshot) {
    json.field("places").array([&] {
        for (const auto& finding : snapshot.findings)
            json.object([&] {
                json.field("code", finding.code);
                json.field("row", finding.row);
                json.field("column", finding.column);
            });
    });
}

void print_json_outcome(
    const CommandContext& context, const std::vector<FileOutcome>& outcomes,
    const Result<>& finished, const ImportCommand& command, const Usage& usage) {
    ImportProgress::Snapshot sum;
    for (const auto& outcome : outcomes) {
        sum.counts.rows += outcome.snapshot.counts.rows;
        sum.counts.added += outcome.snapshot.counts.added;
        sum.counts.changed += outcome.snapshot.counts.changed;
        sum.counts.same += outcome.snapshot.counts.same;
        sum.counts.rejected += outcome.snapshot.counts.rejected;
        sum.customers_new += outcome.snapshot.customers_new;
        sum.customers_joined += outcome.snapshot.customers_joined;
        sum.findings_total += outcome.snapshot.findings_total;
    }
    print_json([&](JsonWriter& json) {
        json.field("dry_run", command.dry_run);
        write_counts(json, sum);
        json.field("files").array([&] {
            for (const auto& outcome : outcomes) {
                if (!outcome.says_something()) continue;
                json.object([&] {
                    json.field("file", outcome.file);
                    if (!command.dry_run) json.field("import", outcome.import.value());
                    write_counts(json, outcome.snapshot);
                    write_places(json, outcome.snapshot);
                });
            }
        });
        write_usage(json, usage);
        const auto& last = outcomes.back();
        if (last.error) {
            write_error(context, json, *last.error);
            json.field("failed_file", last.file);
            if (!finished.ok()) json.field("duties_error", finished.error().code);
        } else if (!finished.ok()) {
            write_error(context, json, finished.error());
        }
    });
}

// What can be known before the first row: the name is one that the API takes, no file is missing.
Result<> check_import(const ImportCommand& command) {
    if (!is_source_name(command.source))
        return Error{Fault::invalid, "app.bad_source_name", {command.source}};
    for (const auto& path : command.files) {
        std::error_code error;
        if (!std::filesystem::exists(path, error))
            return Error{Fault::not_found, "app.no_file", {path.filename().string()}};
        // It is read twice, and its size is asked for.
        if (!std::filesystem::is_regular_file(path, error))
            return Error{Fault::invalid, "app.not_a_file", {path.filename().string()}};
    }
    return {};
}

FileOutcome take_file(
    const CommandContext& context, Master& master, const FileImport& request, bool dry_run) {
    FileOutcome outcome{request.file_name, ImportId{}, {}};
    ImportProgress progress(context.clock.now());
    const ImportTicker ticker(context, progress);
    const auto taken =
        dry_run ? dry_run_file(master, request, progress)
                : import_file(master, request, progress, [&](ImportId id) { outcome.import = id; });
    outcome.snapshot = taken.ok() ? *taken : progress.snapshot();
    if (!taken.ok()) outcome.error = taken.error();
    return outcome;
}

}  // namespace

Result<FileImport> import_request(const FileReading& reading, const std::string& source) {
    FileImport request;
    request.source = source;
    request.mapping = TRY(read_mapping(reading.mapping));
    request.table.sheet = reading.sheet;
    if (reading.encoding.empty()) return request;
    request.table.encoding = encoding_by_name(reading.encoding);
    if (!request.table.encoding)
        return Error{Fault::invalid, "app.unknown_encoding", {reading.encoding}};
    return request;
}

CommandResult run(const CommandContext& context, const ImportCommand& command) {
    const UsageMeter meter;
    TRY(check_import(command));
    auto request = TRY(import_request(command.reading, command.source));
    if (command.batch_rows > 0) request.batch_rows = command.batch_rows;
    auto master = TRY(context.open_master());
    if (!command.dry_run) {
        TRY(master->start_writing());
        TRY(mark_interrupted_imports(*master));
    }
    const auto shipping =
        command.dry_run ? std::unique_ptr<BulkShipping>{} : TRY(BulkShipping::beside(*master));
    if (command.acknowledge) request.acknowledged = acknowledge;
    std::vector<FileOutcome> outcomes;
    for (const auto& path : command.files) {
        request.path = path;
        // A name may be any bytes; what is not UTF-8 becomes U+FFFD.
        request.file_name = to_utf8(to_utf32(path.filename().string()));
        outcomes.push_back(take_file(context, *master, request, command.dry_run));
        const auto& outcome = outcomes.back();
        // Of a file that fails, too: what went in before stays.
        if (!context.invocation.json && outcome.says_something())
            print_outcome(context, outcome, command.dry_run);
        if (outcome.error) break;
    }
    const auto& failure = outcomes.back().error;
    // Nothing went in: there is nothing to say but why.
    if (failure && outcomes.size() == 1 && !outcomes[0].says_something()) return *failure;
    Result<> finished;
    if (!command.dry_run) {
        finished = master->finish_duties();
        master->save_index();
    }
    if (context.invocation.json) {
        print_json_outcome(context, outcomes, finished, command, meter.usage());
        if (failure) return exit_code_of(failure->fault);
        return finished.ok() ? kExitOk : exit_code_of(finished.error().fault);
    }
    if (failure) {
        // The answer has room for one error.
        if (!finished.ok())
            print(context.messages.text(
                context.invocation.language, finished.error().code, finished.error().args));
        return *failure;
    }
    TRY(std::move(finished));
    return kExitOk;
}

CommandResult run(const CommandContext&, const MappingCommand& command) {
    const auto sniff = TRY(sniff_table(command.file));
    print(mapping_to_json(guess_mapping(sniff.header, sniff.sample)));
    return 0;
}

CommandResult run(const CommandContext& context, const UndoCommand& command) {
    auto master = TRY(context.open_master());
    TRY(master->start_writing());
    const auto shipping = TRY(BulkShipping::beside(*master, BulkShipping::Begin::at_once));
    ImportDesk desk(master->writer());
    TRY(mark_interrupted_imports(*master));
    const auto import = TRY(desk.undo(ImportId{command.import}, Actor{}));
    master->save_index();
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("undone", import.id.value()); });
    else
        print(fmt::format(
            "{} {}", context.say("取り消しました: 取り込み", "undone: import"), import.id.value()));
    return 0;
}

CommandResult run(const CommandContext& context, const RejectedCommand& command) {
    auto master = TRY(context.open_master());
    const auto eyes = TRY(context.viewer(*master));
    const auto csv = TRY(rejected_rows_csv(
        *master, ImportId{command.import}, context.messages, context.invocation.language, eyes));
    auto act = act_of_command(*master, "rejected.show");
    act.nameless = std::max<std::int64_t>(0, std::ranges::count(csv, '\n') - 1);
    TRY(spool_access(*master, act));
    std::fwrite(csv.data(), 1, csv.size(), stdout);
    return 0;
}

}  // namespace genbo
