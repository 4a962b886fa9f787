// SPDX-License-Identifier: Apache-2.0
#pragma once

// Telephone numbers and mail addresses.  All are made up; some, by chance, are somebody's, so
// nothing in a sample may ever be dialled or mailed (README.txt of a sample says so too).
//
// Mobile numbers are a bijection of (person, how many numbers before): two people never share one
// by accident, only by the events that let them, such as a number given out again after years.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sample/random.h"

namespace genbo::sample {

struct Phone {
    std::string digits = {};       // 0312345678
    std::uint8_t area_digits = 0;  // 2 to 4; mobile: 3

    bool empty() const { return digits.empty(); }
};

// `person_no` < 2^26, `generation` < 4.
Phone mobile_number(std::uint64_t seed, std::uint64_t person_no, std::uint32_t generation);

// A fixed line in the prefecture (from 0).
Phone draw_landline(std::uint8_t prefecture, Chance& chance);

enum class PhoneStyle : std::uint8_t {
    hyphens,
    digits,
    parentheses,
    wide,
    spaces,
    no_leading_zero
};

std::string phone_text(const Phone& phone, PhoneStyle style);

// A mailbox is stored as how it was thought up; the text is made when somebody writes it down.
struct Mailbox {
    std::uint8_t provider = 0;
    std::uint8_t pattern = 0;
    std::uint32_t digits = 0;
};

// Whether a name's owner takes part decides nothing here: `surname` and `given` are katakana.
Mailbox draw_mailbox(Chance& chance);
std::string mailbox_text(
    const Mailbox& mailbox, std::string_view surname_kana, std::string_view given_kana);

// ….con, gmial.com, docomo.co.jp: the domain as people mistype it.
std::string mistyped_domain(std::string_view email, Chance& chance);

}  // namespace genbo::sample
