// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs one subcommand and prints its answer: text for people on standard output, or JSON with
// --json; progress and errors go to standard error.  Each run() is in commands_*.cc.

#include <functional>
#include <memory>
#include <string>

#include "access/viewer.h"
#include "app/master.h"
#include "base/json_writer.h"
#include "base/message.h"
#include "cli/arguments.h"

namespace genbo {

// What every command is given.
struct CommandContext {
    const Invocation& invocation;
    const MessageCatalogue& messages;
    const Clock& clock;

    bool japanese() const { return invocation.language == Language::ja; }
    // One of the two, by language.
    std::string_view say(std::string_view ja, std::string_view en) const {
        return japanese() ? ja : en;
    }
    Result<std::unique_ptr<Master>> open_master() const;
    // The operator's eyes: contacts masked.  With --reveal and a reason they see everything, and
    // the trail says so first; then nobody else may be writing to an embedded master.
    Result<Viewer> viewer(Master& master) const;
    // Behind viewer(): values that were revealed have begun it already.
    Result<> begin_writing(Master& master) const;
};

struct FileImport;
// What is asked for on the command line, but for the file itself.
Result<FileImport> import_request(const FileReading& reading, const std::string& source);

// The exit code when it worked.
using CommandResult = Result<int>;

CommandResult run(const CommandContext& context, const InitCommand& command);
CommandResult run(const CommandContext& context, const ServeCommand& command);
CommandResult run(const CommandContext& context, const ImportCommand& command);
CommandResult run(const CommandContext& context, const MappingCommand& command);
CommandResult run(const CommandContext& context, const UndoCommand& command);
CommandResult run(const CommandContext& context, const RejectedCommand& command);
CommandResult run(const CommandContext& context, const MatchCommand& command);
CommandResult run(const CommandContext& context, const SearchCommand& command);
CommandResult run(const CommandContext& context, const ShowCommand& command);
CommandResult run(const CommandContext& context, const ExplainCommand& command);
CommandResult run(const CommandContext& context, const ResolveCommand& command);
CommandResult run(const CommandContext& context, const VerdictsCommand& command);
CommandResult run(const CommandContext& context, const ModelCommand& command);
CommandResult run(const CommandContext& context, const CleanseCommand& command);
CommandResult run(const CommandContext& context, const NumberReportCommand& command);
CommandResult run(const CommandContext& context, const MergeCommand& command);
CommandResult run(const CommandContext& context, const SplitCommand& command);
CommandResult run(const CommandContext& context, const NumberCheckCommand& command);
CommandResult run(const CommandContext& context, const NumberIssueCommand& command);
CommandResult run(const CommandContext& context, const RebuildCommand& command);
CommandResult run(const CommandContext& context, const DoctorCommand& command);
CommandResult run(const CommandContext& context, const BackupCommand& command);
CommandResult run(const CommandContext& context, const RestoreCommand& command);
CommandResult run(const CommandContext& context, const MigrateCommand& command);
CommandResult run(const CommandContext& context, const DemoCommand& command);
CommandResult run(const CommandContext& context, const PasswordCommand& command);
CommandResult run(const CommandContext& context, const KeysCommand& command);
CommandResult run(const CommandContext& context, const ConfigCommand& command);
CommandResult run(const CommandContext& context, const RefImportCommand& command);
CommandResult run(const CommandContext& context, const RefListCommand& command);
CommandResult run(const CommandContext& context, const AuditCommand& command);
CommandResult run(const CommandContext& context, const StaffCommand& command);
CommandResult run(const CommandContext& context, const AccessCommand& command);
CommandResult run(const CommandContext& context, const EraseCommand& command);
CommandResult run(const CommandContext& context, const ErasureCommand& command);
CommandResult run(const CommandContext& context, const RetentionCommand& command);
CommandResult run(const CommandContext& context, const HoldCommand& command);
CommandResult run(const CommandContext& context, const WatchCommand& command);
CommandResult run(const CommandContext& context, const ConflictsCommand& command);
CommandResult run(const CommandContext& context, const RelationsCommand& command);
CommandResult run(const CommandContext& context, const ReconcileCommand& command);

// Prints a line to standard output.
void print(std::string_view line);

// Error, fault and message, as every command that fails says them under --json.
void write_error(const CommandContext& context, JsonWriter& json, const Error& error);

// Prints the JSON object that `fill` writes.
void print_json(const std::function<void(JsonWriter&)>& fill);

}  // namespace genbo
