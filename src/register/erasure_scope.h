// SPDX-License-Identifier: Apache-2.0
#pragma once

// What belongs to the records of somebody who is to be erased, wherever it is kept; and which other
// records may be his too: those that were once joined with his by a verdict, or met them at a
// decision, and are apart now.  An erasure reaches what the person chooses of both.

#include <set>
#include <span>
#include <string>
#include <vector>

#include "register/erasure.h"
#include "register/record_vault.h"

namespace genbo {

struct RelatedRecord {
    enum class Why { member, verdict, decision };

    RecordId record;
    SourceId source;
    NumberId customer;
    Why why = Why::member;

    friend bool operator==(const RelatedRecord&, const RelatedRecord&) = default;
};

// Members first, then the others, ascending.  not_found: register.unknown_number.
Result<std::vector<RelatedRecord>> related_records(
    StoreReader& store, const RecordVault& vault, NumberId customer);

struct ErasureScope {
    std::vector<StoredRecord> records;
    std::vector<StoredVerdict> verdicts;
    std::vector<StoredRejection> rejections;
    std::vector<StoredAnswer> answers;
    std::vector<StoredNumber> numbers;
    std::vector<std::string> tokens;   // Of suppression.
    std::vector<std::string> sources;  // Their names, ascending.
    ErasureCounts counts;
};

// Frozen records too.  Reads every rejected row and every kept answer of the master: an erasure is
// seldom, and nothing says whose they are.
Result<ErasureScope> erasure_scope(
    StoreReader& store, const RecordVault& vault, std::span<const RecordId> records);

}  // namespace genbo
