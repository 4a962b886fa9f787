// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

TEST(Base64, AgreesWithRfc4648) {
    constexpr std::pair<std::string_view, std::string_view> kVectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : kVectors) {
        EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
        EXPECT_EQ(as_text(*from_base64(encoded)), plain);
    }
    EXPECT_EQ(to_base64(Bytes{0xFB, 0xFF, 0xBF}), "+/+/");
}

TEST(Base64, OneTextHasOneMeaning) {
    for (const auto* const text :
         {"Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm8=Zm8=", "Zg==\n",
          " Zg==", "Z-_=", "Zg=A", "Z===", "A==="}) {
        EXPECT_EQ(from_base64(text).error().code, "bytes.bad_base64") << text;
    }
    // Whatever decodes is what encoding would have written.
    std::mt19937_64 dice(3);
    for (int i = 0; i < 50'000; ++i) {
        std::string text(4 * (dice() % 3), ' ');
        for (auto& c : text) c = "AQgwZm9/+=="[dice() % 11];
        const auto bytes = from_base64(text);
        if (bytes.ok()) {
            ASSERT_EQ(to_base64(*bytes), text);
        }
    }
}

}  // namespace
}  // namespace genbo
