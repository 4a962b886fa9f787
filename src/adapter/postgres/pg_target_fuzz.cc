// SPDX-License-Identifier: Apache-2.0

// Any text as the address of a PostgreSQL database.  Oracle: over a network it is TLS or nothing,
// and no target is without the settings that we depend on.

#include <cstddef>
#include <cstdint>
#include <string>

#include "adapter/postgres/pg_target.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    PgOptions options;
    options.url.assign(reinterpret_cast<const char*>(data), size);
    const auto targets = pg_targets(options);
    if (!targets.ok()) return 0;
    check(!targets->empty());
    for (const auto& target : *targets) {
        const auto value = [&](const char* name) {
            const auto found = target.find(name);
            return found == target.end() ? std::string{} : found->second;
        };
        const auto host = value("hostaddr").empty() ? value("host") : value("hostaddr");
        const bool here = host.empty() || host.starts_with('/') || host.starts_with('@') ||
                          host == "localhost" || host == "127.0.0.1" || host == "::1";
        const auto mode = value("sslmode");
        check(here || (mode != "disable" && mode != "allow" && mode != "prefer"));
    }
    return 0;
}
