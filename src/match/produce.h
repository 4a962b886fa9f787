// SPDX-License-Identifier: Apache-2.0
#pragma once

// A producer turns the cells of its columns into the bytes of its features.  It is the only place
// where matching meets the text room.  prepare() runs every producer of a schema on one record,
// match_all() on one row after the other.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_vector.h"
#include "match/feature_layout.h"
#include "match/hash.h"
#include "match/schema.h"

namespace genbo {

// Features behind one another, of one record or of many.  Reused, so that making one allocates
// nothing.
class FeatureList {
public:
    void clear() {
        ends_.clear();
        bytes_.clear();
    }
    void add(std::string_view feature) {
        bytes_ += feature_cut(feature);
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    std::size_t size() const { return ends_.size(); }
    // Where the bytes of the features before number `index` end.
    std::uint32_t begin(std::size_t index) const { return index == 0 ? 0 : ends_[index - 1]; }
    std::string_view feature(std::size_t index) const {
        return std::string_view{bytes_}.substr(begin(index), ends_[index] - begin(index));
    }

    // Writes some of the features into a prepared row as prepared_row.h lays it out: their ends to
    // `ends`, counted on from `base`, their bytes to `bytes`.  Gives the number of bytes.
    std::size_t write(
        std::size_t from, std::size_t count, char* ends, char* bytes, std::size_t base) const {
        const auto start = begin(from);
        for (std::size_t i = from; i < from + count; ++i, ends += 2) {
            const auto end = static_cast<std::uint16_t>(base + ends_[i] - start);
            std::memcpy(ends, &end, 2);
        }
        const auto size = begin(from + count) - start;
        std::memcpy(bytes, bytes_.data() + start, size);
        return size;
    }

private:
    std::vector<std::uint32_t> ends_;
    std::string bytes_;
};

// Remembers what parts of names became: there are a hundred times fewer surnames than full names.
// Of bounded size: what was not asked for lately is forgotten.  Only saves time; one thread at a
// time.
class ProduceCache {
public:
    // Valid until the next call.
    template <typename Make>
    std::string_view name(std::string_view text, const Make& make) {
        return names_.get(text, make);
    }
    template <typename Make>
    std::string_view kana(std::string_view text, const Make& make) {
        return kana_.get(text, make);
    }
    template <typename Make>
    std::string_view town(std::string_view text, const Make& make) {
        return towns_.get(text, make);
    }
    template <typename Make>
    std::string_view company(std::string_view text, const Make& make) {
        return companies_.get(text, make);
    }

private:
    // One place for each hash.  Text and what it became lie together, in one line of memory or few;
    // what does not fit is made each time.
    template <std::size_t bytes>
    class Known {
    public:
        template <typename Make>
        std::string_view get(std::string_view text, const Make& make) {
            if (text.empty()) return {};
            if (entries_.empty()) entries_.resize(kEntries);
            auto& entry = entries_[hash_bytes(text) % kEntries];
            if (entry.text_size == text.size() &&
                std::memcmp(entry.data, text.data(), text.size()) == 0)
                return {entry.data + text.size(), entry.made_size};
            made_ = make(text);
            if (text.size() + made_.size() > sizeof entry.data) return made_;
            entry.text_size = static_cast<std::uint8_t>(text.size());
            entry.made_size = static_cast<std::uint8_t>(made_.size());
            std::memcpy(entry.data, text.data(), text.size());
            std::memcpy(entry.data + text.size(), made_.data(), made_.size());
            return made_;
        }

    private:
        static constexpr std::size_t kEntries = (std::size_t{2} << 20) / bytes;
        static_assert(bytes <= 256);
        struct Entry {
            std::uint8_t text_size = 0;
            std::uint8_t made_size = 0;
            char data[bytes - 2] = {};
        };
        LargeVector<Entry> entries_;
        std::string made_;
    };

    Known<64> names_;
    Known<64> kana_;
    Known<64> towns_;
    Known<256> companies_;
};

// Adds the features of the producer, in their order, exactly producer.feature_count of them.
// `cells[i]` belongs to producer.columns[i]; empty where that is kNoColumn.  `cache` may be null.
void produce(
    const Producer& producer, std::span<const std::string_view> cells, ProduceCache* cache,
    FeatureList& features);

}  // namespace genbo
