// SPDX-License-Identifier: Apache-2.0

// What the store port promises about transactions, asked of every adapter.  What it keeps is asked
// in store_rows_contract_test.cc; random calls are compared in pg_store_model_test.cc.

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/test_rows.h"

namespace genbo {
namespace {

using std::chrono::milliseconds;

class StoreContract : public testing::TestWithParam<HomeKind> {
protected:
    void SetUp() override {
        home_ = make_home(GetParam());
        writer_ = must(store().writer());
    }

    Store& store() { return home_->store(); }
    StoreWriter& writer() { return *writer_; }
    std::unique_ptr<StoreReader> reader() { return must(store().reader()); }
    bool shared() { return store().sharing() == Sharing::shared; }

    void begin(WriteScope scope = WriteScope::partition) {
        EXPECT_EQ(must(writer_->begin(scope, fresh_mark())), Began::fresh);
    }
    void commit() { must(writer_->commit(), "commit"); }
    // One transaction of its own.
    template <typename Work>
    void committed(Work work) {
        begin();
        must(work(*writer_));
        commit();
    }

    std::unique_ptr<StoreHome> home_;
    std::unique_ptr<StoreWriter> writer_;
};

// What only stores promise that many share.
class SharedStoreContract : public StoreContract {};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::ValuesIn(all_homes()), home_name);
INSTANTIATE_TEST_SUITE_P(Stores, SharedStoreContract, testing::ValuesIn(pg_homes()), home_name);

TEST(StoreContractHomes, OtherVersionsOfPostgres) {
    if (std::getenv("GENBO_TEST_PG_BINS") == nullptr)
        GTEST_SKIP() << "GENBO_TEST_PG_BINS names no other versions (make pg-versions)";
}

TEST(StoreContractHomes, Citus) {
    if (std::getenv("GENBO_TEST_CITUS_URL") == nullptr)
        GTEST_SKIP() << "GENBO_TEST_CITUS_URL names no Citus (docs/scale.md)";
}

// --- what is seen by whom

TEST_P(StoreContract, WhatIsNotCommittedIsNotSeen) {
    begin();
    must(writer().set_setting("colour", "indigo"));
    EXPECT_EQ(must(writer().setting("colour")), "indigo");
    EXPECT_EQ(reader()->setting("colour").error().fault, Fault::not_found);
    commit();
    EXPECT_EQ(must(reader()->setting("colour")), "indigo");
}

TEST_P(StoreContract, TheWriterSeesAllThatItHasChanged) {
    begin();
    const std::vector<StoredRecord> records{a_record(1, "a", 7), a_record(2, "b", 7)};
    must(writer().add_records(records));
    EXPECT_EQ(must(writer().records_of(NumberId{7})), records);
    must(writer().add_versions(std::vector{a_version(1, 1)}));
    EXPECT_EQ(must(writer().versions(RecordId{1})).size(), 1U);
    must(writer().set_customers(
        std::vector<CustomerOfRecord>{{RecordId{1}, NumberId{7}, NumberId{8}}}));
    EXPECT_EQ(must(writer().records_of(NumberId{7})).size(), 1U);
    EXPECT_EQ(must(writer().records_of(NumberId{8})).size(), 1U);
    EXPECT_EQ(must(writer().counts()).customers, 2);
    writer().rollback();
}

TEST_P(StoreContract, ASnapshotDoesNotChangeUnderItsReader) {
    committed([](StoreWriter& w) { return w.set_setting("n", "1"); });
    auto looking = reader();
    must(looking->begin_snapshot());
    EXPECT_EQ(must(looking->setting("n")), "1");
    committed([](StoreWriter& w) -> Result<> {
        TRY(w.set_setting("n", "2"));
        return w.add_records(std::vector{a_record(1, "key")});
    });
    EXPECT_EQ(must(looking->setting("n")), "1");
    EXPECT_EQ(looking->record(RecordId{1}).error().fault, Fault::not_found);
    EXPECT_EQ(must(looking->counts()).records, 0);
    EXPECT_EQ(must(reader()->setting("n")), "2");
    looking->end_snapshot();
    EXPECT_EQ(must(looking->setting("n")), "2");
    EXPECT_EQ(must(looking->counts()).records, 1);
    // And once more with the same reader.  The moment is that of the first look at the latest.
    must(looking->begin_snapshot());
    EXPECT_EQ(must(looking->counts()).records, 1);
    committed([](StoreWriter& w) { return w.set_setting("n", "3"); });
    EXPECT_EQ(must(looking->setting("n")), "2");
}

TEST_P(StoreContract, AWriterHasNoSnapshotButItsTransaction) {
    begin();
    must(writer().begin_snapshot());
    must(writer().set_setting("n", "1"));
    EXPECT_EQ(must(writer().setting("n")), "1");
    writer().end_snapshot();
    commit();
    EXPECT_EQ(must(reader()->setting("n")), "1");
}

TEST_P(StoreContract, ARollbackLeavesNothing) {
    begin();
    must(writer().add_records(std::vector{a_record(1, "a")}));
    must(writer().add_numbers(std::vector{a_number(1, "10")}));
    must(writer().set_setting("n", "1"));
    must(writer().add_events(std::vector{an_event(1, 1)}));
    writer().rollback();
    begin();
    EXPECT_EQ(must(writer().counts()).records, 0);
    EXPECT_EQ(must(writer().counts()).numbers, 0);
    EXPECT_FALSE(writer().setting("n").ok());
    EXPECT_TRUE(must(writer().events(1, 10)).empty());
    must(writer().add_records(std::vector{a_record(1, "a")}));
    commit();
    EXPECT_EQ(must(reader()->record(RecordId{1})), a_record(1, "a"));
    must(reader()->verify());
}

TEST_P(StoreContract, AWriterThatGoesTakesItsTransactionWithIt) {
    begin();
    must(writer().set_setting("n", "1"));
    must(writer().add_records(std::vector{a_record(1, "a")}));
    writer_.reset();
    EXPECT_FALSE(reader()->setting("n").ok());
    writer_ = must(store().writer());
    committed([](StoreWriter& w) { return w.set_setting("m", "1"); });
    EXPECT_FALSE(reader()->setting("n").ok());
    EXPECT_EQ(must(reader()->counts()).records, 0);
}

TEST_P(StoreContract, HowManyMayWrite) {
    auto second = store().writer();
    if (shared()) {
        EXPECT_TRUE(second.ok());
    } else {
        EXPECT_EQ(second.error().code, "store.in_use");
        writer_.reset();
        EXPECT_TRUE(store().writer().ok());
    }
}

TEST_P(StoreContract, IndexTablesAreWhereManyShare) {
    EXPECT_EQ(reader()->index_tables() != nullptr, shared());
    EXPECT_EQ(writer().index_tables() != nullptr, shared());
}

TEST_P(StoreContract, ItSaysWhereItsBackupComesFrom) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("genbo-copy-" + std::to_string(::getpid()) + ".db");
    const auto copied = store().copy_to(path.string());
    if (GetParam().engine == HomeEngine::sqlite)
        EXPECT_TRUE(copied.ok());
    else
        EXPECT_FALSE(copied.ok());
    if (shared()) EXPECT_EQ(copied.error().code, "store.own_backup");
    std::filesystem::remove(path);
}

// --- savepoints and errors

TEST_P(StoreContract, ASavepointFailsAlone) {
    begin();
    must(writer().add_records(std::vector{a_record(1, "before")}));
    must(writer().savepoint());
    must(writer().set_setting("kept", "yes"));
    must(writer().release());
    must(writer().savepoint());
    must(writer().set_setting("dropped", "yes"));
    must(writer().add_records(std::vector{a_record(2, "dropped")}));
    writer().rollback_to_savepoint();
    must(writer().add_records(std::vector{a_record(3, "after")}));
    commit();
    EXPECT_TRUE(reader()->setting("kept").ok());
    EXPECT_FALSE(reader()->setting("dropped").ok());
    EXPECT_TRUE(reader()->record(RecordId{1}).ok());
    EXPECT_FALSE(reader()->record(RecordId{2}).ok());
    EXPECT_TRUE(reader()->record(RecordId{3}).ok());
}

// Makes the call in a savepoint; it must fail with `fault`, at the latest when it is released, and
// leave nothing.
void expect_refused(
    StoreWriter& writer, Fault fault, std::string_view what,
    const std::function<Result<>(StoreWriter&)>& call) {
    must(writer.savepoint());
    auto told = call(writer);
    if (told.ok()) told = writer.release();
    ASSERT_FALSE(told.ok()) << what;
    EXPECT_EQ(told.error().fault, fault) << what << ": " << told.error().code;
    EXPECT_FALSE(retryable(told.error())) << what;
    writer.rollback_to_savepoint();
}

// Everything that is there once, twice in one call, and thirty times so that it goes in by bulk.
TEST_P(StoreContract, WhatIsTakenIsToldByTheReleaseAtTheLatest) {
    const auto rows = [](StoreWriter& w) -> Result<> {
        TRY(w.put_source(a_source(1, "shop")));
        TRY(w.put_staff(a_staff(1, "sato")));
        TRY(w.add_records(std::vector{a_record(1, "key")}));
        TRY(w.add_versions(std::vector{a_version(1, 1)}));
        TRY(w.add_import(an_import(1)));
        TRY(w.add_rejections(std::vector{a_rejection(1, 1)}));
        TRY(w.add_numbers(std::vector{a_number(1, "10")}));
        TRY(w.add_verdict(a_verdict(1, 1, 2)));
        TRY(w.add_answer(an_answer("k")));
        TRY(w.add_leaves(0, each_bytes_of({"leaf"})));
        TRY(w.add_pending_leaves(std::vector{a_pending_leaf(1, 1)}));
        return w.add_events(std::vector{an_event(1, 1)});
    };
    const std::vector<std::pair<std::string_view, std::function<Result<>(StoreWriter&)>>> calls{
        {"source name", [](auto& w) { return w.put_source(a_source(2, "shop")); }},
        {"staff name", [](auto& w) { return w.put_staff(a_staff(2, "sato")); }},
        {"record", [](auto& w) { return w.add_records(std::vector{a_record(1, "other")}); }},
        {"key", [](auto& w) { return w.add_records(std::vector{a_record(2, "key")}); }},
        {"key in one call",
         [](auto& w) {
             return w.add_records(std::vector{a_record(2, "same"), a_record(3, "same")});
         }},
        {"version", [](auto& w) { return w.add_versions(std::vector{a_version(1, 1)}); }},
        {"import", [](auto& w) { return w.add_import(an_import(1)); }},
        {"rejection", [](auto& w) { return w.add_rejections(std::vector{a_rejection(1, 1)}); }},
        {"number", [](auto& w) { return w.add_numbers(std::vector{a_number(1, "20")}); }},
        {"text", [](auto& w) { return w.add_numbers(std::vector{a_number(2, "10")}); }},
        {"text in one call",
         [](auto& w) { return w.add_numbers(std::vector{a_number(2, "30"), a_number(3, "30")}); }},
        {"verdict", [](auto& w) { return w.add_verdict(a_verdict(1, 3, 4)); }},
        {"answer", [](auto& w) { return w.add_answer(an_answer("k")); }},
        {"leaf", [](auto& w) { return w.add_leaves(0, each_bytes_of({"other"})); }},
        {"pending",
         [](auto& w) { return w.add_pending_leaves(std::vector{a_pending_leaf(1, 1)}); }},
        {"event", [](auto& w) { return w.add_events(std::vector{an_event(1, 1)}); }},
        {"text among many",
         [](auto& w) {
             std::vector<StoredNumber> many;
             for (int i = 2; i < 60; ++i)
                 many.push_back(a_number(i, std::to_string(i == 40 ? 10 : 100 + i)));
             return w.add_numbers(many);
         }},
        {"record among many",
         [](auto& w) {
             std::vector<StoredRecord> many;
             for (int i = 60; i > 0; --i) many.push_back(a_record(i, "m" + std::to_string(i)));
             return w.add_records(many);
         }},
    };
    begin();
    must(rows(writer()));
    const auto before = must(writer().counts());
    for (const auto& [what, call] : calls) expect_refused(writer(), Fault::conflict, what, call);
    EXPECT_EQ(must(writer().counts()).records, before.records);
    EXPECT_EQ(must(writer().counts()).numbers, before.numbers);
    commit();
    EXPECT_EQ(must(reader()->record(RecordId{1})), a_record(1, "key"));
    EXPECT_EQ(must(reader()->number_by_text("10")).id, NumberId{1});
    EXPECT_EQ(must(reader()->leaves(0, 9)), each_bytes_of({"leaf"}));
    must(reader()->verify());
}

TEST_P(StoreContract, TheSameKeyOfAnotherSourceIsAnotherRecord) {
    begin();
    auto other = a_record(2, "key");
    other.source = SourceId{2};
    must(writer().add_records(std::vector{a_record(1, "key"), other}));
    commit();
    const auto found = must(reader()->records_by_keys(SourceId{2}, each_bytes_of({"key"})));
    EXPECT_EQ(found, std::vector{other});
}

TEST_P(StoreContract, WhatIsNotThereCannotBeChanged) {
    begin();
    must(writer().add_records(std::vector{a_record(1, "key", 7), a_record(2, "nobody's", 0)}));
    must(writer().add_numbers(std::vector{a_number(1, "10", 1), a_number(2, "20", 0)}));
    const auto changes = [](std::int64_t record, std::int64_t from, std::int64_t to) {
        return [=](StoreWriter& w) {
            return w.set_customers(
                std::vector<CustomerOfRecord>{{RecordId{record}, NumberId{from}, NumberId{to}}});
        };
    };
    const auto anchors = [](std::int64_t number, std::int64_t from, std::int64_t to) {
        return [=](StoreWriter& w) {
            return w.set_anchor(NumberId{number}, RecordId{from}, RecordId{to});
        };
    };
    const std::vector<std::pair<std::string_view, std::function<Result<>(StoreWriter&)>>> calls{
        {"record", [](auto& w) { return w.set_current(std::vector{a_record(9, "x")}); }},
        {"one of two records",
         [](auto& w) { return w.set_current(std::vector{a_record(1, "key"), a_record(9, "x")}); }},
        {"customer of no record", changes(9, 0, 8)},
        {"customer of another", changes(1, 3, 8)},
        {"customer of nobody's", changes(2, 3, 8)},
        {"nobody's that is somebody's", changes(1, 0, 8)},
        {"import", [](auto& w) { return w.update_import(an_import(9)); }},
        {"anchor of no number", anchors(9, 0, 1)},
        {"anchor from elsewhere", anchors(1, 3, 2)},
        {"anchor from none", anchors(1, 0, 2)},
        {"no anchor from one", anchors(2, 1, 2)},
        {"verdict", [](auto& w) { return w.withdraw_verdict(VerdictId{9}, at(1)); }},
    };
    for (const auto& [what, call] : calls) expect_refused(writer(), Fault::not_found, what, call);
    commit();
    EXPECT_EQ(must(reader()->record(RecordId{1})), a_record(1, "key", 7));
    EXPECT_EQ(must(reader()->number(NumberId{1})), a_number(1, "10", 1));
    EXPECT_TRUE(must(reader()->records_of(NumberId{8})).empty());
    must(reader()->verify());
}

TEST_P(StoreContract, ASpoiltTransactionIsNotCommitted) {
    const std::vector<std::pair<std::string_view, std::function<Result<>(StoreWriter&)>>> calls{
        {"not found", [](auto& w) { return w.withdraw_verdict(VerdictId{9}, at(1)); }},
        {"taken", [](auto& w) { return w.put_source(a_source(2, "shop")); }},
        {"taken in bulk", [](auto& w) { return w.add_answer(an_answer("k")); }},
    };
    committed([](StoreWriter& w) -> Result<> {
        TRY(w.put_source(a_source(1, "shop")));
        return w.add_answer(an_answer("k"));
    });
    for (const auto& [what, call] : calls) {
        begin();
        must(writer().set_setting("half", "done"));
        const auto told = call(writer());
        const auto kept = writer().commit();
        EXPECT_FALSE(kept.ok()) << what;
        writer().rollback();
        EXPECT_FALSE(reader()->setting("half").ok()) << what;
    }
    committed([](StoreWriter& w) { return w.set_setting("whole", "yes"); });
    EXPECT_TRUE(reader()->setting("whole").ok());
}

// --- identities

TEST_P(StoreContract, IdentitiesComeInBlocksAndOnce) {
    begin(WriteScope::rows);
    EXPECT_EQ(must(writer().take_ids(IdKind::record, 100)), 1);
    EXPECT_EQ(must(writer().take_ids(IdKind::record, 1)), 101);
    for (const auto kind :
         {IdKind::source, IdKind::import, IdKind::number, IdKind::verdict, IdKind::staff})
        EXPECT_EQ(must(writer().take_ids(kind, 2)), 1);
    EXPECT_EQ(must(writer().take_ids(IdKind::sequence, 5)), 0);
    EXPECT_EQ(must(writer().take_ids(IdKind::sequence, 5)), 5);
    commit();
    begin(WriteScope::rows);
    EXPECT_EQ(must(writer().take_ids(IdKind::record, 10)), 102);
    writer().rollback();
    begin(WriteScope::rows);
    // Given back, or a gap.
    EXPECT_GE(must(writer().take_ids(IdKind::record, 10)), 102);
    commit();
}

// Somebody else's long transaction is no reason to give up: the caller tries again.
TEST_P(SharedStoreContract, AWaitForThePartitionThatIsTooLongIsWorthAnotherTry) {
    if (GetParam().pooled) GTEST_SKIP() << "how long to wait is for the server's settings";
    begin();
    auto options = home_->options();
    options.statement_timeout = milliseconds(150);
    const auto impatient_store = must(PgStore::open(options));
    const auto impatient = must(impatient_store->writer());
    const auto waited = impatient->begin(WriteScope::partition, fresh_mark());
    ASSERT_FALSE(waited.ok());
    EXPECT_EQ(waited.error().code, "store.retry");
    EXPECT_EQ(waited.error().fault, Fault::unavailable);
    impatient->rollback();
    commit();
    EXPECT_EQ(must(impatient->begin(WriteScope::partition, fresh_mark())), Began::fresh);
    must(impatient->commit());
}

// A switch of models compares for minutes in an open snapshot, and writes all edges in one
// transaction.
TEST_P(SharedStoreContract, WhoMayTakeHoursIsNotThrownOut) {
    if (GetParam().pooled) GTEST_SKIP() << "how long to wait is for the server's settings";
    auto options = home_->options();
    options.idle_in_transaction_timeout = milliseconds(100);
    const auto brisk = must(PgStore::open(options));
    const auto wait = [] { std::this_thread::sleep_for(milliseconds(400)); };
    const auto reader = must(brisk->reader());
    must(reader->begin_snapshot());
    must(reader->allow_hours());
    must(reader->counts());
    wait();
    EXPECT_TRUE(reader->counts().ok());
    reader->end_snapshot();
    // Of that snapshot only.
    must(reader->begin_snapshot());
    must(reader->counts());
    wait();
    EXPECT_FALSE(reader->counts().ok());
    reader->end_snapshot();

    const auto own = must(brisk->writer());
    must(own->begin(WriteScope::rows, fresh_mark()));
    must(own->allow_hours());
    wait();
    must(own->set_setting("hours", "1"));
    must(own->commit());
    must(own->begin(WriteScope::rows, fresh_mark()));
    wait();
    EXPECT_FALSE(own->set_setting("hours", "2").ok() && own->commit().ok());
    own->rollback();
}

TEST_P(SharedStoreContract, AnIdentityIsGivenToOneWriterOnly) {
    constexpr int kWriters = 4;
    constexpr int kRounds = 20;
    std::vector<std::future<std::vector<std::int64_t>>> running;
    for (int i = 0; i < kWriters; ++i)
        running.push_back(std::async(std::launch::async, [&] {
            std::vector<std::int64_t> taken;
            auto own = must(store().writer());
            for (int round = 0; round < kRounds; ++round) {
                must(own->begin(WriteScope::rows, fresh_mark()));
                const auto first = must(own->take_ids(IdKind::number, 3));
                if (round % 5 == 4) {
                    own->rollback();
                    continue;
                }
                must(own->commit());
                for (int id = 0; id < 3; ++id) taken.push_back(first + id);
            }
            return taken;
        }));
    std::set<std::int64_t> all;
    for (auto& one : running)
        for (const auto id : one.get()) EXPECT_TRUE(all.insert(id).second) << id;
    EXPECT_EQ(all.size(), static_cast<std::size_t>(kWriters * (kRounds - kRounds / 5) * 3));
}

// --- marks, scopes, generations

TEST_P(SharedStoreContract, AMarkTellsACommitWhoseAnswerWasLost) {
    const auto mark = fresh_mark();
    EXPECT_EQ(must(writer().begin(WriteScope::partition, mark)), Began::fresh);
    must(writer().set_setting("n", "1"));
    writer().rollback();
    EXPECT_EQ(must(writer().begin(WriteScope::partition, mark)), Began::fresh);
    must(writer().set_setting("n", "2"));
    commit();
    for (const auto scope : {WriteScope::partition, WriteScope::rows}) {
        EXPECT_EQ(must(writer().begin(scope, mark)), Began::done_before);
        writer().rollback();
    }
    auto second = must(store().writer());
    EXPECT_EQ(must(second->begin(WriteScope::rows, mark)), Began::done_before);
    second->rollback();
    EXPECT_EQ(must(second->begin(WriteScope::rows, fresh_mark())), Began::fresh);
    EXPECT_EQ(must(second->setting("n")), "2");
    second->rollback();
}

// Ends what `first` has begun while `second` waits to begin, and answers what that said.
Began begun_after(
    StoreWriter& second, WriteScope scope, const Bytes& mark, const std::function<void()>& end) {
    auto waiting = std::async(
        std::launch::async, [&] { return must(second.begin(scope, mark), "the second begin"); });
    EXPECT_EQ(waiting.wait_for(milliseconds(150)), std::future_status::timeout);
    end();
    EXPECT_EQ(waiting.wait_for(milliseconds(5000)), std::future_status::ready);
    return waiting.get();
}

TEST_P(SharedStoreContract, ARetryWaitsForTheAttemptThatIsOnItsWay) {
    auto second = must(store().writer());
    auto mark = fresh_mark();
    must(writer().begin(WriteScope::rows, mark));
    EXPECT_EQ(begun_after(*second, WriteScope::rows, mark, [&] { commit(); }), Began::done_before);
    second->rollback();
    mark = fresh_mark();
    must(writer().begin(WriteScope::rows, mark));
    EXPECT_EQ(
        begun_after(*second, WriteScope::rows, mark, [&] { writer().rollback(); }), Began::fresh);
    second->rollback();
}

TEST_P(SharedStoreContract, OneChangesThePartitionAtATime) {
    auto second = must(store().writer());
    begin(WriteScope::partition);
    const auto generation = writer().generation();
    must(writer().set_setting("n", "1"));
    EXPECT_EQ(
        begun_after(*second, WriteScope::partition, fresh_mark(), [&] { commit(); }), Began::fresh);
    // What it waited for it sees.
    EXPECT_EQ(must(second->setting("n")), "1");
    EXPECT_EQ(second->generation(), generation + 1);
    EXPECT_EQ(
        begun_after(writer(), WriteScope::partition, fresh_mark(), [&] { second->rollback(); }),
        Began::fresh);
    // What was rolled back has not been.
    EXPECT_EQ(writer().generation(), generation + 1);
    writer().rollback();
}

TEST_P(SharedStoreContract, WritersOfRowsGoOnBesideThePartition) {
    auto second = must(store().writer());
    auto third = must(store().writer());
    begin(WriteScope::partition);
    must(second->begin(WriteScope::rows, fresh_mark()));
    must(second->set_setting("of second", "1"));
    must(third->begin(WriteScope::rows, fresh_mark()));
    must(third->put_session(a_session("token", 1, 5)));
    must(third->commit());
    must(second->commit());
    EXPECT_EQ(must(writer().setting("of second")), "1");
    commit();
}

TEST_P(StoreContract, GenerationsCountTransactionsOfThePartition) {
    begin();
    const auto first = writer().generation();
    commit();
    begin(WriteScope::rows);
    commit();
    begin();
    EXPECT_EQ(writer().generation(), first + 1);
    writer().rollback();
    begin();
    EXPECT_EQ(writer().generation(), first + 1);
    commit();
    begin();
    EXPECT_EQ(writer().generation(), first + 2);
    commit();
}

// --- leases

TEST_P(StoreContract, ALeaseHasOneHolderAndAnEpochForEach) {
    begin(WriteScope::rows);
    const auto first = must(writer().take_lease("relay", "node-a", at(100), at(200)));
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(*first, (StoredLease{"relay", "node-a", first->epoch, at(200)}));
    EXPECT_GT(first->epoch, 0);
    commit();
    EXPECT_EQ(must(reader()->lease("relay")), *first);
    EXPECT_EQ(reader()->lease("other").error().fault, Fault::not_found);

    begin(WriteScope::rows);
    EXPECT_FALSE(must(writer().take_lease("relay", "node-b", at(199), at(300))).has_value());
    EXPECT_EQ(must(writer().lease("relay")), *first);
    // Until its last moment, exclusive.
    const auto second = must(writer().take_lease("relay", "node-b", at(200), at(300)));
    ASSERT_TRUE(second.has_value());
    EXPECT_GT(second->epoch, first->epoch);
    commit();

    // A holder that comes back, after a restart say, has a new epoch too.
    begin(WriteScope::rows);
    const auto third = must(writer().take_lease("relay", "node-b", at(210), at(310)));
    ASSERT_TRUE(third.has_value());
    EXPECT_GT(third->epoch, second->epoch);
    const auto beside = must(writer().take_lease("sequencer", "node-b", at(210), at(310)));
    ASSERT_TRUE(beside.has_value());
    commit();
}

TEST_P(StoreContract, WhoLostALeaseCannotKeepIt) {
    begin(WriteScope::rows);
    const auto old = must(writer().take_lease("relay", "node-a", at(100), at(200)));
    ASSERT_TRUE(old.has_value());
    must(writer().keep_lease(*old, at(250)));
    EXPECT_EQ(must(writer().lease("relay")).expires, at(250));
    commit();
    begin(WriteScope::rows);
    const auto now = must(writer().take_lease("relay", "node-b", at(250), at(300)));
    ASSERT_TRUE(now.has_value());
    commit();
    for (const auto& stranger :
         {*old, StoredLease{"relay", "node-b", old->epoch, at(300)},
          StoredLease{"relay", "node-a", now->epoch, at(300)},
          StoredLease{"nothing", "node-a", 1, at(300)}}) {
        begin(WriteScope::rows);
        must(writer().set_setting("written", "by the old holder"));
        const auto kept = writer().keep_lease(stranger, at(900));
        ASSERT_FALSE(kept.ok());
        EXPECT_EQ(kept.error().code, "store.lease_lost");
        EXPECT_EQ(kept.error().fault, Fault::conflict);
        EXPECT_FALSE(writer().commit().ok());
        writer().rollback();
    }
    EXPECT_FALSE(reader()->setting("written").ok());
    EXPECT_EQ(must(reader()->lease("relay")), *now);
}

TEST_P(SharedStoreContract, WhoKeepsALeaseKeepsOthersOutUntilItsEnd) {
    begin(WriteScope::rows);
    const auto held = must(writer().take_lease("relay", "node-a", at(100), at(200)));
    ASSERT_TRUE(held.has_value());
    commit();
    begin(WriteScope::rows);
    must(writer().keep_lease(*held, at(300)));
    auto second = must(store().writer());
    must(second->begin(WriteScope::rows, fresh_mark()));
    // By its clock the lease that it can see has run out.
    auto taking = std::async(std::launch::async, [&] {
        return must(second->take_lease("relay", "node-b", at(250), at(400)));
    });
    EXPECT_EQ(taking.wait_for(milliseconds(150)), std::future_status::timeout);
    must(writer().set_setting("written", "by the holder"));
    commit();
    EXPECT_FALSE(taking.get().has_value());
    second->rollback();
}

TEST_P(SharedStoreContract, AmongManyOneGetsTheLease) {
    for (int round = 0; round < 5; ++round) {
        std::vector<std::future<bool>> racing;
        for (int i = 0; i < 4; ++i)
            racing.push_back(std::async(std::launch::async, [&, i] {
                auto own = must(store().writer());
                must(own->begin(WriteScope::rows, fresh_mark()));
                const auto lease = must(own->take_lease(
                    "relay", "node-" + std::to_string(i), at(100 * round), at(100 * round + 100)));
                must(own->commit());
                return lease.has_value();
            }));
        int winners = 0;
        for (auto& one : racing) winners += one.get() ? 1 : 0;
        EXPECT_EQ(winners, 1);
    }
}

// --- what only a server can do to us

TEST_P(SharedStoreContract, AReadThatTheServerRefusesSpoilsTheTransaction) {
    begin();
    must(writer().set_setting("half", "done"));
    // PostgreSQL's text has no U+0000.
    EXPECT_FALSE(writer().number_by_text(std::string_view{"1\0", 2}).ok());
    EXPECT_FALSE(writer().commit().ok());
    writer().rollback();
    EXPECT_FALSE(reader()->setting("half").ok());
}

TEST_P(SharedStoreContract, WhoWasThrownOutComesBack) {
    if (GetParam().engine != HomeEngine::postgres) GTEST_SKIP() << "has no server of ours";
    auto looking = reader();
    auto in_snapshot = reader();
    EXPECT_FALSE(looking->setting("n").ok());
    must(in_snapshot->begin_snapshot());
    const auto mark = fresh_mark();
    must(writer().begin(WriteScope::partition, mark));
    must(writer().set_setting("n", "1"));
    auto admin = PgConnection::open(home_->options());
    ASSERT_TRUE(admin.ok());
    must(
        admin->execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                       "WHERE datname = current_database() AND pid <> pg_backend_pid()"));

    EXPECT_EQ(looking->setting("n").error().fault, Fault::not_found);
    const auto lost = in_snapshot->setting("n");
    ASSERT_FALSE(lost.ok());
    EXPECT_TRUE(retryable(lost.error())) << lost.error().code;
    in_snapshot->end_snapshot();
    EXPECT_EQ(in_snapshot->setting("n").error().fault, Fault::not_found);

    const auto told = writer().set_setting("m", "1");
    ASSERT_FALSE(told.ok());
    EXPECT_TRUE(retryable(told.error())) << told.error().code;
    EXPECT_FALSE(writer().commit().ok());
    writer().rollback();
    EXPECT_EQ(must(writer().begin(WriteScope::partition, mark)), Began::fresh);
    must(writer().set_setting("n", "2"));
    commit();
    EXPECT_EQ(must(looking->setting("n")), "2");
}

}  // namespace
}  // namespace genbo
