// SPDX-License-Identifier: Apache-2.0
#include "register/loaded_postings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace genbo {
namespace {

// As a map knows it, through several doublings of the chains; entries share their lower bits.
TEST(LoadedPostings, FindsWhatWasAdded) {
    LoadedPostings loaded;
    EXPECT_FALSE(loaded.on());
    loaded.start();
    std::mt19937_64 random(4);
    std::map<std::int64_t, std::vector<std::int64_t>> oracle;
    std::vector<std::int64_t> entries;
    for (std::int64_t record = 1; record <= 1'200'000; ++record) {
        const bool known = !entries.empty() && random() % 3 == 0;
        const auto entry = known ? entries[random() % entries.size()]
                                 : static_cast<std::int64_t>(random() & ~std::uint64_t{0xff});
        if (!known && entries.size() < 50'000) entries.push_back(entry);
        ASSERT_FALSE(loaded.full(record, 1));
        loaded.add(entry, record);
        oracle[entry].push_back(record);
    }
    std::size_t shown = 0;
    loaded.each_entry([&](std::int64_t entry) { shown += oracle.contains(entry) ? 1 : 0; });
    EXPECT_EQ(shown, 1'200'000U);
    for (const auto& [entry, records] : oracle) {
        std::vector<std::int64_t> found;
        loaded.prefetch(entry);
        loaded.records(entry, found);
        std::ranges::sort(found);
        ASSERT_EQ(found, records);
        found.clear();
        loaded.records(entry + 1, found);
        ASSERT_TRUE(found.empty());
    }
}

// How many depends on the machine's memory: 34 million are always taken, a thousand million never
// exceeded.
TEST(LoadedPostings, SaysWhenItCannotTakeMore) {
    constexpr std::size_t kAlways = 34'000'000;
    LoadedPostings loaded;
    loaded.start();
    EXPECT_FALSE(loaded.full(1, kAlways));
    EXPECT_TRUE(loaded.full(1, (std::size_t{1} << 30) + 1));
    std::size_t most = kAlways;
    for (std::size_t step = kAlways; step > 0; step /= 2)
        while (!loaded.full(1, most + step)) most += step;
    loaded.add(5, 1);
    EXPECT_TRUE(loaded.full(2, most));
    EXPECT_FALSE(loaded.full(std::int64_t{UINT32_MAX}, 1));
    EXPECT_TRUE(loaded.full(std::int64_t{UINT32_MAX} + 1, 1));
    loaded.start();
    std::vector<std::int64_t> found;
    loaded.records(5, found);
    EXPECT_TRUE(found.empty());
    loaded.stop();
    EXPECT_FALSE(loaded.on());
}

}  // namespace
}  // namespace genbo
