// SPDX-License-Identifier: Apache-2.0
#include "match/column_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>

#include "match/normal_forms.h"
#include "record/header_names.h"

namespace genbo {

namespace {

// Rows in which all parts are filled, below which nothing is concluded.
constexpr std::size_t kDatesNeeded = 20;
constexpr double kDates = 0.95;  // The others are mistyped.
constexpr double kShortNumbers = 0.8;
constexpr std::size_t kMonthsNeeded = 6;
constexpr std::size_t kDaysNeeded = 13;

using Sample = std::span<const std::vector<std::string_view>>;

// Of up to five digits and nothing else.
std::optional<int> part_number(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    int value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || text.size() > 5 || read.ptr != end || value < 0) return std::nullopt;
    return value;
}

class PartFinder {
public:
    PartFinder(std::span<SchemaColumn> columns, Sample sample)
        : columns_(columns), sample_(sample) {}

    void run() {
        for (const auto field : {Field::phone, Field::mobile, Field::fax})
            by_headers(field, FieldKind::phone, 3);
        by_headers(Field::birth_date, FieldKind::birth_date, 3);
        for (std::size_t i = 0; i + 2 < columns_.size() && !has_birth_date(); ++i) by_cells(i);
    }

private:
    bool compared(std::size_t i) const {
        const auto kind = columns_[i].kind;
        return kind != FieldKind::ignore && kind != FieldKind::record_id;
    }
    bool has_birth_date() const {
        return std::ranges::find(columns_, FieldKind::birth_date, &SchemaColumn::kind) !=
               columns_.end();
    }

    void by_headers(Field field, FieldKind kind, std::size_t wanted) {
        std::vector<std::size_t> parts(wanted, columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const auto guess = guess_field(columns_[i].name);
            if (!compared(i) || !guess || guess->field != field || guess->ordinal == 0) continue;
            const auto ordinal = static_cast<std::size_t>(guess->ordinal);
            // A fourth number, or two of one: several values.
            if (ordinal > wanted || parts[ordinal - 1] != columns_.size()) return;
            parts[ordinal - 1] = i;
        }
        const bool all = std::ranges::all_of(
            parts, [&](std::size_t i) { return i != columns_.size() && holds_short_numbers(i); });
        if (all) set(parts, kind);
    }

    bool holds_short_numbers(std::size_t column) const {
        std::size_t filled = 0;
        std::size_t numbers = 0;
        for (const auto& row : sample_) {
            if (column >= row.size() || is_no_value(row[column])) continue;
            ++filled;
            numbers += part_number(row[column]) ? 1 : 0;
        }
        return static_cast<double>(numbers) >= kShortNumbers * static_cast<double>(filled);
    }

    // The three columns from here on, in any order that is written somewhere.
    void by_cells(std::size_t first) {
        for (auto i = first; i < first + 3; ++i)
            if (!compared(i) || speaks_of_another(columns_[i].name)) return;
        static constexpr std::array<std::array<std::size_t, 3>, 3> kOrders = {
            {{0, 1, 2}, {2, 0, 1}, {2, 1, 0}}};  // Year, month and day of …
        for (const auto& order : kOrders) {
            const std::vector<std::size_t> parts = {
                first + order[0], first + order[1], first + order[2]};
            if (columns_[parts[0]].kind == FieldKind::year && are_dates(parts))
                return set(parts, FieldKind::birth_date);
        }
    }

    // 入会年 is no year of birth.
    static bool speaks_of_another(std::string_view header) {
        const auto guess = guess_field(header);
        return header_is_of_another(header) || (guess && guess->field != Field::birth_date);
    }

    bool are_dates(const std::vector<std::size_t>& parts) const {
        std::size_t filled = 0;
        std::size_t dates = 0;
        std::set<int> months;
        std::set<int> days;
        for (const auto& row : sample_) {
            const auto cell = [&](std::size_t part) {
                return parts[part] < row.size() ? row[parts[part]] : std::string_view{};
            };
            if (is_no_value(cell(0)) || is_no_value(cell(1)) || is_no_value(cell(2))) continue;
            ++filled;
            const auto year = part_number(cell(0));
            const auto month = part_number(cell(1));
            const auto day = part_number(cell(2));
            if (!year || !month || !day) continue;
            const std::chrono::year_month_day date{
                std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                std::chrono::day{static_cast<unsigned>(*day)}};
            if (!date.ok()) continue;
            ++dates;
            months.insert(*month);
            days.insert(*day);
        }
        return dates >= kDatesNeeded &&
               static_cast<double>(dates) >= kDates * static_cast<double>(filled) &&
               months.size() >= kMonthsNeeded && days.size() >= kDaysNeeded;
    }

    void set(const std::vector<std::size_t>& parts, FieldKind kind) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            columns_[parts[i]].kind = kind;
            columns_[parts[i]].part = static_cast<int>(i) + 1;
        }
    }

    std::span<SchemaColumn> columns_;
    Sample sample_;
};

}  // namespace

void find_column_parts(
    std::span<SchemaColumn> columns, std::span<const std::vector<std::string_view>> sample) {
    PartFinder{columns, sample}.run();
}

}  // namespace genbo
