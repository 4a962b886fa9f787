// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/pkcs11_guard.h"

// On SoftHSM2, a real module: it is a package of the tests.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "adapter/keys/pkcs11_session.h"
#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/random.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

// One folder of tokens per process: the module reads its configuration once.
const fs::path& hsm() {
    static const fs::path folder = [] {
        auto made = fs::temp_directory_path() / ("genbo-hsm-" + this_thread_random().id());
        fs::create_directories(made / "tokens");
        std::ofstream(made / "conf") << "directories.tokendir = " << (made / "tokens").string()
                                     << "\nobjectstore.backend = file\nlog.level = ERROR\n";
        ::setenv("SOFTHSM2_CONF", (made / "conf").c_str(), 1);
        std::atexit([] { fs::remove_all(hsm()); });
        return made;
    }();
    return folder;
}

Pkcs11Options new_token(const std::string& label) {
    hsm();
    const auto command = "softhsm2-util --init-token --free --label '" + label +
                         "' --pin 123456 --so-pin 654321 >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c)
    return {.module = kModule, .token = label, .pin = "123456"};
}

// All tokens are there before the module is loaded: it looks for slots then.
struct Tokens {
    Pkcs11Options first = new_token("register one");
    Pkcs11Options second = new_token("register two");
};
const Tokens& tokens() {
    static const Tokens made;
    return made;
}

class Pkcs11GuardTest : public ::testing::Test {
public:
    void SetUp() override {
        // Where somebody builds without the tests' packages it says so; CI has them.
        if (!fs::exists(kModule)) GTEST_SKIP() << "softhsm2 is not installed";
        tokens();
        fs::create_directory(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

protected:
    fs::path path() const { return folder_ / "keyring"; }
    std::string opening(Pkcs11Options options) const {
        const auto keyring = Keyring::open(path(), pkcs11_guard(std::move(options)));
        return keyring.ok() ? "opened" : keyring.error().code;
    }
    fs::path folder_ = fs::temp_directory_path() / ("genbo-p11-" + this_thread_random().id());
};

std::vector<std::string> labels_in(const Pkcs11Options& options) {
    auto session = Pkcs11Session::open(options.module, options.token, options.pin);
    EXPECT_TRUE(session.ok()) << session.error().code;
    std::vector<std::string> labels;
    for (const auto& key : *session->secret_keys()) labels.push_back(key.label);
    std::ranges::sort(labels);
    return labels;
}

TEST_F(Pkcs11GuardTest, TheTokenOpensWhatItSealed) {
    const auto& options = tokens().first;
    auto made = Keyring::create(path(), pkcs11_guard(options));
    ASSERT_TRUE(made.ok()) << made.error().code << made.error().args[0];
    EXPECT_EQ(*Keyring::guard_kind_of(path()), "pkcs11");
    EXPECT_EQ(opening(options), "opened");
    const AssociatedData place("record");
    const Key key = Key::random();
    const auto wrapped = made->wrap(key, place);
    EXPECT_TRUE(*Keyring::open(path(), pkcs11_guard(options))->unwrap(wrapped, place) == key);

    const auto labels = labels_in(options);
    ASSERT_EQ(labels.size(), 1U);
    const auto copy = folder_ / "copy";
    fs::copy_file(path(), copy);
    ASSERT_TRUE(made->begin_epoch().ok());
    ASSERT_TRUE(made->end_epoch(1).ok());
    EXPECT_EQ(opening(options), "opened");
    EXPECT_EQ(Keyring::open(copy, pkcs11_guard(options)).error().code, "crypto.guard_refused")
        << "the key of the old file is destroyed in the token";
    const auto now = labels_in(options);
    ASSERT_EQ(now.size(), 1U);
    EXPECT_NE(now, labels);
}

TEST_F(Pkcs11GuardTest, RefusalsSayWhichIsWrong) {
    const auto& options = tokens().second;
    ASSERT_TRUE(Keyring::create(path(), pkcs11_guard(options)).ok());
    auto other = options;
    other.pin = "000000";
    EXPECT_EQ(opening(other), "keys.pin_refused");
    other = options;
    other.token = "none such";
    EXPECT_EQ(opening(other), "keys.token_missing");
    other = options;
    other.module = "/nonexistent/module.so";
    EXPECT_EQ(opening(other), "keys.module_missing");
    other = options;
    other.token = tokens().first.token;
    EXPECT_EQ(opening(other), "crypto.guard_refused") << "another token's key";
    EXPECT_EQ(opening(options), "opened");
}

TEST_F(Pkcs11GuardTest, NotesOfOthersAreRefused) {
    const auto guard = pkcs11_guard(tokens().second);
    const auto note = guard->make()->note;
    EXPECT_TRUE(guard->open(note).ok());
    for (std::size_t i = note.find(' ') + 1; i < note.size(); ++i) {
        auto changed = note;
        changed[i] = changed[i] == '0' ? '1' : '0';
        EXPECT_FALSE(guard->open(changed).ok()) << i;
        EXPECT_FALSE(guard->open(note.substr(0, i)).ok()) << i;
    }
    for (const char* bad : {"", "a", "a b", "a b c", "genbo-1  "})
        EXPECT_EQ(guard->open(bad).error().code, "crypto.keyring_damaged") << bad;
    EXPECT_FALSE(guard->forget_before("other-1 000000000000000000000000 00").ok());
}

TEST_F(Pkcs11GuardTest, ForgetsOnlyItsOwnKeys) {
    auto mine = tokens().second;
    mine.prefix = "mine";
    auto theirs = tokens().second;
    theirs.prefix = "theirs";
    const auto their_note = pkcs11_guard(theirs)->make()->note;
    const auto first = pkcs11_guard(mine)->make()->note;
    const auto second = pkcs11_guard(mine)->make()->note;
    ASSERT_TRUE(pkcs11_guard(mine)->forget_before(second).ok());
    EXPECT_EQ(pkcs11_guard(mine)->open(first).error().code, "crypto.guard_refused");
    EXPECT_TRUE(pkcs11_guard(mine)->open(second).ok());
    EXPECT_TRUE(pkcs11_guard(theirs)->open(their_note).ok());
}

}  // namespace
}  // namespace genbo
