// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a file that leaves the house says which export it was, so that a leaked one leads to whoever
// asked for it.  Three marks, because a thief who knows of one takes it off:
//
//   order    rows stand in a keyed order of their customer numbers; any 30 rows that were not
//            sorted anew tell the export, whatever columns were cut
//   canary   a few rows of customers who do not exist, under numbers that pass every check and were
//            never issued; they stay when the file is sorted
//   column   genbo_mark, a keyed tag of row and export; one row is enough while the column is there
//
// All three are HMAC under a key of the keyring: without it they look like chance.  The idea of
// marking copies by order and by planted entries is old (Boneh & Shaw, 1998; map makers long
// before).

#include <string>
#include <string_view>
#include <vector>

#include "crypto/keyring.h"
#include "crypto/mac.h"
#include "record/number_rule.h"

namespace genbo {

inline constexpr std::size_t kCanaries = 3;
inline constexpr std::string_view kMarkColumn = "genbo_mark";

class ExportMarks {
public:
    ExportMarks(const Keyring& keyring, std::string_view export_id);

    // Rows ascend by it.
    std::uint64_t order(std::string_view number) const;
    // 16 hexadecimal digits.
    std::string mark(std::string_view number) const;
    // Numbers of nobody.
    std::vector<std::string> canaries(const NumberRules& rules, const Keyring& keyring) const;
    // For the made-up values of a canary.
    std::uint64_t chance(std::string_view of) const;

private:
    std::uint64_t tag(char kind, std::string_view text) const;

    Mac mac_;
    std::string export_id_;
};

struct MarkEvidence {
    std::size_t numbers = 0;     // In the file.
    std::size_t marks = 0;       // Rows whose mark is this export's.
    std::size_t canaries = 0;    // Of this export.
    std::size_t ascending = 0;   // Neighbours in this export's order…
    std::size_t neighbours = 0;  // …of so many.

    // Beyond what chance does: one mark, one canary, or an order that no other export has.
    bool convincing() const;
};

// Looks at the text of a file line by line: a customer number (the first in its line), and anywhere
// a mark.
MarkEvidence find_marks(
    std::string_view file, const ExportMarks& marks, const std::vector<std::string>& canaries);

}  // namespace genbo
