// SPDX-License-Identifier: Apache-2.0
#pragma once

// A master's database as bare tables (adapter/sql/table_home.h).
//
// Every transaction that writes to a master begins with a row in the table commit_mark (PgWriter).
// So one lock on that table, in a mode that excludes writing, waits for all who are writing now and
// keeps out all who would begin:
//
//   source   holds it, in one transaction at repeatable read, for as long as the object lives:
//            what is read is of one moment and stays true.  Other nodes go on reading; their writes
//            wait and run into their time limit.  move_away() commits in the same transaction, so
//            whoever waited finds the mark (schema_state.h) and is refused.
//   target   takes it in each of its transactions: what a killed migration had sent to COMMIT is
//            done before the next one looks how far it got.

#include <initializer_list>
#include <memory>
#include <utility>

#include "adapter/postgres/pg_connection.h"
#include "adapter/sql/table_home.h"

namespace genbo {

class PgTableHome final : public TableHome {
public:
    // unavailable: store.in_use, when somebody goes on writing for too long.
    // not_found: store.no_master.
    static Result<std::unique_ptr<PgTableHome>> open(PgOptions options, HomeUse use);

    // Whether the database has a master's tables, whole or not.
    static Result<bool> is_there(const PgOptions& options);

    Result<std::string> setting(std::string_view name) override;
    Result<std::int64_t> count(const MovingTable& table) override;
    Result<RowPage> page(const MovingTable& table, ByteView after, std::size_t limit) override;
    Result<> put(const MovingTable& table, const RowPage& page) override;
    Result<> clear(const MovingTable& table) override;
    Result<> begin_move_in(std::string_view id, std::string_view master) override;
    Result<> finish_move_in(std::string_view hash) override;
    Result<> move_away(std::string_view id) override;

private:
    using Setting = std::pair<std::string_view, std::string_view>;

    PgTableHome(PgConnection db, HomeUse use) : db_(std::move(db)), use_(use) {}

    Result<> begin_locked();
    Result<> set_settings(std::initializer_list<Setting> settings);
    // In a locked transaction of its own.
    template <typename Work>
    Result<> in_transaction(const Work& work);

    PgConnection db_;
    HomeUse use_;
};

}  // namespace genbo
