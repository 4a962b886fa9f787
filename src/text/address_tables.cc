// SPDX-License-Identifier: Apache-2.0
#include "text/address_tables.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <map>

#include "base/check.h"
#include "text/char_map.h"
#include "text/letters.h"
#include "text/reference_tables.h"
#include "text/tables.h"

namespace genbo {
namespace {

constexpr std::size_t kTownSlotsFirst = std::size_t{1} << 19;
constexpr std::size_t kTownGlyphsMax = 24;
constexpr std::uint64_t kTownBeginningBits = std::uint64_t{1} << 22;
constexpr std::uint64_t kTownEndBits = std::uint64_t{1} << 21;
constexpr std::uint32_t kPostalThousands = 10'000;

// One table for all that address_glyphs() does to single characters.
class GlyphFold {
public:
    GlyphFold()
        : l1_(std::string{kVariantsL1} + reference_tables().variants_l1),
          l2_(std::string{kVariantsL2} + reference_tables().variants_l2),
          basic_(0x10000) {
        for (char32_t c = 1; c < 0x10000; ++c) {
            const char32_t to = fold(c);
            if (to < 0x10000) basic_[c] = static_cast<char16_t>(to);
        }
    }
    char32_t operator()(char32_t c) const {
        if (c < 0x10000 && basic_[c] != 0) return basic_[c];
        return fold(c);
    }

private:
    char32_t fold(char32_t c) const {
        if (is_hiragana(c)) c += 0x60;
        switch (c) {
            case U'ッ': return U'ツ';
            case U'ヵ': return U'カ';
            case U'ヶ': return U'ケ';
            case U'○':
            case U'零': return U'〇';
            case U'竈':
            case U'竃': return U'釜';  // 塩竈市 is written 塩釜市 by nearly everybody.
            default: break;
        }
        return c < 0x3000 ? c : l2_.find(l1_.find(c));
    }

    CharToChar l1_;
    CharToChar l2_;
    std::vector<char16_t> basic_;  // What fold() says; 0: ask it.
};

const GlyphFold& glyph_fold() {
    static const GlyphFold fold;
    return fold;
}

// Letters that come and go between kanji: 市ヶ谷 市が谷 市谷, 丸の内 丸ノ内 丸之内 丸内.
constexpr bool glyph_may_vanish(char32_t c) {
    return c == U'ヶ' || c == U'ケ' || c == U'が' || c == U'ガ' || c == U'の' || c == U'ノ' ||
           c == U'之' || c == U'乃';
}

constexpr std::u32string_view kKanjiDigits = U"〇一二三四五六七八九";

void glyph_push_number(
    std::vector<AddressGlyph>& glyphs, std::string_view digits, std::uint32_t begin,
    std::uint32_t end) {
    const auto push = [&](char32_t key) { glyphs.push_back({key, begin, end}); };
    const bool plain = digits.size() > 4 || digits[0] == '0';
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (plain) {
            push(static_cast<char32_t>(digits[i]));
            continue;
        }
        const auto value = static_cast<std::size_t>(digits[i] - '0');
        const std::size_t place = digits.size() - 1 - i;
        constexpr std::u32string_view units = U"一十百千";
        if (value == 0) continue;
        if (value > 1 || place == 0) push(kKanjiDigits[value]);
        if (place > 0) push(units[place]);
    }
}

constexpr std::uint64_t town_hash_start(MunicipalityIndex index) {
    return (0xcbf29ce484222325ULL ^ index) * 0x100000001b3ULL;
}
constexpr std::uint64_t town_hash_step(std::uint64_t hash, char32_t c) {
    hash = (hash ^ c) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29);
}
constexpr std::uint64_t town_hash_end(std::uint64_t hash) { return hash == 0 ? 1 : hash; }

// Whether a name may end before glyph `at`: not inside a number.
bool glyph_boundary(std::span<const AddressGlyph> glyphs, std::size_t at) {
    if (at >= glyphs.size()) return true;
    if (glyphs[at].begin < glyphs[at - 1].end) return false;
    return !(is_kanji_numeral(glyphs[at].key) && is_kanji_numeral(glyphs[at - 1].key));
}

std::u32string keys_of(std::string_view text) {
    std::u32string keys;
    for (const AddressGlyph& glyph : address_glyphs(text)) keys += glyph.key;
    return keys;
}

template <typename Use>
void each_coded_line(std::string_view lines, Use use) {
    while (!lines.empty()) {
        const std::size_t tab = lines.find('\t');
        const std::size_t end = lines.find('\n', tab);
        use(lines.substr(0, tab), lines.substr(tab + 1, end - tab - 1));
        lines.remove_prefix(end + 1);
    }
}

}  // namespace

std::vector<AddressGlyph> address_glyphs(std::string_view text) {
    std::vector<AddressGlyph> glyphs;
    glyphs.reserve(text.size() / 2 + 4);
    const GlyphFold& fold = glyph_fold();
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::uint32_t>(at);
        if (is_digit(text[at])) {
            while (at < text.size() && is_digit(text[at])) ++at;
            glyph_push_number(
                glyphs, text.substr(begin, at - begin), begin, static_cast<std::uint32_t>(at));
            before = '0';
            continue;
        }
        const char32_t c = next_code_point(text, at);
        if (c == ' ' || is_ignorable(c)) continue;
        if (glyph_may_vanish(c) && is_kanji(before) && is_kanji(peek_code_point(text, at))) {
            // `before` stays, so that a doubled mark vanishes as well.
            if (!glyphs.empty()) glyphs.back().end = static_cast<std::uint32_t>(at);
            continue;
        }
        // 大字 and 字 only say what kind of name follows; 十文字 is one.
        if (c == U'字' && before != U'文' && !is_kanji_numeral(before)) {
            if (before == U'大' && !glyphs.empty() && glyphs.back().key == U'大') glyphs.pop_back();
            before = 0;
            continue;
        }
        // 通り is 通, 番丁 is 番町.
        if ((c == U'り' || c == U'リ') && before == U'通') {
            glyphs.back().end = static_cast<std::uint32_t>(at);
            continue;
        }
        // みゆきケ丘, みゆきが丘, みゆきヶ丘.
        const bool joint = (c == U'ヶ' || c == U'ケ' || c == U'が' || c == U'ガ') &&
                           is_kana_letter(before) && is_kanji(peek_code_point(text, at));
        const bool block = c == U'丁' && before == U'番' && peek_code_point(text, at) != U'目';
        before = c;
        glyphs.push_back(
            {block   ? U'町'
             : joint ? U'ケ'
                     : fold(c),
             begin, static_cast<std::uint32_t>(at)});
    }
    return glyphs;
}

const AddressTables& AddressTables::get() {
    static const AddressTables tables(reference_tables());
    return tables;
}

AddressTables::AddressTables(const ReferenceTables& imported)
    : prefectures_(48),
      by_prefecture_(48),
      towns_(kTownSlotsFirst),
      town_beginnings_(kTownBeginningBits / 64),
      town_ends_(kTownEndBits / 64) {
    each_coded_line(kPrefectures, [&](std::string_view code, std::string_view name) {
        prefectures_.at(static_cast<std::size_t>((code[0] - '0') * 10 + (code[1] - '0'))) = name;
    });
    const bool own = imported.municipalities.empty();
    read_municipalities(own ? kMunicipalities : std::string_view{imported.municipalities});
    make_cities();
    read_postal(
        imported.postal_towns.empty() ? kPostalTowns : std::string_view{imported.postal_towns});
    read_towns(imported.towns);
    read_successors(imported.successors);
    sort_memories();
}

void AddressTables::add_name(std::string_view name, MunicipalityIndex index) {
    names_.push_back({keys_of(name), {index}});
}

// One entry for each name, with all that bear it in their order.
void AddressTables::sort_names() {
    std::ranges::sort(names_, [](const Name& a, const Name& b) {
        return a.key != b.key ? a.key < b.key : a.candidates.front() < b.candidates.front();
    });
    std::vector<Name> merged;
    for (Name& name : names_) {
        if (merged.empty() || merged.back().key != name.key)
            merged.push_back(std::move(name));
        else
            merged.back().candidates.push_back(name.candidates.front());
    }
    names_ = std::move(merged);
    index_names();
}

AddressTables::NameSlot& AddressTables::name_slot(std::uint64_t hash) {
    const std::size_t mask = name_slots_.size() - 1;
    std::size_t at = hash & mask;
    while (name_slots_[at].hash != 0 && name_slots_[at].hash != hash) at = (at + 1) & mask;
    return name_slots_[at];
}

void AddressTables::index_names() {
    std::size_t beginnings = 0;
    for (const Name& name : names_) beginnings += name.key.size();
    name_slots_.assign(std::bit_ceil(2 * beginnings + 2), {});
    for (std::size_t i = 0; i < names_.size(); ++i) {
        std::uint64_t hash = town_hash_start(0);
        for (const char32_t c : names_[i].key) {
            hash = town_hash_step(hash, c);
            name_slot(town_hash_end(hash)).hash = town_hash_end(hash);
        }
        name_slot(town_hash_end(hash)).name = static_cast<std::uint32_t>(i + 1);
    }
}

void AddressTables::read_municipalities(std::string_view lines) {
    each_coded_line(lines, [&](std::string_view code, std::string_view name) {
        const auto prefecture = static_cast<std::uint8_t>((code[0] - '0') * 10 + (code[1] - '0'));
        municipalities_.push_back({code, name, prefecture, keys_of(name).size(), {}});
    });
}

void AddressTables::make_cities() {
    // Wards make the designated city they belong to: 14101 … of 横浜市 make 14100.
    std::map<std::string, std::vector<MunicipalityIndex>> cities;
    const std::size_t count = municipalities_.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<MunicipalityIndex>(i);
        const std::string_view name = municipalities_[i].name;
        add_name(name, index);
        const std::size_t city = name.find("市", 3);
        if (name.ends_with("区") && city != std::string_view::npos) {
            add_name(name.substr(city + 3), index);
            // 大阪北区, 横浜港北区: 市 was left out.
            std::string shortened{name.substr(0, city)};
            shortened += name.substr(city + 3);
            add_name(shortened, index);
            std::string key{municipalities_[i].code.substr(0, 2)};
            key += name.substr(0, city + 3);
            cities[key].push_back(index);
        }
        const std::size_t county = name.find("郡", 3);
        const bool rural = name.ends_with("町") || name.ends_with("村");
        if (rural && county != std::string_view::npos) add_name(name.substr(county + 3), index);
        // 三宅島三宅村 is 三宅村 to everybody but the post office.
        const std::size_t island = name.find("島", 3);
        if (rural && island != std::string_view::npos && name.size() > island + 6)
            add_name(name.substr(island + 3), index);
    }
    made_names_.reserve(cities.size() * 2);  // Views into it must stay.
    for (const auto& [key, wards] : cities) {
        const Municipality& first = municipalities_[wards.front()];
        std::string code{first.code};
        code.back() = '0';
        made_names_.push_back(code);
        const std::string_view kept_code = made_names_.back();
        made_names_.push_back(key.substr(2));
        const std::string_view name = made_names_.back();
        municipalities_.push_back({kept_code, name, first.prefecture, keys_of(name).size(), wards});
        add_name(made_names_.back(), static_cast<MunicipalityIndex>(municipalities_.size() - 1));
    }
    check(municipalities_.size() < 0xFFFF);
    city_of_.resize(municipalities_.size());
    for (std::size_t i = 0; i < municipalities_.size(); ++i) {
        const auto index = static_cast<MunicipalityIndex>(i);
        city_of_[i] = index;
        by_prefecture_[municipalities_[i].prefecture].push_back(index);
    }
    for (std::size_t i = count; i < municipalities_.size(); ++i) {
        for (const MunicipalityIndex ward : municipalities_[i].wards)
            city_of_[ward] = static_cast<MunicipalityIndex>(i);
    }
    sort_names();
}

void AddressTables::add_town(MunicipalityIndex index, std::string_view town) {
    const std::vector<AddressGlyph> glyphs = address_glyphs(town);
    std::uint64_t hash = town_hash_start(index);
    std::size_t count = glyphs.size();
    // 本町一丁目: the 丁目 belongs to the number.
    if (count > 3 && glyphs[count - 1].key == U'目' && glyphs[count - 2].key == U'丁') {
        std::size_t stem = count - 2;
        while (stem > 0 && is_kanji_numeral(glyphs[stem - 1].key)) --stem;
        if (stem > 0 && stem < count - 2) count = stem;
    }
    if (count == 0 || count > kTownGlyphsMax) return;
    for (std::size_t i = 0; i < count; ++i) {
        hash = town_hash_step(hash, glyphs[i].key);
        const std::uint64_t bit = hash % kTownBeginningBits;
        town_beginnings_[bit / 64] |= std::uint64_t{1} << bit % 64;
    }
    add_town_hash(town_hash_end(hash));
    const std::uint64_t end = hash % kTownEndBits;
    town_ends_[end / 64] |= std::uint64_t{1} << end % 64;
    // 信楽町江田: the merged 信楽町 is remembered in front of its towns.
    std::uint64_t name = town_hash_start(0);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        name = town_hash_step(name, glyphs[i].key);
        const char32_t c = glyphs[i].key;
        if (i > 0 && (c == U'町' || c == U'村')) memories_.push_back({name, index});
    }
}

void AddressTables::add_town_hash(std::uint64_t hash) {
    std::size_t mask = towns_.size() - 1;
    std::size_t slot = hash & mask;
    while (towns_[slot] != 0 && towns_[slot] != hash) slot = (slot + 1) & mask;
    if (towns_[slot] == hash) return;
    towns_[slot] = hash;
    if (++town_count_ * 2 < towns_.size()) return;
    const std::vector<std::uint64_t> old = std::move(towns_);
    towns_.assign(old.size() * 2, 0);
    mask = towns_.size() - 1;
    for (const std::uint64_t town : old) {
        if (town == 0) continue;
        slot = town & mask;
        while (towns_[slot] != 0) slot = (slot + 1) & mask;
        towns_[slot] = town;
    }
}

void AddressTables::sort_memories() {
    for (std::vector<Memory>* const list : {&memories_, &successors_}) {
        std::ranges::sort(*list);
        const auto twice = std::ranges::unique(*list);
        list->erase(twice.begin(), twice.end());
        list->shrink_to_fit();
    }
}

// Lines "code<TAB>town".
void AddressTables::read_towns(std::string_view lines) {
    std::map<std::string_view, MunicipalityIndex> by_code;
    if (lines.empty()) return;
    for (std::size_t i = 0; i < municipalities_.size(); ++i)
        by_code.emplace(municipalities_[i].code, static_cast<MunicipalityIndex>(i));
    each_coded_line(lines, [&](std::string_view code, std::string_view town) {
        const auto found = by_code.find(code);
        if (found != by_code.end()) add_town(found->second, town);
    });
}

// Lines "code<TAB>prefecture number and old name": "25209<TAB>25甲賀郡信楽町".
void AddressTables::read_successors(std::string_view lines) {
    if (lines.empty()) return;
    std::map<std::string_view, MunicipalityIndex> by_code;
    for (std::size_t i = 0; i < municipalities_.size(); ++i)
        by_code.emplace(municipalities_[i].code, static_cast<MunicipalityIndex>(i));
    each_coded_line(lines, [&](std::string_view code, std::string_view name) {
        const auto found = by_code.find(code);
        if (found == by_code.end() || name.size() < 5) return;
        const int prefecture = (name[0] - '0') * 10 + (name[1] - '0');
        // With the prefecture, and without it for addresses that do not say.
        for (const int start : {prefecture, 0}) {
            std::uint64_t hash = town_hash_start(static_cast<MunicipalityIndex>(start));
            for (const AddressGlyph& glyph : address_glyphs(name.substr(2)))
                hash = town_hash_step(hash, glyph.key);
            successors_.push_back({hash, found->second});
        }
    });
}

void AddressTables::read_postal(std::string_view lines) {
    postal_rows_.reserve(125000);
    postal_towns_.reserve(125000);
    std::map<std::string_view, MunicipalityIndex> by_code;
    for (std::size_t i = 0; i < municipalities_.size(); ++i)
        by_code.emplace(municipalities_[i].code, static_cast<MunicipalityIndex>(i));
    std::uint32_t code = 0;
    MunicipalityIndex municipality = 0;
    for (std::string_view rest = lines; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (eat_prefix(line, "=")) {
            std::from_chars(line.data(), line.data() + 7, code);
            line.remove_prefix(7);
        } else {
            check(eat_prefix(line, "+"));
            ++code;
        }
        postal_rows_.push_back({code, static_cast<std::uint32_t>(postal_towns_.size())});
        while (!line.empty()) {
            if (eat_prefix(line, "@")) {
                municipality = by_code.at(line.substr(0, 5));
                line.remove_prefix(5);
                continue;
            }
            check(eat_prefix(line, "\t"));
            const std::size_t stop = std::min(line.find_first_of("\t@"), line.size());
            std::string_view town = line.substr(0, stop);
            line.remove_prefix(stop);
            postal_towns_.push_back({municipality, town});
            if (!eat_prefix(town, "大字")) eat_prefix(town, "字");
            add_town(municipality, town);
        }
    }
    postal_rows_.push_back({10'000'000, static_cast<std::uint32_t>(postal_towns_.size())});
    std::uint32_t row = 0;
    for (std::uint32_t thousand = 0; thousand <= kPostalThousands; ++thousand) {
        while (row + 1 < postal_rows_.size() && postal_rows_[row].code < thousand * 1000) ++row;
        postal_thousands_.push_back(row);
    }
}

std::uint8_t AddressTables::prefecture_at(std::string_view text, std::size_t& length) const {
    length = 0;
    // All of them end so, behind two letters or three.
    const auto ends_at = [&](std::size_t at) {
        const std::string_view last = text.size() >= at + 3 ? text.substr(at, 3) : "";
        return last == "県" || last == "府" || last == "都" || last == "道";
    };
    if (!ends_at(6) && !ends_at(9)) return 0;
    for (std::uint8_t number = 1; number <= 47; ++number) {
        if (!text.starts_with(prefectures_[number])) continue;
        length = prefectures_[number].size();
        return number;
    }
    return 0;
}

MunicipalityMatch AddressTables::municipality_at(std::span<const AddressGlyph> glyphs) const {
    // One glyph at a time, as long as names begin so; every name that ends on the way is a match,
    // the last one is the longest.
    MunicipalityMatch match;
    std::uint64_t hash = town_hash_start(0);
    const std::size_t mask = name_slots_.size() - 1;
    for (std::size_t at = 0; at < glyphs.size(); ++at) {
        hash = town_hash_step(hash, glyphs[at].key);
        const std::uint64_t wanted = town_hash_end(hash);
        std::size_t slot = wanted & mask;
        while (name_slots_[slot].hash != 0 && name_slots_[slot].hash != wanted)
            slot = (slot + 1) & mask;
        if (name_slots_[slot].hash == 0) break;
        const std::uint32_t name = name_slots_[slot].name;
        if (name != 0 && glyph_boundary(glyphs, at + 1))
            match = {at + 1, names_[name - 1].candidates};
    }
    return match;
}

std::size_t AddressTables::town_at(
    MunicipalityIndex index, std::span<const AddressGlyph> glyphs) const {
    std::uint64_t hash = town_hash_start(index);
    std::size_t longest = 0;
    const std::size_t limit = std::min(glyphs.size(), kTownGlyphsMax);
    const std::size_t mask = towns_.size() - 1;
    for (std::size_t at = 0; at < limit; ++at) {
        hash = town_hash_step(hash, glyphs[at].key);
        const std::uint64_t bit = hash % kTownBeginningBits;
        if ((town_beginnings_[bit / 64] >> bit % 64 & 1) == 0) break;
        const std::uint64_t end = hash % kTownEndBits;
        if ((town_ends_[end / 64] >> end % 64 & 1) == 0) continue;
        const std::uint64_t wanted = town_hash_end(hash);
        std::size_t slot = wanted & mask;
        while (towns_[slot] != 0 && towns_[slot] != wanted) slot = (slot + 1) & mask;
        if (towns_[slot] == wanted && glyph_boundary(glyphs, at + 1)) longest = at + 1;
    }
    return longest;
}

std::span<const MunicipalityIndex> AddressTables::named(std::u32string_view keys) const {
    const auto found = std::ranges::lower_bound(names_, keys, {}, &Name::key);
    if (found == names_.end() || found->key != keys) return {};
    return found->candidates;
}

std::vector<MunicipalityIndex> AddressTables::remembering(std::u32string_view keys) const {
    std::uint64_t name = town_hash_start(0);
    for (const char32_t c : keys) name = town_hash_step(name, c);
    std::vector<MunicipalityIndex> found;
    for (auto at = std::ranges::lower_bound(memories_, name, {}, &Memory::name);
         at != memories_.end() && at->name == name; ++at)
        found.push_back(at->municipality);
    return found;
}

bool AddressTables::remembers(MunicipalityIndex index, std::u32string_view keys) const {
    std::uint64_t name = town_hash_start(0);
    for (const char32_t c : keys) name = town_hash_step(name, c);
    return std::ranges::binary_search(memories_, Memory{name, index});
}

std::span<const MunicipalityIndex> AddressTables::sisters(MunicipalityIndex index) const {
    const MunicipalityIndex city = city_of_[index];
    return city == index ? std::span<const MunicipalityIndex>{} : municipalities_[city].wards;
}

std::vector<MunicipalityIndex> AddressTables::successors(
    std::uint8_t prefecture, std::u32string_view keys) const {
    std::vector<MunicipalityIndex> found;
    if (successors_.empty()) return found;
    std::uint64_t name = town_hash_start(prefecture);
    for (const char32_t c : keys) name = town_hash_step(name, c);
    for (auto at = std::ranges::lower_bound(successors_, name, {}, &Memory::name);
         at != successors_.end() && at->name == name; ++at)
        found.push_back(at->municipality);
    return found;
}

std::span<const PostalTown> AddressTables::postal(std::string_view code) const {
    if (code.size() != 7) return {};
    std::uint32_t number = 0;
    for (const char c : code) {
        if (!is_digit(c)) return {};
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    const auto from = postal_rows_.begin() + postal_thousands_[number / 1000];
    const auto to = postal_rows_.begin() + postal_thousands_[number / 1000 + 1];
    const auto row = std::ranges::lower_bound(from, to, number, {}, &PostalRow::code);
    if (row->code != number || row + 1 == postal_rows_.end()) return {};
    return std::span{postal_towns_}.subspan(row->first, (row + 1)->first - row->first);
}

}  // namespace genbo
