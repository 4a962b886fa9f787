// SPDX-License-Identifier: Apache-2.0
#include "register/cleanse_desk.h"

#include <algorithm>
#include <map>
#include <set>

#include "register/batch_intake.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

// Records that are read at once.
constexpr std::int64_t kCleansePage = 500;
constexpr std::size_t kCleanseEmptyPages = 20;

std::vector<RecordId> next_ids(RecordId after) {
    std::vector<RecordId> ids;
    for (std::int64_t i = 1; i <= kCleansePage; ++i) ids.emplace_back(after.value() + i);
    return ids;
}

// What becomes of a record: its current values with the approved ones in their places.
struct CleansedRecord {
    StoredRecord record;
    SourceValues values;
    std::int64_t written = 0;  // So many of the values.
};

Result<std::map<RecordId, CleansedRecord>> cleansed(
    ReadSession& session, const std::vector<CleanseChoice>& choices, Day today) {
    std::set<RecordId> wanted;
    for (const auto& choice : choices) wanted.insert(choice.record);
    const std::vector<RecordId> ids(wanted.begin(), wanted.end());
    const auto records = TRY(session.store().records(ids));
    std::map<RecordId, CleansedRecord> out;
    std::map<RecordId, std::vector<FieldFinding>> findings;
    for (const auto& version : TRY(session.store().current_versions(records))) {
        const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
        auto values = TRY(session.vault().open_payload(*record, version));
        findings[version.record] = check_fields(values, today);
        out[version.record] = {*record, std::move(values)};
    }
    for (const auto& choice : choices) {
        const auto at = out.find(choice.record);
        if (at == out.end() || at->second.record.version != choice.version)
            return Error{Fault::conflict, "register.proposal_changed"};
        const auto& found = findings[choice.record];
        const auto finding = std::ranges::find_if(found, [&](const FieldFinding& one) {
            return one.field == choice.field && one.code == choice.code && one.proposal;
        });
        if (finding == found.end()) return Error{Fault::conflict, "register.proposal_changed"};
        at->second.values.set(choice.field, *finding->proposal);
        ++at->second.written;
    }
    return out;
}

// A row that lands on its record: it names the same source and key.
struct CleansedRow {
    SourceId source;
    RecordId record;
    std::int64_t version = 0;  // That it was made of.
    std::int64_t values = 0;
    ReadyRow row;
};

CleansedRow row_of(const RecordVault& vault, const CleansedRecord& cleansed) {
    CleansedRow made{
        cleansed.record.source, cleansed.record.id, cleansed.record.version, cleansed.written, {}};
    made.row.key_hash = cleansed.record.key_hash;
    made.row.payload = encode_values(cleansed.values);
    made.row.content_hash = vault.content_hash(made.row.payload);
    made.row.features = features_of(cleansed.values);
    return made;
}

// The rows by source whose records still are as they were read; in the transaction that writes
// them, for a reader's session is of the moment when it began.
Result<std::map<SourceId, std::vector<const CleansedRow*>>> rows_that_hold(
    StoreReader& store, const std::vector<CleansedRow>& rows, IfChanged if_changed) {
    std::vector<RecordId> ids;
    for (const auto& row : rows) ids.push_back(row.record);
    std::map<RecordId, std::int64_t> versions;
    for (const auto& record : TRY(store.records(ids))) versions[record.id] = record.version;
    std::map<SourceId, std::vector<const CleansedRow*>> out;
    for (const auto& row : rows) {
        const auto now = versions.find(row.record);
        if (now != versions.end() && now->second == row.version)
            out[row.source].push_back(&row);
        else if (if_changed == IfChanged::write_none)
            return Error{Fault::conflict, "register.proposal_changed"};
    }
    return out;
}

Result<CleanseRun> write_cleansed(
    WriteContext& context, const std::vector<CleansedRow>& rows, const CleanseOrder& order,
    const Actor& actor) {
    CleanseRun run{.imports = order.imports};
    for (const auto& [source, held] : TRY(rows_that_hold(context.store, rows, order.if_changed))) {
        auto import = TRY(standing_import(
            context, order.imports, {source, std::string{kCleanseFileName}, {}, "{}", actor}));
        PreparedBatch batch;
        for (const auto* one : held) {
            batch.ready.push_back(one->row);
            batch.ready.back().row = ++batch.rows;
        }
        BatchIntake intake(context, import.id, source, actor, import.counts.rows);
        const auto outcomes = TRY(intake.take(batch));
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            // Of somebody whose erasure is pending it was held back.
            if (outcomes[i] != RowOutcome::changed) continue;
            ++run.records;
            run.values += held[i]->values;
        }
        const auto taken = TRY(intake.finish());
        import.finished = context.now;
        TRY(count_batch(context, import, taken.counts, actor));
        if (std::ranges::find(run.imports, import.id) == run.imports.end())
            run.imports.push_back(import.id);
    }
    return run;
}

}  // namespace

Result<CleansePiece> CleanseDesk::propose(ReadSession& session, const CleanseQuery& query) const {
    CleansePiece piece;
    // Every record has a version, and few identities are skipped: behind so many, and then a long
    // stretch with nobody, there is no more.
    const auto likely_last = RecordId{TRY(session.store().counts()).versions};
    RecordId at = query.after;
    std::size_t nobody = 0;
    // Also where nobody is left, for one piece is somebody's waiting time.
    std::int64_t passed = 0;
    // Their telephones would give them away.
    const auto made_up = TRY(made_up_customers(session.store(), session.vault())).record_ids;
    while (nobody < kCleanseEmptyPages && piece.proposals.size() < query.proposals &&
           passed < static_cast<std::int64_t>(query.records)) {
        const auto records = TRY(session.store().records(next_ids(at)));
        nobody = records.empty() && likely_last < at ? nobody + 1 : 0;
        if (nobody == 0) passed += kCleansePage;
        const auto versions = TRY(session.store().current_versions(records));
        RecordId done{at.value() + kCleansePage};
        for (const auto& version : versions) {
            const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
            if (made_up.contains(version.record)) continue;
            ++piece.looked_at;
            const auto values = TRY(session.vault().open_payload(*record, version));
            for (auto& finding : check_fields(values, today_)) {
                if (!finding.proposal && !query.without_proposal) continue;
                if (!finding.certain && query.certain_only) continue;
                const std::string value{values.get(finding.field)};
                piece.proposals.push_back(
                    {record->id, version.version, record->customer, record->source,
                     std::move(finding), value});
            }
            // Whole records: the next piece begins behind this one.
            if (piece.proposals.size() >= query.proposals) {
                done = record->id;
                break;
            }
        }
        at = done;
    }
    piece.next = nobody < kCleanseEmptyPages ? at : RecordId{};
    return piece;
}

Result<CleanseRun> CleanseDesk::apply(
    ReadSession& session, Writer& writer, const CleanseOrder& order, const Actor& actor) const {
    if (order.choices.empty() || order.choices.size() > kCleanseChoicesMax)
        return Error{
            Fault::limit, "register.cleanse_too_many", {std::to_string(kCleanseChoicesMax)}};
    std::vector<CleansedRow> rows;
    for (const auto& [id, one] : TRY(cleansed(session, order.choices, today_)))
        rows.push_back(row_of(session.vault(), one));
    CleanseRun run;
    TRY(writer.run([&](WriteContext& context) -> Result<> {
        run = TRY(write_cleansed(context, rows, order, actor));
        return {};
    }));
    return run;
}

// The piece behind `after`, added to `all`; where the next one begins.
Result<RecordId> CleanseDesk::apply_next(
    ReadSessions& sessions, Writer& writer, RecordId after, const Actor& actor,
    CleanseRun& all) const {
    auto session = TRY(sessions.borrow());
    const auto piece = TRY(propose(
        *session, {.after = after, .proposals = kCleanseChoicesMax / 2, .certain_only = true}));
    CleanseOrder order{.if_changed = IfChanged::leave_alone, .imports = all.imports};
    for (const auto& one : piece.proposals)
        order.choices.push_back({one.record, one.version, one.finding.field, one.finding.code});
    if (order.choices.empty()) return piece.next;
    const auto run = TRY(apply(*session, writer, order, actor));
    all.imports = run.imports;
    all.records += run.records;
    all.values += run.values;
    return piece.next;
}

CertainRun CleanseDesk::apply_certain(
    ReadSessions& sessions, Writer& writer, const Actor& actor) const {
    CertainRun run;
    RecordId after;
    do {
        const auto next = apply_next(sessions, writer, after, actor, run.written);
        if (!next.ok()) {
            run.error = next.error();
            return run;
        }
        after = *next;
    } while (after.value() != 0);
    return run;
}

}  // namespace genbo
