// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Finding is something wrong with the data, not with the program: an undecodable byte, a date
// outside its era, a phone number one digit short.  The work goes on; the finding says what, where
// and how bad, and a person mends it later.
//
// `code` names a message in base/message.h ("text.bad_byte").  No personal data: the place is
// enough to find the cell in the file that the person already has.

#include <cstdint>
#include <string>
#include <vector>

namespace genbo {

enum class Severity : std::uint8_t {
    note,     // Changed in passing, nothing lost ("full-width digits").
    warning,  // Kept, but someone should look.
    reject,   // The row cannot be taken; it waits in the rejected rows with this reason.
};

struct Finding {
    Severity severity = Severity::warning;
    std::string code;
    // 1-based line of the data row in the file (the header is row 1); 0 = the whole file.
    std::uint64_t row = 0;
    // The header of the column as the file spells it; empty = the whole row.
    std::string column = {};
    std::vector<std::string> args = {};

    friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

}  // namespace genbo
