// SPDX-License-Identifier: Apache-2.0
#include "match/neighbour_kinds.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "match/normal_forms.h"
#include "text/kana.h"
#include "text/name_tables.h"
#include "text/person_name.h"

namespace genbo {

namespace {

constexpr std::size_t kRowsAsked = 300;
constexpr std::size_t kRowsNeeded = 20;

class NeighbourGuess {
public:
    NeighbourGuess(
        std::span<SchemaColumn> columns, const std::vector<bool>& open,
        std::span<const std::vector<std::string_view>> sample)
        : columns_(columns), open_(open), sample_(sample) {}

    void run() {
        beside(FieldKind::surname, FieldKind::given_name, {1, -1}, 0.3, is_given_name);
        beside(FieldKind::given_name, FieldKind::surname, {-1, 1}, 0.3, is_surname);
        readings();
        beside(FieldKind::prefecture, FieldKind::city, {1, 0}, 0.8, is_plain_japanese);
        beside(FieldKind::city, FieldKind::town, {1, 0}, 0.6, is_house);
    }

private:
    std::string_view cell(std::size_t row, std::size_t column) const {
        const auto& cells = sample_[row];
        if (column >= cells.size() || is_no_value(cells[column])) return {};
        return cells[column];
    }
    std::optional<std::size_t> find(FieldKind kind) const {
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (columns_[i].kind == kind) return i;
        return std::nullopt;
    }

    // Of the rows in which all these columns are filled, the share for which the test holds; 0 when
    // there are too few.
    template <typename Test>
    double share(std::span<const std::size_t> wanted, const Test& test) const {
        std::size_t asked = 0;
        std::size_t held = 0;
        const auto step = std::max<std::size_t>(1, sample_.size() / kRowsAsked);
        for (std::size_t row = 0; row < sample_.size(); row += step) {
            const bool filled = std::ranges::all_of(
                wanted, [&](std::size_t column) { return !cell(row, column).empty(); });
            if (!filled) continue;
            ++asked;
            held += test(row) ? 1 : 0;
        }
        return asked < kRowsNeeded ? 0 : static_cast<double>(held) / static_cast<double>(asked);
    }

    // The open column before (−1) or behind (1) the one of `known`, the likelier side first.
    template <typename Test>
    void beside(
        FieldKind known, FieldKind wanted, std::array<int, 2> sides, double least,
        const Test& test) {
        const auto at = find(known);
        if (!at || find(wanted)) return;
        for (const int side : sides) {
            const auto column = *at + static_cast<std::size_t>(side);
            if (side == 0 || column >= columns_.size() || !open_[column]) continue;
            const std::array both = {*at, column};
            const auto held = share(both, [&](std::size_t row) { return test(cell(row, column)); });
            if (held < least) continue;
            columns_[column].kind = wanted;
            return;
        }
    }

    static bool listed(NamePart part, std::string_view text) {
        return has_kanji(text) && !NameTables::get().readings(part, name_key(text)).empty();
    }
    static bool is_given_name(std::string_view text) { return listed(NamePart::given, text); }
    static bool is_surname(std::string_view text) { return listed(NamePart::surname, text); }
    static bool is_plain_japanese(std::string_view text) {
        return has_kanji(text) && !has_digit(text);
    }
    static bool is_house(std::string_view text) { return has_kanji(text) && has_digit(text); }
    static bool has_digit(std::string_view text) {
        const auto folded = normal_words(text);
        return std::ranges::any_of(folded, [](char c) { return c >= '0' && c <= '9'; });
    }

    void readings() {
        for (const auto& [written, read] :
             {std::pair{FieldKind::surname, FieldKind::surname_kana},
              std::pair{FieldKind::given_name, FieldKind::given_name_kana}}) {
            const auto name = find(written);
            if (!name || find(read) || find(FieldKind::kana_full)) continue;
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                if (!open_[i] || columns_[i].latin || columns_[i].kind == read) continue;
                const std::array both = {*name, i};
                const auto held = share(both, [&](std::size_t row) {
                    return is_kana(cell(row, i)) && reading_fits(cell(row, *name), cell(row, i));
                });
                if (held < 0.6) continue;
                columns_[i].kind = read;
                break;
            }
        }
    }

    std::span<SchemaColumn> columns_;
    const std::vector<bool>& open_;
    std::span<const std::vector<std::string_view>> sample_;
};

}  // namespace

void guess_by_neighbours(
    std::span<SchemaColumn> columns, const std::vector<bool>& open,
    std::span<const std::vector<std::string_view>> sample) {
    NeighbourGuess{columns, open, sample}.run();
}

}  // namespace genbo
