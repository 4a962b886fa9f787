// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealing_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/random.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class RootGenerations : public ::testing::Test {
public:
    RootGenerations() { fs::create_directory(folder_); }
    ~RootGenerations() override { fs::remove_all(folder_); }
    RootGenerations(const RootGenerations&) = delete;
    RootGenerations& operator=(const RootGenerations&) = delete;

protected:
    fs::path path() const { return folder_ / "keyring"; }
    std::string text() const {
        std::ifstream file(path());
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    fs::path folder_ = fs::temp_directory_path() / ("genbo-roots-" + this_thread_random().id());
    const AssociatedData place_{"place"};
};

TEST_F(RootGenerations, BoxesOpenUnderTheRootTheyWereMadeWith) {
    auto keyring = *Keyring::create(path());
    EXPECT_EQ(keyring.root_generation(), 1U);
    EXPECT_TRUE(text().starts_with("genbo-keyring 1\n"));
    const SealingKeys keys(keyring, "staff.file");
    const auto first = keys.seal(place_, as_bytes("一"));
    // As programs wrote it that knew of no generations.
    EXPECT_EQ(*key_version_of(first), 1U);
    EXPECT_EQ(as_text(*unseal(keyring.derive("staff.file"), place_, first)), "一");
    EXPECT_FALSE(*keys.needs_resealing(first));

    const auto lasting = keyring.derive("record.key-hash");
    const auto id = keyring.id();
    ASSERT_EQ(*keyring.begin_root(), 2U);
    EXPECT_TRUE(text().starts_with("genbo-keyring 2\n")) << "older programs refuse it";
    const auto second = keys.seal(place_, as_bytes("二"));
    EXPECT_EQ(*key_version_of(second), 2U);
    EXPECT_TRUE(*keys.needs_resealing(first));
    EXPECT_FALSE(*keys.needs_resealing(second));
    ASSERT_EQ(*keyring.begin_root(), 3U);

    const auto again = *Keyring::open(path());
    EXPECT_EQ(again.root_generation(), 3U);
    EXPECT_EQ(again.id(), id);
    EXPECT_EQ(again.derive("record.key-hash"), lasting);
    EXPECT_EQ(again.epochs(), std::vector<std::uint32_t>{1});
    EXPECT_EQ(again.text_epochs(), std::vector<std::uint32_t>{kTextEpochs + 1});
    const SealingKeys reopened(again, "staff.file");
    EXPECT_EQ(as_text(*reopened.unseal(place_, first)), "一");
    EXPECT_EQ(as_text(*reopened.unseal(place_, second)), "二");
    // Another purpose has other keys.
    EXPECT_FALSE(SealingKeys(again, "staff.password").unseal(place_, second).ok());
}

TEST_F(RootGenerations, AnOldCopyOfTheKeyringOpensNothingNewer) {
    auto keyring = *Keyring::create(path());
    const auto copy = folder_ / "copy";
    fs::copy_file(path(), copy);
    ASSERT_TRUE(keyring.begin_root().ok());
    const auto box = SealingKeys(keyring, "backup.data").seal(place_, as_bytes("新しい"));
    const auto old = *Keyring::open(copy);
    EXPECT_EQ(
        SealingKeys(old, "backup.data").unseal(place_, box).error().code, "crypto.epoch_unknown");
    // Nor under a key that it could guess from its own root.
    for (const auto* label : {"backup.data", "staff.file"})
        EXPECT_FALSE(unseal(old.derive(label), place_, box).ok());
}

TEST_F(RootGenerations, LiveBesideEpochsAndAreNeverEnded) {
    auto keyring = *Keyring::create(path());
    ASSERT_TRUE(keyring.begin_root().ok());
    ASSERT_EQ(*keyring.begin_epoch(), 2U);
    ASSERT_EQ(*keyring.begin_text_epoch(), kTextEpochs + 2);
    ASSERT_TRUE(keyring.end_epoch(1).ok());
    ASSERT_TRUE(keyring.end_epoch(kTextEpochs + 1).ok());
    EXPECT_EQ(keyring.end_epoch(kRootGenerations + 2).error().code, "crypto.epoch_newest");
    const auto again = *Keyring::open(path());
    EXPECT_EQ(again.epoch(), 2U);
    EXPECT_EQ(again.text_epoch(), kTextEpochs + 2);
    EXPECT_EQ(again.root_generation(), 2U);
    for (const std::uint32_t none : {0U, 3U, 0x3FFFFFFFU, 0xFFFFFFFFU})
        EXPECT_EQ(again.derive_of_root(none, "x").error().code, "crypto.epoch_unknown") << none;
}

TEST_F(RootGenerations, AnotherProcessHearsOfIt) {
    auto here = *Keyring::create(path());
    const auto there = *Keyring::open(path());
    ASSERT_TRUE(here.begin_root().ok());
    const auto box = SealingKeys(here, "staff.file").seal(place_, as_bytes("新しい"));
    EXPECT_EQ(there.root_generation(), 1U);
    EXPECT_EQ(as_text(*SealingKeys(there, "staff.file").unseal(place_, box)), "新しい");
    EXPECT_EQ(there.root_generation(), 2U);
}

}  // namespace
}  // namespace genbo
