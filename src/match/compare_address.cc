// SPDX-License-Identifier: Apache-2.0
#include "match/compare_address.h"

#include "match/compare.h"
#include "match/compare_likeness.h"
#include "match/feature_layout.h"
#include "match/similarity.h"

namespace genbo {

namespace {

// "1-2" and "1-2-3", or one digit apart.  Where one says no number, the town is all they share.
bool compare_number_near(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return false;
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    if (longer.starts_with(shorter) && longer[shorter.size()] == '-') return true;
    return shorter.size() >= 3 && within_one_edit(a, b);
}

}  // namespace

std::uint8_t compare_address(
    std::string_view bytes_a, std::string_view bytes_b, std::string_view postal_a,
    std::string_view postal_b) {
    const AddressFeature a{bytes_a};
    const AddressFeature b{bytes_b};
    const bool postal = !postal_a.empty() && postal_a == postal_b;
    if (a.empty() || b.empty()) {
        if (postal_a.empty() || postal_b.empty()) return kAddressMissing;
        return postal ? kAddressTown : kAddressDifferent;
    }
    if (a.level < 2 || b.level < 2) {
        // Not understood: as text.
        switch (compare_likeness(a.building, b.building)) {
            case Likeness::same: return kAddressSame;
            case Likeness::similar: return kAddressHouse;
            case Likeness::weak: return kAddressCity;
            case Likeness::different: break;
        }
        return postal ? kAddressTown : kAddressDifferent;
    }
    // 横浜市 alone and 横浜市港北区 are not against each other.
    const bool city = a.municipality == b.municipality ||
                      (a.municipality / 100 == b.municipality / 100 &&
                       (a.municipality % 100 == 0 || b.municipality % 100 == 0));
    const bool town = (city || postal) && !a.town.empty() && a.town == b.town;
    if (town && !a.number.empty() && a.number == b.number) {
        if (a.room == b.room)
            return a.room.empty() && a.building != b.building && !a.building.empty() &&
                           !b.building.empty()
                       ? kAddressHouse
                       : kAddressSame;
        return a.room.empty() || b.room.empty() ? kAddressHouse : kAddressNeighbour;
    }
    if (town) {
        return compare_number_near(a.number, b.number) ? kAddressNear : kAddressTown;
    }
    if (city && !a.number.empty() && a.number == b.number && a.number.size() >= 3 &&
        (compare_likeness(a.town, b.town) >= Likeness::weak || a.town.empty() || b.town.empty()))
        return kAddressNear;
    if (postal) return kAddressTown;
    return city ? kAddressCity : kAddressDifferent;
}

}  // namespace genbo
