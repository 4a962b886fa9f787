// SPDX-License-Identifier: Apache-2.0
#pragma once

// The number part of an address: 一丁目２番３号, 1-2-3, 12番地の5, 甲123, 第3地割12番地, 無番地.

#include <cstddef>
#include <string>
#include <string_view>

namespace genbo {

struct AddressNumber {
    std::string number;    // "1-2-3"; empty when the text does not begin with a number.
    std::string room;      // "1-2-3-201" and "2番3号-201" carry one.
    std::size_t used = 0;  // Bytes.
};

// `text` is width-folded and begins right behind the town.
AddressNumber read_address_number(std::string_view text);

// Where the number part begins in text that no table knew; npos when it has none.
std::size_t find_address_number(std::string_view text);

}  // namespace genbo
