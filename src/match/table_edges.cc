// SPDX-License-Identifier: Apache-2.0
#include "match/table_edges.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>
#include <vector>

namespace genbo {

namespace {

bool edges_before(const TableEdge& x, const TableEdge& y) {
    return std::tie(x.a, x.b) < std::tie(y.a, y.b);
}

class TableEdges {
public:
    TableEdges(TableWork& work, const TableBlocks& blocks) : work_(work), blocks_(blocks) {}

    Result<> run() && {
        TRY(read_old());
        pair_fresh();
        pair_revived();
        TRY(read_rows());
        TRY(doubt());
        TRY(compare());
        return write();
    }

private:
    const MetRecord& record(std::uint32_t number) const { return work_.records[number]; }

    // A record whose edges are all made afresh.
    bool loose(std::uint32_t number) const { return record(number).fresh || record(number).gone; }

    // The edges that there were: of loose records, of blocks that died, of blocks that live again.
    Result<> read_old() {
        std::vector<std::uint32_t> numbers = blocks_.buried();
        for (const auto block : blocks_.revived())
            for (const auto member : blocks_.members(block))
                if (!loose(member)) numbers.push_back(member);
        for (std::uint32_t number = 0; number < work_.records.size(); ++number)
            if (loose(number) && !record(number).born) numbers.push_back(number);
        if (numbers.empty()) return {};
        std::vector<bool> buried(work_.records.size(), false);
        for (const auto number : blocks_.buried()) buried[number] = true;
        for (const auto& edge : TRY(work_.tables.edges(work_.records.ids(numbers)))) {
            const auto a = work_.records.number(edge.a);
            const auto b = work_.records.number(edge.b);
            if (loose(a) || loose(b)) {
                old_.push_back(edge);
                continue;
            }
            linked_.push_back(std::minmax(a, b));
            if (a < buried.size() && b < buried.size() && buried[a] && buried[b])
                doubtful_.push_back(edge);
        }
        make_set(linked_);
        return {};
    }

    // Each fresh record with everybody in its live blocks.
    void pair_fresh() {
        std::vector<std::uint32_t> seen(work_.records.size(), kNoNumber);
        for (std::uint32_t number = 0; number < seen.size(); ++number) {
            if (!record(number).fresh) continue;
            seen[number] = number;
            for (const auto block : blocks_.blocks_of(number))
                for (const auto other : blocks_.members(block)) {
                    if (seen[other] == number) continue;
                    seen[other] = number;
                    // Of two fresh ones the second looks at the first.
                    if (!record(other).fresh || other < number) pairs_.emplace_back(number, other);
                }
        }
    }

    void pair_revived() {
        std::vector<NumberPair> pairs;
        for (const auto block : blocks_.revived()) {
            const auto members = blocks_.members(block);
            for (std::size_t i = 1; i < members.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    if (!loose(members[i]) && !loose(members[j]))
                        pairs.push_back(std::minmax(members[i], members[j]));
        }
        make_set(pairs);
        std::set_difference(
            pairs.begin(), pairs.end(), linked_.begin(), linked_.end(), std::back_inserter(pairs_));
    }

    Result<> read_rows() {
        std::vector<std::uint32_t> wanted;
        std::vector<bool> seen(work_.records.size(), false);
        const auto want = [&](std::uint32_t number) {
            if (!seen[number]) wanted.push_back(number);
            seen[number] = true;
        };
        for (const auto& [a, b] : pairs_) {
            want(a);
            want(b);
        }
        for (const auto& edge : doubtful_) {
            want(work_.records.find(edge.a));
            want(work_.records.find(edge.b));
        }
        TRY(work_.read_rows(wanted));
        const bool whole = std::all_of(wanted.begin(), wanted.end(), [&](std::uint32_t number) {
            return record(number).present();
        });
        if (!whole) return broken_tables();
        return {};
    }

    // Drops the doubtful edges whose records share no live block any more.
    Result<> doubt() {
        struct Question {
            BlockKey key = 0;
            std::size_t edge = 0;
        };
        std::vector<Question> questions;
        std::vector<bool> keep(doubtful_.size(), false);
        BlockKeyMaker maker{work_.schema};
        std::vector<BlockKey> shared;
        for (std::size_t i = 0; i < doubtful_.size(); ++i) {
            const auto of_a = maker.keys(record(work_.records.find(doubtful_[i].a)).row);
            const auto& of_b = maker.keys(record(work_.records.find(doubtful_[i].b)).row);
            shared.clear();
            std::set_intersection(
                of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::back_inserter(shared));
            for (const auto key : shared)
                if (const auto live = blocks_.live(key); !live)
                    questions.push_back({key, i});
                else if (*live)
                    keep[i] = true;
        }
        std::erase_if(questions, [&](const Question& question) { return keep[question.edge]; });
        std::vector<BlockKey> keys;
        for (const auto& question : questions) keys.push_back(question.key);
        make_set(keys);
        if (!keys.empty()) {
            const auto found = TRY(work_.tables.blocks(keys, 0));
            if (found.size() != keys.size()) return broken_tables();
            for (const auto& question : questions) {
                const auto at = std::lower_bound(keys.begin(), keys.end(), question.key);
                if (!found[static_cast<std::size_t>(at - keys.begin())].overfull)
                    keep[question.edge] = true;
            }
        }
        for (std::size_t i = 0; i < doubtful_.size(); ++i)
            if (!keep[i]) old_.push_back(doubtful_[i]);
        return {};
    }

    Result<> compare() {
        work_.pairs_compared += pairs_.size();
        for (const auto& [a, b] : pairs_) {
            const auto bits = work_.score(a, b);
            if (bits < work_.options.review_bits) continue;
            const auto [low, high] = std::minmax(record(a).id, record(b).id);
            new_.push_back({low, high, bits});
            if (work_.joins_at(bits)) work_.joins.push_back({a, b, bits});
        }
        return {};
    }

    void mark(const TableEdge& edge) {
        if (!work_.joins_at(edge.bits)) return;
        for (const auto id : {edge.a, edge.b}) work_.marked.push_back(work_.records.find(id));
    }

    Result<> write() {
        std::sort(old_.begin(), old_.end(), edges_before);
        std::sort(new_.begin(), new_.end(), edges_before);
        std::vector<TableEdge> lost;
        std::vector<TableEdge> won;
        const auto same = [](const TableEdge& x, const TableEdge& y) {
            return std::tie(x.a, x.b, x.bits) < std::tie(y.a, y.b, y.bits);
        };
        std::set_difference(
            old_.begin(), old_.end(), new_.begin(), new_.end(), std::back_inserter(lost), same);
        std::set_difference(
            new_.begin(), new_.end(), old_.begin(), old_.end(), std::back_inserter(won), same);
        for (const auto& edge : lost) mark(edge);
        if (!lost.empty()) TRY(work_.tables.remove_edges(lost));
        if (!won.empty()) TRY(work_.tables.put_edges(won));
        return {};
    }

    TableWork& work_;
    const TableBlocks& blocks_;
    // Edges that go unless they come back.
    std::vector<TableEdge> old_;
    // Edges inside blocks that died.
    std::vector<TableEdge> doubtful_;
    // Pairs with an edge among records that keep their rows; smaller number first.
    std::vector<NumberPair> linked_;
    std::vector<NumberPair> pairs_;
    std::vector<TableEdge> new_;
};

}  // namespace

Result<> connect_tables(TableWork& work, const TableBlocks& blocks) {
    return TableEdges{work, blocks}.run();
}

}  // namespace genbo
