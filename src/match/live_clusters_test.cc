// SPDX-License-Identifier: Apache-2.0
#include "match/live_clusters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "match/long_test_helper.h"
#include "match/naive_test_helper.h"
#include "match/test_people.h"

namespace genbo {
namespace {

// A small cap, so that blocks cross it all the time.
LiveOptions tight_options() { return {.block_cap = 6, .namesakes_cap = 3}; }

LiveClusters fresh(const LiveOptions& options) {
    return {register_schema(), default_register_model(), options};
}

LiveClusters loaded(
    const std::vector<Put>& puts, const std::vector<Verdict>& verdicts,
    const LiveOptions& options) {
    auto engine = fresh(options);
    engine.bulk_load(puts, verdicts);
    return engine;
}

std::vector<NaiveRecord> naive_records(const std::vector<Put>& puts) {
    std::vector<NaiveRecord> records;
    for (const auto& put : puts) records.push_back({put.record_id, put.tie, put.row});
    return records;
}

std::size_t joined(const std::vector<RecordSet>& clusters) {
    return static_cast<std::size_t>(std::count_if(
        clusters.begin(), clusters.end(), [](const RecordSet& set) { return set.size() > 1; }));
}

// What an engine says over all, to be equal to another's.
struct Picture {
    std::vector<RecordSet> clusters;
    std::vector<ReviewPair> review;
    std::uint64_t edges = 0;
    std::uint64_t keys = 0;

    friend bool operator==(const Picture&, const Picture&) = default;
};

Picture picture(const LiveClusters& engine) {
    return {
        engine.all_clusters(), engine.review_pairs(1'000'000), engine.statistics().edges,
        engine.statistics().keys};
}

TEST(LiveClusters, AgreesWithTheNaiveEngine) {
    for (std::uint64_t seed = 1; seed <= rounds(2U, 4U); ++seed) {
        const auto puts = TestPeople{seed}.records(250);
        std::vector<Verdict> verdicts;
        TestPeople dice{seed + 100};
        for (int i = 0; i < 30; ++i)
            verdicts.push_back(
                {static_cast<std::int64_t>(1 + dice.below(250)),
                 static_cast<std::int64_t>(1 + dice.below(250)),
                 dice.chance(50) ? VerdictKind::same : VerdictKind::not_same});
        std::erase_if(verdicts, [](const Verdict& v) { return v.a == v.b; });
        const auto options = tight_options();
        const auto expected = naive_partition(
            register_schema(), default_register_model(), options, naive_records(puts), verdicts);
        EXPECT_EQ(loaded(puts, verdicts, options).all_clusters(), expected) << "seed " << seed;
        EXPECT_GT(joined(expected), 20U) << "the test people hardly match: the test says nothing";
    }
}

TEST(LiveClusters, AnyOrderAndAnyBatchesEndInOnePartition) {
    const auto puts = TestPeople{7}.records(1000);
    const auto expected = picture(loaded(puts, {}, {}));
    EXPECT_GT(joined(expected.clusters), 200U);
    TestPeople dice{8};
    for (int round = 0; round < rounds(8, 100); ++round) {
        auto shuffled = puts;
        for (std::size_t i = shuffled.size(); i > 1; --i)
            std::swap(shuffled[i - 1], shuffled[dice.below(i)]);
        auto engine = fresh({});
        for (std::size_t from = 0; from < shuffled.size();) {
            const auto size = std::min<std::size_t>(1 + dice.below(300), shuffled.size() - from);
            Change change;
            change.puts.assign(
                shuffled.begin() + static_cast<std::ptrdiff_t>(from),
                shuffled.begin() + static_cast<std::ptrdiff_t>(from + size));
            engine.apply(change);
            from += size;
        }
        ASSERT_EQ(picture(engine), expected) << "round " << round;
    }
}

// The engine under test and a plain account of what is in it.
class History {
public:
    History(std::uint64_t seed, const LiveOptions& options)
        : dice_(seed),
          pool_(TestPeople{seed + 1}.records(400)),
          options_(options),
          engine_(fresh(options)) {}

    void step() {
        Change change;
        for (auto i = dice_.below(8); i > 0; --i) change.puts.push_back(some_put());
        for (auto i = dice_.below(4); i > 0; --i) change.removes.push_back(some_id());
        for (auto i = dice_.below(3); i > 0; --i)
            change.verdicts.push_back(
                {some_id(), some_id(),
                 dice_.chance(50) ? VerdictKind::same : VerdictKind::not_same});
        for (auto i = dice_.below(2); i > 0 && !verdicts_.empty(); --i) {
            auto it = verdicts_.begin();
            std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(verdicts_.size())));
            change.unset_verdicts.push_back(it->first);
        }
        keep_account(change);
        const auto before = engine_.all_clusters();
        const auto outcome = engine_.apply(change);
        follow(outcome, before);
    }

    LiveClusters reference() const {
        std::vector<Put> puts;
        for (const auto& [id, put] : records_) puts.push_back(put);
        std::vector<Verdict> verdicts;
        for (const auto& [pair, kind] : verdicts_)
            verdicts.push_back({pair.first, pair.second, kind});
        return loaded(puts, verdicts, options_);
    }
    const LiveClusters& engine() const { return engine_; }

private:
    std::int64_t some_id() { return static_cast<std::int64_t>(1 + dice_.below(pool_.size())); }

    // A record as it is, or with the content of another one: a changed version.
    Put some_put() {
        auto put = pool_[dice_.below(pool_.size())];
        if (dice_.chance(20)) put.row = pool_[dice_.below(pool_.size())].row;
        return put;
    }

    void keep_account(const Change& change) {
        for (const auto& pair : change.unset_verdicts) verdicts_.erase(pair);
        for (const auto id : change.removes) records_.erase(id);
        for (const auto& put : change.puts) records_[put.record_id] = put;
        for (const auto& verdict : change.verdicts)
            if (verdict.a != verdict.b) verdicts_[std::minmax(verdict.a, verdict.b)] = verdict.kind;
    }

    // Following the reported changes must lead from the partition before to the one after.
    void follow(const Outcome& outcome, std::vector<RecordSet> clusters) {
        std::set<RecordSet> now(clusters.begin(), clusters.end());
        for (const auto& change : outcome.changes) {
            for (const auto& set : change.before) ASSERT_EQ(now.erase(set), 1U);
            for (const auto& set : change.after) ASSERT_TRUE(now.insert(set).second);
        }
        const auto after = engine_.all_clusters();
        ASSERT_EQ(now, std::set<RecordSet>(after.begin(), after.end()));
    }

    TestPeople dice_;
    std::vector<Put> pool_;
    LiveOptions options_;
    LiveClusters engine_;
    std::map<std::int64_t, Put> records_;
    std::map<std::pair<std::int64_t, std::int64_t>, VerdictKind> verdicts_;
};

TEST(LiveClusters, RandomHistoriesEqualAFreshLoad) {
    for (std::uint64_t seed = 1; seed <= rounds(4U, 6U); ++seed) {
        History history{seed * 1000, seed % 2 == 0 ? tight_options() : LiveOptions{}};
        for (int step = 0; step < 150; ++step) {
            history.step();
            if (step % 15 != 14) continue;
            ASSERT_EQ(picture(history.engine()), picture(history.reference()))
                << "seed " << seed << " step " << step;
        }
    }
}

TEST(LiveClusters, ALoadEndsWhenItIsToldTo) {
    const auto puts = TestPeople{11}.records(5'000);
    std::vector<std::uint64_t> told;
    auto whole = fresh({});
    EXPECT_TRUE(whole.bulk_load(puts, {}, [&](std::uint64_t records) {
        told.push_back(records);
        return true;
    }));
    EXPECT_TRUE(std::ranges::is_sorted(told));
    // While they are put in, while they are compared, while they are grouped.
    EXPECT_GE(std::ranges::count(told, 0U), 2);
    EXPECT_GE(std::ranges::count(told, 4'096U), 1);
    EXPECT_GE(std::ranges::count(told, 5'000U), 1);
    for (std::size_t last = 0; last < told.size(); ++last) {
        std::size_t asked = 0;
        EXPECT_FALSE(fresh({}).bulk_load(puts, {}, [&](std::uint64_t) { return asked++ < last; }));
        EXPECT_EQ(asked, last + 1) << "asked on after the answer no";
    }
}

TEST(LiveClusters, UnmergeByVerdictUndoesAMergeByVerdict) {
    const auto puts = TestPeople{21}.records(300);
    auto engine = loaded(puts, {}, {});
    const auto before = picture(engine);
    TestPeople dice{22};
    for (int round = 0; round < 50; ++round) {
        const auto a = static_cast<std::int64_t>(1 + dice.below(300));
        const auto b = static_cast<std::int64_t>(1 + dice.below(300));
        if (a == b) continue;
        const auto kind = dice.chance(50) ? VerdictKind::same : VerdictKind::not_same;
        engine.apply({.verdicts = {{a, b, kind}}});
        const auto of_a = engine.cluster_of(a);
        EXPECT_EQ(std::binary_search(of_a.begin(), of_a.end(), b), kind == VerdictKind::same);
        engine.apply({.unset_verdicts = {{b, a}}});
        ASSERT_EQ(picture(engine), before);
    }
}

TEST(LiveClusters, ANotSameVerdictBeatsEveryScoreAndEverySameVerdict) {
    const auto puts = TestPeople{31}.records(200);
    auto engine = loaded(puts, {}, {});
    const auto clusters = engine.all_clusters();
    const auto pair = std::find_if(
        clusters.begin(), clusters.end(), [](const RecordSet& set) { return set.size() > 1; });
    ASSERT_NE(pair, clusters.end());
    const auto a = (*pair)[0];
    const auto b = (*pair)[1];
    engine.apply({.verdicts = {{a, b, VerdictKind::not_same}}});
    EXPECT_NE(engine.cluster_of(a), engine.cluster_of(b));

    // Somebody says both are the same as a third record: that cannot be honoured, and is shown.
    const std::int64_t third = a == 1 || b == 1 ? 199 : 1;
    engine.apply({.verdicts = {{a, third, VerdictKind::same}, {b, third, VerdictKind::same}}});
    EXPECT_NE(engine.cluster_of(a), engine.cluster_of(b));
    const auto review = engine.review_pairs(1);
    ASSERT_EQ(review.size(), 1U);
    EXPECT_EQ(review[0].reason, ReviewReason::unconnected);
}

TEST(LiveClusters, ReviewPagesHoldEveryPairOnceInOrder) {
    const auto engine = loaded(TestPeople{41}.records(600), {}, {.auto_bits = 20'000});
    const auto all = engine.review_pairs(1'000'000);
    ASSERT_GT(all.size(), 20U);
    EXPECT_EQ(all.size(), engine.review_count());
    std::vector<ReviewPair> paged;
    std::optional<ReviewPair> last;
    for (auto page = engine.review_pairs(7, last); !page.empty();
         page = engine.review_pairs(7, last)) {
        paged.insert(paged.end(), page.begin(), page.end());
        last = page.back();
    }
    EXPECT_EQ(paged, all);
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GE(all[i - 1].bits, all[i].bits);
    for (const auto& pair : all) {
        EXPECT_GE(pair.bits, -1000);
        EXPECT_EQ(engine.explain(pair.a, pair.b)->total, pair.bits);
    }
}

TEST(LiveClusters, CandidatesFindTheRecordItself) {
    const auto puts = TestPeople{51}.records(300);
    const auto engine = loaded(puts, {}, {});
    std::size_t first = 0;
    for (const auto& put : puts) {
        const auto found = engine.candidates(put.row, 0, 10);
        first += std::any_of(found.begin(), found.end(), [&](const auto& hit) {
            return hit.first == put.record_id;
        });
    }
    EXPECT_GT(first, 200U);
}

TEST(LiveClusters, KnowsNothingOfRecordsThatAreNotThere) {
    auto engine = fresh({});
    EXPECT_FALSE(engine.has(5));
    EXPECT_TRUE(engine.cluster_of(5).empty());
    EXPECT_FALSE(engine.explain(5, 6).has_value());
    EXPECT_TRUE(
        engine.apply({.removes = {5}, .verdicts = {{5, 6, VerdictKind::same}}}).changes.empty());
    EXPECT_EQ(engine.statistics().records, 0U);
}

}  // namespace
}  // namespace genbo
