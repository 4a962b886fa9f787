// SPDX-License-Identifier: Apache-2.0
#pragma once

// Surnames, given names and readings from the tables, as person_name.cc asks for them.
//
// log_surname() and log_given() are log-probabilities of a small model: a name of the dictionary
// has the weight that IPADIC's cost gives it, every other string the probability of its characters
// at their places in such names.  They serve to compare cuts of one name, nothing else.
//
// Thread safety: built once on first use, immutable afterwards.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace genbo {

enum class NamePart : std::uint8_t { surname, given };

class NameTables {
public:
    static const NameTables& get();

    // `name` has its variants folded.  Kana-only names are looked up as readings.
    double log_probability(NamePart part, std::u32string_view name) const;

    // "サイトウ,サイドウ" in plain kana; empty when the dictionary does not know the name.
    std::string_view readings(NamePart part, std::string_view name) const;

    // Readings of one character inside names.
    std::string_view kanji_readings(char32_t kanji) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Entry {
        double log_probability = 0;
        std::string_view readings;
    };
    using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;
    using Counts = std::unordered_map<char32_t, float>;
    struct Model {
        Entries written;
        Entries read;  // By reading, in plain kana.
        Counts first;
        Counts middle;
        Counts last;
        Counts kana_first;
        Counts kana_inner;
    };

    NameTables();
    static void fill(Model& model, std::string_view table);
    static void count(Model& model, std::u32string_view name, double weight);
    static void finish(Counts& counts);

    const Model& model(NamePart part) const { return models_[part == NamePart::surname ? 0 : 1]; }

    Model models_[2];
    std::unordered_map<char32_t, std::string_view> kanji_;
};

}  // namespace genbo
