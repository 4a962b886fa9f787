// SPDX-License-Identifier: Apache-2.0

#include "sample/tables.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace genbo::sample {
namespace {

// The part before the separator; `text` moves behind it.
std::string_view tables_cut(std::string_view& text, char separator) {
    const std::size_t at = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

std::uint32_t tables_number(std::string_view digits) {
    std::uint32_t number = 0;
    for (const char digit : digits) {
        check(digit >= '0' && digit <= '9');
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return number;
}

enum class TablesSection { none, surnames, male, female, prefectures, towns };

TablesSection tables_section(std::string_view line) {
    if (line == "@surnames") return TablesSection::surnames;
    if (line == "@male") return TablesSection::male;
    if (line == "@female") return TablesSection::female;
    if (line == "@prefectures") return TablesSection::prefectures;
    if (line == "@towns") return TablesSection::towns;
    check(line == "@decades 1930 1940 1950 1960 1970 1980 1990 2000 2010");
    return TablesSection::none;
}

}  // namespace

Tables::Tables(Lexicon lexicon) : lexicon_(lexicon) {
    TablesSection section = TablesSection::none;
    for (std::string_view rest = sample_tables_text(); !rest.empty();) {
        const std::string_view line = tables_cut(rest, '\n');
        if (line.starts_with('@')) {
            section = tables_section(line);
            continue;
        }
        switch (section) {
            case TablesSection::surnames: read_surname(line); break;
            case TablesSection::male: read_given_name(Gender::male, line); break;
            case TablesSection::female: read_given_name(Gender::female, line); break;
            case TablesSection::prefectures: prefectures_.push_back(line); break;
            case TablesSection::towns: read_town(line); break;
            case TablesSection::none: check(false);
        }
    }
    check(prefectures_.size() == 47 && !towns_.empty() && !surnames_.empty());
    index_alike();
    make_lotteries();
}

void Tables::read_surname(std::string_view line) {
    const std::string_view name = tables_cut(line, '\t');
    const std::string_view kana = tables_cut(line, '\t');
    if (!drawn_from(name)) return;
    surnames_.push_back({name, kana});
    surname_weights_.push_back(tables_number(line));
}

void Tables::read_given_name(Gender gender, std::string_view line) {
    const auto at = static_cast<std::size_t>(gender);
    const std::string_view name = tables_cut(line, '\t');
    const std::string_view kana = tables_cut(line, '\t');
    given_names_[at].push_back({name, kana});
    for (auto& weights : given_name_weights_[at]) {
        weights.push_back(tables_number(tables_cut(line, ' ')));
    }
}

void Tables::read_town(std::string_view line) {
    if (line.starts_with('=')) {
        line.remove_prefix(1);
        const std::uint32_t prefecture = tables_number(tables_cut(line, '\t')) - 1;
        const std::string_view name = tables_cut(line, '\t');
        cities_.push_back(
            {.name = name,
             .prefecture = static_cast<std::uint8_t>(prefecture),
             .first_town = static_cast<std::uint32_t>(towns_.size())});
        city_weights_.push_back(tables_number(line));
        return;
    }
    check(!cities_.empty());
    const std::string_view zip = tables_cut(line, '\t');
    if (!drawn_from(line)) return;
    towns_.push_back({zip, line});
    ++cities_.back().town_count;
}

void Tables::index_alike() {
    for (std::size_t gender = 0; gender < 2; ++gender) {
        const auto& names = given_names_[gender];
        auto& alike = given_names_alike_[gender];
        alike.resize(names.size());
        for (std::uint32_t begin = 0; begin < names.size();) {
            std::uint32_t end = begin;
            while (end < names.size() && names[end].kana == names[begin].kana) ++end;
            std::fill(alike.begin() + begin, alike.begin() + end, IndexRange{begin, end});
            begin = end;
        }
    }
    constexpr std::size_t kCommon = 2000;
    std::map<std::string_view, std::vector<std::uint32_t>> by_kana;
    surnames_alike_.resize(std::min(surnames_.size(), kCommon));
    for (std::uint32_t i = 0; i < surnames_alike_.size(); ++i) {
        by_kana[surnames_[i].kana].push_back(i);
    }
    for (const auto& [kana, names] : by_kana) {
        for (const std::uint32_t i : names) surnames_alike_[i] = names;
    }
}

void Tables::make_lotteries() {
    // Of a municipality without towns nobody comes.
    for (std::size_t i = 0; i < cities_.size(); ++i) {
        if (cities_[i].town_count == 0) city_weights_[i] = 0;
    }
    surname_lottery_ = Lottery(surname_weights_);
    for (std::size_t gender = 0; gender < 2; ++gender) {
        for (std::size_t decade = 0; decade < kSampleDecades; ++decade) {
            given_name_lotteries_[gender][decade] = Lottery(given_name_weights_[gender][decade]);
        }
    }
    city_lottery_ = Lottery(city_weights_);
    const std::span<const std::uint32_t> weights = city_weights_;
    for (std::uint32_t begin = 0; begin < cities_.size();) {
        std::uint32_t end = begin;
        while (end < cities_.size() && cities_[end].prefecture == cities_[begin].prefecture) ++end;
        prefecture_first_city_.push_back(begin);
        prefecture_lotteries_.emplace_back(weights.subspan(begin, end - begin));
        begin = end;
    }
    check(prefecture_lotteries_.size() == prefectures_.size());
    surname_weights_ = {};
    given_name_weights_ = {};
    city_weights_ = {};
}

std::uint32_t Tables::draw_given_name(Gender gender, int birth_year, Chance& chance) const {
    const int decade = std::clamp((birth_year - kSampleFirstDecade) / 10, 0, kSampleDecades - 1);
    return given_name_lotteries_[static_cast<std::size_t>(gender)][static_cast<std::size_t>(decade)]
        .draw(chance);
}

std::uint32_t Tables::draw_city_near(std::uint32_t city, Chance& chance) const {
    const std::size_t prefecture = cities_[city].prefecture;
    return prefecture_first_city_[prefecture] + prefecture_lotteries_[prefecture].draw(chance);
}

IndexRange Tables::given_names_alike(Gender gender, std::uint32_t index) const {
    return given_names_alike_[static_cast<std::size_t>(gender)][index];
}

const std::vector<std::uint32_t>& Tables::surnames_alike(std::uint32_t index) const {
    static const std::vector<std::uint32_t> kNone;
    return index < surnames_alike_.size() ? surnames_alike_[index] : kNone;
}

}  // namespace genbo::sample
