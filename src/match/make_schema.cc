// SPDX-License-Identifier: Apache-2.0
//
// From the kinds of the columns to features, comparisons and blocking rules.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "match/schema.h"

namespace genbo {

namespace {

// Blocking rules of one schema; the first are the most telling.
constexpr std::size_t kRulesMax = 18;
constexpr int kPartsMost = 3;

class SchemaMaker {
public:
    SchemaMaker(std::string name, std::vector<SchemaColumn> columns) {
        schema_.name = std::move(name);
        schema_.columns = std::move(columns);
    }

    Schema make() && {
        person();
        singles();
        company();
        address();
        others();
        branches();
        if (schema_.comparisons.size() > kComparisonsMax)
            schema_.comparisons.resize(kComparisonsMax);
        person_rules();
        organisation_rules();
        other_rules();
        spare_rules();
        if (schema_.rules.size() > kRulesMax) schema_.rules.resize(kRulesMax);
        return std::move(schema_);
    }

private:
    std::vector<std::uint16_t> columns_of(FieldKind kind) const {
        std::vector<std::uint16_t> found;
        for (std::size_t i = 0; i < schema_.columns.size(); ++i)
            if (schema_.columns[i].kind == kind) found.push_back(static_cast<std::uint16_t>(i));
        return found;
    }
    std::uint16_t column_of(FieldKind kind) const {
        const auto found = columns_of(kind);
        return found.empty() ? kNoColumn : found.front();
    }
    bool latin(std::uint16_t column) const {
        return column != kNoColumn && schema_.columns[column].latin;
    }
    const std::string& column_name(std::uint16_t column) const {
        return schema_.columns[column].name;
    }

    // Names come from the house ("surname" of 氏名) and from the file (a column called "surname"),
    // and each must mean one thing: the second is "surname 2".
    template <typename Named>
    static std::string unused_name(const std::vector<Named>& taken, std::string name) {
        const auto is_taken = [&](const std::string& wanted) {
            return std::ranges::find(taken, wanted, &Named::name) != taken.end();
        };
        auto unused = name;
        for (int i = 2; is_taken(unused); ++i) unused = name + " " + std::to_string(i);
        return unused;
    }

    // Adds a producer and its features; the number of the first feature.
    std::uint16_t produce(
        ProducerType type, std::vector<std::uint16_t> columns, std::vector<Feature> features) {
        Producer producer;
        producer.type = type;
        producer.columns = std::move(columns);
        producer.first_feature = static_cast<std::uint16_t>(schema_.features.size());
        producer.feature_count = static_cast<std::uint16_t>(features.size());
        for (auto& feature : features) {
            feature.name = unused_name(schema_.features, std::move(feature.name));
            feature.pool = static_cast<std::uint16_t>(schema_.features.size());
            schema_.features.push_back(std::move(feature));
        }
        schema_.producers.push_back(std::move(producer));
        return schema_.producers.back().first_feature;
    }

    void compare(
        std::string name, ComparisonType type, HouseholdRole role,
        std::vector<std::uint16_t> features, std::vector<std::uint16_t> columns) {
        std::erase(columns, kNoColumn);
        schema_.comparisons.push_back(
            {unused_name(schema_.comparisons, std::move(name)), type, role, std::move(features),
             std::move(columns)});
    }

    void person() {
        const auto full = column_of(FieldKind::name_full);
        const std::array parts = {
            column_of(FieldKind::surname),         column_of(FieldKind::given_name),
            column_of(FieldKind::kana_full),       column_of(FieldKind::surname_kana),
            column_of(FieldKind::given_name_kana), column_of(FieldKind::name_romaji)};
        const bool japanese_full = full != kNoColumn && !latin(full);
        if (japanese_full || parts[2] != kNoColumn || parts[5] != kNoColumn) {
            const auto first = produce(
                ProducerType::person_name,
                {japanese_full ? full : kNoColumn, parts[0], parts[1], parts[2], parts[3], parts[4],
                 parts[5]},
                {{.name = "surname", .type = FeatureType::name},
                 {.name = "surname kana", .type = FeatureType::kana},
                 {.name = "surname romaji", .type = FeatureType::romaji},
                 {.name = "given name", .type = FeatureType::name},
                 {.name = "given name kana", .type = FeatureType::kana},
                 {.name = "given name romaji", .type = FeatureType::romaji}});
            for (std::uint16_t i = 0; i < 3; ++i) {
                surname_[i] = static_cast<std::uint16_t>(first + i);
                given_[i] = static_cast<std::uint16_t>(first + 3 + i);
            }
        } else {
            surname_[0] = single(ProducerType::single_name, parts[0], FeatureType::name);
            surname_[1] = single(ProducerType::single_kana, parts[3], FeatureType::kana);
            given_[0] = single(ProducerType::single_name, parts[1], FeatureType::name);
            given_[1] = single(ProducerType::single_kana, parts[4], FeatureType::kana);
        }
        const bool has_surname = surname_[0] != kNoFeature || surname_[1] != kNoFeature;
        const bool has_given = given_[0] != kNoFeature || given_[1] != kNoFeature;
        latin_names_ = latin(parts[0]) || latin(parts[1]);
        const auto shown_full = japanese_full ? full : kNoColumn;
        if (has_surname)
            compare(
                "surname", ComparisonType::name_part, HouseholdRole::surname,
                {surname_[0], surname_[1], surname_[2], given_[0], given_[1], given_[2]},
                {shown_full, parts[0], parts[2], parts[3], parts[5]});
        if (has_given)
            compare(
                "given_name", ComparisonType::name_part, HouseholdRole::given_name,
                {given_[0], given_[1], given_[2], surname_[0], surname_[1], surname_[2]},
                {shown_full, parts[1], parts[2], parts[4], parts[5]});
        if (full != kNoColumn && !japanese_full) {
            full_words_ = single(ProducerType::words, full, FeatureType::words);
            compare("name", ComparisonType::words, HouseholdRole::none, {full_words_}, {full});
        }
    }

    std::uint16_t single(ProducerType type, std::uint16_t column, FeatureType feature) {
        if (column == kNoColumn) return kNoFeature;
        return single(type, Value{column}, feature);
    }

    // The columns of one value: one, or its parts in their order.
    using Value = std::vector<std::uint16_t>;

    std::uint16_t single(ProducerType type, const Value& value, FeatureType feature) {
        return produce(type, value, {{.name = value_name(value), .type = feature}});
    }
    std::string value_name(const Value& value) const {
        if (value.size() == 1) return column_name(value[0]);
        return std::string{field_kind_name(schema_.columns[value[0]].kind)};
    }

    std::vector<Value> values_of(FieldKind kind) const {
        std::vector<Value> values;
        // Of those that are not whole yet, their next part goes to the first.
        for (int part = 0; part <= kPartsMost; ++part)
            for (const auto column : columns_of(kind)) {
                if (schema_.columns[column].part != part) continue;
                const auto whole = std::ranges::find_if(values, [&](const Value& value) {
                    return schema_.columns[value[0]].part == 1 && std::ssize(value) == part - 1;
                });
                if (part > 1 && whole != values.end())
                    whole->push_back(column);
                else
                    values.push_back({column});
            }
        std::ranges::sort(values, {}, [](const Value& value) { return value[0]; });
        return values;
    }

    // Several values of one kind that are compared any with any.
    std::vector<std::uint16_t> several(FieldKind kind, ProducerType type, FeatureType feature) {
        std::vector<std::uint16_t> found;
        for (const auto& value : values_of(kind)) {
            found.push_back(single(type, value, feature));
            schema_.features[found.back()].pool = found.front();
        }
        return found;
    }

    // Each value of the kind its own comparison.
    std::vector<std::uint16_t> each(
        FieldKind kind, ProducerType producer, FeatureType feature, ComparisonType type,
        HouseholdRole role) {
        std::vector<std::uint16_t> found;
        for (const auto& value : values_of(kind)) {
            found.push_back(single(producer, value, feature));
            compare(value_name(value), type, role, {found.back()}, value);
        }
        return found;
    }

    void singles() {
        dates_ = each(
            FieldKind::birth_date, ProducerType::date, FeatureType::date, ComparisonType::date,
            HouseholdRole::birth_date);
        phones_ = several(FieldKind::phone, ProducerType::phone, FeatureType::phone);
        if (!phones_.empty())
            compare(
                "phone", ComparisonType::phones, HouseholdRole::contact, phones_,
                columns_of(FieldKind::phone));
        emails_ = several(FieldKind::email, ProducerType::email, FeatureType::email);
        if (!emails_.empty())
            compare(
                "email", ComparisonType::emails, HouseholdRole::contact, emails_,
                columns_of(FieldKind::email));
        identifiers_ = each(
            FieldKind::identifier, ProducerType::code, FeatureType::code, ComparisonType::code,
            HouseholdRole::none);
        corporate_ = each(
            FieldKind::corporate_number, ProducerType::corporate_number, FeatureType::code,
            ComparisonType::corporate_number, HouseholdRole::organisation);
    }

    void company() {
        const auto name = column_of(FieldKind::company);
        const auto kana = column_of(FieldKind::company_kana);
        const auto english = column_of(FieldKind::company_english);
        if (name == kNoColumn && kana == kNoColumn && english == kNoColumn) return;
        company_ = produce(
            ProducerType::company, {name, kana, english},
            {{.name = "company", .type = FeatureType::company},
             {.name = "company kana", .type = FeatureType::short_text},
             {.name = "company English", .type = FeatureType::short_text}});
        const bool people = std::any_of(
            schema_.comparisons.begin(), schema_.comparisons.end(), [](const Comparison& one) {
                return one.type == ComparisonType::name_part || one.type == ComparisonType::words;
            });
        compare(
            "company", ComparisonType::company,
            people ? HouseholdRole::organisation : HouseholdRole::company,
            {company_, static_cast<std::uint16_t>(company_ + 1),
             static_cast<std::uint16_t>(company_ + 2)},
            {name, kana, english});
    }

    void address() {
        const std::array<FieldKind, 5> kinds = {
            FieldKind::prefecture, FieldKind::city, FieldKind::town, FieldKind::building,
            FieldKind::address_full};
        bool japanese = false;
        for (const auto kind : kinds)
            japanese = japanese || (column_of(kind) != kNoColumn && !latin(column_of(kind)));
        const auto postal = column_of(FieldKind::postal_code);
        if (japanese) {
            std::vector<std::uint16_t> columns = {postal};
            for (const auto kind : kinds) columns.push_back(column_of(kind));
            address_ = produce(
                ProducerType::japanese_address, columns,
                {{.name = "address", .type = FeatureType::address},
                 {.name = "postal code", .type = FeatureType::postal}});
            postal_ = static_cast<std::uint16_t>(address_ + 1);
            compare(
                "address", ComparisonType::japanese_address, HouseholdRole::place,
                {address_, postal_}, columns);
            return;
        }
        if (postal != kNoColumn) {
            postal_ = single(ProducerType::postal, postal, FeatureType::postal);
            compare(
                "postal_code", ComparisonType::postal, HouseholdRole::place, {postal_}, {postal});
        }
        for (const auto kind : {FieldKind::city, FieldKind::town, FieldKind::building})
            for (const auto feature : each(
                     kind, ProducerType::short_text, FeatureType::short_text,
                     ComparisonType::short_text, HouseholdRole::place))
                short_texts_.push_back(feature);
        each(
            FieldKind::prefecture, ProducerType::category, FeatureType::category,
            ComparisonType::category, HouseholdRole::place);
        for (const auto feature : each(
                 FieldKind::address_full, ProducerType::street, FeatureType::words,
                 ComparisonType::street, HouseholdRole::place))
            words_.push_back(feature);
    }

    static bool compares_streets(const Comparison& comparison) {
        return comparison.type == ComparisonType::street ||
               comparison.type == ComparisonType::japanese_address;
    }
    bool compares_title(const Comparison& comparison) const {
        return !comparison.columns.empty() && schema_.columns[comparison.columns[0]].title;
    }

    // A title beside an address is the name of a place.
    bool finds_branches() const {
        const auto& all = schema_.comparisons;
        return std::any_of(all.begin(), all.end(), compares_streets) &&
               std::any_of(all.begin(), all.end(), [&](const Comparison& comparison) {
                   return compares_title(comparison);
               });
    }

    void branches() {
        if (!finds_branches()) return;
        for (auto& comparison : schema_.comparisons) {
            if (compares_title(comparison))
                comparison.role = HouseholdRole::branch_name;
            else if (compares_streets(comparison))
                comparison.role = HouseholdRole::branch_place;
            else if (comparison.role == HouseholdRole::place)
                comparison.role = HouseholdRole::none;
            else
                comparison.role = HouseholdRole::branch_contact;
        }
    }

    void others() {
        for (const auto feature : each(
                 FieldKind::text, ProducerType::words, FeatureType::words, ComparisonType::words,
                 HouseholdRole::none))
            words_.push_back(feature);
        for (const auto feature : each(
                 FieldKind::short_text, ProducerType::short_text, FeatureType::short_text,
                 ComparisonType::short_text, HouseholdRole::none))
            short_texts_.push_back(feature);
        // Beside a title, what the other texts say is shared by everything of one author.
        const auto titled = [&](const SchemaColumn& column) { return column.title; };
        if (!finds_branches() &&
            std::any_of(schema_.columns.begin(), schema_.columns.end(), titled)) {
            for (auto& comparison : schema_.comparisons) {
                const bool text = comparison.type == ComparisonType::words ||
                                  comparison.type == ComparisonType::street ||
                                  comparison.type == ComparisonType::short_text;
                if (text)
                    comparison.role = titled(schema_.columns[comparison.columns[0]])
                                          ? HouseholdRole::title
                                          : HouseholdRole::place;
            }
        }
        years_ = each(
            FieldKind::year, ProducerType::number, FeatureType::number, ComparisonType::year,
            HouseholdRole::none);
        numbers_ = each(
            FieldKind::number, ProducerType::number, FeatureType::number, ComparisonType::number,
            HouseholdRole::none);
        each(
            FieldKind::gender, ProducerType::gender, FeatureType::category, ComparisonType::gender,
            HouseholdRole::none);
        each(
            FieldKind::category, ProducerType::category, FeatureType::category,
            ComparisonType::category, HouseholdRole::none);
    }

    // Adds a rule unless one of its atoms has no feature.
    void rule(std::string name, std::vector<Atom> atoms, bool unordered = false) {
        for (auto& atom : atoms) {
            std::erase(atom.features, kNoFeature);
            if (atom.features.empty()) return;
        }
        schema_.rules.push_back({std::move(name), std::move(atoms), unordered});
    }

    // A name atom reads the written form and the reading, each giving its own keys.
    static Atom name_atom(AtomType type, const std::array<std::uint16_t, 3>& part) {
        return {type, {part[0], part[1]}};
    }

    std::vector<std::uint16_t> date() const {
        return dates_.empty() ? std::vector<std::uint16_t>{}
                              : std::vector<std::uint16_t>{dates_.front()};
    }

    void person_rules() {
        rule("phone", {{AtomType::whole, phones_}});
        rule("email", {{AtomType::whole, emails_}});
        for (const auto code : identifiers_)
            rule(schema_.features[code].name, {{AtomType::whole, {code}}});
        for (const auto code : corporate_) rule("corporate number", {{AtomType::whole, {code}}});
        const Atom surname = name_atom(AtomType::variant_free, surname_);
        const Atom given = name_atom(AtomType::variant_free, given_);
        const Atom surname_sound = name_atom(AtomType::sound, surname_);
        const Atom given_sound = name_atom(AtomType::sound, given_);
        const Atom surname_initial = name_atom(AtomType::initial, surname_);
        const Atom given_initial = name_atom(AtomType::initial, given_);
        const Atom birth{AtomType::whole, date()};
        const Atom postal{AtomType::whole, {postal_}};
        rule("surname + given name", {surname, given}, true);
        const Atom surname_reading = name_atom(AtomType::reading, surname_);
        const Atom given_reading = name_atom(AtomType::reading, given_);
        rule("surname sound + birth date", {surname_reading, birth});
        rule("given name sound + birth date", {given_reading, birth});
        // For kanji and kana the rule above is as loose already.
        if (latin_names_) rule("name sound", {surname_sound, given_sound});
        rule("postal code + given name", {postal, given_sound});
        rule("postal code + surname", {postal, surname_sound});
        rule("house number", {{AtomType::block_number, {address_}}});
        rule("house number + given name", {{AtomType::block_number, {address_}}, given_initial});
        rule("local part of e-mail", {{AtomType::local_part, emails_}});
        rule("birth date + postal code", {birth, postal});
        rule("birth date + initials", {birth, surname_initial, given_initial});
        rule(
            "birth year + surname + initial",
            {{AtomType::year, date()}, surname_sound, given_initial});
        rule(
            "birth year + given name + initial",
            {{AtomType::year, date()}, given_sound, surname_initial});
        rule("town + name initials", {{AtomType::town, {address_}}, surname_sound, given_initial});
        if (full_words_ != kNoFeature) {
            rule("name", {{AtomType::words_whole, {full_words_}}});
            rule("rare names", {{AtomType::rare_words, {full_words_}}});
            rule("name word + birth date", {{AtomType::each_word, {full_words_}}, birth});
            for (const auto text : short_texts_)
                rule(
                    "name word + " + schema_.features[text].name,
                    {{AtomType::each_word, {full_words_}}, {AtomType::whole, {text}}});
            rule("name word + postal code", {{AtomType::each_word, {full_words_}}, postal});
        }
        for (const auto text : short_texts_) {
            rule(
                schema_.features[text].name + " + name",
                {{AtomType::whole, {text}}, surname_sound, given_initial});
            rule(schema_.features[text].name + " + birth date", {{AtomType::whole, {text}}, birth});
        }
    }

    // Where a record has few fields and any of them may be missing or wrong, pairs of atoms must do
    // what otherwise three or a telephone number do.
    void spare_rules() {
        if (!phones_.empty() || address_ != kNoFeature || postal_ != kNoFeature) return;
        const Atom surname_sound = name_atom(AtomType::sound, surname_);
        const Atom given_sound = name_atom(AtomType::sound, given_);
        const Atom year{AtomType::year, date()};
        const Atom month_day{AtomType::month_day, date()};
        rule("surname + birth year", {surname_sound, year});
        rule("given name + birth year", {given_sound, year});
        rule("surname + birthday", {surname_sound, month_day});
        rule("given name + birthday", {given_sound, month_day});
        rule("domain of e-mail", {{AtomType::domain, emails_}});
    }

    void organisation_rules() {
        if (company_ == kNoFeature) return;
        const auto kana = static_cast<std::uint16_t>(company_ + 1);
        const auto english = static_cast<std::uint16_t>(company_ + 2);
        rule("company", {{AtomType::company_core, {company_}}});
        rule("company kana", {{AtomType::whole, {kana}}});
        rule("company English", {{AtomType::whole, {english}}});
        rule(
            "company + town", {{AtomType::company_core, {company_}}, {AtomType::town, {address_}}});
        rule(
            "company + postal code",
            {{AtomType::company_core, {company_}}, {AtomType::whole, {postal_}}});
    }

    void other_rules() {
        for (const auto text : words_) {
            rule(schema_.features[text].name, {{AtomType::words_whole, {text}}});
            rule("rare words of " + schema_.features[text].name, {{AtomType::rare_words, {text}}});
        }
        for (std::size_t i = 0; i < short_texts_.size(); ++i) {
            for (std::size_t j = i + 1; j < short_texts_.size(); ++j)
                rule(
                    schema_.features[short_texts_[i]].name + " + " +
                        schema_.features[short_texts_[j]].name,
                    {{AtomType::whole, {short_texts_[i]}}, {AtomType::whole, {short_texts_[j]}}});
            for (const auto number : numbers_)
                rule(
                    schema_.features[short_texts_[i]].name + " + " + schema_.features[number].name,
                    {{AtomType::whole, {short_texts_[i]}}, {AtomType::whole, {number}}});
        }
        for (const auto text : short_texts_)
            rule(schema_.features[text].name, {{AtomType::whole, {text}}});
    }

    Schema schema_;
    std::array<std::uint16_t, 3> surname_ = {kNoFeature, kNoFeature, kNoFeature};
    std::array<std::uint16_t, 3> given_ = {kNoFeature, kNoFeature, kNoFeature};
    bool latin_names_ = false;
    std::uint16_t full_words_ = kNoFeature;
    std::vector<std::uint16_t> dates_;
    std::vector<std::uint16_t> phones_;
    std::vector<std::uint16_t> emails_;
    std::vector<std::uint16_t> identifiers_;
    std::vector<std::uint16_t> corporate_;
    std::uint16_t company_ = kNoFeature;
    std::uint16_t address_ = kNoFeature;
    std::uint16_t postal_ = kNoFeature;
    std::vector<std::uint16_t> short_texts_;
    std::vector<std::uint16_t> words_;
    std::vector<std::uint16_t> years_;
    std::vector<std::uint16_t> numbers_;
};

}  // namespace

bool lists_branches(const Schema& schema) {
    return std::any_of(
        schema.comparisons.begin(), schema.comparisons.end(),
        [](const Comparison& one) { return one.role == HouseholdRole::branch_place; });
}

Schema make_schema(std::string name, std::vector<SchemaColumn> columns) {
    return SchemaMaker{std::move(name), std::move(columns)}.make();
}

}  // namespace genbo
