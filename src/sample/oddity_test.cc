// SPDX-License-Identifier: Apache-2.0

#include "sample/oddity.h"

#include <gtest/gtest.h>

namespace genbo::sample {
namespace {

TEST(Oddity, MyNumbersHaveTrueCheckDigits) {
    // The example that everybody prints.
    EXPECT_EQ(my_number(12'345'678'901), "123456789018");
}

TEST(Oddity, NoTwoMeetInOneRow) {
    for (const Source source :
         {Source::pos, Source::ec, Source::crm, Source::app, Source::partner, Source::legacy}) {
        for (std::uint64_t row = 1; row < 100'000; ++row) {
            Chance chance(row);
            Form form;
            SampleOddities count;
            plant_oddities(source, row, chance, form, count);
            const std::uint64_t planted =
                count.card_numbers + count.my_numbers + count.undecodable + count.wrong_cell_count;
            ASSERT_LE(planted, 1U) << row;
        }
    }
}

}  // namespace
}  // namespace genbo::sample
