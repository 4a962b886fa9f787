// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>

namespace genbo {

TEST(Bytes, EveryByteGoesThroughHexAndBack) {
    Bytes all;
    for (unsigned value = 0; value < 256; ++value) all.push_back(static_cast<std::uint8_t>(value));
    const auto text = to_hex(all);
    EXPECT_EQ(text.size(), 512U);
    EXPECT_TRUE(text.starts_with("000102") && text.ends_with("fdfeff"));
    EXPECT_EQ(from_hex(text), Result<Bytes>{all});
    EXPECT_EQ(from_hex("FfA0"), (Result<Bytes>{Bytes{0xFF, 0xA0}}));
    EXPECT_EQ(from_hex(""), Result<Bytes>{Bytes{}});
}

TEST(Bytes, WhatIsNotHexIsRefused) {
    for (const std::string_view text : {"0", "0g", "g0", "0x", " 00", "00 ", "０0"})
        EXPECT_EQ(from_hex(text).error().code, "bytes.bad_hex") << text;
}

TEST(Bytes, TextAndBytesAreTwoViewsOfOneThing) {
    const std::string text = "原簿";
    EXPECT_EQ(to_hex(as_bytes(text)), "e58e9fe7b0bf");
    EXPECT_EQ(as_text(as_bytes(text)), text);
}

}  // namespace genbo
