// SPDX-License-Identifier: Apache-2.0
#pragma once

// A receipt (受取証) shows one act in the trail to somebody who has neither the database nor the
// exported folder: the leaf itself, its place, the hashes that lead from it to the root, and the
// signed checkpoint of that root.  It is C2SP's tlog-proof (c2sp.org/tlog-proof) as text of about a
// kilobyte, which fits a mail or a QR code; its `extra` line carries the leaf.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64 of the leaf>
//   index 73894
//   <base64 of a hash, one line each>
//
//   <the checkpoint, a signed note>
//
// There is one spelling: read_receipt() takes nothing that write_receipt() would not write.

#include <string>
#include <string_view>

#include "audit/audit_leaf.h"
#include "audit/audit_tree.h"
#include "audit/checkpoint.h"
#include "audit/key_handover.h"

namespace genbo {

struct Receipt {
    Bytes leaf;
    std::uint64_t index = 0;
    Proof proof;
    std::string checkpoint;  // The note.

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

std::string write_receipt(const Receipt& receipt);

// corrupt: audit.bad_receipt.
Result<Receipt> read_receipt(std::string_view text);

struct ProvedLeaf {
    AuditLeaf leaf;
    Checkpoint checkpoint;
};

// That the act is in a tree that the newest of `keys` stood for.  Nobody can tell from a receipt
// whether a key signed it before it was replaced or whoever stole it afterwards, so the receipt of
// an older key is refused (audit.key_replaced): the master makes a new one of the same act.  Of a
// key of the same master that `keys` does not lead to nobody can say whether it is older or newer
// (audit.receipt_of_other_key).  corrupt: audit.*.
Result<ProvedLeaf> verify_receipt(std::string_view text, const TrailKeys& keys);

}  // namespace genbo
