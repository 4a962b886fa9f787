// SPDX-License-Identifier: Apache-2.0
#include "match/batch_rows.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "match/hash.h"
#include "match/parallel.h"

namespace genbo {

namespace {

constexpr std::size_t kRowsPerJoin = 65'536;

}  // namespace

BatchRows::BatchRows(const Table& table, const Schema& schema, unsigned threads) {
    std::vector<ProducedColumn> columns;
    columns.reserve(schema.producers.size());
    for (const auto& producer : schema.producers) columns.emplace_back(table, producer);
    run_tasks(columns.size(), threads, [&](std::size_t i) { columns[i].run(schema); });
    count_frequencies(columns);
    for (auto& column : columns) column.drop_pools();

    rows_.resize(table.rows());
    ties_.resize(table.rows());
    bytes_.resize((table.rows() + kRowsPerJoin - 1) / kRowsPerJoin);
    run_tasks(bytes_.size(), threads, [&](std::size_t task) {
        const auto from = task * kRowsPerJoin;
        const auto to = std::min(table.rows(), from + kRowsPerJoin);
        join(columns, schema.features.size(), from, to, bytes_[task]);
    });
    for (std::size_t i = 0; i < schema.columns.size(); ++i)
        if (schema.columns[i].kind == FieldKind::record_id && table.kept(i))
            for (std::size_t row = 0; row < rows_.size(); ++row)
                ties_[row] = hash_bytes(table.cell(row, i), ties_[row]);
}

// The columns' results of each row, side by side.
void BatchRows::join(
    const std::vector<ProducedColumn>& columns, std::size_t features, std::size_t from,
    std::size_t to, ByteArena& bytes) {
    constexpr std::size_t kFar = 8;
    constexpr std::size_t kNear = 4;
    const auto head = 2 * features;
    std::vector<RowView> parts(columns.size());
    for (auto row = from; row < to; ++row) {
        std::size_t size = head;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto& column = columns[i];
            if (row + kFar < to) column.prefetch_place(row + kFar);
            if (row + kNear < to) column.prefetch(row + kNear);
            parts[i] = column.result_of(row);
            size += parts[i].end(column.features() - 1);
        }
        char* const place = bytes.take(size);
        char* ends = place;
        char* body = place + head;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto count = columns[i].features();
            const auto base = body - place - static_cast<std::ptrdiff_t>(head);
            for (std::size_t feature = 0; feature < count; ++feature, ends += 2) {
                const auto end = static_cast<std::uint16_t>(base + parts[i].end(feature));
                std::memcpy(ends, &end, 2);
            }
            const std::size_t part = parts[i].end(count - 1);
            std::memcpy(body, parts[i].data() + 2 * count, part);
            body += part;
        }
        rows_[row] = place;
        ties_[row] = hash_bytes({place, size});
    }
}

// Adds up what the columns counted; order of addition does not matter to integers.
void BatchRows::count_frequencies(const std::vector<ProducedColumn>& columns) {
    std::vector<std::uint16_t> numbers;
    for (const auto& column : columns)
        for (const auto& pool : column.pools()) numbers.push_back(pool.pool);
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    for (const auto number : numbers) {
        std::vector<const HashCounts*> parts;
        for (const auto& column : columns)
            for (const auto& pool : column.pools())
                if (pool.pool == number) parts.push_back(&pool.counts);
        HashCounts together;
        if (parts.size() > 1)
            for (const auto* part : parts)
                for (const auto& slot : part->slots())
                    if (slot.count != 0) together.add(slot.hash, slot.count);
        std::uint64_t total = 0;
        double same_pairs = 0;
        for (const auto& slot : (parts.size() > 1 ? together : *parts[0]).slots()) {
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
