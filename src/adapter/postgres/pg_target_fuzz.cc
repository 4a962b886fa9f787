// SPDX-License-Identifier: Apache-2.0

// Any text as the address of a PostgreSQL database.  Oracle: over a network it is TLS or nothing,
// and no target is without the settings that we depend on.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapter/postgres/pg_target.h"
#include "base/check.h"

namespace {

// "127.", and then three numbers of one to three digits; or ::1, however it is spelt.
bool pg_fuzz_is_loopback(std::string_view host) {
    if (host.find(':') != host.npos)
        return host.ends_with('1') && host.find_first_not_of("0:.1") == host.npos;
    std::size_t parts = 1;
    std::size_t digits = 0;
    for (const char c : host) {
        const bool dot = c == '.';
        if (!dot && (c < '0' || c > '9')) return false;
        if ((dot && digits == 0) || (!dot && digits == 3)) return false;
        parts += dot ? 1 : 0;
        digits = dot ? 0 : digits + 1;
    }
    return host.starts_with("127.") && parts == 4 && digits > 0;
}

}  // namespace

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
                          host == "localhost" || pg_fuzz_is_loopback(host);
        const auto mode = value("sslmode");
        check(here || (mode != "disable" && mode != "allow" && mode != "prefer"));
    }
    return 0;
}
