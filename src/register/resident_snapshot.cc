// SPDX-License-Identifier: Apache-2.0

// The resident index out to its snapshot and in again.
//
// A snapshot need not be of this moment: it says which version of each record it holds, and the
// store says which there is now.  What differs is opened and goes through the engine as any change
// does, so that the partition is the one that load() would find (live_clusters.h).

#include <algorithm>
#include <map>
#include <mutex>

#include "base/build_id.h"
#include "base/check.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "register/resident.h"
#include "register/resident_opening.h"
#include "text/reference_tables.h"

namespace genbo {

namespace {

constexpr std::size_t kHeadsAtOnce = 16'384;
// When more than one record in so many has changed, making the index anew is faster.
constexpr std::size_t kCatchUpShare = 4;
// A snapshot is written when at least one record in so many is not in it, or a thousand.
constexpr std::uint64_t kUnsavedShare = 50;
constexpr std::uint64_t kUnsavedMin = 1000;

std::string maker_of(const Model& model, const LiveOptions& options) {
    const Hash of_model = sha256(as_bytes(model_to_json(model)));
    return build_id() + " " + to_hex(of_model) + " " + std::to_string(options.auto_bits) + " " +
           std::to_string(options.review_bits) + " " + std::to_string(options.mean_bits) + " " +
           std::to_string(options.block_cap) + " " + std::to_string(options.namesakes_cap) + " " +
           text_tables_version();
}

template <typename Each>
Result<> each_head(StoreReader& store, const Each& each) {
    RecordId after;
    while (true) {
        const auto page = TRY(store.live_heads(after, kHeadsAtOnce));
        for (const auto& head : page) each(head);
        if (page.size() < kHeadsAtOnce) return {};
        after = page.back().id;
    }
}

using VerdictsByPair = std::map<std::pair<std::int64_t, std::int64_t>, VerdictKind>;

VerdictsByPair by_pair(std::span<const Verdict> verdicts) {
    VerdictsByPair pairs;
    for (const auto& one : verdicts) pairs[std::minmax(one.a, one.b)] = one.kind;
    return pairs;
}

// One of an earlier root is not opened any more, and the index is made of the facts.
Key newest_snapshot_key(const Keyring& keyring) {
    const auto key = keyring.derive_of_root(keyring.root_generation(), "index.snapshot");
    check(key.ok());
    return *key;
}

}  // namespace

void Resident::keep_at(std::filesystem::path path, const Keyring& keyring) {
    place_ =
        SnapshotPlace{std::move(path), newest_snapshot_key(keyring), maker_of(*model_, options_)};
}

// REQUIRES: alone, and live_ is of this model or made anew.
void Resident::decide_by(std::shared_ptr<const Model> model) {
    model_ = std::move(model);
    if (place_) place_->maker = maker_of(*model_, options_);
}

Result<> Resident::mark(StoreReader& store) {
    marked_.clear();
    has_caught_up_ = false;
    return each_head(
        store, [&](const RecordHead& head) { marked_.push_back({head.id.value(), head.version}); });
}

Result<> Resident::catch_up(StoreReader& store, const RecordVault& vault) {
    const std::unique_lock lock(mutex_);
    check(!has_caught_up_);
    has_caught_up_ = true;
    // Records that are gone meanwhile have no customer, and numbers may have another anchor.
    for (auto& record : records_) record.customer = record.first_anchor = 0;
    auto changed = TRY(what_changed(store, marked_));
    TRY(fetch(store, vault, changed));
    take(std::move(changed.change));
    return finish_loading(store);
}

void Resident::write_state(ArchiveWriter& archive, const std::vector<Held>& held) const {
    archive.vector(held);
    archive.vector(slot_record_);
    SearchIndex::transfer(archive, search_);
    live_->save(archive);
}

void Resident::read_state(ArchiveReader& archive, std::vector<Held>& held) {
    archive.vector(held);
    archive.vector(slot_record_);
    SearchIndex::transfer(archive, search_);
    live_->load(archive);
}

Result<> Resident::save(StoreReader& store, Saving saving) {
    if (!place_ || !ready()) return {};
    const auto records = live_->statistics().records;
    if (saving == Saving::when_worth_it && saved_ &&
        unsaved_ < std::max(kUnsavedMin, records / kUnsavedShare))
        return {};
    const std::shared_lock lock(mutex_);
    std::vector<Held> held;
    held.reserve(records);
    TRY(each_head(
        store, [&](const RecordHead& head) { held.push_back({head.id.value(), head.version}); }));
    TRY(write_snapshot(*place_, [&](ArchiveWriter& archive) { write_state(archive, held); }));
    saved_ = true;
    unsaved_ = 0;
    return {};
}

Result<> Resident::restore(StoreReader& store, const RecordVault& vault) {
    if (!place_) return load(store, vault);
    auto done = restored(store, vault);
    if (!done.ok() && done.error().code != "register.no_snapshot")
        log_warn("index.snapshot_not_used", {{"code", LogToken{done.error().code}}});
    if (done.ok() && *done) return {};
    return load(store, vault);
}

Result<bool> Resident::restored(StoreReader& store, const RecordVault& vault) {
    const std::unique_lock lock(mutex_);
    clear();
    std::vector<Held> held;
    TRY(read_snapshot(*place_, [&](ArchiveReader& archive) { read_state(archive, held); }));
    for (std::uint32_t slot = 0; slot < slot_record_.size(); ++slot)
        if (slot_record_[slot] != 0) at(RecordId{slot_record_[slot]}).slot = slot + 1;
    auto changed = TRY(what_changed(store, held));
    const auto changes = changed.fetch.size() + changed.change.removes.size();
    if (changes > held.size() / kCatchUpShare + kUnsavedMin) return false;
    TRY(fetch(store, vault, changed));
    take(std::move(changed.change));
    unsaved_ = caught_up_ = changes;
    TRY(finish_loading(store));
    saved_ = true;
    ready_ = true;
    return true;
}

Result<Resident::CatchUp> Resident::what_changed(StoreReader& store, std::span<const Held> held) {
    CatchUp changed;
    std::size_t next = 0;
    const auto gone_before = [&](std::int64_t id) {
        for (; next < held.size() && held[next].record < id; ++next)
            changed.change.removes.emplace_back(held[next].record);
    };
    TRY(each_head(store, [&](const RecordHead& head) {
        gone_before(head.id.value());
        at(head.id).customer = head.customer.value();
        const bool known = next < held.size() && held[next].record == head.id.value();
        if (!known || held[next].version != head.version) {
            changed.fetch.push_back(head.id);
            // A record that is put again is removed first.
            if (known) changed.change.removes.push_back(head.id);
        }
        if (known) ++next;
    }));
    gone_before(INT64_MAX);

    const auto now = by_pair(TRY(engine_verdicts(store)));
    const auto then = by_pair(live_->verdicts());
    for (const auto& [pair, kind] : then)
        if (!now.contains(pair))
            changed.change.unset_verdicts.emplace_back(RecordId{pair.first}, RecordId{pair.second});
    for (const auto& [pair, kind] : now)
        if (const auto old = then.find(pair); old == then.end() || old->second != kind)
            changed.change.verdicts.push_back({pair.first, pair.second, kind});
    return changed;
}

Result<> Resident::fetch(StoreReader& store, const RecordVault& vault, CatchUp& changed) {
    std::span<const RecordId> left{changed.fetch};
    while (!left.empty()) {
        const auto some = left.first(std::min(left.size(), kHeadsAtOnce));
        left = left.subspan(some.size());
        const auto records = TRY(store.records(some));
        const auto versions = TRY(store.current_versions(records));
        if (versions.size() != records.size() || records.size() != some.size())
            return Error{Fault::corrupt, "register.bad_index", {"versions"}};
        std::vector<StoredVersionOfRecord> sealed;
        for (std::size_t i = 0; i < records.size(); ++i)
            sealed.emplace_back(records[i], versions[i]);
        for (auto& record : TRY(open_records(sealed, vault)))
            changed.change.puts.push_back(std::move(record));
    }
    return {};
}

}  // namespace genbo
