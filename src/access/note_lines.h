// SPDX-License-Identifier: Apache-2.0
#pragma once

// The form in which this room keeps small things: lines of "name<TAB>value", a name as often as it
// is needed.  Tabs and newlines in values are written \t, \n, and the backslash \\.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace genbo {

class NoteLines {
public:
    void add(std::string_view name, std::string_view value);
    const std::string& text() const { return text_; }

    static std::vector<std::pair<std::string, std::string>> read(std::string_view text);
    static std::optional<std::int64_t> number(std::string_view text);

private:
    std::string text_;
};

}  // namespace genbo
