// SPDX-License-Identifier: Apache-2.0
#include "register/cleanse_desk.h"

#include <algorithm>
#include <map>
#include <set>

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
    }
    return out;
}

// A row that lands on its record: it names the same source and key.
Result<ReadyRow> row_of(const RecordVault& vault, const CleansedRecord& cleansed) {
    ReadyRow row;
    row.key_hash = cleansed.record.key_hash;
    row.payload = encode_values(cleansed.values);
    row.content_hash = vault.content_hash(row.payload);
    row.features = features_of(cleansed.values);
    return row;
}

}  // namespace

Result<CleansePiece> CleanseDesk::propose(ReadSession& session, const CleanseQuery& query) const {
    CleansePiece piece;
    // Every record has a version, and few identities are skipped: behind so many, and then a long
    // stretch with nobody, there is no more.
    const auto likely_last = RecordId{TRY(session.store().counts()).versions};
    RecordId at = query.after;
    std::size_t nobody = 0;
    // Their telephones would give them away.
    const auto made_up = TRY(made_up_customers(session.store(), session.vault())).record_ids;
    while (nobody < kCleanseEmptyPages && piece.proposals.size() < query.proposals &&
           piece.looked_at < static_cast<std::int64_t>(query.records)) {
        const auto records = TRY(session.store().records(next_ids(at)));
        nobody = records.empty() && likely_last < at ? nobody + 1 : 0;
        const auto versions = TRY(session.store().current_versions(records));
        RecordId done{at.value() + kCleansePage};
        for (const auto& version : versions) {
            const auto record = std::ranges::find(records, version.record, &StoredRecord::id);
            ++piece.looked_at;
            if (made_up.contains(version.record)) continue;
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
    ReadSession& session, Writer& writer, const std::vector<CleanseChoice>& choices,
    const Actor& actor) const {
    if (choices.empty() || choices.size() > kCleanseChoicesMax)
        return Error{
            Fault::limit, "register.cleanse_too_many", {std::to_string(kCleanseChoicesMax)}};
    const auto records = TRY(cleansed(session, choices, today_));
    std::map<SourceId, std::shared_ptr<PreparedBatch>> batches;
    for (const auto& [id, one] : records) {
        auto& batch = batches[one.record.source];
        if (!batch) batch = std::make_shared<PreparedBatch>();
        auto row = TRY(row_of(session.vault(), one));
        row.row = ++batch->rows;
        batch->ready.push_back(std::move(row));
    }
    CleanseRun run;
    run.records = std::ssize(records);
    run.values = std::ssize(choices);
    ImportDesk desk(writer);
    for (const auto& [source, batch] : batches) {
        const auto import =
            TRY(desk.begin({source, std::string{kCleanseFileName}, {}, "{}", actor}));
        auto outcome = std::make_shared<BatchOutcome>();
        const auto taken = desk.take(import, source, actor, batch, outcome).get();
        TRY(desk.finish(import, taken.ok() ? ImportState::done : ImportState::failed, "{}", actor));
        if (!taken.ok()) return taken.error();
        run.imports.push_back(import);
    }
    return run;
}

Result<CleanseRun> CleanseDesk::apply_certain(
    ReadSessions& sessions, Writer& writer, const Actor& actor) const {
    CleanseRun all;
    RecordId after;
    do {
        auto session = TRY(sessions.borrow());
        const auto piece = TRY(propose(
            *session, {.after = after, .proposals = kCleanseChoicesMax / 2, .certain_only = true}));
        std::vector<CleanseChoice> choices;
        for (const auto& one : piece.proposals)
            choices.push_back({one.record, one.version, one.finding.field, one.finding.code});
        if (!choices.empty()) {
            const auto run = TRY(apply(*session, writer, choices, actor));
            all.imports.insert(all.imports.end(), run.imports.begin(), run.imports.end());
            all.records += run.records;
            all.values += run.values;
        }
        after = piece.next;
    } while (after.value() != 0);
    return all;
}

}  // namespace genbo
