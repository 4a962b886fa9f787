// SPDX-License-Identifier: Apache-2.0
#pragma once

// The blocking keys of a record: two records are compared only if they share one.
//
// A rule joins one to three atoms (surname by sound + birth date).  A rule of which an atom is
// missing gives no key, so missing fields never widen the search; an atom with alternatives (two
// telephone numbers; written form and reading) gives a key for each.  Written forms are combined
// with written forms and readings with readings.
//
// A key is the rule's number over 40 bits of hash.  Keys that collide cost a comparison and change
// nothing else, but they are the same in the batch and in the resident engine.

#include <cstdint>
#include <vector>

#include "match/prepared_row.h"
#include "match/schema.h"

namespace genbo {

using BlockKey = std::uint64_t;

inline constexpr unsigned kBlockHashBits = 40;

inline std::size_t rule_of(BlockKey key) { return static_cast<std::size_t>(key >> kBlockHashBits); }

// Appends the record's keys to `keys`, sorted, each once.  Reuse the vector to avoid allocations.
class BlockKeyMaker {
public:
    // `schema` must outlive the maker.
    explicit BlockKeyMaker(const Schema& schema);

    // Valid until the next call.
    const std::vector<BlockKey>& keys(RowView row);

private:
    struct Part {
        std::uint64_t hash = 0;
        std::uint8_t form = 0;  // 0 any, 1 as written, 2 by reading
    };
    // Rules share atoms: each is computed once per row.
    struct KnownAtom {
        const Atom* atom = nullptr;
        std::uint64_t row = 0;  // For which the parts are known
        std::vector<Part> parts = {};
    };
    void rule_keys(std::size_t rule, RowView row);
    const std::vector<Part>& parts_of(std::size_t known, RowView row);
    void atom_parts(const Atom& atom, RowView row, std::vector<Part>& parts) const;
    void add_listed_readings(const Atom& atom, RowView row, std::vector<Part>& parts) const;

    const Schema& schema_;
    std::vector<BlockKey> keys_;
    std::vector<KnownAtom> atoms_;
    std::vector<std::vector<std::size_t>> atoms_of_rule_;
    std::uint64_t rows_ = 0;
};

}  // namespace genbo
