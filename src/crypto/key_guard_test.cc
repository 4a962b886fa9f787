// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_guard.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/random.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

// A guard that forgets: versions of a key in memory, as a key service has them.
class FakeService final : public KeyGuard {
public:
    std::string_view kind() const override { return "transit"; }
    Result<Seal> make() override {
        const auto version = versions.empty() ? 1 : versions.rbegin()->first + 1;
        versions.emplace(version, Key::random());
        return Seal{versions.at(version), "v" + std::to_string(version)};
    }
    Result<Key> open(std::string_view note) override {
        const auto at = versions.find(std::stoi(std::string(note.substr(1))));
        if (at == versions.end()) return Error{Fault::forbidden, "crypto.guard_refused"};
        return at->second;
    }
    bool forgets() const override { return true; }
    Result<> forget_before(std::string_view note) override {
        if (unreachable) return Error{Fault::unavailable, "http.timeout", {"keys.example"}};
        const auto newest = std::stoi(std::string(note.substr(1)));
        std::erase_if(versions, [&](const auto& version) { return version.first < newest; });
        return {};
    }

    std::map<int, Key> versions;
    bool unreachable = false;
};

class KeyGuardTest : public ::testing::Test {
public:
    KeyGuardTest()
        : folder_(fs::temp_directory_path() / ("genbo-guard-" + this_thread_random().id())) {
        fs::create_directory(folder_);
    }
    ~KeyGuardTest() override { fs::remove_all(folder_); }
    KeyGuardTest(const KeyGuardTest&) = delete;
    KeyGuardTest& operator=(const KeyGuardTest&) = delete;

protected:
    fs::path path() const { return folder_ / "keyring"; }
    std::string opening(const KeyGuardPtr& guard) const {
        const auto keyring = Keyring::open(path(), guard);
        return keyring.ok() ? "opened" : keyring.error().code;
    }
    fs::path folder_;
};

TEST_F(KeyGuardTest, AKeyFileOpensWhatItSealed) {
    const auto volume = folder_ / "volume";
    fs::create_directory(volume);
    const auto key_file = volume / "key";
    auto keyring = Keyring::create(path(), key_file_guard(key_file));
    ASSERT_TRUE(keyring.ok()) << keyring.error().code;
    EXPECT_EQ(*Keyring::guard_kind_of(path()), "keyfile");
    struct stat about{};
    ASSERT_EQ(::stat(key_file.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    EXPECT_EQ(opening(key_file_guard(key_file)), "opened");
    ASSERT_TRUE(keyring->begin_epoch().ok());
    EXPECT_EQ(Keyring::open(path(), key_file_guard(key_file))->epoch(), 2U);
    EXPECT_EQ(opening(key_file_guard(volume / "none")), "crypto.file_missing");
    EXPECT_EQ(opening({}), "crypto.guard_other");
    EXPECT_EQ(opening(passphrase_guard("x")), "crypto.guard_other");
    ASSERT_TRUE(Keyring::create(folder_ / "second", key_file_guard(volume / "second")).ok());
    EXPECT_EQ(opening(key_file_guard(volume / "second")), "crypto.guard_refused");
    ASSERT_EQ(::chmod(key_file.c_str(), 0644), 0);
    EXPECT_EQ(opening(key_file_guard(key_file)), "crypto.file_mode");
    ASSERT_EQ(::chmod(key_file.c_str(), 0600), 0);
    fs::resize_file(key_file, 31);
    EXPECT_EQ(opening(key_file_guard(key_file)), "crypto.key_file_short");
}

TEST_F(KeyGuardTest, AGuardCanBeChangedForAnother) {
    auto keyring = *Keyring::create(path(), passphrase_guard("前の合言葉"));
    const AssociatedData place("record");
    const Key key = Key::random();
    const auto wrapped = keyring.wrap(key, place);
    const auto service = std::make_shared<FakeService>();
    ASSERT_TRUE(keyring.set_guard(service).ok());
    EXPECT_EQ(keyring.guard_kind(), "transit");
    EXPECT_EQ(opening(passphrase_guard("前の合言葉")), "crypto.guard_other");
    const auto again = Keyring::open(path(), service);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->id(), keyring.id());
    EXPECT_TRUE(*again->unwrap(wrapped, place) == key);
}

// What a guard that forgets adds: no old copy of the file opens after an epoch has ended.
TEST_F(KeyGuardTest, OldCopiesOfTheFileOpenNoMoreWhenTheGuardForgets) {
    const auto service = std::make_shared<FakeService>();
    auto keyring = *Keyring::create(path(), service);
    const auto copy = folder_ / "copy";
    fs::copy_file(path(), copy);
    ASSERT_TRUE(keyring.begin_epoch().ok());
    EXPECT_TRUE(Keyring::open(copy, service).ok()) << "nothing was ended yet";
    ASSERT_TRUE(keyring.end_epoch(1).ok());
    EXPECT_EQ(Keyring::open(copy, service).error().code, "crypto.guard_refused");
    EXPECT_EQ(opening(service), "opened");
    EXPECT_EQ(service->versions.size(), 1U);
}

TEST_F(KeyGuardTest, ForgettingCanBeTriedAgain) {
    const auto service = std::make_shared<FakeService>();
    auto keyring = *Keyring::create(path(), service);
    ASSERT_TRUE(keyring.begin_epoch().ok());
    service->unreachable = true;
    EXPECT_EQ(keyring.end_epoch(1).error().code, "http.timeout");
    EXPECT_EQ(opening(service), "opened");
    EXPECT_EQ(Keyring::open(path(), service)->epochs(), std::vector<std::uint32_t>{2});
    EXPECT_EQ(service->versions.size(), 2U);
    service->unreachable = false;
    ASSERT_TRUE(keyring.forget_old_seals().ok());
    EXPECT_EQ(service->versions.size(), 1U);
    EXPECT_EQ(opening(service), "opened");
}

}  // namespace
}  // namespace genbo
