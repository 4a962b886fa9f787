// SPDX-License-Identifier: Apache-2.0
// The part of Comparer that compares sets of words: works, products, addresses of other countries.

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "match/compare.h"
#include "match/hash.h"
#include "match/similarity.h"
#include "match/term.h"

namespace genbo {

double Comparer::word_weight(std::uint16_t feature, std::string_view word) const {
    const auto pool = static_cast<std::uint16_t>(schema_.features[feature].pool | kWordPool);
    const auto* known = frequencies_.pool(pool);
    if (known == nullptr) return 1;
    const double count =
        std::max(1.0, static_cast<double>(frequencies_.count(pool, hash_bytes(word))));
    return std::max(0.25, std::log2((static_cast<double>(known->total) + 1) / count));
}

namespace {

constexpr std::size_t kWordsMax = 40;

struct WordList {
    std::array<std::string_view, kWordsMax> words;
    std::size_t size = 0;
};

WordList compare_split(std::string_view text) {
    WordList list;
    for (std::size_t at = 0; at < text.size() && list.size < kWordsMax;) {
        const auto end = std::min(text.find(' ', at), text.size());
        list.words[list.size++] = text.substr(at, end - at);
        at = end + 1;
    }
    return list;
}

// Is `a` a mistyped `b`, or its initial?
double compare_word_likeness(std::string_view a, std::string_view b) {
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    if (shorter.size() == 1) return longer[0] == shorter[0] && longer.size() > 1 ? 0.4 : 0;
    if (shorter.size() < 4) return 0;
    if (longer.starts_with(shorter)) return longer.size() == shorter.size() + 1 ? 0.85 : 0.6;
    if (within_one_edit(a, b)) return 0.85;
    if (shorter.size() >= 7 && edit_distance(a, b, 2) == 2) return 0.7;
    return 0;
}

}  // namespace

std::uint8_t Comparer::words_level(
    std::uint16_t feature, std::string_view a, std::string_view b) const {
    if (a == b) return 6;
    // In one order always: the sums below and the choice of partners must not depend on it.
    if (b < a) std::swap(a, b);
    const WordList x = compare_split(a);
    const WordList y = compare_split(b);
    struct Match {
        std::uint8_t i;
        std::uint8_t j;
        double worth;
    };
    std::array<Match, 2 * kWordsMax> matches;
    std::size_t count = 0;
    std::uint64_t used_x = 0;
    std::uint64_t used_y = 0;
    const auto match = [&](std::size_t i, std::size_t j, double worth) {
        used_x |= std::uint64_t{1} << i;
        used_y |= std::uint64_t{1} << j;
        matches[count++] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), worth};
    };
    for (std::size_t i = 0, j = 0; i < x.size && j < y.size;) {
        const auto order = x.words[i].compare(y.words[j]);
        if (order == 0) match(i, j, 1);
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
    // What is left, mistyped: the best partners first.
    std::array<Match, 4 * kWordsMax> likely;
    std::size_t likely_count = 0;
    for (std::size_t i = 0; i < x.size; ++i) {
        if ((used_x >> i & 1) != 0) continue;
        for (std::size_t j = 0; j < y.size && likely_count < likely.size(); ++j) {
            if ((used_y >> j & 1) != 0) continue;
            const double worth = compare_word_likeness(x.words[i], y.words[j]);
            if (worth > 0)
                likely[likely_count++] = {
                    static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), worth};
        }
    }
    std::sort(likely.begin(), likely.begin() + likely_count, [](const Match& p, const Match& q) {
        if (p.worth != q.worth) return p.worth > q.worth;
        return p.i != q.i ? p.i < q.i : p.j < q.j;
    });
    for (std::size_t k = 0; k < likely_count; ++k)
        if ((used_x >> likely[k].i & 1) == 0 && (used_y >> likely[k].j & 1) == 0)
            match(likely[k].i, likely[k].j, likely[k].worth);
    if (count == 0) return 1;

    std::array<double, kWordsMax> weights_x;
    std::array<double, kWordsMax> weights_y;
    double total_x = 0;
    double total_y = 0;
    for (std::size_t i = 0; i < x.size; ++i)
        total_x += weights_x[i] = word_weight(feature, x.words[i]);
    for (std::size_t j = 0; j < y.size; ++j)
        total_y += weights_y[j] = word_weight(feature, y.words[j]);
    double shared = 0;
    for (std::size_t k = 0; k < count; ++k)
        shared += matches[k].worth * std::min(weights_x[matches[k].i], weights_y[matches[k].j]);
    const double jaccard = shared / (total_x + total_y - shared);
    const double containment = std::min(1.0, shared / std::min(total_x, total_y));
    const double likeness = (jaccard + containment) / 2;
    if (likeness >= 0.85) return 5;
    if (likeness >= 0.65) return 4;
    if (likeness >= 0.45) return 3;
    return likeness >= 0.25 ? 2 : 1;
}

}  // namespace genbo
