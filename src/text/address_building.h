// SPDX-License-Identifier: Apache-2.0
#pragma once

// What follows the number: "アーバンネット札幌ビル2F", "コーポ山田 A-101号室", "佐藤様方".

#include <cstddef>
#include <string>
#include <string_view>

namespace genbo {

struct AddressBuilding {
    std::string name;
    std::string room;  // "101", "A-101", "2F", "B1F".
    std::string care_of;
};

// `text` is width-folded.  A post box that stands in brackets beside a building is left out.
AddressBuilding read_building(std::string_view text);

// Where a word like ビル or ハイツ stands whose building begins the text or follows a space; the
// size of the text when there is none.  Tells a building from a hamlet in front of a number.
std::size_t building_begins(std::string_view text);

}  // namespace genbo
