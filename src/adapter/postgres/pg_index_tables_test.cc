// SPDX-License-Identifier: Apache-2.0

// The look-up tables of match and search (port/index_tables.h), against maps that do the obvious.

#include "adapter/postgres/pg_index_tables.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <tuple>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/test_rows.h"

namespace genbo {
namespace {

using Keys = std::vector<std::int64_t>;
using Postings = std::vector<IndexPosting>;

Postings in_order(Postings postings) {
    std::ranges::sort(postings);
    return postings;
}

auto edge_key(const IndexEdge& edge) { return std::pair{edge.record, edge.other}; }

std::vector<IndexEdge> in_order(std::vector<IndexEdge> edges) {
    std::ranges::sort(edges, {}, edge_key);
    return edges;
}

// What the tables are to hold.
struct IndexModel {
    std::string state{kWholeWhenNew};
    std::set<IndexPosting> postings;
    std::set<std::int64_t> overfull;
    std::map<std::int64_t, std::pair<Bytes, Bytes>> rows;
    std::map<std::pair<std::int64_t, std::int64_t>, IndexEdge> edges;
    std::set<IndexPosting> tokens;

    std::vector<IndexEdge> open_edges() const {
        std::vector<IndexEdge> open;
        for (const auto& [key, edge] : edges)
            if (edge.record < edge.other && edge.customer != edge.other_customer)
                open.push_back(edge);
        std::ranges::sort(open, {}, [](const auto& edge) {
            return std::tuple{-edge.bits, edge.record, edge.other};
        });
        return open;
    }
};

class IndexTablesTest : public testing::TestWithParam<HomeKind> {
protected:
    void SetUp() override {
        home_ = make_home(GetParam());
        writer_ = must(home_->store().writer());
    }

    IndexTables& tables() { return *writer_->index_tables(); }
    void begin() {
        EXPECT_EQ(must(writer_->begin(WriteScope::partition, fresh_mark())), Began::fresh);
    }
    void commit() { must(writer_->commit(), "commit"); }

    std::unique_ptr<StoreHome> home_;
    std::unique_ptr<StoreWriter> writer_;
};

INSTANTIATE_TEST_SUITE_P(Stores, IndexTablesTest, testing::ValuesIn(pg_homes()), home_name);

TEST_P(IndexTablesTest, NewTablesAreWholeAndEmpty) {
    const auto reader = must(home_->store().reader());
    auto& read = *reader->index_tables();
    const Keys some{1, 2};
    EXPECT_EQ(must(read.state()), kWholeWhenNew);
    EXPECT_TRUE(must(read.postings(some)).empty());
    EXPECT_TRUE(must(read.some_postings(some, 3)).empty());
    EXPECT_TRUE(must(read.overfull(some)).empty());
    EXPECT_TRUE(must(read.rows(some)).empty());
    EXPECT_TRUE(must(read.token_rows(some)).empty());
    EXPECT_TRUE(must(read.edges(some)).empty());
    EXPECT_TRUE(must(read.open_edges({}, 3)).empty());
    EXPECT_EQ(must(read.open_pairs()), 0);
    EXPECT_TRUE(must(read.with_any_token(some, 0, 3)).empty());
    EXPECT_TRUE(must(read.of_those_with_any_token(some, some)).empty());
    // Nothing asked, nothing answered.
    EXPECT_TRUE(must(read.postings({})).empty());
    EXPECT_TRUE(must(read.rows({})).empty());
    EXPECT_TRUE(must(read.edges({})).empty());
    EXPECT_TRUE(must(read.of_those_with_any_token({}, some)).empty());
}

// Answers are the same with and without; tokens come and go as ever.
TEST_P(IndexTablesTest, LookupsAreMadeWhenAskedForAndWithTheirTransaction) {
    const bool from_the_start = GetParam().engine == HomeEngine::citus;
    const auto reader = must(home_->store().reader());
    auto& read = *reader->index_tables();
    const auto expect_found = [&] {
        EXPECT_EQ(in_order(must(read.postings(Keys{1, 7}))), (Postings{{1, 1}, {1, 2}, {7, 3}}));
        EXPECT_EQ(must(read.with_any_token(Keys{3}, 0, 9)), (Keys{1, 4}));
    };
    begin();
    EXPECT_EQ(must(tables().has_lookups()), from_the_start);
    must(tables().add_postings(Postings{{1, 1}, {7, 3}, {1, 2}}));
    must(tables().add_tokens(Postings{{3, 1}, {3, 4}}));
    commit();
    expect_found();
    begin();
    must(tables().make_lookups());
    EXPECT_TRUE(must(tables().has_lookups()));
    must(tables().add_tokens(Postings{{3, 5}, {8, 5}}));
    EXPECT_EQ(must(tables().with_any_token(Keys{3}, 0, 9)), (Keys{1, 4, 5}));
    must(tables().remove_tokens(Postings{{3, 5}}));
    must(tables().make_lookups());
    writer_->rollback();
    EXPECT_EQ(must(read.has_lookups()), from_the_start);
    expect_found();
    begin();
    must(tables().add_postings(Postings{{2, 1}}));
    must(tables().add_tokens(Postings{{9, 1}}));
    must(tables().make_lookups());
    must(tables().add_tokens(Postings{{9, 2}}));
    commit();
    EXPECT_TRUE(must(read.has_lookups()));
    expect_found();
    begin();
    must(tables().add_tokens(Postings{{9, 3}}));
    commit();
    EXPECT_EQ(must(read.with_any_token(Keys{9}, 0, 9)), (Keys{1, 2, 3}));
}

TEST_P(IndexTablesTest, ClearingLeavesNothingNotEvenTheState) {
    begin();
    must(tables().set_state("whole 7"));
    must(tables().add_postings(Postings{{1, 1}, {1, 2}}));
    must(tables().mark_overfull(Keys{5}));
    must(tables().add_rows(std::vector<IndexRow>{{1, bytes_of("f"), bytes_of("t")}}));
    must(tables().add_edges(std::vector<IndexEdge>{{1, 2, 9, 1, 2}, {2, 1, 9, 2, 1}}));
    must(tables().add_tokens(Postings{{3, 1}}));
    commit();
    begin();
    EXPECT_EQ(must(tables().state()), "whole 7");
    must(tables().clear());
    EXPECT_EQ(must(tables().state()), "");
    EXPECT_TRUE(must(tables().postings(Keys{1})).empty());
    EXPECT_TRUE(must(tables().overfull(Keys{5})).empty());
    EXPECT_TRUE(must(tables().rows(Keys{1})).empty());
    EXPECT_TRUE(must(tables().edges(Keys{1, 2})).empty());
    EXPECT_TRUE(must(tables().with_any_token(Keys{3}, 0, 9)).empty());
    // They can be filled again at once, as a rebuild does.
    must(tables().add_postings(Postings{{1, 1}}));
    must(tables().add_tokens(Postings{{3, 1}}));
    must(tables().set_state("whole 8"));
    commit();
    const auto reader = must(home_->store().reader());
    EXPECT_EQ(must(reader->index_tables()->state()), "whole 8");
    EXPECT_EQ(must(reader->index_tables()->postings(Keys{1})), (Postings{{1, 1}}));
    EXPECT_EQ(must(reader->index_tables()->with_any_token(Keys{3}, 0, 9)), Keys{1});
}

TEST_P(IndexTablesTest, ManyThatAreThereTwiceAreAConflict) {
    begin();
    must(tables().add_rows(std::vector<IndexRow>{{1, bytes_of("f"), bytes_of("t")}}));
    must(tables().add_edges(std::vector<IndexEdge>{{1, 2, 9, 1, 2}}));
    const auto refused = [&](auto call) {
        must(writer_->savepoint());
        auto told = call();
        if (told.ok()) told = writer_->release();
        EXPECT_EQ(told.error().fault, Fault::conflict);
        writer_->rollback_to_savepoint();
    };
    refused([&] { return tables().add_rows(std::vector<IndexRow>{{1, {}, {}}}); });
    refused([&] { return tables().add_edges(std::vector<IndexEdge>{{1, 2, 3, 1, 2}}); });
    commit();
}

TEST_P(IndexTablesTest, TokensStayWhenTheirTransactionDoesNot) {
    begin();
    Postings many;
    for (std::int64_t record = 1; record <= 40; ++record) many.push_back({-7, record});
    must(tables().add_tokens(many));
    must(tables().add_postings(Postings{{1, 1}}));
    // Those on their way can be taken out again.
    must(tables().remove_tokens(Postings{{-7, 40}}));
    EXPECT_EQ(must(tables().with_any_token(Keys{-7}, 0, 99)).size(), 39U);
    writer_->rollback();
    begin();
    EXPECT_TRUE(must(tables().postings(Keys{1})).empty());
    // The retry puts them in again; each record is still found once.
    must(tables().add_tokens(many));
    commit();
    const auto reader = must(home_->store().reader());
    const auto found = must(reader->index_tables()->with_any_token(Keys{-7}, 0, 99));
    EXPECT_EQ(found.size(), 40U);
    begin();
    must(tables().remove_tokens(many));
    EXPECT_TRUE(must(tables().with_any_token(Keys{-7}, 0, 99)).empty());
    commit();
}

// Random calls, a savepoint each.
class TwoIndexes {
public:
    TwoIndexes(StoreHome& home, StoreWriter& writer, unsigned seed)
        : home_(home), writer_(writer), tables_(*writer.index_tables()), random_(seed) {}

    void run(int steps) {
        begin();
        for (int step = 0; step < steps; ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            one_call();
            compare(tables_);
            if (step % 15 == 14) {
                end();
                begin();
            }
            if (testing::Test::HasFailure()) return;
        }
        writer_.rollback();
    }

private:
    std::int64_t pick(int below) {
        return static_cast<std::int64_t>(random_() % static_cast<unsigned>(below)) + 1;
    }
    Keys some_keys() {
        std::set<std::int64_t> keys;
        for (auto left = pick(5) - 1; left > 0; --left) keys.insert(pick(9) - 5);
        return {keys.begin(), keys.end()};
    }
    Postings some_postings() {
        std::set<IndexPosting> postings;
        for (auto left = pick(12) == 1 ? 40 : pick(5) - 1; left > 0; --left)
            postings.insert({pick(9) - 5, pick(12)});
        return {postings.begin(), postings.end()};
    }

    void begin() {
        EXPECT_EQ(must(writer_.begin(WriteScope::partition, fresh_mark())), Began::fresh);
        committed_ = model_;
        added_tokens_.clear();
    }
    void end() {
        if (pick(3) == 1) {
            writer_.rollback();
            model_ = committed_;
            model_.tokens.insert(added_tokens_.begin(), added_tokens_.end());
        } else {
            must(writer_.commit());
        }
        const auto reader = must(home_.store().reader());
        compare(*reader->index_tables());
    }

    // In a savepoint; refused: back to it.
    template <typename Call, typename Do>
    void both(bool taken, Call call, Do in_model) {
        must(writer_.savepoint());
        auto told = call();
        if (told.ok()) told = writer_.release();
        ASSERT_EQ(told.ok(), taken) << (told.ok() ? "" : told.error().code);
        if (taken)
            in_model();
        else
            writer_.rollback_to_savepoint();
    }

    void one_call() {
        switch (pick(10)) {
            case 1:
            case 2: return change_postings();
            case 3: return change_overfull();
            case 4:
            case 5: return change_rows();
            case 6:
            case 7: return change_edges();
            case 8: return change_customers();
            case 9: return change_tokens();
            default: return change_all();
        }
    }

    void change_postings() {
        if (pick(10) == 1) must(tables_.make_lookups());
        auto postings = some_postings();
        auto& have = model_.postings;
        if (pick(3) == 1)
            return both(
                true, [&] { return tables_.remove_postings(postings); },
                [&] {
                    for (const auto& posting : postings) have.erase(posting);
                });
        // Whoever adds one that is there has lost count; the tables do not look.
        std::erase_if(postings, [&](const auto& p) { return have.contains(p); });
        both(
            true, [&] { return tables_.add_postings(postings); },
            [&] { have.insert(postings.begin(), postings.end()); });
    }
    void change_overfull() {
        const auto keys = some_keys();
        auto& have = model_.overfull;
        if (pick(2) == 1)
            return both(
                true, [&] { return tables_.mark_overfull(keys); },
                [&] { have.insert(keys.begin(), keys.end()); });
        both(
            true, [&] { return tables_.unmark_overfull(keys); },
            [&] {
                for (const auto key : keys) have.erase(key);
            });
    }
    void change_rows() {
        const auto records = some_keys();
        auto& have = model_.rows;
        if (pick(3) == 1)
            return both(
                true, [&] { return tables_.remove_rows(records); },
                [&] {
                    for (const auto record : records) have.erase(record);
                });
        std::vector<IndexRow> rows;
        for (const auto record : records)
            rows.push_back({record, bytes_of("f" + std::to_string(pick(9))), bytes_of("t")});
        const bool fresh =
            std::ranges::none_of(records, [&](auto record) { return have.contains(record); });
        both(
            fresh, [&] { return tables_.add_rows(rows); },
            [&] {
                for (const auto& row : rows) have[row.record] = {row.features, row.tokens};
            });
    }

    std::vector<IndexEdge> some_edges() {
        std::map<std::pair<std::int64_t, std::int64_t>, IndexEdge> edges;
        for (auto left = pick(4) - 1; left > 0; --left) {
            const auto a = pick(6);
            const auto b = 6 + pick(6);
            const auto bits = pick(4);
            const auto mine = pick(4);
            const auto theirs = pick(4);
            edges[{a, b}] = {a, b, bits, mine, theirs};
            edges[{b, a}] = {b, a, bits, theirs, mine};
        }
        std::vector<IndexEdge> out;
        for (const auto& [key, edge] : edges) out.push_back(edge);
        return out;
    }
    void change_edges() {
        const auto edges = some_edges();
        auto& have = model_.edges;
        if (pick(4) == 1)
            return both(
                true, [&] { return tables_.remove_edges(edges); },
                [&] {
                    for (const auto& edge : edges) have.erase(edge_key(edge));
                });
        const bool fresh = std::ranges::none_of(
            edges, [&](const auto& edge) { return have.contains(edge_key(edge)); });
        both(
            fresh, [&] { return tables_.add_edges(edges); },
            [&] {
                for (const auto& edge : edges) have[edge_key(edge)] = edge;
            });
    }
    void change_customers() {
        const auto edges = some_edges();
        both(
            true, [&] { return tables_.set_edge_customers(edges); },
            [&] {
                for (const auto& edge : edges) {
                    const auto at = model_.edges.find(edge_key(edge));
                    if (at == model_.edges.end()) continue;
                    at->second.customer = edge.customer;
                    at->second.other_customer = edge.other_customer;
                }
            });
    }
    void change_tokens() {
        const auto tokens = some_postings();
        if (pick(3) == 1)
            return both(
                true, [&] { return tables_.remove_tokens(tokens); },
                [&] {
                    for (const auto& token : tokens) model_.tokens.erase(token);
                });
        both(
            true, [&] { return tables_.add_tokens(tokens); },
            [&] {
                model_.tokens.insert(tokens.begin(), tokens.end());
                added_tokens_.insert(tokens.begin(), tokens.end());
            });
    }
    void change_all() {
        const auto state = "state " + std::to_string(pick(9));
        if (pick(12) == 1)
            both(
                true, [&] { return tables_.clear(); },
                [&] {
                    model_ = IndexModel();
                    model_.state.clear();
                });
        both(true, [&] { return tables_.set_state(state); }, [&] { model_.state = state; });
    }

    void compare(IndexTables& tables) {
        ASSERT_EQ(must(tables.state()), model_.state);
        compare_keys(tables, some_keys());
        compare_records(tables, some_keys());
        compare_open(tables);
        compare_tokens(tables);
    }
    void compare_keys(IndexTables& tables, const Keys& keys) {
        Keys marked;
        Keys unmarked;
        for (const auto key : keys)
            (model_.overfull.contains(key) ? marked : unmarked).push_back(key);
        auto found = must(tables.overfull(keys));
        std::ranges::sort(found);
        ASSERT_EQ(found, marked);
        const auto of_key = [&](std::int64_t key) {
            Postings out;
            for (const auto& posting : model_.postings)
                if (posting.key == key) out.push_back(posting);
            return out;
        };
        Postings expected;
        for (const auto key : unmarked)
            for (const auto& posting : of_key(key)) expected.push_back(posting);
        ASSERT_EQ(in_order(must(tables.postings(unmarked))), expected);
        const auto limit = static_cast<std::size_t>(pick(3));
        std::map<std::int64_t, std::size_t> counts;
        for (const auto& posting : must(tables.some_postings(keys, limit))) {
            ASSERT_TRUE(model_.postings.contains(posting));
            ++counts[posting.key];
        }
        for (const auto key : keys) ASSERT_EQ(counts[key], std::min(limit, of_key(key).size()));
    }
    void compare_records(IndexTables& tables, const Keys& records) {
        std::size_t expected = 0;
        for (const auto record : records) expected += model_.rows.contains(record) ? 1 : 0;
        const auto rows = must(tables.rows(records));
        const auto tokens = must(tables.token_rows(records));
        ASSERT_EQ(rows.size(), expected);
        ASSERT_EQ(tokens.size(), expected);
        for (const auto& row : rows) ASSERT_EQ(row.features, model_.rows.at(row.record).first);
        for (const auto& row : tokens) ASSERT_EQ(row.tokens, model_.rows.at(row.record).second);
        std::vector<IndexEdge> edges;
        for (const auto& [key, edge] : model_.edges)
            if (std::ranges::count(records, key.first) > 0) edges.push_back(edge);
        ASSERT_EQ(in_order(must(tables.edges(records))), edges);
    }
    void compare_open(IndexTables& tables) {
        const auto open = model_.open_edges();
        std::set<std::pair<std::int64_t, std::int64_t>> pairs;
        for (const auto& edge : open)
            pairs.insert(std::minmax({edge.customer, edge.other_customer}));
        ASSERT_EQ(must(tables.open_pairs()), static_cast<std::int64_t>(pairs.size()));
        // Page by page.
        const auto limit = static_cast<std::size_t>(pick(4));
        std::vector<IndexEdge> walked;
        std::optional<IndexEdge> after;
        while (true) {
            const auto page = must(tables.open_edges(after, limit));
            ASSERT_LE(page.size(), limit);
            if (page.empty()) break;
            walked.insert(walked.end(), page.begin(), page.end());
            after = page.back();
        }
        ASSERT_EQ(walked, open);
    }
    void compare_tokens(IndexTables& tables) {
        const auto tokens = some_keys();
        const auto records = some_keys();
        std::set<std::int64_t> with;
        for (const auto& token : model_.tokens)
            if (std::ranges::count(tokens, token.key) > 0) with.insert(token.record);
        const auto after = pick(6) - 1;
        Keys expected(with.upper_bound(after), with.end());
        if (expected.size() > 5) expected.resize(5);
        ASSERT_EQ(must(tables.with_any_token(tokens, after, 5)), expected);
        Keys of_those;
        for (const auto record : with)
            if (std::ranges::count(records, record) > 0) of_those.push_back(record);
        ASSERT_EQ(must(tables.of_those_with_any_token(records, tokens)), of_those);
    }

    StoreHome& home_;
    StoreWriter& writer_;
    IndexTables& tables_;
    std::mt19937 random_;
    IndexModel model_;
    IndexModel committed_;
    std::set<IndexPosting> added_tokens_;  // In this transaction.
};

TEST_P(IndexTablesTest, BehaveAsTheModelDoes) {
    for (const unsigned seed : {1U, 2U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        home_ = make_home(GetParam());
        writer_ = must(home_->store().writer());
        TwoIndexes(*home_, *writer_, seed).run(300);
        if (HasFailure()) return;
    }
}

TEST(IndexTablesCrash, ACrashOfTheServerLosesThemAndTheStateSaysSo) {
    const auto server = PgTestServer::start(PgTestServer::default_bin_dir());
    const PgOptions options{.url = server->make_database()};
    must(PgStore::create(options));
    auto store = *PgStore::open(options);
    auto writer = must(store->writer());
    EXPECT_EQ(must(writer->begin(WriteScope::partition, fresh_mark())), Began::fresh);
    must(writer->index_tables()->set_state("whole 1"));
    must(writer->index_tables()->add_postings(Postings{{1, 1}}));
    must(writer->set_setting("n", "1"));
    must(writer->commit());
    server->crash_and_recover();
    const auto reader = must(store->reader());
    EXPECT_EQ(must(reader->setting("n")), "1");
    EXPECT_EQ(must(reader->index_tables()->state()), "");
    EXPECT_TRUE(must(reader->index_tables()->postings(Keys{1})).empty());
    EXPECT_EQ(must(writer->begin(WriteScope::partition, fresh_mark())), Began::fresh);
    EXPECT_EQ(must(writer->index_tables()->state()), "");
    writer->rollback();
}

}  // namespace
}  // namespace genbo
