// SPDX-License-Identifier: Apache-2.0
#include "match/live_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "match/hash.h"

namespace genbo {
namespace {

// Four rules; those of odd number know names only.
BlockCaps index_caps() {
    Schema schema;
    schema.features.push_back({.name = "phone", .type = FeatureType::phone});
    for (int rule = 0; rule < 4; ++rule) {
        schema.rules.push_back({.name = "rule", .atoms = {{AtomType::sound, {0}}}});
        if (rule % 2 != 0) schema.rules.back().atoms.push_back({AtomType::initial, {0}});
    }
    return {schema, {.block_cap = 20, .namesakes_cap = 8}};
}

TEST(LiveIndex, EqualsAMapAfterRandomChanges) {
    const auto caps = index_caps();
    LiveIndex index;
    std::map<BlockKey, std::set<std::uint32_t>> expected;
    std::uint64_t state = 3;
    const auto next = [&](std::uint64_t limit) {
        state = hash_mix(state, 17);
        return (state >> 16) % limit;
    };
    // Few shards and crowded ones: keys differ in the high bits only.
    for (int step = 0; step < 200'000; ++step) {
        const auto key = (next(400) << 14 << next(20)) | next(3);
        const auto record = static_cast<std::uint32_t>(next(40));
        auto& records = expected[key];
        if (records.contains(record)) {
            ASSERT_EQ(index.remove(key, record), records.size());
            records.erase(record);
        } else {
            ASSERT_EQ(index.add(key, record), records.size());
            records.insert(record);
        }
    }
    std::uint64_t keys = 0;
    std::uint64_t above = 0;
    for (const auto& [key, records] : expected) {
        std::set<std::uint32_t> found;
        index.visit(key, 1000, [&](std::uint32_t record) { found.insert(record); });
        ASSERT_EQ(found, records);
        const auto listed = index.records(key);
        ASSERT_EQ(listed.size(), records.size() < 2 ? 0 : records.size());
        keys += records.empty() ? 0 : 1;
        above += records.size() > (rule_of(key) % 2 == 0 ? 20U : 8U);
    }
    EXPECT_EQ(index.keys(), keys);
    EXPECT_EQ(index.keys_above(caps), above);
    EXPECT_GT(keys, 500U);
}

TEST(LiveIndex, SaysNothingOfUnknownKeys) {
    const LiveIndex index;
    EXPECT_TRUE(index.records(12345).empty());
    EXPECT_EQ(index.keys(), 0U);
}

}  // namespace
}  // namespace genbo
