// SPDX-License-Identifier: Apache-2.0
#pragma once

// A producer turns the cells of its columns into the bytes of its features.  It is the only place
// where matching meets the text room.  prepare() runs every producer of a schema on one record;
// match_all() runs each once per distinct combination of cells.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/feature_layout.h"
#include "match/schema.h"
#include "match/table.h"

namespace genbo {

// Features side by side, as in a prepared row: their ends, and their bytes.  Reused from record to
// record, so that making one allocates nothing.
class FeatureRow {
public:
    void clear() {
        ends_.clear();
        bytes_.clear();
    }
    void add(std::string_view feature) {
        bytes_ += feature_cut(feature);
        ends_.push_back(static_cast<std::uint16_t>(bytes_.size()));
    }
    std::size_t size() const { return ends_.size(); }

    // Laid out as prepared_row.h says.
    std::size_t bytes() const { return 2 * ends_.size() + bytes_.size(); }
    void write(char* place) const {
        std::memcpy(place, ends_.data(), 2 * ends_.size());
        std::memcpy(place + 2 * ends_.size(), bytes_.data(), bytes_.size());
    }

private:
    std::vector<std::uint16_t> ends_;
    std::string bytes_;
};

// Remembers what parts of names became: there are a hundred times fewer surnames than full names.
// Only saves time; one thread at a time.
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

private:
    class Known {
    public:
        template <typename Make>
        std::string_view get(std::string_view text, const Make& make) {
            const auto id = texts_.add(text);
            if (id + 1 == ends_.size()) {
                features_ += make(text);
                ends_.push_back(features_.size());
            }
            return std::string_view{features_}.substr(ends_[id], ends_[id + 1] - ends_[id]);
        }

    private:
        ValueTable texts_;
        std::string features_;
        std::vector<std::size_t> ends_ = {0, 0};  // ends_[id] is where feature id begins.
    };

    Known names_;
    Known kana_;
};

// Adds the features of the producer, in their order, exactly producer.feature_count of them.
// `cells[i]` belongs to producer.columns[i]; empty where that is kNoColumn.  `cache` may be null.
void produce(
    const Producer& producer, std::span<const std::string_view> cells, ProduceCache* cache,
    FeatureRow& features);

}  // namespace genbo
