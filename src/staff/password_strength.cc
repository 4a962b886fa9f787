// SPDX-License-Identifier: Apache-2.0
#include "staff/password_strength.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/utf8.h"
#include "staff/password_list.h"
#include "staff/romaji_reading.h"
#include "text/fold.h"
#include "text/name_tables.h"

namespace genbo {

namespace {

constexpr std::size_t kLooked = 64;
constexpr std::size_t kPieceMax = 24;
// Which kind of piece comes next.
constexpr double kKindBits = 1;
constexpr double kNever = 1e9;
// The tables are smoother than people: who chooses a name chooses a common one.
constexpr double kNameShare = 0.75;

bool is_lower(char32_t c) { return c >= U'a' && c <= U'z'; }
bool is_upper(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool is_number(char32_t c) { return c >= U'0' && c <= U'9'; }

double symbol_bits(char32_t c) {
    if (is_number(c)) return std::log2(10);
    if (is_lower(c)) return std::log2(26);
    if (is_upper(c)) return std::log2(52);
    if (std::u32string_view{U" -_."}.find(c) != std::u32string_view::npos) return 2;
    if (c < 0x80) return std::log2(33);
    if (c >= 0x3040 && c < 0x3100) return std::log2(80);  // Kana.
    return std::log2(2000);                               // Kanji in daily use.
}

// What is left when the decoration that everyone uses is taken off.
char plain_letter(char32_t c) {
    constexpr std::array<std::pair<char32_t, char>, 10> kLooksLike = {{
        {U'0', 'o'},
        {U'1', 'i'},
        {U'3', 'e'},
        {U'4', 'a'},
        {U'5', 's'},
        {U'7', 't'},
        {U'@', 'a'},
        {U'$', 's'},
        {U'!', 'i'},
        {U'|', 'l'},
    }};
    if (is_lower(c)) return static_cast<char>(c);
    if (is_upper(c)) return static_cast<char>(c + 32);
    for (const auto& [seen, meant] : kLooksLike)
        if (seen == c) return meant;
    return '\0';
}

struct Spelt {
    std::string letters;  // Empty when a character is no letter, even with good will.
    double bits = 0;      // For capitals and disguise.
};

Spelt spelt(std::u32string_view piece) {
    Spelt out;
    std::size_t upper = 0;
    bool disguised = false;
    for (const char32_t c : piece) {
        const char letter = plain_letter(c);
        if (letter == '\0') return {};
        upper += is_upper(c) ? 1 : 0;
        disguised = disguised || (!is_upper(c) && !is_lower(c));
        out.letters += letter;
    }
    if (upper > 0) out.bits += upper == 1 || upper == piece.size() ? 1 : 2;
    if (disguised) out.bits += 1.5;
    return out;
}

double word_bits(
    std::u32string_view piece, const Spelt& word, std::span<const std::string> own_words) {
    if (word.letters.empty())
        return std::ranges::find(own_words, to_utf8(piece)) == own_words.end() ? kNever : 1;
    const std::string backwards{word.letters.rbegin(), word.letters.rend()};
    for (const auto& own : own_words)
        if (own == word.letters || own == backwards) return 1 + word.bits;
    if (const int rank = common_word_rank(word.letters); rank > 0)
        return std::log2(rank + 1) + word.bits;
    if (const int rank = common_word_rank(backwards); rank > 0)
        return std::log2(rank + 1) + 1 + word.bits;
    return kNever;
}

// Leaked passwords, as they are but for capitals.
double listed_bits(std::u32string_view piece) {
    constexpr std::size_t kListedMin = 6;
    if (piece.size() < kListedMin) return kNever;
    std::string plain;
    double bits = 0;
    for (const char32_t c : piece) {
        if (c <= 0x20 || c >= 0x7F) return kNever;
        if (is_upper(c)) bits = 1;
        plain += static_cast<char>(is_upper(c) ? c + 32 : c);
    }
    const int rank = common_password_rank(plain);
    return rank == 0 ? kNever : std::log2(rank + 1) + bits;
}

// By the frequency of the name, or of its sounds; in whatever script.
double name_bits(std::u32string_view piece, const Spelt& word) {
    std::u32string name;
    if (!word.letters.empty()) {
        name = to_utf32(kana_of_romaji(word.letters));
    } else if (std::ranges::all_of(piece, [](char32_t c) { return c >= 0x3040; })) {
        name = piece;
    }
    if (name.empty()) return kNever;
    const auto& tables = NameTables::get();
    const double best = std::max(
        tables.log_probability(NamePart::surname, name),
        tables.log_probability(NamePart::given, name));
    return 1 - kNameShare * best / std::numbers::ln2 + word.bits;
}

int number_in(std::u32string_view digits) {
    int number = 0;
    for (const char32_t c : digits) number = number * 10 + static_cast<int>(c - U'0');
    return number;
}

bool is_month_day(std::u32string_view digits) {
    const int month = number_in(digits.substr(0, 2));
    const int day = number_in(digits.substr(2, 2));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool is_year(int number) { return number >= 1900 && number <= 2039; }

double date_bits(std::u32string_view piece) {
    const double year_bits = std::log2(140);
    const double day_bits = std::log2(366);
    const bool era = piece.size() >= 2 && piece.size() <= 3 &&
                     std::u32string_view{U"mtshrMTSHR"}.find(piece[0]) != piece.npos &&
                     std::ranges::all_of(piece.substr(1), is_number);
    if (era) return std::log2(5 * 64);
    if (!std::ranges::all_of(piece, is_number)) return kNever;
    if (piece.size() == 4 && is_year(number_in(piece))) return year_bits;
    if (piece.size() == 4 && is_month_day(piece)) return day_bits;
    if (piece.size() == 6 && is_month_day(piece.substr(2))) return std::log2(100) + day_bits;
    if (piece.size() == 8 && is_year(number_in(piece.substr(0, 4))) &&
        is_month_day(piece.substr(4)))
        return year_bits + day_bits;
    return kNever;
}

// One after another in the alphabet, the digits or the kana, up or down.
bool in_order(std::u32string_view piece) {
    const auto step = static_cast<std::int64_t>(piece[1]) - static_cast<std::int64_t>(piece[0]);
    if (step != 1 && step != -1) return false;
    for (std::size_t i = 1; i < piece.size(); ++i)
        if (static_cast<std::int64_t>(piece[i]) - static_cast<std::int64_t>(piece[i - 1]) != step)
            return false;
    return true;
}

bool along_the_keys(std::u32string_view piece) {
    constexpr std::array<std::u32string_view, 15> kLines = {
        U"1234567890-^\\", U"qwertyuiop@[", U"asdfghjkl;:]", U"zxcvbnm,./\\", U"1qaz",
        U"2wsx",           U"3edc",         U"4rfv",         U"5tgb",         U"6yhn",
        U"7ujm",           U"8ik,",         U"9ol.",         U"0p;/",         U"!\"#$%&'()="};
    std::u32string forth;
    for (const char32_t c : piece) forth += is_upper(c) ? c + 32 : c;
    const std::u32string back{forth.rbegin(), forth.rend()};
    return std::ranges::any_of(kLines, [&](std::u32string_view line) {
        return line.find(forth) != line.npos || line.find(back) != line.npos;
    });
}

double walk_bits(std::u32string_view piece) {
    constexpr std::size_t kWalkMin = 3;
    if (piece.size() < kWalkMin) return kNever;
    if (in_order(piece) || along_the_keys(piece))
        return 4 + std::log2(static_cast<double>(piece.size()));
    return kNever;
}

class Estimate {
public:
    Estimate(std::u32string_view text, std::span<const std::string> own_words)
        : text_(text), own_words_(own_words) {}

    double bits() const {
        std::vector<double> cheapest(text_.size() + 1, kNever);
        cheapest[0] = 0;
        for (std::size_t end = 1; end <= text_.size(); ++end) {
            cheapest[end] = cheapest[end - 1] + symbol_bits(text_[end - 1]);
            const std::size_t first = end > kPieceMax ? end - kPieceMax : 0;
            for (std::size_t at = first; at + 1 < end; ++at)
                cheapest[end] = std::min(
                    cheapest[end],
                    cheapest[at] + kKindBits + piece_bits(text_.substr(at, end - at)));
            for (std::size_t unit = 1; 2 * unit <= end; ++unit) repeats(cheapest, end, unit);
        }
        return cheapest.back();
    }

private:
    double piece_bits(std::u32string_view piece) const {
        const Spelt word = spelt(piece);
        return std::min(
            {word_bits(piece, word, own_words_), name_bits(piece, word), date_bits(piece),
             walk_bits(piece), listed_bits(piece)});
    }

    // The last `unit` characters, as often as they stand there: the first costs, the rest is a
    // count.
    void repeats(std::vector<double>& cheapest, std::size_t end, std::size_t unit) const {
        std::size_t times = 1;
        while ((times + 1) * unit <= end &&
               text_.substr(end - (times + 1) * unit, unit) == text_.substr(end - unit, unit)) {
            ++times;
            const std::size_t first_end = end - (times - 1) * unit;
            cheapest[end] = std::min(
                cheapest[end],
                cheapest[first_end] + kKindBits + std::log2(static_cast<double>(times)));
        }
    }

    std::u32string_view text_;
    std::span<const std::string> own_words_;
};

}  // namespace

double password_bits(std::string_view password, std::span<const std::string> own_words) {
    const auto text = to_utf32(fold_width(password));
    // A listed one may be longer than any piece.
    return std::min(
        listed_bits(text),
        Estimate{std::u32string_view{text}.substr(0, kLooked), own_words}.bits());
}

std::vector<std::string> own_words_of(std::span<const std::string> texts) {
    constexpr std::size_t kOwnWordMin = 3;
    std::vector<std::string> words;
    for (const auto& text : texts) {
        std::string word;
        std::string joined;
        std::u32string wide;  // Kana and kanji.
        for (const char32_t c : to_utf32(text + " ")) {
            if (c >= 0x3040) {
                wide += c;
                continue;
            }
            if (wide.size() >= 2) words.push_back(to_utf8(wide));
            wide.clear();
            const char letter = is_lower(c) || is_upper(c) ? plain_letter(c) : '\0';
            if (letter != '\0') {
                word += letter;
                joined += letter;
                continue;
            }
            if (word.size() >= kOwnWordMin) words.push_back(word);
            word.clear();
        }
        if (joined.size() >= kOwnWordMin) words.push_back(joined);
    }
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
    return words;
}

Result<> check_new_password(std::string_view password, std::span<const std::string> own_words) {
    if (!is_valid_utf8(password) || to_utf32(password).size() < kPasswordLengthMin)
        return Error{Fault::invalid, "staff.password_short"};
    if (password_bits(password, own_words) >= kPasswordBitsMin) return {};
    const bool without_own = password_bits(password, {}) >= kPasswordBitsMin;
    return Error{Fault::invalid, without_own ? "staff.password_own" : "staff.password_guessable"};
}

}  // namespace genbo
