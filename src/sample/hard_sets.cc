// SPDX-License-Identifier: Apache-2.0

#include "sample/hard_sets.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "sample/spelling.h"

namespace genbo::sample {
namespace {

// Persons of hard cases are numbered from the far end of the mobile numbers (contact.h).
constexpr std::uint64_t kHardPersonLast = (std::uint64_t{1} << 26) - 1;
// Companies that no household works at.
constexpr std::uint64_t kHardCompanyFirst = 40'000'000;

constexpr std::array<HardSet, kHardSetCount> kHardSets = {{
    {"H1", 5000},
    {"H2", 2000},
    {"H3", 3000},
    {"H4", 3000},
    {"H5", 5000},
    {"H6", 5000},
    {"H7", 3000},
    {"H8", 2000},
    {"H9", 2000},
    {"H10", 1000},
    {"H11", 2000},
}};

// Builds one case; every draw from one Chance of its own.
class HardMaker {
public:
    HardMaker(const Population& population, std::size_t set, std::uint32_t number)
        : population_(population),
          tables_(population.tables()),
          chance_(chance_key(population.seed(), Purpose::hard_set, number, set)),
          number_(number) {
        std::uint64_t before = 0;
        for (std::size_t i = 0; i < set; ++i) before += kHardSets[i].cases;
        person_ = kHardPersonLast - 4 * (before + number);
    }

    HardCase made(std::size_t set) {
        switch (set) {
            case 0: namesakes(); break;
            case 1: twins(); break;
            case 2: parent_and_child(); break;
            case 3: married(); break;
            case 4: kana_and_kanji(); break;
            case 5: variants(); break;
            case 6: shared_contact(); break;
            case 7: former_place(); break;
            case 8: two_offices(); break;
            case 9: chain(); break;
            default: undecidable(); break;
        }
        return std::move(case_);
    }

private:
    Facts citizen(Gender gender, int age) {
        Facts facts{.gender = gender};
        facts.birth =
            kSampleToday - age * 1461 / 4 - static_cast<DayNumber>(chance_.below(365)) - 1;
        set_surname(facts, tables_.draw_surname(chance_));
        set_given(facts, tables_.draw_given_name(gender, 2025 - age, chance_));
        move_to(facts, draw_address(tables_, chance_));
        new_mobile(facts);
        new_mail(facts);
        return facts;
    }

    Facts anybody() {
        const Gender gender = chance_.happens(0.51) ? Gender::female : Gender::male;
        return citizen(gender, chance_.between(20, 80));
    }

    void set_surname(Facts& facts, std::uint32_t index) {
        facts.surname_index = index;
        facts.surname = tables_.surnames()[index].name;
        facts.surname_kana = tables_.surnames()[index].kana;
    }

    void set_given(Facts& facts, std::uint32_t index) {
        facts.given_name_index = index;
        facts.given_name = tables_.given_names(facts.gender)[index].name;
        facts.given_name_kana = tables_.given_names(facts.gender)[index].kana;
    }

    void move_to(Facts& facts, const Address& address) {
        facts.address = address;
        facts.landline = chance_.happens(0.5)
                             ? draw_landline(tables_.cities()[address.city].prefecture, chance_)
                             : Phone{};
    }

    void new_mobile(Facts& facts) {
        facts.mobile = mobile_number(population_.seed(), person_--, 0);
    }

    void new_mail(Facts& facts) {
        const Mailbox mailbox = draw_mailbox(chance_);
        facts.email = mailbox_text(mailbox, facts.surname_kana, facts.given_name_kana);
    }

    // A record as its owner would leave it, with the birth date in `birth_share` of them.
    HardRecord& put(
        const Facts& facts, std::uint8_t entity, Source source, double birth_share = 0.8) {
        HardRecord record{.source = source, .entity = entity};
        record.day = kSampleToday - 1 - static_cast<DayNumber>(chance_.below(3000));
        Draft& draft = record.draft;
        draft.facts = facts;
        draft.given_reading = facts.given_name_kana;
        draft.gender = facts.gender;
        if (chance_.happens(birth_share)) draft.birth = facts.birth;
        draft.address.numbers = static_cast<NumberStyle>(chance_.below(6));
        draft.address.room = static_cast<RoomStyle>(chance_.below(4));
        draft.address.prefecture = chance_.happens(0.8);
        draft.address.space_before_building = chance_.happens(0.6);
        draft.address.street = chance_.happens(0.6);
        case_.records.push_back(std::move(record));
        return case_.records.back();
    }

    Source any_source() {
        static constexpr std::array kSources = {Source::ec, Source::crm, Source::pos};
        return chance_.pick(kSources);
    }

    void pair(Expected expected, bool same) {
        case_.pairs.push_back({.a = 0, .b = 1, .expected = expected, .same = same});
    }

    // Another name of the gender that `fits`; the name itself where none does.
    template <typename Fits>
    std::uint32_t other_given(const Facts& facts, int birth_year, const Fits& fits) {
        const auto& names = tables_.given_names(facts.gender);
        for (int tries = 0; tries < 400; ++tries) {
            const std::uint32_t name = tables_.draw_given_name(facts.gender, birth_year, chance_);
            if (fits(names[name])) return name;
        }
        const auto count = static_cast<std::uint32_t>(names.size());
        std::uint32_t next = facts.given_name_index;
        while (names[next].kana == facts.given_name_kana || names[next].name == facts.given_name) {
            next = (next + 1) % count;
        }
        return next;
    }

    static bool share_character(std::string_view a, std::string_view b) {
        for (std::size_t at = 0; at + 3 <= a.size(); at += 3) {
            if (b.find(a.substr(at, 3)) != std::string_view::npos) return true;
        }
        return false;
    }

    void set_similar_given(Facts& facts, int birth_year) {
        const Facts before = facts;
        set_given(facts, other_given(facts, birth_year, [&](const GivenNameEntry& entry) {
                      return entry.kana != before.given_name_kana &&
                             entry.name != before.given_name &&
                             share_character(entry.name, before.given_name);
                  }));
    }

    void namesakes() {
        const Facts a = anybody();
        Facts b = citizen(a.gender, chance_.between(20, 80));
        set_surname(b, a.surname_index);
        set_given(b, a.given_name_index);
        new_mail(b);
        move_to(b, draw_address_in(tables_, a.address.city, chance_));
        if (b.birth == a.birth) b.birth -= 400;
        put(a, 0, any_source(), 0.85);
        put(b, 1, any_source(), 0.85);
        pair(Expected::different, false);
    }

    void twins() {
        const Facts a =
            citizen(chance_.happens(0.5) ? Gender::female : Gender::male, chance_.between(15, 50));
        Facts b = a;
        set_similar_given(b, 2026 - (kSampleToday - a.birth) / 365);
        new_mobile(b);
        new_mail(b);
        // At home one telephone and one mailbox are enough.
        if (chance_.happens(0.3)) b.email = a.email;
        Facts first = a;
        if (chance_.happens(0.4)) first.mobile = b.mobile;
        put(first, 0, any_source());
        put(b, 1, any_source());
        pair(Expected::different, false);
    }

    void parent_and_child() {
        const Gender gender = chance_.happens(0.3) ? Gender::female : Gender::male;
        const int age = chance_.between(45, 80);
        const Facts parent = citizen(gender, age);
        const int child_age = age - chance_.between(22, 30);
        Facts child = citizen(gender, child_age);
        set_surname(child, parent.surname_index);
        const double way = chance_.unit();
        set_given(child, parent.given_name_index);
        if (way < 0.7) {
            set_similar_given(child, 2026 - child_age);
        } else {
            const IndexRange alike = tables_.given_names_alike(gender, parent.given_name_index);
            set_given(child, alike.begin + chance_.below(alike.end - alike.begin));
        }
        new_mail(child);
        child.address = parent.address;
        child.landline = parent.landline;
        if (chance_.happens(0.2)) child.mobile = parent.mobile;
        // Who sounds like the parent is told apart by the birth date alone.
        const double birth = child.given_name_kana == parent.given_name_kana ? 1 : 0.85;
        put(parent, 0, any_source(), birth);
        put(child, 1, any_source(), birth);
        pair(Expected::different, false);
    }

    void married() {
        const Facts before =
            citizen(chance_.happens(0.95) ? Gender::female : Gender::male, chance_.between(24, 45));
        Facts after = before;
        std::uint32_t other = tables_.draw_surname(chance_);
        while (other == before.surname_index) other = tables_.draw_surname(chance_);
        set_surname(after, other);
        move_to(after, draw_address_near(tables_, before.address, chance_));
        after.mobile = {};
        after.landline = {};
        new_mobile(after);
        put(before, 0, Source::ec, 1);
        put(after, 0, chance_.happens(0.5) ? Source::ec : Source::crm, 1);
        pair(Expected::same, true);
    }

    // One of birth date, telephone and address ties the two together, mostly more.
    void tie(double birth, double phone, double address, Source second) {
        const Facts a = anybody();
        Facts b = a;
        const double ticket = chance_.unit();
        const bool keep_phone = ticket < 0.34 || chance_.happens(phone);
        const bool keep_address = (ticket >= 0.34 && ticket < 0.67) || chance_.happens(address);
        const bool keep_birth = ticket >= 0.67 || chance_.happens(birth);
        if (!keep_phone) new_mobile(b);
        if (!keep_address) move_to(b, draw_address_near(tables_, a.address, chance_));
        if (keep_phone) b.landline = {};
        put(a, 0, Source::crm, keep_birth ? 1 : 0.5);
        put(b, 0, second, keep_birth ? 1 : 0);
        if (keep_phone) case_.records[0].draft.facts.landline = {};
        pair(Expected::same, true);
    }

    void kana_and_kanji() {
        tie(0.5, 0.4, 0.6, Source::pos);
        case_.records[0].kanji_only = true;
        Facts& kana = case_.records[1].draft.facts;
        kana.surname.clear();
        kana.given_name.clear();
        for (HardRecord& record : case_.records) record.draft.facts.email.clear();
    }

    void variants() {
        const std::uint64_t first_person = person_;
        for (int tries = 0; tries < 4000; ++tries) {
            case_ = {};
            person_ = first_person;
            tie(0.5, 0.4, 0.6, chance_.happens(0.5) ? Source::ec : Source::pos);
            Facts& facts = case_.records[1].draft.facts;
            std::string surname = other_form(facts.surname, chance_);
            std::string given = other_form(facts.given_name, chance_);
            if (surname.empty() && given.empty() && chance_.happens(0.2)) {
                surname = confused_kanji(facts.surname, chance_);
            }
            if (surname.empty() && given.empty()) continue;
            if (!surname.empty()) facts.surname = surname;
            if (!given.empty()) facts.given_name = given;
            const bool readings = chance_.happens(0.5);
            for (HardRecord& record : case_.records) {
                record.kanji_only = !readings;
                record.draft.facts.email.clear();
            }
            return;
        }
        check(false);  // Every table of surnames has some with two forms.
    }

    void shared_contact() {
        const Facts a = anybody();
        Facts b = anybody();
        if (chance_.happens(0.6)) {
            // The carrier gave the number out again.
            b.mobile = a.mobile;
            put(a, 0, any_source());
            put(b, 1, any_source());
        } else {
            const int age = (kSampleToday - a.birth) / 365;
            const int b_age = age < 45 ? age + chance_.between(-3, 3) : age - 25;
            b = citizen(
                a.gender == Gender::male ? Gender::female : Gender::male, std::max(15, b_age));
            set_surname(b, a.surname_index);
            b.email = a.email;
            b.address = a.address;
            b.landline = a.landline;
            put(a, 0, Source::ec);
            put(b, 1, chance_.happens(0.7) ? Source::ec : Source::crm);
        }
        pair(Expected::different, false);
    }

    void former_place() {
        Facts a = anybody();
        const bool kyoto = number_ % 3 == 0;
        for (int tries = 0; tries < 20'000; ++tries) {
            const bool found =
                kyoto ? a.address.street != 0
                      : !former_city_name(tables_.cities()[a.address.city].name).empty();
            if (found) break;
            a.address = draw_address(tables_, chance_);
        }
        Facts b = a;
        // Nothing but name and place: telephone and mailbox are new.
        new_mobile(b);
        new_mail(b);
        b.landline = {};
        put(a, 0, Source::crm, 0.5);
        put(b, 0, chance_.happens(0.5) ? Source::ec : Source::pos, 0);
        AddressStyle& first = case_.records[0].draft.address;
        AddressStyle& second = case_.records[1].draft.address;
        first.street = true;
        second.street = false;
        first.former_city = !kyoto;
        second.prefecture = true;
        pair(Expected::same, true);
    }

    void two_offices() {
        std::uint64_t number = kHardCompanyFirst + 1000 * std::uint64_t{number_};
        Company company = make_company(tables_, population_.seed(), population_.rates(), number);
        while (company.sites < 1) {
            company = make_company(tables_, population_.seed(), population_.rates(), ++number);
        }
        const std::uint32_t first = chance_.below(company.sites + 1);
        std::uint32_t second = chance_.below(company.sites);
        if (second >= first) ++second;
        for (const std::uint32_t site : {first, second}) {
            HardRecord& record =
                put({}, static_cast<std::uint8_t>(case_.records.size()), Source::partner, 0);
            record.office = true;
            record.company = number;
            record.site = site;
            record.draft.gender.reset();
        }
        pair(Expected::different, false);
    }

    // The mother's card in kana shares its telephone with her, and all else with the daughter too.
    void chain() {
        const int age = chance_.between(48, 78);
        const Gender gender = chance_.happens(0.5) ? Gender::female : Gender::male;
        const Facts parent = citizen(gender, age);
        Facts child = citizen(gender, age - 26);
        set_surname(child, parent.surname_index);
        const IndexRange alike = tables_.given_names_alike(gender, parent.given_name_index);
        if (alike.end - alike.begin > 1) {
            set_given(child, alike.begin + chance_.below(alike.end - alike.begin));
        } else {
            set_given(child, parent.given_name_index);
        }
        new_mail(child);
        child.address = parent.address;
        child.landline = parent.landline;
        put(parent, 0, Source::ec, 1);
        Facts card = parent;
        card.surname.clear();
        card.given_name.clear();
        card.email.clear();
        card.landline = {};
        put(card, 0, Source::pos, 0);
        put(child, 1, Source::ec, 1);
        for (HardRecord& record : case_.records) {
            if (record.entity == 0) record.draft.facts.landline = {};
        }
        case_.pairs = {
            {.a = 0, .b = 1, .expected = Expected::same, .same = true},
            {.a = 1, .b = 2, .expected = Expected::different, .same = false},
            {.a = 0, .b = 2, .expected = Expected::different, .same = false}};
    }

    void undecidable() {
        // Names that many have: the surname among the first hundred or so.
        Facts a = anybody();
        while (a.surname_index >= 150) set_surname(a, tables_.draw_surname(chance_));
        const bool same = chance_.happens(0.5);
        const Facts b = a;
        put(a, 0, Source::pos).bare = true;
        put(b, same ? 0 : 1, Source::crm).bare = true;
        pair(Expected::review, same);
    }

    const Population& population_;
    const Tables& tables_;
    Chance chance_;
    std::uint32_t number_ = 0;
    std::uint64_t person_ = 0;
    HardCase case_;
};

}  // namespace

const std::array<HardSet, kHardSetCount>& hard_sets() { return kHardSets; }

std::string_view expected_name(Expected expected) {
    switch (expected) {
        case Expected::same: return "same";
        case Expected::different: return "different";
        case Expected::review: return "review";
    }
    return {};
}

HardCase hard_case(const Population& population, std::size_t set, std::uint32_t number) {
    check(set < kHardSetCount && number < kHardSets[set].cases);
    return HardMaker(population, set, number).made(set);
}

}  // namespace genbo::sample
