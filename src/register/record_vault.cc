// SPDX-License-Identifier: Apache-2.0
#include "register/record_vault.h"

#include <array>
#include <charconv>
#include <cstring>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::size_t kShortHash = 16;
constexpr std::uint32_t kPayloadKeyVersion = 1;
constexpr std::string_view kMortalLabel = "mortal.text";
constexpr std::string_view kJobNotes = "job.";
// A note "access.act.7" belongs to the place "access.act", 7.
constexpr std::array<std::string_view, 3> kSealedNotes = {
    kJobNotes, "access.act.", "access.export."};

Bytes short_hash(const Mac& mac, ByteView message) {
    const Hash tag = mac.tag(message);
    return {tag.begin(), tag.begin() + kShortHash};
}

AssociatedData key_place(SourceId source, ByteView key_hash) {
    AssociatedData place("record.key");
    place.number(source.value()).bytes(key_hash);
    return place;
}

AssociatedData payload_place(SourceId source, ByteView key_hash, ByteView content_hash) {
    AssociatedData place("record_version");
    place.number(source.value()).bytes(key_hash).bytes(content_hash);
    return place;
}

Result<SourceValues> open_values(
    const Key& key, const StoredRecord& record, const StoredVersion& version) {
    const auto place = payload_place(record.source, record.key_hash, version.content_hash);
    const Bytes payload = TRY(unseal(key, place, version.sealed));
    return decode_values(payload);
}

AssociatedData evidence_place(RecordId record, ByteView entry) {
    AssociatedData place("evidence");
    place.number(record.value()).bytes(entry);
    return place;
}

}  // namespace

AssociatedData paper_place(std::string_view name) {
    AssociatedData place("paper");
    place.text(name);
    return place;
}

AssociatedData answer_place(std::string_view key) {
    AssociatedData place("answer");
    place.text(key);
    return place;
}

AssociatedData alert_place(ByteView entry) {
    AssociatedData place("alert");
    place.bytes(entry);
    return place;
}

std::span<const std::string_view> sealed_notes() { return kSealedNotes; }

std::optional<AssociatedData> note_place(std::string_view name) {
    for (const auto prefix : kSealedNotes) {
        if (!name.starts_with(prefix)) continue;
        if (prefix == kJobNotes) return AssociatedData("note").text(name);
        return AssociatedData(prefix.substr(0, prefix.size() - 1)).text(name.substr(prefix.size()));
    }
    return std::nullopt;
}

RecordVault::RecordVault(const Keyring& keyring)
    : keyring_(&keyring),
      key_mac_(keyring.derive("record.key-hash")),
      content_mac_(keyring.derive("record.content-hash")),
      file_mac_(keyring.derive("import.file-hash")),
      text_keys_(keyring, "register.text") {}

Bytes RecordVault::key_hash(SourceId source, std::string_view key) const {
    AssociatedData message("key");
    message.number(source.value()).text(key);
    return short_hash(key_mac_, message);
}

Bytes RecordVault::content_hash(ByteView payload) const {
    return short_hash(content_mac_, payload);
}

Bytes RecordVault::file_hash(ByteView digest) const { return short_hash(file_mac_, digest); }

std::uint64_t RecordVault::tie_of(ByteView key_hash) {
    check(key_hash.size() >= sizeof(std::uint64_t));
    std::uint64_t tie = 0;
    std::memcpy(&tie, key_hash.data(), sizeof tie);
    return tie;
}

RecordVault::NewKey RecordVault::new_key(SourceId source, ByteView key_hash) const {
    Key key = Key::random();
    Bytes wrapped = keyring_->wrap(key, key_place(source, key_hash));
    return {key, std::move(wrapped)};
}

Result<Key> RecordVault::open_key(const StoredRecord& record) const {
    return keyring_->unwrap(record.wrapped_key, key_place(record.source, record.key_hash));
}

Bytes RecordVault::seal_payload(
    const Key& key, SourceId source, ByteView key_hash, ByteView content_hash,
    ByteView payload) const {
    return seal(key, kPayloadKeyVersion, payload_place(source, key_hash, content_hash), payload);
}

Result<SourceValues> RecordVault::open_payload(
    const StoredRecord& record, const StoredVersion& version) const {
    const Key key = TRY(open_key(record));
    return open_values(key, record, version);
}

Result<SourceValues> RecordVault::open_any_payload(
    const StoredRecord& record, const StoredVersion& version) const {
    const auto use = TRY(Keyring::use_of(record.wrapped_key));
    const auto place = key_place(record.source, record.key_hash);
    const Key key = TRY(keyring_->unwrap(record.wrapped_key, place, use));
    return open_values(key, record, version);
}

Bytes RecordVault::seal_evidence(
    const Key& key, RecordId record, ByteView entry, ByteView trace) const {
    return seal(key, kPayloadKeyVersion, evidence_place(record, entry), trace);
}

Result<Bytes> RecordVault::open_evidence(
    const StoredRecord& record, const StoredEvidence& evidence) const {
    const Key key = TRY(open_key(record));
    return unseal(key, evidence_place(evidence.record, evidence.entry), evidence.sealed);
}

Bytes RecordVault::seal_text(const AssociatedData& place, std::string_view text) const {
    return text_keys_.seal(place, as_bytes(text));
}

Bytes RecordVault::seal_mortal_text(const AssociatedData& place, std::string_view text) const {
    const auto epoch = keyring_->text_epoch();
    if (epoch == 0) return seal_text(place, text);
    const auto key = keyring_->derive_in_epoch(epoch, kMortalLabel);
    // The newest epoch is never ended.
    check(key.ok());
    return seal(*key, epoch, place, as_bytes(text));
}

Result<std::string> RecordVault::open_text(const AssociatedData& place, ByteView sealed) const {
    const auto version = TRY(key_version_of(sealed));
    if (version < kTextEpochs) {
        const Bytes text = TRY(text_keys_.unseal(place, sealed));
        return std::string{as_text(text)};
    }
    const Key key = TRY(keyring_->derive_in_epoch(version, kMortalLabel));
    const Bytes text = TRY(unseal(key, place, sealed));
    return std::string{as_text(text)};
}

Result<std::optional<Bytes>> RecordVault::resealed_by_root(
    const AssociatedData& place, ByteView sealed) const {
    const auto version = TRY(key_version_of(sealed));
    if (version >= kTextEpochs || !TRY(text_keys_.needs_resealing(sealed)))
        return std::optional<Bytes>{};
    const auto text = TRY(open_text(place, sealed));
    return std::optional{seal_text(place, text)};
}

Result<std::optional<Bytes>> RecordVault::resealed(
    const AssociatedData& place, ByteView sealed) const {
    if (TRY(key_version_of(sealed)) == keyring_->text_epoch()) return std::optional<Bytes>{};
    const auto text = TRY(open_text(place, sealed));
    return std::optional{seal_mortal_text(place, text)};
}

Result<std::optional<Bytes>> RecordVault::rewrapped(const StoredRecord& record) const {
    if (TRY(Keyring::epoch_of(record.wrapped_key)) == keyring_->epoch())
        return std::optional<Bytes>{};
    const auto use = TRY(Keyring::use_of(record.wrapped_key));
    const auto place = key_place(record.source, record.key_hash);
    const Key key = TRY(keyring_->unwrap(record.wrapped_key, place, use));
    return std::optional{keyring_->wrap(key, place, use)};
}

Result<bool> RecordVault::is_frozen(const StoredRecord& record) const {
    return TRY(Keyring::use_of(record.wrapped_key)) == KeyUse::quarantined;
}

Result<Bytes> RecordVault::frozen_key(const StoredRecord& record) const {
    const Key key = TRY(open_key(record));
    return keyring_->wrap(key, key_place(record.source, record.key_hash), KeyUse::quarantined);
}

Result<Bytes> RecordVault::thawed_key(const StoredRecord& record) const {
    const auto place = key_place(record.source, record.key_hash);
    const Key key = TRY(keyring_->unwrap(record.wrapped_key, place, KeyUse::quarantined));
    return keyring_->wrap(key, place);
}

StoredPaper RecordVault::paper(std::string name, Instant at, std::string_view text) const {
    Bytes sealed = seal_mortal_text(paper_place(name), text);
    return {std::move(name), at, std::move(sealed)};
}

StoredPaper RecordVault::lasting_paper(std::string name, Instant at, std::string_view text) const {
    Bytes sealed = seal_text(paper_place(name), text);
    return {std::move(name), at, std::move(sealed)};
}

Result<std::string> RecordVault::open_paper(const StoredPaper& paper) const {
    return open_text(paper_place(paper.name), paper.sealed);
}

Result<> RecordVault::follow_epoch(StoreReader& store) const {
    const auto newest = [&](std::string_view name) -> Result<std::uint32_t> {
        std::uint32_t wanted = 0;
        const auto setting = store.setting(name);
        if (!setting.ok() && setting.error().fault == Fault::not_found) return wanted;
        if (!setting.ok()) return setting.error();
        std::from_chars(setting->data(), setting->data() + setting->size(), wanted);
        return wanted;
    };
    const auto wanted = TRY(newest(kEpochSetting));
    const auto wanted_of_texts = TRY(newest(kTextEpochSetting));
    const auto wanted_root = TRY(newest(kRootSetting));
    const auto here = [&] {
        return keyring_->epoch() >= wanted && keyring_->text_epoch() >= wanted_of_texts &&
               keyring_->root_generation() >= wanted_root;
    };
    if (here()) return {};
    TRY(keyring_->refresh());
    if (here()) return {};
    return Error{Fault::unavailable, "register.keyring_behind", {std::to_string(wanted)}};
}

}  // namespace genbo
