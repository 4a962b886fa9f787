// SPDX-License-Identifier: Apache-2.0
#include "adapter/sql/id_list.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace genbo::sql {
namespace {

TEST(IdList, ComesBack) {
    std::mt19937_64 random(5);
    for (int round = 0; round < 200; ++round) {
        std::set<std::int64_t> ids{0};
        const auto width = random() % 62 + 1;
        for (std::size_t i = 0; i < random() % 50; ++i)
            ids.insert(static_cast<std::int64_t>(random() >> (64 - width)));
        const std::vector<std::int64_t> list(ids.begin(), ids.end());
        const auto back = decode_ids(encode_ids(list));
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(*back, list);
    }
    EXPECT_TRUE(decode_ids(encode_ids({}))->empty());
}

TEST(IdList, NeighboursCostOneByte) {
    std::vector<std::int64_t> ids;
    for (std::int64_t id = 1000; id < 2000; ++id) ids.push_back(id);
    EXPECT_EQ(encode_ids(ids).size(), 1001U);
}

TEST(IdList, RefusesWhatItDidNotWrite) {
    for (const Bytes& broken : {Bytes{0x80}, Bytes{0x00}, Bytes{0x01, 0x00}, Bytes(10, 0xFF)})
        EXPECT_EQ(decode_ids(broken).error().fault, Fault::corrupt);
    // Everything else must not crash either.
    std::mt19937_64 random(6);
    for (int round = 0; round < 2000; ++round) {
        Bytes bytes(random() % 30);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        const auto ids = decode_ids(bytes);
        if (ids.ok()) {
            EXPECT_EQ(encode_ids(*ids).size(), bytes.size());
        }
    }
}

}  // namespace
}  // namespace genbo::sql
