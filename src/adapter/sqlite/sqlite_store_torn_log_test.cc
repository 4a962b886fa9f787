// SPDX-License-Identifier: Apache-2.0

// A write-ahead log with a bit turned, a sector lost or exchanged, or its end torn off, again and
// again: what is opened is a commit as it was, this one or an earlier one, and whole; or refused.
// Never half a commit, and never one that nobody made.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "adapter/sqlite/sqlite_store.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

constexpr int kCommits = 12;
constexpr std::size_t kLeavesPerCommit = 30;
constexpr int kMutants = 2'000;
constexpr std::size_t kSector = 512;
constexpr int kVerifyEvery = 20;  // Reads every page.

std::string torn_read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

void torn_write(const fs::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void exchange(std::string& bytes, std::size_t left, std::size_t right) {
    const std::string kept = bytes.substr(left * kSector, kSector);
    bytes.replace(left * kSector, kSector, bytes.substr(right * kSector, kSector));
    bytes.replace(right * kSector, kSector, kept);
}

// What is kept through a loss of power is another test's matter; syncing is all that takes time
// here.
fs::path memory_or_disk() {
    const fs::path memory = "/dev/shm";
    return fs::is_directory(memory) ? memory : fs::temp_directory_path();
}

class TornLogTest : public testing::Test {
protected:
    TornLogTest() : folder_(memory_or_disk() / ("genbo-torn-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "x");
    }
    ~TornLogTest() override { fs::remove_all(folder_); }

    // Twelve commits that are still in the log, as a kill would leave them.
    void make_log() {
        ASSERT_TRUE(SqliteStore::create(folder_).ok());
        auto store = *SqliteStore::open(folder_);
        auto writer = *store->writer();
        ASSERT_TRUE(writer->checkpoint().ok());
        const Bytes mark(16, 7);
        for (int commit = 1; commit <= kCommits; ++commit) {
            ASSERT_TRUE(writer->begin(WriteScope::rows, mark).ok());
            ASSERT_TRUE(writer->set_setting("commit", std::to_string(commit)).ok());
            const std::vector<Bytes> leaves(
                kLeavesPerCommit, Bytes(200, static_cast<std::uint8_t>(commit)));
            const auto first = static_cast<std::int64_t>(kLeavesPerCommit) * (commit - 1);
            ASSERT_TRUE(writer->add_leaves(first, leaves).ok());
            ASSERT_TRUE(writer->commit().ok());
        }
        base_ = torn_read(folder_ / "genbo.db");
        log_ = torn_read(folder_ / "genbo.db-wal");
        ASSERT_GT(log_.size(), 100'000U);
    }

    std::string mutant() {
        std::string bytes = log_;
        const auto sectors = bytes.size() / kSector;
        const auto kind = random_() % 10;
        if (kind < 5)
            bytes[random_() % bytes.size()] ^= static_cast<char>(1 << (random_() % 8));
        else if (kind < 7)
            bytes.replace(random_() % sectors * kSector, kSector, std::string(kSector, '\0'));
        else if (kind < 8)
            exchange(bytes, random_() % sectors, random_() % sectors);
        else
            bytes.resize(random_() % bytes.size());
        return bytes;
    }

    // Which commit it is; -1 when it is refused, -2 when it is none of ours.
    int opened(bool verify) const {
        const auto store = SqliteStore::open(folder_ / "x");
        if (!store.ok()) return -1;
        const auto reader = (*store)->reader();
        if (!reader.ok()) return -1;
        if (verify && !(*reader)->verify().ok()) return -1;
        const auto said = (*reader)->setting("commit");
        if (!said.ok() && said.error().fault != Fault::not_found) return -1;
        const int commit = said.ok() ? std::stoi(*said) : 0;
        const auto leaves = (*reader)->leaves(0, 10'000);
        if (!leaves.ok()) return -1;
        if (leaves->size() != kLeavesPerCommit * static_cast<std::size_t>(commit)) return -2;
        for (std::size_t i = 0; i < leaves->size(); ++i)
            if ((*leaves)[i] != Bytes(200, static_cast<std::uint8_t>(i / kLeavesPerCommit + 1)))
                return -2;
        return commit;
    }

    fs::path folder_;
    std::string base_;
    std::string log_;
    std::mt19937 random_{20261122};
};

TEST_F(TornLogTest, ItIsAWholeCommitOrRefused) {
    make_log();
    int refused = 0;
    int earlier = 0;
    for (int i = 0; i < kMutants; ++i) {
        torn_write(folder_ / "x" / "genbo.db", base_);
        torn_write(folder_ / "x" / "genbo.db-wal", mutant());
        fs::remove(folder_ / "x" / "genbo.db-shm");
        const int commit = opened(i % kVerifyEvery == 0);
        ASSERT_GE(commit, -1) << "mutant " << i;
        refused += commit == -1 ? 1 : 0;
        earlier += commit >= 0 && commit < kCommits ? 1 : 0;
    }
    EXPECT_GT(earlier, kMutants / 2);
    EXPECT_LT(refused, kMutants / 10);
    RecordProperty("refused", refused);
    RecordProperty("earlier", earlier);
}

}  // namespace
}  // namespace genbo
