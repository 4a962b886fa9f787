// SPDX-License-Identifier: Apache-2.0
#include "match/batch_rows.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "match/hash.h"
#include "match/parallel.h"
#include "match/produce.h"

namespace genbo {

namespace {

// So many rows go through one producer before the next one: its tables stay near.
constexpr std::size_t kRowsTogether = 256;

// One thread's way from cells to prepared bytes.
class BatchPreparer {
public:
    BatchPreparer(const Table& table, const Schema& schema) : table_(table), schema_(schema) {
        for (std::size_t i = 0; i < schema.columns.size(); ++i)
            if (schema.columns[i].kind == FieldKind::record_id && table.kept(i))
                names_.push_back(i);
        lists_.resize(schema.producers.size());
        cells_.resize(kRowsTogether);
    }

    // Bytes and ties of the rows, at most kRowsTogether.
    void prepare(
        std::size_t from, std::size_t to, ByteArena& bytes, const char** rows,
        std::uint64_t* ties) {
        for (auto row = from; row < to; ++row) table_.read_row(row, cells_[row - from]);
        for (std::size_t i = 0; i < lists_.size(); ++i)
            run(schema_.producers[i], lists_[i], to - from);
        for (std::size_t i = 0; i < to - from; ++i) {
            const auto row = join(i, bytes);
            rows[i] = row.data();
            ties[i] = hash_bytes(row);
            for (const auto column : names_) ties[i] = hash_bytes(cells_[i][column], ties[i]);
        }
    }

    TermCounts& counts() { return counts_; }

private:
    // The producer's features of all rows, and their terms.
    void run(const Producer& producer, FeatureList& list, std::size_t rows) {
        list.clear();
        mine_.resize(producer.columns.size());
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < mine_.size(); ++i) {
                const auto column = producer.columns[i];
                mine_[i] = column < cells_[row].size() ? cells_[row][column] : std::string_view{};
            }
            produce(producer, mine_, &cache_, list);
        }
        check(list.size() == rows * producer.feature_count);
        for (std::size_t i = 0; i < producer.feature_count; ++i) {
            const auto feature = static_cast<std::uint16_t>(producer.first_feature + i);
            terms_.clear();
            for (std::size_t row = 0; row < rows; ++row)
                feature_terms(
                    schema_, feature, list.feature(row * producer.feature_count + i), terms_);
            counts_.add(terms_);
        }
    }

    // The features of one row, side by side.
    std::string_view join(std::size_t row, ByteArena& bytes) const {
        const auto head = 2 * schema_.features.size();
        auto size = head;
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            const std::size_t count = schema_.producers[i].feature_count;
            size += lists_[i].begin((row + 1) * count) - lists_[i].begin(row * count);
        }
        char* const place = bytes.take(size);
        char* ends = place;
        char* body = place + head;
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            const std::size_t count = schema_.producers[i].feature_count;
            const auto base = static_cast<std::size_t>(body - place) - head;
            body += lists_[i].write(row * count, count, ends, body, base);
            ends += 2 * count;
        }
        return {place, size};
    }

    const Table& table_;
    const Schema& schema_;
    std::vector<std::size_t> names_;  // The identifying columns
    std::vector<std::vector<std::string_view>> cells_;
    std::vector<std::string_view> mine_;
    std::vector<FeatureList> lists_;  // By producer
    std::vector<Term> terms_;
    ProduceCache cache_;
    TermCounts counts_;
};

}  // namespace

BatchRows::BatchRows(const Table& table, const Schema& schema, unsigned threads) {
    fill(table, nullptr, schema, threads);
}

BatchRows::BatchRows(Table&& table, const Schema& schema, unsigned threads) {
    fill(table, &table, schema, threads);
}

void BatchRows::fill(const Table& table, Table* gone, const Schema& schema, unsigned threads) {
    rows_.resize(table.rows());
    ties_.resize(table.rows());
    bytes_.resize(table.pieces());
    const auto workers =
        std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(1, bytes_.size()));
    std::vector<TermCounts> counts(workers);
    std::atomic<std::size_t> next{0};
    run_tasks(workers, threads, [&](std::size_t worker) {
        BatchPreparer preparer{table, schema};
        for (auto piece = next.fetch_add(1); piece < bytes_.size(); piece = next.fetch_add(1)) {
            const auto from = piece * Table::kRowsPerPiece;
            const auto to = std::min(table.rows(), from + Table::kRowsPerPiece);
            for (auto row = from; row < to; row += kRowsTogether)
                preparer.prepare(
                    row, std::min(to, row + kRowsTogether), bytes_[piece], &rows_[row],
                    &ties_[row]);
            if (gone != nullptr) gone->give_up(piece);
        }
        counts[worker] = std::move(preparer.counts());
    });
    set_frequencies(counts);
}

void BatchRows::set_frequencies(std::vector<TermCounts>& counts) {
    std::map<std::uint16_t, HashCounts> together;
    for (auto& part : counts)
        for (auto& pool : part.pools()) {
            const auto [known, fresh] = together.try_emplace(pool.pool);
            if (fresh) {
                known->second = std::move(pool.counts);
                continue;
            }
            for (const auto& slot : pool.counts.slots())
                if (slot.count != 0) known->second.add(slot.hash, slot.count);
        }
    for (const auto& [number, pool] : together) {
        std::uint64_t total = 0;
        double same_pairs = 0;
        for (const auto& slot : pool.slots()) {
            if (slot.count == 0) continue;
            total += slot.count;
            // Whole numbers below 2^53, so in any order the same sum.
            same_pairs += static_cast<double>(slot.count) * static_cast<double>(slot.count - 1);
            if (slot.count >= kFrequentCount)
                frequencies_.set(number, slot.hash, static_cast<std::uint32_t>(slot.count));
        }
        const auto all = static_cast<double>(total) * static_cast<double>(total - 1);
        frequencies_.set_pool({number, total, all > 0 ? same_pairs / all : 0});
    }
}

}  // namespace genbo
