// SPDX-License-Identifier: Apache-2.0
#include "app/schema_file.h"

#include <gtest/gtest.h>

namespace genbo {
namespace {

TEST(SchemaFile, AnyHeaderComesBack) {
    const std::vector<std::string_view> header{"氏名",  "a\"b\\c", "生年\n月日",
                                               "tab\t", "ret\r",   std::string_view{"zero\0", 5},
                                               "\x7f",  ""};
    const auto written = schema_to_toml({guess_schema(header, {}, {}), true, {}});
    const auto read = schema_from_toml(written, header);
    ASSERT_TRUE(read.ok()) << read.error().code << "\n" << written;
    EXPECT_EQ(schema_to_toml(*read), written);
    EXPECT_TRUE(read->unique_sources);
    for (std::size_t i = 0; i < header.size(); ++i)
        EXPECT_EQ(read->schema.columns[i].name, header[i]);
}

TEST(SchemaFile, KeysOfAnyHeaderComeBack) {
    for (const std::string_view name : {"", "a|b", "a\\", "\\|", "a:b", "|"}) {
        const std::vector<std::string_view> header{name};
        const auto made =
            make_schema("file", {{.name = std::string{name}, .kind = FieldKind::identifier}});
        ASSERT_FALSE(made.rules.empty()) << name;
        const auto written = schema_to_toml({made, false, {}});
        const auto read = schema_from_toml(written, header);
        ASSERT_TRUE(read.ok()) << read.error().code << "\n" << written;
        EXPECT_EQ(schema_to_toml(*read), written);
    }
}

TEST(SchemaFile, PartsOfAValueComeBack) {
    const std::vector<std::string_view> header{"by", "bm", "bd"};
    const auto read = schema_from_toml(
        "[columns]\nby = {kind = \"birth_date\", part = 1}\n"
        "bm = {kind = \"birth_date\", part = 2}\nbd = {kind = \"birth_date\", part = 3}\n",
        header);
    ASSERT_TRUE(read.ok()) << read.error().code;
    ASSERT_EQ(read->schema.comparisons.size(), 1U);
    EXPECT_EQ(read->schema.comparisons[0].columns, (std::vector<std::uint16_t>{0, 1, 2}));
    const auto again = schema_from_toml(schema_to_toml(*read), header);
    ASSERT_TRUE(again.ok()) << again.error().code;
    EXPECT_EQ(schema_to_toml(*again), schema_to_toml(*read));
}

TEST(SchemaFile, WhatCannotBeReadIsNamed) {
    const std::vector<std::string_view> header{"name"};
    for (const auto* text :
         {"[columns", "a = 1", "[columns]\nname = 3",
          "[columns]\nname = {kind = \"phone\", part = 4}", "[columns]\nname = \"no_kind\"",
          "[columns]\nname = \"name_full\"\n[[keys]]\nparts = [\"name:nothing\"]"})
        EXPECT_EQ(schema_from_toml(text, header).error().code, "app.schema_file") << text;
    EXPECT_EQ(
        schema_from_toml("[columns]\nother = \"name_full\"", header).error().code,
        "app.no_such_column");
}

}  // namespace
}  // namespace genbo
