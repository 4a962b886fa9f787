// SPDX-License-Identifier: Apache-2.0
#include "match/redundant_columns.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "match/hash.h"
#include "match/normal_forms.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {

namespace {

// Rows in which both columns are filled, below which nothing is concluded.
constexpr std::size_t kRowsNeeded = 20;
constexpr double kCopy = 0.8;    // Of what chance leaves
constexpr double kScript = 0.6;  // Not every reading is listed
constexpr double kPart = 0.8;
constexpr double kCode = 0.9;
constexpr double kComposite = 0.7;
// Values that stand in fewer rows than this could go together because the rows are one customer's.
constexpr std::size_t kRowsPerCode = 8;

// One column of the sample, folded; empty = no value.
struct SampledColumn {
    FieldKind kind = FieldKind::ignore;
    bool latin = false;
    std::vector<std::string> cells;
    std::size_t filled = 0;
    std::size_t distinct = 0;
};

bool is_compared(FieldKind kind) {
    return kind != FieldKind::ignore && kind != FieldKind::record_id;
}

// Kinds that are taken for want of a better word.
bool is_generic(FieldKind kind) {
    switch (kind) {
        case FieldKind::identifier:
        case FieldKind::category:
        case FieldKind::number:
        case FieldKind::year:
        case FieldKind::short_text:
        case FieldKind::text: return true;
        default: return false;
    }
}

bool is_name_part(FieldKind kind) {
    return kind == FieldKind::surname || kind == FieldKind::given_name;
}

enum class ReadTogether : std::uint8_t { alone, name, address, company };

ReadTogether read_together(FieldKind kind) {
    switch (kind) {
        case FieldKind::name_full:
        case FieldKind::surname:
        case FieldKind::given_name:
        case FieldKind::kana_full:
        case FieldKind::surname_kana:
        case FieldKind::given_name_kana:
        case FieldKind::name_romaji: return ReadTogether::name;
        case FieldKind::company:
        case FieldKind::company_kana:
        case FieldKind::company_english: return ReadTogether::company;
        case FieldKind::postal_code:
        case FieldKind::prefecture:
        case FieldKind::city:
        case FieldKind::town:
        case FieldKind::building:
        case FieldKind::address_full: return ReadTogether::address;
        default: return ReadTogether::alone;
    }
}

// One producer reads both, or either may agree.
bool count_once(const SampledColumn& a, const SampledColumn& b) {
    if (a.kind == b.kind && (a.kind == FieldKind::phone || a.kind == FieldKind::email)) return true;
    if (a.latin && b.latin) return false;
    const auto group = read_together(a.kind);
    return group != ReadTogether::alone && group == read_together(b.kind);
}

std::string folded_cell(FieldKind kind, std::string_view cell) {
    if (is_no_value(cell)) return {};
    if (kind == FieldKind::birth_date) return normal_date(cell);
    return normal_words(cell);
}

SampledColumn sampled(
    const SchemaColumn& column, std::size_t number,
    std::span<const std::vector<std::string_view>> sample) {
    SampledColumn made{.kind = column.kind, .latin = column.latin, .cells = {}};
    if (!is_compared(column.kind)) return made;
    for (const auto& row : sample) {
        made.cells.push_back(
            number < row.size() ? folded_cell(column.kind, row[number]) : std::string{});
        made.filled += made.cells.back().empty() ? 0 : 1;
    }
    auto values = made.cells;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    made.distinct = values.size() - (made.filled < made.cells.size() ? 1 : 0);
    return made;
}

bool has_word(std::string_view whole, std::string_view part) {
    for (auto at = whole.find(part); at != std::string_view::npos; at = whole.find(part, at + 1)) {
        const bool begins = at == 0 || whole[at - 1] == ' ';
        const auto end = at + part.size();
        if (begins && (end == whole.size() || whole[end] == ' ')) return true;
    }
    return false;
}

// How much more often `test` holds within a row than between two rows: 0 as by chance, 1 always.
// −1 when there are too few rows.  The other row is drawn by lot: one at a fixed distance would be
// the same person where two lists stand behind one another in the same order.
template <typename Test>
double beyond_chance(const SampledColumn& a, const SampledColumn& b, const Test& test) {
    const auto rows = a.cells.size();
    std::size_t both = 0;
    std::size_t held = 0;
    std::size_t others = 0;
    std::size_t by_chance = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        if (b.cells[row].empty()) continue;
        if (!a.cells[row].empty()) {
            ++both;
            held += test(a.cells[row], b.cells[row]) ? 1 : 0;
        }
        const auto& far = a.cells[(hash_mix(row, rows) >> 20) % rows];
        if (far.empty()) continue;
        ++others;
        by_chance += test(far, b.cells[row]) ? 1 : 0;
    }
    // What stands alone in half of the rows is missed there when it is left out.
    if (both < kRowsNeeded || both * 2 < b.filled || others == 0) return -1;
    const double share = static_cast<double>(held) / static_cast<double>(both);
    const double chance = static_cast<double>(by_chance) / static_cast<double>(others);
    return chance > 0.95 ? -1 : (share - chance) / (1 - chance);
}

bool says_the_same(const SampledColumn& a, const SampledColumn& b) {
    const auto equal = [](std::string_view x, std::string_view y) { return x == y; };
    return beyond_chance(a, b, equal) >= kCopy;
}

bool says_a_part(const SampledColumn& whole, const SampledColumn& part) {
    const bool name = whole.kind == FieldKind::name_full && is_name_part(part.kind);
    if (!is_generic(part.kind) && !name) return false;
    const auto within = [](std::string_view x, std::string_view y) {
        return x.starts_with(y) || has_word(x, y);
    };
    return beyond_chance(whole, part, within) >= kPart;
}

// "hanako sato" as it stands and with the last word first.
std::vector<std::string> romaji_keys(std::string_view latin) {
    std::vector<std::string> keys = {romaji_key(latin)};
    if (const auto blank = latin.rfind(' '); blank != std::string_view::npos)
        keys.push_back(romaji_key(latin.substr(blank)) + romaji_key(latin.substr(0, blank)));
    return keys;
}

bool may_be_read_as(std::string_view name, std::string_view latin) {
    const auto keys = romaji_keys(latin);
    const auto fits = [&](std::string_view reading) {
        const auto key = kana_to_romaji_key(reading);
        return !key.empty() && std::ranges::find(keys, key) != keys.end();
    };
    return is_kana(name) ? fits(name) : std::ranges::any_of(listed_readings(name), fits);
}

bool says_the_name_in_latin(const SampledColumn& name, const SampledColumn& latin) {
    const bool may_be = read_together(name.kind) == ReadTogether::name && !name.latin &&
                        latin.latin && is_generic(latin.kind);
    return may_be && beyond_chance(name, latin, may_be_read_as) >= kScript;
}

// Which value of `b` goes with each of `a`, and in how many of the rows that are not of a's
// commonest value it does.
bool follows_from(const SampledColumn& a, const SampledColumn& b) {
    std::map<std::string_view, std::map<std::string_view, std::size_t>> seen;
    for (std::size_t row = 0; row < a.cells.size(); ++row)
        if (!a.cells[row].empty() && !b.cells[row].empty()) ++seen[a.cells[row]][b.cells[row]];
    std::map<std::string_view, std::size_t> rows_to;  // Rows of the values that lead to each of b
    std::size_t commonest = 0;
    std::size_t commonest_kept = 0;
    std::size_t all = 0;
    std::size_t kept = 0;
    std::size_t doubled = 0;  // Rows of values that lead where another does
    for (const auto& [value, partners] : seen) {
        std::size_t rows = 0;
        const auto* best = &*partners.begin();
        for (const auto& partner : partners) {
            rows += partner.second;
            if (partner.second > best->second) best = &partner;
        }
        auto& to = rows_to[best->first];
        if (to > 0) doubled += std::min(to, rows);
        to = std::max(to, rows);
        all += rows;
        kept += best->second;
        if (rows > commonest) {
            commonest = rows;
            commonest_kept = best->second;
        }
    }
    if (all - commonest < kRowsNeeded) return false;
    const auto rest = static_cast<double>(all - commonest);
    return static_cast<double>(kept - commonest_kept) >= kCode * rest &&
           static_cast<double>(doubled) <= (1 - kCode) * rest;
}

bool is_its_code(const SampledColumn& a, const SampledColumn& b) {
    const auto few = [](const SampledColumn& column) {
        return column.distinct >= 2 && column.distinct * kRowsPerCode <= column.filled;
    };
    return few(a) && few(b) && follows_from(a, b) && follows_from(b, a);
}

// "19560409" and "70" make 2026, or 2025 for those whose birthday was still to come.
std::optional<int> sum_of_year_and_age(std::string_view date, std::string_view age) {
    const auto number = [](std::string_view text, std::size_t most) -> std::optional<int> {
        int value = 0;
        if (text.empty() || text.size() > most) return std::nullopt;
        for (const char c : text) {
            if (c < '0' || c > '9') return std::nullopt;
            value = 10 * value + (c - '0');
        }
        return value;
    };
    const auto year = number(date.substr(0, std::min<std::size_t>(4, date.size())), 4);
    const auto years = number(age, 3);
    if (!year || !years || *year == 0) return std::nullopt;
    return *year + *years;
}

bool is_age(const SampledColumn& born, const SampledColumn& age) {
    if (born.kind != FieldKind::birth_date && born.kind != FieldKind::year) return false;
    if (!is_generic(age.kind) || age.distinct < kRowsNeeded) return false;
    std::map<int, std::size_t> sums;
    std::size_t both = 0;
    for (std::size_t row = 0; row < age.cells.size(); ++row) {
        if (born.cells[row].empty() || age.cells[row].empty()) continue;
        ++both;
        if (const auto sum = sum_of_year_and_age(born.cells[row], age.cells[row])) ++sums[*sum];
    }
    std::size_t best = 0;
    for (const auto& [sum, rows] : sums) {
        const auto next = sums.find(sum + 1);
        best = std::max(best, rows + (next == sums.end() ? 0 : next->second));
    }
    return both >= kRowsNeeded && static_cast<double>(best) >= kPart * static_cast<double>(both);
}

class RedundancyFinder {
public:
    RedundancyFinder(
        std::span<const SchemaColumn> columns,
        std::span<const std::vector<std::string_view>> sample) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            columns_.push_back(sampled(columns[i], i, sample));
        redundant_.resize(columns.size());
    }

    std::vector<bool> find() && {
        leave_out_second([](const SampledColumn& a, const SampledColumn& b) {
            return says_the_same(a, b) || is_age(a, b) || is_age(b, a) || is_its_code(a, b) ||
                   says_the_name_in_latin(a, b);
        });
        // Before the parts, each of which is a part of it; after the copies, which are no two
        // parts.
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (open(i) && is_composite(i)) redundant_[i] = true;
        leave_out_second(says_a_part);
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (open(i) && is_initials(i)) redundant_[i] = true;
        return std::move(redundant_);
    }

private:
    bool open(std::size_t i) const { return is_compared(columns_[i].kind) && !redundant_[i]; }

    bool ranks_before(std::size_t i, std::size_t j) const {
        const auto& a = columns_[i];
        const auto& b = columns_[j];
        if (is_generic(a.kind) != is_generic(b.kind)) return is_generic(b.kind);
        if (a.distinct != b.distinct) return a.distinct > b.distinct;
        return i < j;
    }

    // Of each two, the one that ranks after the other and tells nothing beside it.
    template <typename Test>
    void leave_out_second(const Test& tells_nothing) {
        for (std::size_t i = 0; i < columns_.size(); ++i)
            for (std::size_t j = 0; j < columns_.size(); ++j)
                if (i != j && open(i) && open(j) && ranks_before(i, j) &&
                    !count_once(columns_[i], columns_[j]) &&
                    tells_nothing(columns_[i], columns_[j]))
                    redundant_[j] = true;
    }

    bool is_composite(std::size_t whole) const {
        const auto& column = columns_[whole];
        const bool may_be = column.kind == FieldKind::name_full || column.kind == FieldKind::text ||
                            column.kind == FieldKind::short_text;
        if (!may_be || !column.latin || column.filled < kRowsNeeded) return false;
        std::size_t repeated = 0;
        for (std::size_t row = 0; row < column.cells.size(); ++row)
            repeated += !column.cells[row].empty() && made_of_others(whole, row) ? 1 : 0;
        return static_cast<double>(repeated) >= kComposite * static_cast<double>(column.filled);
    }

    // Values of one word, where a part is missing, are made of nothing.
    bool made_of_others(std::size_t whole, std::size_t row) const {
        const auto& text = columns_[whole].cells[row];
        std::size_t parts = 0;
        std::size_t letters = 0;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i == whole || !open(i)) continue;
            const auto& part = columns_[i].cells[row];
            if (part.empty() || part == text || !has_word(text, part)) continue;
            ++parts;
            letters += part.size() + 1;
        }
        return parts >= 2 && letters >= text.size();
    }

    bool is_initials(std::size_t column) const {
        if (!is_generic(columns_[column].kind) || !columns_[column].latin) return false;
        std::vector<std::size_t> names;
        for (const auto kind : {FieldKind::given_name, FieldKind::surname, FieldKind::name_full})
            for (std::size_t i = 0; i < columns_.size(); ++i)
                if (columns_[i].kind == kind && open(i) && columns_[i].latin) names.push_back(i);
        SampledColumn initials{.kind = FieldKind::short_text, .latin = true, .cells = {}};
        SampledColumn folded = columns_[column];
        for (std::size_t row = 0; row < folded.cells.size(); ++row) {
            std::string made;
            for (const auto name : names) {
                bool begins = true;
                for (const char c : columns_[name].cells[row]) {
                    if (begins && c != ' ') made += c;
                    begins = c == ' ';
                }
            }
            initials.cells.push_back(std::move(made));
            std::erase(folded.cells[row], ' ');
        }
        // In either order; where a part is missing, an initial is.
        const auto alike = [](std::string_view x, std::string_view y) {
            return x.size() == y.size() && std::is_permutation(x.begin(), x.end(), y.begin());
        };
        return !names.empty() && beyond_chance(initials, folded, alike) >= kPart;
    }

    std::vector<SampledColumn> columns_;
    std::vector<bool> redundant_;
};

}  // namespace

std::vector<bool> redundant_columns(
    std::span<const SchemaColumn> columns, std::span<const std::vector<std::string_view>> sample) {
    return RedundancyFinder{columns, sample}.find();
}

}  // namespace genbo
