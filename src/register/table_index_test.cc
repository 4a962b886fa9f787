// SPDX-License-Identifier: Apache-2.0
#include "register/table_index.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "adapter/postgres/pg_lookups.h"
#include "register/random_history_test_helper.h"

namespace genbo {
namespace {

std::string said_of(const std::vector<SearchHit>& hits) {
    std::vector<std::string> lines;
    for (const auto& hit : hits) {
        auto kinds = hit.matched_on;
        std::ranges::sort(kinds);
        auto& line = lines.emplace_back(hit.number + " " + std::to_string(hit.members));
        for (const auto kind : kinds) line += " " + std::string{search_kind_name(kind)};
    }
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
}

std::string said_of(const std::vector<ReviewPair>& pairs) {
    std::string text;
    for (const auto& pair : pairs)
        text += std::to_string(pair.a) + "+" + std::to_string(pair.b) + " " +
                std::to_string(pair.bits) + " " + std::to_string(static_cast<int>(pair.reason)) +
                "\n";
    return text;
}

// Who belongs to whom, and every number.
std::string standing_of(OpenRegister& open) {
    auto session = open.sessions().borrow();
    std::string text;
    EXPECT_TRUE((*session)
                    ->store()
                    .each_live_record(
                        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                            text += std::to_string(record.id.value()) + "." +
                                    std::to_string(version.version) + ">" +
                                    std::to_string(record.customer.value()) + " ";
                            return {};
                        })
                    .ok());
    for (const auto& number : *(*session)->store().numbers(NumberId{}, 100'000))
        text += "\n" + std::to_string(number.id.value()) + " " + number.text + " " +
                std::to_string(number.anchor.value()) + " " + number.owner;
    return text;
}

// The same register with its index in memory and in tables.
class TwoHomes {
public:
    TwoHomes(
        std::uint64_t seed, const LiveOptions& options,
        RandomHistory::Refusals refusals = RandomHistory::Refusals::some)
        : memory(options), tables(options), history(seed, 0, refusals) {}

    void step() { trace.push_back(history.step({&memory.open, &tables.open})); }

    void compare(OpenRegister& tables_open) {
        ASSERT_EQ(standing_of(memory.open), standing_of(tables_open));
        const auto queue = memory.open.review_queue(1000);
        ASSERT_EQ(said_of(queue), said_of(tables_open.review_queue(1 + history.below(9))));
        ASSERT_EQ(static_cast<std::int64_t>(queue.size()), memory.open.review_count());
        ASSERT_EQ(memory.open.review_count(), tables_open.review_count());
        reviews += queue.size();
        const auto query = history.some_query();
        const auto hits = memory.open.search(query);
        ASSERT_EQ(said_of(hits), said_of(tables_open.search(query))) << query;
        found += hits.size();
    }

    void compare_pictures(OpenRegister& tables_open) {
        ASSERT_EQ(
            memory.open.picture(OpenRegister::PictureOf::everything),
            tables_open.picture(OpenRegister::PictureOf::everything));
    }

    MemoryHouse memory;
    PgHouse tables;
    RandomHistory history;
    std::vector<std::string> trace;
    std::size_t reviews = 0;
    std::size_t found = 0;
};

LiveOptions options_of(std::uint64_t seed) {
    LiveOptions options;
    if (seed % 2 == 0) options.block_cap = static_cast<std::uint32_t>(3 + seed / 2 % 6);
    return options;
}

TEST(TableIndex, AnswersAsTheResidentIndexDoes) {
    std::size_t reviews = 0;
    std::size_t found = 0;
    std::size_t marks = 0;
    std::map<std::string, std::size_t> done;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        TwoHomes homes(seed, options_of(seed));
        for (int step = 0; step < 30; ++step) {
            homes.step();
            homes.compare(homes.tables.open);
            if (step % 10 == 9) homes.compare_pictures(homes.tables.open);
            if (testing::Test::HasFailure())
                FAIL() << "seed " << seed << " step " << step << " " << homes.trace.back();
        }
        homes.memory.open.expect_sound();
        homes.tables.open.expect_sound();
        if (testing::Test::HasFailure()) FAIL() << "seed " << seed;
        reviews += homes.reviews;
        found += homes.found;
        marks += index_tables_at(homes.tables.url)["match_overfull"].size();
        for (const auto& [what, times] : homes.history.all_done()) done[what] += times;
    }
    EXPECT_GT(reviews, 300U);
    EXPECT_GT(found, 300U);
    EXPECT_GT(marks, 60U);
    for (const auto& [what, times] : done) {
        RecordProperty("done " + what, static_cast<int>(times));
        EXPECT_GT(times, 5U) << what;
    }
    EXPECT_EQ(done.size(), 10U);
    RecordProperty("reviews", static_cast<int>(reviews));
    RecordProperty("found", static_cast<int>(found));
    RecordProperty("marks", static_cast<int>(marks));
}

TEST(TableIndex, WhatWasLostIsBuiltAgainAndAnswersTheSame) {
    std::size_t edges = 0;
    for (std::uint64_t seed = 101; seed <= 106; ++seed) {
        SCOPED_TRACE(seed);
        TwoHomes homes(seed, options_of(seed), RandomHistory::Refusals::none);
        auto& open = homes.tables.open;
        for (int step = 0; step < 24; ++step) homes.step();
        const auto grown = index_tables_at(homes.tables.url);
        lose_index_tables(homes.tables.url);
        // Nobody has looked yet; whoever does is told to wait.
        auto session = open.sessions().borrow();
        EXPECT_EQ(
            open.index().review_count((*session)->store()).error().code, "register.index_loading");
        session->reset();
        // The node that was there, or one that is started later.
        if (seed % 2 == 0) {
            open.reopen();
        } else {
            homes.memory.open.import("web", {hanako("h")});
            open.import("web", {hanako("h")});
            EXPECT_GE(open.writer().statistics().retries.load(), 1U);
        }
        if (seed % 2 == 0) EXPECT_EQ(index_tables_at(homes.tables.url), grown);
        homes.compare(open);
        homes.compare_pictures(open);
        for (int step = 0; step < 8; ++step) {
            homes.step();
            homes.compare(open);
            ASSERT_FALSE(testing::Test::HasFailure()) << step << " " << homes.trace.back();
        }
        const auto before = index_tables_at(homes.tables.url);
        const auto report = rebuild(open.writer(), test_model(), open.options, Actor{});
        ASSERT_TRUE(report.ok()) << report.error().code;
        EXPECT_EQ(report->differences, 0);
        EXPECT_EQ(report->mended, 0);
        EXPECT_EQ(index_tables_at(homes.tables.url), before);
        homes.compare(open);
        edges += before.at("match_edge").size();
    }
    EXPECT_GT(edges, 200U);
}

// With other options blocks, edges and customers are others.
TEST(TableIndex, OtherOptionsAreOtherTables) {
    const auto rows = some_rows(31, 80);
    const LiveOptions options{.auto_bits = 20'000, .mean_bits = 9000, .block_cap = 4};
    MemoryHouse memory(options);
    memory.open.import("pos", rows);
    PgHouse house;
    house.open.import("pos", rows);
    ASSERT_NE(house.open.partition(), memory.open.partition());
    PgNode other(house.url, options);
    const auto report = rebuild(other.open.writer(), test_model(), options, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_GT(report->differences, 0);
    EXPECT_EQ(report->mended, report->differences);
    EXPECT_EQ(other.open.partition(), memory.open.partition());
    EXPECT_EQ(said_of(other.open.review_queue(7)), said_of(memory.open.review_queue(100)));
    EXPECT_GT(other.open.review_count(), 0);
    other.open.expect_sound();
}

TEST(TableIndex, CountsTheReviewQueueOnceInAWhile) {
    PgHouse house({.auto_bits = 20'000});
    TableIndex index(test_model(), house.open.options, house.open.keyring, std::chrono::hours{1});
    const auto count = [&] {
        auto session = house.open.sessions().borrow();
        return index.review_count((*session)->store()).value_or(-1);
    };
    EXPECT_EQ(count(), 0);
    house.open.import("pos", some_rows(32, 40));
    EXPECT_GT(house.open.review_count(), 0);
    EXPECT_EQ(count(), 0);
}

// Whoever asks for very many keys reads all the marks at once, and goes on from there.
TEST(TableIndex, LargeBatchesAreAnsweredAsSmallOnes) {
    const LiveOptions options{.block_cap = 4};
    PgHouse tables(options);
    MemoryHouse memory(options);
    auto rows = some_rows(34, 900);
    const auto import_in = [&](std::size_t batch) {
        for (auto* open : {&tables.open, &memory.open}) open->import("pos", rows, batch);
        ASSERT_EQ(standing_of(tables.open), standing_of(memory.open));
        ASSERT_EQ(
            said_of(tables.open.review_queue(100)), said_of(memory.open.review_queue(10'000)));
        ASSERT_EQ(tables.open.review_count(), memory.open.review_count());
    };
    import_in(900);
    // Blocks shrink below the cap and grow above it.
    std::mt19937 random(35);
    for (int round = 0; round < 3; ++round) {
        for (auto& row : rows)
            if (random() % 4 == 0) {
                const auto& other = rows[random() % rows.size()];
                for (const auto field : {Field::phone, Field::email, Field::birth_date})
                    row.set(field, std::string{other.get(field)});
            }
        import_in(round == 1 ? 40 : 900);
        if (round == 1) tables.open.reopen();
    }
    EXPECT_GT(index_tables_at(tables.url)["match_overfull"].size(), 300U);
    tables.open.expect_sound();
}

bool has_lookups_at(const std::string& url) {
    auto db = PgConnection::open({.url = url});
    return db.ok() && pg_has_lookups(*db).value_or(false);
}

// What may come between the batches of a first load.
enum class Between { nothing, known_records, another_node, a_restart, a_failure, a_failed_end };

class FirstLoad : public testing::TestWithParam<Between> {
protected:
    void SetUp() override {
        for (auto* open : {&tables_.open, &memory_.open}) {
            source_ = open->source("pos");
            import_ = open->begin_import(source_);
        }
    }

    void take(std::size_t from, std::size_t count) {
        for (auto* open : {&tables_.open, &memory_.open}) {
            open->take(import_, source_, std::span{rows_}.subspan(from, count));
        }
    }

    void come_between() {
        auto& writer = tables_.open.writer();
        switch (GetParam()) {
            case Between::nothing: break;
            case Between::known_records:
                for (std::size_t i = 0; i < 30; ++i)
                    rows_[i].set(Field::phone, std::string{rows_[i + 40].get(Field::phone)});
                take(0, 60);
                break;
            case Between::another_node: {
                PgNode other(tables_.url);
                other.open.import("web", {hanako("h"), taro("t")});
                memory_.open.import("web", {hanako("h"), taro("t")});
                break;
            }
            case Between::a_restart: tables_.open.reopen(); break;
            case Between::a_failure:
            case Between::a_failed_end: {
                const auto failed = writer.run([](WriteContext& context) -> Result<> {
                    context.index_touched = true;
                    if (GetParam() == Between::a_failed_end)
                        TRY(context.index.end_load(context.store));
                    return Error{Fault::invalid, "test.refused"};
                });
                EXPECT_EQ(failed.error().code, "test.refused");
                break;
            }
        }
    }

    std::vector<SourceValues> rows_ = some_rows(36, 1500);
    PgHouse tables_;
    MemoryHouse memory_;
    SourceId source_;
    ImportId import_;
};

INSTANTIATE_TEST_SUITE_P(
    TableIndex, FirstLoad,
    testing::Values(
        Between::nothing, Between::known_records, Between::another_node, Between::a_restart,
        Between::a_failure, Between::a_failed_end));

TEST_P(FirstLoad, EndsAsInMemoryAndFindsKeysQuicklyAfterwards) {
    take(0, 620);
    EXPECT_FALSE(has_lookups_at(tables_.url));
    // Slowly, but as ever.
    EXPECT_EQ(said_of(tables_.open.search("佐藤")), said_of(memory_.open.search("佐藤")));
    come_between();
    take(620, 500);
    EXPECT_EQ(has_lookups_at(tables_.url), GetParam() != Between::nothing);
    take(1120, 380);
    for (auto* open : {&tables_.open, &memory_.open})
        EXPECT_TRUE(ImportDesk(open->writer()).finish(import_, ImportState::done, "{}", {}).ok());
    EXPECT_TRUE(has_lookups_at(tables_.url));
    EXPECT_EQ(standing_of(tables_.open), standing_of(memory_.open));
    EXPECT_EQ(said_of(tables_.open.review_queue(50)), said_of(memory_.open.review_queue(5000)));
    EXPECT_EQ(said_of(tables_.open.search("佐藤")), said_of(memory_.open.search("佐藤")));
    // And what comes later finds what was loaded.
    for (auto* open : {&tables_.open, &memory_.open})
        open->import("ec", std::vector(rows_.begin() + 600, rows_.begin() + 640), 20);
    EXPECT_EQ(standing_of(tables_.open), standing_of(memory_.open));
    const auto before = index_tables_at(tables_.url);
    const auto report = rebuild(tables_.open.writer(), test_model(), tables_.open.options, Actor{});
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->differences, 0);
    EXPECT_EQ(index_tables_at(tables_.url), before);
}

// A process that was killed in the middle of a first load: whoever comes next puts it right.
TEST(TableIndex, ALoadThatWasCutOffIsFinishedByTheNextNode) {
    const auto rows = some_rows(37, 900);
    const auto url = make_pg_master();
    {
        PgNode node(url);
        const auto source = node.open.source("pos");
        const auto import = node.open.begin_import(source);
        node.open.take(import, source, std::span{rows}.first(700));
        EXPECT_FALSE(has_lookups_at(url));
    }
    PgNode node(url);
    EXPECT_TRUE(has_lookups_at(url));
    node.open.import("pos", rows, 700);
    MemoryHouse memory;
    memory.open.import("pos", rows, 700);
    EXPECT_EQ(node.open.partition(), memory.open.partition());
}

// Every batch that was acknowledged is there, once, and the index is as if nothing had happened.
TEST(TableIndex, OutlivesCrashesOfTheServer) {
    const auto rows = some_rows(33, 120);
    const auto url = make_pg_master();
    // However long the server takes to come back on a busy machine.
    PgNode node(
        url, {},
        {.most = 600,
         .first_wait = std::chrono::milliseconds{20},
         .longest_wait = std::chrono::milliseconds{250}});
    std::atomic<int> taken = 0;
    std::thread importer([&] {
        const auto source = node.open.source("pos");
        const auto import = node.open.begin_import(source);
        for (std::size_t at = 0; at < rows.size(); at += 2, ++taken)
            node.open.take(import, source, std::span{rows}.subspan(at, 2));
        EXPECT_TRUE(
            ImportDesk(node.open.writer()).finish(import, ImportState::done, "{}", {}).ok());
    });
    for (const int when : {10, 30}) {
        while (taken < when) std::this_thread::sleep_for(std::chrono::milliseconds{1});
        PgTestServer::shared().crash_and_recover();
    }
    importer.join();
    EXPECT_GE(node.open.writer().statistics().retries.load(), 2U);

    MemoryHouse memory;
    memory.open.import("pos", rows, 2);
    EXPECT_EQ(standing_of(node.open), standing_of(memory.open));
    EXPECT_EQ(
        node.open.picture(OpenRegister::PictureOf::everything),
        memory.open.picture(OpenRegister::PictureOf::everything));
    EXPECT_EQ(said_of(node.open.review_queue(3)), said_of(memory.open.review_queue(1000)));
    node.open.expect_sound();
    const auto grown = index_tables_at(url);
    ASSERT_TRUE(rebuild(node.open.writer(), test_model(), node.open.options, Actor{}).ok());
    // Tokens of an attempt that failed may stay behind, here with the very records that came later.
    EXPECT_EQ(index_tables_at(url), grown);
}

// A rebuild that was rolled back has left rows in memory; meanwhile another node was at work.
TEST(TableIndex, ARebuildThatFailedLeavesNothingInMemory) {
    const auto url = make_pg_master();
    PgNode first(url, {}, {.first_wait = std::chrono::milliseconds{400}});
    PgNode second(url);
    const auto source = first.open.source("pos");
    const auto import = first.open.begin_import(source);
    first.open.take(import, source, std::vector{taro("1")});
    const auto import_of_second = second.open.begin_import(source);
    lose_index_tables(url);

    // Finds the tables lost, builds them, fails, and comes back a little later.
    std::atomic<int> attempts = 0;
    std::latch failing(1);
    std::optional<Gate> gate(std::in_place, first.open.writer());
    auto fails_once = first.open.writer().submit([&](WriteContext&) -> Result<> {
        if (++attempts != 2) return {};
        failing.count_down();
        return Error{Fault::unavailable, "store.retry", {"test"}};
    });
    auto done = ImportDesk(first.open.writer())
                    .take(
                        import, source, {}, first.open.prepare(source, std::vector{hanako("2")}),
                        std::make_shared<BatchOutcome>());
    gate.reset();
    failing.wait();
    // The record is somebody else now.
    second.open.take(import_of_second, source, std::vector{hanako("1")});
    ASSERT_TRUE(fails_once.get().ok());
    ASSERT_TRUE(done.get().ok());
    EXPECT_EQ(attempts, 3);
    EXPECT_EQ(first.open.partition(), (std::set<std::set<std::string>>{{"1", "2"}}));
    first.open.expect_sound();
    second.open.expect_sound();
}

// Terms that very many records have are looked through piece by piece.
TEST(TableIndex, FindsAmongTermsThatMostRecordsHave) {
    PgHouse house;
    auto& open = house.open;
    const ShortHash entries(open.keyring.derive("index.search"));
    constexpr std::int64_t kRecords = 61'000;
    constexpr std::uint32_t kAll = 1;
    constexpr std::uint32_t kMost = 2;    // All but every third.
    constexpr std::uint32_t kSeldom = 3;  // Every thousandth.
    constexpr std::uint32_t kLate = 4;    // The last hundred.
    ASSERT_TRUE(open.writer()
                    .run([&](WriteContext& context) -> Result<> {
                        std::vector<IndexPosting> tokens;
                        for (std::int64_t record = 1; record <= kRecords; ++record) {
                            const auto add = [&](std::uint32_t token) {
                                tokens.push_back({entries.integer(token), record});
                            };
                            add(kAll);
                            if (record % 3 != 0) add(kMost);
                            if (record % 1000 == 0) add(kSeldom);
                            if (record > kRecords - 100) add(kLate);
                        }
                        return context.store.index_tables()->add_tokens(tokens);
                    })
                    .ok());
    auto session = open.sessions().borrow();
    const auto find = [&](std::vector<std::vector<std::uint32_t>> terms, std::size_t limit) {
        std::vector<std::int64_t> found;
        const auto records = open.index().find((*session)->store(), terms, limit);
        EXPECT_TRUE(records.ok());
        for (const auto record : *records) found.push_back(record.value());
        return found;
    };
    const auto wanted = [](const auto& fits, std::size_t limit) {
        std::vector<std::int64_t> records;
        for (std::int64_t record = 1; record <= kRecords && records.size() < limit; ++record)
            if (fits(record)) records.push_back(record);
        return records;
    };
    for (const std::size_t limit : {5U, 400U, 30'000U}) {
        EXPECT_EQ(find({{kAll}}, limit), wanted([](auto) { return true; }, limit));
        EXPECT_EQ(find({{kAll}, {kMost}}, limit), wanted([](auto r) { return r % 3 != 0; }, limit));
        EXPECT_EQ(
            find({{kMost}, {kSeldom}, {kAll}}, limit),
            wanted([](auto r) { return r % 3 != 0 && r % 1000 == 0; }, limit));
        EXPECT_EQ(
            find({{kSeldom, kLate}, {kMost}}, limit),
            wanted(
                [](auto r) { return r % 3 != 0 && (r % 1000 == 0 || r > kRecords - 100); }, limit));
    }
    EXPECT_TRUE(find({{kLate}, {5}}, 10).empty());
    EXPECT_TRUE(find({}, 10).empty());
}

}  // namespace
}  // namespace genbo
