// SPDX-License-Identifier: Apache-2.0
#pragma once

// The read half of the store port on SQLite, over any connection: the writer reads with the same
// code through its own connection, so that it sees what it has not committed yet.

#include "adapter/sqlite/database.h"
#include "port/store.h"

namespace genbo {

// `Base` is StoreReader or StoreWriter.
template <typename Base>
class SqliteReads : public Base {
public:
    explicit SqliteReads(SqliteDatabase db) : db_(std::move(db)) {}

    Result<> begin_snapshot() override;
    void end_snapshot() override;
    Result<std::string> setting(std::string_view name) override;
    Result<std::vector<std::pair<std::string, std::string>>> settings(
        std::string_view prefix) override;
    Result<std::vector<StoredSource>> sources() override;
    Result<StoredRecord> record(RecordId id) override;
    Result<StoredRecord> record_by_key(SourceId source, ByteView key_hash) override;
    Result<std::vector<StoredRecord>> records_of(NumberId customer) override;
    Result<StoredVersion> version(RecordId record, std::int64_t version) override;
    Result<std::vector<StoredVersion>> versions(RecordId record) override;
    Result<> each_live_record(const StoreReader::EachRecord& each) override;
    Result<StoredImport> import(ImportId id) override;
    Result<std::vector<StoredImport>> imports(ImportId before, std::size_t limit) override;
    Result<std::vector<RecordId>> records_of_import(ImportId id) override;
    Result<std::vector<StoredRejection>> rejections(
        ImportId import, std::int64_t after_row, std::size_t limit) override;
    Result<StoredNumber> number(NumberId id) override;
    Result<StoredNumber> number_by_text(std::string_view text) override;
    Result<std::vector<StoredNumber>> numbers_anchored_on(RecordId record) override;
    Result<std::vector<StoredNumber>> numbers(NumberId after, std::size_t limit) override;
    Result<StoredVerdict> verdict(VerdictId id) override;
    Result<std::vector<StoredVerdict>> standing_verdicts() override;
    Result<std::vector<StoredVerdict>> verdicts_of(RecordId record) override;
    Result<std::vector<StoredMove>> moves_of(RecordId record) override;
    Result<std::vector<StoredStaff>> staff() override;
    Result<StoredAnswer> answer(std::string_view key) override;
    Result<std::vector<Bytes>> leaves(std::int64_t first, std::size_t limit) override;
    Result<StoreCounts> counts() override;
    Result<StoreHeads> heads() override;
    Result<> verify() override;

protected:
    // The first column of the first row.
    Result<std::int64_t> one_integer(const char* sql);

    SqliteDatabase db_;
};

extern template class SqliteReads<StoreReader>;
extern template class SqliteReads<StoreWriter>;

}  // namespace genbo
