// SPDX-License-Identifier: Apache-2.0
#include "match/compare.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "match/compare_address.h"
#include "match/compare_company.h"
#include "match/compare_email.h"
#include "match/compare_likeness.h"
#include "match/compare_street.h"
#include "match/feature_layout.h"
#include "match/hash.h"
#include "match/similarity.h"
#include "match/term.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 10> kCompareNameLevels = {
    "missing",        "different",  "weak",          "similar", "swapped",
    "likely_reading", "same_sound", "other_reading", "variant", "same"};
constexpr std::array<std::string_view, 10> kCompareDateLevels = {
    "missing",        "different", "alike",        "within_a_year", "two_errors",
    "within_a_month", "two_parts", "typing_error", "less_exact",    "same"};
constexpr std::array<std::string_view, 5> kComparePhoneLevels = {
    "missing", "different", "similar", "same_line", "same"};
constexpr std::array<std::string_view, 6> kCompareEmailLevels = {
    "missing", "different", "similar_local", "same_local", "typing_error", "same"};
constexpr std::array<std::string_view, 8> kCompareAddressLevels = {
    "missing", "different", "same_city", "same_town", "near", "other_room", "same_house", "same"};
constexpr std::array<std::string_view, 5> kComparePostalLevels = {
    "missing", "different", "same_area", "typing_error", "same"};
constexpr std::array<std::string_view, 7> kCompareCompanyLevels = {
    "missing", "different", "weak", "similar", "same_sound", "other_form", "same"};
constexpr std::array<std::string_view, 5> kCompareCodeLevels = {
    "missing", "different", "two_errors", "typing_error", "same"};
constexpr std::array<std::string_view, 3> kCompareExactLevels = {"missing", "different", "same"};
constexpr std::array<std::string_view, 4> kCompareNumberLevels = {
    "missing", "different", "similar", "same"};
constexpr std::array<std::string_view, 5> kCompareShortTextLevels = {
    "missing", "different", "weak", "similar", "same"};
constexpr std::array<std::string_view, 7> kCompareStreetLevels = {
    "missing",           "different",   "same_street", "number_typing_error",
    "part_of_the_words", "same_number", "same"};
constexpr std::array<std::string_view, 7> kCompareWordsLevels = {
    "missing", "different", "some_words", "half", "most_words", "nearly_same", "same"};

int compare_digits(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c >= '0' && c <= '9' ? c - '0' : 0);
    return value;
}

// Days since a day long ago, near enough to count months and years.
int compare_day_count(std::string_view date) {
    return compare_digits(date.substr(0, 4)) * 365 + compare_digits(date.substr(4, 2)) * 30 +
           compare_digits(date.substr(6, 2));
}

// The year a digit off, and the day of the year not far: what is left of a date after two
// accidents.
bool compare_date_alike(std::string_view a, std::string_view b) {
    constexpr int kDaysNear = 45;
    int digits = 0;
    for (std::size_t i = 0; i < 4; ++i) digits += a[i] != b[i];
    if (digits > 1) return false;
    const auto day = [](std::string_view date) {
        return compare_digits(date.substr(4, 2)) * 30 + compare_digits(date.substr(6, 2));
    };
    const int apart = std::abs(day(a) - day(b));
    return std::min(apart, 360 - apart) <= kDaysNear;
}

std::uint8_t compare_date(std::string_view a, std::string_view b) {
    if (a == b) return 9;
    const auto year = a.substr(0, 4) == b.substr(0, 4);
    const auto month = a.substr(4, 2) == b.substr(4, 2);
    const auto day = a.substr(6, 2) == b.substr(6, 2);
    const auto unknown = [](std::string_view part) { return part == "00"; };
    // Two bare years share no month and no day.
    if (unknown(a.substr(4, 2)) && unknown(b.substr(4, 2))) {
        const int years = std::abs(compare_digits(a.substr(0, 4)) - compare_digits(b.substr(0, 4)));
        return years == 1 ? 3 : 1;
    }
    const bool a_short = unknown(a.substr(6, 2));
    const bool b_short = unknown(b.substr(6, 2));
    if (a_short != b_short && year) {
        const bool month_open = unknown(a.substr(4, 2)) || unknown(b.substr(4, 2));
        if (month || month_open) return 8;
    }
    if (year && a.substr(4, 2) == b.substr(6, 2) && a.substr(6, 2) == b.substr(4, 2)) return 7;
    if (within_one_edit(a, b)) return 7;
    if (year + month + day == 2) return 6;
    const int apart = std::abs(compare_day_count(a) - compare_day_count(b));
    if (apart <= 31) return 5;
    int digits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) digits += a[i] != b[i];
    if (digits <= 2) return 4;
    return apart <= 366 ? 3 : compare_date_alike(a, b) ? 2 : 1;
}

std::uint8_t compare_phone(const PhoneFeature& a, const PhoneFeature& b) {
    if (a.digits == b.digits) return a.kind == 'f' ? 3 : 4;
    const auto tail = [](std::string_view digits) {
        return digits.substr(digits.size() - std::min<std::size_t>(8, digits.size()));
    };
    if (tail(a.digits) == tail(b.digits)) return 2;
    return within_one_edit(a.digits, b.digits) ? 2 : 1;
}

std::uint8_t compare_code(std::string_view a, std::string_view b) {
    if (a == b) return 4;
    const auto distance = edit_distance(a, b, 2);
    return distance == 1 && a.size() >= 4 ? 3 : distance == 2 && a.size() >= 6 ? 2 : 1;
}

std::uint8_t compare_postal(std::string_view a, std::string_view b) {
    if (a == b) return 4;
    if (a.size() >= 4 && within_one_edit(a, b)) return 3;
    return a.size() >= 3 && b.size() >= 3 && a.substr(0, 3) == b.substr(0, 3) ? 2 : 1;
}

std::uint8_t compare_number(std::string_view a, std::string_view b) {
    if (a == b) return 3;
    const Letters x{a};
    const Letters y{b};
    return std::max(x.size(), y.size()) >= 2 && within_one_edit(x, y) ? 2 : 1;
}

std::uint8_t compare_year(std::string_view a, std::string_view b) {
    if (a == b) return 3;
    int x = 0;
    int y = 0;
    if (std::from_chars(a.data(), a.data() + a.size(), x).ec == std::errc{} &&
        std::from_chars(b.data(), b.data() + b.size(), y).ec == std::errc{} &&
        (x == y + 1 || y == x + 1))
        return 2;
    return within_one_edit(a, b) ? 2 : 1;
}

std::uint8_t compare_short_text(std::string_view a, std::string_view b) {
    const auto likeness = compare_likeness(a, b);
    if (likeness == Likeness::same) return 4;
    if (likeness == Likeness::similar) return 3;
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    if (shorter.size() >= 4 && longer.find(shorter) != std::string_view::npos) return 2;
    return likeness == Likeness::weak ? 2 : 1;
}

// A part of a name in its three spellings.
struct NamePart {
    NameFeature written;
    NameFeature kana;
    std::string_view romaji;

    bool empty() const { return written.empty() && kana.empty() && romaji.empty(); }
};

std::string compare_romaji_of(const NamePart& part) {
    if (!part.romaji.empty()) return std::string{part.romaji};
    if (!part.kana.empty()) return kana_to_romaji_key(part.kana.text);
    if (!part.written.empty() && is_latin(part.written.text)) return romaji_key(part.written.text);
    return {};
}

bool compare_same_name(const NamePart& a, const NamePart& b) {
    if (!a.written.empty() && !b.written.empty()) return a.written.loose == b.written.loose;
    if (!a.kana.empty() && !b.kana.empty()) return a.kana.text == b.kana.text;
    // HANAKO SATO: which word is the surname only the other record knows.
    if (a.romaji.empty() && b.romaji.empty()) return false;
    const auto x = compare_romaji_of(a);
    return !x.empty() && x == compare_romaji_of(b);
}

// はなちゃん and ハナコ, まさみっち and マサミ: a pet name keeps the beginning.
bool compare_pet_name(const NamePart& a, const NamePart& b) {
    const auto begins_alike = [](std::string_view pet, std::string_view reading) {
        constexpr std::size_t kTwoKana = 6;
        return pet.size() >= kTwoKana && reading.size() >= kTwoKana &&
               pet.substr(0, kTwoKana) == reading.substr(0, kTwoKana);
    };
    if (a.kana.empty() || b.kana.empty()) return false;
    // Who gave a pet name wrote no kanji.
    const bool pet = is_kana(a.written.text) || is_kana(b.written.text);
    return pet && begins_alike(a.kana.text, b.kana.text);
}

// Are a1+a2 and b1+b2 one text, cut at different places?
bool compare_joined(
    std::string_view a1, std::string_view a2, std::string_view b1, std::string_view b2) {
    if (a1.size() == b1.size() || a1.size() + a2.size() != b1.size() + b2.size()) return false;
    if (a1.size() + a2.size() <= 3) return false;
    if (a1.size() > b1.size()) {
        std::swap(a1, b1);
        std::swap(a2, b2);
    }
    const auto moved = b1.size() - a1.size();
    return b1.starts_with(a1) && a2.starts_with(b1.substr(a1.size())) && a2.substr(moved) == b2;
}

bool compare_cut_elsewhere(
    const NamePart& mine_a, const NamePart& other_a, const NamePart& mine_b,
    const NamePart& other_b, bool mine_first) {
    const auto& a1 = mine_first ? mine_a : other_a;
    const auto& a2 = mine_first ? other_a : mine_a;
    const auto& b1 = mine_first ? mine_b : other_b;
    const auto& b2 = mine_first ? other_b : mine_b;
    return compare_joined(a1.written.text, a2.written.text, b1.written.text, b2.written.text) ||
           compare_joined(a1.kana.text, a2.kana.text, b1.kana.text, b2.kana.text);
}

bool compare_plain_letters(std::string_view text) {
    for (const char c : text)
        if (c < 'a' || c > 'z') return false;
    return true;
}

// The same letters but for one, wherever they stand: what is left of a name typed in a hurry.
bool compare_jumbled(const AsciiLetters& a, const AsciiLetters& b) {
    if (std::min(a.size(), b.size()) < 5) return false;
    if (std::popcount(a.kinds() & ~b.kinds()) > 1 || std::popcount(b.kinds() & ~a.kinds()) > 1)
        return false;
    std::array<int, 26> count = {};
    for (std::size_t i = 0; i < a.size(); ++i) ++count[a[i] - U'a'];
    for (std::size_t i = 0; i < b.size(); ++i) --count[b[i] - U'a'];
    int more = 0;
    int less = 0;
    for (const int n : count) (n > 0 ? more : less) += std::abs(n);
    return std::max(more, less) <= 1;
}

// Two names in plain letters that are not the same.
std::uint8_t compare_plain_names(const AsciiLetters& a, const AsciiLetters& b) {
    const auto shorter = std::min(a.size(), b.size());
    if (shorter == 1) return a[0] == b[0] ? kNameWeak : kNameDifferent;
    const auto likeness = compare_unlike_letters(a, b);
    if (likeness == Likeness::similar) return kNameSimilar;
    if (likeness == Likeness::weak) return kNameWeak;
    const bool begins = shorter >= 3 && common_prefix(a, b) == shorter;
    return begins || compare_jumbled(a, b) ? kNameWeak : kNameDifferent;
}

// Written forms alone: what their letters say.
std::uint8_t compare_written(std::string_view a, std::string_view b) {
    if (compare_plain_letters(a) && compare_plain_letters(b))
        return compare_plain_names(AsciiLetters{a}, AsciiLetters{b});
    // Two kanji that differ in one are two names: 一郎 and 二郎 are brothers.
    const bool similar = with_letters(a, b, [](const auto& x, const auto& y) {
        return std::max(x.size(), y.size()) >= 3 && within_one_edit(x, y);
    });
    return similar ? kNameSimilar : kNameDifferent;
}

// One side has only a reading, or only Latin letters: the other's reading must be guessed.
std::uint8_t compare_crosswise(const NamePart& a, const NamePart& b) {
    const auto& reading = a.kana.empty() ? b : a;
    const auto& writing = a.kana.empty() ? a : b;
    if (!reading.kana.empty() && !writing.written.empty() && has_kanji(writing.written.text))
        // A reading that no dictionary has is no proof of another name.
        return reading_fits(writing.written.text, reading.kana.text) ? kNameLikelyReading
                                                                     : kNameWeak;
    const auto x = compare_romaji_of(a);
    const auto y = compare_romaji_of(b);
    if (x.empty() || y.empty()) return kNameMissing;
    if (x == y) return kNameLikelyReading;
    return compare_likeness(x, y) == Likeness::similar ? kNameSimilar : kNameDifferent;
}

std::uint8_t compare_name_parts(const NamePart& a, const NamePart& b) {
    if (a.empty() || b.empty()) return kNameMissing;
    const bool written = !a.written.empty() && !b.written.empty();
    const bool kanas = !a.kana.empty() && !b.kana.empty();
    if (written && a.written.text == b.written.text)
        return kanas && a.kana.loose != b.kana.loose ? kNameOtherReading : kNameSame;
    if (written && a.written.loose == b.written.loose) return kNameVariant;
    if (kanas && a.kana.text == b.kana.text) return written ? kNameSameSound : kNameSame;
    if (!written && !kanas) return compare_crosswise(a, b);
    std::uint8_t best = kNameDifferent;
    if (kanas) {
        const auto likeness = compare_likeness(a.kana.text, b.kana.text);
        if (likeness == Likeness::similar) best = kNameSimilar;
        if (a.kana.loose == b.kana.loose) best = written ? kNameSimilar : kNameLikelyReading;
    }
    if (written) best = std::max(best, compare_written(a.written.text, b.written.text));
    if (best == kNameDifferent && written && a.kana.empty() != b.kana.empty()) {
        // 未来 without a reading, and 弥玖 ミク: somebody wrote down what was heard.
        const auto& unread = a.kana.empty() ? a : b;
        const auto& read = a.kana.empty() ? b : a;
        const bool fits =
            has_kanji(unread.written.text) && reading_fits(unread.written.text, read.kana.text);
        // What sounds alike is often written otherwise: only two readings prove two names.
        return fits ? kNameLikelyReading : kNameWeak;
    }
    if (best == kNameDifferent && compare_pet_name(a, b)) best = kNameWeak;
    return best;
}

}  // namespace

std::span<const std::string_view> level_names(ComparisonType type) {
    switch (type) {
        case ComparisonType::name_part: return kCompareNameLevels;
        case ComparisonType::date: return kCompareDateLevels;
        case ComparisonType::phones: return kComparePhoneLevels;
        case ComparisonType::emails: return kCompareEmailLevels;
        case ComparisonType::japanese_address: return kCompareAddressLevels;
        case ComparisonType::postal: return kComparePostalLevels;
        case ComparisonType::company: return kCompareCompanyLevels;
        case ComparisonType::code: return kCompareCodeLevels;
        case ComparisonType::corporate_number:
        case ComparisonType::category:
        case ComparisonType::gender: return kCompareExactLevels;
        case ComparisonType::number:
        case ComparisonType::year: return kCompareNumberLevels;
        case ComparisonType::short_text: return kCompareShortTextLevels;
        case ComparisonType::words: return kCompareWordsLevels;
        case ComparisonType::street: return kCompareStreetLevels;
    }
    return {};
}

std::uint8_t Comparer::name_level(const Comparison& comparison, RowView a, RowView b) const {
    const auto part = [&](RowView row, std::size_t from) {
        return NamePart{
            NameFeature{feature(row, comparison.features[from])},
            NameFeature{feature(row, comparison.features[from + 1])},
            feature(row, comparison.features[from + 2])};
    };
    const auto mine_a = part(a, 0);
    const auto mine_b = part(b, 0);
    const auto level = compare_name_parts(mine_a, mine_b);
    if (level >= kNameLikelyReading) return level;
    const auto other_a = part(a, 3);
    const auto other_b = part(b, 3);
    // Cut at another place, or not cut at all: 佐藤|花子 and 佐|藤花子.
    if (!mine_a.empty() || !mine_b.empty()) {
        const bool mine_first = comparison.role != HouseholdRole::given_name;
        if (compare_cut_elsewhere(mine_a, other_a, mine_b, other_b, mine_first)) return kNameSame;
    }
    if (comparison.role == HouseholdRole::given_name && office_and_person(comparison, a, b))
        return kNameDifferent;
    if (mine_a.empty() || mine_b.empty()) return level;
    if (compare_same_name(mine_a, other_b) && compare_same_name(mine_b, other_a))
        return kNameSwapped;
    return level;
}

bool Comparer::names_nobody(const Comparison& comparison, RowView row) const {
    return std::all_of(
        comparison.features.begin(), comparison.features.end(),
        [&](std::uint16_t index) { return feature(row, index).empty(); });
}

// A company's own record names nobody; it is none of the people who work there.
bool Comparer::office_and_person(const Comparison& comparison, RowView a, RowView b) const {
    if (company_ == kNoFeature) return false;
    if (names_nobody(comparison, a) == names_nobody(comparison, b)) return false;
    return !feature(a, company_).empty() && !feature(b, company_).empty();
}

// 1980-01-01 on a hundred records is what a form puts where nothing was said.
bool Comparer::placeholder_date(std::uint16_t index, std::string_view date) const {
    constexpr std::uint32_t kManyTimes = 30;
    constexpr double kUsualShare = 0.001;
    const auto pool = schema_.features[index].pool;
    const auto* known = frequencies_.pool(pool);
    if (known == nullptr) return false;
    const double usual = static_cast<double>(known->total) * kUsualShare;
    // More than x and more than its whole part are the same to a whole number.
    const auto limit = static_cast<std::uint32_t>(std::max<double>(usual, kManyTimes));
    return frequencies_.above(pool, hash_bytes(date), limit);
}

void Comparer::add_latin_names(RowView row, LatinNames& names) const {
    for (const auto& comparison : schema_.comparisons) {
        if (comparison.type != ComparisonType::name_part) continue;
        const NamePart part{
            NameFeature{feature(row, comparison.features[0])},
            NameFeature{feature(row, comparison.features[1])},
            feature(row, comparison.features[2])};
        if (compare_plain_letters(part.written.text))
            names.add(part.written.text);
        else
            names.add(compare_romaji_of(part));
        names.add(part.romaji);
    }
}

std::uint8_t Comparer::email_level(
    std::span<const std::uint16_t> features, RowView a, RowView b) const {
    std::uint8_t best = 0;
    for (const auto i : features)
        for (const auto j : features) {
            const EmailFeature x{feature(a, i)};
            const EmailFeature y{feature(b, j)};
            if (x.empty() || y.empty()) continue;
            auto level = compare_email(x, y);
            if (level > best && email_asks_names(level)) {
                LatinNames names;
                add_latin_names(a, names);
                add_latin_names(b, names);
                level = compare_email_of(level, x, y, names);
            }
            best = std::max(best, level);
        }
    return best;
}

std::uint8_t Comparer::level(const Comparison& comparison, RowView a, RowView b) const {
    const auto& features = comparison.features;
    if (comparison.type == ComparisonType::name_part) return name_level(comparison, a, b);
    if (comparison.type == ComparisonType::phones) {
        std::uint8_t best = 0;
        for (const auto i : features)
            for (const auto j : features) {
                const PhoneFeature x{feature(a, i)};
                const PhoneFeature y{feature(b, j)};
                if (!x.empty() && !y.empty()) best = std::max(best, compare_phone(x, y));
            }
        return best;
    }
    if (comparison.type == ComparisonType::emails) return email_level(features, a, b);
    const auto x = feature(a, features[0]);
    const auto y = feature(b, features[0]);
    if (comparison.type == ComparisonType::japanese_address)
        return compare_address(x, y, feature(a, features[1]), feature(b, features[1]));
    if (comparison.type == ComparisonType::company)
        return compare_company(
            x, y, feature(a, features[1]), feature(b, features[1]), feature(a, features[2]),
            feature(b, features[2]));
    if (x.empty() || y.empty()) return 0;
    switch (comparison.type) {
        case ComparisonType::date:
            if (placeholder_date(features[0], x) || placeholder_date(features[0], y)) return 0;
            return compare_date(x, y);
        case ComparisonType::postal: return compare_postal(x, y);
        case ComparisonType::code: return compare_code(x, y);
        case ComparisonType::corporate_number:
        case ComparisonType::category:
        case ComparisonType::gender: return x == y ? 2 : 1;
        case ComparisonType::number: return compare_number(x, y);
        case ComparisonType::year: return compare_year(x, y);
        case ComparisonType::short_text: return compare_short_text(x, y);
        case ComparisonType::words: return words_level(features[0], x, y);
        case ComparisonType::street:
            return compare_street(
                x, y, frequencies_,
                static_cast<std::uint16_t>(schema_.features[features[0]].pool | kWordPool));
        default: return 0;
    }
}

Levels Comparer::levels(RowView a, RowView b) const {
    Levels levels = {};
    for (std::size_t i = 0; i < schema_.comparisons.size(); ++i)
        levels[i] = level(schema_.comparisons[i], a, b);
    return levels;
}

}  // namespace genbo
