// SPDX-License-Identifier: Apache-2.0

#include "sample/contact.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

namespace genbo::sample {
namespace {

TEST(Mobile, NumbersAreNeverSharedByAccident) {
    std::unordered_set<std::string> numbers;
    std::array<int, 4> prefixes{};
    for (std::uint64_t person = 0; person < 60'000; ++person) {
        for (std::uint32_t generation = 0; generation < 3; ++generation) {
            const Phone phone = mobile_number(1, person, generation);
            ASSERT_EQ(phone.digits.size(), 11U);
            ASSERT_NE(phone.digits[3], '0');
            ASSERT_TRUE(numbers.insert(phone.digits).second) << phone.digits;
            ++prefixes[static_cast<std::size_t>(phone.digits[1] - '6')];
        }
    }
    EXPECT_NEAR(prefixes[0] / 180'000.0, 0.01, 0.002);
    EXPECT_NEAR(prefixes[3] / 180'000.0, 0.33, 0.01);
    EXPECT_NE(mobile_number(1, 7, 0).digits, mobile_number(2, 7, 0).digits);
}

TEST(Landline, HasTenDigitsAndTheAreaCode) {
    Chance chance(1);
    for (std::uint8_t prefecture = 0; prefecture < 47; ++prefecture) {
        for (int i = 0; i < 20; ++i) {
            const Phone phone = draw_landline(prefecture, chance);
            EXPECT_EQ(phone.digits.size(), 10U);
            EXPECT_EQ(phone.digits[0], '0');
            EXPECT_GE(phone.area_digits, 2);
            EXPECT_GE(phone.digits[phone.area_digits], '2');
        }
    }
}

TEST(Phone, IsWrittenInManyWays) {
    const Phone phone{.digits = "0312345678", .area_digits = 2};
    EXPECT_EQ(phone_text(phone, PhoneStyle::hyphens), "03-1234-5678");
    EXPECT_EQ(phone_text(phone, PhoneStyle::digits), "0312345678");
    EXPECT_EQ(phone_text(phone, PhoneStyle::parentheses), "(03)1234-5678");
    EXPECT_EQ(phone_text(phone, PhoneStyle::wide), "０３－１２３４－５６７８");
    EXPECT_EQ(phone_text(phone, PhoneStyle::no_leading_zero), "312345678");
    EXPECT_EQ(phone_text({}, PhoneStyle::hyphens), "");
}

TEST(Mailbox, IsMadeOfTheName) {
    const Mailbox mailbox{.provider = 0, .pattern = 0, .digits = 5};
    EXPECT_EQ(mailbox_text(mailbox, "サトウ", "タロウ"), "taro.sato1005@gmail.com");
    Chance chance(1);
    for (int i = 0; i < 2'000; ++i) {
        const std::string text = mailbox_text(draw_mailbox(chance), "デラクルス", "マリア アナ");
        EXPECT_THAT(text, testing::Not(testing::HasSubstr(" ")));
        EXPECT_EQ(std::ranges::count(text, '@'), 1);
        EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; })) << text;
    }
}

TEST(Mailbox, DomainsAreMistyped) {
    Chance chance(1);
    EXPECT_THAT(
        mistyped_domain("a@gmail.com", chance),
        testing::AnyOf("a@gmial.com", "a@gmail.con", "a@gamil.com", "a@gmai.com"));
    EXPECT_EQ(mistyped_domain("a@example.com", chance), "");
    EXPECT_EQ(mistyped_domain("nothing", chance), "");
}

}  // namespace
}  // namespace genbo::sample
