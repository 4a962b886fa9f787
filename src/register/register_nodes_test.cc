// SPDX-License-Identifier: Apache-2.0

// Several nodes at work on one shared master at the same time: whoever arrives twice is one
// customer, no number is given twice, and what comes out is what one node would have made of the
// same facts.

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "register/random_history_test_helper.h"

namespace genbo {
namespace {

// Each is somebody else.
SourceValues somebody(int who, const std::string& key) {
    const auto number = std::to_string(1000 + who);
    return person(
        key, "佐藤", "花子", "サトウ ハナコ",
        std::to_string(1930 + who) + "-0" + std::to_string(1 + who % 9) + "-1" +
            std::to_string(who % 7),
        "0901234" + number, "p" + number + "@example.jp",
        "東京都新宿区西新宿" + std::to_string(1 + who % 8) + "-" + std::to_string(1 + who) + "-1");
}

std::vector<StoredNumber> all_numbers(OpenRegister& open) {
    auto session = open.sessions().borrow();
    return *(*session)->store().numbers(NumberId{}, 1'000'000);
}

void expect_no_number_twice(OpenRegister& open) {
    std::set<std::string> texts;
    for (const auto& number : all_numbers(open)) EXPECT_TRUE(texts.insert(number.text).second);
}

TEST(RegisterNodes, TwinsThatArriveAtOnceAreOneCustomer) {
    constexpr int kRounds = 60;
    const auto url = make_pg_master();
    std::array<std::unique_ptr<PgNode>, 2> nodes;
    for (auto& node : nodes)
        node = std::make_unique<PgNode>(url, LiveOptions{}, WriterRetries{}, PgCommits::quick);
    std::array<ImportCounts, 2> counts;
    std::barrier both(2);
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < 2; ++n)
        threads.emplace_back([&, n] {
            auto& open = nodes[n]->open;
            // The sources are new to both nodes, too.
            both.arrive_and_wait();
            const std::array sources{open.source(n == 0 ? "pos" : "ec"), open.source("crm")};
            const std::array imports{open.begin_import(sources[0]), open.begin_import(sources[1])};
            for (int round = 0; round < kRounds; ++round) {
                // By turns under a key of its own, and both under the same.
                const std::size_t which = round % 2 == 0 ? 0 : 1;
                const auto key = which == 0 ? (n == 0 ? "a" : "b") + std::to_string(round)
                                            : "c" + std::to_string(round);
                both.arrive_and_wait();
                const auto outcome =
                    open.take(imports[which], sources[which], std::vector{somebody(round, key)});
                if (which == 0) continue;
                counts[n].added += outcome.counts.added;
                counts[n].same += outcome.counts.same;
            }
        });
    for (auto& thread : threads) thread.join();

    std::set<std::set<std::string>> expected;
    for (int round = 0; round < kRounds; ++round) {
        const auto text = std::to_string(round);
        expected.insert(round % 2 == 0 ? std::set{"a" + text, "b" + text} : std::set{"c" + text});
    }
    for (auto& node : nodes) {
        EXPECT_EQ(node->open.partition(), expected);
        node->open.expect_sound();
    }
    EXPECT_EQ(counts[0].added + counts[1].added, kRounds / 2);
    EXPECT_EQ(counts[0].same + counts[1].same, kRounds / 2);
    // Nobody was given a number that was then not needed.
    EXPECT_EQ(all_numbers(nodes[0]->open).size(), static_cast<std::size_t>(kRounds));
    expect_no_number_twice(nodes[0]->open);
    auto session = nodes[0]->open.sessions().borrow();
    EXPECT_EQ((*session)->store().sources()->size(), 3U);
}

// The live records as rows, by source.
std::map<std::string, std::vector<SourceValues>> facts_of(OpenRegister& open) {
    std::map<std::string, std::vector<SourceValues>> facts;
    auto session = open.sessions().borrow();
    const auto walked = (*session)->store().each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            facts[(*session)->source(record.source).name].push_back(
                TRY((*session)->vault().open_payload(record, version)));
            return {};
        });
    EXPECT_TRUE(walked.ok());
    return facts;
}

TEST(RegisterNodes, OverlappingBatchesMakeThePartitionOfOneBatch) {
    for (const std::uint32_t cap : {50U, 5U}) {
        SCOPED_TRACE(cap);
        const LiveOptions options{.block_cap = cap};
        const auto url = make_pg_master();
        std::array<std::unique_ptr<PgNode>, 3> nodes;
        for (auto& node : nodes)
            node = std::make_unique<PgNode>(url, options, WriterRetries{}, PgCommits::quick);
        std::vector<std::thread> threads;
        for (std::size_t n = 0; n < nodes.size(); ++n)
            threads.emplace_back([&, n] {
                auto& open = nodes[n]->open;
                std::mt19937 random(static_cast<unsigned>(n + cap));
                for (unsigned i = 0; i < 5; ++i) {
                    // The same people, mostly under the same keys, in another order.
                    auto rows = some_rows(40 + i, 40);
                    std::ranges::shuffle(rows, random);
                    rows.resize(30);
                    open.import("pos", rows, 3 + random() % 9);
                }
            });
        for (auto& thread : threads) thread.join();

        MemoryHouse memory(options);
        for (const auto& [source, rows] : facts_of(nodes[0]->open))
            memory.open.import(source, rows);
        const auto partition = memory.open.partition();
        EXPECT_GT(partition.size(), 40U);
        for (auto& node : nodes) {
            EXPECT_EQ(node->open.partition(), partition);
            EXPECT_EQ(node->open.review_count(), memory.open.review_count());
        }
        nodes[0]->open.expect_sound();
        expect_no_number_twice(nodes[0]->open);
    }
}

// Imports, undo, verdicts, merges and splits of the same few people on two nodes.
TEST(RegisterNodes, RacesEndInWhatTheFactsSay) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE(seed);
        LiveOptions options;
        if (seed % 2 == 0) options.block_cap = 6;
        const auto url = make_pg_master();
        std::array<std::unique_ptr<PgNode>, 2> nodes;
        for (auto& node : nodes)
            node = std::make_unique<PgNode>(url, options, WriterRetries{}, PgCommits::quick);
        std::vector<std::thread> threads;
        for (std::size_t n = 0; n < 2; ++n)
            threads.emplace_back([&, n] {
                RandomHistory history(seed * 10 + n, 900 + seed);
                for (int step = 0; step < 30; ++step) history.step({&nodes[n]->open});
            });
        for (auto& thread : threads) thread.join();

        auto& open = nodes[0]->open;
        open.expect_sound();
        expect_no_number_twice(open);
        // What a memory of the facts says.
        Resident facts(test_model(), options);
        auto session = open.sessions().borrow();
        ASSERT_TRUE(facts.load((*session)->store(), (*session)->vault()).ok());
        const auto queue = facts.review_pairs((*session)->store(), 10'000, {});
        ASSERT_TRUE(queue.ok());
        for (auto& node : nodes) {
            EXPECT_EQ(node->open.review_queue(20), *queue);
            EXPECT_EQ(node->open.review_count(), static_cast<std::int64_t>(queue->size()));
        }
        session->reset();
        const auto grown = index_tables_at(url);
        const auto report = rebuild(nodes[1]->open.writer(), test_model(), options, Actor{});
        ASSERT_TRUE(report.ok()) << report.error().code;
        EXPECT_EQ(report->differences, 0);
        for (const auto& [table, rows] : index_tables_at(url)) {
            if (table != "search_key") EXPECT_EQ(grown.at(table), rows) << table;
        }
    }
}

// The customers that one node merges are merged by the other, or split, at the same moment.
TEST(RegisterNodes, OpposedDecisionsComeOneAfterTheOther) {
    const auto url = make_pg_master();
    PgNode first(url, {}, {}, PgCommits::quick);
    PgNode second(url, {}, {}, PgCommits::quick);
    first.open.import("ec", {hanako("h"), taro("t")});
    const auto hana = first.open.search("髙橋花子").at(0).customer;
    const auto tarou = first.open.search("鈴木太郎").at(0).customer;
    const auto numbers = all_numbers(first.open).size();
    for (int round = 0; round < 15; ++round) {
        SCOPED_TRACE(round);
        std::barrier both(2);
        std::array<Result<VerdictOutcome>, 2> merged{
            Error{Fault::invalid, "test.none"}, Error{Fault::invalid, "test.none"}};
        std::thread other([&] {
            both.arrive_and_wait();
            merged[1] = VerdictDesk(second.open.writer()).merge(tarou, hana, "", {});
        });
        both.arrive_and_wait();
        merged[0] = VerdictDesk(first.open.writer()).merge(hana, tarou, "", {});
        other.join();
        // The second finds one of the customers gone.
        EXPECT_NE(merged[0].ok(), merged[1].ok());
        const auto& refused = merged[0].ok() ? merged[1] : merged[0];
        EXPECT_EQ(refused.error().code, "register.unknown_number");
        EXPECT_EQ(second.open.partition().size(), 1U);
        // Both split it again; one finds nothing to split.
        const auto member = first.open.show(hana).members.at(1).record.id;
        std::thread splitter([&] {
            both.arrive_and_wait();
            merged[1] = VerdictDesk(second.open.writer()).split(hana, {member}, "", {});
        });
        both.arrive_and_wait();
        merged[0] = VerdictDesk(first.open.writer()).split(hana, {member}, "", {});
        splitter.join();
        EXPECT_NE(merged[0].ok(), merged[1].ok());
        EXPECT_EQ(first.open.partition().size(), 2U);
        const auto other_member = first.open.show(hana).members.at(0).record.id;
        ASSERT_TRUE(VerdictDesk(first.open.writer()).take_back(member, other_member, {}).ok());
    }
    EXPECT_EQ(all_numbers(first.open).size(), numbers);
    first.open.expect_sound();
    second.open.expect_sound();
}

// What the caller saw is asked for in the transaction that writes: here a record changes after the
// call and before it.
TEST(RegisterNodes, AMergeIsOfTheCustomerAsItWasSeen) {
    PgHouse house;
    auto& open = house.open;
    open.import("ec", {hanako("h"), taro("t")});
    const auto hana = open.search("髙橋花子").at(0).customer;
    const auto tarou = open.search("鈴木太郎").at(0).customer;
    const auto member = open.show(hana).members.at(0).record.id;
    const auto source = open.source("ec");
    const auto import = open.begin_import(source);
    VerdictDesk desk(open.writer());
    const std::function<Result<VerdictOutcome>(const StillSo&)> acts[] = {
        [&](const auto& still_so) { return desk.merge(hana, tarou, "", {}, still_so); },
        [&](const auto& still_so) { return desk.split(hana, {member}, "", {}, still_so); },
        [&](const auto& still_so) {
            return desk.decide(
                RecordId{1}, RecordId{2}, StoredVerdictKind::not_same, "", {}, ReviewPick::value,
                still_so);
        },
        [&](const auto& still_so) {
            return desk.take_back(RecordId{1}, RecordId{2}, {}, still_so);
        }};
    int round = 0;
    for (const auto& act : acts) {
        const StillSo still_so = [&, seen = open.show(hana).version](StoreReader& store) {
            const auto now = customer_version(store, hana);
            if (now.ok() && *now == seen) return Result<>{};
            return Result<>{Error{Fault::conflict, "test.version_changed"}};
        };
        auto row = hanako("h");
        row.set(Field::phone, "03-1111-222" + std::to_string(round++));
        Result<VerdictOutcome> acted{Error{Fault::invalid, "test.none"}};
        std::optional<Gate> gate(std::in_place, open.writer());
        auto changed = ImportDesk(open.writer())
                           .take(
                               import, source, {}, open.prepare(source, std::vector{row}),
                               std::make_shared<BatchOutcome>());
        std::thread acting([&] { acted = act(still_so); });
        while (open.writer().statistics().waiting.load() < 2) std::this_thread::yield();
        gate.reset();
        acting.join();
        EXPECT_TRUE(changed.get().ok());
        ASSERT_FALSE(acted.ok()) << round;
        EXPECT_EQ(acted.error().code, "test.version_changed") << round;
    }
    EXPECT_EQ(open.partition().size(), 2U);
    const StillSo yes = [](StoreReader&) { return Result<>{}; };
    EXPECT_TRUE(desk.merge(hana, tarou, "", {}, yes).ok());
    EXPECT_EQ(open.partition().size(), 1U);
}

}  // namespace
}  // namespace genbo
