// SPDX-License-Identifier: Apache-2.0
#include "adapter/keys/pkcs11_guard.h"

#include <charconv>
#include <optional>
#include <vector>

#include "adapter/keys/pkcs11_session.h"
#include "base/check.h"
#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::size_t kGcmNonceSize = 12;
constexpr std::string_view kSealPlace = "genbo keyring seal";

Error pkcs11_note_damaged() { return {Fault::corrupt, "crypto.keyring_damaged"}; }

struct Note {
    std::string label;
    Bytes nonce;
    Bytes box;
};

Result<Note> parse_note(std::string_view text) {
    const auto first = text.find(' ');
    const auto second = text.find(' ', first == text.npos ? first : first + 1);
    if (second == text.npos) return pkcs11_note_damaged();
    auto nonce = from_hex(text.substr(first + 1, second - first - 1));
    auto box = from_hex(text.substr(second + 1));
    if (!nonce.ok() || nonce->size() != kGcmNonceSize || !box.ok()) return pkcs11_note_damaged();
    return Note{std::string(text.substr(0, first)), *std::move(nonce), *std::move(box)};
}

class Pkcs11Guard final : public KeyGuard {
public:
    explicit Pkcs11Guard(Pkcs11Options options) : options_(std::move(options)) {}
    ~Pkcs11Guard() override {
        wipe({reinterpret_cast<std::uint8_t*>(options_.pin.data()), options_.pin.size()});
    }
    Pkcs11Guard(const Pkcs11Guard&) = delete;
    Pkcs11Guard& operator=(const Pkcs11Guard&) = delete;

    std::string_view kind() const override { return "pkcs11"; }
    bool forgets() const override { return true; }

    Result<Seal> make() override {
        auto session = TRY(start());
        std::int64_t newest = 0;
        for (const auto& key : TRY(session.secret_keys()))
            newest = std::max(newest, count_of(key.label).value_or(0));
        const auto label = options_.prefix + "-" + std::to_string(newest + 1);
        const auto object = TRY(session.make_aes_key(label));
        const Key key = Key::random();
        const auto nonce = this_thread_random().bytes(kGcmNonceSize);
        const auto box = TRY(session.encrypt_gcm(object, nonce, as_bytes(kSealPlace), key.bytes()));
        return Seal{key, label + " " + to_hex(nonce) + " " + to_hex(box)};
    }

    Result<Key> open(std::string_view text) override {
        const auto note = TRY(parse_note(text));
        auto session = TRY(start());
        for (const auto& key : TRY(session.secret_keys())) {
            if (key.label != note.label) continue;
            auto bytes =
                TRY(session.decrypt_gcm(key.object, note.nonce, as_bytes(kSealPlace), note.box));
            if (bytes.size() != Key::kSize) break;
            const Key seal_key(bytes);
            wipe(bytes);
            return seal_key;
        }
        return Error{Fault::forbidden, "crypto.guard_refused"};
    }

    Result<> forget_before(std::string_view text) override {
        const auto note = TRY(parse_note(text));
        const auto kept = count_of(note.label);
        if (!kept) return pkcs11_note_damaged();
        auto session = TRY(start());
        for (const auto& key : TRY(session.secret_keys()))
            if (const auto count = count_of(key.label); count && *count < *kept)
                TRY(session.destroy(key.object));
        return {};
    }

private:
    Result<Pkcs11Session> start() const {
        return Pkcs11Session::open(options_.module, options_.token, options_.pin);
    }

    std::optional<std::int64_t> count_of(std::string_view label) const {
        if (!label.starts_with(options_.prefix + "-")) return std::nullopt;
        label.remove_prefix(options_.prefix.size() + 1);
        std::int64_t count = 0;
        const auto [end, failed] =
            std::from_chars(label.data(), label.data() + label.size(), count);
        if (failed != std::errc{} || end != label.data() + label.size()) return std::nullopt;
        return count;
    }

    Pkcs11Options options_;
};

}  // namespace

KeyGuardPtr pkcs11_guard(Pkcs11Options options) {
    return std::make_shared<Pkcs11Guard>(std::move(options));
}

}  // namespace genbo
