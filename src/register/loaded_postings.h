// SPDX-License-Identifier: Apache-2.0
#pragma once

// The postings of a first load, remembered by the process that loads: as long as it alone has
// written every posting there is, it need not read one from the database, and the database needs
// no index on them before the end (port/index_tables.h).
//
//   loaded.start();                       // while the table is empty
//   loaded.add(entry, record);            // with everything that is written
//   loaded.records(entry, records);       // what a look-up in the table would find, in any order
//
// Entries are keyed hashes, so their lower bits choose a chain as they are.  16 bytes a posting and
// 4 to 8 for its chain: some 350 MB for a million records with 17 keys each.  full() says when to
// give up, at an eighth of the machine's memory; the table takes over.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace genbo {

class LoadedPostings {
public:
    // Knows no posting, and everything that is added from now on.
    void start();
    void stop();
    bool on() const { return on_; }
    // No more may be added: they are too many, or the record's id is too long to keep here.
    bool full(std::int64_t record, std::size_t more) const;

    // REQUIRES: on(), !full().
    void add(std::int64_t entry, std::int64_t record);
    // Fetches what records() will need of the entry, for those who have many to ask for.
    void prefetch(std::int64_t entry) const;
    // Appends.  REQUIRES: on().
    void records(std::int64_t entry, std::vector<std::int64_t>& out) const;

    template <typename Visit>
    void each_entry(const Visit& visit) const {
        for (const auto& part : parts_)
            for (const auto& posting : part) visit(posting.entry);
    }

private:
    struct Posting {
        std::int64_t entry;
        std::uint32_t record;
        std::uint32_t next;  // Of the chain; kNone: the last.
    };
    static constexpr std::uint32_t kNone = UINT32_MAX;
    // Parts of 16 MB: growing copies none of them.
    static constexpr unsigned kPartLog2 = 20;

    const Posting& at(std::uint32_t number) const {
        return parts_[number >> kPartLog2][number & ((1U << kPartLog2) - 1)];
    }
    std::uint32_t& chain(std::int64_t entry) {
        return chains_[static_cast<std::uint64_t>(entry) & (chains_.size() - 1)];
    }
    std::uint32_t chain(std::int64_t entry) const {
        return chains_[static_cast<std::uint64_t>(entry) & (chains_.size() - 1)];
    }
    void widen();

    bool on_ = false;
    std::size_t max_ = 0;
    std::uint32_t size_ = 0;
    std::vector<std::vector<Posting>> parts_;
    std::vector<std::uint32_t> chains_;  // First posting of each; a power of two of them.
};

}  // namespace genbo
