// SPDX-License-Identifier: Apache-2.0

// Any bytes: what reads as a leaf is spelled exactly so, within the limits.

#include <cstddef>
#include <cstdint>

#include "audit/audit_leaf.h"
#include "base/check.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;  // NOLINT(google-build-using-namespace)
    const Bytes bytes(data, data + size);
    const auto leaf = decode_leaf(bytes);
    if (!leaf.ok()) return 0;
    check(encode_leaf(*leaf) == bytes);
    check(leaf->fields.size() <= kAuditFieldsMax);
    check(is_valid_utf8(leaf->actor) && leaf->actor.size() <= kAuditTextBytesMax);
    return 0;
}
