// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows that an import must notice, planted at fixed places of each file so that even a small sample
// has some: card numbers and マイナンバー in notes (the row must be refused), bytes that the
// encoding does not have, rows with a cell too many or too few, and rows that testers left behind.
//
// Rates: the profile says how many are test rows; of the others see the table in oddity.cc, one in
// 1,500 to 9,000 per kind and file.

#include <cstdint>
#include <string>

#include "sample/random.h"
#include "sample/row_writer.h"
#include "sample/sample.h"
#include "sample/source_profile.h"

namespace genbo::sample {

enum class Oddity : std::uint8_t {
    card_number,
    my_number,
    undecodable,
    cell_missing,
    cell_extra,
};

// Whether the n-th row that is made for a source (from 1) is followed by a test row.
bool test_row_follows(std::uint64_t row, double rate);

// Plants what belongs into the n-th row and counts it; answers how the row must be broken.
RowFault plant_oddities(
    Source source, std::uint64_t row, Chance& chance, Form& form, SampleOddities& count);

// Twelve digits with the check digit of the ordinance (modulus 11), from eleven.
std::string my_number(std::uint64_t eleven_digits);

}  // namespace genbo::sample
