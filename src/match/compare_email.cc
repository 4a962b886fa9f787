// SPDX-License-Identifier: Apache-2.0
#include "match/compare_email.h"

#include <algorithm>
#include <optional>

#include "match/similarity.h"

namespace genbo {

namespace {

bool email_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool email_digit(char c) { return c >= '0' && c <= '9'; }

// The digits of a local part whose letters are its owner's name, perhaps with one for another name;
// nothing where the letters say more.
std::optional<std::string> email_number(std::string_view local, const LatinNames& names) {
    std::string rest{local};
    bool named = false;
    for (const auto& name : names.all()) {
        const auto at = rest.find(name);
        if (at == rest.npos) continue;
        rest.replace(at, name.size(), ".");
        named = true;
    }
    if (!named || std::ranges::count_if(rest, email_letter) > 1) return std::nullopt;
    std::erase_if(rest, [](char c) { return !email_digit(c); });
    return rest;
}

}  // namespace

std::uint8_t compare_email(const EmailFeature& a, const EmailFeature& b) {
    if (a.key == b.key) return kEmailSame;
    if (within_one_edit(a.key, b.key)) return kEmailTypingError;
    // Two letters that changed places, or one error in each half.
    if (std::min(a.key.size(), b.key.size()) >= 12 && edit_distance(a.key, b.key, 2) <= 2)
        return kEmailTypingError;
    if (a.local == b.local) return a.local.size() >= 5 ? kEmailSameLocal : kEmailSimilarLocal;
    const auto alike = with_letters(a.local, b.local, [](const auto& x, const auto& y) {
        const auto shorter = std::min(x.size(), y.size());
        return shorter >= 5 && edit_distance(x, y, 2) <= (shorter >= 8 ? 2U : 1U);
    });
    return alike ? kEmailSimilarLocal : kEmailDifferent;
}

std::uint8_t compare_email_of(
    std::uint8_t level, const EmailFeature& a, const LatinNames& names_a, const EmailFeature& b,
    const LatinNames& names_b) {
    const auto mine = email_number(a.local, names_a);
    if (!mine) return level;
    const auto other = email_number(b.local, names_b);
    if (!other) return level;
    if (*mine != *other) return kEmailDifferent;
    // Every namesake may have this one, at some provider.
    if (mine->empty() && level == kEmailSameLocal) return kEmailSimilarLocal;
    return level;
}

}  // namespace genbo
