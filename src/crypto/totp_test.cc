// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <gtest/gtest.h>

#include <array>

#include "crypto/random.h"

namespace genbo {
namespace {

constexpr std::string_view kRfcSeed = "12345678901234567890";

// RFC 4226, appendix D.
TEST(Hotp, GivesTheValuesOfTheRfc) {
    constexpr std::array<std::string_view, 10> kCodes = {"755224", "287082", "359152", "969429",
                                                         "338314", "254676", "287922", "162583",
                                                         "399871", "520489"};
    for (std::uint64_t i = 0; i < kCodes.size(); ++i)
        EXPECT_EQ(hotp_code(as_bytes(kRfcSeed), i), kCodes.at(i)) << i;
}

// RFC 6238, appendix B, the SHA-1 column.
TEST(Totp, GivesTheValuesOfTheRfc) {
    const std::array<std::pair<std::int64_t, std::string_view>, 6> vectors = {{
        {59, "94287082"},
        {1111111109, "07081804"},
        {1111111111, "14050471"},
        {1234567890, "89005924"},
        {2000000000, "69279037"},
        {20000000000, "65353130"},
    }};
    for (const auto& [seconds, code] : vectors) {
        const auto step = totp_step(instant_from_micros(seconds * 1'000'000));
        EXPECT_EQ(hotp_code(as_bytes(kRfcSeed), static_cast<std::uint64_t>(step), 8), code);
        EXPECT_EQ(totp_code(as_bytes(kRfcSeed), step), code.substr(2));
    }
}

TEST(Totp, AStepIsThirtySeconds) {
    EXPECT_EQ(totp_step(instant_from_micros(29'999'999)), 0);
    EXPECT_EQ(totp_step(instant_from_micros(30'000'000)), 1);
}

// RFC 4648 §10, without the padding.
TEST(Base32, GivesTheValuesOfTheRfc) {
    const std::array<std::pair<std::string_view, std::string_view>, 7> vectors = {
        {{"", ""},
         {"f", "MY"},
         {"fo", "MZXQ"},
         {"foo", "MZXW6"},
         {"foob", "MZXW6YQ"},
         {"fooba", "MZXW6YTB"},
         {"foobar", "MZXW6YTBOI"}}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(to_base32(as_bytes(plain)), coded);
        const auto back = from_base32(coded);
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(as_text(*back), plain);
    }
}

TEST(Base32, ComesBackAndRefusesTheRest) {
    for (std::size_t size = 0; size < 40; ++size) {
        const auto bytes = this_thread_random().bytes(size);
        const auto back = from_base32(to_base32(bytes));
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(*back, bytes);
    }
    EXPECT_EQ(as_text(*from_base32("mzxw 6yt-boi")), "foobar");
    for (const char* bad : {"M", "MZ1", "MZXW6YTB0", "MZ=", "MR", "MZXQ7", "あ"})
        EXPECT_FALSE(from_base32(bad).ok()) << bad;
}

}  // namespace
}  // namespace genbo
