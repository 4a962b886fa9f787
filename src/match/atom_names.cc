// SPDX-License-Identifier: Apache-2.0
#include "match/atom_names.h"

#include <array>

namespace genbo {

namespace {

constexpr std::array<std::string_view, 15> kAtomNames = {
    "whole",        "variant_free", "sound",     "initial",     "year",
    "month_day",    "local_part",   "domain",    "house",       "town",
    "company_core", "rare_words",   "each_word", "words_whole", "reading"};
static_assert(kAtomNames.size() == static_cast<std::size_t>(AtomType::reading) + 1);

}  // namespace

std::string_view atom_name(AtomType type) { return kAtomNames[static_cast<std::size_t>(type)]; }

std::optional<AtomType> atom_by_name(std::string_view name) {
    for (std::size_t i = 0; i < kAtomNames.size(); ++i)
        if (kAtomNames[i] == name) return static_cast<AtomType>(i);
    return std::nullopt;
}

}  // namespace genbo
