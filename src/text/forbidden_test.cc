// SPDX-License-Identifier: Apache-2.0
#include "text/forbidden.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace genbo {
namespace {

using Kind = ForbiddenKind;

TEST(Forbidden, CardNumbers) {
    // The brands' published test numbers.
    for (const std::string_view cell :
         {"4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111",
          "５５５５５５５５５５５５４４４４", "3782-822463-10005", "378282246310005",
          "30569309025904", "3056-930902-5904", "6011111111111117", "3530111333300000",
          "2223003122003222", "カード 4111-1111-1111-1111 で支払", "2026-11-22 4111 1111 1111 1111",
          "4111－1111－1111－1111"})
        EXPECT_EQ(find_forbidden(cell), Kind::card_number) << cell;
    EXPECT_EQ(find_forbidden("4111111111111111", "クレジットカードNo"), Kind::card_number);
    EXPECT_EQ(find_forbidden("4111111111111111", "カード番号"), Kind::card_number);
    EXPECT_EQ(find_forbidden("4111-1111-1111-1111", "会員番号"), Kind::card_number);
}

TEST(Forbidden, NotCardNumbers) {
    for (const std::string_view cell :
         {"4111111111111112", "9999999999999995", "0000000000000000", "4111-11111-111-1111",
          "A4111111111111111", "41111111111111110000000", "1234567812345670"})
        EXPECT_EQ(find_forbidden(cell), std::nullopt) << cell;
    for (const std::string_view header :
         {"会員番号", "ポイントカード番号", "注文番号", "JANコード", "id"})
        EXPECT_EQ(find_forbidden("4111111111111111", header), std::nullopt) << header;
}

TEST(Forbidden, MyNumber) {
    for (const std::string_view cell :
         {"123456789018", "1234 5678 9018", "1234-5678-9018", "１２３４５６７８９０１８",
          "番号は123456789018です"})
        EXPECT_EQ(find_forbidden(cell), Kind::my_number) << cell;
    for (const std::string_view header : {"マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "個人番号", "My Number"}) {
        EXPECT_EQ(find_forbidden("123456789019", header), Kind::my_number) << header;
        EXPECT_EQ(find_forbidden("有", header), std::nullopt) << header;
    }
}

TEST(Forbidden, NotMyNumber) {
    for (const std::string_view cell :
         {"123456789019", "5070001000715", "4901234567894", "090-1234-5678", "0312345678",
          "819012345670", "202611220930", "000000000000", "111111111111", "12345678901",
          "03-1234-5678 090-1234-5678", "1234567890.12", "¥123,456,789,018", "2026-11-22 09:30:00"})
        EXPECT_EQ(find_forbidden(cell), std::nullopt) << cell;
    for (const std::string_view header :
         {"会員番号", "顧客コード", "電話番号", "JAN", "customer_id", "伝票No", "口座番号"})
        EXPECT_EQ(find_forbidden("123456789018", header), std::nullopt) << header;
}

TEST(Forbidden, CheckDigits) {
    EXPECT_TRUE(luhn_fits("79927398713"));
    EXPECT_FALSE(luhn_fits("79927398710"));
    EXPECT_FALSE(luhn_fits(""));
    EXPECT_TRUE(my_number_fits("123456789018"));
    EXPECT_FALSE(my_number_fits("12345678901"));
    // The slow form of the ordinance: P1 … P11 from the right, Q = n+1 up to 6, then n−5.
    std::mt19937 dice(3);
    for (int round = 0; round < 5000; ++round) {
        std::string digits;
        for (int i = 0; i < 12; ++i) digits += static_cast<char>('0' + dice() % 10);
        constexpr int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
        int sum = 0;
        for (std::size_t i = 0; i < 11; ++i) sum += (digits[i] - '0') * weights[i];
        const int check = sum % 11 <= 1 ? 0 : 11 - sum % 11;
        ASSERT_EQ(my_number_fits(digits), digits[11] - '0' == check) << digits;
    }
}

// What shops really hold must pass: the rate of false alarms is counted, not hoped for.
TEST(ForbiddenProperty, OrdinaryNumbersPass) {
    std::mt19937 dice(4);
    const auto digits = [&](std::string prefix, std::size_t length) {
        while (prefix.size() < length) prefix += static_cast<char>('0' + dice() % 10);
        return prefix;
    };
    int alarms = 0;
    for (int round = 0; round < 20000; ++round) {
        alarms += find_forbidden(digits("0", 10)).has_value();
        alarms += find_forbidden(digits("090", 11)).has_value();
        alarms += find_forbidden(digits("49", 13)).has_value();
        alarms += find_forbidden(digits("", 10)).has_value();
        alarms += find_forbidden(digits("", 13)).has_value();
        alarms += find_forbidden(digits("20261122", 14)).has_value();
        alarms += find_forbidden(digits("", 12), "会員番号").has_value();
        alarms += find_forbidden(digits("4", 16), "会員番号").has_value();
        alarms += find_forbidden(digits("1763", 16)).has_value();  // Microseconds since 1970.
    }
    EXPECT_EQ(alarms, 0);
}

}  // namespace
}  // namespace genbo
