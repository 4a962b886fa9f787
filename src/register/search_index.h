// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resident search index: which slots (rows of the register in memory) have which token.
//
// Entries are pairs (token hash, slot) packed into 64 bits and kept in a few sorted runs, each
// about twice as long as the next, so that adding is cheap and a look-up is a handful of binary
// searches: 8 bytes an entry.  A slot is never changed; a record that changes gets a new slot and
// the old one is dead (the caller knows).  Answers may be wrong by a hash collision: check them.
//
// Thread safety: add() alone, look-ups together.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace genbo {

class SearchIndex {
public:
    void add(std::uint32_t slot, std::span<const std::uint32_t> token_hashes);

    // Sorts what was added since.  Look-ups see everything either way; after a bulk load this
    // makes them fast.
    void settle();

    // Slots that have, for every term, any of its tokens; ascending, at most `limit`, dead ones
    // (for which `alive` is false) left out.
    std::vector<std::uint32_t> find(
        std::span<const std::vector<std::uint32_t>> terms, std::size_t limit,
        const std::function<bool(std::uint32_t)>& alive) const;

    std::size_t memory_bytes() const;

    // Out to, or in from, an archive (base/archive.h).
    template <typename Archive, typename Self>
    static void transfer(Archive& archive, Self& self) {
        auto runs = static_cast<std::uint64_t>(self.runs_.size());
        archive.value(runs);
        if constexpr (Archive::kLoads) self.runs_.assign(std::min<std::uint64_t>(runs, 64), {});
        for (auto& run : self.runs_) archive.vector(run);
        archive.vector(self.fresh_);
    }

private:
    struct Term;

    Term look_up(std::span<const std::uint32_t> tokens) const;
    std::vector<std::uint32_t> slots_of(const Term& term) const;
    void merge_runs();

    std::vector<std::vector<std::uint64_t>> runs_;  // Each sorted; longest first.
    std::vector<std::uint64_t> fresh_;              // Not sorted yet.
};

}  // namespace genbo
