// SPDX-License-Identifier: Apache-2.0
// Any bytes: folds give UTF-8, are idempotent, and agree with each other.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/kana.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    if (size > 200) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string width = fold_width(text);
    check(fold_width(width) == width);
    const std::string latin = fold_latin(text);
    check(fold_latin(latin) == latin);
    const std::string key = fold_key(text);
    check(fold_key(key) == key);
    check(fold_key(width) == key);
    check(fold_key(latin) == key);
    const std::string variants = fold_variants(text);
    check(fold_variants(variants) == variants);
    check(fold_confusables(variants) == fold_confusables(text));
    const std::string kana = kana_key(text);
    check(kana_loose_key(kana) == kana_loose_key(text));
    const std::string roman = romaji_key(text);
    for (const char c : roman) check(c >= 'a' && c <= 'z');
    if (is_valid_utf8(text)) {
        check(is_valid_utf8(width) && is_valid_utf8(latin) && is_valid_utf8(variants));
        check(is_valid_utf8(kana) && is_valid_utf8(passport_romaji(text)));
    }
    return 0;
}
