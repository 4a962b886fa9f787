// SPDX-License-Identifier: Apache-2.0
#include "register/access_log.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/log.h"
#include "register/entry_id.h"

namespace genbo {

namespace {

constexpr std::chrono::seconds kMarksReadEvery{10};
constexpr std::chrono::days kExplainsFor{14};
constexpr std::size_t kAliasSize = 16;
// Leaves whose detail is a hash of access rows.
constexpr std::string_view kAccessObject = "access";

void put_text(Bytes& out, std::string_view text) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(text.size() >> shift));
    const auto bytes = as_bytes(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string joined_names(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : " ") + name;
    return text;
}

// Why the person may have had a reason to look at the record.
class ExplanationOf {
public:
    static Result<ExplanationOf> read(
        ReadSession& session, const AccessNote& act, const std::vector<StoredRecord>& records) {
        ExplanationOf why(act);
        if (act.staff.value() == 0) return why;
        std::vector<RecordId> ids;
        for (const auto& record : records) ids.push_back(record.id);
        for (const auto& verdict : TRY(session.store().verdicts_of(ids)))
            if (verdict.actor == act.staff && act.at - verdict.at < kExplainsFor) {
                why.judged_.insert(verdict.left);
                why.judged_.insert(verdict.right);
            }
        std::map<ImportId, bool> own;
        for (const auto& version : TRY(session.store().current_versions(records))) {
            if (act.at - version.at >= kExplainsFor) continue;
            why.fresh_.insert(version.record);
            const auto known = own.find(version.import);
            const bool his = known != own.end()
                                 ? known->second
                                 : TRY(session.store().import(version.import)).actor == act.staff;
            own[version.import] = his;
            if (his) why.judged_.insert(version.record);
        }
        return why;
    }

    std::int64_t of(RecordId record) const {
        std::int64_t bits = general_;
        if (judged_.contains(record)) bits |= bit(Explained::own_act);
        if (keeps_data_ && fresh_.contains(record)) bits |= bit(Explained::recent_data);
        return bits;
    }

private:
    explicit ExplanationOf(const AccessNote& act) : keeps_data_(act.role == "steward") {
        if (act.action.starts_with("review.") || act.action.starts_with("cleansing."))
            general_ |= bit(Explained::review);
        // Who looked is the auditor's own work, and shows nothing of the customer.
        if (act.action == "access.show") general_ |= bit(Explained::assignment);
    }

    std::int64_t general_ = 0;
    bool keeps_data_;
    std::set<RecordId> judged_;
    std::set<RecordId> fresh_;
};

StoredAccess row_of(const AccessNote& act, const Bytes& entry, ByteView alias) {
    StoredAccess row;
    row.alias.assign(alias.begin(), alias.end());
    row.entry = entry;
    row.actor = act.actor;
    row.role = act.role;
    row.action = act.action;
    row.fields = joined_names(act.fields);
    row.purpose = act.purpose;
    row.request_id = act.request_id;
    row.session = act.session;
    row.marks = act.marks;
    return row;
}

AuditTrail::Act leaf_of(const AccessNote& act, const std::vector<StoredAccess>& rows) {
    AuditTrail::Act leaf;
    leaf.action = act.action;
    leaf.object_type = kAccessObject;
    leaf.count = static_cast<std::uint64_t>(act.nameless) + act.records.size();
    leaf.fields = act.fields;
    if (leaf.fields.size() > kAuditFieldsMax) leaf.fields.resize(kAuditFieldsMax);
    leaf.purpose = act.purpose;
    leaf.detail = access_commit(rows);
    if (rows.size() == 1) {
        AuditAlias alias{};
        std::ranges::copy(rows.front().alias, alias.begin());
        leaf.alias = alias;
    }
    return leaf;
}

}  // namespace

Hash access_commit(std::vector<StoredAccess> rows) {
    std::ranges::sort(rows, {}, &StoredAccess::alias);
    Bytes all;
    for (const auto& row : rows) {
        for (const auto part :
             {as_text(row.alias), as_text(row.entry), std::string_view{row.actor},
              std::string_view{row.role}, std::string_view{row.action},
              std::string_view{row.fields}, std::string_view{row.purpose},
              std::string_view{row.request_id}, as_text(row.session)})
            put_text(all, part);
        put_text(all, std::to_string(row.explained));
        put_text(all, std::to_string(row.marks));
    }
    return sha256(all);
}

AccessLog::AccessLog(
    ReadSessions& sessions, Writer& writer, const Clock& clock, std::size_t queue_max)
    : sessions_(sessions), writer_(writer), clock_(clock), queue_max_(queue_max), thread_([this] {
          work();
      }) {}

AccessLog::~AccessLog() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
    if (const auto last = flush(); !last.ok())
        log_warn("access.lost", {{"code", LogToken{last.error().code}}});
}

Result<std::int64_t> AccessLog::marks_of(
    ReadSession& session, const StoredRecord& record, StaffId staff) {
    const std::lock_guard lock(marks_mutex_);
    const auto now = clock_.now();
    if (marks_read_ == Instant{} || now - marks_read_ > kMarksReadEvery || now < marks_read_) {
        person_marks_ = TRY(PersonMarks::read(session.store(), session.vault()));
        marks_read_ = now;
    }
    return person_marks_.of(record, staff);
}

Result<AccessLog::Prepared> AccessLog::prepare(AccessNote act) {
    auto session = TRY(sessions_.borrow());
    if (act.at == Instant{}) act.at = clock_.now();
    Prepared prepared;
    const Bytes entry = entry_id(act.at);
    std::ranges::sort(act.records);
    act.records.erase(std::unique(act.records.begin(), act.records.end()), act.records.end());
    const auto records = TRY(session->store().records(act.records));
    const auto why = TRY(ExplanationOf::read(*session, act, records));
    for (const auto& record : records) {
        const Key key = TRY(session->vault().open_key(record));
        const auto alias = record_alias(key);
        auto row = row_of(act, entry, alias);
        row.explained = why.of(record.id);
        row.marks |= TRY(marks_of(*session, record, act.staff));
        if (act.list && records.size() > 1) row.marks &= ~bit(Mark::honey);
        if (!act.words.empty() && !prepared.words) {
            auto detail = make_detail(record, key, act.at, act.words);
            prepared.words = std::move(detail.row);
            prepared.words_act = {
                .action = "search.words",
                .object_type = "record",
                .object = record.id.value(),
                .alias = alias,
                .detail = detail.commit};
        }
        prepared.rows.push_back(std::move(row));
    }
    if (prepared.rows.empty()) prepared.rows.push_back(row_of(act, entry, Bytes(kAliasSize)));
    prepared.act = leaf_of(act, prepared.rows);
    prepared.actor = act.actor;
    prepared.request_id = act.request_id;
    prepared.at = act.at;
    return prepared;
}

Result<> AccessLog::note(AccessNote act) {
    {
        const std::lock_guard lock(mutex_);
        if (failing_) return Error{Fault::unavailable, "register.access_log_down"};
    }
    auto prepared = TRY(prepare(std::move(act)));
    const std::lock_guard lock(mutex_);
    if (waiting_rows_ + prepared.rows.size() > queue_max_)
        return Error{Fault::limit, "register.access_log_full"};
    waiting_rows_ += prepared.rows.size();
    waiting_.push_back(std::move(prepared));
    return {};
}

Result<> AccessLog::write(const std::vector<Prepared>& batch) {
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            for (const auto& one : batch) {
                TRY(context.store.add_access(one.rows));
                TRY(context.trail.record_as(
                    context.store, one.actor, one.request_id, one.at, one.act));
                if (!one.words) continue;
                TRY(context.store.add_details(std::span{&*one.words, 1}));
                TRY(context.trail.record_as(
                    context.store, one.actor, one.request_id, one.at, one.words_act));
            }
            return {};
        },
        WriteScope::rows);
}

Result<> AccessLog::flush() {
    const std::lock_guard writing(writing_);
    std::vector<Prepared> batch;
    {
        const std::lock_guard lock(mutex_);
        batch.assign(
            std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
        waiting_.clear();
    }
    if (batch.empty()) return {};
    const auto written = write(batch);
    const std::lock_guard lock(mutex_);
    failing_ = !written.ok();
    if (written.ok()) {
        for (const auto& one : batch) waiting_rows_ -= one.rows.size();
        return {};
    }
    // Kept, in its order, until the store takes it.
    waiting_.insert(
        waiting_.begin(), std::make_move_iterator(batch.begin()),
        std::make_move_iterator(batch.end()));
    return written;
}

void AccessLog::work() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
        wake_.wait_for(lock, kAccessFlushEvery, [this] { return closing_; });
        lock.unlock();
        if (const auto flushed = flush(); !flushed.ok())
            log_warn("access.not_written", {{"code", LogToken{flushed.error().code}}});
        lock.lock();
    }
}

namespace {

// The rows of whole acts, in order.
Result<> each_act(
    StoreReader& store, const std::function<Result<>(const std::vector<StoredAccess>&)>& each) {
    constexpr std::size_t kPage = 5000;
    Bytes after;
    while (true) {
        auto page = TRY(store.access_after(after, kPage));
        const bool last_page = page.size() < kPage;
        // The last act of a full page may go on in the next.
        if (!last_page) {
            const Bytes last = page.back().entry;
            const auto cut = std::ranges::find(page, last, &StoredAccess::entry);
            if (cut != page.begin()) page.erase(cut, page.end());
        }
        for (auto begin = page.begin(); begin != page.end();) {
            const auto end = std::find_if(
                begin, page.end(), [&](const auto& row) { return row.entry != begin->entry; });
            TRY(each({begin, end}));
            begin = end;
        }
        if (last_page) return {};
        after = page.back().entry;
    }
}

}  // namespace

Result<AccessInspection> verify_access(StoreReader& store) {
    std::multiset<Hash> committed;
    constexpr std::size_t kPage = 10'000;
    for (std::int64_t first = 0;;) {
        const auto page = TRY(store.leaves(first, kPage));
        for (const auto& bytes : page) {
            const auto leaf = TRY(decode_leaf(bytes));
            if (leaf.object_type == kAccessObject && leaf.detail_commit)
                committed.insert(*leaf.detail_commit);
        }
        first += static_cast<std::int64_t>(page.size());
        if (page.size() < kPage) break;
    }
    // Of a shared master: those that wait for their place.
    for (const auto& pending : TRY(store.pending_leaves(1'000'000))) {
        const auto leaf = TRY(decode_leaf(pending.leaf));
        if (leaf.object_type == kAccessObject && leaf.detail_commit)
            committed.insert(*leaf.detail_commit);
    }
    AccessInspection inspection;
    inspection.without_rows = static_cast<std::int64_t>(committed.size());
    TRY(each_act(store, [&](const std::vector<StoredAccess>& rows) -> Result<> {
        inspection.rows += static_cast<std::int64_t>(rows.size());
        ++inspection.acts;
        const auto found = committed.find(access_commit(rows));
        if (found == committed.end())
            return Error{Fault::corrupt, "register.access_rows", {to_hex(rows.front().entry)}};
        committed.erase(found);
        --inspection.without_rows;
        return {};
    }));
    return inspection;
}

}  // namespace genbo
