// SPDX-License-Identifier: Apache-2.0
#include "adapter/memory/memory_store.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/check.h"

namespace genbo {

namespace {

Error memory_missing() { return {Fault::not_found, "store.not_found"}; }

Error memory_taken() { return {Fault::conflict, "store.constraint", {"memory"}}; }

template <typename Map, typename Id>
auto find_in(const Map& map, const Id& id) -> Result<typename Map::mapped_type> {
    const auto at = map.find(id);
    if (at == map.end()) return memory_missing();
    return at->second;
}

template <typename Map>
std::int64_t head_of(const Map& map, std::int64_t none) {
    if (map.empty()) return none;
    if constexpr (std::is_integral_v<typename Map::key_type>)
        return map.rbegin()->first;
    else
        return map.rbegin()->first.value();
}

// Reads `tables()`, which is the snapshot of a reader or the work of the writer.
template <typename Base>
class MemoryReads : public Base {
public:
    Result<std::string> setting(std::string_view name) override {
        const auto at = tables().settings.find(name);
        if (at == tables().settings.end()) return memory_missing();
        return at->second;
    }
    Result<std::vector<std::pair<std::string, std::string>>> settings(
        std::string_view prefix) override {
        std::vector<std::pair<std::string, std::string>> out;
        for (const auto& setting : tables().settings)
            if (setting.first.starts_with(prefix)) out.push_back(setting);
        return out;
    }
    Result<std::vector<StoredSource>> sources() override { return all(tables().sources); }
    Result<StoredRecord> record(RecordId id) override { return find_in(tables().records, id); }
    Result<StoredRecord> record_by_key(SourceId source, ByteView key_hash) override {
        const auto id = find_in(
            tables().record_keys, std::pair{source, Bytes{key_hash.begin(), key_hash.end()}});
        if (!id.ok()) return id.error();
        return record(*id);
    }
    Result<std::vector<StoredRecord>> records_of(NumberId customer) override {
        std::vector<StoredRecord> out;
        for (const auto& [id, record] : tables().records)
            if (record.customer == customer) out.push_back(record);
        return out;
    }
    Result<StoredVersion> version(RecordId record, std::int64_t version) override {
        return find_in(tables().versions, std::pair{record, version});
    }
    Result<std::vector<StoredVersion>> versions(RecordId record) override {
        std::vector<StoredVersion> out;
        for (const auto& [key, version] : tables().versions)
            if (key.first == record) out.push_back(version);
        return out;
    }
    Result<> each_live_record(const StoreReader::EachRecord& each) override {
        for (const auto& [id, record] : tables().records) {
            if (record.version == 0) continue;
            const auto current = TRY(version(id, record.version));
            TRY(each(record, current));
        }
        return {};
    }
    Result<StoredImport> import(ImportId id) override { return find_in(tables().imports, id); }
    Result<std::vector<StoredImport>> imports(ImportId before, std::size_t limit) override {
        std::vector<StoredImport> out;
        const auto& imports = tables().imports;
        for (auto at = imports.rbegin(); at != imports.rend() && out.size() < limit; ++at)
            if (before.value() == 0 || at->first < before) out.push_back(at->second);
        return out;
    }
    Result<std::vector<RecordId>> records_of_import(ImportId id) override {
        std::set<RecordId> records;
        for (const auto& [key, version] : tables().versions)
            if (version.import == id) records.insert(key.first);
        return std::vector<RecordId>(records.begin(), records.end());
    }
    Result<std::vector<StoredRejection>> rejections(
        ImportId import, std::int64_t after_row, std::size_t limit) override {
        std::vector<StoredRejection> out;
        for (const auto& [key, rejection] : tables().rejections)
            if (key.first == import && key.second > after_row && out.size() < limit)
                out.push_back(rejection);
        return out;
    }
    Result<StoredNumber> number(NumberId id) override { return find_in(tables().numbers, id); }
    Result<StoredNumber> number_by_text(std::string_view text) override {
        for (const auto& [id, number] : tables().numbers)
            if (number.text == text) return number;
        return memory_missing();
    }
    Result<std::vector<StoredNumber>> numbers_anchored_on(RecordId record) override {
        std::vector<StoredNumber> out;
        for (const auto& [id, number] : tables().numbers)
            if (number.anchor == record) out.push_back(number);
        return out;
    }
    Result<std::vector<StoredNumber>> numbers(NumberId after, std::size_t limit) override {
        std::vector<StoredNumber> out;
        for (const auto& [id, number] : tables().numbers)
            if (id > after && out.size() < limit) out.push_back(number);
        return out;
    }
    Result<StoredVerdict> verdict(VerdictId id) override { return find_in(tables().verdicts, id); }
    Result<std::vector<StoredVerdict>> standing_verdicts() override {
        std::vector<StoredVerdict> out;
        for (const auto& [id, verdict] : tables().verdicts)
            if (verdict.withdrawn == Instant{}) out.push_back(verdict);
        return out;
    }
    Result<std::vector<StoredVerdict>> verdicts_of(RecordId record) override {
        std::vector<StoredVerdict> out;
        for (const auto& [id, verdict] : tables().verdicts)
            if (verdict.left == record || verdict.right == record) out.push_back(verdict);
        return out;
    }
    Result<std::vector<StoredMove>> moves_of(RecordId record) override {
        std::vector<StoredMove> out;
        for (const auto& move : tables().moves)
            if (move.record == record) out.push_back(move);
        return out;
    }
    Result<std::vector<StoredStaff>> staff() override { return all(tables().staff); }
    Result<StoredAnswer> answer(std::string_view key) override {
        const auto at = tables().answers.find(key);
        if (at == tables().answers.end()) return memory_missing();
        return at->second;
    }
    Result<std::vector<Bytes>> leaves(std::int64_t first, std::size_t limit) override {
        std::vector<Bytes> out;
        for (auto at = tables().leaves.lower_bound(first);
             at != tables().leaves.end() && out.size() < limit; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<StoreCounts> counts() override {
        StoreCounts counts;
        std::set<NumberId> customers;
        for (const auto& [id, record] : tables().records) {
            if (record.customer.value() == 0) continue;
            ++counts.records;
            customers.insert(record.customer);
        }
        counts.customers = static_cast<std::int64_t>(customers.size());
        counts.versions = static_cast<std::int64_t>(tables().versions.size());
        counts.numbers = static_cast<std::int64_t>(tables().numbers.size());
        for (const auto& [key, rejection] : tables().rejections)
            if (TRY(import(key.first)).state != ImportState::undone) ++counts.rejections;
        counts.leaves = head_of(tables().leaves, -1) + 1;
        return counts;
    }
    Result<StoreHeads> heads() override {
        return StoreHeads{head_of(tables().sources, 0),  head_of(tables().records, 0),
                          head_of(tables().imports, 0),  head_of(tables().numbers, 0),
                          head_of(tables().verdicts, 0), head_of(tables().staff, 0),
                          head_of(tables().leaves, -1)};
    }
    Result<> verify() override { return {}; }

protected:
    virtual const MemoryTables& tables() const = 0;

private:
    template <typename Map>
    static auto all(const Map& map) -> Result<std::vector<typename Map::mapped_type>> {
        std::vector<typename Map::mapped_type> out;
        for (const auto& [id, row] : map) out.push_back(row);
        return out;
    }
};

class MemoryReader final : public MemoryReads<StoreReader> {
public:
    explicit MemoryReader(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {}

    Result<> begin_snapshot() override {
        snapshot_ = now();
        return {};
    }
    void end_snapshot() override { snapshot_.reset(); }

protected:
    const MemoryTables& tables() const override {
        if (!snapshot_) latest_ = now();
        return snapshot_ ? *snapshot_ : *latest_;
    }

private:
    std::shared_ptr<const MemoryTables> now() const {
        const std::lock_guard lock(disk_->mutex);
        return disk_->tables;
    }

    std::shared_ptr<MemoryDisk> disk_;
    std::shared_ptr<const MemoryTables> snapshot_;
    mutable std::shared_ptr<const MemoryTables> latest_;
};

class MemoryWriter final : public MemoryReads<StoreWriter> {
public:
    explicit MemoryWriter(std::shared_ptr<MemoryDisk> disk)
        : disk_(std::move(disk)), work_(*disk_->tables) {}
    ~MemoryWriter() override {
        const std::lock_guard lock(disk_->mutex);
        disk_->has_writer = false;
    }

    Result<> begin_snapshot() override { return {}; }
    void end_snapshot() override {}

    Result<> begin() override { return {}; }
    Result<> commit() override {
        const std::lock_guard lock(disk_->mutex);
        disk_->tables = std::make_shared<const MemoryTables>(work_);
        saved_.reset();
        return {};
    }
    void rollback() override {
        const std::lock_guard lock(disk_->mutex);
        work_ = *disk_->tables;
        saved_.reset();
    }
    Result<> savepoint() override {
        saved_ = work_;
        return {};
    }
    Result<> release() override {
        saved_.reset();
        return {};
    }
    void rollback_to_savepoint() override {
        check(saved_.has_value());
        work_ = *std::exchange(saved_, std::nullopt);
    }

    Result<> set_setting(std::string_view name, std::string_view value) override {
        work_.settings[std::string{name}] = std::string{value};
        return {};
    }
    Result<> put_source(const StoredSource& source) override {
        const auto same_name = std::ranges::find_if(
            work_.sources, [&](const auto& entry) { return entry.second.name == source.name; });
        if (same_name != work_.sources.end() && same_name->first != source.id)
            return memory_taken();
        auto [at, added] = work_.sources.try_emplace(source.id, source);
        at->second.label = source.label;
        at->second.rank = source.rank;
        return {};
    }
    Result<> add_record(const StoredRecord& record) override {
        if (work_.records.contains(record.id) ||
            !work_.record_keys.try_emplace({record.source, record.key_hash}, record.id).second)
            return memory_taken();
        work_.records[record.id] = record;
        return {};
    }
    Result<> set_current(const StoredRecord& record) override {
        const auto at = work_.records.find(record.id);
        if (at == work_.records.end()) return memory_missing();
        at->second.version = record.version;
        at->second.last_version = record.last_version;
        at->second.content_hash = record.content_hash;
        return {};
    }
    Result<> set_customer(RecordId record, NumberId customer) override {
        const auto at = work_.records.find(record);
        if (at == work_.records.end()) return memory_missing();
        at->second.customer = customer;
        return {};
    }
    Result<> add_version(const StoredVersion& version) override {
        return add(work_.versions, std::pair{version.record, version.version}, version);
    }
    Result<> add_import(const StoredImport& import) override {
        return add(work_.imports, import.id, import);
    }
    Result<> update_import(const StoredImport& import) override {
        const auto at = work_.imports.find(import.id);
        if (at == work_.imports.end()) return memory_missing();
        // What it began as does not change.
        const StoredImport begun = at->second;
        at->second = import;
        at->second.source = begun.source;
        at->second.file_name = begun.file_name;
        at->second.file_hash = begun.file_hash;
        at->second.started = begun.started;
        at->second.actor = begun.actor;
        return {};
    }
    Result<> add_rejection(const StoredRejection& rejection) override {
        return add(work_.rejections, std::pair{rejection.import, rejection.row}, rejection);
    }
    Result<> add_number(const StoredNumber& number) override {
        if (number_by_text(number.text).ok()) return memory_taken();
        return add(work_.numbers, number.id, number);
    }
    Result<> set_anchor(NumberId number, RecordId anchor) override {
        const auto at = work_.numbers.find(number);
        if (at == work_.numbers.end()) return memory_missing();
        at->second.anchor = anchor;
        return {};
    }
    Result<> add_verdict(const StoredVerdict& verdict) override {
        return add(work_.verdicts, verdict.id, verdict);
    }
    Result<> withdraw_verdict(VerdictId id, Instant at) override {
        const auto verdict = work_.verdicts.find(id);
        if (verdict == work_.verdicts.end()) return memory_missing();
        verdict->second.withdrawn = at;
        return {};
    }
    Result<> add_move(const StoredMove& move) override {
        work_.moves.push_back(move);
        work_.moves.back().seq = static_cast<std::int64_t>(work_.moves.size());
        return {};
    }
    Result<> put_staff(const StoredStaff& staff) override {
        const auto same_name = std::ranges::find_if(
            work_.staff, [&](const auto& entry) { return entry.second.name == staff.name; });
        if (same_name != work_.staff.end() && same_name->first != staff.id) return memory_taken();
        auto [at, added] = work_.staff.try_emplace(staff.id, staff);
        at->second.role = staff.role;
        at->second.password_hash = staff.password_hash;
        at->second.must_change_password = staff.must_change_password;
        return {};
    }
    Result<> add_answer(const StoredAnswer& answer) override {
        return add(work_.answers, answer.key, answer);
    }
    Result<> add_leaf(std::int64_t seq, ByteView leaf) override {
        return add(work_.leaves, seq, Bytes{leaf.begin(), leaf.end()});
    }
    Result<> checkpoint() override { return {}; }

protected:
    const MemoryTables& tables() const override { return work_; }

private:
    template <typename Map, typename Id, typename Row>
    static Result<> add(Map& map, const Id& id, const Row& row) {
        if (!map.try_emplace(id, row).second) return memory_taken();
        return {};
    }

    std::shared_ptr<MemoryDisk> disk_;
    MemoryTables work_;
    std::optional<MemoryTables> saved_;
};

}  // namespace

Result<std::unique_ptr<StoreReader>> MemoryStore::reader() {
    return std::unique_ptr<StoreReader>(new MemoryReader(disk_));
}

Result<std::unique_ptr<StoreWriter>> MemoryStore::writer() {
    {
        const std::lock_guard lock(disk_->mutex);
        if (disk_->has_writer) return Error{Fault::unavailable, "store.in_use"};
        disk_->has_writer = true;
    }
    return std::unique_ptr<StoreWriter>(new MemoryWriter(disk_));
}

Result<> MemoryStore::copy_to(const std::string&) {
    return Error{Fault::invalid, "store.cannot_open", {"memory"}};
}

}  // namespace genbo
