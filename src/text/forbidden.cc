// SPDX-License-Identifier: Apache-2.0
#include "text/forbidden.h"

#include <string>
#include <vector>

#include "text/fold.h"
#include "text/letters.h"

namespace genbo {
namespace {

// A stretch of digits and single separators: "4111-1111-1111-1111" has four groups.
struct DigitRun {
    std::string digits;
    std::vector<std::size_t> groups;
    bool touches_letter = false;  // ABC4111…: the middle of some other code.
};

enum class HeaderHint { none, card, my_number, own_number };

bool header_has(std::string_view header, std::initializer_list<std::string_view> words) {
    for (const auto word : words) {
        if (header.find(word) != std::string_view::npos) return true;
    }
    return false;
}

HeaderHint header_hint(std::string_view raw) {
    if (raw.empty()) return HeaderHint::none;
    const std::string header = fold_key(raw);
    if (header_has(header, {"マイナンバ", "個人番号", "mynumber"})) return HeaderHint::my_number;
    // "会員カード番号" is the shop's own, "クレジットカードNo" is not.
    if (header_has(header, {"会員", "顧客", "ポイント", "member", "customer", "loyalty"}))
        return HeaderHint::own_number;
    if (header_has(
            header, {"クレジット", "クレカ", "credit", "決済カード", "支払カード", "paymentcard",
                     "カード番号", "カードno", "cardnumber", "cardno"}))
        return HeaderHint::card;
    if (header_has(header, {"得意先",   "取引先",  "注文",     "受注",     "伝票",    "送り状",
                            "問合",     "追跡",    "管理",     "商品",     "品番",    "バーコード",
                            "コード",   "電話",    "携帯",     "tel",      "fax",     "phone",
                            "mobile",   "jan",     "ean",      "upc",      "gtin",    "sku",
                            "isbn",     "order",   "invoice",  "tracking", "barcode", "code",
                            "口座",     "免許",    "証券番号", "シリアル", "serial",  "登録番号",
                            "受付",     "契約",    "法人番号", "日時",     "日付",    "timestamp",
                            "datetime", "created", "updated"}))
        return HeaderHint::own_number;
    if (header.ends_with("id") || header.ends_with("no")) return HeaderHint::own_number;
    return HeaderHint::none;
}

bool card_length_fits(std::size_t length, std::initializer_list<std::size_t> lengths) {
    for (const auto allowed : lengths) {
        if (length == allowed) return true;
    }
    return false;
}

// Issuer ranges of the brands with their lengths (ISO/IEC 7812).  Visa's 13 digits are long out
// of use and would hit JAN codes.
bool card_prefix_fits(std::string_view d) {
    const auto prefix = [&](std::size_t n) {
        int value = 0;
        for (std::size_t i = 0; i < n; ++i) value = value * 10 + (d[i] - '0');
        return value;
    };
    const auto in = [&](std::size_t n, int low, int high) {
        return prefix(n) >= low && prefix(n) <= high;
    };
    const std::size_t length = d.size();
    if (d[0] == '4') return card_length_fits(length, {16, 19});                // Visa
    if (in(2, 51, 55) || in(4, 2221, 2720)) return length == 16;               // Mastercard
    if (in(2, 34, 34) || in(2, 37, 37)) return length == 15;                   // Amex
    if (in(4, 3528, 3589)) return card_length_fits(length, {16, 17, 18, 19});  // JCB
    if (in(3, 300, 305) || in(4, 3095, 3095) || in(2, 36, 36) || in(2, 38, 39))
        return card_length_fits(length, {14, 16});  // Diners
    if (in(4, 6011, 6011) || in(3, 644, 649) || in(2, 65, 65) || in(2, 62, 62) || in(2, 81, 81))
        return card_length_fits(length, {16, 17, 18, 19});  // Discover, UnionPay
    return false;
}

bool card_groups_fit(const std::vector<std::size_t>& groups) {
    static const std::vector<std::vector<std::size_t>> shapes = {
        {4, 4, 4, 4}, {4, 4, 4, 4, 3}, {4, 6, 5}, {4, 6, 4}};
    for (const auto& shape : shapes) {
        if (groups == shape) return true;
    }
    return false;
}

bool all_one_digit(std::string_view digits) {
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

bool is_card(const DigitRun& run, HeaderHint hint) {
    const std::size_t length = run.digits.size();
    if (length < 14 || length > 19) return false;
    const bool plain = run.groups.size() == 1;
    if (!plain && !card_groups_fit(run.groups)) return false;
    if (plain && (hint == HeaderHint::own_number || run.touches_letter)) return false;
    return !all_one_digit(run.digits) && card_prefix_fits(run.digits) && luhn_fits(run.digits);
}

int forbidden_two(std::string_view digits, std::size_t at) {
    return (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}

// 202611220930: a minute of 1900 to 2099.
bool looks_like_minute(std::string_view d) {
    const int century = forbidden_two(d, 0);
    const int month = forbidden_two(d, 4);
    const int day = forbidden_two(d, 6);
    return (century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           forbidden_two(d, 8) < 24 && forbidden_two(d, 10) < 60;
}

bool is_my_number(const DigitRun& run, HeaderHint hint) {
    if (run.digits.size() != 12) return false;
    const bool plain = run.groups.size() == 1;
    if (hint == HeaderHint::my_number) return true;
    if (!plain && run.groups != std::vector<std::size_t>{4, 4, 4}) return false;
    if (hint == HeaderHint::own_number || run.touches_letter) return false;
    const std::string_view d = run.digits;
    const bool mobile_abroad = d.starts_with("8190") || d.starts_with("8180") ||
                               d.starts_with("8170") || d.starts_with("8160");
    if (plain && (mobile_abroad || looks_like_minute(d))) return false;
    return !all_one_digit(d) && my_number_fits(d);
}

// Every stretch of digits in which neighbouring groups are joined by one space or hyphen.
std::vector<DigitRun> digit_runs(std::string_view text) {
    std::vector<DigitRun> runs;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        DigitRun run;
        const bool letter_before = at > 0 && is_ascii_letter(static_cast<char32_t>(text[at - 1]));
        const bool decimal_before = at > 0 && text[at - 1] == '.';
        std::size_t end = at;
        for (;;) {
            const std::size_t group = end;
            while (end < text.size() && is_digit(text[end])) ++end;
            run.groups.push_back(end - group);
            run.digits.append(text, group, end - group);
            const bool joined = end + 1 < text.size() && (text[end] == ' ' || text[end] == '-') &&
                                is_digit(text[end + 1]);
            if (!joined) break;
            ++end;
        }
        const bool letter_after =
            end < text.size() &&
            (is_ascii_letter(static_cast<char32_t>(text[end])) ||
             (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])));
        run.touches_letter = letter_before || decimal_before || letter_after;
        runs.push_back(std::move(run));
        at = end;
    }
    return runs;
}

// The stretch "2026-11-22 4111 1111 1111 1111" hides a card behind a date: each window of whole
// groups that has the shape of a card or a マイナンバー is looked at, and each group alone.
template <typename Test>
bool any_window(const DigitRun& run, Test test) {
    std::size_t from = 0;
    for (std::size_t first = 0; first < run.groups.size(); ++first) {
        DigitRun window{.digits = {}, .groups = {}, .touches_letter = run.touches_letter};
        std::size_t length = 0;
        for (std::size_t last = first; last < run.groups.size() && last < first + 5; ++last) {
            window.groups.push_back(run.groups[last]);
            length += run.groups[last];
            window.digits = run.digits.substr(from, length);
            if (test(window)) return true;
        }
        from += run.groups[first];
    }
    return false;
}

}  // namespace

bool luhn_fits(std::string_view digits) {
    if (digits.empty()) return false;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const char c = digits[digits.size() - 1 - i];
        if (!is_digit(c)) return false;
        const int value = (c - '0') * (i % 2 == 1 ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

bool my_number_fits(std::string_view digits) {
    if (digits.size() != 12) return false;
    int sum = 0;
    for (std::size_t n = 1; n <= 11; ++n) {
        const char c = digits[11 - n];
        if (!is_digit(c)) return false;
        const int weight = static_cast<int>(n <= 6 ? n + 1 : n - 5);
        sum += (c - '0') * weight;
    }
    const int remainder = sum % 11;
    return digits[11] - '0' == (remainder <= 1 ? 0 : 11 - remainder);
}

std::optional<ForbiddenKind> find_forbidden(std::string_view cell, std::string_view header) {
    // Twelve digits or nothing: full-width ones take three bytes each.
    std::size_t digits = 0;
    for (const char c : cell) digits += is_digit(c) || static_cast<unsigned char>(c) == 0xBC;
    if (digits < 12) return std::nullopt;

    const HeaderHint hint = header_hint(header);
    const std::string wide = fold_width(cell);
    for (const DigitRun& run : digit_runs(wide)) {
        if (run.digits.size() < 12) continue;
        if (any_window(run, [&](const DigitRun& window) { return is_card(window, hint); }))
            return ForbiddenKind::card_number;
        if (any_window(run, [&](const DigitRun& window) { return is_my_number(window, hint); }))
            return ForbiddenKind::my_number;
    }
    return std::nullopt;
}

}  // namespace genbo
