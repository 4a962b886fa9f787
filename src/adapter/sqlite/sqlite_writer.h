// SPDX-License-Identifier: Apache-2.0
#pragma once

// The write half of the store port on SQLite: the one connection of the process that writes and
// checkpoints (docs/adr/0004).

#include "adapter/sqlite/lock_file.h"
#include "adapter/sqlite/sqlite_reader.h"

namespace genbo {

class SqliteWriter final : public SqliteReads<StoreWriter> {
public:
    SqliteWriter(LockFile lock, SqliteDatabase db)
        : SqliteReads<StoreWriter>(std::move(db)), lock_(std::move(lock)) {}

    Result<> begin() override;
    Result<> commit() override;
    void rollback() override;
    Result<> savepoint() override;
    Result<> release() override;
    void rollback_to_savepoint() override;

    Result<> set_setting(std::string_view name, std::string_view value) override;
    Result<> put_source(const StoredSource& source) override;
    Result<> add_record(const StoredRecord& record) override;
    Result<> set_current(const StoredRecord& record) override;
    Result<> set_customer(RecordId record, NumberId customer) override;
    Result<> add_version(const StoredVersion& version) override;
    Result<> add_import(const StoredImport& import) override;
    Result<> update_import(const StoredImport& import) override;
    Result<> add_rejection(const StoredRejection& rejection) override;
    Result<> add_number(const StoredNumber& number) override;
    Result<> set_anchor(NumberId number, RecordId anchor) override;
    Result<> add_verdict(const StoredVerdict& verdict) override;
    Result<> withdraw_verdict(VerdictId id, Instant at) override;
    Result<> add_move(const StoredMove& move) override;
    Result<> put_staff(const StoredStaff& staff) override;
    Result<> add_answer(const StoredAnswer& answer) override;
    Result<> add_leaf(std::int64_t seq, ByteView leaf) override;
    Result<> checkpoint() override;

private:
    LockFile lock_;
};

}  // namespace genbo
