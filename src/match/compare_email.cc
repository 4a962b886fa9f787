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

// Two letters stand in many a word.
constexpr std::size_t kInAnyWord = 3;

// Where the name stands; a short one only between what is no letter.
std::size_t email_find_name(std::string_view local, std::string_view name) {
    for (auto at = local.find(name); at != local.npos; at = local.find(name, at + 1)) {
        if (name.size() >= kInAnyWord) return at;
        const auto end = at + name.size();
        if ((at == 0 || !email_letter(local[at - 1])) &&
            (end == local.size() || !email_letter(local[end])))
            return at;
    }
    return local.npos;
}

// The digits of a local part whose letters are the names, perhaps with one for another name;
// nothing where the letters say more.
std::optional<std::string> email_number(std::string_view local, const LatinNames& names) {
    std::string rest{local};
    bool named = false;
    for (const auto& name : names.all()) {
        const auto at = email_find_name(rest, name);
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

void LatinNames::add(std::string_view name) {
    if (name.size() < 2) return;
    const auto end = names_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto at = std::find_if(names_.begin(), end, [&](const std::string& known) {
        return known.size() != name.size() ? known.size() < name.size() : known >= name;
    });
    if (at == names_.end() || (at != end && *at == name)) return;
    if (size_ < names_.size()) ++size_;
    std::move_backward(
        at, names_.begin() + static_cast<std::ptrdiff_t>(size_ - 1),
        names_.begin() + static_cast<std::ptrdiff_t>(size_));
    *at = name;
}

std::uint8_t compare_email_of(
    std::uint8_t level, const EmailFeature& a, const EmailFeature& b, const LatinNames& names) {
    const auto mine = email_number(a.local, names);
    if (!mine) return level;
    const auto other = email_number(b.local, names);
    if (!other) return level;
    if (*mine != *other) return kEmailDifferent;
    // Every namesake may have this one, at some provider.
    if (mine->empty() && level == kEmailSameLocal) return kEmailSimilarLocal;
    return level;
}

}  // namespace genbo
