// SPDX-License-Identifier: Apache-2.0
#include "match/block_caps.h"

#include <algorithm>

namespace genbo {

namespace {

bool caps_name_atom(const Atom& atom) {
    return atom.type == AtomType::variant_free || atom.type == AtomType::sound ||
           atom.type == AtomType::initial;
}

bool caps_namesakes(const Rule& rule) {
    const auto names = std::ranges::count_if(rule.atoms, caps_name_atom);
    return names >= 2 && std::ranges::all_of(rule.atoms, [](const Atom& atom) {
               return caps_name_atom(atom) || atom.type == AtomType::year;
           });
}

}  // namespace

BlockCaps::BlockCaps(const Schema& schema, const BlockLimits& limits) {
    const bool other_ways = std::ranges::any_of(schema.features, [](const Feature& feature) {
        return feature.type == FeatureType::phone || feature.type == FeatureType::address ||
               feature.type == FeatureType::postal;
    });
    for (const auto& rule : schema.rules)
        caps_.push_back(
            other_ways && caps_namesakes(rule) ? std::min(limits.block_cap, limits.namesakes_cap)
                                               : limits.block_cap);
    for (const auto cap : caps_) most_ = std::max(most_, cap);
}

}  // namespace genbo
