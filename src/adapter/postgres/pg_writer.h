// SPDX-License-Identifier: Apache-2.0
#pragma once

// A writer of a master on PostgreSQL.  There may be any number, in any number of processes; those
// of scope partition take turns at one row of the table lease, whose lock ends with their
// transaction, however that ends.
//
// Inserts are gathered per table and sent before anything that could see them: many by COPY, few in
// one pipeline.  So an error of an insert may come out of a later call.
//
// Search tokens go in through a connection of their own while the transaction goes on, and are
// committed before it: whoever finds a token whose record is not there (yet) passes it over.
//
// When the connection is lost the next begin() makes a new one.

#include <deque>
#include <future>
#include <memory>
#include <optional>

#include "adapter/postgres/pg_reader.h"
#include "adapter/postgres/pg_row_buffer.h"

namespace genbo {

class PgWriter final : public PgReads<StoreWriter> {
public:
    PgWriter(PgOptions options, PgConnection connection);
    ~PgWriter() override;

    Result<> begin_snapshot() override { return {}; }
    void end_snapshot() override {}
    Result<> allow_hours() override;
    IndexTables* index_tables() override { return &index_; }

    Result<Began> begin(WriteScope scope, ByteView mark) override;
    Result<> commit() override;
    void rollback() override;
    Result<> savepoint() override;
    Result<> release() override;
    void rollback_to_savepoint() override;
    std::int64_t generation() const override { return generation_; }

    Result<std::int64_t> take_ids(IdKind kind, std::int64_t count) override;
    Result<> set_setting(std::string_view name, std::string_view value) override;
    Result<> put_source(const StoredSource& source) override;
    Result<> add_records(std::span<const StoredRecord> records) override;
    Result<> set_current(std::span<const StoredRecord> records) override;
    Result<> set_customers(std::span<const CustomerOfRecord> changes) override;
    Result<> add_versions(std::span<const StoredVersion> versions) override;
    Result<> add_import(const StoredImport& import) override;
    Result<> update_import(const StoredImport& import) override;
    Result<> add_rejections(std::span<const StoredRejection> rejections) override;
    Result<> add_numbers(std::span<const StoredNumber> numbers) override;
    Result<> set_anchor(NumberId number, RecordId from, RecordId to) override;
    Result<> add_verdict(const StoredVerdict& verdict) override;
    Result<> withdraw_verdict(VerdictId id, Instant at) override;
    Result<> add_moves(std::span<const StoredMove> moves) override;
    Result<> add_evidence(std::span<const StoredEvidence> evidence) override;
    Result<> add_details(std::span<const StoredDetail> details) override;
    Result<> add_access(std::span<const StoredAccess> entries) override;
    Result<> put_access_days(std::span<const StoredAccessDay> days) override;
    Result<> put_alert(const StoredAlert& alert) override;
    Result<> put_staff(const StoredStaff& staff) override;
    Result<> add_answer(const StoredAnswer& answer) override;
    Result<> put_session(const StoredSession& session) override;
    Result<> touch_session(ByteView token_hash, Instant used) override;
    Result<> remove_session(ByteView token_hash) override;
    Result<StoredNote> hold_note(std::string_view name, Instant now) override;
    Result<> put_note(const StoredNote& note) override;
    Result<> remove_note(std::string_view name) override;
    Result<> add_upload_chunk(const StoredUploadChunk& chunk) override;
    Result<> remove_upload(std::string_view upload) override;
    Result<> remove_uploads_before(Instant at) override;
    Result<> put_papers(std::span<const StoredPaper> papers) override;
    Result<> remove_papers(std::span<const std::string> names) override;
    Result<> set_wrapped_keys(std::span<const WrappedKeyChange> changes) override;
    Result<> reseal_rejections(std::span<const StoredRejection> rejections) override;
    Result<> reseal_verdicts(std::span<const StoredVerdict> verdicts) override;
    Result<> reseal_answers(std::span<const StoredAnswer> answers) override;
    Result<> erase_records(std::span<const StoredRecord> records) override;
    Result<> erase_verdicts(std::span<const StoredVerdict> verdicts) override;
    Result<> erase_rejections(std::span<const StoredRejection> rejections) override;
    Result<> erase_answers(std::span<const StoredAnswer> answers) override;
    Result<> add_leaves(std::int64_t first, std::span<const Bytes> leaves) override;
    Result<> add_pending_leaves(std::span<const StoredPendingLeaf> leaves) override;
    Result<> remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) override;
    Result<> add_events(std::span<const StoredEvent> events) override;
    Result<> remove_events(std::span<const StoredEvent> events) override;
    Result<std::optional<StoredLease>> take_lease(
        std::string_view name, std::string_view holder, Instant now, Instant until) override;
    Result<> keep_lease(const StoredLease& lease, Instant until) override;
    Result<> sweep(Instant older_than) override;
    Result<> checkpoint() override { return {}; }

protected:
    Result<PgConnection*> ready() override;
    void read_failed() override { spoilt_ = true; }

private:
    // The changing half of the index tables.
    class WriteTables final : public PgIndexReads {
    public:
        explicit WriteTables(PgWriter& writer) : writer_(writer) {}

        Result<> set_state(std::string_view state) override;
        Result<> clear() override;
        Result<> make_lookups() override;
        Result<> mark_overfull(std::span<const std::int64_t> keys) override;
        Result<> unmark_overfull(std::span<const std::int64_t> keys) override;
        Result<> add_postings(std::span<const IndexPosting> postings) override;
        Result<> remove_postings(std::span<const IndexPosting> postings) override;
        Result<> add_rows(std::span<const IndexRow> rows) override;
        Result<> remove_rows(std::span<const std::int64_t> records) override;
        Result<> add_edges(std::span<const IndexEdge> edges) override;
        Result<> remove_edges(std::span<const IndexEdge> edges) override;
        Result<> clear_edges() override;
        Result<> set_edge_customers(std::span<const IndexEdge> edges) override;
        Result<> add_tokens(std::span<const IndexPosting> tokens) override;
        Result<> remove_tokens(std::span<const IndexPosting> tokens) override;
        Result<std::vector<std::int64_t>> with_any_token(
            std::span<const std::int64_t> tokens, std::int64_t after, std::size_t limit) override;
        Result<std::vector<std::int64_t>> of_those_with_any_token(
            std::span<const std::int64_t> records, std::span<const std::int64_t> tokens) override;

    protected:
        Result<PgConnection*> ready() override { return writer_.ready(); }
        void read_failed() override { writer_.spoilt_ = true; }

    private:
        PgWriter& writer_;
    };

    // The side connection of search tokens.
    class TokenLoader;

    PgRowBuffer& buffer(const SqlStatement& insert);
    template <typename Row>
    void gather(const SqlStatement& insert, std::span<const Row> rows) {
        if (rows.empty()) return;
        auto& into = buffer(insert);
        for (const auto& row : rows) into.add(row);
    }
    // The same, sent at once when there is more than should lie in memory.
    static constexpr std::size_t kRowsGathered = 100'000;
    template <typename Row>
    Result<> gather_many(const SqlStatement& insert, std::span<const Row> rows) {
        gather(insert, rows);
        return buffer(insert).size() < kRowsGathered ? Result<>{} : flush();
    }
    // Sends what is gathered; `last`, when given, goes in the same trip as the few.
    Result<> flush(const char* last = nullptr);
    void drop_gathered();
    // The result, remembering that an error spoils the transaction.
    template <typename T>
    Result<T> noted(Result<T> result) {
        if (!result.ok()) spoilt_ = true;
        return result;
    }
    Result<PgRows> change(const SqlStatement& statement, const PgParams& params);
    Result<> change_one(const SqlStatement& statement, const PgParams& params);
    // All in one trip; each must hit one row when `hits` says so.
    enum class Hits { one_each, any };
    Result<> change_many(PgPipeline& pipeline, Hits hits);

    PgOptions options_;
    PgConnection connection_;
    std::optional<PgConnection::Patience> hours_;  // allow_hours()
    std::deque<std::pair<const SqlStatement*, PgRowBuffer>> gathered_;
    std::int64_t generation_ = 0;
    bool open_ = false;  // In a transaction.
    bool spoilt_ = false;
    WriteTables index_;
    std::unique_ptr<TokenLoader> tokens_;
    bool own_tokens_ = false;  // The table of tokens is locked for this transaction alone.
    bool made_lookups_ = false;
};

}  // namespace genbo
