// SPDX-License-Identifier: Apache-2.0
#pragma once

// What there is to know about the people behind the records, written beside them:
//
//   entities.csv    every person and every office with its record, as they are today
//   households.csv  who lives together, and who are twins
//   events.csv      what happened: moves, weddings, divorces, new numbers, deaths, renamed
//   companies relations.csv   pairs of entities that are easily taken for one: twins, parent and
//   child of one
//                   sound, namesakes in a building, recycled numbers, shared mailboxes
//
// In the order of households, so a larger sample begins with the bytes of a smaller one.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sample/history.h"
#include "sample/row_writer.h"

namespace genbo::sample {

// P17, the person; C5-0, the head office of company 5.
void append_person_id(std::string& out, std::uint64_t person);
void append_office_id(std::string& out, std::uint64_t company, std::uint32_t site);

class Ledger {
public:
    // REQUIRES: `population` outlives the ledger.
    Ledger(const Population& population, const std::filesystem::path& folder);

    // Of the household's first `members`.
    void add(const Household& household, std::uint32_t members);
    // An office that has a record.
    void add_office(const Company& company, std::uint32_t site);

    Result<std::vector<SampleFile>> close();

private:
    void add_entity(const Household& household, const Person& person);
    void add_events(const Household& household, const Person& person);
    void add_relations(const Household& household, std::uint32_t members);
    void event(
        DayNumber day, std::string_view entity, std::string_view what, std::string_view before,
        std::string_view after);
    void relation(std::uint64_t a, std::uint64_t b, std::string_view what);

    const Population& population_;
    OutFile entities_;
    OutFile households_;
    OutFile events_;
    OutFile relations_;
    std::string id_;
};

}  // namespace genbo::sample
