// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Schema says how records with certain columns are compared.  From the kinds of the columns it
// derives, once:
//
//   features     the normalised values that a prepared row holds ("surname", "phone 2"),
//   producers    which columns make which features (氏名 + フリガナ → surname, given name,
//   readings), comparisons  what is compared, each a small ladder of levels from "differs" to "the
//   same", rules        the blocking keys: pairs of records are looked at only if they share one.
//
// guess_schema() does it for a file nobody has described, from the header names and a sample of the
// rows; register_schema() is the fixed schema of the customer master, one column per record/field.h
// Field.  A schema is immutable data: same columns in, same schema out.
//
//   const Schema schema = guess_schema(header, sample, {.ignored_columns = {"cluster"}});
//   const PreparedRow row = prepare(schema, cells);

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/field_kind.h"

namespace genbo {

struct SchemaColumn {
    std::string name;
    FieldKind kind = FieldKind::ignore;
    // Only Latin letters, digits and marks were seen: names are then compared by spelling, not by
    // reading, and an address as words.
    bool latin = false;
    // The text that names the thing (a title), as against texts that many things share (authors).
    bool title = false;
    // 0: the column is the whole value.  1, 2, 3: the first, second, third part of it
    // (column_parts.h).
    int part = 0;
};

// How a feature's bytes are to be read; see feature_*.cc for the layouts.
enum class FeatureType : std::uint8_t {
    name,        // Folded text as written, and the hash of its variant-free form
    kana,        // Katakana key, and the hash of its loose form
    romaji,      // Romaji key
    date,        // "YYYYMMDD", unknown parts as 0
    phone,       // E.164 digits
    email,       // Key
    postal,      // Digits or folded code
    address,     // Japanese address in levels
    company,     // Core name and its legal form
    code,        // Letters and digits only
    category,    // Folded text
    number,      // Digits without leading zeros
    short_text,  // Folded text
    words,       // Folded words, sorted
};

struct Feature {
    std::string name;
    FeatureType type = FeatureType::category;
    // Whose frequencies its values are counted with: alternatives (phone 1, phone 2) share one.
    std::uint16_t pool = 0;
};

enum class ProducerType : std::uint8_t {
    person_name,  // full, surname, given, kana full, surname kana, given kana, romaji
    single_name,
    single_kana,
    romaji,
    company,           // name, kana, English
    japanese_address,  // postal, prefecture, city, town, building, full
    phone,
    email,
    postal,
    date,
    gender,
    code,
    corporate_number,
    category,
    number,
    short_text,
    words,
    street,
};

inline constexpr std::uint16_t kNoColumn = 0xffff;

struct Producer {
    ProducerType type = ProducerType::category;
    // The roles of the type, in its order; kNoColumn where the file has none.
    std::vector<std::uint16_t> columns;
    std::uint16_t first_feature = 0;
    std::uint16_t feature_count = 0;
};

enum class ComparisonType : std::uint8_t {
    name_part,  // name, kana, romaji; and the same three of the other part, for swapped names
    date,
    phones,  // Any of several
    emails,  // Any of several
    japanese_address,
    postal,
    company,
    code,
    corporate_number,
    category,
    gender,
    number,
    year,
    short_text,
    words,
    street,  // An address in Latin letters; features as words
};

// What a comparison says about the household question (model.h): two people of one family share
// surname, address and telephone, but not the given name; two companies of one group share the
// address and a piece of the name; two works of one author share the author and a word of the
// title.
enum class HouseholdRole : std::uint8_t {
    none,
    surname,
    given_name,
    birth_date,
    contact,
    place,
    organisation,  // Where people work
    company,       // The company that the record itself is about
    title,
    // Of a list of places (schools, restaurants): branches share the name and the telephone, but
    // not the address.
    branch_name,
    branch_contact,
    branch_place,
};

struct Comparison {
    std::string name;
    ComparisonType type = ComparisonType::category;
    HouseholdRole role = HouseholdRole::none;
    // Fixed positions per type; kNoFeature where the schema has none.
    std::vector<std::uint16_t> features;
    // For explanations: the columns that stand behind it.
    std::vector<std::uint16_t> columns;
};

inline constexpr std::uint16_t kNoFeature = 0xffff;

// One part of a blocking key, computed from one feature.
enum class AtomType : std::uint8_t {
    whole,         // The value itself
    variant_free,  // Name without variant characters (斎 = 齋)
    sound,         // Loose kana, else a phonetic skeleton of Latin letters
    initial,       // First character
    year,
    month_day,
    local_part,    // Of a mail address
    domain,        // Of a mail address
    block_number,  // Town and 番-号 of a Japanese address
    town,
    company_core,
    rare_words,   // Each pair of the longest words; several keys
    each_word,    // Each of the longest words
    words_whole,  // All words, sorted
    // Of a name: as sound, and where no reading was written also each that the dictionary has.
    reading,
};

struct Atom {
    AtomType type = AtomType::whole;
    // Alternatives of one kind (phone 1, phone 2): each gives its own key.  Of a name's sound and
    // initial: the reading if there is one, else the written form beside it.
    std::vector<std::uint16_t> features;
};

struct Rule {
    std::string name;
    std::vector<Atom> atoms;
    // The two atoms in either order make the same key: surname and given name swapped.
    bool unordered = false;
};

struct Schema {
    std::string name;
    std::vector<SchemaColumn> columns;
    std::vector<Feature> features;
    std::vector<Producer> producers;
    std::vector<Comparison> comparisons;
    std::vector<Rule> rules;
};

// A list of places: schools, restaurants, shops.
bool lists_branches(const Schema& schema);

// At most this many comparisons fit the packed vector; the ones with the least to say are left out.
inline constexpr std::size_t kComparisonsMax = 16;

Schema make_schema(std::string name, std::vector<SchemaColumn> columns);

struct GuessOptions {
    std::vector<std::string> ignored_columns = {};
    // The column that names the record; empty = none.
    std::string id_column = {};
};

// `sample` holds rows of the file (a few thousand are plenty), each as long as the header or
// shorter.  A column whose content says nothing (empty, one value) is ignored.
Schema guess_schema(
    std::span<const std::string_view> header, std::span<const std::vector<std::string_view>> sample,
    const GuessOptions& options);

// The customer master's own schema: cells[i] is the text of static_cast<Field>(i), for all
// kFieldCount fields.
const Schema& register_schema();

}  // namespace genbo
