// SPDX-License-Identifier: Apache-2.0

// Any lines as the words of a command.  Oracle: there is a command to run, or a text and an exit
// code that say why not; nothing is thrown.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "cli/arguments.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 400) return 0;
    std::vector<std::string> words{"genbo", ""};
    for (std::size_t i = 0; i < size; ++i) {
        const auto c = static_cast<char>(data[i]);
        // The system hands over words that end at a zero.
        if (c == '\n' || c == '\0')
            words.emplace_back();
        else
            words.back() += c;
    }
    std::vector<const char*> arguments;
    for (const auto& word : words) arguments.push_back(word.c_str());
    const auto parsed = parse_arguments(static_cast<int>(arguments.size()), arguments.data());
    check(parsed.invocation.has_value() || !parsed.text.empty() || parsed.exit_code != 0);
    return 0;
}
