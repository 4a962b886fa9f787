// SPDX-License-Identifier: Apache-2.0

// backup, restore.

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <thread>

#include "app/backup.h"
#include "app/backup_keeper.h"
#include "app/backup_places.h"
#include "app/checkpoint_keeper.h"
#include "app/inspection_text.h"
#include "app/key_guards.h"
#include "app/moment.h"
#include "app/restore.h"
#include "backup/database_image.h"
#include "cli/exit_code.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

// Gone with everything in it, whatever happened.
class PassingFolder {
public:
    explicit PassingFolder(fs::path path) : path_(std::move(path)) {}
    ~PassingFolder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

Result<int> copy_now(const CommandContext& context, const BackupCommand& command) {
    auto master = TRY(context.open_master());
    const auto manifest = TRY(make_backup(*master, command.target));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("bytes", manifest.bytes);
            json.field("sha256", manifest.sha256);
            json.field("audit_size", manifest.audit_size);
        });
    else
        print(fmt::format(
            "{} {} ({} bytes)\n{}", context.say("控えを取りました:", "backed up:"), command.target,
            manifest.bytes,
            context.say(
                "鍵束は含みません。別の場所に保管してください。",
                "The keyring is not in it. Keep that elsewhere.")));
    return kExitOk;
}

// Everything to the places of genbo.toml, for a scheduler where nobody serves.
Result<int> ship_now(const CommandContext& context) {
    auto master = TRY(context.open_master());
    if (master->store().sharing() == Sharing::shared)
        return Error{Fault::unavailable, "store.own_backup"};
    if (master->config().backup.to.empty()) return Error{Fault::invalid, "app.no_backup_places"};
    // Whoever writes brings the spool up to the last commit; a server that runs has done so.
    const auto writer = master->store().writer();
    if (!writer.ok() && writer.error().code != "store.in_use") return writer.error();
    auto keeper = TRY(BackupKeeper::open(*master, nullptr));
    const auto round = keeper->round(true);
    for (const auto& error : round.errors)
        if (error) return *error;
    if (context.invocation.json)
        print_json([&](JsonWriter& json) {
            json.field("commits", round.commits);
            json.field("snapshots", round.snapshots);
        });
    else
        print(fmt::format(
            "{} {} · {} {}", context.say("変更", "commits"), round.commits,
            context.say("全体の控え", "snapshots"), round.snapshots));
    return kExitOk;
}

void print_ranges(const CommandContext& context, const std::vector<RestoreRange>& ranges) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("snapshots").array([&] {
                for (const auto& range : ranges)
                    json.object([&] {
                        json.field("line", line_name(range.snapshot.name.line));
                        json.field("commit", range.snapshot.name.commit);
                        json.field("last_commit", range.last_commit);
                        json.field("at", format_instant(range.snapshot.at));
                        json.field("bytes", range.snapshot.bytes());
                        json.field("records", range.snapshot.records);
                    });
            });
        });
        return;
    }
    for (const auto& range : ranges)
        print(fmt::format(
            "{}  {}  {} {} – {}  {} {}  {} bytes", format_instant(range.snapshot.at),
            line_name(range.snapshot.name.line), context.say("変更", "commits"),
            range.snapshot.name.commit, range.last_commit, context.say("元データ", "records"),
            range.snapshot.records, range.snapshot.bytes()));
}

Result<int> list_places(const CommandContext& context, const BackupCommand& command) {
    const auto config = TRY(load_config(context.invocation.directory));
    const auto& directory = context.invocation.directory;
    const auto keyring = TRY(open_keyring(keyring_path(directory, config), directory, config));
    auto places = config.backup.to;
    if (!command.target.empty()) places = {command.target};
    if (places.empty()) return Error{Fault::invalid, "app.no_backup_places"};
    std::vector<RestoreRange> all;
    for (const auto& address : places) {
        const auto place =
            TRY(open_configured_place(address, directory, config.backup, context.clock));
        const auto ranges = TRY(Restorer(*place, keyring).ranges());
        all.insert(all.end(), ranges.begin(), ranges.end());
    }
    print_ranges(context, all);
    return kExitOk;
}

Result<RestoreTarget> target_of(const RestoreCommand& command) {
    RestoreTarget target;
    if (!command.at.empty()) target.at = TRY(parse_moment(command.at));
    target.commit = command.commit;
    if (!command.line.empty()) {
        std::uint32_t line = 0;
        const auto* end = command.line.data() + command.line.size();
        const auto parsed = std::from_chars(command.line.data(), end, line, 16);
        if (parsed.ec != std::errc{} || parsed.ptr != end)
            return Error{Fault::invalid, "app.bad_line"};
        target.line = line;
    }
    return target;
}

void print_report(
    const CommandContext& context, const RestoreReport& report, const Inspection& inspection) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("line", line_name(report.outcome.line));
            json.field("commit", report.outcome.commit);
            json.field("newest_commit", report.newest_commit);
            json.field("at", format_instant(report.outcome.at));
            json.field("restore_s", report.seconds);
            json.field("keys_revived", report.keys.revived);
            json.field("keys_buried", report.keys.buried);
            write_inspection(json, inspection);
        });
        return;
    }
    print(fmt::format(
        "{} {}  {}  ({:.1f} s)", context.say("戻した変更", "restored to commit"),
        report.outcome.commit, format_instant(report.outcome.at), report.seconds));
    print_inspection(context, inspection);
}

// Opens what was restored and looks at all of it.
Result<Inspection> examine(const fs::path& directory, const Clock& clock) {
    auto master = TRY(Master::open(directory, clock));
    auto session = TRY(master->sessions().borrow());
    return inspect(*session, master->model(), master->config().matching);
}

// Before anybody looks: who was erased since the backup is erased again (Master::start_writing),
// and where copies of checkpoints are kept outside, they are told of the acts that are no more.
Result<> settle(const fs::path& directory, const Clock& clock) {
    auto master = TRY(Master::open(directory, clock));
    const auto writing = master->start_writing();
    // Such a master is rebuilt first, and settles then.
    if (!writing.ok() && writing.error().code == "app.model_outdated") return {};
    TRY(writing);
    if (!master->config().outside_files.empty()) TRY(note_restore(*master));
    return {};
}

// Of a copy that `backup FOLDER` made.
Result<int> restore_copy(
    const CommandContext& context, const RestoreCommand& command, const fs::path& directory) {
    TRY(restore_backup(command.source, directory, command.keyring));
    TRY(settle(directory, context.clock));
    const auto inspection = TRY(examine(directory, context.clock));
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { write_inspection(json, inspection); });
    else
        print_inspection(context, inspection);
    return inspection.sound() ? kExitOk : kExitNo;
}

// The commit that a copy of the master is of, once the place has it.
Result<RestoreTarget> target_of_copy(const fs::path& master, const fs::path& copy) {
    const auto files = spool_files(master / kChangesFolder);
    const auto image = TRY(DatabaseImage::open(copy));
    RestoreTarget target;
    target.commit = image.commit();
    if (!files.empty()) target.line = files.back().line;
    return target;
}

// What a server that runs has committed just now is on its way.
Result<RestoreReport> restore_patiently(
    BackupPlace& place, const RestoreTarget& target, const fs::path& folder,
    const fs::path& keyring) {
    constexpr int kTries = 20;
    for (int i = 1;; ++i) {
        auto report = restore_master(place, target, folder, keyring);
        const bool on_its_way = !report.ok() && report.error().code == "backup.no_such_commit";
        if (!on_its_way || i == kTries) return report;
        std::this_thread::sleep_for(std::chrono::milliseconds{500});
    }
}

Result<InspectionPart> compare_with_backup(const fs::path& copy, const fs::path& restored) {
    const auto found = TRY(compare_images(copy, restored));
    constexpr std::size_t kExamples = 5;
    InspectionPart part{
        "backup", found.pages, static_cast<std::int64_t>(found.different.size()), {}};
    for (const auto page : found.different)
        if (part.examples.size() < kExamples)
            part.examples.push_back(
                {Fault::corrupt, "backup.master_differs", {std::to_string(page)}});
    return part;
}

// On PostgreSQL the server restores (pgBackRest and such), and this opens what came of it as a
// node would after a real restore, and examines all of it.
Result<int> drill_of_database(
    const CommandContext& context, const RestoreCommand& command, const Config& config) {
    if (!command.source.starts_with("postgres") || command.source == config.database)
        return Error{Fault::invalid, "app.drill_needs_database"};
    const auto& directory = context.invocation.directory;
    BackupDrill drill;
    drill.at = context.clock.now();
    const auto done = [&]() -> Result<int> {
        auto master = TRY(Master::open(directory, context.clock, command.source));
        TRY(master->start_writing());
        auto session = TRY(master->sessions().borrow());
        const auto inspection = inspect(*session, master->model(), config.matching);
        for (const auto& part : inspection.parts)
            if (part.name == "payloads") drill.records = part.looked_at;
        drill.seconds = std::chrono::duration<double>(context.clock.now() - drill.at).count();
        drill.sound = inspection.sound();
        if (context.invocation.json)
            print_json([&](JsonWriter& json) { write_inspection(json, inspection); });
        else
            print_inspection(context, inspection);
        return drill.sound ? kExitOk : kExitNo;
    }();
    TRY(note_drill(directory, drill));
    return done;
}

Result<int> drill(const CommandContext& context, const RestoreCommand& command) {
    const auto& directory = context.invocation.directory;
    const auto config = TRY(load_config(directory));
    if (!config.database.empty()) return drill_of_database(context, command, config);
    if (command.source.empty() && config.backup.to.empty())
        return Error{Fault::invalid, "app.no_backup_places"};
    const auto place = TRY(open_configured_place(
        command.source.empty() ? config.backup.to.front() : command.source, directory,
        config.backup, context.clock));
    const PassingFolder folder(
        fs::temp_directory_path() / ("genbo-drill-" + std::to_string(::getpid())));
    auto target = TRY(target_of(command));
    BackupDrill drill;
    drill.at = context.clock.now();
    const auto done = [&]() -> Result<int> {
        // Of a master that is here, the moment is now, and its pages are compared as well.
        const PassingFolder aside(folder.path().string() + "-now");
        const auto copy = aside.path() / "genbo.db";
        const bool here = command.source.empty() && !target.at && !target.commit;
        if (here) {
            std::error_code error;
            fs::create_directories(aside.path(), error);
            auto store = TRY(open_store(directory, config));
            TRY(store->copy_to(copy.string()));
            target = TRY(target_of_copy(directory, copy));
        }
        const auto keyring = keyring_path(directory, config);
        const auto report = TRY(restore_patiently(*place, target, folder.path(), keyring));
        std::optional<InspectionPart> compared;
        if (here) compared = TRY(compare_with_backup(copy, folder.path() / "genbo.db"));
        // What was erased or wrapped anew since an earlier moment is made good as a start does it.
        if (report.keys.revived + report.keys.buried > 0) {
            auto master = TRY(Master::open(folder.path(), context.clock));
            TRY(master->start_writing());
        }
        auto inspection = TRY(examine(folder.path(), context.clock));
        if (compared) inspection.parts.push_back(*compared);
        drill.commit = report.outcome.commit;
        for (const auto& part : inspection.parts)
            if (part.name == "payloads") drill.records = part.looked_at;
        drill.seconds = std::chrono::duration<double>(context.clock.now() - drill.at).count();
        drill.sound = inspection.sound();
        print_report(context, report, inspection);
        return drill.sound ? kExitOk : kExitNo;
    }();
    TRY(note_drill(directory, drill));
    return done;
}

}  // namespace

CommandResult run(const CommandContext& context, const BackupCommand& command) {
    if (command.list) return list_places(context, command);
    if (command.now) return ship_now(context);
    if (command.target.empty()) return Error{Fault::invalid, "app.no_backup_target"};
    return copy_now(context, command);
}

CommandResult run(const CommandContext& context, const RestoreCommand& command) {
    if (command.drill) return drill(context, command);
    if (command.source.empty() || command.keyring.empty())
        return Error{Fault::invalid, "app.restore_from_what"};
    const auto directory =
        command.directory.empty() ? context.invocation.directory : command.directory;
    if (fs::exists(fs::path{command.source} / "manifest.json"))
        return restore_copy(context, command, directory);
    const auto target = TRY(target_of(command));
    const auto place = TRY(
        open_backup_place(command.source, command.s3_keys, command.s3_authorities, context.clock));
    const auto report = TRY(restore_master(*place, target, directory, command.keyring));
    TRY(settle(directory, context.clock));
    const auto inspection = TRY(examine(directory, context.clock));
    print_report(context, report, inspection);
    return inspection.sound() ? kExitOk : kExitNo;
}

}  // namespace genbo
