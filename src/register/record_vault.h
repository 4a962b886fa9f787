// SPDX-License-Identifier: Apache-2.0
#pragma once

// The vault turns what is personal into what the store may hold, and back.
//
//   record    a data key of its own, wrapped by the keyring, found by the keyed hash of its key
//   version   the payload, sealed under the record's data key, pinned to source, key and content
//   texts     of the register itself (a rejected row, the reason of a verdict), sealed under a
//             key for that purpose, pinned to their place
//
// Hashes are HMAC-SHA256 cut to 16 bytes under keys that exist for nothing else, so that they tell
// nothing to somebody who has only the database.
//
// Thread safety: one vault per thread; copying is cheap.  The keyring outlives it.

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "crypto/keyring.h"
#include "crypto/mac.h"
#include "port/store.h"
#include "record/source_record.h"

namespace genbo {

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

    Bytes seal_payload(
        const Key& key, SourceId source, ByteView key_hash, ByteView content_hash,
        ByteView payload) const;
    // corrupt: another key, or another place.
    Result<SourceValues> open_payload(
        const StoredRecord& record, const StoredVersion& version) const;

    // What was known of the record at a decision, under the record's own key.
    Bytes seal_evidence(const Key& key, RecordId record, ByteView entry, ByteView trace) const;
    Result<Bytes> open_evidence(const StoredRecord& record, const StoredEvidence& evidence) const;

    Bytes seal_text(const AssociatedData& place, std::string_view text) const;
    Result<std::string> open_text(const AssociatedData& place, ByteView sealed) const;

private:
    const Keyring* keyring_;
    Mac key_mac_;
    Mac content_mac_;
    Mac file_mac_;
    Key text_key_;
};

}  // namespace genbo
