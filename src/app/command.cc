// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"

#include <cstdio>

namespace genbo {

Result<std::unique_ptr<Master>> CommandContext::open_master() const {
    return Master::open(invocation.directory, clock);
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
