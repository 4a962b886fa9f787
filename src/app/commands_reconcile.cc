// SPDX-License-Identifier: Apache-2.0

// reconcile.

#include <fmt/format.h>

#include "app/access_spool.h"
#include "app/command.h"
#include "app/file_import.h"
#include "base/utf8.h"
#include "cli/exit_code.h"
#include "register/reconcile_desk.h"

namespace genbo {

namespace {

void write_totals_json(JsonWriter& json, std::string_view name, const ControlTotals& totals) {
    json.field(name).object([&] {
        write_sums(json, totals);
        json.field("checksum", fmt::format("{:016x}", totals.checksum));
    });
}

void write_kept(JsonWriter& json, const KeptReconciliation& kept) {
    json.field("id", kept.id);
    json.field("source", kept.source);
    json.field("file", kept.file_name);
    json.field("at", format_instant(kept.at));
    json.field("agrees", kept.agrees);
    json.field("repaired_by", kept.repaired_by.value());
    write_totals_json(json, "in_file", kept.file);
    write_totals_json(json, "in_register", kept.in_register);
    write_row_counts(json, kept);
}

void print_totals(const CommandContext& context, const KeptReconciliation& kept) {
    const auto line = [&](std::string_view name, std::int64_t file, std::int64_t in_register) {
        print(fmt::format(
            "  {}  {}  {}{}", name, file, in_register, file == in_register ? "" : "  !"));
    };
    print(fmt::format(
        "#{}  {}  {}  {}", kept.id, kept.source, kept.file_name,
        kept.agrees ? context.say("一致", "agrees") : context.say("不一致", "does not agree")));
    print(fmt::format("  {}", context.say("(ファイル / 原簿)", "(file / register)")));
    line(context.say("件数", "records"), kept.file.records, kept.in_register.records);
    line(context.say("ポイント", "points"), kept.file.points, kept.in_register.points);
    line(
        context.say("購入金額", "purchases, yen"), kept.file.purchase_amount,
        kept.in_register.purchase_amount);
    print(fmt::format(
        "  {}  {:016x}  {:016x}{}", context.say("内容の和", "checksum"), kept.file.checksum,
        kept.in_register.checksum, kept.file.checksum == kept.in_register.checksum ? "" : "  !"));
    print(fmt::format(
        "  {} {} · {} {} · {} {} · {} {} · {} {} · {} {}", context.say("同じ", "same"), kept.same,
        context.say("値が違う", "differing"), kept.differing,
        context.say("ファイルだけ", "only in the file"), kept.only_file,
        context.say("原簿だけ", "only in the register"), kept.only_register,
        context.say("重複", "repeated"), kept.repeated, context.say("取り込めない", "rejected"),
        kept.rejected));
}

void print_drift(const CommandContext& context, const Viewer& eyes, const Reconciliation& report) {
    for (const auto& [name, count] : report.fields) print(fmt::format("  {}  {}", name, count));
    for (const auto& drift : report.examples) {
        print(fmt::format(
            "  {}  {} {}  #{}", drift_kind_name(drift.kind), context.say("行", "row"), drift.row,
            drift.record.value()));
        for (const auto& field : drift.fields) {
            const auto seen = [&](const std::string& value) {
                return eyes.value(field.field, field.custom_name, value, {drift.customer})
                    .value_or("");
            };
            print(fmt::format(
                "      {}: {} / {}", field_info(field.field).name, seen(field.in_file),
                seen(field.in_register)));
        }
    }
    for (const auto& import : report.imports)
        if (!import.balanced())
            print(fmt::format(
                "  {} {}", context.say("合わない取込", "import out of balance"),
                import.import.value()));
}

}  // namespace

CommandResult run(const CommandContext& context, const ReconcileCommand& command) {
    auto master = TRY(context.open_master());
    if (command.list) {
        auto session = TRY(master->sessions().borrow());
        const auto all = TRY(kept_reconciliations(*session));
        if (context.invocation.json)
            print_json([&](JsonWriter& json) {
                json.field("reconciliations").array([&] {
                    for (const auto& kept : all) json.object([&] { write_kept(json, kept); });
                });
            });
        else
            for (const auto& kept : all) print_totals(context, kept);
        return all.empty() ? kExitNo : kExitOk;
    }
    auto request = TRY(import_request(command.reading, command.source));
    request.path = command.file;
    request.file_name = to_utf8(to_utf32(command.file.filename().string()));
    const auto eyes = TRY(context.viewer(*master));
    const auto report = TRY(reconcile_file(*master, request));
    TRY(context.begin_writing(*master));
    auto kept = kept_of(report);
    kept.source = request.source;
    kept.file_name = request.file_name;
    if (command.repair && (report.differing > 0 || report.only_file > 0)) {
        ImportProgress progress(context.clock.now());
        TRY(import_file(*master, request, progress, [&](ImportId id) { kept.repaired_by = id; }));
    }
    kept = TRY(keep_reconciliation(master->writer(), std::move(kept), Actor{}));
    TRY(master->finish_duties());
    auto act = act_of_command(*master, "reconcile.show");
    for (const auto& drift : report.examples)
        if (drift.record != RecordId{}) act.records.push_back(drift.record);
    if (!act.records.empty()) TRY(spool_access(*master, act));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            write_kept(json, kept);
            json.field("fields").object([&] {
                for (const auto& [name, count] : report.fields) json.field(name, count);
            });
            json.field("examples").array([&] {
                for (const auto& drift : report.examples)
                    json.object([&] {
                        json.field("kind", drift_kind_name(drift.kind));
                        json.field("row", drift.row);
                        json.field("record", drift.record.value());
                    });
            });
            json.field("imports").array([&] {
                for (const auto& import : report.imports)
                    json.object([&] {
                        json.field("id", import.import.value());
                        json.field("balanced", import.balanced());
                    });
            });
        });
    } else {
        print_totals(context, kept);
        print_drift(context, eyes, report);
        if (kept.repaired_by != ImportId{})
            print(fmt::format(
                "  {} {}",
                context.say(
                    "取り込みました。取り消し: genbo undo",
                    "Imported. To take it back: genbo undo"),
                kept.repaired_by.value()));
    }
    return report.agrees() ? kExitOk : kExitNo;
}

}  // namespace genbo
