// SPDX-License-Identifier: Apache-2.0

// Any text as genbo.toml.  Oracle: what is wrong is said with a code of the catalogue of this room,
// never by an exception, and the settings that were taken are inside their limits.

#include <cstddef>
#include <cstdint>

#include "app/config.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 8192) return 0;
    const auto config = parse_config({reinterpret_cast<const char*>(data), size});
    if (!config.ok()) {
        check(config.error().code.starts_with("config."));
        return 0;
    }
    check(config->night_minute >= 0 && config->night_minute < 24 * 60);
    check(config->cache_mib >= 0 && config->statement_timeout_s >= 0);
    check(config->metrics_token_sha256.empty() || config->metrics_token_sha256.size() == 64);
    for (const auto& rule : config->retention.rules)
        check(rule.keep.months > 0 || rule.keep.days > 0);
    return 0;
}
