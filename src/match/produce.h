// SPDX-License-Identifier: Apache-2.0
#pragma once

// A producer turns the cells of its columns into the bytes of its features.  It is the only place
// where matching meets the text room.  prepare() runs every producer of a schema on one record;
// match_all() runs each once per distinct combination of cells.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/schema.h"
#include "match/table.h"

namespace genbo {

// The bytes of a producer's features, in their order, exactly producer.feature_count of them.
using FeatureBytes = std::vector<std::string>;

// Remembers what parts of names became: there are a hundred times fewer surnames than full names.
// Only saves time; one thread at a time.
class ProduceCache {
public:
    template <typename Make>
    const std::string& name(std::string_view text, const Make& make) {
        return get(names_, text, make);
    }
    template <typename Make>
    const std::string& kana(std::string_view text, const Make& make) {
        return get(kana_, text, make);
    }

private:
    struct Known {
        ValueTable texts;
        std::vector<std::string> features = {std::string{}};
    };
    template <typename Make>
    static const std::string& get(Known& known, std::string_view text, const Make& make) {
        const auto id = known.texts.add(text);
        if (id == known.features.size()) known.features.push_back(make(text));
        return known.features[id];
    }

    Known names_;
    Known kana_;
};

// `cells[i]` belongs to producer.columns[i]; empty where that is kNoColumn.  `cache` may be null.
FeatureBytes produce(
    const Producer& producer, std::span<const std::string_view> cells, ProduceCache* cache);

// Lays the features of one record side by side; see prepared_row.h.
void append_row(std::string& out, std::span<const std::string_view> features);

}  // namespace genbo
