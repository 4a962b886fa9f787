// SPDX-License-Identifier: Apache-2.0
#include "crypto/short_hash.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace genbo {
namespace {

// The vectors of the paper's appendix: key 00 … 0f, messages 00 … n-1.
TEST(ShortHash, IsSipHash24) {
    Bytes key(Key::kSize);
    std::iota(key.begin(), key.end(), std::uint8_t{0});
    const ShortHash hash{Key{key}};
    Bytes message(15);
    std::iota(message.begin(), message.end(), std::uint8_t{0});
    EXPECT_EQ(hash.of(message), 0xa129ca6149be45e5U);
    EXPECT_EQ(hash.of({}), 0x726fdb47dd0e0e31U);
    EXPECT_EQ(hash.integer(0x0706050403020100U), static_cast<std::int64_t>(0x93f5f5799a932462U));
}

TEST(ShortHash, DependsOnTheKey) {
    EXPECT_NE(ShortHash{Key::random()}.integer(7), ShortHash{Key::random()}.integer(7));
}

}  // namespace
}  // namespace genbo
