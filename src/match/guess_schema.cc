// SPDX-License-Identifier: Apache-2.0
//
// What the columns of an undescribed file mean: first what the header says, then whether the
// content agrees, and for headers that say nothing what the content looks like.

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "match/column_parts.h"
#include "match/field_kind.h"
#include "match/neighbour_kinds.h"
#include "match/normal_forms.h"
#include "match/redundant_columns.h"
#include "match/schema.h"
#include "record/cell_content.h"
#include "record/header_names.h"
#include "text/company.h"
#include "text/kana.h"

namespace genbo {

namespace {

struct ColumnLook {
    std::size_t rows = 0;
    std::size_t filled = 0;
    std::size_t distinct = 0;
    double latin = 0;  // Shares of the filled cells
    double kana = 0;
    double digits = 0;  // Nothing but digits and marks
    double dates = 0;
    double years = 0;
    double emails = 0;
    double words = 0;    // Mean number
    double letters = 0;  // Mean length in bytes

    double fill() const {
        return rows == 0 ? 0 : static_cast<double>(filled) / static_cast<double>(rows);
    }
    double variety() const {
        return filled == 0 ? 0 : static_cast<double>(distinct) / static_cast<double>(filled);
    }
    bool unique() const { return filled == rows && distinct == filled && rows > 1; }
    // How much a comparison of this column could tell.
    double worth() const { return fill() * std::log2(1.0 + static_cast<double>(distinct)); }
};

bool look_mostly_digits(std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            ++digits;
        else if (c != '-' && c != '.' && c != ',' && c != ' ' && c != '+' && c != '(' && c != ')')
            return false;
    }
    return digits > 0;
}

bool look_year(std::string_view text) {
    const auto word = normal_solid(text);
    return word.size() == 4 && look_mostly_digits(word) && word >= "1700" && word <= "2199";
}

std::vector<std::string_view> values_in(
    std::span<const std::vector<std::string_view>> sample, std::size_t column) {
    std::vector<std::string_view> values;
    for (const auto& row : sample)
        if (column < row.size() && !is_no_value(row[column])) values.push_back(row[column]);
    return values;
}

ColumnLook look_at(std::span<const std::vector<std::string_view>> sample, std::size_t column) {
    ColumnLook look;
    look.rows = sample.size();
    auto values = values_in(sample, column);
    for (const auto cell : values) {
        look.latin += is_ascii(cell) || is_latin(cell) ? 1 : 0;
        look.kana += is_kana(cell) ? 1 : 0;
        const bool digits = look_mostly_digits(cell);
        look.digits += digits ? 1 : 0;
        look.years += digits && look_year(cell) ? 1 : 0;
        // Six digits and more, with a day and a month in them.
        look.dates += cell.size() >= 6 && normal_date(cell).size() == 8 ? 1 : 0;
        look.emails += cell.find('@') != std::string_view::npos ? 1 : 0;
        look.letters += static_cast<double>(cell.size());
        look.words += 1 + static_cast<double>(std::count(cell.begin(), cell.end(), ' '));
    }
    look.filled = values.size();
    std::sort(values.begin(), values.end());
    look.distinct =
        static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
    if (look.filled == 0) return look;
    const auto filled = static_cast<double>(look.filled);
    for (double* share :
         {&look.latin, &look.kana, &look.digits, &look.dates, &look.years, &look.emails,
          &look.words, &look.letters})
        *share /= filled;
    return look;
}

std::optional<FieldKind> kind_of_field(Field field) {
    switch (field) {
        case Field::source_key: return FieldKind::record_id;
        case Field::name_full: return FieldKind::name_full;
        case Field::surname: return FieldKind::surname;
        case Field::given_name: return FieldKind::given_name;
        case Field::kana_full: return FieldKind::kana_full;
        case Field::surname_kana: return FieldKind::surname_kana;
        case Field::given_name_kana: return FieldKind::given_name_kana;
        case Field::name_romaji: return FieldKind::name_romaji;
        case Field::company: return FieldKind::company;
        case Field::company_kana: return FieldKind::company_kana;
        case Field::company_english: return FieldKind::company_english;
        case Field::corporate_number: return FieldKind::corporate_number;
        case Field::postal_code: return FieldKind::postal_code;
        case Field::prefecture: return FieldKind::prefecture;
        case Field::city: return FieldKind::city;
        case Field::town: return FieldKind::town;
        case Field::building: return FieldKind::building;
        case Field::address_full: return FieldKind::address_full;
        case Field::phone:
        case Field::mobile:
        case Field::fax: return FieldKind::phone;
        case Field::email:
        case Field::email_2: return FieldKind::email;
        case Field::birth_date: return FieldKind::birth_date;
        case Field::gender: return FieldKind::gender;
        // What people buy, when they joined and how they are ranked differs from source to source.
        case Field::member_rank:
        case Field::points:
        case Field::mail_permission:
        case Field::dm_permission:
        case Field::store:
        case Field::joined_on:
        case Field::left_on:
        case Field::last_purchase_on:
        case Field::purchase_count:
        case Field::purchase_amount:
        case Field::note: return FieldKind::ignore;
        case Field::nickname:
        case Field::department:
        case Field::job_title:
        case Field::occupation:
        case Field::custom: break;
    }
    return std::nullopt;
}

struct WordKind {
    std::string_view header;
    FieldKind kind;
};

// Each is held against each other: beyond three times as many as can be compared, those that tell
// least are not looked at.
constexpr std::size_t kColumnsLookedAt = 3 * kComparisonsMax;

// Headers of files that are not customer lists, or not ours to know (record/header_names.h knows
// those of customers).
constexpr std::array kWordKinds = {
    WordKind{"id", FieldKind::record_id},
    WordKind{"recid", FieldKind::record_id},
    WordKind{"recordid", FieldKind::record_id},
    WordKind{"uniqueid", FieldKind::record_id},
    WordKind{"uuid", FieldKind::record_id},
    WordKind{"rowid", FieldKind::record_id},
    WordKind{"rownumber", FieldKind::record_id},
    WordKind{"firstname", FieldKind::given_name},
    WordKind{"givenname", FieldKind::given_name},
    WordKind{"forename", FieldKind::given_name},
    WordKind{"fname", FieldKind::given_name},
    WordKind{"fnamec1", FieldKind::given_name},
    WordKind{"lastname", FieldKind::surname},
    WordKind{"surname", FieldKind::surname},
    WordKind{"familyname", FieldKind::surname},
    WordKind{"lname", FieldKind::surname},
    WordKind{"lnamec1", FieldKind::surname},
    WordKind{"fullname", FieldKind::name_full},
    WordKind{"dob", FieldKind::birth_date},
    WordKind{"dateofbirth", FieldKind::birth_date},
    WordKind{"birthdate", FieldKind::birth_date},
    WordKind{"birthday", FieldKind::birth_date},
    WordKind{"postcode", FieldKind::postal_code},
    WordKind{"zip", FieldKind::postal_code},
    WordKind{"zipcode", FieldKind::postal_code},
    WordKind{"suburb", FieldKind::city},
    WordKind{"state", FieldKind::category},
    WordKind{"sex", FieldKind::gender},
    WordKind{"gender", FieldKind::gender},
    WordKind{"email", FieldKind::email},
    WordKind{"emailaddress", FieldKind::email},
    WordKind{"phone", FieldKind::phone},
    WordKind{"fax", FieldKind::phone},
    WordKind{"socsecid", FieldKind::identifier},
    WordKind{"ssn", FieldKind::identifier},
    WordKind{"socialsecuritynumber", FieldKind::identifier},
    WordKind{"nhsnumber", FieldKind::identifier},
    WordKind{"passport", FieldKind::identifier},
    WordKind{"namekana", FieldKind::kana_full},
    WordKind{"nameen", FieldKind::company_english},
};

struct WordsKind {
    std::string_view first;
    std::string_view second;
    FieldKind kind;
};

// Headers of two words that may have others around them: PRIMARY_NAME_LAST, addr_line1.
constexpr std::array kWordsKinds = {
    WordsKind{"name", "last", FieldKind::surname},
    WordsKind{"name", "family", FieldKind::surname},
    WordsKind{"name", "first", FieldKind::given_name},
    WordsKind{"name", "given", FieldKind::given_name},
    WordsKind{"name", "full", FieldKind::name_full},
    WordsKind{"name", "org", FieldKind::text},
    WordsKind{"name", "organization", FieldKind::text},
    WordsKind{"name", "organisation", FieldKind::text},
    WordsKind{"name", "business", FieldKind::text},
    WordsKind{"date", "birth", FieldKind::birth_date},
    WordsKind{"addr", "full", FieldKind::address_full},
    WordsKind{"addr", "line1", FieldKind::address_full},
    WordsKind{"address", "full", FieldKind::address_full},
    WordsKind{"address", "line1", FieldKind::address_full},
    WordsKind{"street", "address", FieldKind::address_full},
    WordsKind{"addr", "city", FieldKind::city},
    WordsKind{"address", "city", FieldKind::city},
    WordsKind{"postal", "code", FieldKind::postal_code},
    WordsKind{"zip", "code", FieldKind::postal_code},
    WordsKind{"phone", "number", FieldKind::phone},
    WordsKind{"email", "address", FieldKind::email},
    WordsKind{"license", "number", FieldKind::identifier},
    WordsKind{"licence", "number", FieldKind::identifier},
    WordsKind{"passport", "number", FieldKind::identifier},
    WordsKind{"ssn", "number", FieldKind::identifier},
    WordsKind{"id", "number", FieldKind::identifier},
};

// Which system a row came from says nothing of what it is.
constexpr std::array<std::string_view, 9> kSourceHeaders = {
    "source",    "sourceid",   "sourcedataset", "sourcesystem", "datasource",
    "datasetid", "sourcename", "recordsource",  "dataset"};

std::optional<FieldKind> kind_of_words(std::string_view header) {
    const std::string words = " " + normal_words(header) + " ";
    const auto has = [&](std::string_view word) {
        return words.find(" " + std::string{word} + " ") != std::string::npos;
    };
    for (const auto& entry : kWordsKinds)
        if (has(entry.first) && has(entry.second)) return entry.kind;
    return std::nullopt;
}

std::optional<FieldKind> kind_of_header(std::string_view header) {
    const auto solid = normal_solid(header);
    for (const auto& entry : kWordKinds)
        if (entry.header == solid) return entry.kind;
    if (std::find(kSourceHeaders.begin(), kSourceHeaders.end(), solid) != kSourceHeaders.end())
        return FieldKind::ignore;
    if (const auto kind = kind_of_words(header)) return kind;
    const auto guess = guess_field(header);
    if (guess && guess->confidence >= 0.5) return kind_of_field(guess->field);
    return std::nullopt;
}

// Would the content do for what the header says?
bool kind_plausible(FieldKind kind, const ColumnLook& look) {
    switch (kind) {
        case FieldKind::birth_date: return look.dates > 0.5 || look.years > 0.5;
        case FieldKind::email: return look.emails > 0.3;
        case FieldKind::phone: return look.letters >= 5;
        case FieldKind::surname:
        case FieldKind::given_name:
        case FieldKind::name_full: return look.digits < 0.2 && look.emails < 0.2;
        case FieldKind::record_id: return look.unique();
        default: return true;
    }
}

FieldKind kind_by_look(const ColumnLook& look) {
    if (look.emails > 0.8) return FieldKind::email;
    if (look.dates > 0.8 && look.letters >= 8) return FieldKind::birth_date;
    if (look.years > 0.9) return FieldKind::year;
    const bool few = look.distinct <= 64 && look.variety() < 0.1;
    if (few) return FieldKind::category;
    if (look.digits > 0.9)
        return look.letters >= 6 && look.variety() > 0.3 ? FieldKind::identifier
                                                         : FieldKind::number;
    // Japanese is written without spaces: long values are texts all the same.
    const bool long_text =
        look.latin > 0.5 ? look.words > 2.5 || look.letters > 40 : look.letters > 36;
    return long_text ? FieldKind::text : FieldKind::short_text;
}

bool kind_may_repeat(FieldKind kind) {
    switch (kind) {
        case FieldKind::phone:
        case FieldKind::email:
        case FieldKind::identifier:
        case FieldKind::category:
        case FieldKind::number:
        case FieldKind::year:
        case FieldKind::short_text:
        case FieldKind::text:
        case FieldKind::ignore:
        case FieldKind::record_id: return true;
        default: return false;
    }
}

// A file of companies calls them "name": legal forms and words of organisations give it away.
bool holds_companies(std::span<const std::vector<std::string_view>> sample, std::size_t column) {
    std::size_t companies = 0;
    std::size_t filled = 0;
    for (const auto& row : sample) {
        if (column >= row.size() || is_no_value(row[column])) continue;
        ++filled;
        companies += looks_like_company(row[column]) ? 1 : 0;
    }
    return filled > 0 && companies * 2 > filled;
}

// Where nobody is named, the text with the most different values names the thing; the others are
// shared.  With a single text there is nothing to tell apart.
void mark_title(std::vector<SchemaColumn>& columns, const std::vector<ColumnLook>& looks) {
    std::size_t texts = 0;
    std::optional<std::size_t> title;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        switch (columns[i].kind) {
            case FieldKind::given_name:
            case FieldKind::name_full:
            case FieldKind::surname:
            case FieldKind::kana_full:
            case FieldKind::name_romaji:
            case FieldKind::company: return;
            case FieldKind::text:
                ++texts;
                if (!title || looks[i].worth() > looks[*title].worth()) title = i;
                break;
            case FieldKind::short_text:
            case FieldKind::address_full: ++texts; break;
            default: break;
        }
    }
    if (title && texts > 1) columns[*title].title = true;
}

// The guess, step by step in the order of run().
class SchemaGuess {
public:
    SchemaGuess(
        std::span<const std::string_view> header,
        std::span<const std::vector<std::string_view>> sample, const GuessOptions& options)
        : header_(header), sample_(sample), options_(options) {
        for (std::size_t i = 0; i < header.size(); ++i) looks_.push_back(look_at(sample, i));
        japanese_ = std::ranges::any_of(
            looks_, [](const ColumnLook& look) { return look.filled > 0 && look.latin < 0.5; });
    }

    Schema run() && {
        for (std::size_t i = 0; i < header_.size(); ++i) add_column(i);
        companies();
        find_column_parts(columns_, sample_);
        if (japanese_) guess_by_neighbours(columns_, open_columns(), sample_);
        second_columns();
        leave_out_least(kColumnsLookedAt);
        const auto redundant = redundant_columns(columns_, sample_);
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (redundant[i]) columns_[i].kind = FieldKind::ignore;
        leave_out_least(kComparisonsMax);
        mark_title(columns_, looks_);
        return make_schema("guessed", std::move(columns_));
    }

private:
    void add_column(std::size_t i) {
        SchemaColumn column{.name = std::string{header_[i]}};
        column.latin = looks_[i].latin > 0.9;
        column.kind = kind_of_column(i, column.name);
        if (column.kind == FieldKind::record_id) {
            const bool second =
                has_id_ || (!options_.id_column.empty() && column.name != options_.id_column);
            if (second) column.kind = FieldKind::ignore;
            has_id_ = true;
        }
        columns_.push_back(std::move(column));
    }

    FieldKind kind_of_column(std::size_t i, const std::string& name) {
        const auto& look = looks_[i];
        const auto& ignored = options_.ignored_columns;
        if (std::ranges::find(ignored, name) != ignored.end()) return FieldKind::ignore;
        if (!options_.id_column.empty() && name == options_.id_column) return FieldKind::record_id;
        if (look.distinct < 2) return FieldKind::ignore;
        const auto said = kind_of_header(name);
        if (said && kind_plausible(*said, look))
            return *said == FieldKind::birth_date && look.years > 0.9 ? FieldKind::year : *said;
        if (options_.id_column.empty() && i == 0 && look.unique() && !said)
            return FieldKind::record_id;
        return kind_by_content(i);
    }

    FieldKind kind_by_content(std::size_t i) const {
        const auto by_look = kind_by_look(looks_[i]);
        const bool told = by_look == FieldKind::email || by_look == FieldKind::birth_date;
        if (!japanese_ || told || header_is_of_another(header_[i])) return by_look;
        const auto field = guess_field_of_cells(values_in(sample_, i));
        const auto kind = field ? kind_of_field(*field) : std::nullopt;
        return kind.value_or(by_look);
    }

    void companies() {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].kind != FieldKind::name_full || !holds_companies(sample_, i)) continue;
            columns_[i].kind = FieldKind::company;
            for (auto& other : columns_) {
                if (other.kind == FieldKind::kana_full) other.kind = FieldKind::company_kana;
                if (other.kind == FieldKind::name_romaji) other.kind = FieldKind::company_english;
            }
        }
    }

    // Those that were only taken for a text or a code.
    std::vector<bool> open_columns() const {
        std::vector<bool> open;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const auto kind = columns_[i].kind;
            const bool text = kind == FieldKind::short_text || kind == FieldKind::text ||
                              kind == FieldKind::category;
            open.push_back(
                text && !header_is_of_another(header_[i]) && !kind_of_header(header_[i]));
        }
        return open;
    }

    // The second column of a kind of which a person has one.  Of a name in two scripts the one that
    // is written with kanji is the name, whichever comes first, and the other its reading.
    void second_columns() {
        for (std::size_t i = 0; i < columns_.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const auto kind = columns_[i].kind;
                if (kind != columns_[j].kind || kind_may_repeat(kind)) continue;
                if (columns_[i].part != 0 && columns_[j].part != 0) continue;
                const bool first_reads = is_reading(looks_[j]) && !is_reading(looks_[i]);
                const auto second = may_be_read(kind) && first_reads ? j : i;
                columns_[second].kind = kind_of_second(kind, looks_[second]);
            }
    }

    static bool may_be_read(FieldKind kind) {
        return kind == FieldKind::surname || kind == FieldKind::given_name ||
               kind == FieldKind::name_full;
    }
    static bool is_reading(const ColumnLook& look) { return look.kana > 0.8 || look.latin > 0.9; }

    FieldKind kind_of_second(FieldKind kind, const ColumnLook& look) const {
        if (may_be_read(kind)) {
            const auto reading = reading_of(kind, look);
            if (reading &&
                std::ranges::find(columns_, *reading, &SchemaColumn::kind) == columns_.end())
                return *reading;
        }
        return kind_by_look(look);
    }

    std::optional<FieldKind> reading_of(FieldKind kind, const ColumnLook& look) const {
        const bool full = kind == FieldKind::name_full;
        if (look.kana > 0.8) {
            if (full) return FieldKind::kana_full;
            return kind == FieldKind::surname ? FieldKind::surname_kana
                                              : FieldKind::given_name_kana;
        }
        if (full && japanese_ && look.latin > 0.9) return FieldKind::name_romaji;
        return std::nullopt;
    }

    // What exceeds the vector of levels.
    void leave_out_least(std::size_t kept) {
        std::vector<std::size_t> extras;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const auto kind = columns_[i].kind;
            if (kind != FieldKind::ignore && kind != FieldKind::record_id) extras.push_back(i);
        }
        std::sort(extras.begin(), extras.end(), [&](std::size_t a, std::size_t b) {
            const auto worth = looks_[a].worth();
            const auto other = looks_[b].worth();
            return worth != other ? worth > other : a < b;
        });
        for (auto i = kept; i < extras.size(); ++i) columns_[extras[i]].kind = FieldKind::ignore;
    }

    std::span<const std::string_view> header_;
    std::span<const std::vector<std::string_view>> sample_;
    const GuessOptions& options_;
    std::vector<ColumnLook> looks_;
    std::vector<SchemaColumn> columns_;
    bool japanese_ = false;
    bool has_id_ = false;
};

}  // namespace

Schema guess_schema(
    std::span<const std::string_view> header, std::span<const std::vector<std::string_view>> sample,
    const GuessOptions& options) {
    return SchemaGuess{header, sample, options}.run();
}

}  // namespace genbo
