// SPDX-License-Identifier: Apache-2.0
//
// guess_mapping: header names first (record/header_names.h), then what the columns hold, then the
// columns against each other.  Each step is one method, in the order of run().
#include <algorithm>
#include <optional>
#include <utility>

#include "connect/column_content.h"
#include "connect/mapping.h"
#include "connect/table_rows.h"
#include "record/cell_content.h"
#include "record/header_names.h"

namespace genbo {

namespace {

constexpr double kContentOnly = 0.6;

class MappingGuess {
public:
    MappingGuess(
        std::span<const std::string> header, std::span<const std::vector<std::string>> sample) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            Column column{header[i], guess_field(header[i]), look_at_column(sample, i)};
            column.of_another = !column.guess && header_is_of_another(header[i]);
            if (!column.guess && !column.of_another)
                column.by_cells = guess_field_of_cells(values_in(sample, i));
            columns_.push_back(std::move(column));
        }
    }

    Mapping run() {
        for (auto& column : columns_) {
            column.ignored = column.name == kReasonColumn || column.name == kRowColumn;
            if (!column.ignored) judge_by_content(column);
        }
        name_parts();
        address_columns();
        for (const Field field :
             {Field::phone, Field::mobile, Field::fax, Field::postal_code, Field::birth_date})
            split_numbers(field);
        second_homes();
        Mapping mapping;
        choose_key(mapping);
        one_column_per_field();
        for (const auto& column : columns_) mapping.columns.push_back(finished(column));
        return mapping;
    }

private:
    struct Column {
        std::string name;
        std::optional<HeaderGuess> guess;
        ColumnContent content;
        bool of_another = false;
        // Asked only where the header says nothing.
        std::optional<Field> by_cells = std::nullopt;
        int part = 0;
        bool ignored = false;

        bool is(Field field) const { return !ignored && guess && guess->field == field; }
        void set(Field field, double confidence) { guess = HeaderGuess{field, confidence, 0}; }
        void drop() { guess.reset(); }
    };

    // How far the values bear out what the header says.
    static double borne_out(Field field, const ColumnContent& content) {
        switch (field) {
            case Field::email:
            case Field::email_2: return content.email;
            case Field::postal_code: return std::max(content.zip, content.digits_1_to_5);
            case Field::phone:
            case Field::mobile:
            case Field::fax: return std::max(content.phone, content.digits_1_to_5);
            case Field::birth_date: return std::max(content.date, content.digits_1_to_5);
            case Field::gender: return content.gender;
            case Field::kana_full:
            case Field::surname_kana:
            case Field::given_name_kana: return 1 - content.kanji;
            case Field::corporate_number: return content.corporate_number;
            // 県 may be 東京 as well, and state is a word: only numbers are odd there.
            case Field::prefecture: return 1 - content.digits_1_to_5;
            default: return 1;
        }
    }

    static void judge_by_content(Column& column) {
        const auto& content = column.content;
        if (column.guess && !content.thin()) {
            const double share = borne_out(column.guess->field, content);
            if (share < 0.2)
                column.drop();
            else if (share < 0.6)
                column.guess->confidence *= 0.6;
        }
        // A vague name (コード1, 連絡先) yields to values that speak for themselves.
        const bool sure = column.guess && column.guess->confidence >= 0.6;
        if (sure || content.thin() || column.of_another) return;
        if (content.email >= 0.8)
            column.set(Field::email, kContentOnly);
        else if (content.zip_hyphen >= 0.8)
            column.set(Field::postal_code, kContentOnly);
        else if (content.mobile >= 0.8)
            column.set(Field::mobile, kContentOnly);
        else if (content.phone_hyphen >= 0.8)
            column.set(Field::phone, kContentOnly);
        else if (content.prefecture >= 0.8)
            column.set(Field::prefecture, kContentOnly);
        else if (content.corporate_number >= 0.9)
            column.set(Field::corporate_number, kContentOnly);
        else if (content.gender_word >= 0.9)
            column.set(Field::gender, kContentOnly);
        else if (content.begins_with_prefecture >= 0.8)
            column.set(Field::address_full, kContentOnly);
        else if (column.by_cells)
            column.set(*column.by_cells, kContentOnly);
    }

    static std::vector<std::string_view> values_in(
        std::span<const std::vector<std::string>> sample, std::size_t column) {
        std::vector<std::string_view> values;
        for (const auto& row : sample)
            if (!trim_blanks(row[column]).empty()) values.push_back(row[column]);
        return values;
    }

    std::vector<Column*> all(Field field) {
        std::vector<Column*> out;
        for (auto& column : columns_)
            if (column.is(field)) out.push_back(&column);
        return out;
    }

    bool any(Field field) { return !all(field).empty(); }

    // お名前1 and お名前2, and a name whose second column holds its kana.
    void name_parts() {
        for (const auto& [whole, first, second] :
             {std::tuple{Field::name_full, Field::surname, Field::given_name},
              std::tuple{Field::kana_full, Field::surname_kana, Field::given_name_kana}}) {
            const auto columns = all(whole);
            if (columns.size() == 2 && columns[0]->guess->ordinal == 1 &&
                columns[1]->guess->ordinal == 2 && !any(first) && !any(second)) {
                columns[0]->set(first, 0.8);
                columns[1]->set(second, 0.8);
            }
        }
        const auto names = all(Field::name_full);
        if (names.size() < 2 || any(Field::kana_full)) return;
        const auto is_kana = [](const Column* column) {
            return !column->content.thin() && column->content.kana >= 0.9;
        };
        const auto kana = std::ranges::find_if(names, is_kana);
        if (kana != names.end() && std::ranges::count_if(names, is_kana) == 1)
            (*kana)->set(Field::kana_full, 0.8);
    }

    // 住所1, 住所2, 住所3: what is cut where differs from shop to shop, so the values decide.
    void address_columns() {
        auto columns = all(Field::address_full);
        std::erase_if(columns, [](const Column* column) { return column->guess->ordinal == 0; });
        std::ranges::sort(columns, {}, [](const Column* column) { return column->guess->ordinal; });
        street_number_part(columns);
        if (columns.size() < 2) return;
        const auto& first = columns[0]->content;
        const bool whole = first.begins_with_prefecture >= 0.5 || !any(Field::prefecture);
        const bool known = !first.thin();
        const bool complete = known ? first.house_number >= 0.5 : any(Field::city);
        std::size_t next = 1;
        if (whole && complete) {
            columns[0]->set(Field::address_full, 0.9);
        } else if (whole) {
            columns[0]->set(Field::address_full, 0.8);
            // 東京都千代田区 | 丸の内1-1-1 | ビル: the first two are the address.
            const bool second_has_number =
                columns[1]->content.house_number >= 0.5 && columns[1]->content.building < 0.5;
            if (known && second_has_number) {
                columns[0]->part = 1;
                columns[1]->set(Field::address_full, 0.8);
                columns[1]->part = 2;
                next = 2;
            }
        } else if (complete || any(Field::city)) {
            columns[0]->set(Field::town, 0.8);
        } else {
            columns[0]->set(Field::city, 0.8);
            columns[1]->set(Field::town, 0.8);
            next = 2;
        }
        for (std::size_t i = next; i < columns.size(); ++i) {
            if (i == next && !any(Field::building))
                columns[i]->set(Field::building, 0.7);
            else
                columns[i]->drop();
        }
    }

    // street_number 42 and address_1 "smith street" are one line.
    void street_number_part(std::vector<Column*>& columns) {
        const auto numbers = all(Field::town);
        if (numbers.size() != 1 || numbers[0]->guess->ordinal != 1 || columns.empty()) return;
        numbers[0]->set(Field::town, 0.7);
        numbers[0]->part = 1;
        columns[0]->set(Field::town, 0.7);
        columns[0]->part = 2;
        if (columns.size() > 1 && !any(Field::building)) columns[1]->set(Field::building, 0.5);
        for (std::size_t i = 2; i < columns.size(); ++i) columns[i]->drop();
        columns.clear();
    }

    // 03 | 1234 | 5678, 060 | 0001, 1990 | 4 | 1.
    void split_numbers(Field field) {
        auto columns = all(field);
        std::erase_if(columns, [](const Column* column) { return column->guess->ordinal == 0; });
        std::ranges::sort(columns, {}, [](const Column* column) { return column->guess->ordinal; });
        const std::size_t wanted = field == Field::postal_code ? 2 : 3;
        const bool numbered = columns.size() == wanted && columns.front()->guess->ordinal == 1 &&
                              columns.back()->guess->ordinal == static_cast<int>(wanted);
        const bool short_digits = std::ranges::all_of(columns, [](const Column* column) {
            return column->content.filled == 0 || column->content.digits_1_to_5 >= 0.8;
        });
        if (numbered && short_digits) {
            for (std::size_t i = 0; i < wanted; ++i) columns[i]->part = static_cast<int>(i) + 1;
            // A column of the whole beside its parts says the same again.
            for (auto* column : all(field))
                if (column->part == 0) column->drop();
            return;
        }
        // A part without its fellows is not the field: 誕生月 alone is no birth date.
        if (field != Field::birth_date) return;
        for (auto* column : columns) column->drop();
    }

    // The second phone may be the mobile, the second address the mobile mail.
    void second_homes() {
        move_second(Field::phone, Field::mobile, [](const ColumnContent& content) {
            return content.mobile >= 0.5;
        });
        move_second(Field::email, Field::email_2, [](const ColumnContent& content) {
            return content.email >= 0.5 || content.thin();
        });
    }

    template <typename Fits>
    void move_second(Field from, Field to, Fits fits) {
        if (any(to)) return;
        auto columns = all(from);
        std::erase_if(columns, [](const Column* column) { return column->part != 0; });
        if (columns.size() < 2) return;
        const auto best = std::ranges::max_element(
            columns, {}, [](const Column* column) { return column->guess->confidence; });
        for (auto* column : columns) {
            if (column == *best || !fits(column->content)) continue;
            column->set(to, column->guess->confidence * 0.9);
            return;
        }
    }

    // An explicit name, and a value of its own in every row.
    void choose_key(Mapping& mapping) {
        Column* best = nullptr;
        for (auto* column : all(Field::source_key)) {
            const auto& content = column->content;
            const bool fit = content.filled == content.rows && content.distinct;
            // An unspecific name (番号, コード) needs rows that bear it out.
            const bool sure = content.rows >= 2 || column->guess->confidence >= 0.7;
            if (!fit || !sure) {
                column->drop();
            } else if (best == nullptr || column->guess->confidence > best->guess->confidence) {
                best = column;
            }
        }
        if (best == nullptr) return;
        mapping.key_column = best->name;
        for (auto* column : all(Field::source_key))
            if (column != best) column->drop();
    }

    void one_column_per_field() {
        for (const auto& info : all_fields()) {
            auto columns = all(info.field);
            std::erase_if(columns, [](const Column* column) { return column->part != 0; });
            const bool has_parts = columns.size() != all(info.field).size();
            if (columns.empty() || (columns.size() == 1 && !has_parts)) continue;
            const auto best =
                std::ranges::max_element(columns, [](const Column* a, const Column* b) {
                    return a->guess->confidence < b->guess->confidence;
                });
            Column* const keeper = has_parts ? nullptr : *best;
            for (auto* column : columns)
                if (column != keeper) column->drop();
        }
    }

    static ColumnMapping finished(const Column& column) {
        ColumnMapping mapping{.column = column.name, .ignored = column.ignored};
        if (column.guess && !column.ignored) {
            mapping.field = column.guess->field;
            mapping.confidence = column.guess->confidence;
            mapping.part = column.part;
        } else {
            mapping.custom_name = column.name;
            mapping.confidence = column.ignored ? 1 : 0;
        }
        return mapping;
    }

    std::vector<Column> columns_;
};

}  // namespace

Mapping guess_mapping(
    std::span<const std::string> header, std::span<const std::vector<std::string>> sample) {
    return MappingGuess{header, sample}.run();
}

}  // namespace genbo
