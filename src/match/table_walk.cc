// SPDX-License-Identifier: Apache-2.0
#include "match/table_walk.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "match/cluster.h"
#include "match/partition_changes.h"

namespace genbo {

namespace {

class TableWalk {
public:
    explicit TableWalk(TableWork& work) : work_(work) {}

    Result<std::vector<PartitionChange>> run() && {
        for (const auto number : work_.marked) reach(number);
        for (const auto& join : work_.joins) {
            reach(join.a);
            reach(join.b);
        }
        while (!reached_.empty()) TRY(round());
        gather();
        return partition_changes(before(), after());
    }

private:
    // One member of a component.
    struct Node {
        std::uint32_t root = 0;
        std::uint32_t number = 0;
        std::uint64_t tie = 0;
        std::int64_t id = 0;
    };
    // What ties or keeps apart two members, by their numbers.
    struct Tie {
        std::uint32_t root = 0;
        std::uint32_t a = 0;
        std::uint32_t b = 0;
        Millibits bits = 0;

        auto order() const { return std::tie(root, a, b); }
    };

    MetRecord& record(std::uint32_t number) { return work_.records[number]; }

    void reach(std::uint32_t number) {
        if (record(number).walked) return;
        record(number).walked = true;
        reached_.push_back(number);
    }

    // Everything that the reached ones lead to.  Records that are not there lead nowhere; a removed
    // one leads to those it held together.
    Result<> round() {
        TRY(read_clusters());
        const auto now = std::exchange(reached_, {});
        TRY(work_.read_rows(now));
        TRY(read_edges(now));
        return read_verdicts(now);
    }

    Result<> read_clusters() {
        std::vector<std::uint32_t> wanted;
        for (const auto number : reached_) {
            if (!record(number).labelled) wanted.push_back(number);
            record(number).labelled = true;
        }
        if (wanted.empty()) return {};
        std::vector<std::int64_t> labels;
        for (const auto& member : TRY(work_.tables.clusters_of(work_.records.ids(wanted))))
            if (member.cluster != 0) labels.push_back(member.cluster);
        make_set(labels);
        std::vector<std::int64_t> fresh;
        std::set_difference(
            labels.begin(), labels.end(), labels_.begin(), labels_.end(),
            std::back_inserter(fresh));
        if (fresh.empty()) return {};
        for (const auto& member : TRY(work_.tables.members_of(fresh))) {
            before_.push_back(member);
            const auto number = work_.records.number(member.record);
            record(number).labelled = true;
            reach(number);
        }
        labels_.insert(labels_.end(), fresh.begin(), fresh.end());
        std::sort(labels_.begin(), labels_.end());
        return {};
    }

    Result<> read_edges(const std::vector<std::uint32_t>& now) {
        std::vector<std::uint32_t> wanted;
        for (const auto number : now)
            if (record(number).present() && !record(number).fresh) wanted.push_back(number);
        if (wanted.empty()) return {};
        for (const auto& edge : TRY(work_.tables.edges(work_.records.ids(wanted)))) {
            if (!work_.joins_at(edge.bits)) continue;
            const auto a = work_.records.number(edge.a);
            const auto b = work_.records.number(edge.b);
            work_.joins.push_back({a, b, edge.bits});
            reach(a);
            reach(b);
        }
        return {};
    }

    Result<> read_verdicts(const std::vector<std::uint32_t>& now) {
        if (now.empty()) return {};
        for (const auto& verdict : TRY(work_.tables.verdicts(work_.records.ids(now)))) {
            if (verdict.a == verdict.b) continue;
            verdicts_.push_back(verdict);
            if (verdict.kind != VerdictKind::same) continue;
            reach(work_.records.number(verdict.a));
            reach(work_.records.number(verdict.b));
        }
        return {};
    }

    // The walked records by component, and what is between them.
    void gather() {
        roots_.resize(work_.records.size());
        std::iota(roots_.begin(), roots_.end(), 0U);
        for (const auto& join : work_.joins) unite(join.a, join.b);
        for (const auto& verdict : verdicts_)
            if (verdict.kind == VerdictKind::same)
                unite(work_.records.find(verdict.a), work_.records.find(verdict.b));
        for (std::uint32_t i = 0; i < work_.records.size(); ++i)
            if (record(i).walked && record(i).present())
                nodes_.push_back({root(i), i, record(i).tie, record(i).id});
        std::sort(nodes_.begin(), nodes_.end(), [](const Node& x, const Node& y) {
            return std::tie(x.root, x.tie, x.id) < std::tie(y.root, y.tie, y.id);
        });
        for (const auto& join : work_.joins) tie(joins_, join.a, join.b, join.bits);
        for (const auto& verdict : verdicts_)
            tie(verdict.kind == VerdictKind::same ? same_ : not_same_,
                work_.records.find(verdict.a), work_.records.find(verdict.b), 0);
        for (auto* ties : {&joins_, &same_, &not_same_}) {
            std::sort(ties->begin(), ties->end(), [](const Tie& x, const Tie& y) {
                return x.order() < y.order();
            });
            const auto end = std::unique(
                ties->begin(), ties->end(),
                [](const Tie& x, const Tie& y) { return x.order() == y.order(); });
            ties->erase(end, ties->end());
        }
    }

    bool there(std::uint32_t number) { return number != kNoNumber && record(number).present(); }

    void unite(std::uint32_t a, std::uint32_t b) {
        if (there(a) && there(b)) roots_[root(a)] = root(b);
    }

    std::uint32_t root(std::uint32_t number) {
        while (roots_[number] != number) number = roots_[number] = roots_[roots_[number]];
        return number;
    }

    void tie(std::vector<Tie>& ties, std::uint32_t a, std::uint32_t b, Millibits bits) {
        if (!there(a) || !there(b) || root(a) != root(b)) return;
        ties.push_back({root(a), std::min(a, b), std::max(a, b), bits});
    }

    std::vector<RecordSet> before() {
        std::sort(before_.begin(), before_.end(), [](const TableMember& x, const TableMember& y) {
            return std::tie(x.cluster, x.record) < std::tie(y.cluster, y.record);
        });
        std::vector<RecordSet> sets;
        for (std::size_t i = 0; i < before_.size(); ++i) {
            if (i == 0 || before_[i].cluster != before_[i - 1].cluster) sets.emplace_back();
            sets.back().push_back(before_[i].record);
        }
        return sets;
    }

    // The part of `ties` that belongs to a component; components come in the order of their roots.
    static std::span<const Tie> take(std::span<const Tie>& ties, std::uint32_t root) {
        std::size_t size = 0;
        while (size < ties.size() && ties[size].root == root) ++size;
        const auto taken = ties.first(size);
        ties = ties.subspan(size);
        return taken;
    }

    std::vector<RecordSet> after() {
        std::vector<RecordSet> sets;
        positions_.resize(work_.records.size());
        std::span<const Tie> joins = joins_;
        std::span<const Tie> same = same_;
        std::span<const Tie> not_same = not_same_;
        for (std::size_t from = 0; from < nodes_.size();) {
            auto to = from + 1;
            while (to < nodes_.size() && nodes_[to].root == nodes_[from].root) ++to;
            const std::span members{nodes_.data() + from, to - from};
            const auto root = members[0].root;
            if (members.size() == 1)
                sets.push_back({members[0].id});
            else
                link(members, take(joins, root), take(same, root), take(not_same, root), sets);
            from = to;
        }
        return sets;
    }

    // Average link inside one component.
    void link(
        std::span<const Node> members, std::span<const Tie> joins, std::span<const Tie> same,
        std::span<const Tie> not_same, std::vector<RecordSet>& sets) {
        std::vector<std::uint64_t> ties;
        for (std::uint32_t i = 0; i < members.size(); ++i) {
            positions_[members[i].number] = i;
            ties.push_back(members[i].tie);
        }
        std::vector<LinkEdge> edges;
        for (const auto& join : joins)
            edges.push_back({positions_[join.a], positions_[join.b], join.bits});
        const auto pairs = [&](std::span<const Tie> of) {
            std::vector<NumberPair> made;
            for (const auto& one : of) made.emplace_back(positions_[one.a], positions_[one.b]);
            return made;
        };
        const auto clustering = cluster_component(
            {.ties = ties, .edges = edges, .same = pairs(same), .not_same = pairs(not_same)},
            {work_.options.mean_bits, work_.model.nothing_known()},
            [&](std::uint32_t a, std::uint32_t b) {
                return work_.score(members[a].number, members[b].number);
            });
        const auto first = sets.size();
        std::vector<std::size_t> set_of(members.size(), 0);
        for (std::size_t i = 0; i < members.size(); ++i) {
            // A cluster bears the position of its first member.
            const auto head = clustering.cluster[i];
            if (head == i) {
                set_of[i] = sets.size();
                sets.emplace_back();
            }
            sets[set_of[head]].push_back(members[i].id);
        }
        for (auto i = first; i < sets.size(); ++i) std::sort(sets[i].begin(), sets[i].end());
    }

    TableWork& work_;
    // Walked, and not yet looked at.
    std::vector<std::uint32_t> reached_;
    std::vector<std::int64_t> labels_;
    std::vector<TableMember> before_;
    std::vector<Verdict> verdicts_;
    std::vector<std::uint32_t> roots_;
    std::vector<Node> nodes_;
    std::vector<Tie> joins_;
    std::vector<Tie> same_;
    std::vector<Tie> not_same_;
    std::vector<std::uint32_t> positions_;
};

}  // namespace

Result<std::vector<PartitionChange>> walk_tables(TableWork& work) { return TableWalk{work}.run(); }

}  // namespace genbo
