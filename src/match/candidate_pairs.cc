// SPDX-License-Identifier: Apache-2.0
#include "match/candidate_pairs.h"

#include <algorithm>
#include <bit>

#include "match/hash.h"
#include "match/parallel.h"

namespace genbo {

namespace {

// Rows compared by one task.  Each task has stamps for all rows, so few and large ones.
constexpr std::size_t kRowsPerTask = 131'072;

}  // namespace

std::uint32_t VectorBook::add(LevelVector vector, std::uint32_t rules) {
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

void VectorBook::grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
        auto at = hash_mix(entries_[i].vector, entries_[i].rules) & (slots_.size() - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = i + 1;
    }
}

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

std::size_t CandidatePairs::task_count() const {
    return (rows_.size() + kRowsPerTask - 1) / kRowsPerTask;
}

// Pairs are found some rows ahead of being compared, so that the rows are on their way from memory
// meanwhile.
template <typename Wanted, typename Found>
void CandidatePairs::walk(
    const Blocks& blocks, std::uint32_t rules, std::size_t task, const Wanted& wanted,
    const Found& found) const {
    constexpr std::uint32_t kRowsAhead = 8;
    constexpr std::size_t kPairsAhead = 256;
    constexpr std::size_t kNear = 6;
    const auto from = static_cast<std::uint32_t>(task * kRowsPerTask);
    const auto to = static_cast<std::uint32_t>(std::min(rows_.size(), (task + 1) * kRowsPerTask));
    const Comparer comparer{schema_, rows_.frequencies()};
    PartnerFinder finder{blocks, rules};
    std::vector<CandidatePair> ahead;  // .vector holds the rules.
    for (auto row = from; row < to;) {
        ahead.clear();
        for (; row < to && ahead.size() < kPairsAhead; ++row) {
            if (!wanted(row)) continue;
            finder.prefetch(row + kRowsAhead);
            for (const auto& [other, by] : finder.partners(row)) {
                if (apart(row, other) || !wanted(other)) continue;
                rows_.prefetch_place(other);
                ahead.push_back({other, row, by});
            }
        }
        for (std::size_t i = 0; i < std::min(kNear, ahead.size()); ++i) rows_.prefetch(ahead[i].a);
        for (std::size_t i = 0; i < ahead.size(); ++i) {
            if (i + kNear < ahead.size()) rows_.prefetch(ahead[i + kNear].a);
            const auto& [a, b, by] = ahead[i];
            found(a, b, comparer.vector(rows_.row(a), rows_.row(b)), by);
        }
    }
}

std::vector<VectorCount> CandidatePairs::compare_sample(
    const Blocks& blocks, const std::vector<bool>& chosen) const {
    std::vector<VectorBook> books(task_count());
    run_tasks(books.size(), options_.threads, [&](std::size_t task) {
        walk(
            blocks, kAllRules, task, [&](std::uint32_t row) { return chosen[row]; },
            [&](std::uint32_t, std::uint32_t, LevelVector vector, std::uint32_t by) {
                books[task].add(vector, by);
            });
    });
    std::vector<VectorCount> counts;
    for (const auto& book : books)
        counts.insert(counts.end(), book.entries().begin(), book.entries().end());
    sort_counts(counts);
    return counts;
}

void CandidatePairs::compare(const Blocks& blocks, std::uint32_t rules) {
    tasks_.resize(task_count());
    run_tasks(tasks_.size(), options_.threads, [&](std::size_t number) {
        auto& task = tasks_[number];
        task.per_rule.resize(schema_.rules.size());
        walk(
            blocks, rules, number, [](std::uint32_t) { return true; },
            [&](std::uint32_t a, std::uint32_t b, LevelVector vector, std::uint32_t by) {
                task.pairs.push_back({a, b, task.book.add(vector, by)});
                ++task.per_rule[static_cast<std::size_t>(std::countr_zero(by))];
            });
    });
}

std::vector<VectorCount> CandidatePairs::counts() const {
    std::vector<VectorCount> all;
    for (const auto& task : tasks_)
        all.insert(all.end(), task.book.entries().begin(), task.book.entries().end());
    sort_counts(all);
    return all;
}

}  // namespace genbo
