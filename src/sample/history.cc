// SPDX-License-Identifier: Apache-2.0

#include "sample/history.h"

#include <algorithm>
#include <cmath>

namespace genbo::sample {
namespace {

constexpr DayNumber kLegacyBegin = day_number(2001, 4, 1);
constexpr DayNumber kLegacyEnd = day_number(2005, 9, 30);
// Fifteen years old when it was made.
constexpr DayNumber kLegacyBornBefore = day_number(1986, 4, 1);

const Dwelling& history_dwelling(const Household& household, DayNumber day) {
    std::uint32_t at = 0;
    while (at + 1 < household.dwelling_count && household.dwellings[at + 1].from <= day) ++at;
    return household.dwellings[at];
}

bool history_lived_apart(const Person& person, DayNumber day) {
    return person.lived_apart && day < person.renamed_on;
}

std::uint32_t history_surname(const Person& person, DayNumber day) {
    return day < person.renamed_on ? person.surname_before : person.surname;
}

ForeignName history_foreign_name(const Person& person) {
    Chance family(person.foreign_family_key);
    Chance own(person.foreign_key);
    return draw_foreign_name(person.gender, family, own);
}

std::string history_email(
    const Population& population, const Household& household, const Person& person, DayNumber day) {
    const Person& head = household.persons[0];
    const Person& owner = person.family_mail && head.mails.count > 0 ? head : person;
    const MailHistory& mails = owner.mails;
    if (mails.count == 0) return {};
    std::uint8_t at = 0;
    while (at + 1 < mails.count && mails.from[at + 1U] <= day) ++at;
    // Thought up with the name of that time.
    const std::uint32_t surname = history_surname(owner, std::max(mails.from[at], kHistoryBegin));
    if (owner.name_kind == NameKind::foreign) {
        const ForeignName name = history_foreign_name(owner);
        return mailbox_text(mails.mailbox[at], name.surname_kana, name.given_kana);
    }
    const Tables& tables = population.tables();
    return mailbox_text(
        mails.mailbox[at], tables.surnames()[surname].kana,
        tables.given_names(owner.gender)[owner.given_reading].kana);
}

DayNumber history_draw_day(const Person& person, Chance& chance) {
    const double u = chance.unit();
    const DayNumber last = person.died_on == kNever ? kSampleToday : person.died_on;
    return last - 1 - static_cast<DayNumber>(static_cast<double>(last - kHistoryBegin - 1) * u * u);
}

}  // namespace

std::string_view source_name(Source source) {
    static constexpr std::array<std::string_view, kSourceCount> kNames = {
        "pos", "ec", "crm", "app", "partner", "legacy"};
    return kNames[static_cast<std::size_t>(source)];
}

std::uint32_t slice_of(const PlannedRecord& record) {
    if (record.day < kHistoryBegin) return 0;
    return 1 + std::min<std::uint32_t>(
                   static_cast<std::uint32_t>(record.day - kHistoryBegin) / 366, kHistoryYears - 1);
}

// Records beyond the first: negative binomial, by its recurrence from P(0) = (s / (s + m)) ^ s.
RecordPlan::RecordPlan(const Population& population) : population_(population) {
    const double mean = population.rates().more_records_mean;
    const double size = population.rates().more_records_size;
    const double base = size / (size + mean);
    // s is a multiple of a half: a root and products are the same to the last bit everywhere, which
    // pow() is not.
    double probability = 1;
    for (int i = 0; i < static_cast<int>(size); ++i) probability *= base;
    if (size - static_cast<int>(size) > 0.25) probability *= std::sqrt(base);
    double sum = 0;
    for (std::size_t more = 0; more < count_at_most_.size(); ++more) {
        sum += probability;
        count_at_most_[more] = sum;
        const auto k = static_cast<double>(more);
        probability *= (k + size) / (k + 1) * mean / (mean + size);
    }
}

std::uint32_t RecordPlan::draw_count(Chance& chance) const {
    const double u = chance.unit();
    std::uint32_t more = 0;
    while (more + 1 < count_at_most_.size() && u >= count_at_most_[more]) ++more;
    return 1 + more;
}

const std::vector<PlannedRecord>& RecordPlan::records(
    const Household& household, std::uint32_t members) {
    records_.clear();
    for (std::uint32_t i = 0; i < members; ++i) {
        const Person& person = household.persons[i];
        Chance chance(chance_key(population_.seed(), Purpose::plan, person.number));
        const auto member = static_cast<std::uint8_t>(i);
        if (person.at_work) plan_at_work(person, member, chance);
        if (!person.only_at_work) plan_person(person, member, chance);
    }
    const std::uint64_t company = population_.company_of(household.number);
    if (household.number == 0 || population_.company_of(household.number - 1) != company) {
        plan_offices(company);
    }
    return records_;
}

void RecordPlan::plan_at_work(const Person& person, std::uint8_t member, Chance& chance) {
    const std::uint32_t count = chance.happens(0.75) ? 1 : chance.happens(0.8) ? 2 : 3;
    for (std::uint32_t i = 0; i < count; ++i) {
        records_.push_back(
            {.source = Source::partner,
             .member = member,
             .ordinal = static_cast<std::uint8_t>(64 + i),
             .day = history_draw_day(person, chance)});
    }
}

void RecordPlan::plan_offices(std::uint64_t number) {
    const Rates& rates = population_.rates();
    Chance chance(chance_key(population_.seed(), Purpose::office, number));
    const Company company = make_company(population_.tables(), population_.seed(), rates, number);
    for (std::uint32_t site = 0; site <= company.sites; ++site) {
        if (!chance.happens(site == 0 ? rates.head_office_record : rates.site_record)) continue;
        const std::uint32_t count = chance.happens(0.8) ? 1 : 2;
        for (std::uint32_t i = 0; i < count; ++i) {
            records_.push_back(
                {.source = Source::partner,
                 .member = kNoMember,
                 .ordinal = static_cast<std::uint8_t>(i),
                 .site = static_cast<std::uint8_t>(site),
                 .day = history_draw_day({}, chance)});
        }
    }
}

void RecordPlan::plan_person(const Person& person, std::uint8_t member, Chance& chance) {
    const bool has_mail = person.mails.count > 0;
    const bool reachable = has_mail || person.mobiles.count > 0;
    const Rates& rates = population_.rates();
    std::array<std::uint32_t, kSourceCount> tickets = rates.source_tickets;
    if (!has_mail) tickets[static_cast<std::size_t>(Source::ec)] = 0;
    if (!reachable) tickets[static_cast<std::size_t>(Source::app)] = 0;
    if (person.birth >= kLegacyBornBefore) tickets[static_cast<std::size_t>(Source::legacy)] = 0;
    std::uint32_t total = 0;
    for (const std::uint32_t ticket : tickets) total += ticket;
    const std::uint32_t count = draw_count(chance);
    std::uint32_t used = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::size_t source = 0;
        for (int tries = 0; tries < 6; ++tries) {
            std::uint32_t ticket = chance.below(total);
            source = 0;
            while (ticket >= tickets[source]) ticket -= tickets[source++];
            if ((used >> source & 1) == 0 || chance.happens(rates.second_in_source)) break;
        }
        used |= 1U << source;
        const bool old = static_cast<Source>(source) == Source::legacy;
        records_.push_back(
            {.source = static_cast<Source>(source),
             .member = member,
             .ordinal = static_cast<std::uint8_t>(i),
             .day = old ? chance.between(kLegacyBegin, kLegacyEnd)
                        : history_draw_day(person, chance)});
    }
}

std::string_view other_surname(const Population& population, const Person& person, DayNumber day) {
    if (person.renamed_on == kNever) return {};
    const std::uint32_t other = day < person.renamed_on ? person.surname : person.surname_before;
    return population.tables().surnames()[other].name;
}

Phone mobile_on(const Population& population, const Person& person, DayNumber day) {
    const MobileHistory& mobiles = person.mobiles;
    if (mobiles.count == 0) return {};
    if (person.recycled_from != kNever && person.recycled_from <= day) {
        return mobile_number(population.seed(), person.recycled_person, 0);
    }
    std::uint32_t at = 0;
    while (at + 1 < mobiles.count && mobiles.from[at + 1] <= day) ++at;
    return mobile_number(population.seed(), person.number, at);
}

Phone landline_on(const Population& population, const Household& household, DayNumber day) {
    const Dwelling& dwelling = history_dwelling(household, day);
    if (!dwelling.landline) return {};
    Chance chance(dwelling.landline_key);
    return draw_landline(population.tables().cities()[dwelling.address.city].prefecture, chance);
}

const Address& home_on(const Household& household, DayNumber day) {
    return history_dwelling(household, day).address;
}

Facts facts_on(
    const Population& population, const Household& household, const Person& person, DayNumber day) {
    const Tables& tables = population.tables();
    Facts facts{.gender = person.gender, .birth = person.birth};
    facts.surname_index = history_surname(person, day);
    facts.given_name_index = person.given_name;
    const SurnameEntry& surname = tables.surnames()[facts.surname_index];
    const auto& given_names = tables.given_names(person.gender);
    const bool adopted = person.name_kind == NameKind::foreign_adopted && day % 2 == 0;
    if (person.name_kind == NameKind::japanese || adopted) {
        facts.surname = surname.name;
        facts.surname_kana = surname.kana;
        facts.given_name = given_names[person.given_name].name;
        facts.given_name_kana = given_names[person.given_reading].kana;
    } else {
        ForeignName name = history_foreign_name(person);
        facts.foreign = true;
        facts.latin = name.latin;
        facts.surname = std::move(name.surname);
        facts.surname_kana = std::move(name.surname_kana);
        facts.given_name = std::move(name.given);
        facts.given_name_kana = std::move(name.given_kana);
    }
    const bool away = person.away_on(day);
    const bool apart = away || history_lived_apart(person, day);
    facts.address = away    ? person.address_away
                    : apart ? person.address_before
                            : history_dwelling(household, day).address;
    if (!apart) facts.landline = landline_on(population, household, day);
    const bool swaps = household.phones_swapped && person.role <= FamilyRole::spouse;
    const Person& holder =
        swaps ? household.persons[person.role == FamilyRole::head ? 1 : 0] : person;
    facts.mobile = mobile_on(population, holder.mobiles.count > 0 ? holder : person, day);
    facts.email = history_email(population, household, person, day);
    const int until = former_city_until(tables.cities()[facts.address.city].name);
    facts.former_city = until != 0 && day < day_number(until, 4, 1);
    return facts;
}

}  // namespace genbo::sample
