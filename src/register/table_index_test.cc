// SPDX-License-Identifier: Apache-2.0
#include "register/table_index.h"

#include <gtest/gtest.h>

#include <thread>

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
    TwoHomes(std::uint64_t seed, const LiveOptions& options)
        : memory(options), tables(options), history(seed) {}

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
    for (std::uint64_t seed = 1; seed <= 14; ++seed) {
        TwoHomes homes(seed, options_of(seed));
        for (int step = 0; step < 36; ++step) {
            homes.step();
            homes.compare(homes.tables.open);
            if (step % 12 == 11) homes.compare_pictures(homes.tables.open);
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
    EXPECT_GT(reviews, 500U);
    EXPECT_GT(found, 300U);
    EXPECT_GT(marks, 100U);
    for (const auto& [what, times] : done) {
        RecordProperty("done " + what, static_cast<int>(times));
        EXPECT_GT(times, 5U) << what;
    }
    EXPECT_EQ(done.size(), 10U);
    RecordProperty("reviews", static_cast<int>(reviews));
    RecordProperty("found", static_cast<int>(found));
    RecordProperty("marks", static_cast<int>(marks));
}

// Tokens of commands that were refused may stay behind in search_key, and nowhere else.
void expect_same_tables(
    const std::map<std::string, std::vector<std::string>>& built,
    const std::map<std::string, std::vector<std::string>>& grown) {
    for (const auto& [table, rows] : built) {
        if (table == "search_key")
            EXPECT_TRUE(std::ranges::includes(grown.at(table), rows)) << table;
        else
            EXPECT_EQ(grown.at(table), rows) << table;
    }
}

TEST(TableIndex, WhatWasLostIsBuiltAgainAndAnswersTheSame) {
    std::size_t edges = 0;
    for (std::uint64_t seed = 101; seed <= 106; ++seed) {
        SCOPED_TRACE(seed);
        TwoHomes homes(seed, options_of(seed));
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
        if (seed % 2 == 0) expect_same_tables(index_tables_at(homes.tables.url), grown);
        homes.compare(open);
        homes.compare_pictures(open);
        for (int step = 0; step < 8; ++step) {
            homes.step();
            homes.compare(open);
            ASSERT_FALSE(testing::Test::HasFailure()) << step << " " << homes.trace.back();
        }
        const auto before = index_tables_at(homes.tables.url);
        const auto report = rebuild(open.writer(), default_register_model(), open.options, Actor{});
        ASSERT_TRUE(report.ok()) << report.error().code;
        EXPECT_EQ(report->differences, 0);
        EXPECT_EQ(report->mended, 0);
        expect_same_tables(index_tables_at(homes.tables.url), before);
        homes.compare(open);
        edges += before.at("match_edge").size();
    }
    EXPECT_GT(edges, 200U);
}

// The blocks and edges of other options are other blocks and edges.
TEST(TableIndex, OtherOptionsAreOtherTables) {
    const auto rows = some_rows(31, 80);
    PgHouse house;
    house.open.import("pos", rows);
    PgNode other(house.url, {.review_bits = 4000, .block_cap = 4});
    MemoryHouse memory({.review_bits = 4000, .block_cap = 4});
    memory.open.import("pos", rows);
    EXPECT_EQ(said_of(other.open.review_queue(7)), said_of(memory.open.review_queue(100)));
}

TEST(TableIndex, CountsTheReviewQueueOnceInAWhile) {
    PgHouse house({.auto_bits = 20'000});
    TableIndex index(
        default_register_model(), house.open.options, house.open.keyring, std::chrono::hours{1});
    const auto count = [&] {
        auto session = house.open.sessions().borrow();
        return index.review_count((*session)->store()).value_or(-1);
    };
    EXPECT_EQ(count(), 0);
    house.open.import("pos", some_rows(32, 40));
    EXPECT_GT(house.open.review_count(), 0);
    EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace genbo
