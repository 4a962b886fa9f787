// SPDX-License-Identifier: Apache-2.0
#include "staff/factor_desk.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/totp.h"

namespace genbo {
namespace {

TEST(RecoveryCode, HasTwentyFiveSymbolsAndComesNotTwice) {
    std::set<std::string> codes;
    for (int i = 0; i < 1000; ++i) {
        const auto code = new_recovery_code();
        EXPECT_EQ(code.size(), 29U);
        EXPECT_TRUE(codes.insert(code).second);
    }
}

TEST(RecoveryCode, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(recovery_hash("ABCDE-FGHJK"), recovery_hash("abcde fghjk"));
    EXPECT_NE(recovery_hash("ABCDE-FGHJK"), recovery_hash("ABCDE-FGHJM"));
}

TEST(MatchingStep, ForgivesOneOnEitherSide) {
    const Bytes seed(20, 9);
    const Instant now = instant_from_micros(1'700'000'000'000'000);
    const auto step = totp_step(now);
    for (std::int64_t off = -3; off <= 3; ++off) {
        const auto found = matching_totp_step(seed, totp_code(seed, step + off), 0, now);
        EXPECT_EQ(found, off >= -1 && off <= 1 ? step + off : 0) << off;
    }
    EXPECT_EQ(matching_totp_step(seed, totp_code(seed, step), step, now), 0);
    EXPECT_EQ(matching_totp_step(seed, totp_code(seed, step - 1), step, now), 0);
    EXPECT_EQ(matching_totp_step(seed, "12345", 0, now), 0);
}

TEST(TotpUri, IsOneThatAppsRead) {
    EXPECT_EQ(
        totp_uri("Genbo", "花 a", Bytes{'f', 'o', 'o'}),
        "otpauth://totp/Genbo:%E8%8A%B1%20a?secret=MZXW6&issuer=Genbo");
}

TEST(QrSvg, IsAPictureAndRefusesABook) {
    const auto svg = qr_svg("otpauth://totp/Genbo:hanako?secret=MZXW6");
    ASSERT_TRUE(svg.ok());
    EXPECT_TRUE(svg->starts_with("<svg "));
    EXPECT_NE(svg->find("M4 4h1v1h-1z"), std::string::npos);  // The corner of a finder.
    EXPECT_EQ(qr_svg(std::string(5000, 'x')).error().code, "staff.qr_too_long");
}

}  // namespace
}  // namespace genbo
