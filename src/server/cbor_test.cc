// SPDX-License-Identifier: Apache-2.0
#include "server/cbor.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

Result<CborValue> parsed(std::string_view hex) {
    const auto bytes = from_hex(hex);
    EXPECT_TRUE(bytes.ok()) << hex;
    return parse_cbor(*bytes);
}

// Of RFC 8949, appendix A, those that the canonical form of authenticators allows.
TEST(Cbor, ReadsTheExamplesOfTheRfc) {
    const std::pair<std::string_view, std::int64_t> integers[] = {
        {"00", 0},
        {"01", 1},
        {"17", 23},
        {"1818", 24},
        {"1864", 100},
        {"1903e8", 1000},
        {"1a000f4240", 1000000},
        {"20", -1},
        {"29", -10},
        {"3863", -100},
        {"3903e7", -1000},
        {"1b000000e8d4a51000", 1000000000000}};
    for (const auto& [hex, number] : integers) {
        const auto value = parsed(hex);
        ASSERT_TRUE(value.ok()) << hex;
        EXPECT_EQ(value->kind, CborValue::Kind::integer);
        EXPECT_EQ(value->integer, number);
    }
    EXPECT_EQ(parsed("4401020304")->bytes, (Bytes{1, 2, 3, 4}));
    EXPECT_EQ(parsed("6449455446")->text, "IETF");
    EXPECT_EQ(parsed("63e6b0b4")->text, "水");
    EXPECT_TRUE(parsed("f5")->truth);
    EXPECT_EQ(parsed("f6")->kind, CborValue::Kind::null);
    EXPECT_EQ(parsed("83010203")->items.size(), 3U);
    const auto map = parsed("a201020304");
    ASSERT_TRUE(map.ok());
    EXPECT_EQ(map->at(3)->integer, 4);
    EXPECT_EQ(map->at(2), nullptr);
    EXPECT_EQ(parsed("a26161016162820203")->at("b")->items.size(), 2U);
}

TEST(Cbor, RefusesWhatAuthenticatorsDoNotWrite) {
    for (const char* bad :
         {"",
          "1817",
          "190017",
          "1a0000ffff",
          "1b00000000ffffffff",
          "1bffffffffffffffff",
          "3bffffffffffffffff",
          "f90000",
          "fa47c35000",
          "c074",
          "5f42010243030405ff",
          "9fff",
          "bfff",
          "f7",
          "f0",
          "f820",
          "ff",
          "1c",
          "4401",
          "63ff",
          "62ff00",
          "8181818181",
          "a2010201",
          "a201020103",
          "a24100014100",
          "0000",
          "a1f500",
          "9b7fffffffffffffff"})
        EXPECT_FALSE(parsed(bad).ok()) << bad;
}

TEST(Cbor, RandomBytesAreAnsweredAtOnce) {
    std::mt19937 random(5);
    for (int i = 0; i < 50'000; ++i) {
        Bytes bytes(random() % 40);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        static_cast<void>(parse_cbor(bytes));
    }
}

}  // namespace
}  // namespace genbo
