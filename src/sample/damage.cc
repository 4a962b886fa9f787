// SPDX-License-Identifier: Apache-2.0

#include "sample/damage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sample/kana.h"
#include "sample/spelling.h"

namespace genbo::sample {
namespace {

// In the order of Channel.
constexpr std::array<std::string_view, kChannelCount> kChannelNames = {
    "name_width",
    "name_space",
    "name_large_kana",
    "name_long_vowel",
    "name_voicing",
    "name_other_form",
    "name_confused",
    "name_sounds_alike",
    "name_misread",
    "name_slip",
    "name_swapped",
    "name_partial",
    "name_nickname",
    "name_foreign_form",
    "name_romaji",
    "name_kana_only",
    "name_absent",
    "name_old",
    "name_mojibake",
    "birth_missing",
    "birth_placeholder",
    "birth_swapped",
    "birth_year",
    "birth_era",
    "gender_wrong",
    "gender_missing",
    "phone_missing",
    "phone_digit",
    "phone_family",
    "phone_store",
    "phone_filler",
    "mail_missing",
    "mail_typo",
    "mail_family",
    "address_no_prefecture",
    "address_no_building",
    "address_no_rural",
    "address_former_city",
    "address_parents",
    "address_room",
    "address_slip",
    "address_short",
    "zip_missing",
    "zip_wrong",
    "company_blank",
    "name_before",
    "phone_before",
    "mail_before",
    "address_before",
};
static_assert(!kChannelNames.back().empty());

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

void note_stale(const Occasion& occasion, const Facts& facts, Damage& damage) {
    const Facts now =
        facts_on(occasion.population, occasion.household, occasion.person, kSampleToday);
    const bool same_kind = now.foreign == facts.foreign;
    if (same_kind && now.surname != facts.surname) damage.add(Channel::name_before);
    if (now.mobile.digits != facts.mobile.digits) damage.add(Channel::phone_before);
    if (now.email != facts.email) damage.add(Channel::mail_before);
    if (now.address != facts.address) damage.add(Channel::address_before);
}

std::string_view channel_name(Channel channel) {
    return kChannelNames[static_cast<std::size_t>(channel)];
}

Vandal::Vandal(double dirtiness, const Rates& rates) {
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        for (std::size_t channel = 0; channel < kStruckChannelCount; ++channel) {
            const double rate = rates.damage[channel][source];
            // What is never there does not come back in a cleaner sample.
            rates_[source][channel] = rate >= 1 ? 1 : std::min(0.95, rate * dirtiness);
        }
    }
}

Draft Vandal::spoil(const Occasion& occasion, Facts facts, Chance& chance) const {
    Draft draft{.facts = std::move(facts)};
    draft.given_reading = draft.facts.given_name_kana;
    draft.birth = draft.facts.birth;
    draft.gender = draft.facts.gender;
    if (occasion.office) {
        spoil_address(occasion, draft, chance);
        return draft;
    }
    note_stale(occasion, draft.facts, draft.damage);
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
    if (facts.foreign) {
        ForeignName name{
            .latin = facts.latin,
            .surname = facts.surname,
            .given = facts.given_name,
            .surname_kana = facts.surname_kana,
            .given_kana = facts.given_name_kana};
        if (strikes(Channel::name_foreign_form) && other_foreign_form(name, chance)) {
            facts.surname = std::move(name.surname);
            facts.given_name = std::move(name.given);
            facts.surname_kana = std::move(name.surname_kana);
            facts.given_name_kana = std::move(name.given_kana);
            draft.damage.add(Channel::name_foreign_form);
        }
        return;
    }
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
    if (!facts.given_name_kana.empty() && struck(Channel::name_nickname)) {
        static constexpr auto kEndings =
            std::to_array<std::string_view>({"ちゃん", "", "っち", "さん", "りん"});
        facts.given_name = hiragana_of(draft.given_reading).append(chance.pick(kEndings));
        facts.given_name_kana.clear();
        draft.nickname = true;
        return;
    }
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
    if (!occasion.office && occasion.person.away_on(occasion.day) &&
        struck(Channel::address_parents)) {
        address = home_on(occasion.household, occasion.day);
        const Phone line = landline_on(occasion.population, occasion.household, occasion.day);
        if (draft.facts.landline.empty() && !draft.damage.has(Channel::phone_missing) &&
            !draft.damage.has(Channel::phone_filler)) {
            draft.facts.landline = line;
        }
    }
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
    if (draft.facts.former_city) {
        style.former_city = true;
    } else if (
        !former_city_name(tables.cities()[address.city].name).empty() &&
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
