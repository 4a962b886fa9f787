// SPDX-License-Identifier: Apache-2.0

// watch marks, mark, lift, plant-honey.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/command.h"
#include "app/honey.h"
#include "cli/exit_code.h"
#include "register/customer_desk.h"

namespace genbo {

namespace {

std::string_view mark_words(const CommandContext& context, PersonMarkKind kind) {
    switch (kind) {
        case PersonMarkKind::own_person: return context.say("本人", "own person");
        case PersonMarkKind::family: return context.say("家族", "family");
        case PersonMarkKind::notable: return context.say("注目の人", "notable");
        case PersonMarkKind::honey: return context.say("おとり", "honey");
    }
    return {};
}

Result<int> print_marks(
    const CommandContext& context, Master& master, const std::vector<PersonMark>& marks) {
    auto session = TRY(master.sessions().borrow());
    CustomerDesk desk(*session, master.config().policy);
    std::map<StaffId, std::string> names;
    for (const auto& staff : TRY(session->store().staff())) names[staff.id] = staff.name;
    std::map<std::int64_t, std::string> numbers;
    for (const auto& mark : marks) {
        const auto record = TRY(session->store().record(mark.record));
        if (record.customer.value() != 0) numbers[mark.id] = TRY(desk.number_text(record.customer));
    }
    if (context.invocation.json) {
        print_json([&](JsonWriter& json) {
            json.field("marks").array([&] {
                for (const auto& mark : marks)
                    json.object([&] {
                        json.field("id", mark.id);
                        json.field("kind", person_mark_name(mark.kind));
                        json.field("number", numbers[mark.id]);
                        json.field("staff", names[mark.staff]);
                        json.field("reason", mark.reason);
                        json.field("set_at", format_instant(mark.at));
                    });
            });
        });
        return kExitOk;
    }
    for (const auto& mark : marks)
        print(fmt::format(
            "{:>4}  {}  {}  {}  {}  {}", mark.id, numbers[mark.id], mark_words(context, mark.kind),
            names[mark.staff], format_instant(mark.at), mark.reason));
    if (marks.empty()) print(context.say("印はありません。", "There are no marks."));
    return kExitOk;
}

Result<NewPersonMark> mark_asked(Master& master, const WatchCommand& command) {
    NewPersonMark mark;
    std::string kind = command.kind;
    std::ranges::replace(kind, '-', '_');
    mark.kind = person_mark_named(kind).value_or(PersonMarkKind::notable);
    mark.reason = command.reason;
    auto session = TRY(master.sessions().borrow());
    mark.customer = TRY(CustomerDesk(*session, master.config().policy).show(command.number)).id;
    for (const auto& staff : TRY(session->store().staff()))
        if (staff.name == command.staff) mark.staff = staff.id;
    if (!command.staff.empty() && mark.staff.value() == 0)
        return Error{Fault::not_found, "app.unknown_staff", {command.staff}};
    return mark;
}

}  // namespace

CommandResult run(const CommandContext& context, const WatchCommand& command) {
    using Task = WatchCommand::Task;
    auto master = TRY(context.open_master());
    if (command.task == Task::marks) {
        auto session = TRY(master->sessions().borrow());
        const auto marks = TRY(person_marks(session->store(), session->vault()));
        return print_marks(context, *master, marks);
    }
    TRY(master->start_writing());
    std::vector<PersonMark> done;
    if (command.task == Task::mark) {
        const auto mark = TRY(mark_asked(*master, command));
        done.push_back(TRY(WatchMarkDesk(master->writer()).set(mark, Actor{})));
    } else if (command.task == Task::lift) {
        TRY(HoneyDesk(*master).lift(command.id, command.reason, Actor{}));
    } else {
        done =
            TRY(HoneyDesk(*master).plant({command.count, command.source, command.reason}, Actor{}));
    }
    TRY(master->finish_duties());
    master->save_index();
    if (command.task != Task::lift) return print_marks(context, *master, done);
    if (context.invocation.json)
        print_json([&](JsonWriter& json) { json.field("lifted", command.id); });
    else
        print(context.say("印を外しました。", "The mark is lifted."));
    return kExitOk;
}

}  // namespace genbo
