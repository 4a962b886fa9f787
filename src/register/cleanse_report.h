// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a look through the whole register for values that could be better (cleanse_desk.h) found:
// how many of which kind, never whose.  It is made in the background and kept as a paper, so that
// whoever opens the page knows at once how much there is to do.
//
// A survey is a dry run.  Where the master says so (`[cleansing] write_certain`), what is certain
// is written on the way, as imports that can be undone; the report names them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "register/cleanse_desk.h"

namespace genbo {

inline constexpr std::string_view kCleansePaper = "survey/cleansing";

struct CleanseReport {
    Instant at;              // When it was finished.
    std::string state = {};  // values_state() when it began.
    std::int64_t records = 0;
    std::int64_t certain = 0;   // Proposals that say the same value, only tidier.
    std::int64_t doubtful = 0;  // Proposals that need an eye.
    std::int64_t to_ask = 0;    // Findings without a proposal: only the customer knows.
    std::int64_t written = 0;   // Of the certain ones.
    std::map<std::string, std::int64_t> codes = {};  // Findings by what was found.
    std::vector<ImportId> imports = {};              // Undo each to roll back.

    void count(const CleansePiece& piece);

    friend bool operator==(const CleanseReport&, const CleanseReport&) = default;
};

Result<> store_cleanse_report(Writer& writer, const CleanseReport& report);
// Nothing where there has been none.
Result<std::optional<CleanseReport>> stored_cleanse_report(ReadSession& session);

}  // namespace genbo
