// SPDX-License-Identifier: Apache-2.0
#include "text/address_tables.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/check.h"
#include "text/char_map.h"
#include "text/letters.h"
#include "text/tables.h"

namespace genbo {
namespace {

constexpr std::size_t kTownSlots = std::size_t{1} << 19;
constexpr std::size_t kTownGlyphsMax = 24;

// One table for all that address_glyphs() does to single characters.
class GlyphFold {
public:
    GlyphFold() : l1_(kVariantsL1), l2_(kVariantsL2) {}
    char32_t operator()(char32_t c) const {
        if (is_hiragana(c)) c += 0x60;
        switch (c) {
            case U'ッ': return U'ツ';
            case U'ヵ': return U'カ';
            case U'○':
            case U'零': return U'〇';
            default: break;
        }
        return c < 0x3000 ? c : l2_.find(l1_.find(c));
    }

private:
    CharToChar l1_;
    CharToChar l2_;
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

bool is_kanji_numeral(char32_t c) {
    return kKanjiDigits.find(c) != std::u32string_view::npos || c == U'十' || c == U'百' ||
           c == U'千' || c == U'廿';
}

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
        before = c;
        glyphs.push_back({fold(c), begin, static_cast<std::uint32_t>(at)});
    }
    return glyphs;
}

const AddressTables& AddressTables::get() {
    static const AddressTables tables;
    return tables;
}

AddressTables::AddressTables() : prefectures_(48), towns_(kTownSlots) {
    each_coded_line(kPrefectures, [&](std::string_view code, std::string_view name) {
        prefectures_.at(static_cast<std::size_t>((code[0] - '0') * 10 + (code[1] - '0'))) = name;
    });
    read_municipalities();
    read_postal();
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
}

void AddressTables::read_municipalities() {
    each_coded_line(kMunicipalities, [&](std::string_view code, std::string_view name) {
        const auto prefecture = static_cast<std::uint8_t>((code[0] - '0') * 10 + (code[1] - '0'));
        municipalities_.push_back({code, name, prefecture, keys_of(name).size(), {}});
    });
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
            std::string key{municipalities_[i].code.substr(0, 2)};
            key += name.substr(0, city + 3);
            cities[key].push_back(index);
        }
        const std::size_t county = name.find("郡", 3);
        const bool rural = name.ends_with("町") || name.ends_with("村");
        if (rural && county != std::string_view::npos) add_name(name.substr(county + 3), index);
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
    for (std::size_t i = 0; i < count; ++i) hash = town_hash_step(hash, glyphs[i].key);
    hash = town_hash_end(hash);
    std::size_t slot = hash % kTownSlots;
    while (towns_[slot] != 0 && towns_[slot] != hash) slot = (slot + 1) % kTownSlots;
    towns_[slot] = hash;
}

void AddressTables::read_postal() {
    postal_rows_.reserve(125000);
    postal_towns_.reserve(125000);
    std::map<std::string_view, MunicipalityIndex> by_code;
    for (std::size_t i = 0; i < municipalities_.size(); ++i)
        by_code.emplace(municipalities_[i].code, static_cast<MunicipalityIndex>(i));
    std::uint32_t code = 0;
    MunicipalityIndex municipality = 0;
    for (std::string_view rest = kPostalTowns; !rest.empty();) {
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
}

std::uint8_t AddressTables::prefecture_at(std::string_view text, std::size_t& length) const {
    for (std::uint8_t number = 1; number <= 47; ++number) {
        if (!text.starts_with(prefectures_[number])) continue;
        length = prefectures_[number].size();
        return number;
    }
    length = 0;
    return 0;
}

MunicipalityMatch AddressTables::municipality_at(std::span<const AddressGlyph> glyphs) const {
    // Narrow the sorted names one glyph at a time; every name that ends on the way is a match, the
    // last one is the longest.
    MunicipalityMatch match;
    auto low = names_.begin();
    auto high = names_.end();
    for (std::size_t at = 0; at < glyphs.size() && low != high; ++at) {
        const auto glyph_at = [at](const Name& name) {
            return at < name.key.size() ? name.key[at] : U'\0';
        };
        const auto range = std::ranges::equal_range(low, high, glyphs[at].key, {}, glyph_at);
        low = range.begin();
        high = range.end();
        if (low != high && low->key.size() == at + 1 && glyph_boundary(glyphs, at + 1))
            match = {at + 1, low->candidates};
    }
    return match;
}

std::size_t AddressTables::town_at(
    MunicipalityIndex index, std::span<const AddressGlyph> glyphs) const {
    std::uint64_t hash = town_hash_start(index);
    std::size_t longest = 0;
    const std::size_t limit = std::min(glyphs.size(), kTownGlyphsMax);
    for (std::size_t at = 0; at < limit; ++at) {
        hash = town_hash_step(hash, glyphs[at].key);
        const std::uint64_t wanted = town_hash_end(hash);
        std::size_t slot = wanted % kTownSlots;
        while (towns_[slot] != 0 && towns_[slot] != wanted) slot = (slot + 1) % kTownSlots;
        if (towns_[slot] == wanted && glyph_boundary(glyphs, at + 1)) longest = at + 1;
    }
    return longest;
}

std::span<const PostalTown> AddressTables::postal(std::string_view code) const {
    if (code.size() != 7) return {};
    std::uint32_t number = 0;
    for (const char c : code) {
        if (!is_digit(c)) return {};
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    const auto row = std::ranges::lower_bound(postal_rows_, number, {}, &PostalRow::code);
    if (row->code != number || row + 1 == postal_rows_.end()) return {};
    return std::span{postal_towns_}.subspan(row->first, (row + 1)->first - row->first);
}

}  // namespace genbo
