// SPDX-License-Identifier: Apache-2.0
#include "backup/commit_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "backup/page_delta.h"
#include "backup/piece.h"

namespace genbo {
namespace {

Bytes random_page(std::mt19937& random, std::size_t size) {
    Bytes page(size);
    for (auto& byte : page) byte = static_cast<std::uint8_t>(random());
    return page;
}

// A few bytes here and there, as an insertion into a page does.
Bytes changed(std::mt19937& random, Bytes page) {
    for (std::size_t runs = random() % 6; runs > 0; --runs) {
        const auto from = random() % page.size();
        const auto length = std::min<std::size_t>(1 + random() % 60, page.size() - from);
        for (std::size_t i = 0; i < length; ++i)
            page[from + i] = static_cast<std::uint8_t>(random());
    }
    return page;
}

TEST(PageDelta, MakesThePageThatWasMeant) {
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        const auto size = 1 + random() % 3000;
        const auto before = random_page(random, size);
        const auto after = changed(random, before);
        const auto delta = page_delta(before, after);
        auto page = before;
        ASSERT_TRUE(apply_page_delta(page, delta).ok());
        ASSERT_EQ(page, after);
        ASSERT_LE(delta.size(), 6 * (70 + 6) + 12U);
    }
}

TEST(PageDelta, OfEqualPagesIsNothing) {
    const Bytes page(4096, 7);
    EXPECT_TRUE(page_delta(page, page).empty());
}

TEST(PageDelta, RefusesWhatLeadsOutOfThePage) {
    std::mt19937 random(2);
    for (int i = 0; i < 20'000; ++i) {
        Bytes page(64);
        // Either it is refused or it stays within; the sanitizers watch.
        static_cast<void>(apply_page_delta(page, random_page(random, random() % 24)).ok());
    }
    Bytes page(8);
    EXPECT_FALSE(apply_page_delta(page, Bytes{4, 5, 1, 2, 3, 4, 5}).ok());
    EXPECT_FALSE(apply_page_delta(page, Bytes{0x80}).ok());
    EXPECT_TRUE(apply_page_delta(page, Bytes{3, 5, 1, 2, 3, 4, 5}).ok());
}

TEST(PageSum, SeesEveryBit) {
    std::mt19937 random(3);
    auto page = random_page(random, 1021);
    const auto sum = page_sum(page);
    for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
        page[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        ASSERT_NE(page_sum(page), sum) << bit;
        page[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
}

struct Written {
    Bytes record;
    std::vector<Bytes> before;
    std::vector<Bytes> after;
};

Written written(std::mt19937& random) {
    const CommitHead head{7, 512, 41, instant_from_micros(1'700'000'000'000'000), 9};
    Written out;
    CommitWriter writer(head);
    for (std::uint32_t page = 1; page <= 5; ++page) {
        out.before.push_back(page == 4 ? Bytes{} : random_page(random, 512));
        out.after.push_back(
            page >= 4 ? random_page(random, 512) : changed(random, out.before.back()));
        writer.add(page, out.before.back(), out.after.back());
    }
    out.record = std::move(writer).finish();
    return out;
}

TEST(CommitRecord, ReadsWhatWasWritten) {
    std::mt19937 random(4);
    const auto made = written(random);
    auto longer = made.record;
    longer.push_back(1);
    auto reader = CommitReader::open(longer);
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(reader->size(), made.record.size());
    EXPECT_EQ(reader->head().commit, 41U);
    EXPECT_EQ(reader->head().pages, 9U);
    for (std::size_t i = 0; i < 5; ++i) {
        ASSERT_TRUE(reader->next());
        EXPECT_EQ(reader->number(), i + 1);
        EXPECT_EQ(reader->needs_before(), i < 3);
        auto page = made.before[i];
        page.resize(512);
        ASSERT_TRUE(reader->apply(page).ok());
        EXPECT_EQ(page, made.after[i]);
    }
    EXPECT_FALSE(reader->next());
}

TEST(CommitRecord, AnotherPageBeforeIsNoticed) {
    std::mt19937 random(5);
    const auto made = written(random);
    auto reader = CommitReader::open(made.record);
    ASSERT_TRUE(reader->next());
    auto page = random_page(random, 512);
    const auto applied = reader->apply(page);
    ASSERT_FALSE(applied.ok());
    EXPECT_EQ(applied.error().code, "backup.page_differs");
    EXPECT_EQ(applied.error().args, (std::vector<std::string>{"1", "41"}));
}

TEST(CommitRecord, EveryChangeOfEveryBitIsRefused) {
    std::mt19937 random(6);
    const auto made = written(random);
    for (std::size_t i = 0; i < 10'000; ++i) {
        auto bytes = made.record;
        const auto bit = random() % (bytes.size() * 8);
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        ASSERT_FALSE(CommitReader::open(bytes).ok()) << bit;
    }
    for (std::size_t size = 0; size < made.record.size(); ++size)
        ASSERT_FALSE(CommitReader::open(ByteView{made.record}.first(size)).ok()) << size;
}

TEST(PieceNames, HaveOneSpelling) {
    const LogName log{0x1f0c2a9d, 0x0a, 0xf0};
    const auto name = log_name(log);
    EXPECT_EQ(parse_log_name(name), log);
    const SnapshotName snapshot{0x1f0c2a9d, 0xab};
    const auto manifest = manifest_name(snapshot);
    EXPECT_EQ(parse_manifest_name(manifest), snapshot);
    EXPECT_EQ(snapshot_of(manifest), snapshot);
    // Another one would lead to a piece that is not there under the name it is asked for.
    for (const char letter : {'a', 'b', 'c', 'd', 'f'}) {
        auto other = name;
        std::ranges::replace(other, letter, static_cast<char>(letter - 32));
        if (other != name) {
            EXPECT_FALSE(parse_log_name(other)) << other;
        }
        other = manifest;
        std::ranges::replace(other, letter, static_cast<char>(letter - 32));
        if (other != manifest) {
            EXPECT_FALSE(snapshot_of(other)) << other;
        }
    }
}

}  // namespace
}  // namespace genbo
