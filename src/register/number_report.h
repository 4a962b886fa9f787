// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is odd about the customer numbers (N12): a report to read, not a verdict.  What is simply
// wrong (a number that fits no rule, an anchor that is not there) inspection.h says too; here the
// numbers themselves are named, so that somebody can look.
//
//   aliases      customers with more than one number: the first is theirs, the others resolve to it
//   chains       of those, the ones with kLongChain numbers or more: merged again and again
//   orphans      numbers that resolve to nobody: their records were withdrawn
//   duplicates   two customers who are very probably one, and so hold two numbers
//   rule         numbers that no rule of the master allows
//   anchor       numbers whose record is not there

#include <cstdint>
#include <string>
#include <vector>

#include "register/read_session.h"
#include "register/register_index.h"

namespace genbo {

inline constexpr std::size_t kLongChain = 4;
inline constexpr std::size_t kReportExamples = 100;

struct NumberOddity {
    std::string kind;                  // "aliases", "chains", …
    std::vector<std::string> numbers;  // Grouped; the one that counts first.

    friend bool operator==(const NumberOddity&, const NumberOddity&) = default;
};

struct NumberReport {
    struct Part {
        std::string kind;
        std::int64_t count = 0;
    };
    std::int64_t numbers = 0;
    std::vector<Part> parts;             // Every kind, with or without a find.
    std::vector<NumberOddity> oddities;  // The first kReportExamples of each kind.
};

// `certain_bits`: from how many bits on two customers count as duplicates.
Result<NumberReport> report_numbers(
    ReadSession& session, RegisterIndex& index, Millibits certain_bits);

}  // namespace genbo
