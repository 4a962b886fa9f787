// SPDX-License-Identifier: Apache-2.0
#include "crypto/keyring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "crypto/aead.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class KeyringTest : public ::testing::Test {
public:
    KeyringTest()
        : folder_(fs::temp_directory_path() / ("genbo-keyring-" + this_thread_random().id())) {
        fs::create_directory(folder_);
    }
    ~KeyringTest() override { fs::remove_all(folder_); }
    KeyringTest(const KeyringTest&) = delete;
    KeyringTest& operator=(const KeyringTest&) = delete;

protected:
    fs::path path() const { return folder_ / "keyring"; }

    std::string contents() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    void write(std::string_view text) const {
        std::ofstream(path(), std::ios::binary) << text;
        ::chmod(path().c_str(), 0600);
    }
    std::string refusal(const std::optional<std::string>& passphrase = std::nullopt) const {
        const auto keyring = Keyring::open(path(), passphrase);
        return keyring.ok() ? "opened" : keyring.error().code;
    }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    fs::path folder_;
};

TEST_F(KeyringTest, KeepsItsKeysBetweenRuns) {
    const Key data_key = Key::random();
    const AssociatedData record("record");
    Bytes wrapped;
    std::string id;
    {
        const auto keyring = Keyring::create(path());
        ASSERT_TRUE(keyring.ok());
        wrapped = keyring->wrap(data_key, record);
        id = keyring->id();
        EXPECT_TRUE(keyring->derive("a") == keyring->derive("a"));
    }
    const auto again = Keyring::open(path());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->id(), id);
    EXPECT_EQ(id.size(), 16U);
    const auto unwrapped = again->unwrap(wrapped, record);
    ASSERT_TRUE(unwrapped.ok());
    EXPECT_TRUE(*unwrapped == data_key);
    EXPECT_EQ(files(), 1U) << "no temporary file stays";
}

TEST_F(KeyringTest, IsReadableByItsOwnerOnly) {
    const auto mask = ::umask(0);
    ASSERT_TRUE(Keyring::create(path()).ok());
    ::umask(mask);
    struct stat about{};
    ASSERT_EQ(::stat(path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0777U}) {
        ASSERT_EQ(::chmod(path().c_str(), mode), 0);
        EXPECT_EQ(refusal(), "crypto.file_mode") << std::oct << mode;
    }
    ASSERT_EQ(::chmod(path().c_str(), 0400), 0);
    EXPECT_EQ(refusal(), "opened");
}

TEST_F(KeyringTest, IsNotTakenFromElsewhere) {
    EXPECT_EQ(refusal(), "crypto.file_missing");
    const auto real = folder_ / "real";
    ASSERT_TRUE(Keyring::create(real).ok());
    fs::create_symlink(real, path());
    EXPECT_EQ(refusal(), "crypto.file_is_link");
    fs::remove(path());
    fs::create_directory(path());
    EXPECT_EQ(refusal(), "crypto.file_is_link");
    fs::remove(path());
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    EXPECT_EQ(refusal(), "crypto.file_is_link");
    fs::remove(path());
    write(std::string(kSecretFileBytesMax + 1, 'x'));
    EXPECT_EQ(refusal(), "crypto.file_too_large");
}

TEST_F(KeyringTest, NeverOverwritesAnotherKeyring) {
    const auto first = Keyring::create(path());
    ASSERT_TRUE(first.ok());
    const auto before = contents();
    const auto second = Keyring::create(path());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().fault, Fault::conflict);
    EXPECT_EQ(second.error().code, "crypto.file_exists");
    EXPECT_EQ(contents(), before);
    EXPECT_EQ(files(), 1U);
    // A dangling link is a taken name as well.
    fs::create_symlink(folder_ / "nowhere", folder_ / "link");
    EXPECT_EQ(Keyring::create(folder_ / "link").error().code, "crypto.file_exists");
    EXPECT_EQ(
        Keyring::create(folder_ / "no such folder" / "keyring").error().code, "crypto.file_io");
}

TEST_F(KeyringTest, EveryChangedBitAndEveryCutIsNoticed) {
    ASSERT_TRUE(Keyring::create(path()).ok());
    const auto good = contents();
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = good;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            write(changed);
            EXPECT_NE(refusal(), "opened") << i << " " << bit;
        }
        write(good.substr(0, i));
        EXPECT_NE(refusal(), "opened") << "cut at " << i;
    }
    write(good + "\n");
    EXPECT_EQ(refusal(), "crypto.keyring_damaged");
    auto future = good;
    future.replace(0, 15, "genbo-keyring 3");
    write(future);
    EXPECT_EQ(refusal(), "crypto.keyring_version");
    write(good);
    EXPECT_EQ(refusal(), "opened");
}

TEST_F(KeyringTest, APassphraseSealsTheFile) {
    auto keyring = Keyring::create(path(), "こけし 十二");
    ASSERT_TRUE(keyring.ok());
    EXPECT_NE(contents().find("seal argon2id 65536 3 "), std::string::npos);
    EXPECT_EQ(refusal("こけし 十二"), "opened");
    EXPECT_EQ(refusal("こけし 十三"), "crypto.passphrase_wrong");
    EXPECT_EQ(refusal(), "crypto.passphrase_missing");

    // Epochs can be begun without asking for the passphrase again.
    ASSERT_TRUE(keyring->begin_epoch().ok());
    EXPECT_EQ(Keyring::open(path(), "こけし 十二")->epoch(), 2U);

    ASSERT_TRUE(keyring->set_guard({}).ok());
    EXPECT_EQ(refusal(), "opened");
    EXPECT_EQ(refusal("こけし 十二"), "crypto.passphrase_unused");
    ASSERT_TRUE(keyring->set_guard(passphrase_guard("別の合言葉")).ok());
    EXPECT_EQ(refusal("別の合言葉"), "opened");
    EXPECT_EQ(Keyring::open(path(), "別の合言葉")->id(), keyring->id());
}

TEST_F(KeyringTest, ThePassphraseComesFromTheEnvironment) {
    ::unsetenv("GENBO_PASSPHRASE");
    EXPECT_FALSE(passphrase_from_environment().has_value());
    ::setenv("GENBO_PASSPHRASE", "", 1);
    EXPECT_FALSE(passphrase_from_environment().has_value());
    ::setenv("GENBO_PASSPHRASE", "abc", 1);
    EXPECT_EQ(passphrase_from_environment(), "abc");
    ::unsetenv("GENBO_PASSPHRASE");
}

// What erasure rests on: after the roll nothing of the old epoch opens, survivors do.
TEST_F(KeyringTest, AnEndedEpochIsGoneForGood) {
    auto keyring = *Keyring::create(path());
    const AssociatedData record("record");
    const Key erased = Key::random();
    const Key survivor = Key::random();
    const Bytes old_erased = keyring.wrap(erased, record);
    const Bytes old_survivor = keyring.wrap(survivor, record);
    EXPECT_EQ(*Keyring::epoch_of(old_erased), 1U);
    EXPECT_EQ(keyring.end_epoch(1).error().code, "crypto.epoch_newest");

    ASSERT_EQ(*keyring.begin_epoch(), 2U);
    EXPECT_EQ(keyring.epochs(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_TRUE(*Keyring::open(path())->unwrap(old_survivor, record) == survivor);
    const Bytes new_survivor = keyring.wrap(*keyring.unwrap(old_survivor, record), record);
    EXPECT_EQ(*Keyring::epoch_of(new_survivor), 2U);

    const auto secrets_of_both = contents();
    ASSERT_TRUE(keyring.end_epoch(1).ok());
    EXPECT_LT(contents().size(), secrets_of_both.size());
    for (const auto& ring : {keyring, *Keyring::open(path())}) {
        EXPECT_EQ(ring.unwrap(old_erased, record).error().code, "crypto.epoch_gone");
        EXPECT_EQ(ring.unwrap(old_survivor, record).error().code, "crypto.epoch_gone");
        EXPECT_TRUE(*ring.unwrap(new_survivor, record) == survivor);
    }
    EXPECT_EQ(keyring.end_epoch(1).error().code, "crypto.epoch_gone");

    // Somebody puts the first keyring back: the newer data say so.
    const auto older = Keyring::ephemeral(Key(Bytes(32, 1)));
    EXPECT_EQ(older.unwrap(new_survivor, record).error().code, "crypto.epoch_unknown");
}

TEST_F(KeyringTest, EpochsAreLimited) {
    auto keyring = *Keyring::create(path());
    // One of the 64 is of texts.
    for (int i = 2; i < 64; ++i) ASSERT_TRUE(keyring.begin_epoch().ok());
    EXPECT_EQ(keyring.begin_epoch().error().code, "crypto.too_many_epochs");
    EXPECT_EQ(keyring.begin_text_epoch().error().code, "crypto.too_many_epochs");
    EXPECT_EQ(Keyring::open(path())->epochs().size(), 63U);
    EXPECT_EQ(Keyring::open(path())->text_epochs().size(), 1U);
}

TEST_F(KeyringTest, TextsHaveEpochsOfTheirOwn) {
    auto keyring = *Keyring::create(path());
    const auto first = keyring.text_epoch();
    EXPECT_GT(first, kTextEpochs);
    EXPECT_EQ(keyring.end_epoch(first).error().code, "crypto.epoch_newest");
    const auto of_first = keyring.derive_in_epoch(first, "x");
    ASSERT_TRUE(of_first.ok());
    ASSERT_TRUE(keyring.begin_text_epoch().ok());
    ASSERT_TRUE(keyring.begin_epoch().ok());
    EXPECT_EQ(keyring.text_epochs(), (std::vector<std::uint32_t>{first, first + 1}));
    EXPECT_EQ(keyring.epochs(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(*Keyring::open(path())->derive_in_epoch(first, "x"), *of_first);
    EXPECT_FALSE(*keyring.derive_in_epoch(first + 1, "x") == *of_first);
    ASSERT_TRUE(keyring.end_epoch(first).ok());
    EXPECT_EQ(keyring.derive_in_epoch(first, "x").error().code, "crypto.epoch_gone");
    EXPECT_EQ(keyring.derive_in_epoch(first + 9, "x").error().code, "crypto.epoch_unknown");
    EXPECT_EQ(keyring.epoch(), 2U);
}

TEST_F(KeyringTest, AQuarantinedKeyOpensOnlyAsSuch) {
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 1)));
    const Key data_key = Key::random();
    const Bytes place(4, 9);
    const auto frozen = keyring.wrap(data_key, place, KeyUse::quarantined);
    EXPECT_EQ(*Keyring::use_of(frozen), KeyUse::quarantined);
    EXPECT_EQ(keyring.unwrap(frozen, place).error().code, "crypto.key_use");
    EXPECT_EQ(*keyring.unwrap(frozen, place, KeyUse::quarantined), data_key);
    // Changing the mark alone does not make it live.
    auto forged = frozen;
    forged[0] = static_cast<std::uint8_t>(KeyUse::live);
    EXPECT_EQ(keyring.unwrap(forged, place).error().code, "crypto.does_not_unwrap");
    const auto live = keyring.wrap(data_key, place);
    EXPECT_EQ(keyring.unwrap(live, place, KeyUse::quarantined).error().code, "crypto.key_use");
}

TEST_F(KeyringTest, AnotherProcessFollowsByTheFile) {
    auto first = *Keyring::create(path(), "a long passphrase");
    const auto second = *Keyring::open(path(), "a long passphrase");
    const Key data_key = Key::random();
    const auto old = first.wrap(data_key, {});
    ASSERT_TRUE(first.begin_epoch().ok());
    const auto wrapped = first.wrap(data_key, {});
    EXPECT_EQ(second.epoch(), 1U);
    // Reads the file when it meets an epoch that it does not know.
    EXPECT_EQ(*second.unwrap(wrapped, {}), data_key);
    EXPECT_EQ(second.epoch(), 2U);
    ASSERT_TRUE(first.end_epoch(1).ok());
    ASSERT_TRUE(second.refresh().ok());
    EXPECT_EQ(second.unwrap(old, {}).error().code, "crypto.epoch_gone");
    ASSERT_TRUE(first.set_guard(passphrase_guard("another passphrase")).ok());
    EXPECT_EQ(second.refresh().error().code, "crypto.passphrase_wrong");
    EXPECT_EQ(second.epochs(), std::vector<std::uint32_t>{2});
}

TEST_F(KeyringTest, AFailedSaveChangesNothing) {
    auto keyring = *Keyring::create(path());
    fs::remove_all(folder_);
    EXPECT_EQ(keyring.begin_epoch().error().code, "crypto.file_io");
    EXPECT_EQ(keyring.epochs(), std::vector<std::uint32_t>{1});
    fs::create_directory(folder_);
    ASSERT_TRUE(keyring.begin_epoch().ok());
    EXPECT_EQ(Keyring::open(path())->epochs(), (std::vector<std::uint32_t>{1, 2}));
}

TEST_F(KeyringTest, AWrappedKeyBelongsToItsPlaceAndItsKeyring) {
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 1)));
    const auto other = Keyring::ephemeral(Key(Bytes(32, 2)));
    const Key data_key = Key::random();
    const Bytes wrapped = keyring.wrap(data_key, AssociatedData("record").number(1));
    EXPECT_EQ(wrapped.size(), kWrappedKeySize);
    const auto code = [&](const Keyring& ring, const AssociatedData& place, ByteView bytes) {
        const auto key = ring.unwrap(bytes, place);
        return key.ok() ? "unwrapped" : key.error().code;
    };
    const auto place = AssociatedData("record").number(1);
    EXPECT_EQ(code(keyring, place, wrapped), "unwrapped");
    EXPECT_EQ(code(keyring, AssociatedData("record").number(2), wrapped), "crypto.does_not_unwrap");
    EXPECT_EQ(code(other, place, wrapped), "crypto.does_not_unwrap");
    EXPECT_EQ(code(keyring, place, {}), "crypto.not_a_wrapped_key");
    EXPECT_EQ(
        code(keyring, place, ByteView(wrapped).first(wrapped.size() - 1)),
        "crypto.not_a_wrapped_key");
    for (std::size_t bit = 0; bit < wrapped.size() * 8; ++bit) {
        Bytes changed = wrapped;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_NE(code(keyring, place, changed), "unwrapped") << bit;
    }
}

TEST_F(KeyringTest, ManyThreadsMayWrapAndUnwrap) {
    const auto keyring = Keyring::ephemeral(Key(Bytes(32, 1)));
    std::array<int, 4> unwrapped{};
    std::vector<std::thread> threads;
    threads.reserve(unwrapped.size());
    for (auto& mine : unwrapped) {
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                const auto place = AssociatedData("record").number(i);
                const Key data_key = Key::random();
                const auto back = keyring.unwrap(keyring.wrap(data_key, place), place);
                if (back.ok() && *back == data_key) ++mine;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    for (const int mine : unwrapped) EXPECT_EQ(mine, 500);
}

// A file and a wrapped key as the first release wrote them.  Never edit them.
TEST_F(KeyringTest, ReadsWhatTheFirstReleaseWrote) {
    write(
        "genbo-keyring 1\n"
        "id d6df279c96093914\n"
        "seal none\n"
        "secrets 6c4b93ab708d7b77eeb448bf7975565b15e0982fb7c838cc8ae2e02df8dd18cd00000001f580bc707f"
        "e7a73d930b4298272d03fa08916f76535032f449c35c88ced42ffe00000002704b2da5b6d43dd3d093ba4d648c"
        "7b24d9f8f674e8cf262da9994cc23c8e4325\n"
        "check c29b31d0d8d3d409\n");
    const auto keyring = Keyring::open(path());
    ASSERT_TRUE(keyring.ok());
    EXPECT_EQ(keyring->epochs(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(
        to_hex(keyring->derive("index.phone").bytes()),
        "1bdc9fb169a0bb973f11be9a2bc449a232df10c308fcf04ea5ec75b47a1d5a21");
    const Bytes wrapped = *from_hex(
        "010000000263dcd1bd4660f64ea6d98739da1c490e7141da5e66ea1636097d25b24a821d91ca05d03c16be99bb"
        "2ce0bc4bc8a2a1dd70e9d0c4f8354aa25f95ec992d349ae7f23ccb647ac817b4bf177a2549a107146d2bb35f48"
        "63c6efcbeb3b3ba5813ad2d38ade264faa2d61");
    const auto key = keyring->unwrap(wrapped, AssociatedData("record").number(5));
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(*key == Key(Bytes(32, 0x11)));
}

TEST(EphemeralKeyring, IsAFunctionOfItsSeed) {
    const auto a = Keyring::ephemeral(Key(Bytes(32, 1)));
    const auto b = Keyring::ephemeral(Key(Bytes(32, 1)));
    EXPECT_EQ(a.id(), b.id());
    EXPECT_TRUE(a.derive("x") == b.derive("x"));
    const Key data_key = Key::random();
    EXPECT_TRUE(*b.unwrap(a.wrap(data_key, {}), {}) == data_key);
    EXPECT_NE(a.id(), Keyring::ephemeral(Key(Bytes(32, 2))).id());
}

}  // namespace
}  // namespace genbo
