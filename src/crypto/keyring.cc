// SPDX-License-Identifier: Apache-2.0
#include "crypto/keyring.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <ranges>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/mac.h"
#include "crypto/random.h"
#include "crypto/secret_file.h"
#include "crypto/xaes.h"

namespace genbo {

namespace {

constexpr std::string_view kKeyringFirstLine = "genbo-keyring 1";
constexpr std::string_view kKeyringOfRoots = "genbo-keyring 2";
static_assert(kKeyringFirstLine.size() == kKeyringOfRoots.size());
constexpr std::size_t kWrapHeaderSize = 5;
constexpr std::size_t kEpochSecretSize = 4 + Key::kSize;
// A roll leaves two; more than a handful means that nobody ends them.
constexpr std::size_t kEpochsMax = 64;

void put_number(std::span<std::uint8_t> out, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) {
        out[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    }
}

std::uint32_t number_at(ByteView bytes) {
    std::uint32_t number = 0;
    for (const auto byte : bytes.first(4)) number = number << 8 | byte;
    return number;
}

Hash commitment_of(const Key& data_key) {
    constexpr std::string_view info{"genbo/commit\0\x01", 14};
    return hmac_sha256(data_key.bytes(), as_bytes(info));
}

Error keyring_damaged() { return Error{Fault::corrupt, "crypto.keyring_damaged"}; }

std::string check_of(std::string_view lines) {
    return to_hex(sha256(as_bytes(lines))).substr(0, 16);
}

// "name rest" at the front of `text`, which then begins with the next line.
Result<std::string_view> take_line(std::string_view& text, std::string_view name) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return keyring_damaged();
    auto line = text.substr(0, end);
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(' '))
        return keyring_damaged();
    text.remove_prefix(end + 1);
    return line.substr(name.size() + 1);
}

struct KeyringLines {
    std::string_view id;
    std::string_view guard;
    std::string_view note;
    std::string_view secrets;
};

Result<KeyringLines> parse_lines(std::string_view text) {
    const auto whole = text;
    if (!text.starts_with("genbo-keyring ")) return keyring_damaged();
    if (!text.starts_with(std::string(kKeyringFirstLine) + "\n") &&
        !text.starts_with(std::string(kKeyringOfRoots) + "\n"))
        return Error{Fault::corrupt, "crypto.keyring_version"};
    text.remove_prefix(kKeyringFirstLine.size() + 1);
    KeyringLines lines;
    lines.id = TRY(take_line(text, "id"));
    const auto seal = TRY(take_line(text, "seal"));
    lines.guard = seal.substr(0, seal.find(' '));
    if (lines.guard.size() < seal.size()) lines.note = seal.substr(lines.guard.size() + 1);
    lines.secrets = TRY(take_line(text, "secrets"));
    const auto checked = whole.substr(0, whole.size() - text.size());
    const auto sum = TRY(take_line(text, "check"));
    if (!text.empty() || sum != check_of(checked)) return keyring_damaged();
    return lines;
}

// Which refusal it is when the file names a guard that nobody brought.
Error other_guard(std::string_view in_file, const KeyGuardPtr& brought) {
    if (in_file == kNoGuard) return {Fault::forbidden, "crypto.passphrase_unused"};
    if (in_file == "argon2id" && !brought) return {Fault::forbidden, "crypto.passphrase_missing"};
    return {Fault::forbidden, "crypto.guard_other", {std::string(in_file)}};
}

void wipe_text(std::string& text) {
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

// The key-encryption key alternates with data keys; a cipher of its own keeps its schedule.
Xaes& this_thread_wrapper() {
    thread_local Xaes cipher;
    return cipher;
}

}  // namespace

std::optional<std::string> passphrase_from_environment() {
    const char* const value = std::getenv("GENBO_PASSPHRASE");
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

Keyring::Keyring(const Key& root)
    : id_(to_hex(ByteView(derive_key(root, "keyring.id").bytes()).first(8))),
      root_(root),
      epochs_(std::make_unique<EpochBook>()) {}

Keyring::Keyring(const Keyring& other)
    : path_(other.path_),
      seal_(other.seal_),
      id_(other.id_),
      root_(other.root_),
      epochs_(std::make_unique<EpochBook>()) {
    epochs_->list = other.list();
}

void Keyring::add_epoch(std::uint32_t number, const Key& secret) {
    const std::unique_lock lock(epochs_->mutex);
    epochs_->list.push_back(
        {number, secret, derive_key(secret, "kek"), derive_key(secret, "quarantine")});
}

std::vector<Keyring::Epoch> Keyring::list() const {
    const std::shared_lock lock(epochs_->mutex);
    return epochs_->list;
}

void Keyring::set_list(std::vector<Epoch> list) const {
    const std::unique_lock lock(epochs_->mutex);
    epochs_->list = std::move(list);
}

Keyring Keyring::ephemeral(const Key& seed) {
    Keyring keyring(derive_key(seed, "ephemeral.root"));
    keyring.add_epoch(1, derive_key(seed, "ephemeral.epoch"));
    keyring.add_epoch(kTextEpochs + 1, derive_key(seed, "ephemeral.text"));
    return keyring;
}

Result<std::optional<Keyring::Seal>> Keyring::make_seal(KeyGuardPtr guard) {
    if (!guard) return std::optional<Seal>{};
    auto made = TRY(guard->make());
    return std::optional<Seal>{Seal{std::move(guard), std::move(made.note), made.key}};
}

Result<Keyring> Keyring::create(const std::filesystem::path& path, KeyGuardPtr guard) {
    Keyring keyring(Key::random());
    keyring.add_epoch(1, Key::random());
    keyring.add_epoch(kTextEpochs + 1, Key::random());
    keyring.seal_ = TRY(make_seal(std::move(guard)));
    std::string text = keyring.to_text();
    const auto created = create_secret_file(path, text);
    wipe_text(text);
    if (!created.ok()) return created.error();
    keyring.path_ = path;
    return keyring;
}

Result<Keyring> Keyring::open(const std::filesystem::path& path, KeyGuardPtr guard) {
    std::string text = TRY(read_secret_file(path));
    auto keyring = from_text(text, std::move(guard));
    wipe_text(text);
    if (keyring.ok()) keyring->path_ = path;
    return keyring;
}

Result<std::string> Keyring::guard_kind_of(const std::filesystem::path& path) {
    std::string text = TRY(read_secret_file(path));
    auto kind = [&]() -> Result<std::string> {
        return std::string(TRY(parse_lines(text)).guard);
    }();
    wipe_text(text);
    return kind;
}

Result<Keyring> Keyring::from_text(std::string_view text, KeyGuardPtr guard) {
    const auto lines = TRY(parse_lines(text));
    auto secrets = from_hex(lines.secrets);
    if (!secrets.ok()) return keyring_damaged();
    if (lines.guard != (guard ? guard->kind() : kNoGuard)) return other_guard(lines.guard, guard);
    std::optional<Seal> seal;
    if (guard) {
        const Key key = TRY(guard->open(lines.note));
        secrets = unseal(key, AssociatedData("keyring").text(lines.id), *secrets);
        if (!secrets.ok())
            return Error{
                Fault::forbidden,
                guard->kind() == "argon2id" ? "crypto.passphrase_wrong" : "crypto.guard_refused"};
        seal = Seal{std::move(guard), std::string(lines.note), key};
    } else if (!lines.note.empty()) {
        return keyring_damaged();
    }
    auto keyring = from_secrets(*secrets);
    wipe(*secrets);
    if (!keyring.ok()) return keyring;
    if (keyring->id_ != lines.id) return keyring_damaged();
    keyring->seal_ = std::move(seal);
    return keyring;
}

Result<> Keyring::refresh() const {
    if (path_.empty()) return {};
    std::string text = TRY(read_secret_file(path_));
    auto read = [&]() -> Result<Keyring> {
        const auto lines = TRY(parse_lines(text));
        const auto known = present_seal();
        // What the guard said of this note is remembered: asking a passphrase takes a second.
        if (!known || lines.guard != known->guard->kind() || lines.note != known->note)
            return from_text(text, known ? known->guard : nullptr);
        const auto box = from_hex(lines.secrets);
        if (!box.ok()) return keyring_damaged();
        auto secrets = unseal(known->key, AssociatedData("keyring").text(lines.id), *box);
        if (!secrets.ok()) return keyring_damaged();
        auto keyring = from_secrets(*secrets);
        wipe(*secrets);
        if (keyring.ok()) keyring->seal_ = known;
        return keyring;
    }();
    wipe_text(text);
    if (!read.ok()) return read.error();
    if (read->id_ != id_) return keyring_damaged();
    auto list = read->list();
    const std::unique_lock lock(epochs_->mutex);
    epochs_->list = std::move(list);
    seal_ = std::move(read->seal_);
    return {};
}

std::optional<Keyring::Seal> Keyring::present_seal() const {
    const std::shared_lock lock(epochs_->mutex);
    return seal_;
}

Result<Keyring> Keyring::from_secrets(ByteView secrets) {
    const auto rest = secrets.size() < Key::kSize ? 0 : secrets.size() - Key::kSize;
    if (rest == 0 || rest % kEpochSecretSize != 0 || rest / kEpochSecretSize > kEpochsMax)
        return keyring_damaged();
    Keyring keyring(Key(secrets.first(Key::kSize)));
    std::uint32_t last = 0;
    for (auto at = Key::kSize; at < secrets.size(); at += kEpochSecretSize) {
        const auto number = number_at(secrets.subspan(at));
        // The first generation of the root has no number: it is the one in front.
        const bool nobody = number == 0 || number == kTextEpochs || number == kRootGenerations ||
                            number == kRootGenerations + 1;
        if (nobody || number <= last) return keyring_damaged();
        // The first is one of data keys.
        if (last == 0 && kind_of(number) != Kind::data) return keyring_damaged();
        last = number;
        keyring.add_epoch(number, Key(secrets.subspan(at + 4, Key::kSize)));
    }
    return keyring;
}

std::string Keyring::to_text() const {
    const auto epochs = list();
    Bytes secrets(Key::kSize + epochs.size() * kEpochSecretSize);
    std::ranges::copy(root_.bytes(), secrets.begin());
    auto place = std::span(secrets).subspan(Key::kSize);
    for (const auto& epoch : epochs) {
        put_number(place, epoch.number);
        std::ranges::copy(epoch.secret.bytes(), place.begin() + 4);
        place = place.subspan(kEpochSecretSize);
    }
    const bool first_root = root_generation() == 1;
    std::string text =
        std::string(first_root ? kKeyringFirstLine : kKeyringOfRoots) + "\nid " + id_ + "\nseal ";
    if (seal_) {
        text += std::string(seal_->guard->kind()) + " " + seal_->note;
        const auto box = seal(seal_->key, 1, AssociatedData("keyring").text(id_), secrets);
        text += "\nsecrets " + to_hex(box);
    } else {
        text += "none\nsecrets " + to_hex(secrets);
    }
    wipe(secrets);
    text += '\n';
    text += "check " + check_of(text) + "\n";
    return text;
}

Result<> Keyring::save() const {
    if (path_.empty()) return {};
    std::string text = to_text();
    auto saved = replace_secret_file(path_, text);
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return saved;
}

Key Keyring::derive(std::string_view label, ByteView context) const {
    return derive_key(root_, label, context);
}

Keyring::Kind Keyring::kind_of(std::uint32_t number) {
    if (number > kRootGenerations) return Kind::root;
    return number > kTextEpochs ? Kind::text : Kind::data;
}

std::vector<std::uint32_t> Keyring::numbers(Kind kind) const {
    std::vector<std::uint32_t> numbers;
    const std::shared_lock lock(epochs_->mutex);
    for (const auto& epoch : epochs_->list)
        if (kind_of(epoch.number) == kind) numbers.push_back(epoch.number);
    return numbers;
}

std::uint32_t Keyring::epoch() const { return numbers(Kind::data).back(); }

std::vector<std::uint32_t> Keyring::epochs() const { return numbers(Kind::data); }

std::uint32_t Keyring::text_epoch() const {
    const auto texts = numbers(Kind::text);
    return texts.empty() ? 0 : texts.back();
}

std::vector<std::uint32_t> Keyring::text_epochs() const { return numbers(Kind::text); }

std::uint32_t Keyring::root_generation() const {
    const std::shared_lock lock(epochs_->mutex);
    const auto newest = epochs_->list.back().number;
    return kind_of(newest) == Kind::root ? newest - kRootGenerations : 1;
}

Result<Key> Keyring::derive_of_root(std::uint32_t generation, std::string_view label) const {
    if (generation == 1) return derive(label);
    // A number that is no generation at all is a box of another key.
    if (generation == 0 || generation >= 0xFFFFFFFFU - kRootGenerations)
        return Error{Fault::corrupt, "crypto.epoch_unknown"};
    const auto found = TRY(epoch_numbered(kRootGenerations + generation));
    return derive_key(found.secret, label);
}

Bytes Keyring::wrap(const Key& data_key, ByteView associated, KeyUse use) const {
    const auto [number, kek] = [&] {
        const std::shared_lock lock(epochs_->mutex);
        const auto newest = *std::ranges::find_if(
            std::views::reverse(epochs_->list),
            [](const Epoch& epoch) { return epoch.number < kTextEpochs; });
        return std::pair{newest.number, use == KeyUse::live ? newest.kek : newest.quarantine};
    }();
    Bytes wrapped(kWrappedKeySize);
    const auto out = std::span(wrapped);
    out[0] = static_cast<std::uint8_t>(use);
    put_number(out.subspan(1), number);
    const auto nonce = out.subspan<kWrapHeaderSize, Xaes::kNonceSize>();
    this_thread_random().fill(nonce);
    const auto box = out.subspan(kWrapHeaderSize + nonce.size(), Key::kSize + Xaes::kTagSize);
    const auto commitment = out.last(sizeof(Hash));
    std::ranges::copy(commitment_of(data_key), commitment.begin());
    const std::array<ByteView, 3> bound = {out.first(kWrapHeaderSize), commitment, associated};
    this_thread_wrapper().encrypt(kek, nonce, bound, data_key.bytes(), box);
    return wrapped;
}

Result<KeyUse> Keyring::use_of(ByteView wrapped) {
    if (wrapped.size() != kWrappedKeySize || wrapped[0] < 1 || wrapped[0] > 2)
        return Error{Fault::corrupt, "crypto.not_a_wrapped_key"};
    return static_cast<KeyUse>(wrapped[0]);
}

Result<std::uint32_t> Keyring::epoch_of(ByteView wrapped) {
    TRY(use_of(wrapped));
    return number_at(wrapped.subspan(1));
}

Result<Keyring::Epoch> Keyring::epoch_numbered(std::uint32_t number) const {
    const auto known = [&]() -> std::optional<Epoch> {
        const std::shared_lock lock(epochs_->mutex);
        const auto at = std::ranges::find(epochs_->list, number, &Epoch::number);
        if (at == epochs_->list.end()) return std::nullopt;
        return *at;
    };
    if (auto found = known()) return *std::move(found);
    const auto newest = [&] {
        if (kind_of(number) == Kind::root) return kRootGenerations + root_generation();
        return kind_of(number) == Kind::text ? text_epoch() : epoch();
    };
    if (number > newest()) {
        // Another process may have begun it.
        if (!path_.empty()) TRY(refresh());
        if (auto found = known()) return *std::move(found);
        if (number > newest()) return Error{Fault::corrupt, "crypto.epoch_unknown"};
    }
    return Error{Fault::not_found, "crypto.epoch_gone", {std::to_string(number)}};
}

Result<Key> Keyring::unwrap(ByteView wrapped, ByteView associated, KeyUse use) const {
    const std::uint32_t number = TRY(epoch_of(wrapped));
    const auto epoch = TRY(epoch_numbered(number));
    if (TRY(use_of(wrapped)) != use) return Error{Fault::conflict, "crypto.key_use"};
    const auto nonce = wrapped.subspan<kWrapHeaderSize, Xaes::kNonceSize>();
    const auto box = wrapped.subspan(kWrapHeaderSize + nonce.size(), Key::kSize + Xaes::kTagSize);
    const auto commitment = wrapped.last(sizeof(Hash));
    const std::array<ByteView, 3> bound = {wrapped.first(kWrapHeaderSize), commitment, associated};
    std::array<std::uint8_t, Key::kSize> bytes{};
    const auto& kek = use == KeyUse::live ? epoch.kek : epoch.quarantine;
    if (!this_thread_wrapper().decrypt(kek, nonce, bound, box, bytes))
        return Error{Fault::corrupt, "crypto.does_not_unwrap"};
    const Key data_key(bytes);
    wipe(bytes);
    if (!constant_time_equal(commitment_of(data_key), commitment))
        return Error{Fault::corrupt, "crypto.does_not_unwrap"};
    return data_key;
}

Result<Key> Keyring::derive_in_epoch(std::uint32_t epoch, std::string_view label) const {
    const auto found = TRY(epoch_numbered(epoch));
    return derive_key(found.secret, label);
}

Result<> Keyring::begin(std::uint32_t number) {
    const auto before = list();
    if (before.size() >= kEpochsMax) return Error{Fault::limit, "crypto.too_many_epochs"};
    auto after = before;
    const Key secret = Key::random();
    after.push_back({number, secret, derive_key(secret, "kek"), derive_key(secret, "quarantine")});
    std::ranges::sort(after, {}, &Epoch::number);
    set_list(std::move(after));
    auto saved = save();
    // The file may hold the new secret or not; nothing was wrapped under it yet.
    if (!saved.ok()) set_list(before);
    return saved;
}

Result<std::uint32_t> Keyring::begin_epoch() {
    check(epoch() < kTextEpochs - 1);
    TRY(begin(epoch() + 1));
    return epoch();
}

Result<std::uint32_t> Keyring::begin_text_epoch() {
    check(text_epoch() < kRootGenerations - 1);
    TRY(begin(std::max(kTextEpochs, text_epoch()) + 1));
    return text_epoch();
}

Result<std::uint32_t> Keyring::begin_root() {
    TRY(begin(kRootGenerations + root_generation() + 1));
    return root_generation();
}

Result<> Keyring::end_epoch(std::uint32_t epoch) {
    // What a root has sealed is sealed anew little by little, and in old backups never.
    if (epoch == this->epoch() || epoch == text_epoch() || kind_of(epoch) == Kind::root)
        return Error{Fault::invalid, "crypto.epoch_newest"};
    const auto before = list();
    auto remaining = before;
    std::erase_if(remaining, [&](const Epoch& one) { return one.number == epoch; });
    if (remaining.size() == before.size())
        return Error{Fault::not_found, "crypto.epoch_gone", {std::to_string(epoch)}};
    auto seal = guard_forgets() ? TRY(make_seal(seal_->guard)) : seal_;
    set_list(std::move(remaining));
    std::swap(seal_, seal);
    if (auto saved = save(); !saved.ok()) {
        set_list(before);
        std::swap(seal_, seal);
        return saved;
    }
    return forget_old_seals();
}

Result<> Keyring::forget_old_seals() {
    if (!guard_forgets()) return {};
    return seal_->guard->forget_before(seal_->note);
}

Result<> Keyring::seal_anew() {
    TRY(set_guard(seal_ ? seal_->guard : KeyGuardPtr{}));
    return forget_old_seals();
}

Result<> Keyring::set_guard(KeyGuardPtr guard) {
    auto next = TRY(make_seal(std::move(guard)));
    std::swap(seal_, next);
    auto saved = save();
    if (!saved.ok()) std::swap(seal_, next);
    return saved;
}

}  // namespace genbo
