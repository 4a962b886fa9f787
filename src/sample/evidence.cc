// SPDX-License-Identifier: Apache-2.0

#include "sample/evidence.h"

#include <algorithm>
#include <numeric>

namespace genbo::sample {
namespace {

std::uint64_t evidence_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return text.empty() ? 0 : mix_bits(hash) | 1;
}

// The digits of a number in any of the styles of phone_text(), with the zero that Excel ate.
std::uint64_t evidence_phone(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (text.substr(i).starts_with("\xEF\xBC") && i + 2 < text.size()) {
            const auto wide = static_cast<unsigned char>(text[i + 2]);
            if (wide >= 0x90 && wide <= 0x99) digits += static_cast<char>('0' + (wide - 0x90));
            i += 2;
        }
    }
    if (digits.empty()) return 0;
    if (digits[0] != '0') digits.insert(0, 1, '0');
    return evidence_hash(digits);
}

std::uint64_t evidence_mail(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return evidence_hash(lower);
}

bool evidence_phones_agree(const Shown& a, const Shown& b) {
    for (const std::uint64_t x : {a.phone, a.other_phone}) {
        if (x != 0 && (x == b.phone || x == b.other_phone)) return true;
    }
    return false;
}

bool evidence_same(std::uint64_t a, std::uint64_t b) { return a != 0 && a == b; }

}  // namespace

Shown shown_by(const Occasion& occasion, const Draft& draft, const Form& form) {
    const Facts& facts = draft.facts;
    const auto shows = [&](Cell cell) { return !form[cell].empty(); };
    Shown shown;
    if (occasion.office) {
        if (shows(Cell::company)) shown.company = occasion.company + 1;
    } else {
        const std::uint64_t kind = facts.foreign ? 2 : 1;
        const bool romaji = !draft.romaji_name.empty();
        const bool named = shows(Cell::name) || shows(Cell::kana) || shows(Cell::surname) ||
                           shows(Cell::surname_kana);
        const std::uint64_t family =
            facts.foreign ? occasion.person.foreign_family_key : facts.surname_index;
        if (named && (romaji || !facts.surname.empty() || !facts.surname_kana.empty())) {
            shown.surname = mix_bits(family * 4 + kind) | 1;
        }
        const std::uint64_t own =
            facts.foreign ? occasion.person.foreign_key : facts.given_name_index;
        if (named && !draft.nickname &&
            (romaji || !facts.given_name.empty() || !facts.given_name_kana.empty())) {
            shown.given_name = mix_bits(own * 4 + kind) | 1;
        }
    }
    if (draft.birth && shows(Cell::birth_date) && !draft.era_wrong &&
        !draft.damage.has(Channel::birth_placeholder)) {
        shown.birth = mix_bits(static_cast<std::uint64_t>(*draft.birth)) | 1;
    }
    if (!draft.damage.has(Channel::phone_store) && !draft.damage.has(Channel::phone_filler)) {
        shown.phone = evidence_phone(form[Cell::phone]);
        shown.other_phone = evidence_phone(form[Cell::mobile]);
    }
    shown.mail = evidence_mail(form[Cell::email]);
    if (shows(Cell::address) || shows(Cell::town)) {
        const Address& at = facts.address;
        const std::uint64_t numbers = (std::uint64_t{at.chome} << 32) |
                                      (std::uint64_t{at.block} << 8) | std::uint64_t{at.house};
        shown.house = mix_bits(mix_bits(at.town + 1) + numbers) | 1;
    }
    return shown;
}

bool has_double(const Population& population, const Household& household, const Person& person) {
    if (household.namesake_of != kNoHousehold) return true;
    const auto sound = [&](const Person& who) {
        return population.tables().given_names(who.gender)[who.given_reading].kana;
    };
    return std::ranges::any_of(household.members(), [&](const Person& other) {
        return other.number != person.number && other.surname == person.surname &&
               sound(other) == sound(person);
    });
}

bool linked(const Shown& a, const Shown& b, bool doubled) {
    const bool phone = evidence_phones_agree(a, b);
    const bool house = evidence_same(a.house, b.house);
    if (evidence_same(a.company, b.company)) return phone || house;
    const bool birth = evidence_same(a.birth, b.birth);
    const bool mail = evidence_same(a.mail, b.mail);
    const int personal = birth + phone + mail;
    const int needed = doubled ? 1 : 0;
    if (evidence_same(a.given_name, b.given_name)) {
        const bool surname = evidence_same(a.surname, b.surname);
        return personal + house >= (surname ? 1 : 2) + needed;
    }
    if (a.given_name != 0 && b.given_name != 0) return false;
    return personal >= 2 + needed;
}

std::vector<std::uint8_t> evidence_groups(std::span<const Shown> records, bool doubled) {
    std::vector<std::uint8_t> group(records.size());
    std::iota(group.begin(), group.end(), std::uint8_t{0});
    for (std::size_t i = 1; i < records.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (group[i] == group[j] || !linked(records[i], records[j], doubled)) continue;
            const std::uint8_t from = std::max(group[i], group[j]);
            const std::uint8_t to = std::min(group[i], group[j]);
            std::ranges::replace(group, from, to);
        }
    }
    return group;
}

}  // namespace genbo::sample
