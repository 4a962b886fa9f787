// SPDX-License-Identifier: Apache-2.0
#include "staff/staff_file.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

StaffFile some_file(std::mt19937& random) {
    const auto bytes = [&](std::size_t most) {
        Bytes out(random() % (most + 1));
        for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
        return out;
    };
    const auto at = [&] { return instant_from_micros(static_cast<std::int64_t>(random())); };
    StaffFile file{
        .label = "髙橋 花子",
        .role_then = random() % 2 == 0 ? "" : "steward",
        .disabled = at(),
        .one_time_until = at(),
        .totp_seed = bytes(20),
        .totp_last_step = static_cast<std::int64_t>(random()),
        .totp_added = at(),
        .offered_seed = bytes(20),
        .offered = at(),
        .recovery = std::vector<Hash>(random() % 11),
        .user_handle = bytes(32),
        .passkeys = {},
        .foreign = {},
        .leaves = random() % 2 == 0 ? Instant{} : at()};
    for (auto& hash : file.recovery) hash.fill(static_cast<std::uint8_t>(random()));
    for (auto left = random() % 4; left > 0; --left)
        file.passkeys.push_back(
            {bytes(64), bytes(90), static_cast<std::uint32_t>(random()), "鍵", at(), at(),
             random() % 2 == 0});
    for (auto left = random() % 3; left > 0; --left)
        file.foreign.push_back({"https://id.example.jp", "subject", at()});
    return file;
}

TEST(StaffFileCode, ComesBackWhole) {
    std::mt19937 random(1);
    for (int i = 0; i < 500; ++i) {
        const auto file = some_file(random);
        const auto back = decode_staff_file(encode_staff_file(file));
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(*back, file);
    }
}

TEST(StaffFileCode, RefusesWhatIsCutOrLonger) {
    std::mt19937 random(2);
    const auto bytes = encode_staff_file(some_file(random));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_staff_file(std::span{bytes}.first(size)).ok()) << size;
    auto longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(decode_staff_file(longer).ok());
    auto newer = bytes;
    newer[0] = 2;
    EXPECT_FALSE(decode_staff_file(newer).ok());
}

TEST(StaffFileCode, DoesNotBelieveLengths) {
    std::mt19937 random(3);
    auto bytes = encode_staff_file(some_file(random));
    for (int i = 0; i < 20'000; ++i) {
        auto bent = bytes;
        bent[random() % bent.size()] = static_cast<std::uint8_t>(random());
        static_cast<void>(decode_staff_file(bent));
    }
}

}  // namespace
}  // namespace genbo
