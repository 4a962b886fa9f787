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
    Result<std::vector<StoredRecord>> records(std::span<const RecordId> ids) override {
        return found_of(tables().records, ids);
    }
    Result<std::vector<StoredRecord>> records_by_keys(
        SourceId source, std::span<const Bytes> key_hashes) override {
        std::vector<StoredRecord> out;
        for (const auto& [id, record] : tables().records)
            if (record.source == source && std::ranges::count(key_hashes, record.key_hash) > 0)
                out.push_back(record);
        return out;
    }
    Result<std::vector<StoredRecord>> records_of(NumberId customer) override {
        std::vector<StoredRecord> out;
        for (const auto& [id, record] : tables().records)
            if (record.customer == customer && customer.value() != 0) out.push_back(record);
        return out;
    }
    Result<std::vector<CustomerMember>> members_of(std::span<const NumberId> customers) override {
        std::set<std::pair<NumberId, RecordId>> members;
        for (const auto& [id, record] : tables().records)
            if (record.customer.value() != 0 && std::ranges::count(customers, record.customer) > 0)
                members.emplace(record.customer, id);
        std::vector<CustomerMember> out;
        for (const auto& [customer, record] : members) out.push_back({customer, record});
        return out;
    }
    Result<std::vector<CustomerMember>> customers_of(std::span<const RecordId> records) override {
        std::vector<CustomerMember> out;
        for (const auto& [id, record] : tables().records)
            if (record.customer.value() != 0 && std::ranges::count(records, id) > 0)
                out.push_back({record.customer, id});
        return out;
    }
    Result<std::vector<CustomerMember>> first_anchors(std::span<const RecordId> records) override {
        std::map<RecordId, NumberId> first;
        for (const auto& [id, number] : tables().numbers)
            if (number.anchor.value() != 0 && std::ranges::count(records, number.anchor) > 0)
                first.try_emplace(number.anchor, id);
        std::vector<CustomerMember> out;
        for (const auto& [record, number] : first) out.push_back({number, record});
        return out;
    }
    Result<std::vector<StoredVersion>> current_versions(
        std::span<const StoredRecord> records) override {
        std::vector<StoredVersion> out;
        for (const auto& record : records) {
            const auto at = tables().versions.find({record.id, record.version});
            if (at != tables().versions.end()) out.push_back(at->second);
        }
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
            const auto current = tables().versions.find({id, record.version});
            if (current != tables().versions.end()) TRY(each(record, current->second));
        }
        return {};
    }
    Result<std::vector<RecordHead>> live_heads(RecordId after, std::size_t limit) override {
        std::vector<RecordHead> out;
        const auto& records = tables().records;
        for (auto at = records.upper_bound(after); at != records.end() && out.size() < limit; ++at)
            if (at->second.version != 0)
                out.push_back({at->first, at->second.version, at->second.customer});
        return out;
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
    Result<std::vector<StoredNumber>> numbers_by_id(std::span<const NumberId> ids) override {
        return found_of(tables().numbers, ids);
    }
    Result<std::vector<std::string>> taken_texts(std::span<const std::string> texts) override {
        std::vector<std::string> out;
        for (const auto& [id, number] : tables().numbers)
            if (std::ranges::count(texts, number.text) > 0) out.push_back(number.text);
        return out;
    }
    Result<StoredNumber> number_by_text(std::string_view text) override {
        for (const auto& [id, number] : tables().numbers)
            if (number.text == text) return number;
        return memory_missing();
    }
    Result<std::vector<StoredNumber>> numbers_anchored_on(
        std::span<const RecordId> records) override {
        std::vector<StoredNumber> out;
        for (const auto& [id, number] : tables().numbers)
            if (number.anchor.value() != 0 && std::ranges::count(records, number.anchor) > 0)
                out.push_back(number);
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
    Result<std::vector<StoredVerdict>> verdicts(VerdictId before, std::size_t limit) override {
        std::vector<StoredVerdict> out;
        const auto& all = tables().verdicts;
        auto at = before.value() == 0 ? all.end() : all.lower_bound(before);
        while (at != all.begin() && out.size() < limit) out.push_back((--at)->second);
        return out;
    }
    Result<std::vector<StoredVerdict>> verdicts_of(std::span<const RecordId> records) override {
        std::vector<StoredVerdict> out;
        for (const auto& [id, verdict] : tables().verdicts)
            if (std::ranges::count(records, verdict.left) > 0 ||
                std::ranges::count(records, verdict.right) > 0)
                out.push_back(verdict);
        return out;
    }
    Result<std::vector<StoredEvidence>> evidence_of(RecordId record) override {
        std::vector<StoredEvidence> out;
        const auto& all = tables().evidence;
        for (auto at = all.lower_bound({record, Bytes{}});
             at != all.end() && at->first.first == record; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<std::vector<StoredDetail>> details_of(RecordId record) override {
        std::vector<StoredDetail> out;
        for (const auto& [key, detail] : tables().details)
            if (key.first == record) out.push_back(detail);
        return out;
    }
    Result<std::vector<StoredAccess>> access_of(
        ByteView alias, ByteView before, std::size_t limit) override {
        std::vector<StoredAccess> out;
        const Bytes end = before.empty() ? Bytes(17, 0xff) : Bytes{before.begin(), before.end()};
        const auto& all = tables().access;
        for (auto at = all.lower_bound({end, Bytes{}}); at != all.begin() && out.size() < limit;)
            if (--at; std::ranges::equal(at->first.second, alias)) out.push_back(at->second);
        return out;
    }
    Result<std::vector<StoredAccess>> access_after(ByteView after, std::size_t limit) override {
        std::vector<StoredAccess> out;
        const auto& all = tables().access;
        const std::pair start{Bytes{after.begin(), after.end()}, Bytes(17, 0xff)};
        for (auto at = all.upper_bound(start); at != all.end() && out.size() < limit; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<std::vector<StoredAccessDay>> access_days(std::int64_t first_day) override {
        std::vector<StoredAccessDay> out;
        for (const auto& [key, day] : tables().access_days)
            if (day.day >= first_day) out.push_back(day);
        return out;
    }
    Result<StoredAlert> alert(ByteView entry) override {
        return find_in(tables().alerts, Bytes{entry.begin(), entry.end()});
    }
    Result<std::vector<StoredAlert>> alerts(std::size_t limit) override {
        std::vector<StoredAlert> out;
        const auto& all = tables().alerts;
        for (auto at = all.end(); at != all.begin() && out.size() < limit;)
            out.push_back((--at)->second);
        return out;
    }
    Result<std::vector<StoredMove>> moves_of(RecordId record) override {
        std::vector<StoredMove> out;
        for (const auto& [key, move] : tables().moves)
            if (key.first == record) out.push_back(move);
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
        for (const auto& [key, rejection] : tables().rejections) {
            const auto of = tables().imports.find(key.first);
            if (of != tables().imports.end() && of->second.state != ImportState::undone)
                ++counts.rejections;
        }
        counts.leaves = head_of(tables().leaves, -1) + 1;
        return counts;
    }
    Result<StoredSession> session(ByteView token_hash) override {
        return find_in(tables().sessions, Bytes{token_hash.begin(), token_hash.end()});
    }
    Result<std::vector<StoredSession>> sessions_of(StaffId staff) override {
        std::vector<StoredSession> out;
        for (const auto& [hash, session] : tables().sessions)
            if (session.staff == staff) out.push_back(session);
        std::ranges::sort(out, [](const auto& a, const auto& b) {
            return std::pair{a.used, a.token_hash} < std::pair{b.used, b.token_hash};
        });
        return out;
    }
    Result<StoredNote> note(std::string_view name) override {
        const auto at = tables().notes.find(name);
        if (at == tables().notes.end()) return memory_missing();
        return at->second;
    }
    Result<std::vector<StoredNote>> notes(std::string_view prefix) override {
        std::vector<StoredNote> out;
        for (const auto& [name, note] : tables().notes)
            if (name.starts_with(prefix)) out.push_back(note);
        return out;
    }
    Result<StoredUploadChunk> upload_chunk(std::string_view upload, std::int64_t chunk) override {
        return find_in(tables().uploads, std::pair{std::string{upload}, chunk});
    }
    Result<StoredPaper> paper(std::string_view name) override {
        return find_in(tables().papers, name);
    }
    Result<std::vector<StoredPaper>> papers_named(std::span<const std::string> names) override {
        std::map<std::string, StoredPaper> found;
        for (const auto& name : names)
            if (const auto at = tables().papers.find(name); at != tables().papers.end())
                found.insert(*at);
        return all(found);
    }
    Result<std::vector<StoredPaper>> papers(
        std::string_view after, std::string_view end, std::size_t limit) override {
        std::vector<StoredPaper> out;
        const auto& papers = tables().papers;
        for (auto at = papers.upper_bound(after);
             at != papers.end() && at->first < end && out.size() < limit; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<std::vector<StoredRecord>> all_records(RecordId after, std::size_t limit) override {
        std::vector<StoredRecord> out;
        const auto& records = tables().records;
        for (auto at = records.upper_bound(after); at != records.end() && out.size() < limit; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<std::vector<StoredAnswer>> answers(std::string_view after, std::size_t limit) override {
        std::vector<StoredAnswer> out;
        const auto& answers = tables().answers;
        for (auto at = answers.upper_bound(after); at != answers.end() && out.size() < limit; ++at)
            out.push_back(at->second);
        return out;
    }
    Result<std::int64_t> leaf_count() override { return head_of(tables().leaves, -1) + 1; }
    Result<std::vector<StoredPendingLeaf>> pending_leaves(std::size_t limit) override {
        std::vector<StoredPendingLeaf> out;
        for (const auto& [entry, leaf] : tables().pending_leaves)
            if (out.size() < limit) out.push_back(leaf);
        return out;
    }
    Result<std::int64_t> pending_leaf_count() override {
        return static_cast<std::int64_t>(tables().pending_leaves.size());
    }
    Result<std::vector<StoredEvent>> events(std::int64_t lane, std::size_t limit) override {
        std::vector<StoredEvent> out;
        for (const auto& [key, event] : tables().events)
            if (key.first == lane && out.size() < limit) out.push_back(event);
        return out;
    }
    Result<StoredLease> lease(std::string_view name) override {
        const auto at = tables().leases.find(name);
        if (at == tables().leases.end()) return memory_missing();
        return at->second;
    }
    Result<> verify() override { return {}; }

protected:
    virtual const MemoryTables& tables() const = 0;

private:
    // Each that is there, once, ascending.
    template <typename Map, typename Id>
    static auto found_of(const Map& map, std::span<const Id> ids)
        -> Result<std::vector<typename Map::mapped_type>> {
        std::vector<typename Map::mapped_type> out;
        for (const auto& [id, row] : map)
            if (std::ranges::count(ids, id) > 0) out.push_back(row);
        return out;
    }
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

    Result<Began> begin(WriteScope scope, ByteView) override {
        spoilt_ = false;
        if (scope == WriteScope::partition) ++work_.generation;
        return Began::fresh;
    }
    std::int64_t generation() const override { return work_.generation; }
    Result<> commit() override {
        if (spoilt_) return Error{Fault::unavailable, "store.retry", {"spoilt"}};
        const std::lock_guard lock(disk_->mutex);
        disk_->tables = std::make_shared<const MemoryTables>(work_);
        saved_.reset();
        return {};
    }
    void rollback() override {
        const std::lock_guard lock(disk_->mutex);
        work_ = *disk_->tables;
        saved_.reset();
        spoilt_ = false;
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
        spoilt_ = false;
    }

    Result<> set_setting(std::string_view name, std::string_view value) override {
        work_.settings[std::string{name}] = std::string{value};
        return {};
    }
    Result<> put_source(const StoredSource& source) override {
        const auto same_name = std::ranges::find_if(
            work_.sources, [&](const auto& entry) { return entry.second.name == source.name; });
        if (same_name != work_.sources.end() && same_name->first != source.id) return taken();
        auto [at, added] = work_.sources.try_emplace(source.id, source);
        at->second.label = source.label;
        at->second.rank = source.rank;
        return {};
    }
    Result<std::int64_t> take_ids(IdKind kind, std::int64_t count) override {
        return std::exchange(
            work_.next_ids.at(static_cast<std::size_t>(kind)),
            work_.next_ids.at(static_cast<std::size_t>(kind)) + count);
    }
    Result<> add_records(std::span<const StoredRecord> records) override {
        for (const auto& record : records) {
            if (work_.records.contains(record.id) ||
                !work_.record_keys.try_emplace({record.source, record.key_hash}, record.id).second)
                return taken();
            work_.records[record.id] = record;
        }
        return {};
    }
    Result<> set_current(std::span<const StoredRecord> records) override {
        for (const auto& record : records) {
            const auto at = work_.records.find(record.id);
            if (at == work_.records.end()) return missing();
            at->second.version = record.version;
            at->second.last_version = record.last_version;
            at->second.content_hash = record.content_hash;
        }
        return {};
    }
    Result<> set_customers(std::span<const CustomerOfRecord> changes) override {
        for (const auto& change : changes) {
            const auto at = work_.records.find(change.record);
            if (at == work_.records.end() || at->second.customer != change.from) return missing();
            at->second.customer = change.to;
        }
        return {};
    }
    Result<> add_versions(std::span<const StoredVersion> versions) override {
        for (const auto& version : versions)
            TRY(add(work_.versions, std::pair{version.record, version.version}, version));
        return {};
    }
    Result<> add_import(const StoredImport& import) override {
        return add(work_.imports, import.id, import);
    }
    Result<> update_import(const StoredImport& import) override {
        const auto at = work_.imports.find(import.id);
        if (at == work_.imports.end()) return missing();
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
    Result<> add_rejections(std::span<const StoredRejection> rejections) override {
        for (const auto& rejection : rejections)
            TRY(add(work_.rejections, std::pair{rejection.import, rejection.row}, rejection));
        return {};
    }
    Result<> add_numbers(std::span<const StoredNumber> numbers) override {
        for (const auto& number : numbers) {
            if (number_by_text(number.text).ok()) return taken();
            TRY(add(work_.numbers, number.id, number));
        }
        return {};
    }
    Result<> set_anchor(NumberId number, RecordId from, RecordId to) override {
        const auto at = work_.numbers.find(number);
        if (at == work_.numbers.end() || at->second.anchor != from) return missing();
        at->second.anchor = to;
        return {};
    }
    Result<> add_verdict(const StoredVerdict& verdict) override {
        return add(work_.verdicts, verdict.id, verdict);
    }
    Result<> withdraw_verdict(VerdictId id, Instant at) override {
        const auto verdict = work_.verdicts.find(id);
        if (verdict == work_.verdicts.end()) return missing();
        verdict->second.withdrawn = at;
        return {};
    }
    Result<> add_moves(std::span<const StoredMove> moves) override {
        for (const auto& move : moves) {
            const auto seq = static_cast<std::int64_t>(TRY(moves_of(move.record)).size()) + 1;
            auto stored = move;
            stored.seq = seq;
            work_.moves[{move.record, seq}] = stored;
        }
        return {};
    }
    Result<> add_evidence(std::span<const StoredEvidence> evidence) override {
        for (const auto& one : evidence)
            TRY(add(work_.evidence, std::pair{one.record, one.entry}, one));
        return {};
    }
    Result<> add_details(std::span<const StoredDetail> details) override {
        for (const auto& one : details)
            TRY(add(work_.details, std::pair{one.record, one.entry}, one));
        return {};
    }
    Result<> add_access(std::span<const StoredAccess> entries) override {
        for (const auto& one : entries)
            TRY(add(work_.access, std::pair{one.entry, one.alias}, one));
        return {};
    }
    Result<> put_access_days(std::span<const StoredAccessDay> days) override {
        for (const auto& one : days)
            work_.access_days.insert_or_assign(std::pair{one.actor, one.day}, one);
        return {};
    }
    Result<> put_alert(const StoredAlert& alert) override {
        const auto [at, added] = work_.alerts.try_emplace(alert.entry, alert);
        if (added) return {};
        at->second.state = alert.state;
        at->second.sealed = alert.sealed;
        return {};
    }
    Result<> put_staff(const StoredStaff& staff) override {
        const auto same_name = std::ranges::find_if(
            work_.staff, [&](const auto& entry) { return entry.second.name == staff.name; });
        if (same_name != work_.staff.end() && same_name->first != staff.id) return taken();
        auto [at, added] = work_.staff.try_emplace(staff.id, staff);
        at->second.role = staff.role;
        at->second.password_hash = staff.password_hash;
        at->second.must_change_password = staff.must_change_password;
        return {};
    }
    Result<> add_answer(const StoredAnswer& answer) override {
        return add(work_.answers, answer.key, answer);
    }
    Result<> put_session(const StoredSession& session) override {
        auto [at, added] = work_.sessions.try_emplace(session.token_hash, session);
        at->second.used = session.used;
        return {};
    }
    Result<> touch_session(ByteView token_hash, Instant used) override {
        const auto at = work_.sessions.find(Bytes{token_hash.begin(), token_hash.end()});
        if (at != work_.sessions.end()) at->second.used = std::max(at->second.used, used);
        return {};
    }
    Result<StoredNote> hold_note(std::string_view name, Instant now) override {
        return work_.notes.try_emplace(std::string{name}, StoredNote{std::string{name}, now, {}})
            .first->second;
    }
    Result<> put_note(const StoredNote& note) override {
        work_.notes.insert_or_assign(note.name, note);
        return {};
    }
    Result<> remove_note(std::string_view name) override {
        const auto at = work_.notes.find(name);
        if (at != work_.notes.end()) work_.notes.erase(at);
        return {};
    }
    Result<> add_upload_chunk(const StoredUploadChunk& chunk) override {
        return add(work_.uploads, std::pair{chunk.upload, chunk.chunk}, chunk);
    }
    Result<> remove_upload(std::string_view upload) override {
        std::erase_if(
            work_.uploads, [&](const auto& entry) { return entry.first.first == upload; });
        return {};
    }
    Result<> remove_uploads_before(Instant at) override {
        std::erase_if(work_.uploads, [&](const auto& entry) { return entry.second.at < at; });
        return {};
    }
    Result<> remove_session(ByteView token_hash) override {
        work_.sessions.erase(Bytes{token_hash.begin(), token_hash.end()});
        return {};
    }
    Result<> put_papers(std::span<const StoredPaper> papers) override {
        for (const auto& paper : papers) work_.papers.insert_or_assign(paper.name, paper);
        return {};
    }
    Result<> remove_papers(std::span<const std::string> names) override {
        for (const auto& name : names) work_.papers.erase(name);
        return {};
    }
    Result<> set_wrapped_keys(std::span<const WrappedKeyChange> changes) override {
        for (const auto& change : changes) {
            const auto at = work_.records.find(change.record);
            if (at == work_.records.end() || at->second.wrapped_key != change.from)
                return missing();
            at->second.wrapped_key = change.to;
        }
        return {};
    }
    Result<> reseal_rejections(std::span<const StoredRejection> rejections) override {
        for (const auto& one : rejections) {
            const auto at = work_.rejections.find({one.import, one.row});
            if (at == work_.rejections.end()) return missing();
            at->second.sealed = one.sealed;
        }
        return {};
    }
    Result<> reseal_verdicts(std::span<const StoredVerdict> verdicts) override {
        for (const auto& one : verdicts) {
            const auto at = work_.verdicts.find(one.id);
            if (at == work_.verdicts.end()) return missing();
            at->second.sealed_reason = one.sealed_reason;
        }
        return {};
    }
    Result<> reseal_answers(std::span<const StoredAnswer> answers) override {
        for (const auto& one : answers) {
            const auto at = work_.answers.find(one.key);
            if (at == work_.answers.end()) return missing();
            at->second.sealed_body = one.sealed_body;
        }
        return {};
    }
    Result<> erase_records(std::span<const StoredRecord> records) override {
        for (const auto& record : records) {
            if (work_.record_keys.erase({record.source, record.key_hash}) == 0) return missing();
            work_.records.erase(record.id);
            const auto of_record = [&](const auto& entry) {
                return entry.first.first == record.id;
            };
            std::erase_if(work_.versions, of_record);
            std::erase_if(work_.evidence, of_record);
            std::erase_if(work_.moves, of_record);
        }
        return {};
    }
    Result<> erase_verdicts(std::span<const StoredVerdict> verdicts) override {
        for (const auto& verdict : verdicts) work_.verdicts.erase(verdict.id);
        return {};
    }
    Result<> erase_rejections(std::span<const StoredRejection> rejections) override {
        for (const auto& one : rejections) work_.rejections.erase({one.import, one.row});
        return {};
    }
    Result<> erase_answers(std::span<const StoredAnswer> answers) override {
        for (const auto& one : answers) work_.answers.erase(one.key);
        return {};
    }
    Result<> add_leaves(std::int64_t first, std::span<const Bytes> leaves) override {
        for (const auto& leaf : leaves) TRY(add(work_.leaves, first++, leaf));
        return {};
    }
    Result<> add_pending_leaves(std::span<const StoredPendingLeaf> leaves) override {
        for (const auto& leaf : leaves) TRY(add(work_.pending_leaves, leaf.entry, leaf));
        return {};
    }
    Result<> remove_pending_leaves(std::span<const StoredPendingLeaf> leaves) override {
        for (const auto& leaf : leaves) work_.pending_leaves.erase(leaf.entry);
        return {};
    }
    Result<> add_events(std::span<const StoredEvent> events) override {
        for (const auto& event : events)
            TRY(add(work_.events, std::pair{event.lane, event.entry}, event));
        return {};
    }
    Result<> remove_events(std::span<const StoredEvent> events) override {
        for (const auto& event : events) work_.events.erase({event.lane, event.entry});
        return {};
    }
    Result<std::optional<StoredLease>> take_lease(
        std::string_view name, std::string_view holder, Instant now, Instant until) override {
        auto& lease = work_.leases[std::string{name}];
        if (lease.expires > now && lease.holder != holder) return std::optional<StoredLease>{};
        lease = {std::string{name}, std::string{holder}, lease.epoch + 1, until};
        return std::optional{lease};
    }
    Result<> keep_lease(const StoredLease& lease, Instant until) override {
        const auto held = work_.leases.find(lease.name);
        if (held == work_.leases.end() || held->second.holder != lease.holder ||
            held->second.epoch != lease.epoch)
            return spoil({Fault::conflict, "store.lease_lost", {lease.name}});
        held->second.expires = until;
        return {};
    }
    Result<> sweep(Instant older_than) override {
        std::erase_if(
            work_.answers, [&](const auto& entry) { return entry.second.at < older_than; });
        std::erase_if(
            work_.sessions, [&](const auto& entry) { return entry.second.used < older_than; });
        std::erase_if(work_.notes, [&](const auto& entry) { return entry.second.at < older_than; });
        return remove_uploads_before(older_than);
    }
    Result<> checkpoint() override { return {}; }

protected:
    const MemoryTables& tables() const override { return work_; }

private:
    // An error of a change spoils the transaction.
    Error spoil(Error error) {
        spoilt_ = true;
        return error;
    }
    Error taken() { return spoil(memory_taken()); }
    Error missing() { return spoil(memory_missing()); }

    template <typename Map, typename Id, typename Row>
    Result<> add(Map& map, const Id& id, const Row& row) {
        if (!map.try_emplace(id, row).second) return taken();
        return {};
    }

    std::shared_ptr<MemoryDisk> disk_;
    MemoryTables work_;
    std::optional<MemoryTables> saved_;
    bool spoilt_ = false;
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
