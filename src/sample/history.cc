// SPDX-License-Identifier: Apache-2.0

#include "sample/history.h"

#include <algorithm>

namespace genbo::sample {
namespace {

// Records beyond the first: negative binomial with this mean and size, by its recurrence.
constexpr double kMoreRecordsMean = 0.93;
constexpr double kMoreRecordsSize = 1.5;
constexpr double kNoMoreRecords = 0.4852;  // (size / (size + mean)) ^ size

// Tickets per source for a person's private records (pos, ec, crm, app, -, legacy); more than the
// share of records for those that not everybody can have.
constexpr std::array<std::uint32_t, kSourceCount> kSourceTickets = {30, 68, 8, 7, 0, 6};
// A second record in the same source is mostly noticed at the counter.
constexpr double kSecondInSameSource = 0.10;
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
        Chance chance(owner.foreign_key);
        const ForeignName name = draw_foreign_name(owner.gender, chance);
        return mailbox_text(mails.mailbox[at], name.surname_kana, name.given_kana);
    }
    const Tables& tables = population.tables();
    return mailbox_text(
        mails.mailbox[at], tables.surnames()[surname].kana,
        tables.given_names(owner.gender)[owner.given_name].kana);
}

DayNumber history_draw_day(Chance& chance) {
    const double u = chance.unit();
    return kSampleToday - 1 - static_cast<DayNumber>(3651 * u * u);
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

RecordPlan::RecordPlan(std::uint64_t seed) : seed_(seed) {
    double probability = kNoMoreRecords;
    double sum = 0;
    for (std::size_t more = 0; more < count_at_most_.size(); ++more) {
        sum += probability;
        count_at_most_[more] = sum;
        const auto k = static_cast<double>(more);
        probability *= (k + kMoreRecordsSize) / (k + 1) * kMoreRecordsMean /
                       (kMoreRecordsMean + kMoreRecordsSize);
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
        Chance chance(chance_key(seed_, Purpose::plan, person.number));
        const auto member = static_cast<std::uint8_t>(i);
        if (person.at_work) plan_at_work(person, member, chance);
        if (!person.only_at_work) plan_person(person, member, chance);
    }
    return records_;
}

void RecordPlan::plan_at_work(const Person&, std::uint8_t member, Chance& chance) {
    const std::uint32_t count = chance.happens(0.75) ? 1 : chance.happens(0.8) ? 2 : 3;
    for (std::uint32_t i = 0; i < count; ++i) {
        records_.push_back(
            {.source = Source::partner,
             .member = member,
             .ordinal = static_cast<std::uint8_t>(64 + i),
             .day = history_draw_day(chance)});
    }
}

void RecordPlan::plan_person(const Person& person, std::uint8_t member, Chance& chance) {
    const bool has_mail = person.mails.count > 0;
    const bool reachable = has_mail || person.mobiles.count > 0;
    std::array<std::uint32_t, kSourceCount> tickets = kSourceTickets;
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
            if ((used >> source & 1) == 0 || chance.happens(kSecondInSameSource)) break;
        }
        used |= 1U << source;
        const bool old = static_cast<Source>(source) == Source::legacy;
        records_.push_back(
            {.source = static_cast<Source>(source),
             .member = member,
             .ordinal = static_cast<std::uint8_t>(i),
             .day = old ? chance.between(kLegacyBegin, kLegacyEnd) : history_draw_day(chance)});
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

Facts facts_on(
    const Population& population, const Household& household, const Person& person, DayNumber day) {
    const Tables& tables = population.tables();
    Facts facts{.gender = person.gender, .birth = person.birth};
    facts.surname_index = history_surname(person, day);
    facts.given_name_index = person.given_name;
    const SurnameEntry& surname = tables.surnames()[facts.surname_index];
    const GivenNameEntry& given = tables.given_names(person.gender)[person.given_name];
    const bool adopted = person.name_kind == NameKind::foreign_adopted && day % 2 == 0;
    if (person.name_kind == NameKind::japanese || adopted) {
        facts.surname = surname.name;
        facts.surname_kana = surname.kana;
        facts.given_name = given.name;
        facts.given_name_kana = given.kana;
    } else {
        Chance chance(person.foreign_key);
        ForeignName name = draw_foreign_name(person.gender, chance);
        facts.foreign = true;
        facts.latin = name.latin;
        facts.surname = std::move(name.surname);
        facts.surname_kana = std::move(name.surname_kana);
        facts.given_name = std::move(name.given);
        facts.given_name_kana = std::move(name.given_kana);
    }
    const bool apart = history_lived_apart(person, day);
    facts.address = apart ? person.address_before : history_dwelling(household, day).address;
    if (!apart) facts.landline = landline_on(population, household, day);
    facts.mobile = mobile_on(population, person, day);
    facts.email = history_email(population, household, person, day);
    return facts;
}

}  // namespace genbo::sample
