// SPDX-License-Identifier: Apache-2.0

#include "sample/ledger.h"

#include <algorithm>

#include "sample/dates.h"

namespace genbo::sample {
namespace {

// No value of a ledger holds a comma, a quotation mark or a line break.
void ledger_cells(std::string& out, std::initializer_list<std::string_view> cells) {
    bool first = true;
    for (const std::string_view cell : cells) {
        if (!first) out += ',';
        first = false;
        out += cell;
    }
    out += '\n';
}

std::string ledger_date(DayNumber day) { return day == kNever ? "" : civil_date(day, "-"); }

std::string ledger_address(const Tables& tables, const Address& address) {
    return address_text(tables, address, {}).joined(" ");
}

std::string_view ledger_name_event(NameEvent event) {
    return event == NameEvent::wedding ? "wedding" : "divorce";
}

std::string_view ledger_sound(const Tables& tables, const Person& person) {
    return tables.given_names(person.gender)[person.given_reading].kana;
}

std::string_view ledger_written(const Tables& tables, const Person& person) {
    return tables.given_names(person.gender)[person.given_name].name;
}

bool ledger_share_character(std::string_view a, std::string_view b) {
    for (std::size_t at = 0; at + 3 <= a.size(); at += 3) {
        if (b.find(a.substr(at, 3)) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

void append_person_id(std::string& out, std::uint64_t person) {
    out += 'P';
    out += std::to_string(person);
}

void append_office_id(std::string& out, std::uint64_t company, std::uint32_t site) {
    out += 'C';
    out += std::to_string(company);
    out += '-';
    out += std::to_string(site);
}

Ledger::Ledger(const Population& population, const std::filesystem::path& folder)
    : population_(population),
      entities_(folder, "entities.csv"),
      households_(folder, "households.csv"),
      events_(folder, "events.csv"),
      relations_(folder, "relations.csv") {
    entities_.buffer() +=
        "entity_id,kind,household_id,role,gender,birth_date,surname,given_name,surname_kana,"
        "given_name_kana,address,mobile,email,company,corporate_number,died_on\n";
    households_.buffer() += "cluster_id,household_id,role,twin\n";
    events_.buffer() += "date,entity_id,event,before,after\n";
    relations_.buffer() += "entity_a,entity_b,relation\n";
}

void Ledger::add(const Household& household, std::uint32_t members) {
    for (std::uint32_t i = 0; i < members; ++i) {
        const Person& person = household.persons[i];
        std::string& out = households_.buffer();
        append_person_id(out, person.number);
        out.append(",H").append(std::to_string(household.number)).append(",");
        out.append(family_role_name(person.role)).append(person.twin ? ",1\n" : ",0\n");
        households_.row_done();
        add_entity(household, person);
        add_events(household, person);
    }
    id_ = "H" + std::to_string(household.number);
    for (std::uint32_t d = 1; d < household.dwelling_count; ++d) {
        const Tables& tables = population_.tables();
        event(
            household.dwellings[d].from, id_, "move",
            ledger_address(tables, household.dwellings[d - 1].address),
            ledger_address(tables, household.dwellings[d].address));
    }
    add_relations(household, members);
}

void Ledger::add_entity(const Household& household, const Person& person) {
    const Facts facts = facts_on(population_, household, person, kSampleToday);
    id_.clear();
    append_person_id(id_, person.number);
    ledger_cells(
        entities_.buffer(),
        {id_, "person", "H" + std::to_string(household.number), family_role_name(person.role),
         person.gender == Gender::male ? "male" : "female", ledger_date(person.birth),
         facts.surname, facts.given_name, facts.surname_kana, facts.given_name_kana,
         ledger_address(population_.tables(), facts.address), facts.mobile.digits, facts.email, "",
         "", ledger_date(person.died_on)});
    entities_.row_done();
}

void Ledger::add_office(const Company& company, std::uint32_t site) {
    const Office office = make_office(population_.tables(), population_.seed(), company, site);
    id_.clear();
    append_office_id(id_, company.number, site);
    ledger_cells(
        entities_.buffer(),
        {id_, "office", "", "", "", "", "", "", "", "",
         ledger_address(population_.tables(), office.address), office.phone.digits, "",
         company_text(company, CompanyStyle::full) + office.name, company.corporate_number, ""});
    entities_.row_done();
    if (site != 0) return;
    if (company.renamed_on != kNever) {
        event(company.renamed_on, id_, "company_name", company.core_before, company.core);
    }
    if (company.mirror_of != company.number) {
        std::string& out = relations_.buffer();
        out.append(id_).append(",");
        append_office_id(out, company.mirror_of, 0);
        out += ",mirrored_company\n";
        relations_.row_done();
    }
}

void Ledger::add_events(const Household& household, const Person& person) {
    const Tables& tables = population_.tables();
    id_.clear();
    append_person_id(id_, person.number);
    if (person.name_event != NameEvent::none && person.name_kind == NameKind::japanese) {
        event(
            person.renamed_on, id_, ledger_name_event(person.name_event),
            tables.surnames()[person.surname_before].name, tables.surnames()[person.surname].name);
    }
    if (person.left_home_on != kNever) {
        event(
            person.left_home_on, id_, "left_home", "", ledger_address(tables, person.address_away));
    }
    for (std::uint32_t i = 1; i < person.mobiles.count; ++i) {
        event(
            person.mobiles.from[i], id_, "mobile",
            mobile_number(population_.seed(), person.number, i - 1).digits,
            mobile_number(population_.seed(), person.number, i).digits);
    }
    if (person.recycled_from != kNever) {
        event(
            person.recycled_from, id_, "recycled_mobile", "",
            mobile_number(population_.seed(), person.recycled_person, 0).digits);
    }
    for (std::uint32_t i = 1; i < person.mails.count; ++i) {
        event(
            person.mails.from[i], id_, "mail",
            facts_on(population_, household, person, person.mails.from[i] - 1).email,
            facts_on(population_, household, person, person.mails.from[i]).email);
    }
    if (person.died_on != kNever) event(person.died_on, id_, "death", "", "");
}

void Ledger::add_relations(const Household& household, std::uint32_t members) {
    const Tables& tables = population_.tables();
    const Person& head = household.persons[0];
    for (std::uint32_t i = 0; i < members; ++i) {
        const Person& a = household.persons[i];
        if (a.recycled_from != kNever) relation(a.number, a.recycled_person, "recycled_mobile");
        if (a.family_mail && head.mails.count > 0) relation(a.number, head.number, "family_mail");
        for (std::uint32_t j = 0; j < i; ++j) {
            const Person& b = household.persons[j];
            if (a.twin && b.twin) relation(a.number, b.number, "twins");
            const bool generations =
                a.role != b.role && (a.role == FamilyRole::child || b.role == FamilyRole::child);
            const bool japanese =
                a.name_kind == NameKind::japanese && b.name_kind == NameKind::japanese;
            if (!generations || !japanese || a.gender != b.gender) continue;
            if (ledger_sound(tables, a) == ledger_sound(tables, b)) {
                relation(a.number, b.number, "parent_child_same_sound");
            } else if (ledger_share_character(
                           ledger_written(tables, a), ledger_written(tables, b))) {
                relation(a.number, b.number, "parent_child_shared_kanji");
            }
        }
    }
    if (household.phones_swapped && members > 1) {
        relation(head.number, household.persons[1].number, "swapped_phones");
    }
    if (household.namesake_of != kNoHousehold) {
        relation(
            head.number, household.namesake_of * kPersonsPerHousehold, "namesakes_in_building");
    }
}

void Ledger::event(
    DayNumber day, std::string_view entity, std::string_view what, std::string_view before,
    std::string_view after) {
    ledger_cells(events_.buffer(), {civil_date(day, "-"), entity, what, before, after});
    events_.row_done();
}

void Ledger::relation(std::uint64_t a, std::uint64_t b, std::string_view what) {
    std::string& out = relations_.buffer();
    append_person_id(out, a);
    out += ',';
    append_person_id(out, b);
    out.append(",").append(what).append("\n");
    relations_.row_done();
}

Result<std::vector<SampleFile>> Ledger::close() {
    std::vector<SampleFile> files;
    for (OutFile* file : {&entities_, &households_, &events_, &relations_}) {
        files.push_back(TRY(file->close()));
    }
    return files;
}

}  // namespace genbo::sample
