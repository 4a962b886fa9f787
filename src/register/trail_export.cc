// SPDX-License-Identifier: Apache-2.0
#include "register/trail_export.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "audit/receipt.h"
#include "register/audit_trail.h"

namespace genbo {

namespace {

constexpr std::size_t kExportPage = 10'000;
constexpr std::string_view kSignerSetting = "audit.signer";

Result<> each_leaf(
    StoreReader& store, const std::function<Result<>(const Bytes&)>& each, std::int64_t first = 0) {
    while (true) {
        const auto page = TRY(store.leaves(first, kExportPage));
        for (const auto& leaf : page) TRY(each(leaf));
        first += static_cast<std::int64_t>(page.size());
        if (page.size() < kExportPage) return {};
    }
}

// Which root's key stands for the trail, and how it came to that.
struct SignerState {
    std::uint32_t generation = 1;
    std::string handovers;
};

Result<SignerState> signer_state(StoreReader& store) {
    const auto setting = store.setting(kSignerSetting);
    if (!setting.ok() && setting.error().fault == Fault::not_found) return SignerState{};
    if (!setting.ok()) return setting.error();
    SignerState state;
    const auto line = std::min(setting->find('\n'), setting->size());
    const auto read = std::from_chars(setting->data(), setting->data() + line, state.generation);
    if (read.ec != std::errc{} || line == setting->size())
        return Error{Fault::corrupt, "audit.bad_handover"};
    state.handovers = setting->substr(line + 1);
    return state;
}

Result<SigningKey> signing_key_of(const Keyring& keyring, std::uint32_t generation) {
    constexpr std::string_view kLabel = "audit.sign";
    if (generation == 1) return SigningKey{keyring.derive(kLabel)};
    return SigningKey{TRY(keyring.derive_of_root(generation, kLabel))};
}

}  // namespace

std::string trail_origin(const Keyring& keyring) { return "genbo/" + keyring.id(); }

Result<SigningKey> trail_signing_key(StoreReader& store, const Keyring& keyring) {
    return signing_key_of(keyring, TRY(signer_state(store)).generation);
}

Result<NoteKey> trail_note_key(StoreReader& store, const Keyring& keyring) {
    const auto key = TRY(trail_signing_key(store, keyring));
    return NoteKey{trail_origin(keyring), key.public_key()};
}

Result<std::string> trail_handovers(StoreReader& store) {
    return TRY(signer_state(store)).handovers;
}

Result<TrailKeys> trail_keys(StoreReader& store, const Keyring& keyring) {
    TrailKeys keys{TRY(trail_note_key(store, keyring))};
    const auto handovers = TRY(trail_handovers(store));
    TRY(keys.follow(handovers));
    return keys;
}

Result<bool> handover_due(StoreReader& store, const Keyring& keyring) {
    return TRY(signer_state(store)).generation < keyring.root_generation();
}

Result<> hand_over_trail(WriteContext& context, const Keyring& keyring, const Actor& actor) {
    auto state = TRY(signer_state(context.store));
    const auto next = keyring.root_generation();
    if (state.generation >= next) return {};
    const auto from = TRY(signing_key_of(keyring, state.generation));
    const auto to = TRY(signing_key_of(keyring, next));
    const auto origin = trail_origin(keyring);
    const auto note = sign_handover(
        {NoteKey{origin, from.public_key()}, NoteKey{origin, to.public_key()}, context.now}, from,
        to);
    state.handovers += outside_entry(context.now, note);
    TRY(context.store.set_setting(kSignerSetting, std::to_string(next) + "\n" + state.handovers));
    return context.trail.record(
        context.store, actor, context.now,
        {.action = std::string{kHandoverAction},
         .object_type = "trail",
         .object = std::int64_t{next},
         .detail = sha256(as_bytes(note))});
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
    const auto key = TRY(trail_signing_key(store, keyring));
    const auto handovers = TRY(trail_handovers(store));
    const auto written = TRY(log.finish(trail_origin(keyring), key, copies, handovers));
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
    receipt.checkpoint = sign_checkpoint(checkpoint, TRY(trail_signing_key(store, keyring)));
    return write_receipt(receipt);
}

Result<Checkpoint> uncontradicted(
    StoreReader& store, const Keyring& keyring, const OutsideCopies& copies) {
    AuditTree tree;
    auto next = copies.standing().begin();
    const auto end = copies.standing().end();
    Checkpoint before{trail_origin(keyring), 0, tree.root()};
    bool contradicted = false;
    const auto compare = [&] {
        if (next == end || next->size != tree.size()) return;
        contradicted = next->root != tree.root();
        ++next;
    };
    compare();
    TRY(each_leaf(store, [&](const Bytes& leaf) -> Result<> {
        if (contradicted) return {};
        if (next != end && next->size == tree.size() + 1)
            before = {trail_origin(keyring), tree.size(), tree.root()};
        tree.append(leaf_hash(leaf));
        compare();
        return {};
    }));
    return contradicted ? before : Checkpoint{trail_origin(keyring), tree.size(), tree.root()};
}

Result<AuditTree> compare_outside(
    StoreReader& store, const TrailKeys& keys, OutsideCopies& copies) {
    AuditTree tree;
    HandoverPlaces handovers(keys);
    TRY(copies.compare(tree));
    TRY(each_leaf(store, [&](const Bytes& leaf) {
        handovers.see(leaf);
        tree.append(leaf_hash(leaf));
        return copies.compare(tree);
    }));
    TRY(copies.finish(tree));
    const auto until = TRY(handovers.until());
    TRY(copies.check_keys(until));
    return tree;
}

Result<AuditTree> with_later_leaves(StoreReader& store, AuditTree tree) {
    const auto first = static_cast<std::int64_t>(tree.size());
    TRY(each_leaf(
        store,
        [&](const Bytes& leaf) -> Result<> {
            tree.append(leaf_hash(leaf));
            return {};
        },
        first));
    return tree;
}

}  // namespace genbo
