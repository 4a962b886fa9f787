// SPDX-License-Identifier: Apache-2.0
#pragma once

// The certificate of an erasure (消去証明書): what was erased, when, by whose decision, what stays
// and why, who was told; and the proof that the act stands in the audit log: the leaf, and the path
// from it to the root of a tree (RFC 9162).  Whoever holds a checkpoint of that size or a later
// one, signed and copied outside, can check it without this program.
//
// It says no name and no value: the person knows who he is, and everybody else need not.  It is
// made anew whenever it is asked for; before the epoch has been rolled it says so.

#include <string>
#include <vector>

#include "audit/audit_tree.h"
#include "base/message.h"
#include "crypto/keyring.h"
#include "register/erasure.h"

namespace genbo {

struct ErasureCertificate {
    Erasure erasure;
    std::string number;  // Grouped; empty when the customer's number is not known any more.
    std::string keyring_id;
    Bytes leaf;
    std::uint64_t index = 0;
    std::uint64_t size = 0;
    Hash root{};
    Proof proof;
};

// not_found: register.unknown_erasure.  conflict: register.erasure_state (not erased yet).
// unavailable: register.leaf_waits (the leaf has no place in the tree yet; a moment).
Result<ErasureCertificate> make_certificate(
    StoreReader& store, const Erasure& erasure, const Keyring& keyring);

// Whether leaf, path and root belong together, and the leaf is of this act.
Result<> check_certificate(const ErasureCertificate& certificate);

std::string certificate_json(const ErasureCertificate& certificate);
// For people: plain text, some thirty lines.
std::string certificate_text(const ErasureCertificate& certificate, Language language);

}  // namespace genbo
