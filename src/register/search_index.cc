// SPDX-License-Identifier: Apache-2.0
#include "register/search_index.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace genbo {

namespace {

// Below this, scanning what is not sorted yet is cheaper than sorting it.
constexpr std::size_t kFreshMax = 1U << 16;

std::uint64_t search_entry(std::uint32_t token, std::uint32_t slot) {
    return std::uint64_t{token} << 32 | slot;
}

using Entries = std::span<const std::uint64_t>;

Entries entries_of(Entries run, std::uint32_t token) {
    const auto begin = std::ranges::lower_bound(run, search_entry(token, 0));
    const auto end = std::upper_bound(begin, run.end(), search_entry(token, 0xFFFFFFFFU));
    return {begin, end};
}

}  // namespace

// A term of a query, looked up once.
struct SearchIndex::Term {
    std::vector<std::uint32_t> tokens;  // Sorted.
    std::vector<Entries> entries;       // In the runs, those that are there.
    std::size_t count = 0;              // At most so many slots.
};

void SearchIndex::add(std::uint32_t slot, std::span<const std::uint32_t> token_hashes) {
    for (const auto token : token_hashes) fresh_.push_back(search_entry(token, slot));
    if (fresh_.size() >= kFreshMax) settle();
}

void SearchIndex::settle() {
    if (fresh_.empty()) return;
    std::ranges::sort(fresh_);
    runs_.push_back(std::move(fresh_));
    fresh_ = {};
    merge_runs();
}

void SearchIndex::merge_runs() {
    while (runs_.size() >= 2) {
        auto& longer = runs_[runs_.size() - 2];
        auto& shorter = runs_.back();
        if (longer.size() > 2 * shorter.size()) return;
        std::vector<std::uint64_t> merged;
        merged.reserve(longer.size() + shorter.size());
        std::ranges::merge(longer, shorter, std::back_inserter(merged));
        runs_.pop_back();
        runs_.back() = std::move(merged);
    }
}

SearchIndex::Term SearchIndex::look_up(std::span<const std::uint32_t> tokens) const {
    Term term;
    term.tokens.assign(tokens.begin(), tokens.end());
    std::ranges::sort(term.tokens);
    term.count = fresh_.size();
    for (const Entries run : runs_) {
        // Ascending tokens: each stands behind the one before.
        Entries rest = run;
        for (const auto token : term.tokens) {
            const auto entries = entries_of(rest, token);
            rest = Entries{entries.end(), rest.end()};
            if (entries.empty()) continue;
            term.count += entries.size();
            term.entries.push_back(entries);
        }
    }
    return term;
}

std::vector<std::uint32_t> SearchIndex::slots_of(const Term& term) const {
    std::vector<std::uint32_t> slots;
    for (const auto entries : term.entries)
        for (const auto entry : entries) slots.push_back(static_cast<std::uint32_t>(entry));
    for (const auto entry : fresh_)
        if (std::ranges::binary_search(term.tokens, static_cast<std::uint32_t>(entry >> 32)))
            slots.push_back(static_cast<std::uint32_t>(entry));
    std::ranges::sort(slots);
    const auto repeated = std::ranges::unique(slots);
    slots.erase(repeated.begin(), repeated.end());
    return slots;
}

std::vector<std::uint32_t> SearchIndex::find(
    std::span<const std::vector<std::uint32_t>> terms, std::size_t limit,
    const std::function<bool(std::uint32_t)>& alive) const {
    if (terms.empty()) return {};
    std::vector<Term> order;
    for (const auto& tokens : terms) {
        order.push_back(look_up(tokens));
        // Nobody has it: the others need not be looked up.
        if (order.back().count == 0) return {};
    }
    // The rarest term first: the others only have to confirm.
    std::ranges::sort(order, {}, &Term::count);
    std::vector<std::uint32_t> slots = slots_of(order.front());
    for (std::size_t i = 1; i < order.size() && !slots.empty(); ++i) {
        const auto others = slots_of(order[i]);
        std::vector<std::uint32_t> both;
        std::ranges::set_intersection(slots, others, std::back_inserter(both));
        slots = std::move(both);
    }
    std::vector<std::uint32_t> found;
    for (const auto slot : slots) {
        if (found.size() == limit) break;
        if (alive(slot)) found.push_back(slot);
    }
    return found;
}

std::size_t SearchIndex::memory_bytes() const {
    std::size_t bytes = fresh_.capacity() * sizeof(std::uint64_t);
    for (const auto& run : runs_) bytes += run.capacity() * sizeof(std::uint64_t);
    return bytes;
}

}  // namespace genbo
