// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_guard.h"

#include <charconv>

#include "base/check.h"
#include "crypto/mac.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"

namespace genbo {

namespace {

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kKeyFileBytesMin = 32;

// Spent once per start, on the whole master: dearer than a password of one person.
constexpr PasswordCost kPassphraseCost{.memory_kib = 64 * 1024, .passes = 3};

Error note_damaged() { return Error{Fault::corrupt, "crypto.keyring_damaged"}; }

Result<Bytes> parse_salt(std::string_view hex) {
    auto salt = from_hex(hex);
    if (!salt.ok() || salt->size() != kSaltSize) return note_damaged();
    return salt;
}

// "65536 3 salt"
class PassphraseGuard final : public KeyGuard {
public:
    explicit PassphraseGuard(std::string passphrase) : passphrase_(std::move(passphrase)) {}
    ~PassphraseGuard() override {
        wipe({reinterpret_cast<std::uint8_t*>(passphrase_.data()), passphrase_.size()});
    }
    PassphraseGuard(const PassphraseGuard&) = delete;
    PassphraseGuard& operator=(const PassphraseGuard&) = delete;

    std::string_view kind() const override { return "argon2id"; }

    Result<Seal> make() override {
        const auto salt = this_thread_random().bytes(kSaltSize);
        const Key key = TRY(key_from_passphrase(passphrase_, salt, kPassphraseCost));
        return Seal{
            key, std::to_string(kPassphraseCost.memory_kib) + " " +
                     std::to_string(kPassphraseCost.passes) + " " + to_hex(salt)};
    }

    Result<Key> open(std::string_view note) override {
        PasswordCost cost;
        for (auto* const number : {&cost.memory_kib, &cost.passes}) {
            const auto [end, failed] =
                std::from_chars(note.data(), note.data() + note.size(), *number);
            if (failed != std::errc{} || end == note.data() + note.size() || *end != ' ')
                return note_damaged();
            note.remove_prefix(static_cast<std::size_t>(end - note.data()) + 1);
        }
        // The bounds keep a damaged file from asking for all memory or all day.
        if (cost.memory_kib < 8 || cost.memory_kib > 1024 * 1024 || cost.passes < 1 ||
            cost.passes > 64)
            return note_damaged();
        return key_from_passphrase(passphrase_, TRY(parse_salt(note)), cost);
    }

private:
    std::string passphrase_;
};

class KeyFileGuard final : public KeyGuard {
public:
    explicit KeyFileGuard(std::filesystem::path path) : path_(std::move(path)) {}

    std::string_view kind() const override { return "keyfile"; }

    Result<Seal> make() override {
        if (!std::filesystem::exists(path_)) {
            auto contents = to_hex(this_thread_random().bytes(Key::kSize)) + "\n";
            const auto made = create_secret_file(path_, contents);
            wipe({reinterpret_cast<std::uint8_t*>(contents.data()), contents.size()});
            TRY(made);
        }
        const auto salt = this_thread_random().bytes(kSaltSize);
        return Seal{TRY(key_with(salt)), to_hex(salt)};
    }

    Result<Key> open(std::string_view note) override { return key_with(TRY(parse_salt(note))); }

private:
    Result<Key> key_with(ByteView salt) const {
        std::string contents = TRY(read_secret_file(path_));
        const auto bytes =
            std::span(reinterpret_cast<std::uint8_t*>(contents.data()), contents.size());
        if (bytes.size() < kKeyFileBytesMin)
            return Error{Fault::invalid, "crypto.key_file_short", {path_.string()}};
        const Key key = derive_key(Key(hmac_sha256(salt, bytes)), "keyring.keyfile");
        wipe(bytes);
        return key;
    }

    std::filesystem::path path_;
};

}  // namespace

Result<> KeyGuard::forget_before(std::string_view /*note*/) { return {}; }

KeyGuardPtr passphrase_guard(const std::optional<std::string>& passphrase) {
    if (!passphrase) return {};
    return std::make_shared<PassphraseGuard>(*passphrase);
}

KeyGuardPtr key_file_guard(std::filesystem::path path) {
    return std::make_shared<KeyFileGuard>(std::move(path));
}

}  // namespace genbo
