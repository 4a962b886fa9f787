// SPDX-License-Identifier: Apache-2.0
#include "register/audit_trail.h"

#include <gtest/gtest.h>

#include <thread>

#include "register/entry_id.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

constexpr std::string_view kLease = "audit";

Instant at_second(std::int64_t second) {
    return instant_from_micros(1'800'000'000'000'000 + second * 1'000'000);
}

// A transaction of mere rows.
template <typename Act>
Result<> in_rows(StoreWriter& store, Act act) {
    TRY(store.begin(WriteScope::rows, random_mark()));
    const auto done = [&]() -> Result<> {
        TRY(act());
        return store.commit();
    }();
    if (!done.ok()) store.rollback();
    return done;
}

Result<StoredLease> lease_for(
    StoreWriter& store, std::string_view holder, Instant now, Instant until) {
    StoredLease lease;
    TRY(in_rows(store, [&]() -> Result<> {
        const auto taken = TRY(store.take_lease(kLease, holder, now, until));
        if (!taken) return Error{Fault::conflict, "test.not_free"};
        lease = *taken;
        return {};
    }));
    return lease;
}

class SequencerTest : public testing::Test {
protected:
    PgHouse house;

    // Leaves that say who they are.
    void record(int first, int count) {
        EXPECT_TRUE(house.open.writer()
                        .run(
                            [&](WriteContext& context) -> Result<> {
                                for (int i = first; i < first + count; ++i)
                                    TRY(context.trail.record(
                                        context.store, {StaffId{1}, "clerk", std::to_string(i)},
                                        context.now, {"test.act", "import", i + 1}));
                                return {};
                            },
                            WriteScope::rows)
                        .ok());
    }

    std::unique_ptr<StoreWriter> writer() { return *house.store->writer(); }
    std::unique_ptr<StoreReader> reader() { return *house.store->reader(); }

    // Every place is taken once, and each leaf has one.
    void expect_placed(int count) {
        const auto store = reader();
        EXPECT_EQ(*store->leaf_count(), count);
        const auto leaves = *store->leaves(0, 1'000'000);
        ASSERT_EQ(leaves.size(), static_cast<std::size_t>(count));
        std::set<int> who;
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const auto leaf = decode_leaf(leaves[i]);
            ASSERT_TRUE(leaf.ok());
            EXPECT_EQ(leaf->seq, i);
            EXPECT_TRUE(who.insert(std::stoi(leaf->request_id)).second) << leaf->request_id;
        }
        EXPECT_EQ(verify_trail(*store).value_or(0), static_cast<std::uint64_t>(count));
    }
};

TEST_F(SequencerTest, WaitingLeavesGetTheirPlacesInTheOrderOfTime) {
    for (int i = 0; i < 30; i += 3) record(i, 3);
    EXPECT_EQ(*reader()->leaf_count(), 0);
    EXPECT_EQ(*reader()->pending_leaf_count(), 30);
    EXPECT_EQ(*verify_trail(*reader()), 0U);

    const auto store = writer();
    const auto lease = *lease_for(*store, "me", at_second(0), at_second(60));
    std::vector<std::size_t> placed;
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(in_rows(*store, [&]() -> Result<> {
                        TRY(store->keep_lease(lease, at_second(60)));
                        placed.push_back(TRY(sequence_leaves(*store, 13)));
                        return {};
                    }).ok());
    EXPECT_EQ(placed, (std::vector<std::size_t>{13, 13, 4, 0}));
    EXPECT_EQ(*reader()->pending_leaf_count(), 0);
    expect_placed(30);
    // Of different acts the earlier stands first.
    const auto leaves = *reader()->leaves(0, 100);
    for (std::size_t i = 0; i < leaves.size(); ++i)
        EXPECT_EQ(std::stoul(decode_leaf(leaves[i])->request_id) / 3, i / 3);
}

TEST_F(SequencerTest, APlaceThatIsRolledBackIsGivenAgain) {
    record(0, 10);
    const auto store = writer();
    ASSERT_TRUE(store->begin(WriteScope::rows, random_mark()).ok());
    EXPECT_EQ(*sequence_leaves(*store, 100), 10U);
    store->rollback();
    EXPECT_EQ(*reader()->pending_leaf_count(), 10);
    EXPECT_TRUE(in_rows(*store, [&]() -> Result<> {
                    TRY(sequence_leaves(*store, 100));
                    return {};
                }).ok());
    expect_placed(10);
}

TEST_F(SequencerTest, WhoHasLostTheLeaseWritesNothing) {
    record(0, 10);
    const auto old = writer();
    const auto fresh = writer();
    const auto lost = *lease_for(*old, "old", at_second(0), at_second(10));
    EXPECT_EQ(
        lease_for(*fresh, "fresh", at_second(5), at_second(99)).error().code, "test.not_free");
    const auto held = *lease_for(*fresh, "fresh", at_second(11), at_second(99));
    EXPECT_GT(held.epoch, lost.epoch);
    // Whether the lease is looked at before the work or after it.
    for (const bool first : {true, false}) {
        const auto refused = in_rows(*old, [&]() -> Result<> {
            if (first) TRY(old->keep_lease(lost, at_second(99)));
            TRY(sequence_leaves(*old, 100));
            return old->keep_lease(lost, at_second(99));
        });
        EXPECT_EQ(refused.error().code, "store.lease_lost");
        EXPECT_EQ(*reader()->leaf_count(), 0);
    }
    EXPECT_TRUE(in_rows(*fresh, [&]() -> Result<> {
                    TRY(fresh->keep_lease(held, at_second(99)));
                    TRY(sequence_leaves(*fresh, 100));
                    return {};
                }).ok());
    expect_placed(10);
}

// The successor waits for the end of a transaction that still kept the lease.
TEST_F(SequencerTest, NobodyTakesOverInTheMiddleOfATransaction) {
    record(0, 20);
    const auto old = writer();
    const auto fresh = writer();
    const auto lease = *lease_for(*old, "old", at_second(0), at_second(10));
    ASSERT_TRUE(old->begin(WriteScope::rows, random_mark()).ok());
    ASSERT_TRUE(old->keep_lease(lease, at_second(10)).ok());
    EXPECT_EQ(*sequence_leaves(*old, 12), 12U);
    std::atomic<bool> taken = false;
    std::thread successor([&] {
        const auto held = lease_for(*fresh, "fresh", at_second(11), at_second(99));
        taken = true;
        ASSERT_TRUE(held.ok()) << held.error().code;
        EXPECT_TRUE(in_rows(*fresh, [&]() -> Result<> {
                        TRY(fresh->keep_lease(*held, at_second(99)));
                        EXPECT_EQ(TRY(sequence_leaves(*fresh, 100)), 8U);
                        return {};
                    }).ok());
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{150});
    EXPECT_FALSE(taken);
    EXPECT_TRUE(old->commit().ok());
    successor.join();
    expect_placed(20);
}

// Even without a lease the places themselves keep two from writing the same one.
TEST_F(SequencerTest, APlaceIsTakenOnceEvenWithoutALease) {
    record(0, 10);
    const auto one = writer();
    const auto two = writer();
    ASSERT_TRUE(one->begin(WriteScope::rows, random_mark()).ok());
    ASSERT_TRUE(two->begin(WriteScope::rows, random_mark()).ok());
    EXPECT_EQ(*sequence_leaves(*one, 5), 5U);
    Result<> second;
    std::thread other([&] {
        second = [&]() -> Result<> {
            TRY(sequence_leaves(*two, 5));
            return two->commit();
        }();
        if (!second.ok()) two->rollback();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    ASSERT_TRUE(one->commit().ok());
    other.join();
    EXPECT_FALSE(second.ok());
    EXPECT_EQ(*reader()->leaf_count(), 5);
    EXPECT_EQ(*verify_trail(*reader()), 5U);
}

// Holders change all the time while leaves keep coming.
TEST_F(SequencerTest, ManyHoldersPlaceEachLeafOnce) {
    constexpr int kLeaves = 400;
    std::atomic<bool> done = false;
    std::atomic<int> epochs = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> sequencers;
    for (int n = 0; n < 3; ++n)
        sequencers.emplace_back([&, n] {
            const auto store = writer();
            const SystemClock clock;
            const auto holder = "holder " + std::to_string(n);
            while (true) {
                const bool last = done;
                const auto now = clock.now();
                const auto lease =
                    lease_for(*store, holder, now, now + std::chrono::milliseconds{3});
                if (!lease.ok()) {
                    EXPECT_EQ(lease.error().code, "test.not_free");
                    std::this_thread::yield();
                    continue;
                }
                ++epochs;
                // Sometimes thinks for longer than it may.
                if (epochs % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
                std::size_t placed = 0;
                const auto sequenced = in_rows(*store, [&]() -> Result<> {
                    TRY(store->keep_lease(*lease, now + std::chrono::milliseconds{3}));
                    placed = TRY(sequence_leaves(*store, 7));
                    return {};
                });
                if (!sequenced.ok()) {
                    EXPECT_EQ(sequenced.error().code, "store.lease_lost");
                    ++lost;
                }
                if (last && sequenced.ok() && placed == 0) return;
            }
        });
    std::vector<std::thread> recorders;
    for (int n = 0; n < 2; ++n)
        recorders.emplace_back([&, n] {
            for (int i = 0; i < kLeaves / 2; i += 4) record(n * kLeaves / 2 + i, 4);
        });
    for (auto& thread : recorders) thread.join();
    done = true;
    for (auto& thread : sequencers) thread.join();
    expect_placed(kLeaves);
    EXPECT_EQ(*reader()->pending_leaf_count(), 0);
    EXPECT_GT(epochs, 20);
    RecordProperty("epochs", epochs);
    RecordProperty("lost", lost);
}

// The acts of a register with all its desks, from two nodes.
TEST_F(SequencerTest, EveryActOfARegisterIsInTheTrail) {
    PgNode other(house.url);
    house.open.import("pos", {hanako("1"), taro("2")});
    const auto import = other.open.import("ec", {hanako("3")});
    other.open.undo(import);
    ASSERT_TRUE(NumberDesk(house.open.writer()).reserve(2, "store", {}).ok());
    std::multiset<std::string> actions;
    const auto store = writer();
    ASSERT_TRUE(in_rows(*store, [&]() -> Result<> {
                    TRY(sequence_leaves(*store, 1000));
                    return {};
                }).ok());
    for (const auto& bytes : *reader()->leaves(0, 1000)) actions.insert(decode_leaf(bytes)->action);
    EXPECT_EQ(
        actions,
        (std::multiset<std::string>{
            "import.batch", "import.batch", "import.begin", "import.begin", "import.finish",
            "import.finish", "import.undo", "number.reserve", "record.add", "record.add",
            "record.add", "record.withdraw", "source.add", "source.add"}));
    house.open.expect_sound();
}

// --- what verify_trail() finds

TEST_F(SequencerTest, DamageIsFound) {
    record(0, 9);
    const auto store = writer();
    ASSERT_TRUE(in_rows(*store, [&]() -> Result<> {
                    TRY(sequence_leaves(*store, 100));
                    return {};
                }).ok());
    auto aside = *PgConnection::open({.url = house.url});
    const auto said = [&](const char* damage, const char* repair) {
        EXPECT_TRUE(aside.execute(damage).ok());
        const auto found = verify_trail(*reader());
        EXPECT_TRUE(aside.execute(repair).ok());
        EXPECT_TRUE(verify_trail(*reader()).ok());
        return found.ok() ? std::string{"nothing"} : found.error().code;
    };
    ASSERT_TRUE(aside.execute("CREATE TABLE kept AS SELECT * FROM audit_leaf").ok());
    // The last one is gone; one in the middle is gone; one is another.
    EXPECT_EQ(
        said(
            "DELETE FROM audit_leaf WHERE seq = 8",
            "INSERT INTO audit_leaf SELECT * FROM kept WHERE seq = 8"),
        "register.audit_root");
    EXPECT_EQ(
        said(
            "DELETE FROM audit_leaf WHERE seq = 4",
            "INSERT INTO audit_leaf SELECT * FROM kept WHERE seq = 4"),
        "register.audit_leaf");
    EXPECT_EQ(
        said(
            "UPDATE audit_leaf SET leaf = (SELECT leaf FROM kept WHERE seq = 5) WHERE seq = 4",
            "UPDATE audit_leaf SET leaf = (SELECT leaf FROM kept WHERE seq = 4) WHERE seq = 4"),
        "register.audit_leaf");
    // Whoever would go on from a tree that does not fit its leaves is kept from it.
    record(20, 1);
    ASSERT_TRUE(aside.execute("DELETE FROM audit_leaf WHERE seq = 8").ok());
    ASSERT_TRUE(store->begin(WriteScope::rows, random_mark()).ok());
    EXPECT_EQ(sequence_leaves(*store, 100).error().code, "register.audit_frontier");
    store->rollback();
}

// An embedded master has one writer: leaves have their place at once.
TEST(AuditTrail, OfAnEmbeddedMasterIsNeverWaiting) {
    MemoryHouse house;
    house.open.import("pos", {hanako("1")});
    const auto reader = *house.store.reader();
    EXPECT_EQ(*reader->pending_leaf_count(), 0);
    EXPECT_EQ(*reader->leaf_count(), 5);
    EXPECT_EQ(*verify_trail(*reader), 5U);
    house.open.reopen();
    house.open.import("pos", {hanako("1")});
    EXPECT_EQ(*verify_trail(*reader), 8U);
}

}  // namespace
}  // namespace genbo
