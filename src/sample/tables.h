// SPDX-License-Identifier: Apache-2.0
#pragma once

// The names and places that people are made of.  tools/sample-tables makes them at build time from
// npm packages and hand-written lists (TABLES.md says which); they lie in the program as one text
// of about 3 MB, and Tables is an index of views into it, made in some ten milliseconds.  With half
// a lexicon (rates.h), surnames and towns of the other half are as if they were not in the text.
//
//   @decades 1930 1940 … 2010
//   @surnames            name TAB katakana TAB weight            commonest first
//   @male, @female       name TAB katakana TAB weight per decade  sorted by katakana
//   @prefectures         name                                    in the order of JIS X 0401
//   @towns               =prefecture TAB municipality TAB people, then its towns: zip TAB town

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sample/random.h"
#include "sample/rates.h"

namespace genbo::sample {

inline constexpr int kSampleDecades = 9;
inline constexpr int kSampleFirstDecade = 1930;

enum class Gender : std::uint8_t { male, female };

struct SurnameEntry {
    std::string_view name;
    std::string_view kana;
};

struct GivenNameEntry {
    std::string_view name;
    std::string_view kana;
};

struct City {
    std::string_view name;
    std::uint8_t prefecture = 0;  // From 0.
    std::uint32_t first_town = 0;
    std::uint32_t town_count = 0;
};

struct Town {
    std::string_view zip;
    std::string_view name;
};

struct IndexRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

class Tables {
public:
    explicit Tables(Lexicon lexicon = Lexicon::all);

    const std::vector<SurnameEntry>& surnames() const { return surnames_; }
    const std::vector<GivenNameEntry>& given_names(Gender gender) const {
        return given_names_[static_cast<std::size_t>(gender)];
    }
    const std::vector<std::string_view>& prefectures() const { return prefectures_; }
    const std::vector<City>& cities() const { return cities_; }
    const std::vector<Town>& towns() const { return towns_; }

    std::uint32_t draw_surname(Chance& chance) const { return surname_lottery_.draw(chance); }
    std::uint32_t draw_given_name(Gender gender, int birth_year, Chance& chance) const;
    std::uint32_t draw_city(Chance& chance) const { return city_lottery_.draw(chance); }
    // In the same prefecture, by people.
    std::uint32_t draw_city_near(std::uint32_t city, Chance& chance) const;

    // Given names that sound the same, itself included.
    IndexRange given_names_alike(Gender gender, std::uint32_t index) const;
    // Common surnames (of the first 2,000) that sound the same as `index`; none for the others.
    const std::vector<std::uint32_t>& surnames_alike(std::uint32_t index) const;

private:
    bool drawn_from(std::string_view word) const {
        return lexicon_ == Lexicon::all || in_first_half(word) == (lexicon_ == Lexicon::a);
    }
    void read_surname(std::string_view line);
    void read_given_name(Gender gender, std::string_view line);
    void read_town(std::string_view line);
    void index_alike();
    void make_lotteries();

    Lexicon lexicon_;
    std::vector<SurnameEntry> surnames_;
    std::array<std::vector<GivenNameEntry>, 2> given_names_;
    std::vector<std::string_view> prefectures_;
    std::vector<City> cities_;
    std::vector<Town> towns_;

    std::vector<std::uint32_t> surname_weights_;
    std::array<std::array<std::vector<std::uint32_t>, kSampleDecades>, 2> given_name_weights_;
    std::vector<std::uint32_t> city_weights_;

    Lottery surname_lottery_;
    std::array<std::array<Lottery, kSampleDecades>, 2> given_name_lotteries_;
    Lottery city_lottery_;
    std::vector<Lottery> prefecture_lotteries_;
    std::vector<std::uint32_t> prefecture_first_city_;
    std::array<std::vector<IndexRange>, 2> given_names_alike_;
    std::vector<std::vector<std::uint32_t>> surnames_alike_;
};

// The text itself, as the build put it into the program.
std::string_view sample_tables_text();

}  // namespace genbo::sample
