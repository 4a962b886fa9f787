// SPDX-License-Identifier: Apache-2.0
#include "register/audit_trail.h"

#include <algorithm>

#include "access/api_key.h"
#include "base/check.h"
#include "crypto/aead.h"
#include "register/entry_id.h"

namespace genbo {

namespace {

constexpr std::string_view kFrontierSetting = "audit.frontier";
constexpr std::size_t kTrailPage = 10'000;
constexpr std::string_view kRecordObject = "record";
constexpr std::uint8_t kDetailKeyVersion = 1;

AssociatedData detail_place(RecordId record, ByteView entry) {
    AssociatedData place("audit_detail");
    place.number(record.value()).bytes(entry);
    return place;
}

Result<AuditTree> stored_tree(StoreReader& store) {
    const auto frontier = store.setting(kFrontierSetting);
    if (!frontier.ok()) {
        if (frontier.error().fault == Fault::not_found) return AuditTree{};
        return frontier.error();
    }
    const Bytes bytes = TRY(from_hex(*frontier));
    return AuditTree::restore(bytes);
}

}  // namespace

std::string Actor::trail_name() const {
    if (staff.value() < 0) return "key:" + api_key_id(staff);
    return staff.value() == 0 ? "system" : "staff:" + std::to_string(staff.value());
}

AuditTrail::AuditTrail(const Keyring& keyring, AuditTree tree, Sharing sharing)
    : alias_mac_(keyring.derive("audit.alias")), tree_(std::move(tree)), sharing_(sharing) {}

Result<AuditTree> stored_audit_tree(StoreReader& store) {
    auto tree = TRY(stored_tree(store));
    if (static_cast<std::int64_t>(tree.size()) != TRY(store.leaf_count()))
        return Error{Fault::corrupt, "register.audit_frontier"};
    return tree;
}

Result<AuditTrail> AuditTrail::open(StoreReader& store, const Keyring& keyring, Sharing sharing) {
    AuditTree tree;
    if (sharing == Sharing::embedded) tree = TRY(stored_audit_tree(store));
    return AuditTrail{keyring, std::move(tree), sharing};
}

AuditAlias record_alias(const Key& data_key) {
    const Key derived = derive_key(data_key, "audit.alias");
    AuditAlias alias{};
    std::copy_n(derived.bytes().begin(), alias.size(), alias.begin());
    return alias;
}

MadeDetail make_detail(
    const StoredRecord& record, const Key& data_key, Instant at, std::string_view text) {
    const Bytes entry = entry_id(at);
    return {
        {record.id, entry,
         seal(data_key, kDetailKeyVersion, detail_place(record.id, entry), as_bytes(text))},
        commit_detail(data_key, as_bytes(text))};
}

Result<std::vector<OpenedDetail>> opened_details(
    StoreReader& store, const StoredRecord& record, const Key& data_key) {
    std::vector<OpenedDetail> opened;
    for (const auto& detail : TRY(store.details_of(record.id))) {
        const Bytes text =
            TRY(unseal(data_key, detail_place(record.id, detail.entry), detail.sealed));
        opened.push_back({detail.entry, std::string{as_text(text)}, commit_detail(data_key, text)});
    }
    return opened;
}

Result<> AuditTrail::record(StoreWriter& store, const Actor& actor, Instant at, const Act& act) {
    return record_as(store, actor.trail_name(), actor.request_id, at, act);
}

Result<> AuditTrail::record_as(
    StoreWriter& store, const std::string& actor, const std::string& request_id, Instant at,
    const Act& act) {
    AuditLeaf leaf;
    leaf.seq = sharing_ == Sharing::embedded ? tree_.size() : 0;
    leaf.at = at;
    leaf.actor = actor;
    leaf.action = act.action;
    leaf.object_type = act.object_type;
    leaf.request_id = request_id;
    leaf.count = act.count;
    leaf.alias = act.alias;
    leaf.fields = act.fields;
    leaf.purpose = act.purpose;
    leaf.decision = act.decision;
    leaf.detail_commit = act.detail;
    // A hash under one key for all would lead to the person as long as the keyring lives.
    check(act.object_type != kRecordObject || act.object == 0 || act.alias);
    if (act.object != 0 && !act.alias) {
        AssociatedData name(act.object_type);
        name.number(act.object);
        const Hash tag = alias_mac_.tag(name);
        AuditAlias alias{};
        std::copy_n(tag.begin(), alias.size(), alias.begin());
        leaf.alias = alias;
    }
    const Bytes encoded = encode_leaf(leaf);
    if (sharing_ == Sharing::shared) {
        const StoredPendingLeaf pending{act.object, entry_id(at), encoded};
        return store.add_pending_leaves(std::span{&pending, 1});
    }
    TRY(store.add_leaves(static_cast<std::int64_t>(leaf.seq), std::span{&encoded, 1}));
    tree_.append(leaf_hash(encoded));
    return {};
}

Result<> AuditTrail::save(StoreWriter& store) const {
    if (sharing_ == Sharing::shared) return {};
    return store.set_setting(kFrontierSetting, to_hex(tree_.frontier()));
}

Result<std::size_t> sequence_leaves(StoreWriter& store, std::size_t limit) {
    const auto waiting = TRY(store.pending_leaves(limit));
    if (waiting.empty()) return std::size_t{0};
    auto tree = TRY(stored_audit_tree(store));
    const auto first = static_cast<std::int64_t>(tree.size());
    std::vector<Bytes> leaves;
    leaves.reserve(waiting.size());
    for (const auto& pending : waiting) {
        auto leaf = TRY(decode_leaf(pending.leaf));
        leaf.seq = tree.size();
        leaves.push_back(encode_leaf(leaf));
        tree.append(leaf_hash(leaves.back()));
    }
    TRY(store.add_leaves(first, leaves));
    TRY(store.remove_pending_leaves(waiting));
    TRY(store.set_setting(kFrontierSetting, to_hex(tree.frontier())));
    return waiting.size();
}

Result<std::uint64_t> verify_trail(StoreReader& store) {
    const auto expected = TRY(stored_tree(store));
    AuditTree tree;
    while (true) {
        const auto page = TRY(store.leaves(static_cast<std::int64_t>(tree.size()), kTrailPage));
        for (const auto& bytes : page) {
            const auto at = std::to_string(tree.size());
            const auto leaf = decode_leaf(bytes);
            if (!leaf.ok() || leaf->seq != tree.size())
                return Error{Fault::corrupt, "register.audit_leaf", {at}};
            tree.append(leaf_hash(bytes));
        }
        if (page.size() < kTrailPage) break;
    }
    if (!(tree == expected))
        return Error{Fault::corrupt, "register.audit_root", {std::to_string(tree.size())}};
    return tree.size();
}

}  // namespace genbo
