// SPDX-License-Identifier: Apache-2.0
#include "match/blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "match/block_keys.h"
#include "match/parallel.h"

namespace genbo {

namespace {

// Least significant digit first: stable, so rows stay in order inside a block.
void blocks_radix_sort(std::vector<std::uint64_t>& entries, unsigned from_bit) {
    constexpr unsigned kDigit = 11;
    std::vector<std::uint64_t> other(entries.size());
    for (unsigned shift = from_bit; shift < 64; shift += kDigit) {
        const auto mask = (std::uint64_t{1} << std::min(kDigit, 64 - shift)) - 1;
        std::array<std::size_t, (1U << kDigit) + 1> begins = {};
        for (const auto entry : entries) ++begins[(entry >> shift & mask) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        for (const auto entry : entries) other[begins[entry >> shift & mask]++] = entry;
        entries.swap(other);
    }
}

// Drops what surely occurs once: a byte counter per hash, several hashes to a counter.
void blocks_drop_singles(std::vector<std::uint64_t>& entries) {
    const auto bits =
        static_cast<unsigned>(std::bit_width(std::max<std::size_t>(entries.size() * 2, 1024)));
    std::vector<std::uint8_t> seen(std::size_t{1} << bits);
    for (const auto entry : entries) {
        auto& count = seen[entry >> (64 - bits)];
        if (count < 2) ++count;
    }
    std::erase_if(entries, [&](std::uint64_t entry) { return seen[entry >> (64 - bits)] < 2; });
}

}  // namespace

Blocks::Blocks(const BatchRows& rows, const Schema& schema, std::uint32_t cap, unsigned threads) {
    row_bits_ = std::max(24U, static_cast<unsigned>(std::bit_width(rows.size())));
    std::vector<std::vector<std::uint64_t>> entries(schema.rules.size());
    BlockKeyMaker maker{schema};
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (const auto key : maker.keys(rows.row(row)))
            entries[rule_of(key)].push_back(
                ((key << (64 - kBlockHashBits)) & ~((std::uint64_t{1} << row_bits_) - 1)) | row);
    run_tasks(entries.size(), threads, [&](std::size_t rule) {
        blocks_drop_singles(entries[rule]);
        blocks_radix_sort(entries[rule], row_bits_);
    });
    counts_.resize(schema.rules.size());
    for (std::size_t rule = 0; rule < entries.size(); ++rule)
        add_rule(rule, std::exchange(entries[rule], {}), cap);

    of_row_begins_.assign(rows.size() + 1, 0);
    for (const auto row : members_) ++of_row_begins_[row + 1];
    for (std::size_t i = 1; i < of_row_begins_.size(); ++i)
        of_row_begins_[i] += of_row_begins_[i - 1];
    of_row_.resize(members_.size());
    auto at = of_row_begins_;
    for (std::size_t block = 0; block < size(); ++block)
        for (const auto row : members(block))
            of_row_[at[row]++] = static_cast<std::uint32_t>(block);
}

void Blocks::add_rule(std::size_t rule, std::vector<std::uint64_t> entries, std::uint32_t cap) {
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
                members_.push_back(static_cast<std::uint32_t>(entries[i] & row_mask));
            begins_.push_back(members_.size());
            rules_.push_back(static_cast<std::uint8_t>(rule));
            ++counts_[rule].blocks;
        }
        from = to;
    }
}

std::span<const PartnerFinder::Partner> PartnerFinder::partners(std::uint32_t row) {
    found_.clear();
    for (const auto block : blocks_.of_row(row)) {
        const auto bit = std::uint32_t{1} << blocks_.rule(block);
        for (const auto other : blocks_.members(block)) {
            if (other >= row) break;
            auto& seen = seen_[other];
            if (seen.by == row + 1) {
                found_[seen.at].rules |= bit;
            } else {
                seen = {row + 1, static_cast<std::uint32_t>(found_.size())};
                found_.push_back({other, bit});
            }
        }
    }
    return found_;
}

}  // namespace genbo
