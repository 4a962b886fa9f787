// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "match/live_state.h"
#include "match/partition_changes.h"

namespace genbo {

// One change, from start to end.
class LiveApply {
public:
    enum class Report { wanted, none };

    LiveApply(LiveClusters::State& state, Report report, const LiveClusters::GoOn* go_on = nullptr)
        : state_(state), keys_(state.schema), report_(report), go_on_(go_on) {}

    // After a stop the state is between two states: for whoever throws it away.
    bool stopped() const { return stopped_; }

    Outcome run(const Change& change) {
        for (const auto& [a, b] : change.unset_verdicts) unset_verdict(a, b);
        withdraw(change);
        insert(change);
        connect();
        if (stopped_) return {};
        settle();
        for (const auto& verdict : change.verdicts) set_verdict(verdict);
        recluster();
        state_.review_made = false;
        return std::move(outcome_);
    }

private:
    static constexpr std::size_t kAskEvery = 4'096;

    // Asked at the `at`th of many steps alike.
    bool goes_on(std::size_t at, std::uint64_t records) {
        if (go_on_ != nullptr && at % kAskEvery == 0 && !stopped_) stopped_ = !(*go_on_)(records);
        return !stopped_;
    }

    void mark(std::uint32_t slot) { marked_.push_back(slot); }
    void mark_id(std::int64_t id) {
        const auto slot = state_.records.slot_of(id);
        if (slot != kNoSlot) mark(slot);
    }
    bool joins(Millibits bits) const { return bits >= state_.options.auto_bits; }
    bool live(BlockKey key, std::size_t records) const {
        return records >= 2 && records <= state_.caps.of(key);
    }

    void unset_verdict(std::int64_t a, std::int64_t b) {
        const auto drop = [&](std::int64_t from, std::int64_t to) {
            const auto found = state_.verdicts.find(from);
            if (found == state_.verdicts.end()) return;
            found->second.erase(to);
            if (found->second.empty()) state_.verdicts.erase(found);
        };
        drop(a, b);
        drop(b, a);
        state_.refused.erase(std::minmax(a, b));
        mark_id(a);
        mark_id(b);
    }

    void set_verdict(const Verdict& verdict) {
        if (verdict.a == verdict.b) return;
        state_.verdicts[verdict.a][verdict.b] = verdict.kind;
        state_.verdicts[verdict.b][verdict.a] = verdict.kind;
        state_.refused.erase(std::minmax(verdict.a, verdict.b));
        mark_id(verdict.a);
        mark_id(verdict.b);
    }

    void withdraw(const Change& change) {
        for (const auto id : change.removes) withdraw(id);
        for (const auto& put : change.puts) withdraw(put.record_id);
    }

    void withdraw(std::int64_t id) {
        const auto slot = state_.records.slot_of(id);
        if (slot == kNoSlot) return;
        for (const auto key : keys_.keys(state_.records.row(slot)))
            if (state_.index.remove(key, slot) == state_.caps.of(key) + 1)
                crossings_.emplace_back(key, -1);
        // Partners by a verdict are neighbours too.
        if (const auto found = state_.verdicts.find(id); found != state_.verdicts.end())
            for (const auto& [other, kind] : found->second) {
                mark_id(other);
                state_.refused.erase(std::minmax(id, other));
            }
        auto& record = state_.records[slot];
        while (!record.edges.empty()) {
            const auto edge = record.edges.back();
            if (joins(edge.bits)) mark(edge.to);
            state_.records.unlink(slot, edge.to);
        }
        touch_cluster(record.cluster);
        auto& members = state_.clusters[record.cluster];
        members.erase(std::find(members.begin(), members.end(), slot));
        for (const auto member : members) mark(member);
        if (members.empty()) free_cluster(record.cluster);
        state_.records.remove(slot);
    }

    // Keeps the members of a cluster as they were before the change.
    void touch_cluster(std::uint32_t cluster) {
        if (touched_.emplace(cluster, before_.size()).second) before_.push_back(ids_of(cluster));
    }

    void free_cluster(std::uint32_t cluster) {
        std::vector<std::uint32_t>().swap(state_.clusters[cluster]);
        // Not given out again before the end: `before_` speaks of it by number.
        freed_.push_back(cluster);
        --state_.cluster_count;
    }

    void insert(const Change& change) {
        for (const auto& put : change.puts) {
            if (!goes_on(fresh_.size(), 0)) break;
            // The last of several versions in one change is the one that counts.
            if (state_.records.slot_of(put.record_id) != kNoSlot) withdraw_new(put.record_id);
            const auto slot = state_.records.add(put.record_id, put.tie, put.row);
            const auto& keys = keys_.keys(state_.records.row(slot));
            for (const auto key : keys) state_.index.prefetch(key);
            for (const auto key : keys)
                if (state_.index.add(key, slot) == state_.caps.of(key))
                    crossings_.emplace_back(key, 1);
            fresh_.push_back(slot);
        }
        for (const auto slot : fresh_) mark(slot);
        state_.fit_slots();
    }

    void withdraw_new(std::int64_t id) {
        const auto slot = state_.records.slot_of(id);
        for (const auto key : keys_.keys(state_.records.row(slot)))
            if (state_.index.remove(key, slot) == state_.caps.of(key) + 1)
                crossings_.emplace_back(key, -1);
        state_.records.remove(slot);
        std::erase(fresh_, slot);
    }

    // Calls `visit` once for each record that shares a live block with `slot`.
    template <typename Visit>
    void candidates(std::uint32_t slot, const Visit& visit) {
        const auto stamp = state_.next_stamp();
        state_.stamps[slot] = stamp;
        const auto& keys = keys_.keys(state_.records.row(slot));
        for (const auto key : keys) state_.index.prefetch(key);
        found_.clear();
        for (const auto key : keys) {
            const auto members = state_.index.records(key);
            if (!live(key, members.size())) continue;
            for (const auto other : members) {
                if (state_.stamps[other] == stamp) continue;
                state_.stamps[other] = stamp;
                found_.push_back(other);
                __builtin_prefetch(&state_.records[other]);
            }
        }
        for (std::size_t i = 0; i < found_.size(); ++i) {
            if (i + 4 < found_.size()) {
                const auto* row = state_.records.row(found_[i + 4]).data();
                __builtin_prefetch(row);
                __builtin_prefetch(row + 64);
            }
            visit(found_[i]);
        }
    }

    void connect() {
        for (std::uint32_t i = 0; i < fresh_.size(); ++i) state_.positions[fresh_[i]] = i;
        for (std::uint32_t i = 0; i < fresh_.size() && goes_on(i, i); ++i)
            candidates(fresh_[i], [&](std::uint32_t other) {
                // Two new records are compared when the second one comes.
                const bool fresh = state_.records[other].cluster == kNoSlot;
                if (!fresh || state_.positions[other] < i) compare(fresh_[i], other);
            });
    }

    void compare(std::uint32_t a, std::uint32_t b) {
        ++outcome_.pairs_compared;
        const auto bits = state_.scorer.score_from(
            state_.options.review_bits, state_.records.row(a), state_.records.row(b));
        if (bits < state_.options.review_bits) return;
        state_.records.link(a, b, bits);
        if (joins(bits)) {
            mark(a);
            mark(b);
        }
    }

    // Blocks that were live and are no more, or the other way round.
    void settle() {
        std::sort(crossings_.begin(), crossings_.end());
        for (std::size_t from = 0; from < crossings_.size();) {
            const auto key = crossings_[from].first;
            int net = 0;
            for (; from < crossings_.size() && crossings_[from].first == key; ++from)
                net += crossings_[from].second;
            if (net > 0) died_.push_back(key);
            if (net < 0) revived_.push_back(key);
        }
        for (const auto key : revived_) revive(key);
        for (const auto key : died_) bury(key);
    }

    void revive(BlockKey key) {
        const auto members = state_.index.records(key);
        const std::vector<std::uint32_t> block(members.begin(), members.end());
        for (std::size_t i = 1; i < block.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (state_.records.edge(block[i], block[j]) == nullptr) compare(block[i], block[j]);
    }

    void bury(BlockKey key) {
        const auto members = state_.index.records(key);
        const std::vector<std::uint32_t> block(members.begin(), members.end());
        const auto stamp = state_.next_stamp();
        for (const auto member : block) state_.stamps[member] = stamp;
        for (const auto member : block) {
            const auto edges = state_.records[member].edges;
            for (const auto& edge : edges) {
                if (edge.to < member || state_.stamps[edge.to] != stamp) continue;
                if (share_live_block(member, edge.to)) continue;
                state_.records.unlink(member, edge.to);
                if (joins(edge.bits)) {
                    mark(member);
                    mark(edge.to);
                }
            }
        }
    }

    bool share_live_block(std::uint32_t a, std::uint32_t b) {
        const auto of_a = keys_.keys(state_.records.row(a));
        const auto& of_b = keys_.keys(state_.records.row(b));
        for (const auto key : of_a)
            if (std::binary_search(of_b.begin(), of_b.end(), key) &&
                live(key, state_.index.records(key).size()))
                return true;
        return false;
    }

    // The component of `start`: along edges that join and along "same" verdicts.
    std::vector<std::uint32_t> component(std::uint32_t start, std::uint32_t stamp) {
        std::vector<std::uint32_t> members = {start};
        state_.stamps[start] = stamp;
        const auto visit = [&](std::uint32_t slot) {
            if (slot == kNoSlot || state_.stamps[slot] == stamp) return;
            state_.stamps[slot] = stamp;
            members.push_back(slot);
        };
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto& record = state_.records[members[i]];
            for (const auto& edge : record.edges)
                if (joins(edge.bits)) visit(edge.to);
            if (state_.verdicts.empty()) continue;
            const auto found = state_.verdicts.find(record.id);
            if (found == state_.verdicts.end()) continue;
            for (const auto& [other, kind] : found->second)
                if (kind == VerdictKind::same) visit(state_.records.slot_of(other));
        }
        return members;
    }

    void recluster() {
        const auto stamp = state_.next_stamp();
        for (std::size_t at = 0; at < marked_.size() && goes_on(at, fresh_.size()); ++at) {
            const auto slot = marked_[at];
            // A removed record leaves its mark behind.
            if (!state_.records[slot].present() || state_.stamps[slot] == stamp) continue;
            cluster(component(slot, stamp));
        }
        if (report_ == Report::wanted) report();
        state_.free_clusters.insert(state_.free_clusters.end(), freed_.begin(), freed_.end());
    }

    void cluster(std::vector<std::uint32_t> members) {
        std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
            const auto& x = state_.records[a];
            const auto& y = state_.records[b];
            return x.tie != y.tie ? x.tie < y.tie : x.id < y.id;
        });
        std::vector<std::vector<std::uint32_t>> made;
        if (members.size() == 1)
            made.push_back(members);
        else
            made = link(members);
        const auto same_as_before = [&] {
            if (made.size() != 1) return false;
            const auto number = state_.records[members[0]].cluster;
            if (number == kNoSlot || state_.clusters[number].size() != members.size()) return false;
            return std::all_of(members.begin(), members.end(), [&](std::uint32_t slot) {
                return state_.records[slot].cluster == number;
            });
        };
        if (same_as_before()) {
            // Nothing moved, unless a removed record was among them.
            const auto number = state_.records[members[0]].cluster;
            if (touched_.contains(number)) after_.push_back(number);
            return;
        }
        for (const auto slot : members) {
            auto& record = state_.records[slot];
            if (record.cluster == kNoSlot) continue;
            touch_cluster(record.cluster);
            auto& old = state_.clusters[record.cluster];
            old.erase(std::find(old.begin(), old.end(), slot));
            if (old.empty()) free_cluster(record.cluster);
            record.cluster = kNoSlot;
        }
        for (auto& group : made) {
            const auto number = new_cluster();
            for (const auto slot : group) state_.records[slot].cluster = number;
            state_.clusters[number] = std::move(group);
            after_.push_back(number);
        }
    }

    std::uint32_t new_cluster() {
        ++state_.cluster_count;
        if (state_.free_clusters.empty()) {
            state_.clusters.emplace_back();
            return static_cast<std::uint32_t>(state_.clusters.size() - 1);
        }
        const auto number = state_.free_clusters.back();
        state_.free_clusters.pop_back();
        return number;
    }

    // Average link inside one component; members in the order of ties.
    std::vector<std::vector<std::uint32_t>> link(const std::vector<std::uint32_t>& members) {
        std::vector<std::uint64_t> ties;
        for (std::uint32_t i = 0; i < members.size(); ++i) {
            state_.positions[members[i]] = i;
            ties.push_back(state_.records[members[i]].tie);
        }
        std::vector<LinkEdge> edges;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> same;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> not_same;
        for (std::uint32_t i = 0; i < members.size(); ++i) {
            const auto& record = state_.records[members[i]];
            for (const auto& edge : record.edges)
                if (joins(edge.bits) && members[i] < edge.to)
                    edges.push_back({i, state_.positions[edge.to], edge.bits});
            collect_verdicts(members, i, same, not_same);
        }
        const auto clustering = cluster_component(
            {.ties = ties, .edges = edges, .same = same, .not_same = not_same}, state_.link_rule(),
            [&](std::uint32_t a, std::uint32_t b) {
                return state_.scorer.score(
                    state_.records.row(members[a]), state_.records.row(members[b]));
            });
        note_refused(members, same, clustering.refused);
        std::vector<std::vector<std::uint32_t>> made;
        std::vector<std::uint32_t> number(members.size(), kNoSlot);
        for (std::uint32_t i = 0; i < members.size(); ++i) {
            auto& group = number[clustering.cluster[i]];
            if (group == kNoSlot) {
                group = static_cast<std::uint32_t>(made.size());
                made.emplace_back();
            }
            made[group].push_back(members[i]);
        }
        return made;
    }

    using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

    void collect_verdicts(
        const std::vector<std::uint32_t>& members, std::uint32_t i, Pairs& same,
        Pairs& not_same) const {
        if (state_.verdicts.empty()) return;
        const auto& record = state_.records[members[i]];
        const auto found = state_.verdicts.find(record.id);
        if (found == state_.verdicts.end()) return;
        for (const auto& [other, kind] : found->second) {
            if (other < record.id) continue;
            const auto slot = state_.records.slot_of(other);
            if (slot == kNoSlot) continue;
            const auto at = state_.positions[slot];
            if (at >= members.size() || members[at] != slot) continue;
            (kind == VerdictKind::same ? same : not_same).emplace_back(i, at);
        }
    }

    void note_refused(
        const std::vector<std::uint32_t>& members, const Pairs& same, const Pairs& refused) {
        const auto ids = [&](const std::pair<std::uint32_t, std::uint32_t>& pair) {
            return std::minmax(
                state_.records[members[pair.first]].id, state_.records[members[pair.second]].id);
        };
        for (const auto& pair : same) state_.refused.erase(ids(pair));
        for (const auto& pair : refused) state_.refused.insert(ids(pair));
    }

    RecordSet ids_of(std::uint32_t cluster) const {
        RecordSet ids;
        for (const auto slot : state_.clusters[cluster]) ids.push_back(state_.records[slot].id);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    void report() {
        std::sort(after_.begin(), after_.end());
        after_.erase(std::unique(after_.begin(), after_.end()), after_.end());
        std::vector<RecordSet> after;
        for (const auto number : after_) after.push_back(ids_of(number));
        outcome_.changes = partition_changes(std::move(before_), std::move(after));
    }

    LiveClusters::State& state_;
    BlockKeyMaker keys_;
    Report report_;
    const LiveClusters::GoOn* go_on_;
    bool stopped_ = false;
    Outcome outcome_;
    std::vector<std::uint32_t> marked_;
    std::vector<std::uint32_t> fresh_;
    std::vector<std::uint32_t> found_;
    std::vector<std::pair<BlockKey, int>> crossings_;
    std::vector<BlockKey> died_;
    std::vector<BlockKey> revived_;
    // Clusters as they were, and where each stands among them.
    std::vector<RecordSet> before_;
    std::unordered_map<std::uint32_t, std::size_t> touched_;
    std::vector<std::uint32_t> after_;
    std::vector<std::uint32_t> freed_;
};

Outcome LiveClusters::State::apply(const Change& change) {
    return LiveApply{*this, LiveApply::Report::wanted}.run(change);
}

bool LiveClusters::State::load(const Change& change, const LiveClusters::GoOn& go_on) {
    LiveApply loading{*this, LiveApply::Report::none, go_on ? &go_on : nullptr};
    loading.run(change);
    return !loading.stopped();
}

}  // namespace genbo
