// SPDX-License-Identifier: Apache-2.0
#pragma once

// A made-up English customer file with its truth, for tests of the batch engine: names from short
// lists, one to three records a person, typing errors and gaps.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/hash.h"
#include "match/table.h"

namespace genbo {

struct PeopleFile {
    std::vector<std::string_view> header = {"id", "first_name", "surname", "dob", "city", "email"};
    std::vector<std::array<std::string, 6>> rows;
    std::vector<std::uint32_t> truth;

    Table table() const {
        Table made{header, std::vector<std::string>{}};
        for (const auto& row : rows) {
            const std::vector<std::string_view> cells(row.begin(), row.end());
            made.add_row(cells);
        }
        return made;
    }
};

inline PeopleFile people_file(std::uint64_t seed, std::size_t records) {
    static constexpr std::array<std::string_view, 24> kFirst = {
        "oliver", "amelia", "harry",  "isla",   "george", "ava",   "noah",  "mia",
        "jack",   "emily",  "leo",    "sophia", "arthur", "grace", "oscar", "lily",
        "henry",  "freya",  "archie", "ivy",    "ella",   "theo",  "rosie", "alfie"};
    static constexpr std::array<std::string_view, 24> kLast = {
        "smith",  "jones",   "taylor", "brown",  "williams", "wilson", "johnson", "davies",
        "patel",  "wright",  "walker", "white",  "edwards",  "green",  "hall",    "thomas",
        "clarke", "jackson", "wood",   "harris", "martin",   "cooper", "ward",    "turner"};
    static constexpr std::array<std::string_view, 8> kCities = {
        "london", "leeds", "bristol", "cardiff", "glasgow", "york", "oxford", "bath"};
    std::uint64_t state = seed;
    const auto below = [&](std::uint64_t limit) {
        state = hash_mix(state, 0x2545f491);
        return (state >> 20) % limit;
    };
    const auto mistype = [&](std::string& text) {
        if (text.size() < 3) return;
        const auto at = below(text.size() - 1);
        if (below(2) == 0)
            std::swap(text[at], text[at + 1]);
        else
            text.erase(at, 1);
    };
    const auto two = [](std::uint64_t value) {
        return (value < 10 ? "0" : "") + std::to_string(value);
    };
    PeopleFile file;
    for (std::uint32_t person = 0; file.rows.size() < records; ++person) {
        const std::array<std::string, 5> self = {
            std::string{kFirst[below(kFirst.size())]}, std::string{kLast[below(kLast.size())]},
            std::to_string(1930 + below(80)) + "-" + two(1 + below(12)) + "-" + two(1 + below(28)),
            std::string{kCities[below(kCities.size())]},
            "m" + std::to_string(below(1'000'000)) + "@example.org"};
        for (auto copies = 1 + below(3); copies > 0 && file.rows.size() < records; --copies) {
            std::array<std::string, 6> row;
            row[0] = "r" + std::to_string(file.rows.size());
            for (std::size_t i = 0; i < self.size(); ++i) {
                row[i + 1] = self[i];
                const auto luck = below(100);
                if (luck < 10) row[i + 1].clear();
                if (luck >= 90) mistype(row[i + 1]);
            }
            file.rows.push_back(std::move(row));
            file.truth.push_back(person);
        }
    }
    return file;
}

}  // namespace genbo
