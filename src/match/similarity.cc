// SPDX-License-Identifier: Apache-2.0
#include "match/similarity.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace genbo {

namespace {

// Bytes of the sequence that `lead` begins; 1 for anything that begins none.
std::size_t letters_sequence(unsigned char lead) {
    if (lead < 0xc2) return 1;
    if (lead < 0xe0) return 2;
    if (lead < 0xf0) return 3;
    return lead < 0xf5 ? 4 : 1;
}

// Orders the pair, so that greedy matching cannot depend on who came first.
template <typename Sequence>
bool letters_before(const Sequence& a, const Sequence& b) {
    if (a.size() != b.size()) return a.size() < b.size();
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) return a[i] < b[i];
    return false;
}

}  // namespace

Letters::Letters(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && size_ < kLettersMax) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            letters_[size_++] = lead;
            kinds_ |= std::uint64_t{1} << (lead & 63);
            ++at;
            continue;
        }
        const auto length = letters_sequence(lead);
        if (length == 1 || at + length > text.size()) {
            letters_[size_++] = lead;
            kinds_ |= std::uint64_t{1} << (lead & 63);
            ++at;
            continue;
        }
        char32_t letter = lead & (0xffU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            letter = (letter << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
        letters_[size_++] = letter;
        kinds_ |= std::uint64_t{1} << (letter & 63);
        at += length;
    }
}

bool letters_are_ascii(std::string_view text) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
    text = text.substr(0, kLettersMax);
    std::uint64_t seen = 0;
    for (; text.size() >= sizeof seen; text.remove_prefix(sizeof seen)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data(), sizeof eight);
        seen |= eight;
    }
    for (const char c : text) seen |= static_cast<unsigned char>(c);
    return (seen & kHighBits) == 0;
}

namespace {

// What is left of two sequences of which the common beginning and end are taken off.
struct LettersMiddle {
    std::size_t from = 0;
    std::size_t n = 0;
    std::size_t m = 0;
};

template <typename Sequence>
LettersMiddle letters_middle(const Sequence& a, const Sequence& b) {
    LettersMiddle middle{.from = 0, .n = a.size(), .m = b.size()};
    while (middle.n > 0 && middle.m > 0 && a[middle.n - 1] == b[middle.m - 1]) {
        --middle.n;
        --middle.m;
    }
    while (middle.from < middle.n && middle.from < middle.m && a[middle.from] == b[middle.from])
        ++middle.from;
    middle.n -= middle.from;
    middle.m -= middle.from;
    return middle;
}

template <typename Sequence>
bool letters_one_edit(const Sequence& a, const Sequence& b) {
    if ((a.size() > b.size() ? a.size() - b.size() : b.size() - a.size()) > 1) return false;
    const auto middle = letters_middle(a, b);
    if (middle.n <= 1 && middle.m <= 1) return true;
    return middle.n == 2 && middle.m == 2 && a[middle.from] == b[middle.from + 1] &&
           a[middle.from + 1] == b[middle.from];
}

// Letters of `a` of which `b` has none, at least so many.  Each costs an edit of its own.
template <typename Sequence>
std::size_t letters_missing(const Sequence& a, const Sequence& b) {
    return static_cast<std::size_t>(std::popcount(a.kinds() & ~b.kinds()));
}

double letters_jaro_winkler(
    std::size_t matches, std::size_t turned, std::size_t a, std::size_t b, std::size_t prefix) {
    const auto m = static_cast<double>(matches);
    const double jaro = (m / static_cast<double>(a) + m / static_cast<double>(b) +
                         (m - static_cast<double>(turned / 2)) / m) /
                        3;
    return jaro + static_cast<double>(std::min<std::size_t>(prefix, 4)) * 0.1 * (1 - jaro);
}

}  // namespace

template <LetterSequence Sequence>
bool within_one_edit(const Sequence& a, const Sequence& b) {
    return letters_one_edit(a, b);
}

bool within_one_edit(std::string_view a, std::string_view b) {
    // A letter has at most four bytes.
    const auto [shorter, longer] = std::minmax(a.size(), b.size());
    if (longer - shorter > 4 && longer <= kLettersMax) return false;
    if (!letters_are_ascii(a) || !letters_are_ascii(b))
        return letters_one_edit(Letters{a}, Letters{b});
    return letters_one_edit(a, b);
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t cap) {
    if (!letters_are_ascii(a) || !letters_are_ascii(b))
        return edit_distance(Letters{a}, Letters{b}, cap);
    const auto [shorter, longer] = std::minmax(a.size(), b.size());
    if (longer - shorter > cap && longer <= kLettersMax) return cap + 1;
    return edit_distance(AsciiLetters{a}, AsciiLetters{b}, cap);
}

template <LetterSequence Sequence>
std::size_t edit_distance(const Sequence& a, const Sequence& b, std::size_t cap) {
    const auto longer = std::max(a.size(), b.size());
    if (longer - std::min(a.size(), b.size()) > cap || letters_missing(a, b) > cap ||
        letters_missing(b, a) > cap)
        return cap + 1;
    const auto [from, n, m] = letters_middle(a, b);
    if (n == 0 || m == 0) return std::min(n + m, cap + 1);

    std::array<std::array<std::uint8_t, kLettersMax + 1>, 3> rows;
    for (std::size_t j = 0; j <= m; ++j) rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= n; ++i) {
        auto& now = rows[i % 3];
        const auto& last = rows[(i + 2) % 3];
        const auto& before = rows[(i + 1) % 3];
        now[0] = static_cast<std::uint8_t>(i);
        auto best = now[0];
        for (std::size_t j = 1; j <= m; ++j) {
            const auto x = a[from + i - 1];
            const auto y = b[from + j - 1];
            auto cost = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
            if (i > 1 && j > 1 && x == b[from + j - 2] && y == a[from + i - 2])
                cost = std::min(cost, before[j - 2] + 1);
            now[j] = static_cast<std::uint8_t>(cost);
            best = std::min(best, now[j]);
        }
        if (best > cap) return cap + 1;
    }
    return std::min<std::size_t>(rows[n % 3][m], cap + 1);
}

template <LetterSequence Sequence>
double jaro_winkler_bound(const Sequence& a, const Sequence& b) {
    if (a.size() == 0 || b.size() == 0) return 0;
    const auto known = [](const Sequence& x, std::uint64_t kinds) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < x.size(); ++i) count += kinds >> (x[i] & 63) & 1;
        return count;
    };
    const auto matches = std::min(known(a, b.kinds()), known(b, a.kinds()));
    return matches == 0 ? 0
                        : letters_jaro_winkler(matches, 0, a.size(), b.size(), common_prefix(a, b));
}

template <LetterSequence Sequence>
double jaro_winkler(const Sequence& first, const Sequence& second) {
    const bool swap = letters_before(second, first);
    const Sequence& a = swap ? second : first;
    const Sequence& b = swap ? first : second;
    if (a.size() == 0 || b.size() == 0) return 0;

    const std::size_t window = b.size() > 3 ? b.size() / 2 - 1 : 0;
    std::uint64_t taken = 0;
    std::array<char32_t, kLettersMax> matched;
    std::size_t matches = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto from = i > window ? i - window : 0;
        const auto to = std::min(b.size(), i + window + 1);
        for (std::size_t j = from; j < to; ++j) {
            if ((taken >> j & 1) != 0 || a[i] != b[j]) continue;
            taken |= std::uint64_t{1} << j;
            matched[matches++] = a[i];
            break;
        }
    }
    if (matches == 0) return 0;
    std::size_t turned = 0;
    std::size_t k = 0;
    for (auto left = taken; left != 0; left &= left - 1)
        if (matched[k++] != b[static_cast<std::size_t>(std::countr_zero(left))]) ++turned;

    return letters_jaro_winkler(matches, turned, a.size(), b.size(), common_prefix(a, b));
}

template bool within_one_edit(const Letters&, const Letters&);
template bool within_one_edit(const AsciiLetters&, const AsciiLetters&);
template std::size_t edit_distance(const Letters&, const Letters&, std::size_t);
template std::size_t edit_distance(const AsciiLetters&, const AsciiLetters&, std::size_t);
template double jaro_winkler_bound(const Letters&, const Letters&);
template double jaro_winkler_bound(const AsciiLetters&, const AsciiLetters&);
template double jaro_winkler(const Letters&, const Letters&);
template double jaro_winkler(const AsciiLetters&, const AsciiLetters&);

}  // namespace genbo
