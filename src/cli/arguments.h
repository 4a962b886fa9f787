// SPDX-License-Identifier: Apache-2.0
#pragma once

// The command line as data: what was asked for, one struct per subcommand.  Parsing knows nothing
// of masters; app/ runs what comes out.
//
//   const auto parsed = parse_arguments(argc, argv);
//   if (!parsed.invocation) { print(parsed.text); return parsed.exit_code; }   // --help, or usage

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/message.h"

namespace genbo {

struct InitCommand {
    std::filesystem::path directory;
    std::string database;  // postgresql://…; empty: a file in the folder.
};
struct ServeCommand {
    std::optional<std::string> host;
    std::optional<std::uint16_t> port;
};
// How a file of customers is read.
struct FileReading {
    std::filesystem::path mapping;  // Empty: guessed.
    std::string encoding;           // Empty: found out.
    std::string sheet;
};
struct ImportCommand {
    std::string source;
    FileReading reading;
    bool dry_run = false;
    std::size_t batch_rows = 0;  // 0: as many as base/limits.h says.
    bool acknowledge = false;    // Say after each commit how many rows are durable.
    std::vector<std::filesystem::path> files;
};
struct MappingCommand {
    std::filesystem::path file;
};
struct UndoCommand {
    std::int64_t import = 0;
};
struct RejectedCommand {
    std::int64_t import = 0;
};
struct MatchCommand {
    std::vector<std::filesystem::path> files;
    std::string id_column;
    std::vector<std::string> ignored;
    std::filesystem::path truth;
    std::filesystem::path out;
    std::filesystem::path verdicts;
    std::filesystem::path model_out;
    std::filesystem::path questions_out;
    std::filesystem::path schema;      // Empty: guessed.
    std::filesystem::path former;      // The --json of a former run.
    std::filesystem::path picture;     // Of the explanation, SVG.
    std::vector<std::string> explain;  // Two rows.
    bool print_schema = false;
    std::size_t questions = 50;
    bool unique_sources = false;  // Each file is free of duplicates.
    unsigned threads = 2;
    double threshold_bits = 0;
    double pairs_per_record = 4;
};
struct SearchCommand {
    std::string text;
    std::size_t limit = 20;
};
struct ShowCommand {
    std::string number;
};
struct ExplainCommand {
    std::int64_t left = 0;
    std::int64_t right = 0;
};
struct ResolveCommand {
    std::vector<std::string> values;  // "surname=髙橋".
    std::size_t limit = 5;
};
struct VerdictsCommand {
    std::string actor;
    std::string customer;
    std::string verdict;
    std::size_t limit = 50;
    std::int64_t take_back = 0;  // Instead of a list: this one…
    std::int64_t count = 1;      // …and those behind it.
};
struct ModelCommand {
    enum class Task { list, learn, rules, diff, activate } task = Task::list;
    std::int64_t number = 0;
};
struct CleanseCommand {
    bool dry_run = false;
    bool report = false;
    std::size_t limit = 50;  // Proposals that a dry run prints.
};
struct NumberReportCommand {};
struct ConflictsCommand {
    std::string customer;  // Empty: the inbox.
    std::string field;     // Of the inbox: only this.
    std::size_t limit = 20;
    bool look = false;        // Survey anew, however large the register is.
    std::string withdraw;     // Instead: take this decision back.
    std::string decide;       // Instead: decide this field of `customer`…
    std::int64_t record = 0;  // …for this record; 0: all are right.
    std::string reason;
};
struct RelationsCommand {
    std::string customer;  // Empty: all of them.
    bool group = false;    // With everybody below, and totals.
    bool csv = false;
    std::string kind;   // Instead: `customer` belongs to…
    std::string upper;  // …this one.
    std::string since;
    std::string until;
    std::string title;
    std::int64_t end = 0;       // Instead: ends with `until`.
    std::int64_t withdraw = 0;  // Instead: never was.
};
struct ReconcileCommand {
    std::string source;
    std::filesystem::path file;
    FileReading reading;
    bool repair = false;
    bool list = false;
};
struct MergeCommand {
    std::string number;
    std::string other;
    std::string reason;
};
struct SplitCommand {
    std::string number;
    std::vector<std::int64_t> records;
    std::string reason;
};
struct NumberCheckCommand {
    std::string text;
};
struct NumberIssueCommand {
    std::string manual;       // A number of one's choice…
    std::size_t reserve = 0;  // …or so many for…
    std::string owner;        // …this store.
};
struct RebuildCommand {};
struct DoctorCommand {};
struct BackupCommand {
    std::string target;  // A new folder; with `list` a place, or empty for those of genbo.toml.
    bool now = false;    // Bring everything, and a snapshot, to the places of genbo.toml.
    bool list = false;   // What can be restored.
};
struct RestoreCommand {
    std::string source;               // A folder that `backup` made, or a place.
    std::filesystem::path directory;  // Empty: that of the invocation.
    std::filesystem::path keyring;
    std::string at;
    std::optional<std::uint64_t> commit;
    std::string line;
    std::filesystem::path s3_keys;
    std::filesystem::path s3_authorities;
    bool drill = false;
};
struct MigrateCommand {
    std::string to;             // "file", or postgresql://….
    std::size_t page_rows = 0;  // 0: some megabytes at once.
};
struct DemoCommand {
    std::filesystem::path out;
    std::uint64_t persons = 3000;
    std::uint64_t seed = 1;
    double dirtiness = 1;
    bool one_file = false;
    std::string profile = "normal";
    bool hard = false;
};
struct KeysCommand {
    std::string seal;  // The kind of a guard; empty: only tell.
    bool rotate = false;
};
struct PasswordCommand {
    std::string name = "admin";
};
struct StaffCommand {
    enum class Task { list, add, change, disable, enable, reset, forget_factors } task = Task::list;
    std::string name;
    std::string role;    // Of a new one, or the new one.
    std::string label;   // Full name.
    std::string leaves;  // Last day of work, "never", or empty: as it is.
};
struct WatchCommand {
    enum class Task { marks, mark, lift, plant_honey } task = Task::marks;
    std::string number;
    std::string kind;
    std::string staff;
    std::string reason;
    std::string source = "console";
    std::int64_t id = 0;
    std::int64_t count = 0;
};
struct ConfigCommand {};
struct RefImportCommand {
    std::string kind;  // "ken-all", "abr", "mj", "changes".
    std::string version;
    std::vector<std::filesystem::path> files;
};
struct RefListCommand {};
struct AuditCommand {
    enum class Task { key, checkpoint, export_log, prove, fork } task = Task::key;
    std::filesystem::path target;  // Folder of the export; file of the receipt, empty: printed.
    std::uint64_t leaf = 0;
};
struct AccessCommand {
    enum class Task {
        table,
        keys,
        create_key,
        rotate_key,
        revoke_key,
        scope,
        trace
    } task = Task::table;
    std::filesystem::path file;  // That leaked.
    // Of a new key.
    std::string name;
    std::vector<std::string> actions;
    std::vector<std::string> purposes;
    std::vector<std::string> classes;
    std::vector<std::string> networks;
    std::int64_t days = 365;
    std::int64_t overlap_hours = 24;
    std::string key;  // The id of one.
    // Of a staff member's scope.
    std::string staff;
    std::vector<std::string> stores;
    std::vector<std::string> regions;
    std::vector<std::string> customers;
};
struct EraseCommand {
    std::string number;
    bool dry_run = false;
    std::vector<std::int64_t> records;
    std::string ground = "request";
    std::string reason;
};
struct ErasureCommand {
    enum class Task { list, take_back, execute, certificate, come_back, night };
    Task task = Task::list;
    std::int64_t id = 0;
    std::string reason;
    bool vouch = false;
};
struct RetentionCommand {
    enum class Task { report, ask, run } task = Task::report;
    std::string reason;
    std::int64_t approval = 0;
};
struct HoldCommand {
    std::string number;
    std::string reason;
    std::string until;  // A day; empty: until it is cleared.
    bool clear = false;
};

using Command = std::variant<
    InitCommand, ServeCommand, ImportCommand, MappingCommand, UndoCommand, RejectedCommand,
    MatchCommand, SearchCommand, ShowCommand, ExplainCommand, ResolveCommand, VerdictsCommand,
    ModelCommand, CleanseCommand, NumberReportCommand, MergeCommand, SplitCommand,
    NumberCheckCommand, NumberIssueCommand, RebuildCommand, DoctorCommand, BackupCommand,
    RestoreCommand, MigrateCommand, DemoCommand, PasswordCommand, KeysCommand, ConfigCommand,
    RefImportCommand, RefListCommand, AuditCommand, StaffCommand, AccessCommand, EraseCommand,
    ErasureCommand, RetentionCommand, HoldCommand, WatchCommand, ConflictsCommand, RelationsCommand,
    ReconcileCommand>;

struct Invocation {
    Command command;
    std::filesystem::path directory = ".";
    bool json = false;
    Language language = Language::ja;
    std::string reveal;  // Why values are to be shown unmasked; empty: they are not.
};

struct ParsedArguments {
    std::optional<Invocation> invocation;
    int exit_code = 0;
    std::string text;  // Help, version or what is wrong.
};

ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace genbo
