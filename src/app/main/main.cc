// SPDX-License-Identifier: Apache-2.0

#include <cstdio>
#include <variant>

#include "app/catalogue.h"
#include "app/command.h"
#include "cli/exit_code.h"

int main(int argc, char** argv) {
    const auto parsed = genbo::parse_arguments(argc, argv);
    if (!parsed.invocation) {
        std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
        return parsed.exit_code;
    }
    const genbo::MessageCatalogue messages = genbo::all_messages();
    const genbo::SystemClock clock;
    const genbo::CommandContext context{*parsed.invocation, messages, clock};
    const auto result = std::visit(
        [&](const auto& command) { return genbo::run(context, command); },
        parsed.invocation->command);
    if (result.ok()) return *result;
    const auto& error = result.error();
    if (parsed.invocation->json) {
        genbo::print_json(
            [&](genbo::JsonWriter& json) { genbo::write_error(context, json, error); });
    } else {
        const auto text = messages.text(parsed.invocation->language, error.code, error.args);
        std::fprintf(stderr, "genbo: %s\n", text.c_str());
    }
    return genbo::exit_code_of(error.fault);
}
