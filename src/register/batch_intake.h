// SPDX-License-Identifier: Apache-2.0
#pragma once

// One batch of prepared rows on its way into the store, within one transaction: looks up all its
// keys at once, decides for each row whether it is new, changed or the same, and writes each kind
// of row at once.  Rows of somebody who was erased, or is about to be, are held back.  Who calls
// has the import whose batch it is, and counts up what comes out (import_desk.h, feed_desk.h).
//
//   BatchIntake intake{context, import, source, actor};
//   const auto rows = TRY(intake.take(batch));
//   const auto outcome = TRY(intake.finish());

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "register/intake_row.h"
#include "register/writer.h"

namespace genbo {

struct BatchOutcome {
    ImportCounts counts;
    std::int64_t repeated = 0;  // Of the rejected ones: not kept, because they had been before.
    std::int64_t customers_new = 0;
    std::int64_t customers_joined = 0;
};

class BatchIntake {
public:
    // Whether the import already keeps a rejection that says the same.
    using Repeated = std::function<bool(const RowRejection&)>;

    // `first_row` is added to the numbers of the rows.
    BatchIntake(
        WriteContext& context, ImportId import, SourceId source, const Actor& actor,
        std::int64_t first_row = 0, Repeated repeated = {});

    // All rows of the batch, those that were refused before included; each ready row's outcome.
    Result<std::vector<RowOutcome>> take(const PreparedBatch& batch);

    Result<BatchOutcome> finish();

private:
    Result<> look_up(const std::vector<ReadyRow>& rows);
    Result<> look_back(const std::vector<ReadyRow>& rows);
    Result<RowOutcome> take_row(const ReadyRow& row);
    void reject(const RowRejection& rejection);
    RowOutcome hold_back(std::int64_t row);
    Result<RowOutcome> add(const ReadyRow& row);
    Result<RowOutcome> change(StoredRecord& record, const ReadyRow& row);
    Result<std::vector<std::string>> changed_fields(
        const StoredRecord& record, const ReadyRow& row);
    Result<> write_version(
        StoredRecord& record, const Key& key, const ReadyRow& row, const char* action,
        std::vector<std::string> fields);
    std::vector<StoredRecord> changed_records() const;

    WriteContext& context_;
    const ImportId import_;
    const SourceId source_;
    const Actor& actor_;
    const std::int64_t first_row_;
    const Repeated repeated_;
    ImportCounts counts_;
    std::int64_t repeats_ = 0;
    std::int64_t next_id_ = 0;
    std::deque<StoredRecord> records_;  // A deque: pointers into it stay.
    std::map<Bytes, StoredRecord*> by_key_;
    std::map<RecordId, StoredRecord*> fresh_;
    std::map<RecordId, ArrivingRecord> arriving_;
    std::map<RecordId, StoredVersion> before_;
    std::vector<StoredVersion> versions_;
    std::vector<StoredRejection> rejections_;
};

// Where a rejected row's cells are sealed to.
AssociatedData rejection_place(ImportId import, std::int64_t row);

}  // namespace genbo
