// SPDX-License-Identifier: Apache-2.0

#include "sample/contact.h"

#include <span>

#include "base/check.h"
#include "sample/address.h"
#include "sample/kana.h"

namespace genbo::sample {
namespace {

constexpr std::uint64_t kMobileBits = 28;
constexpr std::uint64_t kMobileMask = (std::uint64_t{1} << kMobileBits) - 1;

// Area codes of the larger places of each prefecture, in the order of JIS X 0401.
// clang-format off
constexpr std::array<std::string_view, 47> kAreaCodes = {
    "011 0166 0138 0155 0144", "017 0172 0178", "019 0197 0191", "022 0229 0225",
    "018 0182 0184", "023 0234 0238", "024 0246 0242", "029 0294 0299",
    "028 0284 0287", "027 0276 0274", "048 049 042 0493", "043 047 04 0476",
    "03 03 03 042 0422", "045 044 046 042 0463", "025 0258 0254", "076 0766 0765",
    "076 0761 0767", "0776 0778 0770", "055 0553 0554", "026 0263 0265 0266",
    "058 0584 0574 0572", "054 053 055 0545", "052 0564 0586 0532", "059 0598 0596",
    "077 0748 0749", "075 0774 0773", "06 06 072 0725", "078 079 06 0798",
    "0742 0743 0744", "073 0739 0738", "0857 0859", "0852 0853 0855",
    "086 0868 0866", "082 084 0823", "083 0836 0834", "088 0884 0883",
    "087 0877 0879", "089 0897 0898", "088 0887 0880", "092 093 0942 0948",
    "0952 0955 0942", "095 0956 0957", "096 0968 0965", "097 0977 0973",
    "0985 0986 0982", "099 0995 0996", "098 0980",
};
// clang-format on

struct MailProvider {
    std::string_view domain;
    std::uint32_t per_thousand;
};

// clang-format off
constexpr std::array kProviders = {
    MailProvider{"gmail.com", 380},   MailProvider{"docomo.ne.jp", 100},
    MailProvider{"ezweb.ne.jp", 60},  MailProvider{"au.com", 20},
    MailProvider{"softbank.ne.jp", 30}, MailProvider{"i.softbank.jp", 10},
    MailProvider{"yahoo.co.jp", 180}, MailProvider{"icloud.com", 90},
    MailProvider{"hotmail.com", 40},  MailProvider{"outlook.jp", 30},
    MailProvider{"nifty.com", 20},    MailProvider{"ocn.ne.jp", 20},
    MailProvider{"live.jp", 10},      MailProvider{"me.com", 10},
};
// clang-format on

constexpr auto kMailWords = std::to_array<std::string_view>(
    {"hana", "neko", "sora", "momo", "kuma", "umi", "star", "pino", "choco", "maru", "yuki", "coco",
     "lucky", "smile", "happy", "love"});

// A bijection of the 28-bit numbers: odd multiplications and shifts that only look downwards.
std::uint64_t contact_permute(std::uint64_t x, std::uint64_t key) {
    for (int round = 0; round < 3; ++round) {
        x = (x + (key & kMobileMask)) & kMobileMask;
        x = (x * 0x9e3779b1ULL) & kMobileMask;
        x ^= x >> 13;
        key >>= 17;
    }
    return x;
}

}  // namespace

Phone mobile_number(std::uint64_t seed, std::uint64_t person_no, std::uint32_t generation) {
    check(generation < 4);
    const std::uint64_t place = contact_permute(
        (person_no * 4 + generation) & kMobileMask, chance_key(seed, Purpose::mobile, 0));
    // 90 million numbers behind each prefix: the first digit after it is never 0.
    std::string number = std::to_string(10'000'000 + place % 90'000'000);
    const std::uint64_t prefix = place / 90'000'000;
    const bool newest = mix_bits(place) % 100 == 0;
    std::string digits = newest ? "060" : prefix == 0 ? "090" : prefix == 1 ? "080" : "070";
    digits += number;
    return {.digits = std::move(digits), .area_digits = 3};
}

Phone draw_landline(std::uint8_t prefecture, Chance& chance) {
    const std::string_view codes = kAreaCodes[prefecture];
    std::uint32_t count = 1;
    for (const char c : codes) count += c == ' ' ? 1 : 0;
    std::uint32_t skip = chance.below(count);
    std::size_t begin = 0;
    for (; skip > 0; --skip) begin = codes.find(' ', begin) + 1;
    const std::string_view area = codes.substr(begin, codes.find(' ', begin) - begin);
    Phone phone{.digits = std::string(area), .area_digits = static_cast<std::uint8_t>(area.size())};
    phone.digits += static_cast<char>('2' + chance.below(8));
    std::uint64_t rest = chance.next();
    while (phone.digits.size() < 10) {
        phone.digits += static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    return phone;
}

std::string phone_text(const Phone& phone, PhoneStyle style) {
    const std::string_view digits = phone.digits;
    if (digits.size() < 9 || phone.area_digits == 0) return std::string(digits);
    const std::size_t area = phone.area_digits;
    const std::string_view first = digits.substr(0, area);
    const std::string_view middle = digits.substr(area, digits.size() - 4 - area);
    const std::string_view last = digits.substr(digits.size() - 4);
    const auto joined = [&](std::string_view open, std::string_view close, std::string_view dash) {
        std::string text;
        text.append(open).append(first).append(close).append(middle).append(dash).append(last);
        return text;
    };
    switch (style) {
        case PhoneStyle::hyphens: return joined("", "-", "-");
        case PhoneStyle::digits: return std::string(digits);
        case PhoneStyle::parentheses: return joined("(", ")", "-");
        case PhoneStyle::wide: return wide_digits(joined("", "－", "－"));
        case PhoneStyle::spaces: return joined("", " ", " ");
        case PhoneStyle::no_leading_zero: return std::string(digits.substr(1));
    }
    return {};
}

Mailbox draw_mailbox(Chance& chance) {
    std::uint32_t ticket = chance.below(1000);
    std::uint8_t provider = 0;
    while (ticket >= kProviders[provider].per_thousand) {
        ticket -= kProviders[provider].per_thousand;
        ++provider;
    }
    return {
        .provider = provider,
        .pattern = static_cast<std::uint8_t>(chance.below(8)),
        .digits = static_cast<std::uint32_t>(chance.next())};
}

std::string mailbox_text(
    const Mailbox& mailbox, std::string_view surname_kana, std::string_view given_kana) {
    const std::string surname = romaji_of(surname_kana, Romaji::hepburn);
    const std::string given = romaji_of(given_kana, Romaji::hepburn);
    // Two people never have one address, so the less of a name it holds, the more digits it needs.
    static constexpr std::array<std::uint32_t, 8> kLeast = {1'000,   1'000,      100'000, 10'000,
                                                            100'000, 10'000'000, 10'000,  100'000};
    const std::uint32_t least = kLeast[mailbox.pattern];
    const std::string number = std::to_string(least + mailbox.digits % (9 * least));
    const std::string_view nick = kMailWords[mailbox.digits >> 28];
    std::string text;
    switch (mailbox.pattern) {
        case 0: text.append(given).append(".").append(surname).append(number); break;
        case 1: text.append(surname).append("_").append(given).append(number); break;
        case 2: text.append(given).append(number); break;
        case 3: text.append(given.substr(0, 1)).append(".").append(surname).append(number); break;
        case 4: text.append(nick).append("-").append(given).append(number); break;
        case 5: text.append(nick).append(".").append(number).append(nick.substr(0, 2)); break;
        case 6: text.append(surname).append(number).append(given.substr(0, 1)); break;
        default: text.append(given).append(surname.substr(0, 1)).append("-").append(number);
    }
    for (char& c : text) {
        if (c == ' ' || (c & 0x80) != 0) c = 'x';
    }
    // Carriers once let people have what RFC 5321 forbids.
    if (kProviders[mailbox.provider].domain == "docomo.ne.jp" && mailbox.digits % 40 == 0)
        text += '.';
    text += '@';
    text += kProviders[mailbox.provider].domain;
    return text;
}

std::string mistyped_domain(std::string_view email, Chance& chance) {
    struct Mistake {
        std::string_view right;
        std::string_view wrong;
    };
    static constexpr std::array kMistakes = {
        Mistake{"gmail.com", "gmial.com"},       Mistake{"gmail.com", "gmail.con"},
        Mistake{"gmail.com", "gamil.com"},       Mistake{"gmail.com", "gmai.com"},
        Mistake{"docomo.ne.jp", "docomo.co.jp"}, Mistake{"docomo.ne.jp", "docomo.ne.jo"},
        Mistake{"ezweb.ne.jp", "ezweb.co.jp"},   Mistake{"yahoo.co.jp", "yahoo.ne.jp"},
        Mistake{"yahoo.co.jp", "yaho.co.jp"},    Mistake{"softbank.ne.jp", "softbank.jp"},
        Mistake{"icloud.com", "icloud.con"},     Mistake{"icloud.com", "iclod.com"},
    };
    const std::size_t at = email.find('@');
    if (at == std::string_view::npos) return {};
    const std::uint32_t start = chance.below(kMistakes.size());
    for (std::size_t i = 0; i < kMistakes.size(); ++i) {
        const Mistake& mistake = kMistakes[(start + i) % kMistakes.size()];
        if (email.substr(at + 1) != mistake.right) continue;
        return std::string(email.substr(0, at + 1)).append(mistake.wrong);
    }
    return {};
}

}  // namespace genbo::sample
