// SPDX-License-Identifier: Apache-2.0
#pragma once

// A record as the matcher sees it: every value normalised once, side by side in one string of
// bytes, so that comparing two records touches two stretches of memory and never the raw cells.
//
// Layout: one 16-bit end offset for each feature of the schema, then the features' bytes, in the
// order of Schema::features.  An empty feature is a missing value: it is evidence for nothing and
// yields no blocking key.  The bytes are a pure function of (schema, cells); two rows of one schema
// are equal exactly if their bytes are.
//
// A prepared row is as personal as the record it came from.  It lives in memory and in encrypted
// snapshots only, and no part of it is ever logged.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace genbo {

struct Schema;

// A borrowed view of prepared bytes.
class RowView {
public:
    RowView() = default;
    explicit RowView(const char* bytes) : bytes_(bytes) {}

    std::string_view feature(std::size_t index, std::size_t feature_count) const {
        const auto begin = index == 0 ? std::uint16_t{0} : end(index - 1);
        return {bytes_ + 2 * feature_count + begin, std::size_t{end(index)} - begin};
    }
    std::uint16_t end(std::size_t index) const {
        std::uint16_t value = 0;
        std::memcpy(&value, bytes_ + 2 * index, 2);
        return value;
    }
    const char* data() const { return bytes_; }

private:
    const char* bytes_ = nullptr;
};

struct PreparedRow {
    std::string bytes;

    RowView view() const { return RowView{bytes.data()}; }

    friend bool operator==(const PreparedRow&, const PreparedRow&) = default;
};

// Normalises one record.  `cells` are in the order of schema.columns, in UTF-8; a missing or empty
// cell is a missing value.  Pure; safe to call from many threads at once.
PreparedRow prepare(const Schema& schema, std::span<const std::string_view> cells);

}  // namespace genbo
