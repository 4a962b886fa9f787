// SPDX-License-Identifier: Apache-2.0
#pragma once

// The cleansing desk looks through the values of the records for what could be better
// (field_check.h), and writes what somebody has approved.
//
//   propose     a piece of the register at a time, in the order of its records: a dry run, which
//               writes nothing
//   apply       the approved proposals become new versions of their records, by the same path as a
//               file with the better values: one import per source, and undoing that import brings
//               every record back to the version before, byte for byte
//
// A proposal is a function of a record's current version, so it needs no store of its own; it is
// known by record, version, field and the check that found it.  Whether that version is still the
// current one is looked at in the very transaction that writes: what came in meanwhile is newer
// than what was read, and what was taken back stays away.  All that is approved at once is one
// transaction.  Its imports count as done from the beginning, since nothing of them is under way
// between two calls, so a later call may go on with them.
//
// The raw value stays in the version before.  A source that sends the old value again makes a new
// version with it, and the proposal comes back: who mends for good mends at the source.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "register/field_check.h"
#include "register/import_desk.h"
#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

struct CleanseProposal {
    RecordId record;
    std::int64_t version = 0;
    NumberId customer;
    SourceId source;
    FieldFinding finding;
    std::string value;  // As it is.

    friend bool operator==(const CleanseProposal&, const CleanseProposal&) = default;
};

struct CleansePiece {
    std::vector<CleanseProposal> proposals;
    std::int64_t looked_at = 0;
    RecordId next;  // Go on behind this one; 0 = the register is through.
};

struct CleanseQuery {
    RecordId after = {};
    std::size_t proposals = 50;  // Enough for one piece.
    std::size_t records = 5000;  // Passed for one piece, at most; those that left count as well.
    bool certain_only = false;
    // Findings without a proposal too: somebody has to ask the customer.
    bool without_proposal = false;
};

// Which approved proposal: what is seen is what is written.
struct CleanseChoice {
    RecordId record;
    std::int64_t version = 0;
    Field field = Field::custom;
    std::string code;
};

// Approved at once, at most.
inline constexpr std::size_t kCleanseChoicesMax = 1000;

// When a record has changed since its proposal was made.
enum class IfChanged {
    write_none,   // Somebody approved what he saw: conflict, register.proposal_changed.
    leave_alone,  // The others are written; the next look finds what there is to find in it.
};

struct CleanseOrder {
    std::vector<CleanseChoice> choices = {};
    IfChanged if_changed = IfChanged::write_none;
    // Of earlier orders, to go on with where they are of the same source and not taken back.
    std::vector<ImportId> imports = {};
};

struct CleanseRun {
    std::vector<ImportId> imports;  // The order's and new ones: undo each to roll back.
    std::int64_t records = 0;       // That were written.
    std::int64_t values = 0;
};

// Many orders one after another.
struct CertainRun {
    CleanseRun written;
    // What stopped it; what was written by then stays.
    std::optional<Error> error = {};
};

// The file name that a run's imports have.
inline constexpr std::string_view kCleanseFileName = "cleansing";

class CleanseDesk {
public:
    explicit CleanseDesk(Day today) : today_(today) {}

    Result<CleansePiece> propose(ReadSession& session, const CleanseQuery& query) const;

    // conflict: register.proposal_changed.  limit: register.cleanse_too_many.
    Result<CleanseRun> apply(
        ReadSession& session, Writer& writer, const CleanseOrder& order, const Actor& actor) const;

    // Everything that is certain, piece by piece, each of which is a transaction.
    CertainRun apply_certain(ReadSessions& sessions, Writer& writer, const Actor& actor) const;

private:
    Result<RecordId> apply_next(
        ReadSessions& sessions, Writer& writer, RecordId after, const Actor& actor,
        CleanseRun& all) const;

    const Day today_;
};

}  // namespace genbo
