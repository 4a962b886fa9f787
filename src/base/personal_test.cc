// SPDX-License-Identifier: Apache-2.0
#include "base/personal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "base/json_writer.h"
#include "base/log.h"

namespace genbo {

namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

template <typename T>
concept Loggable = std::is_constructible_v<LogValue, T>;

template <typename T>
concept WritableAsJson = requires(JsonWriter& json, const T& value) { json.value(value); };

using Name = Personal<std::string>;

// What keeps a name out of logs, texts and answers is the compiler.  The second half of each pair
// shows that the question is well put.
static_assert(!Streamable<Name> && Streamable<std::string>);
static_assert(!fmt::is_formattable<Name>::value && fmt::is_formattable<std::string>::value);
static_assert(!WritableAsJson<Name> && WritableAsJson<std::string>);
static_assert(!Loggable<Name> && Loggable<int>);
static_assert(!std::is_convertible_v<Name, std::string>);
static_assert(!std::is_convertible_v<std::string, Name>);

}  // namespace

TEST(Personal, OnlyRevealOpensIt) {
    const Name name{"佐藤 花子"};
    EXPECT_EQ(name.reveal(), "佐藤 花子");
    // Not EXPECT_EQ: gtest could print neither side, which is the point.
    EXPECT_TRUE(name == Name{"佐藤 花子"});
    EXPECT_FALSE(name == Name{});
}

}  // namespace genbo
