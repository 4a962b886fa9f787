// SPDX-License-Identifier: Apache-2.0
//
// Any text as a stored mapping, and its lines as the header and the rows of a file whose mapping is
// guessed.  Oracle: what is taken is written so that it is taken again and means the same, and
// every guess is a mapping that may be stored.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "connect/mapping.h"

namespace {

std::vector<std::string> mapping_fuzz_split(std::string_view text, char at) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto mapping = mapping_from_json(text); mapping.ok()) {
        const auto json = mapping_to_json(*mapping);
        const auto again = mapping_from_json(json);
        check(again.ok() && mapping_to_json(*again) == json);
    }
    if (size > 2000 || !is_valid_utf8(text)) return 0;
    const auto lines = mapping_fuzz_split(text, '\n');
    const auto header = mapping_fuzz_split(lines[0], ',');
    std::vector<std::vector<std::string>> sample;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        sample.push_back(mapping_fuzz_split(lines[i], ','));
        sample.back().resize(header.size());
    }
    const auto guess = guess_mapping(header, sample);
    check(guess.columns.size() == header.size());
    const auto bound = bind_mapping(guess, header);
    if (!bound.ok()) return 0;
    for (const auto& row : sample) {
        const std::vector<std::string_view> cells{row.begin(), row.end()};
        for (const auto& value : apply_mapping(*bound, cells).values) check(!value.raw.empty());
    }
    return 0;
}
