// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"

#include <cstdio>

namespace genbo {

Result<std::unique_ptr<Master>> CommandContext::open_master() const {
    return Master::open(invocation.directory, clock);
}

Result<Viewer> CommandContext::viewer(Master& master) const {
    const auto& access = master.config().access;
    if (invocation.reveal.empty())
        return Viewer{{Role::machine_operator, Purpose::operation}, access.classes, std::nullopt};
    AccessAct act;
    act.kind = "reveal";
    act.reason = invocation.reveal;
    TRY(master.start_writing());
    TRY(master.writer().run(
        [&](WriteContext& context) -> Result<> {
            TRY(perform_access_act(context, Actor{}, act));
            return {};
        },
        WriteScope::rows));
    TRY(master.finish_duties());
    return Viewer{{Role::machine_operator, Purpose::data_quality}, access.classes, std::nullopt};
}

Result<> CommandContext::begin_writing(Master& master) const {
    if (!invocation.reveal.empty()) return {};
    return master.start_writing();
}

void write_error(const CommandContext& context, JsonWriter& json, const Error& error) {
    json.field("error", error.code);
    json.field("fault", fault_name(error.fault));
    json.field(
        "message", context.messages.text(context.invocation.language, error.code, error.args));
}

void print(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
}

void print_json(const std::function<void(JsonWriter&)>& fill) {
    JsonWriter json;
    json.object([&] { fill(json); });
    print(json.str());
}

}  // namespace genbo
