// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "base/utf8.h"

namespace genbo {

namespace {

template <typename T>
std::string json_of(const T& value) {
    JsonWriter json;
    json.value(value);
    return std::move(json).str();
}

}  // namespace

TEST(JsonWriter, WritesInTheOrderItIsTold) {
    JsonWriter json;
    json.object([&] {
        json.field("new", 3);
        json.field("none").array([] {});
        json.field("rows").array([&] {
            json.value("a");
            json.object([&] { json.field("b", true); });
            json.object([] {});
            json.null();
        });
        json.field("last").raw("[1]");
        json.field("end", -1);
    });
    EXPECT_EQ(
        json.str(), R"({"new":3,"none":[],"rows":["a",{"b":true},{},null],"last":[1],"end":-1})");
}

TEST(JsonWriter, EscapesWhatJsonAsksFor) {
    EXPECT_EQ(json_of("say \"原簿\" \\ /"), R"("say \"原簿\" \\ /")");
    EXPECT_EQ(json_of("a\nb\rc\td"), R"("a\nb\rc\td")");
    EXPECT_EQ(json_of(std::string("\0\x01\x1f\x7f", 4)), R"("\u0000\u0001\u001f\u007f")");
    JsonWriter json;
    json.object([&] { json.field("k\"", 1); });
    EXPECT_EQ(json.str(), R"({"k\"":1})");
}

TEST(JsonWriter, BytesThatAreNotUtf8BecomeReplacementCharacters) {
    EXPECT_EQ(json_of("a\xFFz"), "\"a\uFFFDz\"");
    EXPECT_EQ(json_of("\xE5\x8E"), "\"\uFFFD\uFFFD\"");
    EXPECT_EQ(json_of("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
    EXPECT_EQ(json_of("\xC0\xAF"), "\"\uFFFD\uFFFD\"");
}

// Whatever goes in, what comes out is UTF-8 with an even number of bare quotation marks.
TEST(JsonWriter, AnyTwoBytesMakeValidText) {
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const std::string in{static_cast<char>(a), static_cast<char>(b)};
            const auto out = json_of(in);
            ASSERT_TRUE(is_valid_utf8(out)) << a << ' ' << b;
            ASSERT_TRUE(out.starts_with('"') && out.ends_with('"'));
            for (const char c : out) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20) << a;
        }
    }
}

TEST(JsonWriter, NumbersKeepEveryDigit) {
    EXPECT_EQ(json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(json_of(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(json_of(std::uint8_t{200}), "200");
    EXPECT_EQ(json_of(0.1), "0.1");
    EXPECT_EQ(json_of(-2.5e-300), "-2.5e-300");
    EXPECT_EQ(json_of(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(json_of(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(JsonWriter, TruthsAndMaybes) {
    EXPECT_EQ(json_of(true), "true");
    EXPECT_EQ(json_of(false), "false");
    EXPECT_EQ(json_of(std::optional<int>{}), "null");
    EXPECT_EQ(json_of(std::optional<int>{7}), "7");
    EXPECT_EQ(json_of(std::optional<std::string>{"x"}), "\"x\"");
}

}  // namespace genbo
