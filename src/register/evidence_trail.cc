// SPDX-License-Identifier: Apache-2.0
#include "register/evidence_trail.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "match/schema.h"
#include "register/entry_id.h"

namespace genbo {

namespace {

// A cluster that came about: the pieces that it is made of, each known by its first record.
struct Pieces {
    std::vector<std::vector<std::int64_t>> of;
};

// New records are pieces of their own.
Pieces pieces_of(const PartitionChange& change, const RecordSet& after) {
    Pieces pieces;
    std::set<std::int64_t> left(after.begin(), after.end());
    for (const auto& before : change.before) {
        std::vector<std::int64_t> piece;
        for (const auto record : before)
            if (left.erase(record) > 0) piece.push_back(record);
        if (!piece.empty()) pieces.of.push_back(std::move(piece));
    }
    for (const auto record : left) pieces.of.push_back({record});
    // The largest first, of equals the oldest: it is the one that the others come to.
    std::ranges::sort(pieces.of, [](const auto& x, const auto& y) {
        return x.size() != y.size() ? x.size() > y.size() : x.front() < y.front();
    });
    return pieces;
}

using Looks = std::map<std::int64_t, const MatchedRecord*>;

// The strongest record outside the cluster that `came` has an edge with.
void add_rival(Joining& joining, Millibits bits, const RecordSet& cluster, const Looks& looks) {
    const auto look = looks.find(joining.came.value());
    if (look == looks.end()) return;
    for (const auto& edge : look->second->edges) {
        if (std::ranges::binary_search(cluster, edge.record.value())) continue;
        joining.rival = edge.record;
        joining.margin = bits - edge.bits;
        return;
    }
}

// As Prim's tree grows: always the piece with the strongest edge to what is together already.
void explain_cluster(
    const PartitionChange& change, const RecordSet& cluster, const Looks& looks,
    std::vector<Joining>& out) {
    auto pieces = pieces_of(change, cluster).of;
    if (pieces.size() < 2) return;
    std::set<std::int64_t> together(pieces[0].begin(), pieces[0].end());
    std::vector<bool> joined(pieces.size(), false);
    for (std::size_t round = 1; round < pieces.size(); ++round) {
        // Most bits, then the oldest; a piece without an edge was brought by a verdict.
        std::tuple<Millibits, std::int64_t, std::int64_t> best{};
        std::size_t chosen = 0;
        for (std::size_t i = 1; i < pieces.size(); ++i) {
            if (joined[i]) continue;
            for (const auto record : pieces[i]) {
                const auto look = looks.find(record);
                if (look == looks.end()) continue;
                for (const auto& edge : look->second->edges) {
                    if (!together.contains(edge.record.value())) continue;
                    const std::tuple one{edge.bits, -record, -edge.record.value()};
                    if (chosen == 0 || one > best) {
                        best = one;
                        chosen = i;
                    }
                    break;
                }
            }
        }
        Joining joining;
        if (chosen != 0) {
            const auto [bits, came, met] = best;
            joining = {.came = RecordId{-came}, .met = RecordId{-met}, .rival = {}, .margin = 0};
            add_rival(joining, bits, cluster, looks);
        } else {
            while (chosen == 0 || joined[chosen]) ++chosen;
            joining.came = RecordId{pieces[chosen].front()};
            joining.met = RecordId{pieces[0].front()};
        }
        joined[chosen] = true;
        together.insert(pieces[chosen].begin(), pieces[chosen].end());
        out.push_back(joining);
    }
}

template <typename Visit>
void each_joined(const Outcome& outcome, const Visit& visit) {
    for (const auto& change : outcome.changes)
        for (const auto& cluster : change.after)
            if (cluster.size() > 1) visit(change, cluster);
}

Looks looks_of(const std::vector<MatchedRecord>& records) {
    Looks looks;
    for (const auto& one : records) looks[one.record.value()] = &one;
    return looks;
}

class Scribe {
public:
    static Result<Scribe> open(WriteContext& context) {
        const auto number = TRY(ensure_sheet(context.store, context.now, *context.index.model()));
        return Scribe{context, number};
    }

    Evidence trace(const MatchedRecord& one, const MatchedRecord& other) const {
        const auto& schema = register_schema();
        const auto used = context_.index.model();
        const auto& model = *used;
        const auto why = explain(schema, model, one.row.view(), other.row.view());
        auto evidence = trace_of(why, schema, model, number_);
        evidence.other = other.record;
        return evidence;
    }

    Result<> add(const StoredRecord& record, const Evidence& evidence) {
        const Key key = TRY(context_.vault.open_key(record));
        const Bytes entry = entry_id(context_.now);
        const Bytes trace = encode_evidence(evidence);
        rows_.push_back(
            {record.id, entry, context_.now,
             context_.vault.seal_evidence(key, record.id, entry, trace)});
        return {};
    }

    Result<> write() { return context_.store.add_evidence(rows_); }

private:
    Scribe(WriteContext& context, std::int64_t number) : context_(context), number_(number) {}

    WriteContext& context_;
    std::int64_t number_;
    std::vector<StoredEvidence> rows_;
};

}  // namespace

std::vector<RecordId> joined_records(const Outcome& outcome) {
    std::set<RecordId> records;
    each_joined(outcome, [&](const PartitionChange& change, const RecordSet& cluster) {
        if (pieces_of(change, cluster).of.size() < 2) return;
        for (const auto record : cluster) records.insert(RecordId{record});
    });
    return {records.begin(), records.end()};
}

std::vector<Joining> explain_joins(
    const Outcome& outcome, const std::vector<MatchedRecord>& records) {
    const auto looks = looks_of(records);
    std::vector<Joining> joinings;
    each_joined(outcome, [&](const PartitionChange& change, const RecordSet& cluster) {
        explain_cluster(change, cluster, looks, joinings);
    });
    return joinings;
}

Result<> write_join_evidence(
    WriteContext& context, const Outcome& outcome, VerdictId verdict,
    const std::map<RecordId, StoredRecord*>& new_records) {
    const auto wanted = joined_records(outcome);
    if (wanted.empty()) return {};
    const auto records = TRY(context.index.look_at(context.store, wanted));
    const auto looks = looks_of(records);
    const auto joinings = explain_joins(outcome, records);
    std::vector<RecordId> known;
    for (const auto& joining : joinings)
        if (!new_records.contains(joining.came)) known.push_back(joining.came);
    std::map<RecordId, StoredRecord> stored;
    for (auto& record : TRY(context.store.records(known))) stored[record.id] = std::move(record);

    auto scribe = TRY(Scribe::open(context));
    for (const auto& joining : joinings) {
        const auto came = looks.find(joining.came.value());
        const auto met = looks.find(joining.met.value());
        if (came == looks.end() || met == looks.end()) continue;
        auto evidence = scribe.trace(*came->second, *met->second);
        evidence.cause = verdict.value() == 0 ? EvidenceCause::automatic : EvidenceCause::verdict;
        evidence.verdict = verdict;
        evidence.rival = joining.rival;
        evidence.margin = joining.margin;
        const auto fresh = new_records.find(joining.came);
        if (fresh != new_records.end()) {
            TRY(scribe.add(*fresh->second, evidence));
        } else if (const auto at = stored.find(joining.came); at != stored.end()) {
            TRY(scribe.add(at->second, evidence));
        }
    }
    return scribe.write();
}

Result<> write_verdict_evidence(
    WriteContext& context, RecordId left, RecordId right, VerdictId verdict) {
    const std::array pair{std::min(left, right), std::max(left, right)};
    const auto records = TRY(context.index.look_at(context.store, pair));
    if (records.size() != 2) return {};
    auto scribe = TRY(Scribe::open(context));
    auto evidence = scribe.trace(records[0], records[1]);
    evidence.cause = EvidenceCause::verdict;
    evidence.verdict = verdict;
    const auto record = TRY(context.store.record(pair[0]));
    TRY(scribe.add(record, evidence));
    return scribe.write();
}

Result<std::vector<KeptEvidence>> kept_evidence(
    StoreReader& store, const RecordVault& vault, const StoredRecord& record) {
    std::vector<KeptEvidence> kept;
    for (const auto& row : TRY(store.evidence_of(record.id))) {
        const Bytes trace = TRY(vault.open_evidence(record, row));
        kept.push_back({row.at, record.id, TRY(decode_evidence(trace))});
    }
    std::ranges::reverse(kept);
    return kept;
}

}  // namespace genbo
