// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two Japanese addresses, part by part: municipality, town, number, room (feature_layout.h), with
// the postal code standing in for what is not written.

#include <cstdint>
#include <string_view>

namespace genbo {

// An AddressLevel (compare.h).  The bytes are features.
std::uint8_t compare_address(
    std::string_view bytes_a, std::string_view bytes_b, std::string_view postal_a,
    std::string_view postal_b);

}  // namespace genbo
