// SPDX-License-Identifier: Apache-2.0
#pragma once

// One commit of an embedded master, as the pages it changed: the unit of the change log.
//
//   "GBC1" | length(8) | line(4) | page size(4) | commit(8) | at(8) | pages(4) | changes(4)
//   each change:   page(4) | kind(1) | sum of the page(8) | length(4) | bytes
//   sum of all that(8)
//
// Numbers are little-endian.  Commits are counted from 1 without a gap over the life of a database
// file; `line` tells one such life from another (a restored copy goes on in a line of its own).
// `at` never goes back within a line, whatever the clock does.
//
//   CommitWriter writer(head);
//   writer.add(7, before, after);
//   spool.append(std::move(writer).finish());
//
//   CommitReader reader = TRY(CommitReader::open(bytes));     // whole and unharmed, or corrupt
//   while (reader.next()) reader.number(), reader.apply(page) …

#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace genbo {

struct CommitHead {
    std::uint32_t line = 0;
    std::uint32_t page_size = 0;
    std::uint64_t commit = 0;
    Instant at;
    std::uint32_t pages = 0;  // Of the database after it.

    friend bool operator==(const CommitHead&, const CommitHead&) = default;
};

class CommitWriter {
public:
    explicit CommitWriter(const CommitHead& head);

    // `before` is empty for a page that is new.
    void add(std::uint32_t number, ByteView before, ByteView after);
    std::size_t size() const { return bytes_.size(); }
    Bytes finish() &&;

private:
    Bytes bytes_;
    std::uint32_t changes_ = 0;
};

class CommitReader {
public:
    // The record that `bytes` begins with.  corrupt: backup.bad_record.
    static Result<CommitReader> open(ByteView bytes);

    // Of the record that `bytes` begin with, whether it is all there; 0 when not even that can be
    // told.
    static std::uint64_t length_of(ByteView bytes);

    const CommitHead& head() const { return head_; }
    std::size_t size() const { return size_; }

    // Goes to the next change.
    bool next();
    std::uint32_t number() const { return number_; }
    // Whether the page has to be what it was before.
    bool needs_before() const { return kind_ == 1; }
    // `page` becomes what it was after the commit.  corrupt: backup.page_differs.
    Result<> apply(std::span<std::uint8_t> page) const;

private:
    CommitReader() = default;

    CommitHead head_;
    std::size_t size_ = 0;
    std::uint32_t left_ = 0;
    ByteView rest_;
    std::uint32_t number_ = 0;
    std::uint8_t kind_ = 0;
    std::uint64_t sum_ = 0;
    ByteView change_;
};

}  // namespace genbo
