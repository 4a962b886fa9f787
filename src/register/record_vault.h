// SPDX-License-Identifier: Apache-2.0
#pragma once

// The vault turns what is personal into what the store may hold, and back.
//
//   record    a data key of its own, wrapped by the keyring, found by the keyed hash of its key
//   version   the payload, sealed under the record's data key, pinned to source, key and content
//   texts     of the register itself, sealed under a key of the root for that purpose, pinned to
//             their place:
//             for things of the program that hold nothing of a customer
//   mortal    texts that may hold something of a customer (a rejected row, the reason of a verdict,
//             a kept answer, a paper): sealed under a key of the present epoch of texts, once
//             there is one.  After texts were erased the roll (epoch_roll.h) seals anew what is
//             still there, and what was removed is then readable in no old copy either.  Whoever
//             stores mortal texts in a new place must be known to the roll; papers are by
//             themselves
//   frozen    a record that waits for its erasure: its data key is wrapped by the quarantine key
//
// Hashes are HMAC-SHA256 cut to 16 bytes under keys that exist for nothing else, so that they tell
// nothing to somebody who has only the database.
//
// Places of texts are here so that whoever seals anew finds them.
//
// Thread safety: one vault per thread; copying is cheap.  The keyring outlives it.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/mac.h"
#include "crypto/sealing_keys.h"
#include "port/store.h"
#include "record/source_record.h"

namespace genbo {

// The newest epoch that anything in the store is wrapped by, and of texts.
inline constexpr std::string_view kEpochSetting = "keyring.epoch";
inline constexpr std::string_view kTextEpochSetting = "keyring.text_epoch";
// The newest root secret that anything in the store is sealed under (root_change.h).
inline constexpr std::string_view kRootSetting = "keyring.root";
// How far a roll is (epoch_roll.h).
inline constexpr std::string_view kRollSetting = "epoch.roll";

AssociatedData paper_place(std::string_view name);
AssociatedData answer_place(std::string_view key);
AssociatedData alert_place(ByteView entry);
// Prefixes of the notes whose values are texts of the vault, and the place of one; none: another
// kind of note.
std::span<const std::string_view> sealed_notes();
std::optional<AssociatedData> note_place(std::string_view name);

class RecordVault {
public:
    explicit RecordVault(const Keyring& keyring);

    Bytes key_hash(SourceId source, std::string_view key) const;
    Bytes content_hash(ByteView payload) const;
    Bytes file_hash(ByteView digest) const;

    // The order that decides ties in matching: the same for a record however it arrived.
    static std::uint64_t tie_of(ByteView key_hash);

    struct NewKey {
        Key key;
        Bytes wrapped;
    };
    NewKey new_key(SourceId source, ByteView key_hash) const;
    Result<Key> open_key(const StoredRecord& record) const;

    // Under the present epoch; empty when it is already.  conflict: crypto.key_use does not happen,
    // the use stays what it was.
    Result<std::optional<Bytes>> rewrapped(const StoredRecord& record) const;
    Result<bool> is_frozen(const StoredRecord& record) const;
    Result<Bytes> frozen_key(const StoredRecord& record) const;
    Result<Bytes> thawed_key(const StoredRecord& record) const;

    Bytes seal_payload(
        const Key& key, SourceId source, ByteView key_hash, ByteView content_hash,
        ByteView payload) const;
    // corrupt: another key, or another place.
    Result<SourceValues> open_payload(
        const StoredRecord& record, const StoredVersion& version) const;

    // Of a frozen record too: for those who erase it or take it back.
    Result<SourceValues> open_any_payload(
        const StoredRecord& record, const StoredVersion& version) const;

    // What was known of the record at a decision, under the record's own key.
    Bytes seal_evidence(const Key& key, RecordId record, ByteView entry, ByteView trace) const;
    Result<Bytes> open_evidence(const StoredRecord& record, const StoredEvidence& evidence) const;

    Bytes seal_text(const AssociatedData& place, std::string_view text) const;
    Bytes seal_mortal_text(const AssociatedData& place, std::string_view text) const;
    // A text that is under the root secret, under the newest one; empty when it is already, and
    // when it is a mortal one.
    Result<std::optional<Bytes>> resealed_by_root(
        const AssociatedData& place, ByteView sealed) const;
    // A mortal text under the present epoch of texts; empty when it is already.
    Result<std::optional<Bytes>> resealed(const AssociatedData& place, ByteView sealed) const;
    // Of either kind.  Errors of a mortal one as of Keyring::unwrap().
    Result<std::string> open_text(const AssociatedData& place, ByteView sealed) const;

    // Mortal; what must be readable in a backup however old is lasting.
    StoredPaper paper(std::string name, Instant at, std::string_view text) const;
    StoredPaper lasting_paper(std::string name, Instant at, std::string_view text) const;
    Result<std::string> open_paper(const StoredPaper& paper) const;

    // The epoch that every process must have heard of before it writes (Writer).
    Result<> follow_epoch(StoreReader& store) const;

    const Keyring& keyring() const { return *keyring_; }

private:
    const Keyring* keyring_;
    Mac key_mac_;
    Mac content_mac_;
    Mac file_mac_;
    SealingKeys text_keys_;
};

}  // namespace genbo
