// SPDX-License-Identifier: Apache-2.0
#include "match/compare_street.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "match/hash.h"
#include "match/similarity.h"

namespace genbo {

namespace {

constexpr std::size_t kStreetWordsMax = 24;

struct StreetWords {
    std::string_view number;
    std::array<std::string_view, kStreetWordsMax> words;
    std::size_t size = 0;

    explicit StreetWords(std::string_view text) {
        for (std::size_t at = 0; at < text.size() && size < kStreetWordsMax;) {
            const auto end = std::min(text.find(' ', at), text.size());
            const auto word = text.substr(at, end - at);
            if (at == 0)
                number = word == "-" ? std::string_view{} : word;
            else
                words[size++] = word;
            at = end + 1;
        }
    }
};

// Do the letters of the shorter stand in the longer, in their order, from the first?
bool street_abbreviates(std::string_view shorter, std::string_view longer) {
    if (shorter.size() > 4 || shorter.size() >= longer.size() || shorter[0] != longer[0])
        return false;
    std::size_t at = 0;
    for (const char c : longer)
        if (at < shorter.size() && c == shorter[at]) ++at;
    return at == shorter.size();
}

double street_word_likeness(std::string_view a, std::string_view b) {
    if (a == b) return 1;
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digit(shorter[0]) || digit(longer[0])) return 0;
    if (street_abbreviates(shorter, longer)) return 0.9;
    if (shorter.size() < 4) return 0;
    if (within_one_edit(a, b)) return 0.85;
    return shorter.size() >= 7 && edit_distance(a, b, 2) == 2 ? 0.7 : 0;
}

double street_word_weight(
    std::string_view word, const FrequencyTable& frequencies, std::uint16_t pool) {
    const auto* known = frequencies.pool(pool);
    if (known == nullptr) return 1;
    const double count =
        std::max(1.0, static_cast<double>(frequencies.count(pool, hash_bytes(word))));
    return std::max(0.25, std::log2((static_cast<double>(known->total) + 1) / count));
}

// Half what all words have in common, half what the shorter has in common with the longer.
double street_likeness(
    const StreetWords& x, const StreetWords& y, const FrequencyTable& frequencies,
    std::uint16_t pool) {
    if (x.size == 0 || y.size == 0) return x.size == y.size ? 1 : 0;
    double total_x = 0;
    double total_y = 0;
    double shared = 0;
    std::array<double, kStreetWordsMax> weights = {};
    for (std::size_t j = 0; j < y.size; ++j)
        total_y += weights[j] = street_word_weight(y.words[j], frequencies, pool);
    std::array<bool, kStreetWordsMax> used = {};
    for (std::size_t i = 0; i < x.size; ++i) {
        const double weight = street_word_weight(x.words[i], frequencies, pool);
        total_x += weight;
        double best = 0;
        std::size_t partner = y.size;
        for (std::size_t j = 0; j < y.size; ++j) {
            if (used[j]) continue;
            const double worth =
                street_word_likeness(x.words[i], y.words[j]) * std::min(weight, weights[j]);
            if (worth > best) {
                best = worth;
                partner = j;
            }
        }
        if (partner == y.size) continue;
        used[partner] = true;
        shared += best;
    }
    const double all = shared / (total_x + total_y - shared);
    const double shorter = std::min(1.0, shared / std::min(total_x, total_y));
    return (all + shorter) / 2;
}

}  // namespace

std::uint8_t compare_street(
    std::string_view a, std::string_view b, const FrequencyTable& frequencies,
    std::uint16_t word_pool) {
    if (a == b) return kStreetSame;
    if (b < a) std::swap(a, b);  // In one order: partners are chosen greedily.
    const StreetWords x{a};
    const StreetWords y{b};
    const double likeness = street_likeness(x, y, frequencies, word_pool);
    if (x.number.empty() || y.number.empty()) {
        if (likeness >= 0.85) return kStreetPart;
        return likeness >= 0.5 ? kStreetOnly : kStreetDifferent;
    }
    if (x.number == y.number) {
        if (likeness >= 0.6) return kStreetHouse;
        return likeness >= 0.25 ? kStreetPart : kStreetDifferent;
    }
    if (likeness < 0.5) return kStreetDifferent;
    const bool near =
        std::max(x.number.size(), y.number.size()) >= 3 && within_one_edit(x.number, y.number);
    return near ? kStreetNumber : kStreetOnly;
}

}  // namespace genbo
