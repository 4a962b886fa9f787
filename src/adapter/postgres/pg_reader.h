// SPDX-License-Identifier: Apache-2.0
#pragma once

// The read half of the store port on PostgreSQL, over any connection: the writer reads with the
// same code through its own, so that it sees what it has not committed yet.

#include <memory>
#include <optional>

#include "adapter/postgres/pg_index_tables.h"
#include "adapter/postgres/pg_pool.h"
#include "adapter/sql/statement.h"
#include "port/store.h"

namespace genbo {

// `Base` is StoreReader or StoreWriter.
template <typename Base>
class PgReads : public Base {
public:
    Result<std::string> setting(std::string_view name) override;
    Result<std::vector<std::pair<std::string, std::string>>> settings(
        std::string_view prefix) override;
    Result<std::vector<StoredSource>> sources() override;
    Result<StoredRecord> record(RecordId id) override;
    Result<std::vector<StoredRecord>> records(std::span<const RecordId> ids) override;
    Result<std::vector<StoredRecord>> records_by_keys(
        SourceId source, std::span<const Bytes> key_hashes) override;
    Result<std::vector<StoredRecord>> records_of(NumberId customer) override;
    Result<std::vector<CustomerMember>> members_of(std::span<const NumberId> customers) override;
    Result<std::vector<CustomerMember>> customers_of(std::span<const RecordId> records) override;
    Result<StoredVersion> version(RecordId record, std::int64_t version) override;
    Result<std::vector<StoredVersion>> versions(RecordId record) override;
    Result<std::vector<StoredVersion>> current_versions(
        std::span<const StoredRecord> records) override;
    Result<> each_live_record(const StoreReader::EachRecord& each) override;
    Result<std::vector<RecordHead>> live_heads(RecordId after, std::size_t limit) override;
    Result<StoredImport> import(ImportId id) override;
    Result<std::vector<StoredImport>> imports(ImportId before, std::size_t limit) override;
    Result<std::vector<RecordId>> records_of_import(ImportId id) override;
    Result<std::vector<StoredRejection>> rejections(
        ImportId import, std::int64_t after_row, std::size_t limit) override;
    Result<StoredNumber> number(NumberId id) override;
    Result<std::vector<StoredNumber>> numbers_by_id(std::span<const NumberId> ids) override;
    Result<StoredNumber> number_by_text(std::string_view text) override;
    Result<std::vector<std::string>> taken_texts(std::span<const std::string> texts) override;
    Result<std::vector<StoredNumber>> numbers_anchored_on(
        std::span<const RecordId> records) override;
    Result<std::vector<CustomerMember>> first_anchors(std::span<const RecordId> records) override;
    Result<std::vector<StoredNumber>> numbers(NumberId after, std::size_t limit) override;
    Result<StoredVerdict> verdict(VerdictId id) override;
    Result<std::vector<StoredVerdict>> standing_verdicts() override;
    Result<std::vector<StoredVerdict>> verdicts(VerdictId before, std::size_t limit) override;
    Result<std::vector<StoredVerdict>> verdicts_of(std::span<const RecordId> records) override;
    Result<std::vector<StoredMove>> moves_of(RecordId record) override;
    Result<std::vector<StoredEvidence>> evidence_of(RecordId record) override;
    Result<std::vector<StoredDetail>> details_of(RecordId record) override;
    Result<std::vector<StoredAccess>> access_of(
        ByteView alias, ByteView before, std::size_t limit) override;
    Result<std::vector<StoredAccess>> access_after(ByteView after, std::size_t limit) override;
    Result<std::vector<StoredAccessDay>> access_days(std::int64_t first_day) override;
    Result<StoredAlert> alert(ByteView entry) override;
    Result<std::vector<StoredAlert>> alerts(std::size_t limit) override;
    Result<std::vector<StoredStaff>> staff() override;
    Result<StoredAnswer> answer(std::string_view key) override;
    Result<StoredSession> session(ByteView token_hash) override;
    Result<std::vector<StoredSession>> sessions_of(StaffId staff) override;
    Result<StoredNote> note(std::string_view name) override;
    Result<std::vector<StoredNote>> notes(std::string_view prefix) override;
    Result<StoredUploadChunk> upload_chunk(std::string_view upload, std::int64_t chunk) override;
    Result<StoredPaper> paper(std::string_view name) override;
    Result<std::vector<StoredPaper>> papers_named(std::span<const std::string> names) override;
    Result<std::vector<StoredPaper>> papers(
        std::string_view after, std::string_view end, std::size_t limit) override;
    Result<std::vector<StoredRecord>> all_records(RecordId after, std::size_t limit) override;
    Result<std::vector<StoredAnswer>> answers(std::string_view after, std::size_t limit) override;
    Result<std::vector<Bytes>> leaves(std::int64_t first, std::size_t limit) override;
    Result<std::int64_t> leaf_count() override;
    Result<std::vector<StoredPendingLeaf>> pending_leaves(std::size_t limit) override;
    Result<std::int64_t> pending_leaf_count() override;
    Result<std::vector<StoredEvent>> events(std::int64_t lane, std::size_t limit) override;
    Result<StoredLease> lease(std::string_view name) override;
    Result<StoreCounts> counts() override;
    // PostgreSQL checks its own pages (data checksums, pg_amcheck); here, that every look-up table
    // has as many rows as what it looks up.
    Result<> verify() override;

protected:
    // The connection, with everything written that a read must see.
    virtual Result<PgConnection*> ready() = 0;
    // A read failed; inside a transaction the server then takes nothing more.
    virtual void read_failed() {}

    Result<PgRows> run(const SqlStatement& statement, const PgParams& params = {});
    // A batch of keys, shard by shard (pg_shards.h).
    Result<std::vector<PgRows>> run_keys(
        const SqlStatement& statement, std::span<const std::int64_t> keys);
    Result<std::int64_t> one_integer(const SqlStatement& statement);
};

extern template class PgReads<StoreReader>;
extern template class PgReads<StoreWriter>;

// Borrows a connection while it reads.
class PgReader final : public PgReads<StoreReader> {
public:
    explicit PgReader(std::shared_ptr<PgPool> pool) : pool_(std::move(pool)), index_(*this) {}
    ~PgReader() override { end_snapshot(); }

    Result<> begin_snapshot() override;
    void end_snapshot() override;
    Result<> allow_hours() override;
    IndexTables* index_tables() override { return &index_; }

protected:
    Result<PgConnection*> ready() override;

private:
    class ReadTables final : public PgIndexReads {
    public:
        explicit ReadTables(PgReader& reader) : reader_(reader) {}
        Result<PgConnection*> ready() override { return reader_.ready(); }

    private:
        PgReader& reader_;
    };

    std::shared_ptr<PgPool> pool_;
    std::optional<PgLease> lease_;
    std::optional<PgConnection::Patience> hours_;  // allow_hours()
    bool in_snapshot_ = false;
    ReadTables index_;
};

}  // namespace genbo
