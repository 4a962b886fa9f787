// SPDX-License-Identifier: Apache-2.0
#include "text/name_tables.h"

#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/letters.h"
#include "text/tables.h"

namespace genbo {
namespace {

// Nats that one step of IPADIC's cost is worth.  Its costs know how often a name stood in a
// newspaper, which is a poor proxy of how many people bear it, so they are taken mildly.
constexpr double kCostScale = 1500;
// Share of people whose name is in the dictionary at all.  Surnames are a closed stock of which
// IPADIC has nearly all that are borne by many; given names are made anew with every child.
constexpr double kKnownSurnames = 0.985;
constexpr double kKnownGivenNames = 0.6;
// Probability of a character that no name of the dictionary has at that place.
constexpr double kRareCharacter = 1e-5;

bool name_all_kana(std::u32string_view name) {
    for (const char32_t c : name) {
        if (!is_katakana(c) && !is_hiragana(c)) return false;
    }
    return !name.empty();
}

double name_log_of(const std::unordered_map<char32_t, float>& counts, char32_t c) {
    const auto found = counts.find(c);
    return std::log((found == counts.end() ? 0.0 : double{found->second}) + kRareCharacter);
}

}  // namespace

const NameTables& NameTables::get() {
    static const NameTables tables;
    return tables;
}

NameTables::NameTables() {
    fill(models_[0], kSurnames);
    fill(models_[1], kGivenNames);
    for (std::string_view rest = kKanjiReadings; !rest.empty();) {
        std::size_t at = 0;
        const char32_t kanji = next_code_point(rest, at);
        const std::size_t end = rest.find('\n');
        kanji_.emplace(kanji, rest.substr(at + 1, end - at - 1));
        rest.remove_prefix(end + 1);
    }
}

void NameTables::count(Model& model, std::u32string_view name, double weight) {
    const auto amount = static_cast<float>(weight);
    if (name_all_kana(name)) {
        model.kana_first[name[0]] += amount;
        for (const char32_t c : name.substr(1)) model.kana_inner[c] += amount;
        return;
    }
    model.first[name.front()] += amount;
    if (name.size() > 1) model.last[name.back()] += amount;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) model.middle[name[i]] += amount;
}

void NameTables::finish(Counts& counts) {
    double sum = 0;
    for (const auto& [c, amount] : counts) sum += amount;
    for (auto& [c, amount] : counts) amount = static_cast<float>(amount / sum);
}

void NameTables::fill(Model& model, std::string_view table) {
    model.written.reserve(20000);
    model.read.reserve(20000);
    double total = 0;
    double read_total = 0;
    while (!table.empty()) {
        const std::size_t tab = table.find('\t');
        const std::size_t second = table.find('\t', tab + 1);
        const std::size_t end = table.find('\n', second);
        double cost = 0;
        std::from_chars(table.data() + tab + 1, table.data() + second, cost);
        std::string name = fold_variants(table.substr(0, tab));
        const std::string_view readings = table.substr(second + 1, end - second - 1);
        table.remove_prefix(end + 1);

        const double weight = std::exp(-cost / kCostScale);
        const std::u32string characters = to_utf32(name);
        // Every type counts the same here: what is asked of the model is the unknown names.
        count(model, characters, 1);
        const auto [place, fresh] =
            model.written.try_emplace(std::move(name), Entry{weight, readings});
        if (!fresh) continue;
        total += weight;
        for (std::size_t at = 0; at <= readings.size();) {
            const std::size_t comma = std::min(readings.find(',', at), readings.size());
            std::string reading{readings.substr(at, comma - at)};
            at = comma + 1;
            const std::u32string kana = to_utf32(reading);
            if (!name_all_kana(characters)) count(model, kana, 1);
            model.read[std::move(reading)].log_probability += weight;
            read_total += weight;
        }
    }
    for (auto& [name, entry] : model.written)
        entry.log_probability = std::log(entry.log_probability / total);
    for (auto& [name, entry] : model.read)
        entry.log_probability = std::log(entry.log_probability / read_total);
    for (Counts* counts :
         {&model.first, &model.middle, &model.last, &model.kana_first, &model.kana_inner})
        finish(*counts);
}

double NameTables::log_probability(NamePart part, std::u32string_view name) const {
    if (name.empty()) return -1000;
    const Model& names = model(part);
    const std::string key = to_utf8(name);
    double known = -1000;
    if (const auto found = names.written.find(key); found != names.written.end())
        known = found->second.log_probability;
    const bool kana = name_all_kana(name);
    if (kana) {
        if (const auto found = names.read.find(kana_plain_key(key)); found != names.read.end())
            known = std::max(known, found->second.log_probability);
    }
    double spelled = 0;
    if (kana) {
        spelled = name_log_of(names.kana_first, name[0]);
        for (const char32_t c : name.substr(1)) spelled += name_log_of(names.kana_inner, c);
    } else {
        spelled = name_log_of(names.first, name.front());
        if (name.size() > 1) spelled += name_log_of(names.last, name.back());
        for (std::size_t i = 1; i + 1 < name.size(); ++i)
            spelled += name_log_of(names.middle, name[i]);
    }
    const double share = part == NamePart::surname ? kKnownSurnames : kKnownGivenNames;
    return std::max(std::log(share) + known, std::log(1 - share) + spelled);
}

std::string_view NameTables::readings(NamePart part, std::string_view name) const {
    const auto found = model(part).written.find(name);
    return found == model(part).written.end() ? std::string_view{} : found->second.readings;
}

std::string_view NameTables::kanji_readings(char32_t kanji) const {
    const auto found = kanji_.find(kanji);
    return found == kanji_.end() ? std::string_view{} : found->second;
}

}  // namespace genbo
