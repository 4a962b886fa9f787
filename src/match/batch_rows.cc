// SPDX-License-Identifier: Apache-2.0
#include "match/batch_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "match/hash.h"
#include "match/parallel.h"
#include "match/produce.h"
#include "match/term.h"

namespace genbo {

namespace {

// What one producer made of the table: the distinct results, and which row has which.
class ProducedColumn {
public:
    ProducedColumn(const Table& table, const Producer& producer)
        : table_(table), producer_(producer), features_(producer.feature_count) {
        for (const auto column : producer.columns)
            if (column != kNoColumn && table.kept(column)) inputs_.push_back(column);
    }

    void run(const Schema& schema) {
        if (inputs_.size() == 1)
            produce_values();
        else
            produce_combinations();
        count_terms(schema);
    }

    std::uint32_t result_of(std::size_t row) const {
        return results_.empty() ? table_.id(row, inputs_[0]) : results_[row];
    }
    // Feature ends (u16 each), then the bytes.
    std::string_view result(std::uint32_t number) const {
        return {bytes_.data() + begins_[number], begins_[number + 1] - begins_[number]};
    }
    std::size_t features() const { return features_; }

    struct TermCount {
        std::uint64_t hash = 0;
        std::uint64_t count = 0;
    };
    struct PoolCounts {
        std::uint16_t pool = 0;
        std::vector<TermCount> terms;
    };
    std::vector<PoolCounts>& terms() { return terms_; }

private:
    void add_result(const std::vector<std::string_view>& cells) {
        const auto made = produce(producer_, cells, &cache_);
        check(made.size() == features_);
        const std::vector<std::string_view> views(made.begin(), made.end());
        scratch_.clear();
        append_row(scratch_, views);
        bytes_.insert(bytes_.end(), scratch_.begin(), scratch_.end());
        begins_.push_back(bytes_.size());
    }

    std::vector<std::string_view> cells_of(std::size_t row) const {
        std::vector<std::string_view> cells;
        for (const auto column : producer_.columns)
            cells.push_back(
                column == kNoColumn || !table_.kept(column) ? std::string_view{}
                                                            : table_.cell(row, column));
        return cells;
    }

    void produce_values() {
        const auto column = inputs_[0];
        const auto& values = table_.values(column);
        std::vector<std::string_view> cells(producer_.columns.size());
        const auto role = static_cast<std::size_t>(
            std::find(producer_.columns.begin(), producer_.columns.end(), column) -
            producer_.columns.begin());
        for (std::uint32_t id = 0; id < values.size(); ++id) {
            cells[role] = values.value(id);
            add_result(cells);
        }
        counts_.resize(values.size());
        for (std::size_t row = 0; row < table_.rows(); ++row) ++counts_[table_.id(row, column)];
    }

    bool same_inputs(std::size_t a, std::size_t b) const {
        return std::all_of(inputs_.begin(), inputs_.end(), [&](std::uint16_t column) {
            return table_.id(a, column) == table_.id(b, column);
        });
    }

    void produce_combinations() {
        std::vector<std::uint64_t> slots(1024);  // High half: hash; low half: first row + 1.
        std::vector<std::uint32_t> numbers(1024);
        std::vector<std::uint32_t> first_rows;
        results_.reserve(table_.rows());
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            std::uint64_t hash = 0;
            for (const auto column : inputs_) hash = hash_mix(hash, table_.id(row, column));
            hash &= 0xffffffff00000000ULL;
            auto at = (hash >> 32) & (slots.size() - 1);
            while (slots[at] != 0 && ((slots[at] & 0xffffffff00000000ULL) != hash ||
                                      !same_inputs(static_cast<std::uint32_t>(slots[at]) - 1, row)))
                at = (at + 1) & (slots.size() - 1);
            if (slots[at] == 0) {
                slots[at] = hash | (row + 1);
                numbers[at] = static_cast<std::uint32_t>(counts_.size());
                counts_.push_back(0);
                add_result(cells_of(row));
            }
            results_.push_back(numbers[at]);
            ++counts_[numbers[at]];
            if (3 * counts_.size() > 2 * slots.size()) combinations_grow(slots, numbers);
        }
    }

    static void combinations_grow(
        std::vector<std::uint64_t>& slots, std::vector<std::uint32_t>& numbers) {
        std::vector<std::uint64_t> wider(slots.size() * 2);
        std::vector<std::uint32_t> wider_numbers(wider.size());
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (slots[i] == 0) continue;
            auto at = (slots[i] >> 32) & (wider.size() - 1);
            while (wider[at] != 0) at = (at + 1) & (wider.size() - 1);
            wider[at] = slots[i];
            wider_numbers[at] = numbers[i];
        }
        slots = std::move(wider);
        numbers = std::move(wider_numbers);
    }

    void count_terms(const Schema& schema) {
        std::vector<Term> found;
        for (std::uint32_t number = 0; number < counts_.size(); ++number) {
            if (counts_[number] == 0) continue;
            const auto bytes = result(number);
            const RowView view{bytes.data()};
            found.clear();
            for (std::size_t i = 0; i < features_; ++i)
                feature_terms(
                    schema, static_cast<std::uint16_t>(producer_.first_feature + i),
                    view.feature(i, features_), found);
            for (const auto& term : found) {
                auto pool = std::find_if(terms_.begin(), terms_.end(), [&](const auto& known) {
                    return known.pool == term.pool;
                });
                if (pool == terms_.end()) pool = terms_.insert(pool, PoolCounts{term.pool, {}});
                pool->terms.push_back({term.hash, counts_[number]});
            }
        }
    }

    const Table& table_;
    const Producer& producer_;
    std::size_t features_;
    std::vector<std::uint16_t> inputs_;
    std::vector<char> bytes_;
    std::vector<std::uint64_t> begins_ = {0};
    std::vector<std::uint32_t> results_;
    std::vector<std::uint32_t> counts_;
    std::vector<PoolCounts> terms_;
    std::string scratch_;
    ProduceCache cache_;
};

// Adds up what the columns counted; order of addition does not matter to integers.
void count_frequencies(std::vector<ProducedColumn>& columns, FrequencyTable& table) {
    std::vector<ProducedColumn::PoolCounts> pools;
    for (auto& column : columns) {
        for (auto& counts : column.terms()) {
            auto pool = std::find_if(pools.begin(), pools.end(), [&](const auto& known) {
                return known.pool == counts.pool;
            });
            if (pool == pools.end()) {
                pools.push_back(std::move(counts));
            } else {
                pool->terms.insert(pool->terms.end(), counts.terms.begin(), counts.terms.end());
            }
        }
    }
    for (auto& [pool, terms] : pools) {
        std::sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) {
            return a.hash < b.hash;
        });
        std::uint64_t total = 0;
        double same_pairs = 0;
        for (std::size_t from = 0; from < terms.size();) {
            std::uint64_t count = 0;
            const auto hash = terms[from].hash;
            for (; from < terms.size() && terms[from].hash == hash; ++from)
                count += terms[from].count;
            total += count;
            same_pairs += static_cast<double>(count) * static_cast<double>(count - 1);
            if (count >= kFrequentCount) table.set(pool, hash, static_cast<std::uint32_t>(count));
        }
        const auto all = static_cast<double>(total) * static_cast<double>(total - 1);
        table.set_pool({pool, total, all > 0 ? same_pairs / all : 0});
    }
}

}  // namespace

BatchRows::BatchRows(const Table& table, const Schema& schema, unsigned threads) {
    std::vector<ProducedColumn> columns;
    columns.reserve(schema.producers.size());
    for (const auto& producer : schema.producers) columns.emplace_back(table, producer);
    run_tasks(columns.size(), threads, [&](std::size_t i) { columns[i].run(schema); });
    count_frequencies(columns, frequencies_);

    std::vector<std::size_t> id_columns;
    for (std::size_t i = 0; i < schema.columns.size(); ++i)
        if (schema.columns[i].kind == FieldKind::record_id && table.kept(i))
            id_columns.push_back(i);

    const auto head = 2 * schema.features.size();
    begins_.reserve(table.rows());
    ties_.reserve(table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto begin = bytes_.size();
        begins_.push_back(begin);
        bytes_.resize(begin + head);
        std::uint16_t base = 0;
        std::size_t feature = 0;
        for (const auto& column : columns) {
            const auto result = column.result(column.result_of(row));
            const RowView view{result.data()};
            for (std::size_t i = 0; i < column.features(); ++i) {
                const auto end = static_cast<std::uint16_t>(base + view.end(i));
                std::memcpy(bytes_.data() + begin + 2 * feature++, &end, 2);
            }
            const auto body = result.substr(2 * column.features());
            base = static_cast<std::uint16_t>(base + body.size());
            bytes_.insert(bytes_.end(), body.begin(), body.end());
        }
        auto tie = hash_bytes({bytes_.data() + begin, bytes_.size() - begin});
        for (const auto id : id_columns) tie = hash_bytes(table.cell(row, id), tie);
        ties_.push_back(tie);
    }
}

std::size_t BatchRows::memory_bytes() const {
    return bytes_.capacity() + 16 * begins_.capacity() + frequencies_.memory_bytes();
}

}  // namespace genbo
