// SPDX-License-Identifier: Apache-2.0
// Any text as a name, what follows the first newline as its reading: the parts are UTF-8, width
// does not matter, nothing is invented that was not in the text, and keys fold once and for all.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/person_name.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 200) return 0;
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const auto line = std::min(all.find('\n'), all.size());
    const auto full = all.substr(0, line);
    const auto kana = all.substr(std::min(line + 1, all.size()));
    const PersonName name = split_name(full, kana);
    const std::string plain = strip_honorific(full);
    const std::string key = name_key(full);
    static_cast<void>(reading_fits(full, kana));
    static_cast<void>(surname_reading_listed(full, kana));
    for (const auto& reading : listed_readings(full)) check(is_valid_utf8(reading));
    check(name.margin >= 0);
    check(name_key(key) == key);
    if (!is_valid_utf8(all)) return 0;
    for (const std::string* part : {&name.surname, &name.given, &name.care_of, &plain, &key})
        check(is_valid_utf8(*part));
    check(split_name(fold_width(full), fold_width(kana)) == name);
    const auto in_text = [&](const std::string& part) {
        return fold_width(full).find(part) != std::string::npos;
    };
    check(in_text(name.surname) && in_text(name.care_of));
    return 0;
}
