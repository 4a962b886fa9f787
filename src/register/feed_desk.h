// SPDX-License-Identifier: Apache-2.0
#pragma once

// The feed desk takes records that another system sends as they come to be there: a web shop's new
// customers, a CRM's changes, some hundreds in one call.
//
// The same path as a row of a file: the same checks and warnings, matching, audit leaves and undo.
// Whoever calls has trimmed keys and values, as a file's cells are.  (source,
// key) says which record it is, so a call whose answer was lost is simply sent again; what a record
// already says changes nothing.  Nor does a record that is rejected again as it was before: the
// caller is told so each time, and the day's import keeps it once and counts the rest as the same.
// What was kept is known by keyed hashes in a note that the next day replaces; an erasure drops it
// (told_rejections.h).  A call is one transaction and durable when it returns; calls that
// come at the same time share a commit.
//
// What one account or API key sends for one source in a day (in Japan) stands in the list of
// imports as one import, "API 2026-11-22": a list that somebody can still read, and a day's sending
// can be taken back with one undo.  It counts as done from the beginning, since nothing of it is
// under way between two calls.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "record/source_record.h"
#include "register/batch_intake.h"
#include "register/writer.h"

namespace genbo {

struct FedRecord {
    std::string key;  // Names the record in its source.
    SourceValues values;
    // Why whoever put it together could not trust it: it is rejected for this code, and none of it
    // is kept.
    std::string refused = {};
};

struct FedResult {
    RowOutcome outcome = RowOutcome::rejected;
    RecordId record;     // 0 where it was rejected.
    NumberId customer;   // Whose record it is now; 0 likewise.
    std::string number;  // That customer's number, in digits only.
    std::string code;    // Why it was rejected: a code of the message catalogue.
    Findings warnings;   // What somebody should look at although it was taken.
};

struct FeedOutcome {
    ImportId import;
    ImportCounts counts;
    std::int64_t customers_new = 0;
    std::int64_t customers_joined = 0;
    std::vector<FedResult> records;  // In the order of the call.
};

class FeedDesk {
public:
    // What the import keeps of its batches (StoredImport::detail), made anew after each.
    using AddToDetail = std::function<std::string(std::string_view, const BatchOutcome&)>;

    FeedDesk(Writer& writer, RecordVault vault, const Clock& clock)
        : writer_(writer), vault_(std::move(vault)), clock_(clock) {}

    // `reader` looks whether the source is known; a new one is made.
    Result<FeedOutcome> take(
        StoreReader& reader, const std::string& source, std::vector<FedRecord> records,
        const Actor& actor, const AddToDetail& add_to_detail = {});

private:
    Writer& writer_;
    const RecordVault vault_;
    const Clock& clock_;
};

}  // namespace genbo
