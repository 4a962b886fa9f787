// SPDX-License-Identifier: Apache-2.0
#include "record/customer_number.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/check.h"
#include "base/utf8.h"
#include "record/number_rule.h"

namespace genbo {

namespace {

constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr std::array<NumberProfileInfo, 3> kNumberProfiles = {{
    {NumberProfile::decimal_10, "decimal_10", 10, 9, 1, 2},
    {NumberProfile::decimal_14, "decimal_14", 10, 12, 2, 1},
    {NumberProfile::crockford_9, "crockford_9", 32, 8, 1, 2},
}};

// A quasigroup of order 10 whose every swap of neighbours shows: H. M. Damm, "Total
// anti-symmetrische Quasigruppen", dissertation, Marburg 2004.
constexpr std::array<std::array<std::uint8_t, 10>, 10> kDamm = {{
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
    {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
    {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
    {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
    {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
    {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
    {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}};

// A Crockford number's serial: this bit, then the length of its prefix, then 5 bits per symbol.
// Decimal serials stay below 10^15.
constexpr std::uint64_t kCrockfordBit = std::uint64_t{1} << 62;
constexpr int kCrockfordPrefixShift = 56;

bool is_number_digit(char c) { return c >= '0' && c <= '9'; }

std::string damm_check(std::string_view digits) {
    std::uint8_t state = 0;
    for (const char c : digits) state = kDamm[state][static_cast<std::size_t>(c - '0')];
    return std::string(1, static_cast<char>('0' + state));
}

// ISO 7064 MOD 97-10: the whole number leaves 1.
std::string mod97_check(std::string_view digits) {
    unsigned rest = 0;
    for (const char c : digits) rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    const unsigned check = 98 - rest * 100 % 97;
    return {static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
}

// Each symbol is an element of GF(32) = GF(2)[x] / (x^5 + x^2 + 1) and weighs another power of x,
// so no single change and no exchange of two symbols, near or far, cancels out.
std::string gf32_check(std::string_view symbols) {
    unsigned state = 0;
    for (const char c : symbols) {
        state = (state ^ static_cast<unsigned>(kCrockford.find(c))) << 1;
        if ((state & 32) != 0) state ^= 0b100101;
    }
    return std::string(1, kCrockford[state]);
}

std::string check_symbols(NumberProfile profile, std::string_view symbols) {
    switch (profile) {
        case NumberProfile::decimal_10: return damm_check(symbols);
        case NumberProfile::decimal_14: return mod97_check(symbols);
        case NumberProfile::crockford_9: return gf32_check(symbols);
    }
    check(false);
    return {};
}

char jan_check(std::string_view twelve) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < twelve.size(); ++i) {
        sum += static_cast<unsigned>(twelve[i] - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// Which profile a number of this length and first symbol has; see the table in the header.
std::optional<NumberProfile> profile_of_shape(std::string_view symbols) {
    if (symbols.empty()) return std::nullopt;
    const bool decimal = is_number_digit(symbols.front());
    for (const auto& info : kNumberProfiles) {
        const auto least = info.body + info.check;
        if (decimal == (info.radix == 10) && symbols.size() >= least &&
            symbols.size() <= least + info.prefix_max) {
            return info.profile;
        }
    }
    return std::nullopt;
}

std::uint64_t serial_of(NumberProfile profile, std::string_view symbols) {
    const auto& info = profile_info(profile);
    std::uint64_t value = 0;
    for (const char c : symbols) {
        value = value * info.radix + static_cast<std::uint64_t>(kCrockford.find(c));
    }
    if (info.radix == 10) return value;
    const auto prefix = symbols.size() - info.body - info.check;
    return kCrockfordBit | std::uint64_t{prefix} << kCrockfordPrefixShift | value;
}

std::string spell_crockford(std::uint64_t serial) {
    const auto& info = profile_info(NumberProfile::crockford_9);
    const auto prefix = serial >> kCrockfordPrefixShift & 3;
    std::string symbols(prefix + info.body + info.check, '0');
    for (auto place = symbols.rbegin(); place != symbols.rend(); ++place, serial >>= 5) {
        *place = kCrockford[serial & 31];
    }
    return symbols;
}

bool is_number_separator(char32_t c) {
    constexpr std::u32string_view kSeparators =
        U"-_ \t\r\n\u00A0\u00AD\u02D7\u202F\u205F\u2060\u207B\u208B\u2212\u2500\u2501\u3000\u30FC"
        U"\uFE58\uFE63\uFEFF\uFF0D\uFF70";
    return (c >= 0x2000 && c <= 0x200D) || (c >= 0x2010 && c <= 0x2015) ||
           kSeparators.find(c) != std::u32string_view::npos;
}

// Half-width upper-case letters and digits; nothing when something else is among them.
std::optional<std::string> fold_typed_number(std::string_view typed) {
    std::string symbols;
    for (std::size_t at = 0; at < typed.size();) {
        char32_t c = next_code_point(typed, at);
        if (is_number_separator(c)) continue;
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z')) return std::nullopt;
        symbols += static_cast<char>(c);
    }
    return symbols;
}

Error number_error(std::string_view code) { return Error{Fault::invalid, std::string(code)}; }

std::string default_grouping(NumberProfile profile, std::size_t prefix) {
    std::string sizes = prefix == 0 ? "" : std::to_string(prefix);
    switch (profile) {
        case NumberProfile::decimal_10: return sizes += "55";
        case NumberProfile::decimal_14: return sizes += "662";
        case NumberProfile::crockford_9: return sizes += "333";
    }
    return sizes;
}

}  // namespace

const NumberProfileInfo& profile_info(NumberProfile profile) {
    return kNumberProfiles[static_cast<std::size_t>(profile)];
}

CustomerNumber CustomerNumber::compose(
    NumberProfile profile, std::string_view prefix, std::string_view body) {
    const auto& info = profile_info(profile);
    const std::string symbols = std::string(prefix) + std::string(body);
    check(body.size() == info.body && prefix.size() <= info.prefix_max);
    const auto alphabet = kCrockford.substr(0, info.radix);
    check(symbols.find_first_not_of(alphabet) == std::string::npos);
    const auto number = from_digits(symbols + check_symbols(profile, symbols));
    check(number.ok() && number->profile() == profile);
    return *number;
}

Result<CustomerNumber> CustomerNumber::from_digits(std::string_view digits) {
    if (digits.empty()) return number_error("number.empty");
    if (digits.find_first_not_of(kCrockford) != std::string_view::npos)
        return number_error("number.symbol");
    const auto profile = profile_of_shape(digits);
    if (!profile) return number_error("number.length");
    const auto& info = profile_info(*profile);
    const auto alphabet = kCrockford.substr(0, info.radix);
    if (digits.find_first_not_of(alphabet) != std::string_view::npos)
        return number_error("number.symbol");
    if (digits.front() == '0') return number_error("number.first_symbol");
    const auto payload = digits.substr(0, digits.size() - info.check);
    if (digits.substr(payload.size()) != check_symbols(*profile, payload))
        return number_error("number.check");
    return CustomerNumber(serial_of(*profile, digits));
}

Result<CustomerNumber> CustomerNumber::from_serial(std::uint64_t serial) {
    if (serial < kCrockfordBit) return from_digits(std::to_string(serial));
    auto number = from_digits(spell_crockford(serial));
    // Bits that spelling passes over belong to no number.
    if (number.ok() && number->serial_ != serial) return number_error("number.length");
    return number;
}

Result<CustomerNumber> CustomerNumber::parse(std::string_view typed, const NumberRules& rules) {
    auto symbols = fold_typed_number(typed);
    if (!symbols) return number_error("number.symbol");
    if (!symbols->empty() && !is_number_digit(symbols->front())) {
        std::ranges::replace(*symbols, 'I', '1');
        std::ranges::replace(*symbols, 'L', '1');
        std::ranges::replace(*symbols, 'O', '0');
    }
    // 13 digits are the length of no number, so only a JAN can be meant.
    const std::string_view view = *symbols;
    const bool jan =
        view.size() == 13 && view.front() == '2' && std::ranges::all_of(view, is_number_digit);
    if (jan && view.back() != jan_check(view.substr(0, 12))) return number_error("number.check");
    const CustomerNumber number = TRY(from_digits(jan ? view.substr(2, 10) : view));
    if (rules.rule_of(number) == nullptr) return number_error("number.no_rule");
    return number;
}

std::string CustomerNumber::digits() const {
    if (serial_ < kCrockfordBit) return std::to_string(serial_);
    return spell_crockford(serial_);
}

NumberProfile CustomerNumber::profile() const {
    const auto profile = profile_of_shape(digits());
    check(profile.has_value());
    return *profile;
}

std::string CustomerNumber::prefix() const {
    const auto symbols = digits();
    const auto& info = profile_info(profile());
    return symbols.substr(0, symbols.size() - info.body - info.check);
}

std::string CustomerNumber::body() const {
    const auto& info = profile_info(profile());
    return digits().substr(prefix().size(), info.body);
}

std::string CustomerNumber::str() const {
    return grouped_digits(digits(), default_grouping(profile(), prefix().size()));
}

Result<std::string> wrap_in_jan13(CustomerNumber number, int gs1_prefix) {
    const auto digits = number.digits();
    if (number.profile() != NumberProfile::decimal_10 || digits.size() != 10 || gs1_prefix < 20 ||
        gs1_prefix > 29) {
        return number_error("number.no_jan");
    }
    const auto twelve = std::to_string(gs1_prefix) + digits;
    return twelve + jan_check(twelve);
}

std::string grouped_digits(std::string_view digits, std::string_view group_sizes) {
    std::string text;
    for (std::size_t i = 0; i < group_sizes.size(); ++i) {
        const auto size = static_cast<std::size_t>(group_sizes[i] - '0');
        if (i + 1 == group_sizes.size() || size >= digits.size()) break;
        text += digits.substr(0, size);
        text += '-';
        digits.remove_prefix(size);
    }
    return text += digits;
}

}  // namespace genbo
