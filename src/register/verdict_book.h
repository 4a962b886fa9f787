// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who decided what, and when: all verdicts ever given, newest first, by person, time, customer and
// kind.  Verdicts that were taken back stay in the book.

#include <optional>
#include <string>
#include <vector>

#include "register/read_session.h"
#include "register/verdict_desk.h"

namespace genbo {

struct VerdictQuery {
    std::optional<StaffId> actor = {};
    std::optional<NumberId> customer = {};  // Any of its records, as it is now.
    std::optional<StoredVerdictKind> kind = {};
    Instant from = {};
    Instant until = {};  // Epoch = no end.
    bool standing = false;
    VerdictId before = {};  // Of the last page; 0 = from the newest on.
    std::size_t limit = 50;
};

struct BookedVerdict {
    StoredVerdict verdict;
    VerdictNote note;
    NumberId left_customer;
    NumberId right_customer;
};

struct VerdictPage {
    std::vector<BookedVerdict> verdicts;
    VerdictId next;  // 0 = this is the last page.
};

Result<VerdictPage> find_verdicts(ReadSession& session, const VerdictQuery& query);

}  // namespace genbo
