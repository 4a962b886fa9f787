// SPDX-License-Identifier: Apache-2.0
#pragma once

// AuditLeaf is one line of the trail (証跡): who did what, when, to which kind of thing, for which
// purpose, and what was decided.
//
// A leaf is for ever, and a person may be erased; so no leaf holds anything personal, nor anything
// that leads to a person once his keys are gone:
//
//   alias          128 random bits (or a keyed hash) that stand for the object.  Which customer it
//                  is, is written elsewhere under that customer's key.
//   detail_commit  HMAC of the details (old and new values) under a key of the record.  It proves
//                  the details while they exist and says nothing afterwards.
//   actor          the staff id ("staff:12"), not the name.  Search words typed by staff are
//                  details too.
//
// encode_leaf() is the only spelling: CBOR in the deterministic form of RFC 8949 §4.2.1 (a map with
// small integer keys in ascending order, shortest integers, definite lengths), and decode_leaf()
// takes nothing else.  So the hash of a leaf is a function of its meaning, and a verifier in
// another language can recompute it from this table:
//
//   0 format = 1    1 seq uint        2 at, µs since 1970 int    3 actor text      4 action text
//   5 object type text    6 alias bytes(16)   7 field names [text]   8 purpose text
//   9 decision uint      10 request id text   11 count uint    12 detail_commit bytes(32)
//
// Empty texts, lists and absent values are left out; count is left out when it is 1.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "crypto/key.h"

namespace genbo {

using AuditAlias = std::array<std::uint8_t, 16>;

enum class AuditDecision : std::uint8_t { allowed = 0, masked = 1, denied = 2, failed = 3 };

inline constexpr std::size_t kAuditTextBytesMax = 128;
inline constexpr std::size_t kAuditFieldsMax = 64;

struct AuditLeaf {
    std::uint64_t seq = 0;  // From 0, without gaps: the leaf's index in the tree.
    Instant at;
    std::string actor;   // "staff:12", "system", "customer", "key:7".
    std::string action;  // "import.commit", "customer.show".
    std::string object_type = {};
    std::optional<AuditAlias> alias = {};
    std::vector<std::string> fields = {};  // Stable names of what was shown or changed.
    std::string purpose = {};
    AuditDecision decision = AuditDecision::allowed;
    std::string request_id = {};
    std::uint64_t count = 1;  // Of things that the one act touched.
    std::optional<Hash> detail_commit = {};

    friend bool operator==(const AuditLeaf&, const AuditLeaf&) = default;
};

// REQUIRES: texts are UTF-8 of at most kAuditTextBytesMax bytes, at most kAuditFieldsMax fields.
Bytes encode_leaf(const AuditLeaf& leaf);

// corrupt: audit.bad_leaf.
Result<AuditLeaf> decode_leaf(ByteView bytes);

// HMAC under HKDF(data_key, "audit.detail"): what AuditLeaf::detail_commit holds.  It dies with the
// record's data key; before that, whoever has the key and the detail can show that they belong
// together.
Hash commit_detail(const Key& data_key, ByteView detail);

std::string_view decision_name(AuditDecision decision);

}  // namespace genbo
