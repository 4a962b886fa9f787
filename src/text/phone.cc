// SPDX-License-Identifier: Apache-2.0
#include "text/phone.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "text/fold.h"
#include "text/letters.h"
#include "text/tables.h"

namespace genbo {
namespace {

// Lengths of area codes by the first five digits of the national number.
const std::array<std::uint8_t, 100000>& phone_area_lengths() {
    static const auto table = [] {
        std::array<std::uint8_t, 100000> lengths{};
        std::size_t from = 0;
        std::uint8_t length = 0;
        std::string_view rest = kAreaCodes;
        while (!rest.empty()) {
            std::size_t next = 0;
            const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), next);
            rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
            std::fill(
                lengths.begin() + static_cast<std::ptrdiff_t>(from),
                lengths.begin() + static_cast<std::ptrdiff_t>(next), length);
            from = next;
            length = static_cast<std::uint8_t>(rest[0] - '0');
            rest.remove_prefix(2);
        }
        std::fill(lengths.begin() + static_cast<std::ptrdiff_t>(from), lengths.end(), length);
        return lengths;
    }();
    return table;
}

std::size_t phone_area_length(std::string_view national) {
    std::size_t prefix = 0;
    std::from_chars(national.data(), national.data() + 5, prefix);
    return phone_area_lengths()[prefix];
}

bool phone_country_known(std::string_view code) {
    for (std::size_t at = 0; at < kCountryCodes.size();) {
        const std::size_t end = kCountryCodes.find('\n', at);
        if (kCountryCodes.substr(at, end - at) == code) return true;
        at = end + 1;
    }
    return false;
}

std::string phone_join(std::string_view zero_and_national, std::size_t first, std::size_t second) {
    std::string out{zero_and_national.substr(0, first)};
    out += '-';
    out += zero_and_national.substr(first, second);
    out += '-';
    out += zero_and_national.substr(first + second);
    return out;
}

// 0077-78-1234, 0088-22-1234: free calls of the old long-distance carriers, which begin with their
// own prefix.  `national` is without the first 0.
Phone phone_of_carrier(std::string_view national) {
    Phone phone;
    const auto starts = [&](std::string_view prefix) { return national.starts_with(prefix); };
    const bool short_form =
        national.size() == 9 && (starts("07778") || starts("08821") || starts("08822") ||
                                 starts("08824") || starts("08825"));
    const bool collect = (national.size() == 7 && (starts("07770") || starts("07771"))) ||
                         (national.size() == 8 && starts("07775"));
    const bool long_form = national.size() >= 9 && national.size() <= 16 &&
                           (starts("037") || starts("066") || starts("078"));
    if (!short_form && !collect && !long_form) return phone;
    phone.kind = Phone::Kind::free_call;
    phone.e164 = "+810";
    phone.e164 += national;
    phone.display = phone_join("0" + std::string{national}, 4, national.size() > 9 ? 3 : 2);
    return phone;
}

// `national` is without the leading 0.  kind stays invalid when no number looks like that.
Phone phone_of_national(std::string_view national) {
    Phone phone;
    const std::string full = "0" + std::string{national};
    const auto starts = [&](std::string_view prefix) { return national.starts_with(prefix); };
    if (national.empty()) return phone;
    if (national[0] == '0') return phone_of_carrier(national);
    if (national.size() == 13 && starts("200")) {
        phone.kind = Phone::Kind::other;
        phone.display = phone_join(full, 4, 5);
    } else if (national.size() == 10) {
        const bool zero_third = national[2] == '0';
        if (starts("800")) {
            phone.kind = Phone::Kind::free_call;
            phone.display = phone_join(full, 4, 3);
        } else if ((starts("60") || starts("70") || starts("80") || starts("90")) && !zero_third) {
            phone.kind = Phone::Kind::mobile;
            phone.display = phone_join(full, 3, 4);
        } else if (starts("50") && !zero_third) {
            phone.kind = Phone::Kind::ip;
            phone.display = phone_join(full, 3, 4);
        } else if (starts("20")) {
            phone.kind = Phone::Kind::other;
            phone.display = phone_join(full, 3, 4);
        }
    } else if (national.size() == 9) {
        if (starts("120")) {
            phone.kind = Phone::Kind::free_call;
            phone.display = phone_join(full, 4, 3);
        } else if (starts("570") || starts("990") || starts("18099") || starts("600")) {
            phone.kind = Phone::Kind::other;
            phone.display = phone_join(full, 4, 3);
        } else if (const std::size_t area = phone_area_length(national); area > 0) {
            phone.kind = Phone::Kind::fixed;
            phone.display = phone_join(full, area + 1, 5 - area);
            phone.no_such_exchange = national[area] <= '1';
        }
    }
    if (phone.kind != Phone::Kind::invalid) phone.e164 = "+81" + std::string{national};
    return phone;
}

Phone phone_foreign(std::string_view digits) {
    Phone phone;
    if (digits.size() < 8 || digits.size() > 15) return phone;
    for (std::size_t length = 1; length <= 3; ++length) {
        if (!phone_country_known(digits.substr(0, length))) continue;
        phone.kind = Phone::Kind::other;
        phone.e164 = "+" + std::string{digits};
        phone.display =
            "+" + std::string{digits.substr(0, length)} + " " + std::string{digits.substr(length)};
        break;
    }
    return phone;
}

// +81 (0)3 …: the zero of the national form is a frequent guest.
Phone phone_after_81(std::string_view rest) {
    eat_prefix(rest, "0");
    return phone_of_national(rest);
}

enum class PhonePlus { absent, present };

Phone phone_of_digits(std::string_view digits, PhonePlus plus) {
    if (plus == PhonePlus::present) {
        if (eat_prefix(digits, "81")) return phone_after_81(digits);
        const Phone national =
            digits.starts_with('0') ? phone_of_national(digits.substr(1)) : Phone{};
        return national.kind != Phone::Kind::invalid ? national : phone_foreign(digits);
    }
    if (std::string_view rest = digits;
        eat_prefix(rest, "0081") || eat_prefix(rest, "01081") || eat_prefix(rest, "001081"))
        return phone_after_81(rest);
    for (const std::string_view dialled : {"0033010", "0061010", "001010", "010", "001"}) {
        // Abroad, by way of a carrier or without.
        if (!digits.starts_with(dialled) || digits.size() <= dialled.size() + 8) continue;
        Phone phone = phone_foreign(digits.substr(dialled.size()));
        if (phone.kind != Phone::Kind::invalid) return phone;
    }
    if (digits.starts_with('0')) return phone_of_national(digits.substr(1));
    // Without a zero: 81… of a system that dropped the plus, or a number that Excel took for one.
    if (digits.starts_with("81") && digits.size() >= 11) {
        if (Phone phone = phone_after_81(digits.substr(2)); phone.kind != Phone::Kind::invalid)
            return phone;
    }
    return phone_of_national(digits);
}

// A stretch that may hold one number or several: its groups of digits.
struct PhoneStretch {
    PhonePlus plus = PhonePlus::absent;
    std::vector<std::string> groups;

    std::string digits(std::size_t from, std::size_t count) const {
        std::string out;
        for (std::size_t i = from; i < from + count; ++i) out += groups[i];
        return out;
    }
};

void phone_add(std::vector<Phone>& phones, Phone phone) {
    const auto same = [&](const Phone& other) { return other.e164 == phone.e164; };
    if (std::ranges::none_of(phones, same)) phones.push_back(std::move(phone));
}

// The whole stretch when it is a number, else the shortest runs of groups that are numbers:
// "03-1234-5678 090-1234-5678".
void phone_read_stretch(const PhoneStretch& stretch, std::vector<Phone>& phones) {
    const std::size_t count = stretch.groups.size();
    Phone whole = phone_of_digits(stretch.digits(0, count), stretch.plus);
    if (whole.kind != Phone::Kind::invalid) return phone_add(phones, std::move(whole));
    for (std::size_t from = 0; from < count;) {
        bool found = false;
        for (std::size_t length = 1; length <= 4 && from + length <= count; ++length) {
            const std::string digits = stretch.digits(from, length);
            const PhonePlus plus = from == 0 ? stretch.plus : PhonePlus::absent;
            if (digits.size() > 15) break;
            if (plus == PhonePlus::absent && !digits.starts_with('0')) break;
            Phone phone = phone_of_digits(digits, plus);
            if (phone.kind == Phone::Kind::invalid) continue;
            phone_add(phones, std::move(phone));
            from += length;
            found = true;
            break;
        }
        if (!found) ++from;
    }
}

// 9.012345678E+09 has all its digits; 9.01E+09 has lost them.  Empty when it is neither, and the
// number of bytes read in `used`.
struct PhoneFloat {
    std::size_t used = 0;
    std::string digits;
    bool rounded = false;
};

PhoneFloat phone_read_float(std::string_view text) {
    PhoneFloat found;
    std::size_t at = 0;
    std::string digits;
    while (at < text.size() && is_digit(text[at])) digits += text[at++];
    if (digits.size() != 1 || at >= text.size() || text[at] != '.') return found;
    ++at;
    std::size_t decimals = 0;
    for (; at < text.size() && is_digit(text[at]); ++decimals) digits += text[at++];
    if (at + 2 >= text.size() || ascii_lower(text[at]) != 'e' || text[at + 1] != '+') return found;
    at += 2;
    std::size_t exponent = 0;
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (error != std::errc{}) return found;
    found.used = static_cast<std::size_t>(end - text.data());
    found.rounded = decimals != exponent;
    found.digits = digits;
    return found;
}

// Bytes of a word that announces an extension, or 0.
std::size_t phone_extension_word(std::string_view text) {
    for (const std::string_view word :
         {"内線番号", "内線", "(内)", "内", "extension", "Extension", "ext.", "ext", "Ext.", "Ext",
          "EXT.", "EXT", "x", "#"}) {
        if (text.starts_with(word)) return word.size();
    }
    return 0;
}

class PhoneReader {
public:
    explicit PhoneReader(std::string_view text) : text_(text) {}

    std::vector<Phone> run() && {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_digit(c)) {
                read_digits();
            } else if (c == '+') {
                finish();
                stretch_.plus = PhonePlus::present;
                ++at_;
            } else if (c == '-' || c == ' ' || c == '.' || c == ')') {
                ++at_;
            } else if (c == '(') {
                // "(03)…" opens an area code, "…(代)" ends a number.
                const bool digit = at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
                if (!digit) finish();
                ++at_;
                if (!digit) read_extension();
            } else {
                finish();
                if (!read_extension() && !read_sister()) next_code_point(text_, at_);
            }
        }
        finish();
        if (phones_.empty() && !all_.empty())
            phones_.push_back(
                {.e164 = {}, .kind = Phone::Kind::invalid, .extension = {}, .display = all_});
        return std::move(phones_);
    }

private:
    void read_digits() {
        const PhoneFloat real = phone_read_float(text_.substr(at_));
        if (real.used > 0) {
            finish();
            all_ += real.digits;
            at_ += real.used;
            if (!real.rounded) stretch_.groups.push_back(real.digits);
            return finish();
        }
        std::string group;
        while (at_ < text_.size() && is_digit(text_[at_])) group += text_[at_++];
        all_ += group;
        stretch_.groups.push_back(std::move(group));
        // "9012345678.0": a column that some tool took for numbers.
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with(".0") && (rest.size() == 2 || !is_digit(rest[2])) &&
            stretch_.groups.back().size() >= 9) {
            at_ += 2;
            finish();
        }
    }

    bool read_extension() {
        const std::size_t word = phone_extension_word(text_.substr(at_));
        if (word == 0) return false;
        std::size_t at = at_ + word;
        while (at < text_.size() &&
               (text_[at] == ' ' || text_[at] == ':' || text_[at] == '-' || text_[at] == '.'))
            ++at;
        std::string digits;
        while (at < text_.size() && is_digit(text_[at])) digits += text_[at++];
        if (digits.empty() || digits.size() > 8 || phones_.empty()) return false;
        phones_.back().extension = digits;
        at_ = at;
        return true;
    }

    // 03-2234-5678,5679 and 03-2234-5678~9: another line of the same switchboard, shortened to its
    // last digits.
    bool read_sister() {
        if (phones_.empty() || phones_.back().kind != Phone::Kind::fixed) return false;
        std::size_t at = at_;
        const char32_t sign = next_code_point(text_, at);
        const bool range = sign == '~' || sign == U'〜';
        if (!range && sign != ',' && sign != U'、' && sign != '/' && sign != U'・') return false;
        while (at < text_.size() && text_[at] == ' ') ++at;
        std::size_t end = at;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        const std::size_t count = end - at;
        if (count == 0 || count > 4 || (!range && count < 4)) return false;
        if (end < text_.size() && (text_[end] == '-' || text_[end] == '(')) return false;
        Phone sister = phones_.back();
        for (std::string* const number : {&sister.e164, &sister.display})
            number->replace(number->size() - count, count, text_.substr(at, count));
        sister.extension.clear();
        phone_add(phones_, std::move(sister));
        at_ = end;
        return true;
    }

    void finish() {
        if (!stretch_.groups.empty()) phone_read_stretch(stretch_, phones_);
        stretch_ = {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    PhoneStretch stretch_;
    std::vector<Phone> phones_;
    std::string all_;
};

}  // namespace

std::vector<Phone> parse_phones(std::string_view text) {
    const std::string wide = fold_width(text);
    return PhoneReader(wide).run();
}

bool phone_is_filler(std::string_view e164) {
    if (!eat_prefix(e164, "+81") || e164.size() < 8) return false;
    const std::string_view subscriber = e164.substr(e164.size() - 8);
    const std::string_view last_seven = e164.substr(e164.size() - 7);
    const auto one_digit = [](std::string_view digits) {
        return digits.find_first_not_of(digits[0]) == std::string_view::npos;
    };
    // Behind 0120 there are six digits.
    if (const auto last_six = e164.substr(e164.size() - 6); e164 == "120" + std::string{last_six})
        return one_digit(last_six) || last_six == "123456" || last_six == "654321" ||
               last_six == "012345";
    return one_digit(last_seven) || subscriber == "12345678" || subscriber == "87654321" ||
           subscriber == "01234567" || last_seven == "1234567" ||
           (subscriber.substr(4) == "0000" && one_digit(subscriber.substr(0, 4)));
}

bool phones_are_fillers(std::string_view text) {
    const auto phones = parse_phones(text);
    return !phones.empty() && std::ranges::all_of(phones, [](const Phone& phone) {
        if (!phone.e164.empty()) return phone_is_filler(phone.e164);
        std::string digits;
        for (const char c : phone.display)
            if (is_digit(c)) digits += c;
        return digits.size() >= 6 && digits.find_first_not_of(digits[0]) == std::string::npos;
    });
}

}  // namespace genbo
