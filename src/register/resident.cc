// SPDX-License-Identifier: Apache-2.0
#include "register/resident.h"

#include <algorithm>
#include <mutex>

#include "register/model_book.h"
#include "register/resident_opening.h"

namespace genbo {

namespace {

// Records opened at once while loading: their sealed payloads are a few megabytes.
constexpr std::size_t kLoadChunk = 16'384;

}  // namespace

Resident::Resident(Model model, LiveOptions options)
    : model_(std::make_shared<const Model>(std::move(model))), options_(options) {
    clear();
}

std::shared_ptr<const Model> Resident::model() const {
    const std::shared_lock lock(mutex_);
    return model_;
}

Result<std::shared_ptr<const Model>> Resident::model_seen(StoreReader&) { return model(); }

void Resident::clear() {
    live_ = std::make_unique<LiveClusters>(register_schema(), *model_, options_);
    marked_.clear();
    search_ = {};
    records_.clear();
    slot_record_.clear();
    caught_up_ = 0;
    unsaved_ = 0;
    saved_ = false;
    ready_ = false;
}

Resident::PerRecord& Resident::at(RecordId record) {
    const auto index = static_cast<std::size_t>(record.value());
    if (index >= records_.size()) records_.resize(std::max(index + 1, records_.size() * 3 / 2));
    return records_[index];
}

void Resident::index_for_search(const ArrivingRecord& record) {
    auto& entry = at(record.record);
    if (entry.slot != 0) slot_record_[entry.slot - 1] = 0;
    slot_record_.push_back(record.record.value());
    entry.slot = static_cast<std::uint32_t>(slot_record_.size());
    search_.add(entry.slot - 1, record.features.search_tokens);
}

Result<> Resident::load(StoreReader& store, const RecordVault& vault, const Watch& watch) {
    std::unique_lock lock(mutex_);
    clear();
    std::vector<Put> puts;
    std::vector<StoredVersionOfRecord> chunk;
    const auto take_chunk = [&]() -> Result<> {
        auto opened = TRY(open_records(chunk, vault));
        for (const auto& [record, version] : chunk)
            at(record.id).customer = record.customer.value();
        for (auto& record : opened) {
            index_for_search(record);
            puts.push_back({record.record.value(), record.tie, std::move(record.features.row)});
        }
        chunk.clear();
        return watch ? watch(Step::reading, std::ssize(puts)) : Result<>{};
    };
    TRY(store.each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            chunk.emplace_back(record, version);
            if (chunk.size() == kLoadChunk) return take_chunk();
            return {};
        }));
    TRY(take_chunk());
    search_.settle();

    const auto verdicts = TRY(engine_verdicts(store));
    TRY(bulk_load(std::move(puts), verdicts, watch));
    TRY(finish_loading(store));
    ready_ = true;
    return {};
}

Result<> Resident::bulk_load(
    std::vector<Put> puts, std::span<const Verdict> verdicts, const Watch& watch) {
    Result<> watched;
    LiveClusters::GoOn go_on;
    if (watch)
        go_on = [&](std::uint64_t records) {
            watched = watch(Step::deciding, static_cast<std::int64_t>(records));
            return watched.ok();
        };
    // What it has left half done is thrown away with everything else.
    if (!live_->bulk_load(std::move(puts), verdicts, go_on)) clear();
    return watched;
}

Result<> Resident::finish_loading(StoreReader& store) {
    NumberId after;
    while (true) {
        const auto page = TRY(store.numbers(after, kLoadChunk));
        for (const auto& number : page)
            if (number.anchor.value() != 0) add_anchor(number.anchor, number.id);
        if (page.size() < kLoadChunk) break;
        after = page.back().id;
    }
    compare_partition();
    return {};
}

void Resident::compare_partition() {
    differences_ = 0;
    for (const auto& cluster : live_->all_clusters()) {
        NumberId number;
        for (const auto record : cluster) {
            const NumberId anchor = first_anchor(RecordId{record});
            if (anchor.value() != 0 && (number.value() == 0 || anchor < number)) number = anchor;
        }
        for (const auto record : cluster)
            if (customer_of(RecordId{record}) != number || number.value() == 0) ++differences_;
    }
}

Result<> Resident::open(StoreWriter& store, const RecordVault& vault) {
    if (ready()) return {};
    return restore(store, vault);
}

Result<> Resident::rebuild(StoreWriter& store, const RecordVault& vault) {
    return load(store, vault);
}

Result<> Resident::recover(StoreReader& store, const RecordVault& vault) {
    TRY(follow_model(store));
    return load(store, vault);
}

Result<> Resident::follow_model(StoreReader& store) {
    auto stored = TRY(model_in_force(store));
    if (!stored || model_to_json(*stored) == model_to_json(*model_)) return {};
    const std::unique_lock lock(mutex_);
    decide_by(std::make_shared<const Model>(*std::move(stored)));
    return {};
}

Result<> Resident::adopt(StoreWriter&, const RecordVault&, Resident& other) {
    const std::unique_lock lock(mutex_);
    live_.swap(other.live_);
    std::swap(search_, other.search_);
    records_.swap(other.records_);
    slot_record_.swap(other.slot_record_);
    differences_ = 0;
    caught_up_ = 0;
    unsaved_ = 0;
    saved_ = false;
    decide_by(other.model_);
    other.clear();
    return {};
}

Result<Outcome> Resident::apply(StoreWriter&, RegisterChange change) {
    const std::unique_lock lock(mutex_);
    return take(std::move(change));
}

Outcome Resident::take(RegisterChange change) {
    unsaved_ += change.puts.size() + change.removes.size();
    Change live_change;
    for (const auto& [left, right] : change.unset_verdicts)
        live_change.unset_verdicts.emplace_back(left.value(), right.value());
    for (const auto record : change.removes) {
        live_change.removes.push_back(record.value());
        auto& entry = at(record);
        if (entry.slot != 0) slot_record_[entry.slot - 1] = 0;
        entry.slot = 0;
    }
    for (auto& record : change.puts) {
        index_for_search(record);
        live_change.puts.push_back(
            {record.record.value(), record.tie, std::move(record.features.row)});
    }
    live_change.verdicts = std::move(change.verdicts);
    return live_->apply(live_change);
}

// Only the writer's thread changes what standing() reads, and it is the one that asks.
Result<std::vector<Standing>> Resident::standing(StoreWriter&, std::span<const RecordId> records) {
    std::vector<Standing> out;
    out.reserve(records.size());
    for (const auto record : records) out.push_back({customer_of(record), first_anchor(record)});
    return out;
}

Result<> Resident::settle(StoreWriter&, const RegisterDecision& decision) {
    const std::unique_lock lock(mutex_);
    for (const auto& change : decision.customers) at(change.record).customer = change.to.value();
    for (const auto& [record, number] : decision.anchors) at(record).first_anchor = number.value();
    return {};
}

Result<std::vector<RecordId>> Resident::find(
    StoreReader&, std::span<const std::vector<std::uint32_t>> terms, std::size_t limit) {
    const std::shared_lock lock(mutex_);
    if (!ready()) return Error{Fault::unavailable, "register.index_loading"};
    const auto slots =
        search_.find(terms, limit, [this](std::uint32_t slot) { return slot_record_[slot] != 0; });
    std::vector<RecordId> records;
    for (const auto slot : slots) records.emplace_back(slot_record_[slot]);
    return records;
}

Result<std::vector<ReviewPair>> Resident::review_pairs(
    StoreReader&, std::size_t limit, const std::optional<ReviewPair>& after) {
    // The list is made when it is asked for: alone.
    const std::unique_lock lock(mutex_);
    if (!ready()) return Error{Fault::unavailable, "register.index_loading"};
    return live_->review_pairs(limit, after);
}

Result<std::int64_t> Resident::review_count(StoreReader&) {
    const std::unique_lock lock(mutex_);
    if (!ready()) return Error{Fault::unavailable, "register.index_loading"};
    return static_cast<std::int64_t>(live_->review_count());
}

Result<std::vector<Candidate>> Resident::candidates(
    StoreReader&, const PreparedRow& row, Millibits floor, std::size_t limit) {
    const std::shared_lock lock(mutex_);
    if (!ready()) return Error{Fault::unavailable, "register.index_loading"};
    std::vector<Candidate> found;
    for (const auto& [record, bits] : live_->candidates(row, floor, limit))
        found.push_back({RecordId{record}, bits});
    return found;
}

namespace {

PreparedRow copy_of(RowView row) {
    // The last feature's end is where the bytes end.
    const auto features = register_schema().features.size();
    const std::size_t size = 2 * features + (features == 0 ? 0 : row.end(features - 1));
    return {std::string{row.data(), size}};
}

}  // namespace

Result<std::vector<MatchedRecord>> Resident::rows(StoreReader&, std::span<const RecordId> records) {
    const std::shared_lock lock(mutex_);
    if (!ready()) return Error{Fault::unavailable, "register.index_loading"};
    std::vector<MatchedRecord> found;
    for (const auto record : records)
        if (const auto row = live_->row_of(record.value()); row.data() != nullptr)
            found.push_back({record, copy_of(row), {}});
    return found;
}

// The writer's thread is the only one that changes what is read here.
Result<std::vector<MatchedRecord>> Resident::look_at(
    StoreWriter&, std::span<const RecordId> records) {
    std::vector<MatchedRecord> found;
    for (const auto record : records) {
        const auto row = live_->row_of(record.value());
        if (row.data() == nullptr) continue;
        auto& one = found.emplace_back(MatchedRecord{record, copy_of(row), {}});
        for (const auto& [other, bits] : live_->neighbours(record.value()))
            one.edges.push_back({RecordId{other}, bits});
        sort_candidates(one.edges);
    }
    return found;
}

NumberId Resident::customer_of(RecordId record) const {
    const auto index = static_cast<std::size_t>(record.value());
    return NumberId{index < records_.size() ? records_[index].customer : 0};
}

NumberId Resident::first_anchor(RecordId record) const {
    const auto index = static_cast<std::size_t>(record.value());
    return NumberId{index < records_.size() ? records_[index].first_anchor : 0};
}

void Resident::add_anchor(RecordId record, NumberId number) {
    auto& first = at(record).first_anchor;
    if (first == 0 || number.value() < first) first = number.value();
}

std::size_t Resident::memory_bytes() const {
    return search_.memory_bytes() + records_.capacity() * sizeof(PerRecord) +
           slot_record_.capacity() * sizeof(std::int64_t) + live_->statistics().memory_bytes;
}

}  // namespace genbo
