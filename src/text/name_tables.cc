// SPDX-License-Identifier: Apache-2.0
#include "text/name_tables.h"

#include <algorithm>
#include <bit>
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

}  // namespace

const NameTables::Entry* NameTables::Entries::find(std::string_view name) const {
    const std::size_t hashed = hash(name);
    const std::size_t bit = (hashed >> 32) % kBits;
    if ((bits_[bit / 64] >> bit % 64 & 1) == 0) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hashed & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const Item& item = items_[slots_[at] - 1];
        if (item.name == name) return &item.entry;
    }
    return nullptr;
}

std::pair<NameTables::Entry*, bool> NameTables::Entries::add(std::string_view name) {
    if (2 * (items_.size() + 1) > slots_.size()) grow();
    const std::size_t hashed = hash(name);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hashed & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) {
        Item& item = items_[slots_[at] - 1];
        if (item.name == name) return {&item.entry, false};
    }
    const std::size_t bit = (hashed >> 32) % kBits;
    bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
    items_.push_back({std::string{name}, {}});
    slots_[at] = static_cast<std::uint32_t>(items_.size());
    return {&items_.back().entry, true};
}

void NameTables::Entries::grow() {
    slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        std::size_t at = hash(items_[i].name) & mask;
        while (slots_[at] != 0) at = (at + 1) & mask;
        slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

void NameTables::CharacterLogs::fill(const Counts& counts) {
    slots_.assign(std::bit_ceil(2 * counts.size() + 2), {});
    const std::size_t mask = slots_.size() - 1;
    for (const auto& [c, count] : counts) {
        std::size_t at = place(c) & mask;
        while (slots_[at].c != 0) at = (at + 1) & mask;
        slots_[at] = {c, std::log(double{count} + kRareCharacter)};
    }
    none_ = std::log(0.0 + kRareCharacter);
}

double NameTables::CharacterLogs::find(char32_t c) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = place(c) & mask; slots_[at].c != 0; at = (at + 1) & mask) {
        if (slots_[at].c == c) return slots_[at].log;
    }
    return none_;
}

const NameTables& NameTables::get() {
    static const NameTables tables;
    return tables;
}

NameTables::NameTables() : kanji_(0x10000) {
    fill(models_[0], kSurnames);
    fill(models_[1], kGivenNames);
    for (std::string_view rest = kKanjiReadings; !rest.empty();) {
        std::size_t at = 0;
        const char32_t kanji = next_code_point(rest, at);
        const std::size_t end = rest.find('\n');
        const std::string_view readings = rest.substr(at + 1, end - at - 1);
        if (kanji >= 0x10000) {
            rare_kanji_.emplace(kanji, readings);
        } else if (kanji_[kanji] == 0) {
            kanji_[kanji] = static_cast<std::uint16_t>(readings_.size());
            readings_.push_back(readings);
        }
        rest.remove_prefix(end + 1);
    }
}

void NameTables::count(Places& places, std::u32string_view name, double weight) {
    const auto amount = static_cast<float>(weight);
    if (name_all_kana(name)) {
        places.kana_first[name[0]] += amount;
        for (const char32_t c : name.substr(1)) places.kana_inner[c] += amount;
        return;
    }
    places.first[name.front()] += amount;
    if (name.size() > 1) places.last[name.back()] += amount;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) places.middle[name[i]] += amount;
}

void NameTables::finish(Counts& counts) {
    double sum = 0;
    for (const auto& [c, amount] : counts) sum += amount;
    for (auto& [c, amount] : counts) amount = static_cast<float>(amount / sum);
}

void NameTables::fill(Model& model, std::string_view table) {
    model.written.reserve(20000);
    model.read.reserve(20000);
    Places places;
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
        count(places, characters, 1);
        const auto [entry, fresh] = model.written.add(name);
        if (!fresh) continue;
        *entry = {weight, readings};
        total += weight;
        for (std::size_t at = 0; at <= readings.size();) {
            const std::size_t comma = std::min(readings.find(',', at), readings.size());
            std::string reading{readings.substr(at, comma - at)};
            at = comma + 1;
            const std::u32string kana = to_utf32(reading);
            if (!name_all_kana(characters)) count(places, kana, 1);
            model.read.add(reading).first->log_probability += weight;
            read_total += weight;
        }
    }
    for (auto& [name, entry] : model.written.items())
        entry.log_probability = std::log(entry.log_probability / total);
    for (auto& [name, entry] : model.read.items())
        entry.log_probability = std::log(entry.log_probability / read_total);
    for (Counts* counts :
         {&places.first, &places.middle, &places.last, &places.kana_first, &places.kana_inner})
        finish(*counts);
    model.first.fill(places.first);
    model.middle.fill(places.middle);
    model.last.fill(places.last);
    model.kana_first.fill(places.kana_first);
    model.kana_inner.fill(places.kana_inner);
}

double NameTables::log_probability(NamePart part, std::u32string_view name) const {
    if (name.empty()) return -1000;
    const Model& names = model(part);
    const std::string key = to_utf8(name);
    double known = -1000;
    if (const Entry* const found = names.written.find(key); found != nullptr)
        known = found->log_probability;
    const bool kana = name_all_kana(name);
    if (kana) {
        if (const Entry* const found = names.read.find(kana_plain_key(key)); found != nullptr)
            known = std::max(known, found->log_probability);
    }
    double spelled = 0;
    if (kana) {
        spelled = names.kana_first.find(name[0]);
        for (const char32_t c : name.substr(1)) spelled += names.kana_inner.find(c);
    } else {
        spelled = names.first.find(name.front());
        if (name.size() > 1) spelled += names.last.find(name.back());
        for (std::size_t i = 1; i + 1 < name.size(); ++i) spelled += names.middle.find(name[i]);
    }
    const double share = part == NamePart::surname ? kKnownSurnames : kKnownGivenNames;
    return std::max(std::log(share) + known, std::log(1 - share) + spelled);
}

std::string_view NameTables::readings(NamePart part, std::string_view name) const {
    const Entry* const found = model(part).written.find(name);
    return found == nullptr ? std::string_view{} : found->readings;
}

std::string_view NameTables::kanji_readings(char32_t kanji) const {
    if (kanji < 0x10000) return readings_[kanji_[kanji]];
    const auto found = rare_kanji_.find(kanji);
    return found == rare_kanji_.end() ? std::string_view{} : found->second;
}

}  // namespace genbo
