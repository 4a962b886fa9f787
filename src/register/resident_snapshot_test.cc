// SPDX-License-Identifier: Apache-2.0

// A register whose index comes out of a snapshot, of whatever age, answers as one whose index is
// made from the facts each time.

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "register/random_history_test_helper.h"
#include "register/resident.h"

namespace genbo {
namespace {

class SnapshotFolder {
public:
    SnapshotFolder()
        : folder_(
              std::filesystem::temp_directory_path() /
              ("genbo-snapshot-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~SnapshotFolder() { std::filesystem::remove_all(folder_); }
    std::filesystem::path file() const { return folder_ / "index.snapshot"; }
    std::filesystem::path older() const { return folder_ / "older"; }

private:
    std::filesystem::path folder_;
};

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write_whole(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string queue_of(OpenRegister& open) {
    std::string text = std::to_string(open.review_count()) + " wait\n";
    for (const auto& pair : open.review_queue(1000))
        text += std::to_string(pair.a) + "+" + std::to_string(pair.b) + " " +
                std::to_string(pair.bits) + "\n";
    return text;
}

std::string found_by(OpenRegister& open, const std::string& query) {
    std::string text = query + ":";
    for (const auto& hit : open.search(query)) text += " " + std::to_string(hit.customer.value());
    return text;
}

TEST(ResidentSnapshot, ASnapshotOfAnyAgeLeadsToTheSameRegister) {
    std::uint64_t caught_up = 0;
    std::uint64_t restored = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const SnapshotFolder folder;
        MemoryHouse plain;
        MemoryHouse kept;
        kept.open.keep_snapshot_at(folder.file());
        RandomHistory history(seed);
        for (int step = 0; step < 40; ++step) {
            const auto done = history.step({&plain.open, &kept.open});
            if (history.chance(25)) kept.open.save_snapshot();
            if (history.chance(15) && std::filesystem::exists(folder.file()))
                std::filesystem::copy_file(
                    folder.file(), folder.older(),
                    std::filesystem::copy_options::overwrite_existing);
            if (history.chance(40)) {
                if (history.chance(50) && std::filesystem::exists(folder.older()))
                    std::filesystem::copy_file(
                        folder.older(), folder.file(),
                        std::filesystem::copy_options::overwrite_existing);
                kept.open.reopen();
                caught_up += kept.open.resident().caught_up();
                restored += std::filesystem::exists(folder.file()) ? 1 : 0;
                ASSERT_EQ(kept.open.resident().partition_differences(), 0U);
            }
            ASSERT_EQ(queue_of(plain.open), queue_of(kept.open)) << seed << " " << done;
            const auto query = history.some_query();
            ASSERT_EQ(found_by(plain.open, query), found_by(kept.open, query)) << seed;
        }
        ASSERT_EQ(
            plain.open.picture(OpenRegister::PictureOf::everything),
            kept.open.picture(OpenRegister::PictureOf::everything));
        ASSERT_EQ(plain.open.resident().partition(), kept.open.resident().partition());
        kept.open.expect_sound();
    }
    EXPECT_GT(restored, 30U);
    EXPECT_GT(caught_up, 150U);
}

// A house with a few people and a snapshot of them.
class SnapshotOfSome : public testing::Test {
protected:
    void SetUp() override {
        house.open.keep_snapshot_at(folder.file());
        RandomHistory history(3);
        for (int step = 0; step < 12; ++step) history.step({&house.open});
        house.open.reopen();
        house.open.save_snapshot();
        before = house.open.resident().partition();
        ASSERT_GT(before.size(), 10U);
    }

    SnapshotFolder folder;
    MemoryHouse house;
    std::vector<RecordSet> before;
};

TEST_F(SnapshotOfSome, NothingIsOpenedWhenNothingHasChanged) {
    house.open.reopen();
    EXPECT_EQ(house.open.resident().caught_up(), 0U);
    EXPECT_EQ(house.open.resident().partition(), before);
}

TEST_F(SnapshotOfSome, ADamagedOneIsNotBelieved) {
    const auto good = read_whole(folder.file());
    std::mt19937 random(5);
    for (int i = 0; i < 60; ++i) {
        auto bad = good;
        const auto at = random() % bad.size();
        if (i % 3 == 0)
            bad.resize(at);
        else if (i % 3 == 1)
            bad[at] = static_cast<char>(bad[at] ^ (1 << (random() % 8)));
        else
            bad += bad.substr(at);
        write_whole(folder.file(), bad);
        const SnapshotPlace place{
            folder.file(), house.open.keyring.derive("index.snapshot"), "nobody"};
        const auto read = read_snapshot(place, [](ArchiveReader&) {});
        ASSERT_FALSE(read.ok());
        house.open.reopen();
        EXPECT_EQ(house.open.resident().partition(), before);
    }
}

TEST_F(SnapshotOfSome, NothingPersonalIsInTheFile) {
    const auto bytes = read_whole(folder.file());
    ASSERT_GT(bytes.size(), 10'000U);
    for (const char* word : {"東京", "トウキョウ", "佐藤", "サトウ", "example", "西新宿", "8190"})
        EXPECT_EQ(bytes.find(word), bytes.npos) << word;
}

TEST_F(SnapshotOfSome, AnotherModelOrOtherOptionsDoNotReadIt) {
    const auto maker_reads = [&](const LiveOptions& options) {
        Resident other(test_model(), options);
        other.keep_at(folder.file(), house.open.keyring);
        const auto session = house.open.sessions().borrow();
        testing::internal::CaptureStderr();
        EXPECT_TRUE(other.restore((*session)->store(), (*session)->vault()).ok());
        return testing::internal::GetCapturedStderr().find("snapshot_of_another") ==
               std::string::npos;
    };
    EXPECT_TRUE(maker_reads({}));
    LiveOptions options;
    options.block_cap = 7;
    EXPECT_FALSE(maker_reads(options));
}

TEST_F(SnapshotOfSome, AKilledAttemptLeavesTheOldOne) {
    const auto good = read_whole(folder.file());
    write_whole(folder.file().string() + ".new", good.substr(0, good.size() / 2));
    house.open.reopen();
    EXPECT_EQ(house.open.resident().partition(), before);
    house.open.save_snapshot();
    EXPECT_FALSE(std::filesystem::exists(folder.file().string() + ".new"));
}

TEST_F(SnapshotOfSome, RemovingItRemovesHalfWrittenOnesToo) {
    write_whole(folder.file().string() + ".new", "half");
    ASSERT_TRUE(remove_snapshot(folder.file()).ok());
    EXPECT_FALSE(std::filesystem::exists(folder.file()));
    EXPECT_FALSE(std::filesystem::exists(folder.file().string() + ".new"));
    EXPECT_TRUE(remove_snapshot(folder.file()).ok());
    house.open.reopen();
    EXPECT_EQ(house.open.resident().partition(), before);
}

}  // namespace
}  // namespace genbo
