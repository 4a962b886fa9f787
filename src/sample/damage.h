// SPDX-License-Identifier: Apache-2.0
#pragma once

// What goes wrong between a person and a row.  Each kind of damage is a channel with a rate per
// record and source; each record remembers which channels changed it, so that matching can be
// measured channel by channel.
//
// The rates are the ones of the research behind Genbo where something was measured (variant kanji
// in 8 % of real names, prefecture left out of half of real addresses, …), and otherwise what
// people who run such systems report.  They stand in the profile (rates.h); the dirtiness of a
// sample multiplies them all.
//
// What a source always does, because its form or its machine is so (half-width kana, 和暦, one
// field for the name), is not damage: that is source_profile.h.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sample/history.h"
#include "sample/rates.h"

namespace genbo::sample {

enum class Channel : std::uint8_t {
    name_width,         // Half and full width mixed.
    name_space,         // The space between the names missing, doubled or wide.
    name_large_kana,    // キヨウコ
    name_long_vowel,    // サトー
    name_voicing,       // ナカシマ
    name_other_form,    // 髙橋
    name_confused,      // 斉藤 for 斎藤
    name_sounds_alike,  // Another kanji name of the same sound.
    name_misread,       // 末 for 未
    name_slip,          // One letter wrong in name or kana.
    name_swapped,       // Surname and given name exchanged.
    name_partial,       // Only one of the two.
    name_nickname,      // はなちゃん for 花子.
    name_foreign_form,  // A resident from abroad: another reading, katakana, names left out.
    name_romaji,        // In Latin letters instead of kanji.
    name_kana_only,     // No kanji.
    name_absent,        // None at all.
    name_old,           // The surname of before, or of after.
    name_mojibake,      // Decoded wrongly on the way.
    birth_missing,
    birth_placeholder,  // 1900-01-01
    birth_swapped,      // Month and day exchanged.
    birth_year,         // One year off.
    birth_era,          // The right digits in the wrong era.
    gender_wrong,
    gender_missing,
    phone_missing,
    phone_digit,
    phone_family,  // Another member's number.
    phone_store,   // The shop's own.
    phone_filler,  // 0000000000
    mail_missing,
    mail_typo,
    mail_family,
    address_no_prefecture,
    address_no_building,
    address_no_rural,     // 大字 left out.
    address_former_city,  // The name before the merger.
    address_parents,      // The family's, of somebody who left home.
    address_room,         // Wrong room.
    address_slip,         // One letter wrong.
    address_short,        // Town and numbers only.
    zip_missing,
    zip_wrong,
    company_blank,  // Merged cells: the name stands in the first row only.

    // Nobody's fault: right on the day of the record, and not any more.  No rate belongs to these;
    // they follow from what happened to the person since.
    name_before,
    phone_before,
    mail_before,
    address_before,
};

inline constexpr std::size_t kChannelCount = static_cast<std::size_t>(Channel::address_before) + 1;
inline constexpr std::size_t kStruckChannelCount =
    static_cast<std::size_t>(Channel::company_blank) + 1;

std::string_view channel_name(Channel channel);

class Damage {
public:
    void add(Channel channel) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(channel); }
    bool has(Channel channel) const { return (bits_ >> static_cast<unsigned>(channel) & 1) != 0; }
    std::uint64_t bits() const { return bits_; }

private:
    std::uint64_t bits_ = 0;
};

// What is about to be written on the form: the facts, spoiled, and how they will be spelt.
struct Draft {
    Facts facts = {};
    std::string given_reading = {};  // As it was before all damage; nicknames come from it.
    std::optional<DayNumber> birth = {};
    bool era_wrong = false;
    std::optional<Gender> gender = {};
    AddressStyle address = {};
    std::string zip_instead = {};  // Overrides the zip of the address; "-" = none.
    bool slip_in_address = false;
    std::string romaji_name = {};  // Stands for the kanji.
    bool nickname = false;         // The names stand for nobody else's, but are no names either.
    Damage damage = {};
};

// Who and when, for damage that needs more than the facts.
struct Occasion {
    const Population& population;
    const Household& household;
    const Person& person;
    DayNumber day = 0;
    Source source = Source::pos;
    bool office = false;  // The record of a company's office, with nobody's name.
    std::uint32_t site = 0;
    std::uint64_t company = 0;
};

// The states of a record that time alone brought about.
void note_stale(const Occasion& occasion, const Facts& facts, Damage& damage);

class Vandal {
public:
    // REQUIRES: 0 <= dirtiness.
    explicit Vandal(double dirtiness, const Rates& rates = normal_rates());

    Draft spoil(const Occasion& occasion, Facts facts, Chance& chance) const;

    // Whether a channel strikes; for damage that can only be done to the finished text.
    bool strikes(Channel channel, Source source, Chance& chance) const {
        return chance.happens(
            rates_[static_cast<std::size_t>(source)][static_cast<std::size_t>(channel)]);
    }

private:
    void spoil_name(const Occasion& occasion, Draft& draft, Chance& chance) const;
    void spoil_kana(const Occasion& occasion, Draft& draft, Chance& chance) const;
    void spoil_name_shape(const Occasion& occasion, Draft& draft, Chance& chance) const;
    void spoil_birth(const Occasion& occasion, Draft& draft, Chance& chance) const;
    void spoil_contacts(const Occasion& occasion, Draft& draft, Chance& chance) const;
    void spoil_address(const Occasion& occasion, Draft& draft, Chance& chance) const;

    std::array<std::array<double, kStruckChannelCount>, kSourceCount> rates_{};
};

}  // namespace genbo::sample
