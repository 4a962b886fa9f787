// SPDX-License-Identifier: Apache-2.0

#include "sample/oddity.h"

#include <array>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"

namespace genbo::sample {
namespace {

struct OddityPlace {
    Source source;
    Oddity oddity;
    std::uint64_t every;
    std::uint64_t first;
};

// No two of one file ever meet in a row below a million.
constexpr OddityPlace kPlaces[] = {
    {Source::crm, Oddity::card_number, 1500, 301},
    {Source::pos, Oddity::card_number, 9000, 2003},
    {Source::crm, Oddity::my_number, 2500, 507},
    {Source::legacy, Oddity::my_number, 4000, 709},
    {Source::pos, Oddity::undecodable, 2500, 911},
    {Source::crm, Oddity::undecodable, 4000, 1113},
    {Source::legacy, Oddity::undecodable, 1500, 417},
    {Source::pos, Oddity::cell_extra, 3000, 1319},
    {Source::ec, Oddity::cell_missing, 5000, 1721},
    {Source::crm, Oddity::cell_extra, 3000, 1423},
    {Source::legacy, Oddity::cell_missing, 2500, 627},
};
constexpr std::uint64_t kTestRowFirst = 229;

// Numbers that card companies publish for tests; the check digit is right.
constexpr std::array<std::string_view, 4> kCards = {
    "4111 1111 1111 1111", "5555-5555-5555-4444", "3530111333300000", "378282246310005"};

}  // namespace

bool test_row_follows(std::uint64_t row, double rate) {
    if (rate <= 0) return false;
    const auto every = static_cast<std::uint64_t>(1 / rate);
    return row % every == kTestRowFirst % every;
}

std::string my_number(std::uint64_t eleven_digits) {
    std::string text = std::to_string(eleven_digits);
    check(text.size() == 11);
    int sum = 0;
    for (int n = 1; n <= 11; ++n) {
        const int digit = text[static_cast<std::size_t>(11 - n)] - '0';
        sum += digit * (n <= 6 ? n + 1 : n - 5);
    }
    const int rest = sum % 11;
    text += static_cast<char>('0' + (rest <= 1 ? 0 : 11 - rest));
    return text;
}

RowFault plant_oddities(
    Source source, std::uint64_t row, Chance& chance, Form& form, SampleOddities& count) {
    RowFault fault = RowFault::none;
    for (const OddityPlace& place : kPlaces) {
        if (place.source != source || row % place.every != place.first) continue;
        std::string& note = form[Cell::note];
        switch (place.oddity) {
            case Oddity::card_number:
                note = "カード番号 " + std::string(chance.pick(kCards)) + " で決済希望";
                ++count.card_numbers;
                break;
            case Oddity::my_number:
                note = "マイナンバー " + my_number(12'345'678'000 + chance.below(1000)) + " 確認済";
                ++count.my_numbers;
                break;
            case Oddity::undecodable:
                note = "割引";
                append_utf8(note, kUndecodable);
                note += "30%";
                ++count.undecodable;
                break;
            case Oddity::cell_missing:
                fault = RowFault::cell_missing;
                ++count.wrong_cell_count;
                break;
            case Oddity::cell_extra:
                fault = RowFault::cell_extra;
                ++count.wrong_cell_count;
                break;
        }
    }
    return fault;
}

}  // namespace genbo::sample
