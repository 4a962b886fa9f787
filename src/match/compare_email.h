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
//   compare_email_of(level, a, names_a, …)     the level once the names are taken out

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

// The parts of somebody's name as they may stand in a mail address: in small Latin letters.
class LatinNames {
public:
    void add(std::string_view name) {
        if (size_ < names_.size() && name.size() >= kLeast) names_[size_++] = name;
    }
    std::span<const std::string> all() const { return {names_.data(), size_}; }

private:
    // Two letters stand in many a word.
    static constexpr std::size_t kLeast = 3;

    std::array<std::string, 4> names_;
    std::size_t size_ = 0;
};

// Whether the names could change this level at all.
constexpr bool email_asks_names(std::uint8_t level) {
    return level > kEmailDifferent && level < kEmailSame;
}

// `level` is compare_email(a, b); the names are those of the two records.
std::uint8_t compare_email_of(
    std::uint8_t level, const EmailFeature& a, const LatinNames& names_a, const EmailFeature& b,
    const LatinNames& names_b);

}  // namespace genbo
