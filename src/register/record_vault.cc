// SPDX-License-Identifier: Apache-2.0
#include "register/record_vault.h"

#include <cstring>

#include "base/check.h"

namespace genbo {

namespace {

constexpr std::size_t kShortHash = 16;
constexpr std::uint32_t kPayloadKeyVersion = 1;
constexpr std::uint32_t kTextKeyVersion = 1;

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

AssociatedData evidence_place(RecordId record, ByteView entry) {
    AssociatedData place("evidence");
    place.number(record.value()).bytes(entry);
    return place;
}

}  // namespace

RecordVault::RecordVault(const Keyring& keyring)
    : keyring_(&keyring),
      key_mac_(keyring.derive("record.key-hash")),
      content_mac_(keyring.derive("record.content-hash")),
      file_mac_(keyring.derive("import.file-hash")),
      text_key_(keyring.derive("register.text")) {}

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
    const auto place = payload_place(record.source, record.key_hash, version.content_hash);
    const Bytes payload = TRY(unseal(key, place, version.sealed));
    return decode_values(payload);
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
    return seal(text_key_, kTextKeyVersion, place, as_bytes(text));
}

Result<std::string> RecordVault::open_text(const AssociatedData& place, ByteView sealed) const {
    const Bytes text = TRY(unseal(text_key_, place, sealed));
    return std::string{as_text(text)};
}

}  // namespace genbo
