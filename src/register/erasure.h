// SPDX-License-Identifier: Apache-2.0
#pragma once

// An erasure (消去) of a customer, from the request to the certificate.
//
//   pending ──execute (approved by another person, after seven days)──► executing ──► erased
//      └────take back──► taken_back                                                     │
//                              epochs that wrapped his keys are ended ──► buried ◄──────┘
//
//   pending     the records are withdrawn, their data keys are in quarantine (KeyUse), rows of
//               sources that would bring him back are held back: nobody sees, matches or exports
//               him, and everything can be taken back byte for byte
//   executing   the ledger (erasure_ledger.h) has it: from here on it is only finished, never
//               undone, by whoever starts next
//   erased      rows, versions, evidence, verdicts, rejected rows and kept answers are gone
//   buried      no copy of the database, however old, opens with the present keyring any more
//
// The paper of an erasure holds record ids and keyed hashes while it is pending, and afterwards
// counts, so that it can be kept as evidence.  The trail holds only that it happened.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "port/store.h"
#include "register/approval.h"

namespace genbo {

using ErasureId = Strong<struct ErasureIdTag, std::int64_t>;

enum class ErasureState { pending, executing, erased, buried, taken_back };

enum class ErasureGround {
    request,     // The person asked for it.
    not_needed,  // The purpose is over.
    retention,   // A rule said so (retention.h).
    consent_withdrawn,
    unlawful,  // It should never have been here.
};

std::string_view erasure_state_name(ErasureState state);
std::optional<ErasureState> erasure_state_named(std::string_view name);
std::string_view erasure_ground_name(ErasureGround ground);
std::optional<ErasureGround> erasure_ground_named(std::string_view name);

// What goes.
struct ErasureCounts {
    std::int64_t records = 0;
    std::int64_t versions = 0;
    std::int64_t evidence = 0;
    std::int64_t moves = 0;
    std::int64_t verdicts = 0;
    std::int64_t rejections = 0;
    std::int64_t answers = 0;
    std::int64_t numbers = 0;  // That resolve to "erased" from then on.

    friend bool operator==(const ErasureCounts&, const ErasureCounts&) = default;
};

struct ErasedRecord {
    RecordId record;
    SourceId source;
    Bytes key_hash;

    friend bool operator==(const ErasedRecord&, const ErasedRecord&) = default;
};

// Somebody outside who has the data too and must be told (GDPR 19).
struct RecipientTask {
    std::string recipient;  // The name of a source or of a configured recipient; never a person.
    Instant acknowledged;   // Epoch = not yet.
    StaffId by;
    std::string remark;

    friend bool operator==(const RecipientTask&, const RecipientTask&) = default;
};

struct Erasure {
    ErasureId id;
    std::string uid;  // 16 hexadecimal digits, for ever, in whatever database.
    ErasureState state = ErasureState::pending;
    ErasureGround ground = ErasureGround::request;
    NumberId customer;
    std::string reason;
    StaffId asked_by;
    Instant asked;
    Instant due;          // Not executed before.
    ApprovalId approval;  // 0 = by a rule of retention.
    std::vector<ErasedRecord> records;
    std::vector<std::string> tokens;  // Names of suppressions.
    std::vector<NumberId> numbers;
    std::vector<std::string> sources;
    ErasureCounts counts;
    std::vector<RecipientTask> tasks;
    StaffId executed_by;
    Instant executed;
    std::uint32_t epoch = 0;  // The newest that may have wrapped his keys.
    std::uint32_t text_epoch = 0;
    std::int64_t leaf_after = 0;  // The leaf of the act is not before this one.
    Instant buried;

    friend bool operator==(const Erasure&, const Erasure&) = default;
};

// What the approval of it is for.
std::string erasure_subject(const Erasure& erasure);

std::string erasure_to_text(const Erasure& erasure);
// corrupt: register.bad_paper.
Result<Erasure> erasure_from_text(ErasureId id, std::string_view text);

}  // namespace genbo
