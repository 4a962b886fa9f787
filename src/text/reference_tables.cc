// SPDX-License-Identifier: Apache-2.0
#include "text/reference_tables.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "text/tables.h"

namespace genbo {
namespace {

struct ReferencePlace {
    ReferenceTables tables;
    std::atomic<bool> used = false;
};

ReferencePlace& reference_place() {
    static ReferencePlace place;
    return place;
}

// Eight bytes at a time: the tables are some ten megabytes, and this is asked at every start.
std::uint64_t reference_hash(std::uint64_t hash, std::string_view text) {
    const auto mix = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
        hash ^= hash >> 32;
    };
    mix(text.size());
    while (!text.empty()) {
        std::uint64_t word = 0;
        const std::size_t size = std::min(text.size(), sizeof word);
        for (std::size_t i = 0; i < size; ++i)
            word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
        mix(word);
        text.remove_prefix(size);
    }
    return hash;
}

}  // namespace

bool set_reference_tables(ReferenceTables tables) {
    ReferencePlace& place = reference_place();
    if (place.tables == tables) return true;
    if (place.used.load()) return false;
    place.tables = std::move(tables);
    return true;
}

const ReferenceTables& reference_tables() {
    ReferencePlace& place = reference_place();
    place.used.store(true);
    return place.tables;
}

std::string text_tables_version() {
    const ReferenceTables& imported = reference_tables();
    static const std::uint64_t built_in = [] {
        std::uint64_t hash = 0xcbf29ce484222325ULL;
        for (const std::string_view text :
             {kWidthFolds, kLatinFolds, kVariantsL1, kVariantsL2, kSurnames, kGivenNames,
              kKanjiReadings, kMunicipalities, kPostalTowns, kAreaCodes})
            hash = reference_hash(hash, text);
        return hash;
    }();
    std::uint64_t hash = built_in;
    for (const std::string* const text :
         {&imported.municipalities, &imported.postal_towns, &imported.towns, &imported.successors,
          &imported.variants_l1, &imported.variants_l2})
        hash = reference_hash(hash, *text);
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 15];
    return out;
}

}  // namespace genbo
