// SPDX-License-Identifier: Apache-2.0

#include "sample/damage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sample/kana.h"
#include "sample/spelling.h"

namespace genbo::sample {
namespace {

struct ChannelRates {
    std::string_view name;
    // pos, ec, crm, app, partner, legacy
    std::array<double, kSourceCount> per_record;
};

// In the order of Channel.
// clang-format off
constexpr std::array<ChannelRates, kChannelCount> kDamageRates = {{
    {"name_width", {.02, .12, .10, .15, .10, .02}},
    {"name_space", {.15, .05, .50, .15, .25, .15}},
    {"name_large_kana", {.15, .05, .10, .05, .05, .00}},
    {"name_long_vowel", {.04, .02, .05, .04, .04, .04}},
    {"name_voicing", {.03, .01, .04, .01, .04, .03}},
    {"name_other_form", {.12, .15, .10, .10, .12, .02}},
    {"name_confused", {.03, .01, .08, .01, .05, .02}},
    {"name_sounds_alike", {.02, .00, .08, .00, .03, .01}},
    {"name_misread", {.025, .00, .01, .00, .01, .02}},
    {"name_slip", {.02, .01, .015, .02, .015, .02}},
    {"name_swapped", {.005, .012, .004, .01, .002, .002}},
    {"name_partial", {.01, .002, .02, .01, .04, .005}},
    {"name_romaji", {.005, .02, .01, .06, .01, .00}},
    {"name_kana_only", {.25, .01, .10, .04, .01, .05}},
    {"name_absent", {.00, .00, .00, .40, .00, .00}},
    {"name_old", {.06, .05, .06, .02, .06, .00}},
    {"name_mojibake", {.003, .003, .003, .003, .003, .00}},
    {"birth_missing", {.15, .25, .45, .30, 1.0, .15}},
    {"birth_placeholder", {.02, .015, .01, .02, .00, .02}},
    {"birth_swapped", {.004, .008, .006, .004, .00, .002}},
    {"birth_year", {.012, .006, .008, .006, .00, .01}},
    {"birth_era", {.008, .00, .00, .00, .00, .008}},
    {"gender_wrong", {.006, .003, .004, .002, .00, .004}},
    {"gender_missing", {.08, .20, .40, .50, 1.0, .10}},
    {"phone_missing", {.12, .06, .04, .25, .02, .10}},
    {"phone_digit", {.01, .006, .008, .004, .008, .01}},
    {"phone_family", {.05, .03, .05, .00, .00, .04}},
    {"phone_store", {.01, .00, .005, .00, .00, .005}},
    {"phone_filler", {.02, .01, .005, .00, .00, .01}},
    {"mail_missing", {.75, .00, .35, .25, .25, 1.0}},
    {"mail_typo", {.01, .012, .01, .008, .005, .00}},
    {"mail_family", {.03, .03, .03, .01, .00, .00}},
    {"address_no_prefecture", {.45, .00, .25, .00, .20, .40}},
    {"address_no_building", {.30, .15, .20, .00, .10, .20}},
    {"address_no_rural", {.50, .50, .50, .50, .40, .10}},
    {"address_former_city", {.03, .01, .03, .01, .02, .80}},
    {"address_room", {.02, .01, .015, .00, .005, .01}},
    {"address_slip", {.02, .01, .02, .01, .01, .02}},
    {"address_short", {.08, .00, .06, .00, .01, .03}},
    {"zip_missing", {.15, .00, .12, .20, .08, .15}},
    {"zip_wrong", {.02, .015, .02, .01, .01, .03}},
}};
// clang-format on

static_assert(std::ranges::none_of(kDamageRates, [](const ChannelRates& r) {
    return r.name.empty();
}));

// Shop terminals print their own number on the form, and somebody types it in.
constexpr std::string_view kStorePhone = "0312340001";
constexpr std::array<std::string_view, 6> kFillerPhones = {
    "0000000000", "09000000000", "0312345678", "1111111111", "09012345678", "0300000000"};

constexpr std::array<DayNumber, 5> kPlaceholderBirths = {
    day_number(1900, 1, 1), day_number(1970, 1, 1), day_number(1980, 1, 1), day_number(1950, 1, 1),
    day_number(2000, 1, 1)};

char damage_other_digit(char digit, Chance& chance) {
    return static_cast<char>('0' + (digit - '0' + chance.between(1, 9)) % 10);
}

// Answers whether something changed.
bool damage_replace(std::string& text, std::string changed) {
    if (changed.empty() || changed == text) return false;
    text = std::move(changed);
    return true;
}

}  // namespace

std::string_view channel_name(Channel channel) {
    return kDamageRates[static_cast<std::size_t>(channel)].name;
}

Vandal::Vandal(double dirtiness) {
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        for (std::size_t channel = 0; channel < kChannelCount; ++channel) {
            const double rate = kDamageRates[channel].per_record[source];
            // What is never there does not come back in a cleaner sample.
            rates_[source][channel] = rate >= 1 ? 1 : std::min(0.95, rate * dirtiness);
        }
    }
}

Draft Vandal::spoil(const Occasion& occasion, Facts facts, Chance& chance) const {
    Draft draft{.facts = std::move(facts)};
    draft.birth = draft.facts.birth;
    draft.gender = draft.facts.gender;
    spoil_name(occasion, draft, chance);
    spoil_kana(occasion, draft, chance);
    spoil_name_shape(occasion, draft, chance);
    spoil_birth(occasion, draft, chance);
    spoil_contacts(occasion, draft, chance);
    spoil_address(occasion, draft, chance);
    return draft;
}

void Vandal::spoil_name(const Occasion& occasion, Draft& draft, Chance& chance) const {
    const Tables& tables = occasion.population.tables();
    Facts& facts = draft.facts;
    const auto strikes = [&](Channel channel) {
        return this->strikes(channel, occasion.source, chance);
    };
    if (facts.foreign) return;
    if (occasion.person.renamed_on != kNever && strikes(Channel::name_old)) {
        const auto other = other_surname(occasion.population, occasion.person, occasion.day);
        if (damage_replace(facts.surname, std::string(other))) {
            const std::uint32_t index = occasion.day < occasion.person.renamed_on
                                            ? occasion.person.surname
                                            : occasion.person.surname_before;
            facts.surname_kana = tables.surnames()[index].kana;
            facts.surname_index = index;
            draft.damage.add(Channel::name_old);
        }
    }
    if (strikes(Channel::name_sounds_alike)) {
        const auto& surnames = tables.surnames_alike(facts.surname_index);
        const IndexRange given = tables.given_names_alike(facts.gender, facts.given_name_index);
        const bool on_surname = surnames.size() > 1 && chance.happens(0.5);
        const bool changed =
            on_surname
                ? damage_replace(
                      facts.surname, std::string(tables.surnames()[chance.pick(surnames)].name))
                : damage_replace(
                      facts.given_name,
                      std::string(
                          tables
                              .given_names(
                                  facts.gender)[given.begin + chance.below(given.end - given.begin)]
                              .name));
        if (changed) draft.damage.add(Channel::name_sounds_alike);
    }
    if (strikes(Channel::name_other_form)) {
        const bool surname = damage_replace(facts.surname, other_form(facts.surname, chance));
        const bool given =
            !surname && damage_replace(facts.given_name, other_form(facts.given_name, chance));
        if (surname || given) draft.damage.add(Channel::name_other_form);
    }
    std::string& confusable = chance.happens(0.5) ? facts.surname : facts.given_name;
    if (strikes(Channel::name_confused) &&
        damage_replace(confusable, confused_kanji(confusable, chance))) {
        draft.damage.add(Channel::name_confused);
    }
    if (strikes(Channel::name_misread) &&
        damage_replace(confusable, misread_kanji(confusable, chance))) {
        draft.damage.add(Channel::name_misread);
    }
    if (strikes(Channel::name_slip) && damage_replace(confusable, slip(confusable, chance))) {
        draft.damage.add(Channel::name_slip);
    }
}

void Vandal::spoil_kana(const Occasion& occasion, Draft& draft, Chance& chance) const {
    Facts& facts = draft.facts;
    const auto strikes = [&](Channel channel) {
        return this->strikes(channel, occasion.source, chance);
    };
    if (strikes(Channel::name_large_kana)) {
        const bool surname = damage_replace(facts.surname_kana, large_kana(facts.surname_kana));
        const bool given = damage_replace(facts.given_name_kana, large_kana(facts.given_name_kana));
        if (surname || given) draft.damage.add(Channel::name_large_kana);
    }
    std::string& kana = chance.happens(0.6) ? facts.surname_kana : facts.given_name_kana;
    if (strikes(Channel::name_long_vowel) && damage_replace(kana, other_long_vowel(kana))) {
        draft.damage.add(Channel::name_long_vowel);
    }
    if (strikes(Channel::name_voicing) && damage_replace(kana, other_voicing(kana, chance))) {
        draft.damage.add(Channel::name_voicing);
    }
    if (strikes(Channel::name_slip) && damage_replace(kana, slip(kana, chance))) {
        draft.damage.add(Channel::name_slip);
    }
}

void Vandal::spoil_name_shape(const Occasion& occasion, Draft& draft, Chance& chance) const {
    Facts& facts = draft.facts;
    const auto strikes = [&](Channel channel) {
        return this->strikes(channel, occasion.source, chance);
    };
    const auto struck = [&](Channel channel) {
        const bool hit = strikes(channel);
        if (hit) draft.damage.add(channel);
        return hit;
    };
    if (struck(Channel::name_absent)) {
        facts.surname.clear();
        facts.given_name.clear();
        facts.surname_kana.clear();
        facts.given_name_kana.clear();
        return;
    }
    if (struck(Channel::name_swapped)) {
        std::swap(facts.surname, facts.given_name);
        std::swap(facts.surname_kana, facts.given_name_kana);
    }
    if (struck(Channel::name_partial)) {
        const bool keep_surname = chance.happens(0.8);
        (keep_surname ? facts.given_name : facts.surname).clear();
        (keep_surname ? facts.given_name_kana : facts.surname_kana).clear();
    }
    if (facts.latin) return;
    if (struck(Channel::name_kana_only)) {
        facts.surname.clear();
        facts.given_name.clear();
        return;
    }
    if (struck(Channel::name_romaji)) {
        const auto style = static_cast<Romaji>(chance.below(4));
        const std::string surname = romaji_of(facts.surname_kana, style);
        const std::string given = romaji_of(facts.given_name_kana, style);
        draft.romaji_name = chance.happens(0.5) ? surname + " " + given : given + " " + surname;
        const bool capitals = chance.happens(0.7);
        for (char& c : draft.romaji_name) {
            if (capitals && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        }
    }
}

void Vandal::spoil_birth(const Occasion& occasion, Draft& draft, Chance& chance) const {
    using namespace std::chrono;
    const auto struck = [&](Channel channel) {
        const bool hit = strikes(channel, occasion.source, chance);
        if (hit) draft.damage.add(channel);
        return hit;
    };
    if (struck(Channel::gender_missing))
        draft.gender.reset();
    else if (struck(Channel::gender_wrong)) {
        draft.gender = *draft.gender == Gender::male ? Gender::female : Gender::male;
    }
    if (struck(Channel::birth_missing)) {
        draft.birth.reset();
        return;
    }
    if (struck(Channel::birth_placeholder)) {
        draft.birth = chance.pick(kPlaceholderBirths);
        return;
    }
    const year_month_day born{sys_days{days{draft.facts.birth}}};
    const auto month = static_cast<unsigned>(born.month());
    const auto day = static_cast<unsigned>(born.day());
    const auto year = static_cast<int>(born.year());
    if (day <= 12 && day != month && struck(Channel::birth_swapped)) {
        draft.birth = day_number(year, day, month);
    } else if (struck(Channel::birth_year)) {
        // The 29th of February exists only sometimes.
        draft.birth = day_number(year + (chance.happens(0.5) ? 1 : -1), month, std::min(day, 28U));
    }
    draft.era_wrong = struck(Channel::birth_era);
}

void Vandal::spoil_contacts(const Occasion& occasion, Draft& draft, Chance& chance) const {
    Facts& facts = draft.facts;
    const auto struck = [&](Channel channel) {
        const bool hit = strikes(channel, occasion.source, chance);
        if (hit) draft.damage.add(channel);
        return hit;
    };
    const bool has_family = occasion.household.size > 1;
    const Person& relative =
        occasion.household.persons
            [(static_cast<std::uint32_t>(&occasion.person - occasion.household.persons.data()) +
              1) %
             occasion.household.size];
    if (struck(Channel::phone_missing)) {
        facts.mobile = {};
        facts.landline = {};
    } else if (struck(Channel::phone_store)) {
        facts.mobile = {};
        facts.landline = {.digits = std::string(kStorePhone), .area_digits = 2};
    } else if (struck(Channel::phone_filler)) {
        facts.mobile = {};
        facts.landline = {.digits = std::string(chance.pick(kFillerPhones)), .area_digits = 3};
    } else if (has_family && relative.mobiles.count > 0 && struck(Channel::phone_family)) {
        facts.mobile = mobile_on(occasion.population, relative, occasion.day);
    }
    Phone& phone = facts.mobile.empty() ? facts.landline : facts.mobile;
    if (!phone.empty() && struck(Channel::phone_digit)) {
        const std::uint32_t at =
            3 + chance.below(static_cast<std::uint32_t>(phone.digits.size() - 3));
        phone.digits[at] = damage_other_digit(phone.digits[at], chance);
    }
    if (facts.email.empty()) return;
    if (struck(Channel::mail_missing)) {
        facts.email.clear();
        return;
    }
    if (has_family && strikes(Channel::mail_family, occasion.source, chance)) {
        std::string email =
            facts_on(occasion.population, occasion.household, relative, occasion.day).email;
        if (damage_replace(facts.email, std::move(email))) draft.damage.add(Channel::mail_family);
    }
    if (strikes(Channel::mail_typo, occasion.source, chance)) {
        std::string typo = mistyped_domain(facts.email, chance);
        if (typo.empty() || chance.happens(0.4)) typo = slip(facts.email, chance);
        if (damage_replace(facts.email, std::move(typo))) draft.damage.add(Channel::mail_typo);
    }
}

void Vandal::spoil_address(const Occasion& occasion, Draft& draft, Chance& chance) const {
    const auto struck = [&](Channel channel) {
        const bool hit = strikes(channel, occasion.source, chance);
        if (hit) draft.damage.add(channel);
        return hit;
    };
    const Tables& tables = occasion.population.tables();
    AddressStyle& style = draft.address;
    Address& address = draft.facts.address;
    style.numbers = static_cast<NumberStyle>(chance.below(6));
    style.room = static_cast<RoomStyle>(chance.below(4));
    style.space_before_building = chance.happens(0.6);
    style.street = chance.happens(0.6);
    if (struck(Channel::address_no_prefecture)) style.prefecture = false;
    if (address.building != 0) {
        if (struck(Channel::address_no_building)) style.building = false;
        if (style.building && struck(Channel::address_room)) {
            address.room = static_cast<std::uint16_t>(
                address.room + (chance.happens(0.5)  ? 1
                                : address.room > 200 ? -100
                                                     : 100));
        }
        if (!style.building) style.room = RoomStyle::number;
    }
    if (struck(Channel::address_short)) style.prefecture = style.city = false;
    if (address.rural && struck(Channel::address_no_rural)) style.rural_prefix = false;
    if (!former_city_name(tables.cities()[address.city].name).empty() &&
        struck(Channel::address_former_city)) {
        style.former_city = true;
    }
    draft.slip_in_address = struck(Channel::address_slip);
    if (struck(Channel::zip_missing)) {
        draft.zip_instead = "-";
    } else if (struck(Channel::zip_wrong)) {
        draft.zip_instead = tables.towns()[address.town].zip;
        char& digit = draft.zip_instead[3 + chance.below(4)];
        digit = damage_other_digit(digit, chance);
    }
}

}  // namespace genbo::sample
