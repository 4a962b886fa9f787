// SPDX-License-Identifier: Apache-2.0
// Any text: the parts are consistent, width does not matter, and an address that was understood to
// the number is understood the same when it is written out of its parts.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/address.h"
#include "text/fold.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 300) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (!is_valid_utf8(text)) {
        parse_address(text);
        return 0;
    }
    const Address address = parse_address(text);
    check(address.level == 8 || (address.level >= 0 && address.level <= 3));
    check(address.key().empty() == (address.level < 2));
    check(address.municipality_code.empty() || address.municipality_code.size() == 5);
    if (!address.municipality_code.empty()) check(!address.prefecture.empty());
    if (address.level == 8) check(!address.number.empty() && !address.city.empty());
    if (address.level >= 1 && address.level != 2)
        check(!address.prefecture.empty() || address.municipality_code.empty());
    for (const std::string* part :
         {&address.town, &address.number, &address.building, &address.room})
        check(is_valid_utf8(*part));
    check(parse_address(fold_width(text)) == address);
    check(address.key().starts_with(address.house_key()));

    // The parts, put together again.
    const bool simple = std::ranges::all_of(
        address.number, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
    if (address.level == 8 && !address.municipality_code.empty() && address.street.empty() &&
        simple && address.room.empty() && address.postal_code.empty()) {
        const Address again =
            parse_address(address.prefecture + address.city + address.town + " " + address.number);
        if (again.town == address.town && again.room.empty()) check(again.key() == address.key());
    }
    return 0;
}
