// SPDX-License-Identifier: Apache-2.0
#pragma once

// SQLite's write-ahead log, read frame by frame through the handle that SQLite itself has open
// (sqlite.org/fileformat2.html, section 4).  Read-only, and only by the connection that writes:
// between two of its commits nothing changes in the log.
//
//   header(32): magic, format, page size, checkpoint number, salt(8), checksum(8)
//   frame:      page number(4), pages of the database after a commit or 0(4), salt(8), checksum(8),
//               the page
//
// When everything in the log has been moved into the main file, the next commit begins it again
// with another salt.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "adapter/sqlite/database.h"
#include "base/bytes.h"

namespace genbo {

struct WalHeader {
    bool big_endian_sums = false;
    std::uint32_t page_size = 0;
    std::array<std::uint8_t, 8> salt{};
    std::array<std::uint32_t, 2> sum{};
};

struct WalFrame {
    std::uint32_t page = 0;
    std::uint32_t pages_after = 0;  // 0: not the last one of its commit.
    std::array<std::uint8_t, 8> salt{};
    std::array<std::uint32_t, 2> sum{};
};

class WalFile {
public:
    explicit WalFile(SqliteDatabase& db) : db_(db) {}

    // Nothing when there is no log, or no sound one.
    std::optional<WalHeader> header() const;
    // Frames count from 1.
    std::optional<WalFrame> frame(const WalHeader& header, std::uint32_t index) const;
    std::optional<Bytes> page(const WalHeader& header, std::uint32_t index) const;

    // How many frames from the first on belong to whole commits, as SQLite's own recovery sees it.
    std::uint32_t sound_frames(const WalHeader& header) const;

private:
    SqliteDatabase& db_;
};

}  // namespace genbo
