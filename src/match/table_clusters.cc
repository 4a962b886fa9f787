// SPDX-License-Identifier: Apache-2.0
#include "match/table_clusters.h"

#include <algorithm>

#include "base/check.h"
#include "match/table_blocks.h"
#include "match/table_edges.h"
#include "match/table_walk.h"
#include "match/table_work.h"

namespace genbo {

namespace {

// A record that a change names, and what it does to it.
struct NamedRecord {
    std::int64_t id = 0;
    // Of several versions the last one; nothing = removed.
    const Put* put = nullptr;
};

// By id; of a record that is removed and put, the put counts.
std::vector<NamedRecord> named_records(const Change& change) {
    std::vector<NamedRecord> named;
    named.reserve(change.removes.size() + change.puts.size());
    for (const auto id : change.removes) named.push_back({id, nullptr});
    for (const auto& put : change.puts) {
        check(!put.row.bytes.empty());
        named.push_back({put.record_id, &put});
    }
    std::stable_sort(named.begin(), named.end(), [](const NamedRecord& x, const NamedRecord& y) {
        return x.id < y.id;
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < named.size(); ++i)
        if (i + 1 == named.size() || named[i + 1].id != named[i].id) named[kept++] = named[i];
    named.resize(kept);
    return named;
}

class TableApply {
public:
    explicit TableApply(TableWork& work) : work_(work), blocks_(work) {}

    Result<Outcome> run(const Change& change) && {
        TRY(take(change));
        TRY(blocks_.settle());
        TRY(connect_tables(work_, blocks_));
        TRY(write_rows());
        Outcome outcome;
        outcome.changes = TRY(walk_tables(work_));
        outcome.pairs_compared = work_.pairs_compared;
        return outcome;
    }

private:
    Result<> take(const Change& change) {
        const auto named = named_records(change);
        if (!named.empty()) {
            std::vector<std::int64_t> ids;
            ids.reserve(named.size());
            for (const auto& one : named) ids.push_back(one.id);
            auto rows = TRY(work_.tables.rows(ids));
            std::sort(rows.begin(), rows.end(), [](const MatchRow& x, const MatchRow& y) {
                return x.record < y.record;
            });
            auto row = rows.begin();
            for (const auto& one : named) {
                while (row != rows.end() && row->record < one.id) ++row;
                take(one, row != rows.end() && row->record == one.id ? &*row : nullptr);
            }
        }
        // Which verdicts there are is read from the tables.
        for (const auto& [a, b] : change.unset_verdicts) mark_named(a, b);
        for (const auto& verdict : change.verdicts) mark_named(verdict.a, verdict.b);
        return {};
    }

    void take(const NamedRecord& named, const MatchRow* before) {
        const auto number = work_.records.number(named.id);
        auto& record = work_.records[number];
        record.read = true;
        if (named.put == nullptr) {
            if (before == nullptr) return;
            record.gone = true;
            removed_.push_back(named.id);
        } else {
            record.tie = named.put->tie;
            record.row = named.put->row.view();
            record.born = before == nullptr;
            record.labelled = record.born;
            record.fresh = record.born || before->row != named.put->row;
            if (record.fresh || before->tie != named.put->tie)
                written_.push_back({named.id, named.put->tie, named.put->row});
        }
        work_.marked.push_back(number);
        if (record.fresh || record.gone)
            blocks_.replace(number, before == nullptr ? RowView{} : before->row.view(), record.row);
    }

    void mark_named(std::int64_t a, std::int64_t b) {
        work_.marked.push_back(work_.records.number(a));
        work_.marked.push_back(work_.records.number(b));
    }

    Result<> write_rows() {
        if (!removed_.empty()) TRY(work_.tables.remove_rows(removed_));
        if (!written_.empty()) TRY(work_.tables.put_rows(written_));
        return {};
    }

    TableWork& work_;
    TableBlocks blocks_;
    std::vector<std::int64_t> removed_;
    std::vector<MatchRow> written_;
};

}  // namespace

TableClusters::TableClusters(const Schema& schema, const Model& model, const LiveOptions& options)
    : schema_(schema),
      model_(model),
      options_(options),
      caps_(schema_, options_.limits()),
      scorer_(schema_, model_) {}

Result<Outcome> TableClusters::apply(ClusterTables& tables, const Change& change) const {
    TableWork work{
        .schema = schema_,
        .model = model_,
        .options = options_,
        .caps = caps_,
        .scorer = scorer_,
        .tables = tables};
    return TableApply{work}.run(change);
}

Result<std::vector<std::pair<std::int64_t, Millibits>>> TableClusters::candidates(
    ClusterTables& tables, const PreparedRow& row, Millibits floor, std::size_t limit) const {
    std::vector<std::pair<std::int64_t, Millibits>> found;
    BlockKeyMaker maker{schema_};
    const auto& keys = maker.keys(row.view());
    if (keys.empty()) return found;
    std::vector<std::int64_t> ids;
    for (const auto& block : TRY(tables.blocks(keys, caps_.most())))
        if (!block.overfull) ids.insert(ids.end(), block.records.begin(), block.records.end());
    make_set(ids);
    if (ids.empty()) return found;
    for (const auto& one : TRY(tables.rows(ids))) {
        const auto bits = scorer_.score(row.view(), one.row.view());
        if (bits >= floor) found.emplace_back(one.record, bits);
    }
    std::sort(found.begin(), found.end(), [](const auto& x, const auto& y) {
        return x.second != y.second ? x.second > y.second : x.first < y.first;
    });
    if (found.size() > limit) found.resize(limit);
    return found;
}

}  // namespace genbo
