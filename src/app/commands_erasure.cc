// SPDX-License-Identifier: Apache-2.0

// erase, erasures, retention.
//
// Nobody approves here: whoever can start a program on this machine has the keyring too, and two
// persons would be one.  Approving is the console's.

#include <fmt/format.h>

#include "app/backup_keeper.h"
#include "app/command.h"
#include "app/erasures.h"
#include "cli/exit_code.h"
#include "register/approval_desk.h"
#include "register/erasure_certificate.h"

namespace genbo {

namespace {

void write_counts_of(JsonWriter& json, const ErasureCounts& counts) {
    json.field("goes").object([&] {
        json.field("records", counts.records);
        json.field("versions", counts.versions);
        json.field("evidence", counts.evidence);
        json.field("moves", counts.moves);
        json.field("verdicts", counts.verdicts);
        json.field("rejected_rows", counts.rejections);
        json.field("kept_answers", counts.answers);
        json.field("numbers", counts.numbers);
    });
}

void print_counts(const CommandContext& context, const ErasureCounts& counts) {
    const auto line = [&](std::string_view ja, std::string_view en, std::int64_t count) {
        if (count > 0) print(fmt::format("  {:>6}  {}", count, context.say(ja, en)));
    };
    line("元データ", "records", counts.records);
    line("その版", "versions", counts.versions);
    line("自動判断の根拠", "reasons of decisions", counts.evidence);
    line("移動の記録", "moves", counts.moves);
    line("人の判断", "verdicts", counts.verdicts);
    line("受け取らなかった行", "rejected rows", counts.rejections);
    line("再送のための答え", "answers kept for retries", counts.answers);
    line(
        "顧客番号(以後「消去済み」と答える)", "numbers, which then say \"erased\"", counts.numbers);
}

CommandResult print_plan(
    const CommandContext& context, Master& master, NumberId customer, const EraseCommand& command) {
    auto session = TRY(master.sessions().borrow());
    std::vector<RecordId> records;
    for (const auto id : command.records) records.emplace_back(id);
    const auto plan = TRY(
        plan_erasure(session->store(), session->vault(), customer, records, context.clock.now()));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            write_counts_of(json, plan.scope.counts);
            json.field("records").array([&] {
                for (const auto& related : plan.related)
                    json.object([&] {
                        json.field("record", related.record.value());
                        json.field("source", session->source(related.source).name);
                        json.field("member", related.why == RelatedRecord::Why::member);
                        json.field("chosen", std::ranges::count(plan.chosen, related.record) > 0);
                    });
            });
            json.field("held", !plan.holds.empty());
        });
        return kExitOk;
    }
    print(context.say("消えるもの", "What goes"));
    print_counts(context, plan.scope.counts);
    print(context.say(
        "残るもの: "
        "監査ログ(個人の値なし)"
        "、顧客番号、取り込みの件数、照合モデル、再取り込みを防ぐ鍵付きハッシュ",
        "What stays: the audit log (no personal value), the number, counts of imports, matching "
        "models, keyed hashes that hold rows back"));
    print(context.say(
        "及ばないもの: "
        "すでに渡した先の写し、取り込み元、待っているファイル。過去の控えは、鍵の世代を替えた後は読"
        "めません",
        "What it does not reach: copies others have, source systems, files that wait. Older "
        "backups open no more once the key epoch has rolled"));
    for (const auto& related : plan.related)
        if (related.why != RelatedRecord::Why::member)
            print(fmt::format(
                "  {} #{} ({})", context.say("かつて一緒だった元データ:", "once together:"),
                related.record.value(), session->source(related.source).name));
    if (!plan.holds.empty())
        print(context.say("法的保全があるので、消去できません。", "A legal hold forbids it."));
    return kExitOk;
}

std::string_view state_word(const CommandContext& context, ErasureState state) {
    switch (state) {
        case ErasureState::pending: return context.say("承認・待機中", "pending");
        case ErasureState::executing: return context.say("実行中", "executing");
        case ErasureState::erased: return context.say("消去済み(鍵の破棄待ち)", "erased");
        case ErasureState::buried: return context.say("消去・鍵破棄済み", "buried");
        case ErasureState::taken_back: return context.say("取りやめ", "taken back");
    }
    return {};
}

void write_erasure(JsonWriter& json, const Erasure& erasure) {
    json.field("id", erasure.id.value());
    json.field("state", erasure_state_name(erasure.state));
    json.field("due", format_instant(erasure.due));
    write_counts_of(json, erasure.counts);
}

void print_erasure(const CommandContext& context, const Erasure& erasure) {
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) { write_erasure(json, erasure); });
        return;
    }
    print(fmt::format(
        "#{}  {}  {} {}", erasure.id.value(), state_word(context, erasure.state),
        context.say("元データ", "records"), erasure.counts.records));
}

CommandResult list_erasures(const CommandContext& context, Master& master) {
    auto session = TRY(master.sessions().borrow());
    const auto erasures = TRY(stored_erasures(session->store(), session->vault()));
    if (!context.invocation.json) {
        for (const auto& erasure : erasures) print_erasure(context, erasure);
        return kExitOk;
    }
    print_json([&](JsonWriter& json) {
        json.field("items").array([&] {
            for (const auto& erasure : erasures) json.object([&] { write_erasure(json, erasure); });
        });
    });
    return kExitOk;
}

CommandResult print_certificate(const CommandContext& context, Master& master, ErasureId id) {
    auto session = TRY(master.sessions().borrow());
    const auto erasure = TRY(stored_erasure(session->store(), session->vault(), id));
    auto certificate = TRY(make_certificate(session->store(), erasure, master.keyring()));
    if (erasure.customer.value() != 0)
        certificate.number =
            TRY(CustomerDesk(*session, master.config().policy).number_text(erasure.customer));
    print(
        context.invocation.json ? certificate_json(certificate)
                                : certificate_text(certificate, context.invocation.language));
    return kExitOk;
}

CommandResult run_night(const CommandContext& context, Master& master, bool vouch) {
    Night night(master);
    const auto report = TRY(night.run(Actor{}, vouch ? ClockTrust::vouched : ClockTrust::ask));
    TRY(master.finish_duties());
    const auto asked = report.retention ? report.retention->asked.size() : 0;
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("stop", run_stop_name(report.stop));
            json.field("executed", report.executed.size());
            json.field("asked", asked);
            json.field("epoch");
            if (report.roll)
                json.value(report.roll->epoch);
            else
                json.null();
            json.field("rewrapped", report.roll ? report.roll->records : 0);
        });
        return kExitOk;
    }
    print(fmt::format(
        "{} {} · {} {} · {} {}", context.say("消去", "erased"), report.executed.size(),
        context.say("期限切れで消去を始めた", "overdue, erasure begun"), asked,
        context.say("包み直した鍵", "keys rewrapped"), report.roll ? report.roll->records : 0));
    if (report.stop == RunStop::clock)
        print(context.say(
            "時計が前回から 1 "
            "日より多く進んだか戻っているので、消去は行いませんでした。時計を確かめ、--vouch "
            "で実行してください。",
            "The clock has moved more than a day since the last run, or back: nothing was erased. "
            "Check the clock, then run with --vouch."));
    if (report.stop == RunStop::cap)
        print(context.say(
            "期限切れが上限の人数を超えるので、消去を始めませんでした。",
            "More customers are overdue than the cap; nothing was begun."));
    return kExitOk;
}

Result<int> ask_retention(
    const CommandContext& context, Master& master, const std::string& reason) {
    const auto now = context.clock.now();
    std::string subject;
    {
        auto session = TRY(master.sessions().borrow());
        const auto report = TRY(
            retention_report(session->store(), session->vault(), master.config().retention, now));
        if (report.overdue.empty()) return Error{Fault::conflict, "register.nothing_overdue"};
        subject = RetentionDesk::subject(report, now);
    }
    TRY(master.start_writing());
    const auto asked =
        TRY(ApprovalDesk(master.writer()).ask({ApprovalKind::retention, subject, reason}, Actor{}));
    TRY(master.finish_duties());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("approval", asked.id.value()); });
    else
        print(fmt::format(
            "{} {}  {}", context.say("承認待ち", "Waits for approval"), asked.id.value(),
            asked.subject));
    return kExitOk;
}

Result<int> run_retention(const CommandContext& context, Master& master, std::int64_t approval) {
    TRY(master.start_writing());
    const auto shipping = TRY(BulkShipping::beside(master, BulkShipping::Begin::at_once));
    Erasures erasures(master);
    const auto run = TRY(erasures.retention().run_approved(ApprovalId{approval}, Actor{}));
    TRY(master.finish_duties());
    master.save_index();
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("asked", run.asked.size()); });
    else
        print(fmt::format(
            "{}: {}", context.say("消去を始めたお客様", "Customers whose erasure began"),
            run.asked.size()));
    return kExitOk;
}

}  // namespace

CommandResult run(const CommandContext& context, const EraseCommand& command) {
    auto master = TRY(context.open_master());
    NumberId customer;
    {
        auto session = TRY(master->sessions().borrow());
        customer = TRY(CustomerDesk(*session, master->config().policy).show(command.number)).id;
    }
    if (command.dry_run) return print_plan(context, *master, customer, command);
    TRY(master->start_writing());
    std::vector<RecordId> records;
    for (const auto id : command.records) records.emplace_back(id);
    Erasures erasures(*master);
    const auto erasure = TRY(erasures.desk().ask(
        {customer, records, erasure_ground_named(command.ground).value_or(ErasureGround::request),
         command.reason},
        Actor{}));
    TRY(master->finish_duties());
    master->save_index();
    print_erasure(context, erasure);
    if (!context.invocation.json)
        print(context.say(
            "凍結しました。管理画面の「承認待ち」で別の人が承認し、7 "
            "日たつと消去されます。それまでは元に戻せます。",
            "Frozen. Another person approves in the console; after seven days it is erased. Until "
            "then it can be taken back."));
    return kExitOk;
}

CommandResult run(const CommandContext& context, const ErasureCommand& command) {
    using Task = ErasureCommand::Task;
    auto master = TRY(context.open_master());
    const ErasureId id{command.id};
    if (command.task == Task::list) return list_erasures(context, *master);
    if (command.task == Task::certificate) return print_certificate(context, *master, id);
    TRY(master->start_writing());
    const auto shipping = TRY(BulkShipping::beside(*master, BulkShipping::Begin::at_once));
    if (command.task == Task::night) return run_night(context, *master, command.vouch);
    Erasures erasures(*master);
    auto done = [&]() -> Result<Erasure> {
        if (command.task == Task::take_back)
            return erasures.desk().take_back(id, command.reason, Actor{}, Role::administrator);
        if (command.task == Task::come_back)
            return erasures.desk().let_come_back(id, command.reason, Actor{});
        return erasures.execute(id, Actor{});
    }();
    if (!done.ok()) return done.error();
    TRY(master->finish_duties());
    print_erasure(context, *done);
    return kExitOk;
}

CommandResult run(const CommandContext& context, const RetentionCommand& command) {
    auto master = TRY(context.open_master());
    if (!command.reason.empty()) return ask_retention(context, *master, command.reason);
    if (command.approval != 0) return run_retention(context, *master, command.approval);
    auto session = TRY(master->sessions().borrow());
    const auto& policy = master->config().retention;
    const auto report =
        TRY(retention_report(session->store(), session->vault(), policy, context.clock.now()));
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("looked_at", report.looked_at);
            json.field("unruled", report.unruled);
            json.field("customers_overdue", report.overdue.size());
            json.field("rules").array([&] {
                for (const auto& line : report.lines)
                    json.object([&] {
                        json.field("rule", line.rule);
                        json.field("records", line.records);
                        json.field("overdue", line.overdue);
                        json.field("held", line.held);
                    });
            });
        });
        return kExitOk;
    }
    for (const auto& line : report.lines)
        print(fmt::format(
            "{}: {} {} · {} {} · {} {}", line.rule, context.say("元データ", "records"),
            line.records, context.say("期限切れ", "overdue"), line.overdue,
            context.say("法的保全", "held"), line.held));
    print(fmt::format(
        "{} {} · {} {}", context.say("規則のない元データ", "records without a rule"),
        report.unruled, context.say("期限切れのお客様", "customers overdue"),
        report.overdue.size()));
    return kExitOk;
}

CommandResult run(const CommandContext& context, const HoldCommand& command) {
    auto master = TRY(context.open_master());
    Instant until;
    if (!command.until.empty()) {
        const auto day = parse_iso_day(command.until);
        if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
        // The first moment of the day in Japan.
        until = Instant{std::chrono::sys_days{*day}} - std::chrono::hours{9};
    }
    NumberId customer;
    {
        auto session = TRY(master->sessions().borrow());
        customer = TRY(CustomerDesk(*session, master->config().policy).show(command.number)).id;
    }
    TRY(master->start_writing());
    HoldDesk desk(master->writer());
    if (command.clear)
        TRY(desk.clear(customer, command.reason, Actor{}));
    else
        TRY(desk.set(customer, command.reason, until, Actor{}));
    TRY(master->finish_duties());
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("held", !command.clear); });
    else
        print(
            command.clear ? context.say("保全を解きました。", "The hold is cleared.")
                          : context.say("保全をかけました。", "The hold is set."));
    return kExitOk;
}

}  // namespace genbo
