// SPDX-License-Identifier: Apache-2.0
#include "match/match_all.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "match/batch_rows.h"
#include "match/blocks.h"
#include "match/cluster.h"
#include "match/hash.h"
#include "match/parallel.h"
#include "match/radix_sort.h"
#include "match/score.h"
#include "match/train.h"

namespace genbo {

namespace {

constexpr std::uint64_t kUpperHalf = 0xffffffff00000000ULL;
constexpr std::uint64_t kRandomPairs = 200'000;
// Rows compared by one task.  Each task has stamps for all rows, so few and large ones.
constexpr std::size_t kRowsPerTask = 131'072;

// Level vectors with the rules they came under, numbered as they are first seen.
class VectorBook {
public:
    VectorBook() : slots_(1024) {}

    std::uint32_t add(LevelVector vector, std::uint32_t rules) {
        if (3 * entries_.size() > 2 * slots_.size()) grow();
        auto at = hash_mix(vector, rules) & (slots_.size() - 1);
        while (slots_[at] != 0) {
            auto& entry = entries_[slots_[at] - 1];
            if (entry.vector == vector && entry.rules == rules) {
                ++entry.count;
                return slots_[at] - 1;
            }
            at = (at + 1) & (slots_.size() - 1);
        }
        entries_.push_back({vector, rules, 1});
        slots_[at] = static_cast<std::uint32_t>(entries_.size());
        return slots_[at] - 1;
    }
    const std::vector<VectorCount>& entries() const { return entries_; }

private:
    void grow() {
        slots_.assign(slots_.size() * 2, 0);
        for (std::uint32_t i = 0; i < entries_.size(); ++i) {
            auto at = hash_mix(entries_[i].vector, entries_[i].rules) & (slots_.size() - 1);
            while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = i + 1;
        }
    }

    std::vector<VectorCount> entries_;
    std::vector<std::uint32_t> slots_;
};

struct CandidatePair {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t vector = 0;  // In the task's book
};

struct PairTask {
    VectorBook book;
    LargeVector<CandidatePair> pairs;
    std::vector<std::uint64_t> per_rule;
};

void sort_counts(std::vector<VectorCount>& counts) {
    std::sort(counts.begin(), counts.end(), [](const VectorCount& x, const VectorCount& y) {
        return x.vector != y.vector ? x.vector < y.vector : x.rules < y.rules;
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (kept > 0 && counts[kept - 1].vector == counts[i].vector &&
            counts[kept - 1].rules == counts[i].rules)
            counts[kept - 1].count += counts[i].count;
        else
            counts[kept++] = counts[i];
    }
    counts.resize(kept);
}

class Batch {
public:
    Batch(const Table& table, const Schema& schema, const MatchOptions& options)
        : schema_(schema), options_(options), rows_(table, schema, options.threads) {
        clock_.end("prepare");
    }

    MatchResult run() && {
        order_by_tie();
        compare();
        result_.model = learn();
        clock_.end("train");
        score();
        clock_.end("score");
        cluster();
        clock_.end("cluster");
        result_.statistics.stages = clock_.stages();
        return std::move(result_);
    }

private:
    void order_by_tie() {
        UnsetVector<std::uint64_t> order(rows_.size());
        for (std::size_t row = 0; row < order.size(); ++row)
            order[row] = (rows_.tie(row) & kUpperHalf) | row;
        radix_sort(order, 32);
        by_tie_.resize(order.size());
        for (std::size_t from = 0; from < order.size();) {
            auto to = from;
            for (; to < order.size() && (order[to] & kUpperHalf) == (order[from] & kUpperHalf);
                 ++to)
                by_tie_[to] = static_cast<std::uint32_t>(order[to]);
            const auto begin = by_tie_.begin();
            if (to - from > 1)
                std::stable_sort(
                    begin + static_cast<std::ptrdiff_t>(from),
                    begin + static_cast<std::ptrdiff_t>(to),
                    [&](std::uint32_t a, std::uint32_t b) { return rows_.tie(a) < rows_.tie(b); });
            from = to;
        }
    }

    // Pairs are found some rows ahead of being compared, so that the rows are on their way from
    // memory meanwhile.
    void compare_task(PairTask& task, const Blocks& blocks, std::uint32_t from, std::uint32_t to) {
        constexpr std::uint32_t kRowsAhead = 8;
        constexpr std::size_t kPairsAhead = 256;
        constexpr std::size_t kNear = 6;
        const Comparer comparer{schema_, rows_.frequencies()};
        PartnerFinder finder{blocks};
        task.per_rule.resize(schema_.rules.size());
        std::vector<CandidatePair> ahead;  // .vector holds the rules.
        for (auto row = from; row < to;) {
            ahead.clear();
            for (; row < to && ahead.size() < kPairsAhead; ++row) {
                finder.prefetch(row + kRowsAhead);
                for (const auto& [other, rules] : finder.partners(row)) {
                    rows_.prefetch_place(other);
                    ahead.push_back({other, row, rules});
                }
            }
            for (std::size_t i = 0; i < std::min(kNear, ahead.size()); ++i)
                rows_.prefetch(ahead[i].a);
            for (std::size_t i = 0; i < ahead.size(); ++i) {
                if (i + kNear < ahead.size()) rows_.prefetch(ahead[i + kNear].a);
                const auto& [a, b, rules] = ahead[i];
                const auto vector = comparer.vector(rows_.row(a), rows_.row(b));
                task.pairs.push_back({a, b, task.book.add(vector, rules)});
                ++task.per_rule[static_cast<std::size_t>(std::countr_zero(rules))];
            }
        }
    }

    void compare() {
        const Blocks blocks{rows_, schema_, options_.block_cap, options_.threads};
        clock_.end("block");
        tasks_.resize((rows_.size() + kRowsPerTask - 1) / kRowsPerTask);
        run_tasks(tasks_.size(), options_.threads, [&](std::size_t number) {
            const auto end = std::min(rows_.size(), (number + 1) * kRowsPerTask);
            compare_task(
                tasks_[number], blocks, static_cast<std::uint32_t>(number * kRowsPerTask),
                static_cast<std::uint32_t>(end));
        });
        clock_.end("compare");
        count_rules(blocks);
    }

    void count_rules(const Blocks& blocks) {
        auto& statistics = result_.statistics;
        statistics.records = rows_.size();
        for (std::size_t rule = 0; rule < schema_.rules.size(); ++rule) {
            const auto& counts = blocks.counts()[rule];
            RuleStatistics one{
                .name = schema_.rules[rule].name,
                .blocks = counts.blocks,
                .dropped_blocks = counts.dropped_blocks,
                .dropped_records = counts.dropped_records};
            for (const auto& task : tasks_) one.pairs += task.per_rule[rule];
            statistics.pairs_compared += one.pairs;
            statistics.rules.push_back(std::move(one));
        }
    }

    // Rows at a few distances in the order of the ties are as good as chosen by lot.  Far apart:
    // rows that are the same in every column stand side by side.
    std::vector<VectorCount> random_pairs() const {
        const auto n = rows_.size();
        if (n < 2) return {};
        const Comparer comparer{
            schema_,
            result_.model.frequencies.pools().empty() ? frequencies_ : result_.model.frequencies};
        const auto strides =
            std::clamp<std::uint64_t>(kRandomPairs / n, 1, std::max<std::uint64_t>(1, (n - 1) / 2));
        const auto pairs_max = std::min<std::uint64_t>(strides * n, kRandomPairs * 2);
        VectorBook book;
        std::uint64_t made = 0;
        for (std::uint64_t number = 1; number <= strides; ++number) {
            const auto stride = std::max<std::uint64_t>(1, number * n / (2 * strides + 1));
            for (std::size_t i = 0; i < n && made < pairs_max; ++i, ++made)
                book.add(
                    comparer.vector(rows_.row(by_tie_[i]), rows_.row(by_tie_[(i + stride) % n])),
                    0);
        }
        auto counts = book.entries();
        sort_counts(counts);
        return counts;
    }

    Model learn() {
        TrainingData data;
        data.records = rows_.size();
        frequencies_ = std::move(rows_.frequencies());
        data.random = random_pairs();
        for (const auto& task : tasks_)
            data.candidates.insert(
                data.candidates.end(), task.book.entries().begin(), task.book.entries().end());
        sort_counts(data.candidates);
        return train(schema_, data, std::move(frequencies_));
    }

    void score() {
        const Scorer scorer{schema_, result_.model};
        const auto threshold = bits_to_millibits(options_.threshold_bits);
        std::vector<std::vector<LinkEdge>> found(tasks_.size());
        run_tasks(tasks_.size(), options_.threads, [&](std::size_t number) {
            const auto& task = tasks_[number];
            std::vector<bool> hopeful;
            std::vector<Levels> levels;
            for (const auto& entry : task.book.entries()) {
                Levels one = {};
                for (std::size_t i = 0; i < kComparisonsMax; ++i)
                    one[i] = level_at(entry.vector, i);
                levels.push_back(one);
                hopeful.push_back(scorer.bound_of_levels(one) >= threshold);
            }
            constexpr std::size_t kFar = 48;
            constexpr std::size_t kNear = 24;
            for (std::size_t i = 0; i < task.pairs.size(); ++i) {
                const auto& pair = task.pairs[i];
                if (i + kFar < task.pairs.size()) {
                    const auto& far = task.pairs[i + kFar];
                    if (hopeful[far.vector]) rows_.prefetch_place(far.a);
                    const auto& near = task.pairs[i + kNear];
                    if (hopeful[near.vector]) rows_.prefetch(near.a);
                }
                if (!hopeful[pair.vector]) continue;
                const auto bits =
                    scorer.score(levels[pair.vector], rows_.row(pair.a), rows_.row(pair.b));
                if (bits >= threshold) found[number].push_back({pair.a, pair.b, bits});
            }
        });
        std::vector<PairTask>().swap(tasks_);
        for (auto& edges : found) edges_.insert(edges_.end(), edges.begin(), edges.end());
        result_.statistics.edges = edges_.size();
    }

    std::uint32_t root(std::uint32_t row) {
        while (parents_[row] != row) {
            parents_[row] = parents_[parents_[row]];
            row = parents_[row];
        }
        return row;
    }

    // Edges of one component side by side, components ascending.
    void gather_edges() {
        LargeVector<std::uint32_t> at(rows_.size() + 1);
        for (const auto& edge : edges_) ++at[parents_[edge.a] + 1];
        for (std::size_t i = 1; i < at.size(); ++i) at[i] += at[i - 1];
        LargeVector<LinkEdge> gathered(edges_.size());
        for (const auto& edge : edges_) gathered[at[parents_[edge.a]]++] = edge;
        edges_ = std::move(gathered);
    }

    void cluster() {
        const Scorer scorer{schema_, result_.model};
        const auto threshold = bits_to_millibits(options_.threshold_bits);
        const auto n = static_cast<std::uint32_t>(rows_.size());
        parents_.resize(n);
        std::iota(parents_.begin(), parents_.end(), 0U);
        for (const auto& edge : edges_) {
            const auto x = root(edge.a);
            const auto y = root(edge.b);
            if (x != y) parents_[std::max(x, y)] = std::min(x, y);
        }
        for (std::uint32_t row = 0; row < n; ++row) parents_[row] = root(row);
        // Rows in the order of ties, gathered by component.
        UnsetVector<std::uint32_t> order(n);
        LargeVector<std::uint32_t> begins(std::size_t{n} + 1, 0);
        for (std::uint32_t row = 0; row < n; ++row) ++begins[parents_[row] + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        auto at = begins;
        UnsetVector<std::uint32_t> position(n);
        for (const auto row : by_tie_) {
            const auto component = parents_[row];
            position[row] = at[component] - begins[component];
            order[at[component]++] = row;
        }
        gather_edges();
        UnsetVector<std::uint32_t> cluster_of(n);
        std::iota(cluster_of.begin(), cluster_of.end(), 0U);
        std::size_t edge = 0;
        std::vector<LinkEdge> mine;
        std::vector<std::uint64_t> ties;
        while (edge < edges_.size()) {
            const auto component = parents_[edges_[edge].a];
            mine.clear();
            for (; edge < edges_.size() && parents_[edges_[edge].a] == component; ++edge)
                mine.push_back(
                    {position[edges_[edge].a], position[edges_[edge].b], edges_[edge].bits});
            const auto begin = begins[component];
            const auto end = begins[component + 1];
            ties.clear();
            for (auto i = begin; i < end; ++i) ties.push_back(rows_.tie(order[i]));
            const auto clustering = cluster_component(
                {.ties = ties, .edges = mine},
                {.mean_bits = threshold, .base = result_.model.base()},
                [&](std::uint32_t a, std::uint32_t b) {
                    return scorer.score(rows_.row(order[begin + a]), rows_.row(order[begin + b]));
                });
            for (auto i = begin; i < end; ++i)
                cluster_of[order[i]] = order[begin + clustering.cluster[i - begin]];
        }
        expect_precision(cluster_of);
        number_clusters(cluster_of);
    }

    void expect_precision(const UnsetVector<std::uint32_t>& cluster_of) {
        // In steps of 2^-20, so that the order of the edges cannot be seen in the sum.
        constexpr double kSteps = 1 << 20;
        std::uint64_t sum = 0;
        std::uint64_t joined = 0;
        for (const auto& edge : edges_) {
            if (cluster_of[edge.a] != cluster_of[edge.b]) continue;
            sum += static_cast<std::uint64_t>(probability_of(edge.bits) * kSteps);
            ++joined;
        }
        if (joined > 0)
            result_.statistics.expected_precision =
                static_cast<double>(sum) / kSteps / static_cast<double>(joined);
    }

    // By first row.
    void number_clusters(const UnsetVector<std::uint32_t>& cluster_of) {
        constexpr auto kNone = ~std::uint32_t{0};
        std::vector<std::uint32_t> numbers(cluster_of.size(), kNone);
        std::uint32_t next = 0;
        result_.cluster.reserve(cluster_of.size());
        for (const auto name : cluster_of) {
            if (numbers[name] == kNone) numbers[name] = next++;
            result_.cluster.push_back(numbers[name]);
        }
        result_.statistics.clusters = next;
    }

    const Schema& schema_;
    const MatchOptions& options_;
    StageClock clock_;
    BatchRows rows_;
    FrequencyTable frequencies_;
    UnsetVector<std::uint32_t> by_tie_;
    std::vector<PairTask> tasks_;
    LargeVector<LinkEdge> edges_;
    UnsetVector<std::uint32_t> parents_;
    MatchResult result_;
};

}  // namespace

MatchResult match_all(const Table& table, const Schema& schema, const MatchOptions& options) {
    return Batch{table, schema, options}.run();
}

}  // namespace genbo
