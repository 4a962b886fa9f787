// SPDX-License-Identifier: Apache-2.0
#include "register/trail_export.h"

#include <functional>

#include "audit/receipt.h"
#include "register/audit_trail.h"

namespace genbo {

namespace {

constexpr std::size_t kExportPage = 10'000;

Result<> each_leaf(StoreReader& store, const std::function<Result<>(const Bytes&)>& each) {
    std::int64_t first = 0;
    while (true) {
        const auto page = TRY(store.leaves(first, kExportPage));
        for (const auto& leaf : page) TRY(each(leaf));
        first += static_cast<std::int64_t>(page.size());
        if (page.size() < kExportPage) return {};
    }
}

}  // namespace

std::string trail_origin(const Keyring& keyring) { return "genbo/" + keyring.id(); }

SigningKey trail_signing_key(const Keyring& keyring) {
    return SigningKey{keyring.derive("audit.sign")};
}

NoteKey trail_note_key(const Keyring& keyring) {
    return NoteKey{trail_origin(keyring), trail_signing_key(keyring).public_key()};
}

Result<Checkpoint> trail_checkpoint(StoreReader& store, const Keyring& keyring) {
    const auto tree = TRY(stored_audit_tree(store));
    return Checkpoint{trail_origin(keyring), tree.size(), tree.root()};
}

Result<Checkpoint> export_trail(
    StoreReader& store, const Keyring& keyring, LogFolder& folder, std::string_view copies) {
    LogExport log(folder);
    TRY(each_leaf(store, [&](const Bytes& leaf) { return log.append(leaf); }));
    const auto stored = TRY(trail_checkpoint(store, keyring));
    const auto written = TRY(log.finish(trail_origin(keyring), trail_signing_key(keyring), copies));
    // A signature under a tree that is not the stored one would make a change official.
    if (!(written == stored))
        return Error{Fault::corrupt, "register.audit_root", {std::to_string(written.size)}};
    return written;
}

Result<std::string> receipt_of_leaf(
    StoreReader& store, const Keyring& keyring, std::uint64_t index) {
    const auto checkpoint = TRY(trail_checkpoint(store, keyring));
    if (index >= checkpoint.size)
        return Error{Fault::not_found, "audit.no_such_leaf", {std::to_string(index)}};
    NodeTable nodes;
    Receipt receipt;
    TRY(each_leaf(store, [&](const Bytes& leaf) -> Result<> {
        if (nodes.size() == index) receipt.leaf = leaf;
        nodes.append(leaf_hash(leaf));
        return {};
    }));
    if (nodes.size() != checkpoint.size || TRY(root_at(nodes, nodes.size())) != checkpoint.root)
        return Error{Fault::corrupt, "register.audit_root", {std::to_string(nodes.size())}};
    receipt.index = index;
    receipt.proof = TRY(inclusion_proof(nodes, index, checkpoint.size));
    receipt.checkpoint = sign_checkpoint(checkpoint, trail_signing_key(keyring));
    return write_receipt(receipt);
}

Result<> compare_outside(StoreReader& store, OutsideCopies& copies) {
    AuditTree tree;
    TRY(copies.compare(tree));
    TRY(each_leaf(store, [&](const Bytes& leaf) {
        tree.append(leaf_hash(leaf));
        return copies.compare(tree);
    }));
    return copies.finish(tree);
}

}  // namespace genbo
