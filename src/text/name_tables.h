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
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
    struct Entry {
        double log_probability = 0;
        std::string_view readings;
    };
    // Names by their text.  Most questions are about pieces that are no name: bits of the hashes
    // answer those without a look at the names.
    class Entries {
    public:
        struct Item {
            std::string name;
            Entry entry;
        };

        void reserve(std::size_t names) { items_.reserve(names); }
        // Null when there is none.
        const Entry* find(std::string_view name) const;
        // The entry of that name, a new one if there was none; and whether it is new.
        std::pair<Entry*, bool> add(std::string_view name);
        std::vector<Item>& items() { return items_; }

    private:
        static constexpr std::size_t kBits = std::size_t{1} << 18;
        static std::size_t hash(std::string_view text) {
            return std::hash<std::string_view>{}(text);
        }
        void grow();

        std::vector<Item> items_;
        std::vector<std::uint32_t> slots_;  // Open addressing: index + 1; 0 is free.
        std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(kBits / 64);
    };
    using Counts = std::unordered_map<char32_t, float>;
    // What log_probability() takes of a character at its place.
    class CharacterLogs {
    public:
        void fill(const Counts& counts);
        double find(char32_t c) const;

    private:
        struct Slot {
            char32_t c = 0;  // 0 is free
            double log = 0;
        };
        static std::size_t place(char32_t c) { return c * std::size_t{0x9E3779B1U} >> 8; }

        std::vector<Slot> slots_;
        double none_ = 0;
    };
    struct Model {
        Entries written;
        Entries read;  // By reading, in plain kana.
        CharacterLogs first;
        CharacterLogs middle;
        CharacterLogs last;
        CharacterLogs kana_first;
        CharacterLogs kana_inner;
    };
    struct Places {
        Counts first = {};
        Counts middle = {};
        Counts last = {};
        Counts kana_first = {};
        Counts kana_inner = {};
    };

    NameTables();
    static void fill(Model& model, std::string_view table);
    static void count(Places& places, std::u32string_view name, double weight);
    static void finish(Counts& counts);

    const Model& model(NamePart part) const { return models_[part == NamePart::surname ? 0 : 1]; }

    Model models_[2];
    // By character of the basic plane: where its readings stand in readings_.
    std::vector<std::uint16_t> kanji_;
    std::vector<std::string_view> readings_ = {{}};
    std::unordered_map<char32_t, std::string_view> rare_kanji_;  // Of other planes
};

}  // namespace genbo
