// SPDX-License-Identifier: Apache-2.0
#include "record/source_record.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace genbo {
namespace {

TEST(SourceValues, KeepsOneValuePerFieldInOrder) {
    SourceValues values;
    values.set(Field::phone, "1");
    values.set(Field::surname, "佐藤");
    values.set(Field::phone, "2");
    values.set_custom("趣味", "釣り");
    values.set_custom("犬", "いる");
    ASSERT_EQ(values.values.size(), 4U);
    EXPECT_EQ(values.values[0].field, Field::surname);
    EXPECT_EQ(values.get(Field::phone), "2");
    values.set(Field::phone, "");
    EXPECT_EQ(values.get(Field::phone), "");
    EXPECT_EQ(values.values.size(), 3U);
}

TEST(SourceValues, EncodingComesBack) {
    std::mt19937 random(4);
    for (int round = 0; round < 500; ++round) {
        SourceValues values;
        for (auto n = random() % 12; n > 0; --n) {
            const std::string raw(random() % 300, static_cast<char>('a' + random() % 26));
            if (random() % 4 == 0)
                values.set_custom("列" + std::to_string(random() % 5), raw);
            else
                values.set(static_cast<Field>(random() % (kFieldCount - 1)), raw);
        }
        const Bytes bytes = encode_values(values);
        const auto decoded = decode_values(bytes);
        ASSERT_TRUE(decoded.ok());
        ASSERT_EQ(*decoded, values);
    }
}

TEST(SourceValues, EveryCutIsRefusedOrShorterNeverWrong) {
    SourceValues values;
    values.set(Field::surname, "佐藤");
    values.set(Field::note, std::string(200, 'x'));
    const Bytes bytes = encode_values(values);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto decoded = decode_values(ByteView{bytes}.first(length));
        if (!decoded.ok()) {
            EXPECT_EQ(decoded.error().code, "record.corrupt_payload");
            continue;
        }
        for (const auto& value : decoded->values)
            EXPECT_EQ(value.raw, values.get(value.field)) << length;
    }
}

TEST(SourceValues, AnUnknownFieldIsKeptAsCustom) {
    Bytes bytes{1};
    for (const std::string_view part : {"shoe_size", "", "26"}) {
        bytes.push_back(static_cast<std::uint8_t>(part.size()));
        const auto view = as_bytes(part);
        bytes.insert(bytes.end(), view.begin(), view.end());
    }
    const auto decoded = decode_values(bytes);
    ASSERT_TRUE(decoded.ok());
    ASSERT_EQ(decoded->values.size(), 1U);
    EXPECT_EQ(decoded->values[0].custom_name, "shoe_size");
    EXPECT_EQ(decoded->values[0].raw, "26");
}

TEST(Fields, NamesAreDistinctAndComeBack) {
    std::set<std::string_view> names;
    for (const auto& info : all_fields()) {
        EXPECT_TRUE(names.insert(info.name).second);
        EXPECT_EQ(field_by_name(info.name), info.field);
        EXPECT_FALSE(info.label_ja.empty() || info.label_en.empty());
    }
    EXPECT_FALSE(field_by_name("no_such_field").has_value());
}

}  // namespace
}  // namespace genbo
