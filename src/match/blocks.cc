// SPDX-License-Identifier: Apache-2.0
#include "match/blocks.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"
#include "match/block_keys.h"
#include "match/parallel.h"
#include "match/radix_sort.h"

namespace genbo {

namespace {

// Drops what surely occurs once: counters of two bits, several hashes to one.  As small as that
// they stay near for as long as they are needed.
void blocks_drop_singles(UnsetVector<std::uint64_t>& entries) {
    const auto bits =
        static_cast<unsigned>(std::bit_width(std::max<std::size_t>(entries.size() * 2, 1024)));
    // Bit 0 of a counter: seen; bit 1: seen again.
    LargeVector<std::uint64_t> seen((std::size_t{1} << bits) / 32);
    for (const auto entry : entries) {
        const auto place = entry >> (64 - bits);
        const auto once = std::uint64_t{1} << 2 * (place % 32);
        auto& counters = seen[place / 32];
        counters |= (counters & once) << 1 | once;
    }
    std::erase_if(entries, [&](std::uint64_t entry) {
        const auto place = entry >> (64 - bits);
        return (seen[place / 32] >> (2 * (place % 32)) & 2) == 0;
    });
}

}  // namespace

Blocks::Blocks(
    const BatchRows& rows, const Schema& schema, const BlockLimits& limits, unsigned threads) {
    check(rows.size() < kFirst);
    row_bits_ = std::max(24U, static_cast<unsigned>(std::bit_width(rows.size())));
    std::vector<UnsetVector<std::uint64_t>> entries(schema.rules.size());
    for (auto& one : entries) one.reserve(rows.size());
    BlockKeyMaker maker{schema};
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (const auto key : maker.keys(rows.row(row)))
            entries[rule_of(key)].push_back(
                ((key << (64 - kBlockHashBits)) & ~((std::uint64_t{1} << row_bits_) - 1)) | row);
    run_tasks(entries.size(), threads, [&](std::size_t rule) {
        blocks_drop_singles(entries[rule]);
        radix_sort_hashes(entries[rule], row_bits_);
    });
    const BlockCaps caps{schema, limits};
    counts_.resize(schema.rules.size());
    std::size_t most = 0;
    for (const auto& one : entries) most += one.size();
    members_.reserve(most);
    for (std::size_t rule = 0; rule < entries.size(); ++rule) {
        add_rule(rule, entries[rule], caps.of_rule(rule));
        UnsetVector<std::uint64_t>().swap(entries[rule]);
    }
    find_rows(rows.size());
}

void Blocks::add_rule(
    std::size_t rule, const UnsetVector<std::uint64_t>& entries, std::uint32_t cap) {
    const auto row_mask = (std::uint64_t{1} << row_bits_) - 1;
    for (std::size_t from = 0; from < entries.size();) {
        std::size_t to = from + 1;
        while (to < entries.size() && (entries[to] ^ entries[from]) <= row_mask) ++to;
        const auto count = to - from;
        if (count > cap) {
            ++counts_[rule].dropped_blocks;
            counts_[rule].dropped_records += count;
        } else if (count > 1) {
            for (auto i = from; i < to; ++i)
                members_.push_back(
                    static_cast<std::uint32_t>(entries[i] & row_mask) | (i == from ? kFirst : 0));
            ++counts_[rule].blocks;
            counts_[rule].pairs += count * (count - 1) / 2;
        }
        from = to;
    }
    check(members_.size() <= ~std::uint32_t{0});
    rule_ends_.push_back(static_cast<std::uint32_t>(members_.size()));
}

void Blocks::find_rows(std::size_t rows) {
    of_row_begins_.assign(rows + 2, 0);
    std::size_t places = 0;
    for (const auto member : members_) {
        if ((member & kFirst) != 0) continue;
        ++of_row_begins_[member + 2];
        ++places;
    }
    for (std::size_t i = 2; i < of_row_begins_.size(); ++i)
        of_row_begins_[i] += of_row_begins_[i - 1];
    of_row_.resize(places);
    // One ahead: when all are placed, [row] is where the row's places begin.
    for (std::size_t at = 0; at < members_.size(); ++at)
        if ((members_[at] & kFirst) == 0)
            of_row_[of_row_begins_[members_[at] + 1]++] = static_cast<std::uint32_t>(at);
    of_row_begins_.pop_back();
}

PartnerFinder::PartnerFinder(const Blocks& blocks, std::uint32_t rules)
    : blocks_(blocks), rules_(rules), seen_(1024) {}

std::span<const PartnerFinder::Partner> PartnerFinder::partners(std::uint32_t row) {
    found_.clear();
    std::size_t rule = 0;
    for (const auto place : blocks_.of_row(row)) {
        while (place >= blocks_.rule_ends_[rule]) ++rule;
        if ((rules_ >> rule & 1) == 0) continue;
        for (auto at = place - 1;; --at) {
            const auto member = blocks_.members_[at];
            add(row, member & ~Blocks::kFirst, std::uint32_t{1} << rule);
            if ((member & Blocks::kFirst) != 0) break;
        }
    }
    return found_;
}

void PartnerFinder::add(std::uint32_t row, std::uint32_t other, std::uint32_t rule) {
    const auto mask = seen_.size() - 1;
    auto at = other * std::size_t{0x9e3779b1U} >> 8 & mask;
    while (seen_[at].by == row + 1) {
        auto& partner = found_[seen_[at].at];
        if (partner.row == other) {
            partner.rules |= rule;
            return;
        }
        at = (at + 1) & mask;
    }
    seen_[at] = {row + 1, static_cast<std::uint32_t>(found_.size())};
    found_.push_back({other, rule});
    if (2 * found_.size() > seen_.size()) grow(row);
}

void PartnerFinder::grow(std::uint32_t row) {
    seen_.assign(seen_.size() * 4, {});
    const auto mask = seen_.size() - 1;
    for (std::uint32_t i = 0; i < found_.size(); ++i) {
        auto at = found_[i].row * std::size_t{0x9e3779b1U} >> 8 & mask;
        while (seen_[at].by == row + 1) at = (at + 1) & mask;
        seen_[at] = {row + 1, i};
    }
}

}  // namespace genbo
