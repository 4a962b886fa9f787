// SPDX-License-Identifier: Apache-2.0
#include "register/writer.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "adapter/postgres/fault_proxy.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

constexpr WriterRetries kQuickRetries{
    .most = 12,
    .first_wait = std::chrono::milliseconds{1},
    .longest_wait = std::chrono::milliseconds{20}};

// Adds one to a number in the settings: done twice, it shows.  Not for two lanes at once.
Result<> add_one(StoreWriter& store, std::string_view name) {
    const auto value = store.setting(name);
    if (!value.ok() && value.error().fault != Fault::not_found) return value.error();
    const int count = value.ok() ? std::stoi(*value) : 0;
    return store.set_setting(name, std::to_string(count + 1));
}

Writer::Command adding_one(std::string name) {
    return [=](WriteContext& context) { return add_one(context.store, name); };
}

int counted(Store& store, std::string_view name) {
    auto reader = store.reader();
    EXPECT_TRUE(reader.ok());
    const auto value = (*reader)->setting(name);
    return value.ok() ? std::stoi(*value) : 0;
}

// Runs the commands as one group, in their order.
std::vector<Result<>> run_as_group(Writer& writer, std::vector<Writer::Command> commands) {
    std::vector<std::future<Result<>>> futures;
    {
        const Gate gate(writer);
        for (auto& command : commands) futures.push_back(writer.submit(std::move(command)));
    }
    std::vector<Result<>> results;
    for (auto& future : futures) results.push_back(future.get());
    return results;
}

template <typename House>
class WriterTest : public testing::Test {
protected:
    House house;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(WriterTest, Houses);

TYPED_TEST(WriterTest, CommandsThatWaitShareACommit) {
    auto& writer = this->house.open.writer();
    const auto groups = writer.statistics().groups.load();
    const auto commands = writer.statistics().commands.load();
    for (const auto& result :
         run_as_group(writer, std::vector<Writer::Command>(100, adding_one("count"))))
        EXPECT_TRUE(result.ok());
    EXPECT_EQ(counted(this->house.get(), "count"), 100);
    EXPECT_EQ(writer.statistics().groups - groups, 2U);
    EXPECT_EQ(writer.statistics().commands - commands, 101U);
    EXPECT_EQ(writer.statistics().retries, 0U);
}

TYPED_TEST(WriterTest, BetweenGroupsThereIsAPauseUntilItIsEnded) {
    auto& writer = this->house.open.writer();
    std::atomic<int> pauses = 0;
    writer.between_groups([&] { ++pauses; });
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(writer.run(adding_one("count")).ok());
    // The caller is answered first; when it is taken away, the last one is over.
    writer.between_groups({});
    const int seen = pauses;
    EXPECT_GE(seen, 4);
    EXPECT_LE(seen, 5);
    EXPECT_TRUE(writer.run(adding_one("count")).ok());
    EXPECT_EQ(pauses, seen);
    EXPECT_EQ(counted(this->house.get(), "count"), 6);
}

TYPED_TEST(WriterTest, ACommandThatFailsTakesNobodyWithIt) {
    auto& open = this->house.open;
    const auto source = open.source("pos");
    const auto import = open.begin_import(source);
    open.take(import, source, std::vector{taro("1")});
    const auto before = open.picture(OpenRegister::PictureOf::everything);
    const auto leaves = [&] {
        auto reader = *this->house.get().reader();
        return *reader->leaf_count() + *reader->pending_leaf_count();
    };
    const auto leaves_before = leaves();
    const auto noted = [](WriteContext& context) {
        return context.trail.record(context.store, {}, context.now, {"test.done"});
    };
    ImportDesk desk(open.writer());
    const auto results = run_as_group(
        open.writer(), {[&](WriteContext& context) -> Result<> {
                            TRY(add_one(context.store, "first"));
                            return noted(context);
                        },
                        [&](WriteContext& context) -> Result<> {
                            TRY(add_one(context.store, "second"));
                            TRY(noted(context));
                            // Changes the index, too.
                            RegisterChange change;
                            change.puts.push_back({RecordId{1}, 1, features_of(hanako("1"))});
                            context.index_touched = true;
                            TRY(context.index.apply(context.store, std::move(change)));
                            return Error{Fault::conflict, "register.split_all"};
                        },
                        [&](WriteContext& context) -> Result<> {
                            TRY(add_one(context.store, "third"));
                            return noted(context);
                        }});
    EXPECT_TRUE(results[0].ok());
    EXPECT_EQ(results[1].error().code, "register.split_all");
    EXPECT_TRUE(results[2].ok());
    EXPECT_EQ(counted(this->house.get(), "first"), 1);
    EXPECT_EQ(counted(this->house.get(), "second"), 0);
    EXPECT_EQ(counted(this->house.get(), "third"), 1);
    EXPECT_EQ(leaves() - leaves_before, 2);
    EXPECT_EQ(open.picture(OpenRegister::PictureOf::everything), before);
    EXPECT_TRUE(open.search("髙橋花子").empty());
    // The index still knows who is who.
    open.take(import, source, std::vector{taro("2"), hanako("3")});
    EXPECT_EQ(open.partition(), (std::set<std::set<std::string>>{{"1", "2"}, {"3"}}));
    open.expect_sound();
}

TYPED_TEST(WriterTest, ManyThreadsAreServedOnceEach) {
    auto& writer = this->house.open.writer();
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&, i] {
            for (int j = 0; j < 30; ++j) {
                const auto scope = j % 2 == 0 ? WriteScope::partition : WriteScope::rows;
                const auto name = "of " + std::to_string(i);
                EXPECT_TRUE(writer.run(adding_one(name), scope).ok());
            }
        });
    for (auto& thread : threads) thread.join();
    for (int i = 0; i < 6; ++i)
        EXPECT_EQ(counted(this->house.get(), "of " + std::to_string(i)), 30);
}

TYPED_TEST(WriterTest, WhatWaitsAtTheEndIsStillDone) {
    auto& open = this->house.open;
    std::vector<std::future<Result<>>> futures;
    for (int i = 0; i < 20; ++i) futures.push_back(open.writer().submit(adding_one("count")));
    open.reopen();
    for (auto& future : futures) EXPECT_TRUE(future.get().ok());
    EXPECT_EQ(counted(this->house.get(), "count"), 20);
}

// An index that cannot be mended.
class BrokenIndex final : public RegisterIndex {
public:
    std::shared_ptr<const Model> model() const override {
        return std::make_shared<const Model>(default_register_model());
    }
    Result<std::shared_ptr<const Model>> model_seen(StoreReader&) override { return model(); }
    Result<> adopt(StoreWriter&, const RecordVault&, Resident&) override { return {}; }
    Result<std::vector<MatchedRecord>> look_at(StoreWriter&, std::span<const RecordId>) override {
        return std::vector<MatchedRecord>{};
    }
    Result<std::vector<Candidate>> candidates(
        StoreReader&, const PreparedRow&, Millibits, std::size_t) override {
        return std::vector<Candidate>{};
    }
    Result<std::vector<MatchedRecord>> rows(StoreReader&, std::span<const RecordId>) override {
        return std::vector<MatchedRecord>{};
    }
    static Error broken() { return {Fault::corrupt, "store.corrupt"}; }

    bool ready() const override { return true; }
    Result<> open(StoreWriter&, const RecordVault&) override { return {}; }
    Result<> rebuild(StoreWriter&, const RecordVault&) override { return broken(); }
    Result<Outcome> apply(StoreWriter&, RegisterChange) override { return broken(); }
    Result<std::vector<Standing>> standing(StoreWriter&, std::span<const RecordId>) override {
        return broken();
    }
    Result<> settle(StoreWriter&, const RegisterDecision&) override { return broken(); }
    Result<> recover(StoreReader&, const RecordVault&) override { return broken(); }
    Result<std::vector<RecordId>> find(
        StoreReader&, std::span<const std::vector<std::uint32_t>>, std::size_t) override {
        return broken();
    }
    Result<std::vector<ReviewPair>> review_pairs(
        StoreReader&, std::size_t, const std::optional<ReviewPair>&) override {
        return broken();
    }
    Result<std::int64_t> review_count(StoreReader&) override { return broken(); }
};

TEST(Writer, StopsWhenTheIndexCannotBeMended) {
    MemoryStore store;
    BrokenIndex index;
    const StepClock clock;
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 7)));
    const auto writer = *Writer::open(store, keyring, clock, index);
    EXPECT_TRUE(writer->run(adding_one("count")).ok());
    const auto failed = writer->run([](WriteContext& context) -> Result<> {
        TRY(add_one(context.store, "count"));
        context.index_touched = true;
        return Error{Fault::conflict, "register.split_all"};
    });
    EXPECT_EQ(failed.error().code, "register.split_all");
    EXPECT_EQ(writer->run(adding_one("count")).error().code, "register.stopped");
    EXPECT_EQ(counted(store, "count"), 1);
}

// --- shared masters, and what may happen to their connections

class SharedWriter : public testing::Test {
protected:
    std::string url = make_pg_master();
    PgConnection aside = *PgConnection::open({.url = url});

    PgStore& plain_store() {
        if (!plain_) plain_ = open_pg_store(url);
        return *plain_;
    }

    // Every connection to the database but our own; returns when they are gone.
    void end_all_others() {
        EXPECT_TRUE(aside
                        .run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE "
                             "datname = current_database() AND pid <> pg_backend_pid()")
                        .ok());
    }

    bool somebody_waits_for_a_lock() {
        const auto rows = aside.run(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
            "wait_event_type = 'Lock'");
        return rows.ok() && rows->integer(0, 0) > 0;
    }

private:
    std::unique_ptr<PgStore> plain_;
};

TEST_F(SharedWriter, AGroupInADeadlockIsRunAgainAsAWhole) {
    PgNode node(url, {}, kQuickRetries);
    auto& writer = node.open.writer();
    for (const auto* name : {"a", "b"}) ASSERT_TRUE(writer.run(adding_one(name)).ok());
    auto other = *PgConnection::open({.url = url});
    // It has patience: the server lets the writer go.
    ASSERT_TRUE(other.execute("SET deadlock_timeout = '60s'").ok());
    ASSERT_TRUE(other.execute("BEGIN; UPDATE setting SET value = value WHERE name = 'b'").ok());
    std::atomic<int> attempts = 0;
    std::latch holds_a(1);
    std::thread opponent([&] {
        holds_a.wait();
        EXPECT_TRUE(other.execute("UPDATE setting SET value = value WHERE name = 'a'").ok());
        EXPECT_TRUE(other.execute("COMMIT").ok());
    });
    const auto results = run_as_group(
        writer, {adding_one("before"),
                 [&](WriteContext& context) -> Result<> {
                     TRY(add_one(context.store, "a"));
                     if (++attempts == 1) {
                         holds_a.count_down();
                         while (!somebody_waits_for_a_lock()) std::this_thread::yield();
                     }
                     return add_one(context.store, "b");
                 },
                 adding_one("after")});
    opponent.join();
    for (const auto& result : results) EXPECT_TRUE(result.ok());
    // It may be quick enough to meet the other once more.
    EXPECT_GE(attempts, 2);
    EXPECT_EQ(writer.statistics().retries, static_cast<std::uint64_t>(attempts - 1));
    EXPECT_EQ(counted(*node.store, "before"), 1);
    EXPECT_EQ(counted(*node.store, "a"), 2);
    EXPECT_EQ(counted(*node.store, "b"), 2);
    EXPECT_EQ(counted(*node.store, "after"), 1);
}

TEST_F(SharedWriter, ConnectionsEndedByTheServerAreMadeAnew) {
    PgNode node(url, {}, kQuickRetries);
    auto& open = node.open;
    for (const auto scope : {WriteScope::partition, WriteScope::rows}) {
        int attempts = 0;
        const auto done = open.writer().run(
            [&](WriteContext& context) -> Result<> {
                TRY(add_one(context.store, "count"));
                // In the middle of the transaction.
                if (++attempts == 1) end_all_others();
                return add_one(context.store, "more");
            },
            scope);
        EXPECT_TRUE(done.ok());
        EXPECT_EQ(attempts, 2);
    }
    EXPECT_EQ(open.writer().statistics().retries, 2U);
    EXPECT_EQ(counted(*node.store, "count"), 2);
    EXPECT_EQ(counted(*node.store, "more"), 2);
    // While nobody does anything.
    open.import("pos", {hanako("1")});
    end_all_others();
    open.import("pos", {hanako("2")});
    EXPECT_EQ(open.partition().size(), 1U);
    end_all_others();
    EXPECT_EQ(open.search("髙橋花子").size(), 1U);
    open.expect_sound();
}

TEST_F(SharedWriter, AnAnswerThatIsLostIsAskedForAgain) {
    PgFaultProxy proxy(PgTestServer::shared());
    PgNode node(proxy.url_of(url), {}, kQuickRetries);
    auto& writer = node.open.writer();
    std::uint64_t found = 0;
    int count = 0;
    for (const auto scope : {WriteScope::partition, WriteScope::rows})
        for (const bool happens : {false, true}) {
            SCOPED_TRACE(std::string{happens ? "after" : "before"} + " commit");
            int attempts = 0;
            int handed_out = 0;
            proxy.plan(
                happens ? PgFaultPlan{.after_commit_no = 1} : PgFaultPlan{.before_commit_no = 1});
            const auto done = writer.run(
                [&](WriteContext& context) -> Result<> {
                    ++attempts;
                    TRY(add_one(context.store, "count"));
                    handed_out = std::stoi(TRY(context.store.setting("count")));
                    return {};
                },
                scope);
            EXPECT_TRUE(done.ok());
            ++count;
            EXPECT_EQ(counted(plain_store(), "count"), count);
            EXPECT_EQ(handed_out, count);
            // What has happened is not done again.
            EXPECT_EQ(attempts, happens ? 1 : 2);
            found += happens ? 1 : 0;
            EXPECT_EQ(writer.statistics().found_committed, found);
        }
    EXPECT_EQ(proxy.counts().cut_after_commit, 2U);
    EXPECT_EQ(proxy.counts().cut_before_commit, 2U);
    EXPECT_EQ(writer.statistics().retries, 4U);
}

// Of a group that got there each gets its own answer.
TEST_F(SharedWriter, AFoundGroupKeepsItsAnswers) {
    PgFaultProxy proxy(PgTestServer::shared());
    PgNode node(proxy.url_of(url), {}, kQuickRetries);
    auto& open = node.open;
    const auto source = open.source("pos");
    const auto import = open.begin_import(source);
    open.take(import, source, std::vector{taro("1")});
    std::array outcomes{std::make_shared<BatchOutcome>(), std::make_shared<BatchOutcome>()};
    std::optional<Gate> gate(std::in_place, open.writer());
    ImportDesk desk(open.writer());
    auto one =
        desk.take(import, source, {}, open.prepare(source, std::vector{taro("2")}), outcomes[0]);
    auto no = open.writer().submit(
        [](WriteContext&) -> Result<> { return Error{Fault::conflict, "register.split_all"}; });
    auto two =
        desk.take(import, source, {}, open.prepare(source, std::vector{hanako("3")}), outcomes[1]);
    proxy.plan({.after_commit_no = 2});  // The gate's is the first.
    gate.reset();
    EXPECT_TRUE(one.get().ok());
    EXPECT_EQ(no.get().error().code, "register.split_all");
    EXPECT_TRUE(two.get().ok());
    EXPECT_EQ(open.writer().statistics().found_committed, 1U);
    EXPECT_EQ(outcomes[0]->counts.added, 1);
    EXPECT_EQ(outcomes[0]->customers_new, 0);
    EXPECT_EQ(outcomes[1]->customers_new, 1);
    // What was kept in memory of the partition is still right.
    open.take(import, source, std::vector{hanako("4"), taro("1"), taro("5")});
    EXPECT_EQ(open.partition(), (std::set<std::set<std::string>>{{"1", "2", "5"}, {"3", "4"}}));
    open.expect_sound();
}

TEST_F(SharedWriter, GivesUpAfterAWhileAndGoesOn) {
    PgFaultProxy proxy(PgTestServer::shared());
    PgNode node(
        proxy.url_of(url), {},
        {.most = 3,
         .first_wait = std::chrono::milliseconds{1},
         .longest_wait = std::chrono::milliseconds{2}});
    auto& writer = node.open.writer();
    proxy.plan({.any_message = 1});
    const auto given_up = writer.run(adding_one("count"));
    EXPECT_EQ(given_up.error().code, "store.connection_lost");
    EXPECT_EQ(given_up.error().fault, Fault::unavailable);
    EXPECT_EQ(writer.statistics().retries, 3U);
    proxy.plan({});
    EXPECT_TRUE(writer.run(adding_one("count")).ok());
    EXPECT_EQ(counted(plain_store(), "count"), 1);
}

TEST_F(SharedWriter, WhatCannotSucceedIsNotTriedAgain) {
    PgNode node(url, {}, kQuickRetries);
    int attempts = 0;
    const auto failed = node.open.writer().run([&](WriteContext& context) -> Result<> {
        ++attempts;
        return context.store.set_anchor(NumberId{999}, RecordId{1}, RecordId{2});
    });
    EXPECT_EQ(failed.error().fault, Fault::not_found);
    EXPECT_EQ(attempts, 1);
    EXPECT_EQ(node.open.writer().statistics().retries, 0U);
    EXPECT_TRUE(node.open.writer().run(adding_one("count")).ok());
}

TEST_F(SharedWriter, RowsDoNotWaitForThePartition) {
    PgNode first(url);
    PgNode second(url);
    std::latch end(1);
    std::latch begun(1);
    auto slow = first.open.writer().submit([&](WriteContext& context) -> Result<> {
        TRY(context.store.put_source({SourceId{9}, "slow", "slow", 1}));
        begun.count_down();
        end.wait();
        return {};
    });
    begun.wait();
    for (auto* node : {&first, &second}) {
        auto row = node->open.writer().submit(adding_one("count"), WriteScope::rows);
        EXPECT_EQ(row.wait_for(std::chrono::seconds{20}), std::future_status::ready);
    }
    EXPECT_EQ(counted(plain_store(), "count"), 2);
    // Whoever changes the partition waits, on whatever node.
    auto other = second.open.writer().submit(adding_one("later"));
    EXPECT_EQ(other.wait_for(std::chrono::milliseconds{150}), std::future_status::timeout);
    end.count_down();
    EXPECT_TRUE(slow.get().ok());
    EXPECT_TRUE(other.get().ok());
    EXPECT_EQ(counted(plain_store(), "later"), 1);
}

// Cut wires, ended connections and two nodes that want the same: every command that was
// acknowledged happened once.
TEST_F(SharedWriter, EveryCommandHappensOnceWhateverHappens) {
    PgFaultProxy proxy(PgTestServer::shared());
    const auto patient = WriterRetries{
        .most = 60,
        .first_wait = std::chrono::milliseconds{1},
        .longest_wait = std::chrono::milliseconds{20}};
    std::array<std::unique_ptr<PgNode>, 2> nodes;
    for (auto& node : nodes)
        node = std::make_unique<PgNode>(proxy.url_of(url), LiveOptions{}, patient);
    std::array<SourceId, 2> sources{nodes[0]->open.source("pos"), nodes[1]->open.source("ec")};
    std::array<ImportId, 2> imports{
        nodes[0]->open.begin_import(sources[0]), nodes[1]->open.begin_import(sources[1])};
    proxy.plan({.before_commit = 0.1, .after_commit = 0.2, .any_message = 0.001, .seed = 5});
    constexpr int kEach = 25;
    std::atomic<int> running = 4;
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < 2; ++n) {
        threads.emplace_back([&, n] {
            for (int i = 0; i < kEach; ++i) {
                EXPECT_TRUE(nodes[n]->open.writer().run(adding_one("partition")).ok());
                const auto key = (n == 0 ? "a" : "b") + std::to_string(i % 10);
                // Both come to the same customer.
                const auto outcome =
                    nodes[n]->open.take(imports[n], sources[n], std::vector{hanako(key)});
                EXPECT_EQ(outcome.counts.added, i < 10 ? 1 : 0);
            }
            --running;
        });
        threads.emplace_back([&, n] {
            const auto name = "rows " + std::to_string(n);
            for (int i = 0; i < kEach; ++i)
                EXPECT_TRUE(nodes[n]->open.writer().run(adding_one(name), WriteScope::rows).ok());
            --running;
        });
    }
    while (running > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        end_all_others();
    }
    for (auto& thread : threads) thread.join();
    proxy.plan({});
    EXPECT_EQ(counted(plain_store(), "partition"), 2 * kEach);
    EXPECT_EQ(counted(plain_store(), "rows 0"), kEach);
    EXPECT_EQ(counted(plain_store(), "rows 1"), kEach);
    auto reader = *plain_store().reader();
    for (const auto import : imports) {
        EXPECT_EQ(reader->import(import)->counts.rows, kEach);
        EXPECT_EQ(reader->import(import)->counts.added, 10);
    }
    EXPECT_EQ(reader->numbers(NumberId{}, 10)->size(), 1U);
    std::uint64_t found = 0;
    std::uint64_t retries = 0;
    for (auto& node : nodes) {
        found += node->open.writer().statistics().found_committed;
        retries += node->open.writer().statistics().retries;
    }
    EXPECT_GT(proxy.counts().cut_after_commit, 5U);
    EXPECT_GT(found, 0U);
    EXPECT_GT(retries, 10U);
    RecordProperty("found_committed", static_cast<int>(found));
    RecordProperty("retries", static_cast<int>(retries));
    RecordProperty("cut", static_cast<int>(proxy.counts().cut_after_commit));
    nodes[0]->open.expect_sound();
    EXPECT_EQ(nodes[1]->open.partition().size(), 1U);
}

}  // namespace
}  // namespace genbo
