// SPDX-License-Identifier: Apache-2.0
//
// The promise between the three engines: whatever happened to a register, in whatever order, it
// ends in the partition that a batch run makes of the same facts.  Caps are small here, so that
// blocks of both kinds (namesakes, and all others) grow over theirs and shrink below them again.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "match/hash.h"
#include "match/long_test_helper.h"
#include "match/match_all.h"
#include "match/strict_tables_test_helper.h"
#include "match/table_clusters.h"
#include "match/test_people.h"

namespace genbo {
namespace {

using IdPair = std::pair<std::int64_t, std::int64_t>;

struct HistoryRules {
    std::uint32_t block_cap = 0;
    std::uint32_t namesakes_cap = 0;
    // Below even odds: pairs that a name alone speaks for are edges too, and missed if they fail.
    int threshold_bits = 0;
};

// What happens at once: contents are numbers of TestPeople's cells.
struct HistoryStep {
    std::vector<IdPair> puts;  // Record, content
    std::vector<std::int64_t> removes;
    std::vector<Verdict> verdicts;
    std::vector<IdPair> unset;
};

class HistoryMaker {
public:
    HistoryMaker(std::uint64_t seed, std::size_t people)
        : dice_(seed), people_(people), cells_(TestPeople{seed + 1}.cells(people)) {}

    const std::vector<TestPeople::Cells>& cells() const { return cells_; }

    std::vector<HistoryStep> history(std::size_t steps) {
        std::vector<HistoryStep> made(steps);
        // Enough to fill blocks at once, then a little at a time.
        for (std::size_t i = 0; i < people_ * 2 / 3; ++i) made[0].puts.push_back(put());
        for (std::size_t i = 1; i < steps; ++i) {
            auto& step = made[i];
            for (auto n = dice_.below(12); n > 0; --n) step.puts.push_back(put());
            for (auto n = dice_.below(10); n > 0; --n) step.removes.push_back(some());
            for (auto n = dice_.below(2); n > 0; --n) {
                const Verdict verdict{
                    some(), some(), dice_.chance(50) ? VerdictKind::same : VerdictKind::not_same};
                if (verdict.a != verdict.b) step.verdicts.push_back(verdict);
            }
            if (dice_.chance(10)) step.unset.emplace_back(some(), some());
        }
        return made;
    }

private:
    std::int64_t some() { return static_cast<std::int64_t>(dice_.below(people_)); }
    IdPair put() {
        const auto id = some();
        return {id, dice_.chance(25) ? some() : id};
    }

    TestPeople dice_;
    std::size_t people_;
    std::vector<TestPeople::Cells> cells_;
};

// What is known when a history is over.
struct HistoryFacts {
    std::map<std::int64_t, std::int64_t> content_of;
    std::map<IdPair, VerdictKind> verdicts;
};

HistoryFacts facts_after(const std::vector<HistoryStep>& history) {
    HistoryFacts facts;
    for (const auto& step : history) {
        for (const auto& [a, b] : step.unset) facts.verdicts.erase(std::minmax(a, b));
        for (const auto id : step.removes) facts.content_of.erase(id);
        for (const auto& [id, content] : step.puts) facts.content_of[id] = content;
        for (const auto& [a, b, kind] : step.verdicts) facts.verdicts[std::minmax(a, b)] = kind;
    }
    return facts;
}

struct BatchEnd {
    std::vector<RecordSet> clusters;
    Model model;
    std::uint64_t edges = 0;
    std::uint64_t dropped_namesakes = 0;
    std::uint64_t dropped_others = 0;
};

BatchEnd batch_of(
    const HistoryFacts& facts, const std::vector<TestPeople::Cells>& cells,
    const HistoryRules& rules) {
    std::vector<std::string_view> header;
    for (const auto& info : all_fields()) header.push_back(info.name);
    Table table{header, std::vector<std::string>{}};
    std::vector<std::int64_t> ids;
    std::map<std::int64_t, std::uint32_t> row_of;
    for (const auto& [id, content] : facts.content_of) {
        const auto& own = cells[static_cast<std::size_t>(content)];
        table.add_row(std::vector<std::string_view>(own.begin(), own.end()));
        row_of[id] = static_cast<std::uint32_t>(ids.size());
        ids.push_back(id);
    }
    MatchFacts given;
    for (const auto& [pair, kind] : facts.verdicts)
        if (row_of.contains(pair.first) && row_of.contains(pair.second))
            given.verdicts.push_back(
                {row_of[pair.first], row_of[pair.second], kind == VerdictKind::same});
    const auto result = match_all(
        table, register_schema(),
        {.threshold_bits = static_cast<double>(rules.threshold_bits),
         .block_cap = rules.block_cap,
         .namesakes_cap = rules.namesakes_cap},
        given);
    BatchEnd end;
    end.model = result.model;
    end.edges = result.statistics.edges;
    for (const auto& rule : result.statistics.rules)
        (rule.name == "surname + given name" ? end.dropped_namesakes : end.dropped_others) +=
            rule.dropped_blocks;
    std::map<std::uint32_t, RecordSet> sets;
    for (std::size_t row = 0; row < ids.size(); ++row)
        sets[result.cluster[row]].push_back(ids[row]);
    for (auto& [number, set] : sets) end.clusters.push_back(std::move(set));
    std::sort(end.clusters.begin(), end.clusters.end());
    return end;
}

Change change_of(const HistoryStep& step, const std::vector<TestPeople::Cells>& cells) {
    Change change{.unset_verdicts = step.unset, .removes = step.removes, .verdicts = step.verdicts};
    for (const auto& [id, content] : step.puts) {
        auto row = TestPeople::prepared(cells[static_cast<std::size_t>(content)]);
        const auto tie = hash_bytes(row.bytes);  // As the batch has it.
        change.puts.push_back({id, tie, std::move(row)});
    }
    return change;
}

// Lives the history in both homes and says what differs from the batch, or nothing.
std::string differs(
    const std::vector<HistoryStep>& history, const std::vector<TestPeople::Cells>& cells,
    const HistoryRules& rules) {
    const auto batch = batch_of(facts_after(history), cells, rules);
    const LiveOptions options{
        .auto_bits = bits_to_millibits(rules.threshold_bits),
        .review_bits = bits_to_millibits(rules.threshold_bits),
        .mean_bits = bits_to_millibits(rules.threshold_bits),
        .block_cap = rules.block_cap,
        .namesakes_cap = rules.namesakes_cap};
    LiveClusters live{register_schema(), batch.model, options};
    const TableClusters engine{register_schema(), batch.model, options};
    StrictTables tables;
    for (const auto& step : history) {
        const auto change = change_of(step, cells);
        live.apply(change);
        tables.set_verdicts(change);
        const auto outcome = engine.apply(tables, change);
        if (!outcome.ok()) return outcome.error().code;
        tables.set_labels(*outcome);
    }
    if (live.statistics().edges != batch.edges) return "edges of the resident engine";
    if (live.all_clusters() != batch.clusters) return "the resident engine";
    if (tables.bits_of.size() != batch.edges) return "edges of the tables";
    if (tables.partition() != batch.clusters) return "the tables";
    return {};
}

// A history that still fails, without what it does not need to fail.
std::vector<HistoryStep> shrunk(
    std::vector<HistoryStep> history, const std::vector<TestPeople::Cells>& cells,
    const HistoryRules& rules) {
    const auto try_without = [&](auto member) {
        for (std::size_t i = 0; i < history.size(); ++i)
            for (std::size_t j = 0; j < (history[i].*member).size();) {
                auto smaller = history;
                auto& events = smaller[i].*member;
                events.erase(events.begin() + static_cast<std::ptrdiff_t>(j));
                if (differs(smaller, cells, rules).empty())
                    ++j;
                else
                    history = std::move(smaller);
            }
    };
    try_without(&HistoryStep::verdicts);
    try_without(&HistoryStep::unset);
    try_without(&HistoryStep::removes);
    try_without(&HistoryStep::puts);
    return history;
}

std::string told(const std::vector<HistoryStep>& history) {
    std::string text;
    for (const auto& step : history) {
        for (const auto& [a, b] : step.unset)
            text += " unset " + std::to_string(a) + "-" + std::to_string(b);
        for (const auto id : step.removes) text += " remove " + std::to_string(id);
        for (const auto& [id, content] : step.puts)
            text += " put " + std::to_string(id) + "=" + std::to_string(content);
        for (const auto& [a, b, kind] : step.verdicts)
            text += (kind == VerdictKind::same ? " same " : " not ") + std::to_string(a) + "-" +
                    std::to_string(b);
        text += ";";
    }
    return text;
}

TEST(MatchAllHistories, EndInThePartitionOfABatchRun) {
    std::uint64_t namesakes = 0;
    std::uint64_t others = 0;
    std::size_t joined = 0;
    for (std::uint64_t seed = 1; seed <= rounds(18U, 40U); ++seed) {
        const HistoryRules rules{
            .block_cap = static_cast<std::uint32_t>(3 + seed % 6),
            .namesakes_cap = static_cast<std::uint32_t>(2 + seed % 3),
            .threshold_bits = seed % 2 == 0 ? 0 : -12};
        HistoryMaker maker{seed * 100, 60 + 20 * (seed % 4)};
        const auto history = maker.history(8 + seed % 9);
        const auto batch = batch_of(facts_after(history), maker.cells(), rules);
        namesakes += batch.dropped_namesakes;
        others += batch.dropped_others;
        for (const auto& set : batch.clusters) joined += set.size() > 1 ? 1 : 0;
        if (const auto what = differs(history, maker.cells(), rules); !what.empty())
            FAIL() << "seed " << seed << ": " << what << " after"
                   << told(shrunk(history, maker.cells(), rules));
    }
    // Otherwise the caps were never met, or nothing was there to be told apart.
    EXPECT_GT(namesakes, rounds(15U, 40U));
    EXPECT_GT(others, rounds(20U, 60U));
    EXPECT_GT(joined, rounds(120U, 300U));
}

}  // namespace
}  // namespace genbo
