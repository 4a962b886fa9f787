// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace genbo {

// RFC 4648 §10.
TEST(Base64, TheVectorsOfTheRfc) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(to_base64(as_bytes(plain)), coded);
        const auto back = from_base64(coded);
        ASSERT_TRUE(back.ok()) << coded;
        EXPECT_EQ(as_text(*back), plain);
    }
    EXPECT_EQ(to_base64(Bytes{0xFB, 0xEF, 0xFF}), "++//");
}

TEST(Base64, EveryPairOfBytesComesBack) {
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const Bytes bytes{static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
            ASSERT_EQ(from_base64(to_base64(bytes)), Result<Bytes>{bytes});
        }
    }
}

TEST(Base64, OneTextHasOneMeaning) {
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-_", "====", "=",
          "Z===", "Zg==Zg==", "Zm=v"})
        EXPECT_EQ(from_base64(text).error().code, "bytes.bad_base64") << text;
}

}  // namespace genbo
