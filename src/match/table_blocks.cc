// SPDX-License-Identifier: Apache-2.0
#include "match/table_blocks.h"

#include <algorithm>

namespace genbo {

void TableBlocks::replace(std::uint32_t record, RowView before, RowView after) {
    before_.clear();
    if (before.data() != nullptr) before_ = maker_.keys(before);
    auto old = before_.begin();
    const auto lose = [&](auto until) {
        for (; old != before_.end() && until(*old); ++old)
            uses_.push_back({*old, record, Turn::lost});
    };
    if (after.data() != nullptr) {
        for (const auto key : maker_.keys(after)) {
            lose([&](BlockKey was) { return was < key; });
            const bool kept = old != before_.end() && *old == key;
            if (kept) ++old;
            uses_.push_back({key, record, kept ? Turn::kept : Turn::won});
        }
    }
    lose([](BlockKey) { return true; });
}

Result<> TableBlocks::settle() {
    group();
    TRY(read());
    TRY(move_postings());
    TRY(revive());
    TRY(move_marks());
    index();
    return {};
}

void TableBlocks::group() {
    std::sort(uses_.begin(), uses_.end(), [](const Use& x, const Use& y) {
        return x.key != y.key ? x.key < y.key : x.record < y.record;
    });
    for (std::uint32_t at = 0; at < uses_.size(); ++at) {
        if (at == 0 || uses_[at].key != uses_[at - 1].key)
            blocks_.push_back({.key = uses_[at].key, .uses_begin = at});
        auto& block = blocks_.back();
        block.uses_end = at + 1;
        block.won += uses_[at].turn == Turn::won ? 1 : 0;
        block.lost += uses_[at].turn == Turn::lost ? 1 : 0;
        records_ = std::max(records_, uses_[at].record + 1);
    }
    lost_.assign(records_, 0);
}

Result<> TableBlocks::read() {
    if (blocks_.empty()) return {};
    std::vector<BlockKey> keys;
    keys.reserve(blocks_.size());
    for (const auto& block : blocks_) keys.push_back(block.key);
    // Without a mark there are at most as many as the cap; reading on shows whether that holds.
    const auto limit = std::size_t{work_.caps.most()} + 1;
    const auto found = TRY(work_.tables.blocks(keys, limit));
    if (found.size() != keys.size()) return broken_tables();
    for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
        blocks_[i].marked = found[i].overfull;
        if (found[i].overfull) continue;
        if (found[i].records.size() > work_.caps.of(blocks_[i].key)) return broken_tables();
        fill(i, found[i].records);
    }
    return {};
}

// The members after the change, of a block of which all were read before it.
void TableBlocks::fill(std::uint32_t number, const std::vector<std::int64_t>& before) {
    auto& block = blocks_[number];
    block.begin = static_cast<std::uint32_t>(members_.size());
    const std::span uses{
        uses_.data() + block.uses_begin, std::size_t{block.uses_end - block.uses_begin}};
    for (const auto& use : uses) {
        if (use.turn == Turn::won) members_.push_back(use.record);
        if (use.turn == Turn::lost) lost_[use.record] = number + 1;
    }
    for (const auto id : before) {
        const auto member = work_.records.number(id);
        if (member < records_ && lost_[member] == number + 1) continue;
        members_.push_back(member);
    }
    block.end = static_cast<std::uint32_t>(members_.size());
    block.live = block.end - block.begin <= work_.caps.of(block.key);
    if (block.live) return;
    died_.push_back(number);
    for (const auto member : members(number))
        if (!work_.records[member].fresh) buried_.push_back(member);
    members_.resize(block.begin);
    block.end = block.begin;
}

Result<> TableBlocks::move_postings() {
    std::vector<TablePosting> won;
    std::vector<TablePosting> lost;
    for (const auto& use : uses_) {
        if (use.turn == Turn::kept) continue;
        (use.turn == Turn::won ? won : lost).push_back({use.key, work_.records[use.record].id});
    }
    if (!lost.empty()) TRY(work_.tables.remove_postings(lost));
    if (!won.empty()) TRY(work_.tables.add_postings(won));
    return {};
}

// Marked blocks that lost more than they won are read, now that the postings are as they will be.
Result<> TableBlocks::revive() {
    std::vector<BlockKey> keys;
    std::vector<std::uint32_t> shrunken;
    for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
        const auto& block = blocks_[i];
        if (!block.marked || block.lost <= block.won) continue;
        keys.push_back(block.key);
        shrunken.push_back(i);
    }
    if (keys.empty()) return {};
    const auto limit = std::size_t{work_.caps.most()} + 1;
    const auto found = TRY(work_.tables.members(keys, limit));
    if (found.size() != keys.size()) return broken_tables();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (found[i].size() > work_.caps.of(keys[i])) continue;
        auto& block = blocks_[shrunken[i]];
        block.live = true;
        block.begin = static_cast<std::uint32_t>(members_.size());
        for (const auto id : found[i]) members_.push_back(work_.records.number(id));
        block.end = static_cast<std::uint32_t>(members_.size());
        revived_.push_back(shrunken[i]);
    }
    return {};
}

Result<> TableBlocks::move_marks() {
    const auto keys_of = [&](const std::vector<std::uint32_t>& numbers) {
        std::vector<BlockKey> keys;
        for (const auto number : numbers) keys.push_back(blocks_[number].key);
        return keys;
    };
    if (!died_.empty()) TRY(work_.tables.mark_overfull(keys_of(died_)));
    if (!revived_.empty()) TRY(work_.tables.unmark_overfull(keys_of(revived_)));
    make_set(buried_);
    return {};
}

void TableBlocks::index() {
    starts_.assign(std::size_t{records_} + 1, 0);
    const auto each = [&](const auto& visit) {
        for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
            if (!blocks_[i].live) continue;
            for (auto at = blocks_[i].uses_begin; at < blocks_[i].uses_end; ++at)
                if (uses_[at].turn != Turn::lost) visit(uses_[at].record, i);
        }
    };
    each([&](std::uint32_t record, std::uint32_t) { ++starts_[record + 1]; });
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    block_lists_.resize(starts_.back());
    auto next = starts_;
    each([&](std::uint32_t record, std::uint32_t block) { block_lists_[next[record]++] = block; });
}

std::optional<bool> TableBlocks::live(BlockKey key) const {
    const auto found = std::lower_bound(
        blocks_.begin(), blocks_.end(), key,
        [](const Block& block, BlockKey wanted) { return block.key < wanted; });
    if (found == blocks_.end() || found->key != key) return std::nullopt;
    return found->live;
}

std::span<const std::uint32_t> TableBlocks::blocks_of(std::uint32_t record) const {
    if (record + 1 >= starts_.size()) return {};
    return {
        block_lists_.data() + starts_[record], std::size_t{starts_[record + 1] - starts_[record]}};
}

std::span<const std::uint32_t> TableBlocks::members(std::uint32_t block) const {
    const auto& of = blocks_[block];
    return {members_.data() + of.begin, std::size_t{of.end - of.begin}};
}

}  // namespace genbo
