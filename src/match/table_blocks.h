// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a change does to the blocks: which keys its records win and lose, which blocks are live
// before and after, and who is in them then.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "match/block_keys.h"
#include "match/table_work.h"

namespace genbo {

class TableBlocks {
public:
    // `work` must outlive it.
    explicit TableBlocks(TableWork& work) : work_(work), maker_(work.schema) {}

    // One record of the change, with its row before and after; no data = not there.  REQUIRES: the
    // numbers of a change's records rise with their ids.
    void replace(std::uint32_t record, RowView before, RowView after);

    // Reads the blocks of all these keys and writes postings and marks as after the change.
    Result<> settle();

    // The rest is as after settle().

    // Nothing if no record of the change has or had the key: then its mark says it.
    std::optional<bool> live(BlockKey key) const;

    // The live blocks of a fresh record.
    std::span<const std::uint32_t> blocks_of(std::uint32_t record) const;
    // The records of a live block, as after the change.
    std::span<const std::uint32_t> members(std::uint32_t block) const;

    // Blocks that are live only now.
    const std::vector<std::uint32_t>& revived() const { return revived_; }
    // Records with an unchanged row in blocks that were live and are no more; each once.
    const std::vector<std::uint32_t>& buried() const { return buried_; }

private:
    enum class Turn : std::uint8_t { kept, won, lost };
    struct Use {
        BlockKey key = 0;
        std::uint32_t record = 0;
        Turn turn = Turn::kept;
    };
    struct Block {
        BlockKey key = 0;
        // In uses_.
        std::uint32_t uses_begin = 0;
        std::uint32_t uses_end = 0;
        std::uint32_t won = 0;
        std::uint32_t lost = 0;
        bool marked = false;  // As before the change
        bool live = false;
        // In members_.
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    void group();
    Result<> read();
    void fill(std::uint32_t number, const std::vector<std::int64_t>& before);
    Result<> move_postings();
    Result<> revive();
    Result<> move_marks();
    void index();

    TableWork& work_;
    BlockKeyMaker maker_;
    std::vector<BlockKey> before_;
    std::vector<Use> uses_;
    std::vector<Block> blocks_;  // By key
    // Numbers up to here stand in uses_.
    std::uint32_t records_ = 0;
    std::vector<std::uint32_t> members_;
    std::vector<std::uint32_t> died_;
    std::vector<std::uint32_t> revived_;
    std::vector<std::uint32_t> buried_;
    // By record: the block that lost it last, + 1.
    std::vector<std::uint32_t> lost_;
    // Live blocks by record: block_lists_ from starts_[record] to starts_[record + 1].
    std::vector<std::uint32_t> starts_;
    std::vector<std::uint32_t> block_lists_;
};

}  // namespace genbo
