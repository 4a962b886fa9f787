// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which rejections the feed's import of the day keeps already (feed_desk.h), so that a program that
// sends a record every minute does not fill a list with it.
//
// A rejection is the same when it would say the same: of the same key, for the same code and
// column, with the same cells as they are kept, which is without forbidden numbers.  Of one without
// a key its place in the call stands for it.  Known by it are 16 bytes of a keyed hash, in the note
// "feed_told.<source>.<account>", of one import only: the next day's first rejection begins it
// anew. Of more than kToldMax the oldest are forgotten, and kept once more when they come again.
// The hashes are of what people sent, so an erasure removes all such notes.

#include <string>
#include <string_view>
#include <vector>

#include "record/ids.h"
#include "register/intake_row.h"
#include "register/writer.h"

namespace genbo {

inline constexpr std::size_t kToldMax = 4096;

class ToldRejections {
public:
    static Result<ToldRejections> read(
        WriteContext& context, SourceId source, const Actor& actor, ImportId import);

    // Whether it is kept already; it is from now on.
    bool knows(std::string_view key, const RowRejection& rejection);

    // If there is anything new.
    Result<> write(WriteContext& context) const;

private:
    ToldRejections(const RecordVault& vault, std::string name, ImportId import)
        : vault_(vault), name_(std::move(name)), import_(import) {}

    const RecordVault& vault_;
    std::string name_;
    ImportId import_;
    std::vector<Bytes> hashes_;  // Oldest first.
    bool changed_ = false;
};

Result<> forget_told_rejections(StoreWriter& store);

}  // namespace genbo
