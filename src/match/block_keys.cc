// SPDX-License-Identifier: Apache-2.0
#include "match/block_keys.h"

#include <algorithm>
#include <array>

#include "match/feature_layout.h"
#include "match/hash.h"
#include "match/normal_forms.h"
#include "text/kana.h"
#include "text/person_name.h"

namespace genbo {

namespace {

// Words looked at for rare_words: the longest ones stand for the rarest.
constexpr std::size_t kRareWords = 4;
constexpr std::size_t kLocalPartMin = 5;
constexpr std::size_t kDomainBegin = 4;  // With the @

std::string_view keys_first_letter(std::string_view text) {
    std::size_t end = std::min<std::size_t>(text.size(), 1);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) ++end;
    return text.substr(0, end);
}

std::uint64_t keys_sound(const Feature& feature, const NameFeature& name) {
    if (feature.type == FeatureType::kana) return name.loose;
    if (is_ascii(name.text)) {
        const auto skeleton = latin_skeleton(name.text);
        if (skeleton.size() > 1) return hash_bytes(skeleton);
    }
    return name.loose;
}

// The longest words of a set, longest first; equal lengths by the text.
std::size_t keys_longest_words(
    std::string_view words, std::array<std::string_view, kRareWords>& out) {
    std::size_t count = 0;
    const auto before = [](std::string_view a, std::string_view b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    };
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        const auto word = words.substr(at, end - at);
        at = end + 1;
        if (count < kRareWords) {
            out[count++] = word;
        } else if (before(word, out[count - 1])) {
            out[count - 1] = word;
        } else {
            continue;
        }
        for (auto i = count - 1; i > 0 && before(out[i], out[i - 1]); --i)
            std::swap(out[i], out[i - 1]);
    }
    return count;
}

}  // namespace

void BlockKeyMaker::atom_parts(const Atom& atom, RowView row, std::vector<Part>& parts) const {
    parts.clear();
    const auto add = [&](std::uint64_t hash, std::uint8_t form = 0) {
        parts.push_back({hash, form});
    };
    for (const auto index : atom.features) {
        const auto bytes = row.feature(index, schema_.features.size());
        if (bytes.empty()) continue;
        const auto& feature = schema_.features[index];
        const std::uint8_t form = feature.type == FeatureType::name   ? 1
                                  : feature.type == FeatureType::kana ? 2
                                                                      : 0;
        switch (atom.type) {
            case AtomType::whole:
                if (feature.type == FeatureType::phone)
                    add(hash_bytes(PhoneFeature{bytes}.digits));
                else if (feature.type == FeatureType::date && bytes.substr(4) == "0000")
                    break;  // A year alone is no day.
                else
                    add(hash_bytes(bytes));
                break;
            case AtomType::variant_free: add(NameFeature{bytes}.loose, form); break;
            case AtomType::sound:
            case AtomType::reading: add(keys_sound(feature, NameFeature{bytes}), form); break;
            case AtomType::initial:
                add(hash_bytes(keys_first_letter(NameFeature{bytes}.text)), form);
                break;
            case AtomType::year: add(hash_bytes(bytes.substr(0, 4))); break;
            case AtomType::month_day: add(hash_bytes(bytes.substr(4))); break;
            case AtomType::local_part: {
                // A short one says too little alone; the domain's beginning helps it.
                const EmailFeature email{bytes};
                const auto taken = email.local.size() >= kLocalPartMin
                                       ? email.local.size()
                                       : email.local.size() + kDomainBegin;
                if (email.key.size() >= taken) add(hash_bytes(email.key.substr(0, taken)));
                break;
            }
            case AtomType::domain: {
                const auto at = EmailFeature{bytes}.key.find('@');
                if (at != std::string_view::npos)
                    add(hash_bytes(EmailFeature{bytes}.key.substr(at + 1)));
                break;
            }
            case AtomType::block_number: {
                const AddressFeature address{bytes};
                if (!address.number.empty() && !address.town.empty())
                    add(hash_mix(
                        hash_bytes(address.town, address.municipality),
                        hash_bytes(address.number)));
                break;
            }
            case AtomType::town: {
                const AddressFeature address{bytes};
                if (!address.town.empty()) add(hash_bytes(address.town, address.municipality));
                break;
            }
            case AtomType::company_core: add(hash_bytes(CompanyFeature{bytes}.core)); break;
            case AtomType::words_whole: add(hash_bytes(bytes)); break;
            case AtomType::each_word:
            case AtomType::rare_words: {
                std::array<std::string_view, kRareWords> longest;
                const auto count = keys_longest_words(bytes, longest);
                for (std::size_t i = 0; i < count; ++i) {
                    if (atom.type == AtomType::each_word) {
                        if (longest[i].size() > 2) add(hash_bytes(longest[i]));
                        continue;
                    }
                    for (std::size_t j = 0; j < i; ++j) {
                        const auto& a = std::min(longest[i], longest[j]);
                        const auto& b = std::max(longest[i], longest[j]);
                        add(hash_mix(hash_bytes(a), hash_bytes(b)));
                    }
                }
                break;
            }
        }
    }
    if (atom.type == AtomType::reading) add_listed_readings(atom, row, parts);
}

// 竹内 alone, as one who wrote タケウチ alone would have it.
void BlockKeyMaker::add_listed_readings(
    const Atom& atom, RowView row, std::vector<Part>& parts) const {
    constexpr std::size_t kReadingsMost = 6;
    if (parts.size() != 1 || parts[0].form != 1) return;
    const NameFeature written{row.feature(atom.features[0], schema_.features.size())};
    if (!has_kanji(written.text)) return;
    auto readings = listed_readings(written.text);
    if (readings.size() > kReadingsMost) readings.resize(kReadingsMost);
    for (const auto& reading : readings)
        parts.push_back({hash_bytes32(kana_loose_key(reading)), 2});
}

BlockKeyMaker::BlockKeyMaker(const Schema& schema) : schema_(schema) {
    for (const auto& rule : schema.rules) {
        auto& mine = atoms_of_rule_.emplace_back();
        for (const auto& atom : rule.atoms) {
            const auto known = std::find_if(atoms_.begin(), atoms_.end(), [&](const auto& one) {
                return one.atom->type == atom.type && one.atom->features == atom.features;
            });
            mine.push_back(static_cast<std::size_t>(known - atoms_.begin()));
            if (known == atoms_.end()) atoms_.push_back({&atom});
        }
    }
}

const std::vector<BlockKeyMaker::Part>& BlockKeyMaker::parts_of(std::size_t number, RowView row) {
    auto& known = atoms_[number];
    if (known.row != rows_) {
        known.row = rows_;
        atom_parts(*known.atom, row, known.parts);
    }
    return known.parts;
}

void BlockKeyMaker::rule_keys(std::size_t number, RowView row) {
    const Rule& rule = schema_.rules[number];
    const std::uint64_t top = std::uint64_t{number} << kBlockHashBits;
    const auto push = [&](std::uint64_t hash) {
        keys_.push_back(top | (hash_mix(hash, number) >> (64 - kBlockHashBits)));
    };
    const auto agree = [](const Part& a, const Part& b) {
        return a.form == 0 || b.form == 0 || a.form == b.form;
    };
    std::array<const std::vector<Part>*, 3> parts = {};
    for (std::size_t i = 0; i < rule.atoms.size(); ++i) {
        parts[i] = &parts_of(atoms_of_rule_[number][i], row);
        if (parts[i]->empty()) return;
    }
    for (const auto& a : *parts[0]) {
        if (rule.atoms.size() == 1) {
            push(a.hash);
            continue;
        }
        for (const auto& b : *parts[1]) {
            if (!agree(a, b)) continue;
            const bool turn = rule.unordered && b.hash < a.hash;
            const auto ab = turn ? hash_mix(b.hash, a.hash) : hash_mix(a.hash, b.hash);
            if (rule.atoms.size() == 2) {
                push(ab);
                continue;
            }
            for (const auto& c : *parts[2])
                if (agree(a, c) && agree(b, c)) push(hash_mix(ab, c.hash));
        }
    }
}

const std::vector<BlockKey>& BlockKeyMaker::keys(RowView row) {
    ++rows_;
    keys_.clear();
    for (std::size_t rule = 0; rule < schema_.rules.size(); ++rule) {
        const auto from = static_cast<std::ptrdiff_t>(keys_.size());
        rule_keys(rule, row);
        if (static_cast<std::ptrdiff_t>(keys_.size()) - from > 1) {
            std::sort(keys_.begin() + from, keys_.end());
            keys_.erase(std::unique(keys_.begin() + from, keys_.end()), keys_.end());
        }
    }
    return keys_;
}

}  // namespace genbo
