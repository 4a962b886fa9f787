// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compares two addresses that are written in Latin letters: the house number by itself, because the
// neighbours' differs in nothing else, and the other words by how rare they are.
//
// The feature (produce.cc) is the first number of the address, "-" if it has none, and the other
// words, sorted: "1711 35 st w".  Abbreviations meet what they stand for without a list: blvd and
// boulevard, n and north, because the letters of the one stand in the other in their order.

#include <cstdint>
#include <string_view>

#include "match/frequency_table.h"

namespace genbo {

enum StreetLevel : std::uint8_t {
    kStreetMissing,
    kStreetDifferent,
    kStreetOnly,    // The same street, another number
    kStreetNumber,  // The same street, the numbers a typing error apart
    kStreetPart,    // The same number or none, part of the words
    kStreetHouse,   // The same number, most of the words
    kStreetSame,
};

// REQUIRES: neither is empty.
std::uint8_t compare_street(
    std::string_view a, std::string_view b, const FrequencyTable& frequencies,
    std::uint16_t word_pool);

}  // namespace genbo
