// SPDX-License-Identifier: Apache-2.0
#include "text/reference_tables.h"

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

std::uint64_t reference_hash(std::uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    // The border between two texts.
    return (hash ^ 0x1FF) * 0x100000001b3ULL;
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
