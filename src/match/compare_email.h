// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two mail addresses, and what they are worth beside their owners' names.
//
// Most addresses are made from a name: lewis.fox72 and lewis.fox38 belong to two people called
// Lewis Fox, of whom a large file has hundreds.  That their letters are alike says again what the
// names said, and what tells them apart is the number.  Taken for a witness of its own, it makes
// the training believe that one person has many birth dates.
//
//   compare_email(a, b)                        1 different … 5 same, see level_names()
//   compare_email_of(level, a, b, names)       the level once the names are taken out
//
// The names of both records are taken out of both addresses: one of the two may be mistyped, and
// the address still holds the right one.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "match/feature_layout.h"

namespace genbo {

enum EmailLevel : std::uint8_t {
    kEmailMissing,
    kEmailDifferent,
    kEmailSimilarLocal,
    kEmailSameLocal,
    kEmailTypingError,
    kEmailSame,
};

// REQUIRES: neither is empty.
std::uint8_t compare_email(const EmailFeature& a, const EmailFeature& b);

// The parts of the names of two records as they may stand in a mail address: in small Latin
// letters.
class LatinNames {
public:
    // Where there is no more room, the longest stay.
    void add(std::string_view name);
    // The longest first; each once.
    std::span<const std::string> all() const { return {names_.data(), size_}; }

private:
    std::array<std::string, 8> names_;
    std::size_t size_ = 0;
};

// Whether the names could change this level at all.
constexpr bool email_asks_names(std::uint8_t level) {
    return level > kEmailDifferent && level < kEmailSame;
}

// `level` is compare_email(a, b); the names are those of both records.
std::uint8_t compare_email_of(
    std::uint8_t level, const EmailFeature& a, const EmailFeature& b, const LatinNames& names);

}  // namespace genbo
