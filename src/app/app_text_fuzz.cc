// SPDX-License-Identifier: Apache-2.0

// Any text as what people type at the terminal and in addresses (a moment, a review), and as what
// is kept with an import and for `genbo match`.  The first byte says which.  Oracle: a moment lies
// on its day in some zone of the earth, what reads is written so that it reads the same.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "app/import_detail.h"
#include "app/moment.h"
#include "app/review_id.h"
#include "app/schema_file.h"
#include "base/check.h"
#include "base/utf8.h"

namespace {

std::vector<std::string_view> app_fuzz_split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

void app_fuzz_moment(std::string_view text) {
    using namespace genbo;
    const auto moment = parse_moment(text);
    if (!moment.ok()) return;
    const auto day = parse_iso_day(text.substr(0, 10));
    check(day.ok());
    const Instant midnight{std::chrono::sys_days{*day}};
    check(*moment >= midnight - std::chrono::hours{15});
    check(*moment < midnight + std::chrono::hours{24 + 15});
    check(*parse_moment(format_instant(*moment)) == *moment);
}

// The first line is the header of a file; the rest are its rows.
void app_fuzz_guessed_schema(std::string_view text) {
    using namespace genbo;
    const auto lines = app_fuzz_split(text, '\n');
    const auto header = app_fuzz_split(lines[0], ',');
    auto sorted = header;
    std::ranges::sort(sorted);
    const bool twice = std::ranges::adjacent_find(sorted) != sorted.end();
    if (twice || header.size() > 20) return;
    std::vector<std::vector<std::string_view>> sample;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        sample.push_back(app_fuzz_split(lines[i], ','));
        sample.back().resize(std::min(sample.back().size(), header.size()));
    }
    const auto guessed = guess_schema(header, sample, {});
    std::vector<std::string> names;
    for (const auto& feature : guessed.features) names.push_back(feature.name);
    std::ranges::sort(names);
    check(std::ranges::adjacent_find(names) == names.end());
    const auto written = schema_to_toml({guessed, false, {}});
    const auto read = schema_from_toml(written, header);
    check(read.ok() && schema_to_toml(*read) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size == 0 || size > 4096) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    static const std::vector<std::string_view> header{"name", "dob", "address", "phone"};
    switch (data[0] % 5) {
        case 0: app_fuzz_moment(text); break;
        case 1:
            if (const auto pair = pair_of_review(text); pair.ok())
                check(review_id(pair->first, pair->second) == text);
            break;
        case 2: {
            const auto json = detail_to_json(detail_from_json(text));
            check(detail_to_json(detail_from_json(json)) == json);
            break;
        }
        case 3:
            if (const auto file = schema_from_toml(text, header); file.ok()) {
                const auto written = schema_to_toml(*file);
                const auto again = schema_from_toml(written, header);
                check(again.ok() && schema_to_toml(*again) == written);
            }
            break;
        default:
            if (is_valid_utf8(text)) app_fuzz_guessed_schema(text);
    }
    return 0;
}
