// SPDX-License-Identifier: Apache-2.0
#include "match/match_all.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/check.h"
#include "match/batch_rows.h"
#include "match/blocks.h"
#include "match/candidate_pairs.h"
#include "match/cluster.h"
#include "match/hash.h"
#include "match/pairwise_score.h"
#include "match/parallel.h"
#include "match/radix_sort.h"
#include "match/rule_choice.h"
#include "match/score.h"
#include "match/train.h"

namespace genbo {

namespace {

constexpr std::uint64_t kUpperHalf = 0xffffffff00000000ULL;
constexpr std::uint64_t kRandomPairs = 200'000;
constexpr std::size_t kSuggestedRules = 10;
constexpr std::size_t kDiffExamples = 20;
// Below this nobody is asked.
constexpr Millibits kDoubtBits = -10000;
constexpr double kPairsToChooseRules = 500'000;

// What of a component goes to the clustering; kept to avoid allocations.
struct Gathered {
    std::vector<std::uint64_t> ties;
    std::vector<LinkEdge> edges;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> same;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> not_same;
    std::vector<std::uint16_t> sources;

    void clear() {
        ties.clear();
        edges.clear();
        same.clear();
        not_same.clear();
        sources.clear();
    }
};

// The probabilities of pairs, in steps of 2^-20, so that their order cannot be seen in the sum.
struct BelowThreshold {
    std::uint64_t steps = 0;
    // In the zone where a person should look.
    std::uint64_t near = 0;

    void add(Millibits bits, std::uint64_t count) {
        steps += count * static_cast<std::uint64_t>(probability_of(bits) * kSteps);
        if (bits >= kReviewBits) near += count;
    }
    void add(const BelowThreshold& other) {
        steps += other.steps;
        near += other.near;
    }
    double sum() const { return static_cast<double>(steps) / kSteps; }

    static constexpr double kSteps = 1 << 20;
};

class Batch {
public:
    template <typename SomeTable>
    Batch(
        SomeTable&& table, const Schema& schema, const MatchOptions& options,
        const MatchFacts& facts)
        : schema_(schema),
          options_(options),
          facts_(facts),
          rows_(std::forward<SomeTable>(table), schema, options.threads),
          pairs_(rows_, schema, pair_options(options, facts)) {
        clock_.end("prepare");
    }

    MatchResult run() && {
        order_by_tie();
        compare();
        frequencies_ = std::move(rows_.frequencies());
        result_.model = learn();
        clock_.end("train");
        score();
        clock_.end("score");
        const auto clusters = facts_.verdicts.empty() ? cluster(facts_.verdicts) : relearn();
        expect(clusters);
        number_clusters(clusters);
        ask();
        clock_.end("cluster");
        result_.statistics.stages = clock_.stages();
        return std::move(result_);
    }

private:
    // Two rows of one source that is free of duplicates.
    bool apart(std::uint32_t a, std::uint32_t b) const {
        return facts_.unique_sources && facts_.sources[a] == facts_.sources[b];
    }

    // Pairs of rows that could be one.
    double pairs_possible() const {
        const auto pairs = [](double n) { return n * (n - 1) / 2; };
        double possible = pairs(static_cast<double>(rows_.size()));
        if (!facts_.unique_sources) return possible;
        for (const auto count : records_of_sources()) possible -= pairs(static_cast<double>(count));
        return possible;
    }

    std::vector<std::uint64_t> records_of_sources() const {
        std::vector<std::uint64_t> of_source;
        for (const auto source : facts_.sources) {
            if (source >= of_source.size()) of_source.resize(source + 1U);
            ++of_source[source];
        }
        return of_source;
    }

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

    static CandidatePairs::Options pair_options(
        const MatchOptions& options, const MatchFacts& facts) {
        CandidatePairs::Options mine{.threads = options.threads};
        if (facts.unique_sources) mine.sources = facts.sources;
        return mine;
    }

    void compare() {
        const Blocks blocks{
            rows_, schema_, {options_.block_cap, options_.namesakes_cap}, options_.threads};
        clock_.end("block");
        const auto rules = choose_rules(blocks);
        clock_.end("choose");
        pairs_.compare(blocks, rules);
        clock_.end("compare");
        if (random_.empty()) random_ = random_pairs();
        count_rules(blocks, rules);
    }

    // All, unless their pairs are too many: then those that are worth it (rule_choice.h).
    std::uint32_t choose_rules(const Blocks& blocks) {
        const auto n = static_cast<double>(rows_.size());
        double pairs = 0;
        for (const auto& rule : blocks.counts()) pairs += static_cast<double>(rule.pairs);
        const double wanted = options_.pairs_per_record * n;
        if (wanted <= 0 || pairs <= wanted || rows_.size() < options_.rows_to_choose_rules)
            return kAllRules;
        random_ = random_pairs();
        const auto chosen = sample_rows(std::min(1.0, std::sqrt(kPairsToChooseRules / pairs)));
        const auto sampled = static_cast<std::uint64_t>(std::ranges::count(chosen, true));
        const double share = static_cast<double>(sampled) / n;
        sample_ = TrainingData{
            .candidates = pairs_.compare_sample(blocks, chosen),
            .random = random_,
            .records = sampled,
            .pairs = pairs_possible() * share * share};
        const Model model = train(schema_, *sample_, rows_.frequencies());
        const Scorer scorer{schema_, model};
        const auto threshold = bits_to_millibits(options_.threshold_bits);
        std::vector<RuleYield> yields;
        yields.reserve(sample_->candidates.size());
        for (const auto& [vector, rules, count] : sample_->candidates) {
            const bool match = scorer.score_of_levels(unpack_levels(vector)) >= threshold;
            yields.push_back({rules, count, match ? count : 0});
        }
        const auto kept = worthwhile_rules(yields, schema_.rules.size(), wanted * share * share);
        if (std::popcount(kept) == std::ssize(schema_.rules)) sample_.reset();
        return kept;
    }

    // A share of the rows by what they hold, so that it is the same in any order of them.  Of equal
    // rows it does not matter which are taken, but one does not draw the others.
    std::vector<bool> sample_rows(double share) const {
        constexpr double kTies = 4294967296.0;
        const auto limit = static_cast<std::uint64_t>(share * kTies);
        std::vector<bool> chosen(rows_.size());
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < by_tie_.size(); ++i) {
            const auto tie = rows_.tie(by_tie_[i]);
            number = i > 0 && rows_.tie(by_tie_[i - 1]) == tie ? number + 1 : 0;
            chosen[by_tie_[i]] = (hash_mix(tie, number) >> 32) < limit;
        }
        return chosen;
    }

    void count_rules(const Blocks& blocks, std::uint32_t rules) {
        auto& statistics = result_.statistics;
        statistics.records = rows_.size();
        for (std::size_t rule = 0; rule < schema_.rules.size(); ++rule) {
            const auto& counts = blocks.counts()[rule];
            RuleStatistics one{
                .name = schema_.rules[rule].name,
                .blocks = counts.blocks,
                .dropped_blocks = counts.dropped_blocks,
                .dropped_records = counts.dropped_records};
            for (const auto& task : pairs_.tasks()) one.pairs += task.per_rule[rule];
            if ((rules >> rule & 1) == 0) one.pairs_left_out = counts.pairs;
            statistics.pairs_compared += one.pairs;
            statistics.rules.push_back(std::move(one));
        }
    }

    // Rows at a few distances in the order of the ties are as good as chosen by lot.  Far apart:
    // rows that are the same in every column stand side by side.
    std::vector<VectorCount> random_pairs() const {
        const auto n = rows_.size();
        if (n < 2) return {};
        const Comparer comparer{schema_, rows_.frequencies()};
        const auto strides =
            std::clamp<std::uint64_t>(kRandomPairs / n, 1, std::max<std::uint64_t>(1, (n - 1) / 2));
        const auto pairs_max = std::min<std::uint64_t>(strides * n, kRandomPairs);
        VectorBook book;
        std::uint64_t made = 0;
        for (std::uint64_t number = 1; number <= strides; ++number) {
            const auto stride = std::max<std::uint64_t>(1, number * n / (2 * strides + 1));
            for (std::size_t i = 0; i < n && made < pairs_max; ++i) {
                constexpr std::size_t kFar = 16;
                constexpr std::size_t kNear = 8;
                for (const auto at : {i, i + stride}) {
                    rows_.prefetch_place(by_tie_[(at + kFar) % n]);
                    rows_.prefetch(by_tie_[(at + kNear) % n]);
                }
                const auto a = by_tie_[i];
                const auto b = by_tie_[(i + stride) % n];
                if (apart(a, b)) continue;
                book.add(comparer.vector(rows_.row(a), rows_.row(b)), 0);
                ++made;
            }
        }
        auto counts = book.entries();
        sort_counts(counts);
        return counts;
    }

    // Where rules were left out, their pairs are needed all the same: a field is learned from rules
    // that do not ask for it.
    Model learn() {
        const auto data = sample_ ? *std::exchange(sample_, std::nullopt)
                                  : TrainingData{
                                        .candidates = pairs_.counts(),
                                        .random = std::move(random_),
                                        .records = rows_.size(),
                                        .pairs = pairs_possible()};
        auto model = train(schema_, data, std::move(frequencies_));
        for (const auto& fixed : options_.fixed)
            model.comparisons[fixed.comparison].levels[fixed.level].weight = fixed.bits;
        return model;
    }

    // What is asked of a person, or was answered.
    QuestionInput question_input(std::span<const std::uint32_t> clusters, const Scorer& scorer) {
        return {
            .cluster = clusters,
            .pairs = doubts_,
            .rule = link_rule(),
            .score = [&](std::uint32_t a,
                         std::uint32_t b) { return scorer.score(rows_.row(a), rows_.row(b)); },
            .tie = [&](std::uint32_t row) { return rows_.tie(row); }};
    }

    Millibits threshold() const {
        const auto asked = bits_to_millibits(options_.threshold_bits);
        if (!facts_.unique_sources) return asked;
        return asked +
               exclusive_allowance(result_.model.lambda * pairs_possible(), records_of_sources());
    }

    LinkRule link_rule() const {
        return {
            .mean_bits = threshold(),
            .base = result_.model.nothing_known(),
            .inconclusive = lists_branches(schema_) ? kInconclusiveBranch : kInconclusive};
    }

    // The model learns from the verdicts: first the levels, then what the sums are worth.
    UnsetVector<std::uint32_t> relearn() {
        const auto before = cluster(facts_.verdicts);
        result_.refused.clear();
        std::vector<AnsweredPair> labels;
        {
            const Scorer scorer{schema_, result_.model};
            for (const auto& [a, b, same] : facts_.verdicts)
                labels.push_back(
                    {.vector = scorer.comparer().vector(rows_.row(a), rows_.row(b)),
                     .same = same,
                     .bits = scorer.score(rows_.row(a), rows_.row(b))});
        }
        result_.suggested = suggest_rules(schema_, labels, kSuggestedRules);
        result_.former = result_.model;
        auto learned = learned_model(result_.former, labels, [&](const Model& moved) {
            result_.model = moved;
            return verdict_scores();
        });
        result_.model = std::move(learned);
        score();
        const auto after = cluster(facts_.verdicts);
        differ(before, after);
        return after;
    }

    // Of the verdicts, what speaks for them without them.
    std::vector<LabelledScore> verdict_scores() {
        score();
        const auto plain = cluster({});
        const Scorer scorer{schema_, result_.model};
        const auto input = question_input(plain, scorer);
        std::vector<LabelledScore> scores;
        for (const auto& [a, b, same] : facts_.verdicts)
            scores.push_back({.bits = evidence_between(input, a, b), .same = same});
        return scores;
    }

    void differ(const UnsetVector<std::uint32_t>& before, const UnsetVector<std::uint32_t>& after) {
        const auto pairs_in = [](const UnsetVector<std::uint32_t>& clusters) {
            std::vector<std::uint64_t> sizes(clusters.size());
            for (const auto cluster : clusters) ++sizes[cluster];
            std::uint64_t pairs = 0;
            for (const auto size : sizes)
                if (size > 1) pairs += size * (size - 1) / 2;
            return pairs;
        };
        const auto score = pairwise_score(after, before);
        auto& diff = result_.diff;
        diff.pairs_joined = pairs_in(after) - score.true_positives;
        diff.pairs_parted = pairs_in(before) - score.true_positives;
        // Every cluster bears the number of one of its rows.
        for (std::uint32_t row = 0; row < before.size(); ++row) {
            if (diff.examples.size() >= kDiffExamples) break;
            if (before[row] == before[after[row]] && after[row] == after[before[row]]) continue;
            const bool joined = before[row] != before[after[row]];
            diff.examples.push_back({joined ? after[row] : before[row], row, joined});
        }
    }

    void ask() {
        if (options_.questions == 0) return;
        const Scorer scorer{schema_, result_.model};
        result_.questions =
            valuable_questions(question_input(result_.cluster, scorer), options_.questions);
    }

    void score() {
        const Scorer scorer{schema_, result_.model};
        const auto threshold = this->threshold();
        // Doubtful pairs are only looked for where somebody asks for them.
        const bool wonders = options_.questions > 0;
        const auto lowest = wonders ? std::min(threshold, kDoubtBits) : threshold;
        const auto& tasks = pairs_.tasks();
        std::vector<std::vector<LinkEdge>> found(tasks.size());
        std::vector<std::vector<LinkEdge>> doubted(tasks.size());
        std::vector<BelowThreshold> below(tasks.size());
        run_tasks(tasks.size(), options_.threads, [&](std::size_t number) {
            const auto& task = tasks[number];
            std::vector<bool> hopeful;
            std::vector<Levels> levels;
            for (const auto& entry : task.book.entries()) {
                const auto one = unpack_levels(entry.vector);
                levels.push_back(one);
                hopeful.push_back(scorer.bound_of_levels(one) >= lowest);
                if (!hopeful.back()) below[number].add(scorer.score_of_levels(one), entry.count);
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
                if (bits >= threshold)
                    found[number].push_back({pair.a, pair.b, bits});
                else
                    below[number].add(bits, 1);
                if (wonders && bits >= kDoubtBits)
                    doubted[number].push_back({pair.a, pair.b, bits});
            }
        });
        if (facts_.verdicts.empty()) pairs_.clear();
        edges_.clear();
        doubts_.clear();
        below_ = {};
        for (const auto& task : below) below_.add(task);
        for (auto& edges : found) edges_.insert(edges_.end(), edges.begin(), edges.end());
        for (auto& edges : doubted) doubts_.insert(doubts_.end(), edges.begin(), edges.end());
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

    UnsetVector<std::uint32_t> cluster(std::vector<RowVerdict> verdicts) {
        const Scorer scorer{schema_, result_.model};
        const auto n = static_cast<std::uint32_t>(rows_.size());
        parents_.resize(n);
        std::iota(parents_.begin(), parents_.end(), 0U);
        for (const auto& edge : edges_) {
            const auto x = root(edge.a);
            const auto y = root(edge.b);
            if (x != y) parents_[std::max(x, y)] = std::min(x, y);
        }
        for (const auto& verdict : verdicts) {
            const auto x = root(verdict.a);
            const auto y = root(verdict.b);
            if (verdict.same && x != y) parents_[std::max(x, y)] = std::min(x, y);
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
        std::sort(verdicts.begin(), verdicts.end(), [&](const RowVerdict& x, const RowVerdict& y) {
            return parents_[x.a] < parents_[y.a];
        });
        std::size_t edge = 0;
        std::size_t verdict = 0;
        Gathered mine;
        for (std::uint32_t component = 0; component < n; ++component) {
            if (begins[component + 1] - begins[component] < 2) continue;
            mine.clear();
            for (; edge < edges_.size() && parents_[edges_[edge].a] <= component; ++edge)
                mine.edges.push_back(
                    {position[edges_[edge].a], position[edges_[edge].b], edges_[edge].bits});
            for (; verdict < verdicts.size() && parents_[verdicts[verdict].a] <= component;
                 ++verdict) {
                const auto& [a, b, same] = verdicts[verdict];
                if (parents_[a] == component && parents_[b] == component)
                    (same ? mine.same : mine.not_same).emplace_back(position[a], position[b]);
            }
            const auto begin = begins[component];
            const auto end = begins[component + 1];
            for (auto i = begin; i < end; ++i) {
                mine.ties.push_back(rows_.tie(order[i]));
                if (facts_.unique_sources) mine.sources.push_back(facts_.sources[order[i]]);
            }
            const auto clustering = cluster_component(
                {.ties = mine.ties,
                 .edges = mine.edges,
                 .same = mine.same,
                 .not_same = mine.not_same,
                 .sources = mine.sources},
                link_rule(), [&](std::uint32_t a, std::uint32_t b) {
                    return scorer.score(rows_.row(order[begin + a]), rows_.row(order[begin + b]));
                });
            for (const auto& [a, b] : clustering.refused)
                result_.refused.push_back({order[begin + a], order[begin + b], true});
            for (auto i = begin; i < end; ++i)
                cluster_of[order[i]] = order[begin + clustering.cluster[i - begin]];
        }
        return cluster_of;
    }

    // What the model itself expects of the result, and in which zone the pairs stand.
    void expect(const UnsetVector<std::uint32_t>& cluster_of) {
        auto& statistics = result_.statistics;
        // Of each row, the best pair in its cluster and out of it.
        constexpr Millibits kNever = -kLinkClamp;
        LargeVector<Millibits> own(cluster_of.size(), kNever);
        LargeVector<Millibits> rival(cluster_of.size(), kNever);
        BelowThreshold inside;
        BelowThreshold outside = below_;
        std::uint64_t joined = 0;
        for (const auto& edge : edges_) {
            const bool one = cluster_of[edge.a] == cluster_of[edge.b];
            (one ? inside : outside).add(edge.bits, 1);
            joined += one;
            for (const auto row : {edge.a, edge.b}) {
                auto& best = one ? own[row] : rival[row];
                best = std::max(best, edge.bits);
            }
        }
        for (const auto& edge : edges_) {
            const bool one = cluster_of[edge.a] == cluster_of[edge.b];
            const auto contested = [&](std::uint32_t row) {
                return rival[row] > kNever && own[row] - rival[row] < kRivalMargin;
            };
            const bool rivalled = contested(edge.a) || contested(edge.b);
            if (one && edge.bits >= kSureBits && !rivalled)
                ++statistics.pairs_sure;
            else
                ++statistics.pairs_review;
            statistics.pairs_contested += rivalled;
        }
        statistics.pairs_review += below_.near;
        statistics.pairs_apart = statistics.pairs_compared - edges_.size() - below_.near;
        if (joined > 0) statistics.expected_precision = inside.sum() / static_cast<double>(joined);
        const double all = inside.sum() + outside.sum();
        if (all > 0) statistics.expected_recall = inside.sum() / all;
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
    const MatchFacts& facts_;
    StageClock clock_;
    BatchRows rows_;
    CandidatePairs pairs_;
    std::vector<VectorCount> random_;
    // Where rules were left out: pairs of all rules, among some of the rows.
    std::optional<TrainingData> sample_;
    FrequencyTable frequencies_;  // Once the rows no longer need them
    UnsetVector<std::uint32_t> by_tie_;
    LargeVector<LinkEdge> edges_;
    std::vector<LinkEdge> doubts_;  // Also those below the threshold
    BelowThreshold below_;
    UnsetVector<std::uint32_t> parents_;
    MatchResult result_;
};

}  // namespace

MatchResult match_all(
    const Table& table, const Schema& schema, const MatchOptions& options,
    const MatchFacts& facts) {
    check(!facts.unique_sources || facts.sources.size() == table.rows());
    return Batch{table, schema, options, facts}.run();
}

MatchResult match_all(
    Table&& table, const Schema& schema, const MatchOptions& options, const MatchFacts& facts) {
    check(!facts.unique_sources || facts.sources.size() == table.rows());
    return Batch{std::move(table), schema, options, facts}.run();
}

}  // namespace genbo
