// SPDX-License-Identifier: Apache-2.0
#include "text/address.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "text/address_building.h"
#include "text/address_former.h"
#include "text/address_number.h"
#include "text/address_tables.h"
#include "text/area_codes.h"
#include "text/fold.h"
#include "text/letters.h"

namespace genbo {
namespace {

using Glyphs = std::span<const AddressGlyph>;

// The text from glyph `at` on.
std::string_view address_text_from(std::string_view text, Glyphs all, std::size_t at) {
    return at < all.size() ? text.substr(all[at].begin) : std::string_view{};
}

// 西堀通3番町, 青葉町二番丁: bytes of a counted 番町 right behind a town, which is part of its
// name.
std::size_t counted_town(std::string_view behind) {
    std::size_t at = 0;
    const bool arabic = !behind.empty() && is_digit(behind[0]);
    while (at < behind.size()) {
        std::size_t next = at;
        const char32_t c = next_code_point(behind, next);
        if (arabic ? !is_digit(c) : !is_kanji_numeral(c)) break;
        at = next;
    }
    if (at == 0) return 0;
    for (const std::string_view word : {"番町", "番丁", "ノ町", "の町"}) {
        if (behind.substr(at).starts_with(word)) return at + word.size();
    }
    return 0;
}

struct TownFound {
    MunicipalityIndex municipality = 0;
    std::size_t begin = 0;  // Glyphs to skip before the town (Kyoto's streets).
    std::size_t length = 0;
    bool ambiguous = false;
};

class AddressReader {
public:
    AddressReader(std::string_view text, std::string postal_code, std::string_view phone)
        : text_(text), tables_(AddressTables::get()), phone_(phone) {
        out_.postal_code = std::move(postal_code);
    }

    Address run() && {
        read_prefecture();
        glyphs_ = address_glyphs(text_);
        read_municipality();
        read_town();
        return std::move(out_);
    }

private:
    void read_prefecture() {
        for (const std::string_view country : {"日本国", "日本"}) {
            std::size_t length = 0;
            std::string_view rest = text_;
            if (eat_prefix(rest, country) && tables_.prefecture_at(trim_spaces(rest), length) > 0)
                text_ = trim_spaces(rest);
        }
        std::size_t length = 0;
        prefecture_ = tables_.prefecture_at(text_, length);
        if (prefecture_ == 0) return;
        out_.prefecture = tables_.prefecture_name(prefecture_);
        out_.level = 1;
        text_ = trim_spaces(text_.substr(length));
    }

    // 東京千代田区, 大阪大阪市: the prefecture without 都, 府 or 県, where the rest only makes
    // sense with it.
    bool read_short_prefecture() {
        for (std::uint8_t number = 2; number <= 47 && prefecture_ == 0; ++number) {
            std::string_view stem = tables_.prefecture_name(number);
            stem.remove_suffix(3);
            if (!text_.starts_with(stem)) continue;
            const std::string_view rest = trim_spaces(text_.substr(stem.size()));
            std::vector<AddressGlyph> glyphs = address_glyphs(rest);
            for (const MunicipalityIndex index : tables_.municipality_at(glyphs).candidates) {
                if (tables_.municipality(index).prefecture != number) continue;
                prefecture_ = number;
                text_ = rest;
                glyphs_ = std::move(glyphs);
                out_.prefecture = tables_.prefecture_name(number);
                out_.level = 1;
                return true;
            }
        }
        return false;
    }

    // The municipalities that the name and the prefecture allow; the postal code decides among
    // several, and stands in for a missing or abolished name.
    void read_municipality() {
        const MunicipalityMatch match = tables_.municipality_at(glyphs_);
        for (const MunicipalityIndex index : match.candidates) {
            const Municipality& one = tables_.municipality(index);
            if (prefecture_ == 0 || one.prefecture == prefecture_) candidates_.push_back(index);
        }
        if (!candidates_.empty()) {
            set_written(match.length);
            prefer_postal();
            prefer_phone();  // Where the postal code did not tell.
            expand_wards();
            prefer_postal();
            return;
        }
        if (prefecture_ == 0 && read_short_prefecture()) return read_municipality();
        for (const PostalTown& town : tables_.postal(out_.postal_code)) {
            const bool fits = prefecture_ == 0 ||
                              tables_.municipality(town.municipality).prefecture == prefecture_;
            if (fits && std::ranges::find(candidates_, town.municipality) == candidates_.end())
                candidates_.push_back(town.municipality);
        }
        from_postal_ = !candidates_.empty();
        if (!from_postal_) read_former();
    }

    // 松江市乃木福富町: the 乃 behind 市 begins the town and is no joint, so the town's glyphs are
    // made anew where a joint was swallowed at the border.
    void set_written(std::size_t length) {
        at_ = length;
        std::size_t end = glyphs_[at_ - 1].begin;
        next_code_point(text_, end);
        if (!is_digit(text_[glyphs_[at_ - 1].begin]) && end < glyphs_[at_ - 1].end &&
            at_ < glyphs_.size()) {
            glyphs_.resize(at_);
            for (AddressGlyph glyph : address_glyphs(text_.substr(end))) {
                glyph.begin += static_cast<std::uint32_t>(end);
                glyph.end += static_cast<std::uint32_t>(end);
                glyphs_.push_back(glyph);
            }
            glyphs_[at_ - 1].end = static_cast<std::uint32_t>(end);
        }
        written_ = text_.substr(0, glyphs_[at_ - 1].end);
    }

    void read_former() {
        const auto former = find_former_municipality(tables_, glyphs_, prefecture_);
        if (!former) return;
        at_ = former->town_begin;
        out_.former_city = text_.substr(0, glyphs_[former->name_end - 1].end);
        std::erase(out_.former_city, ' ');
        candidates_ = {former->successor};
        expand_wards();
    }

    // The area code of a fixed line, among namesakes in several prefectures.
    void prefer_phone() {
        if (candidates_.size() < 2 || phone_.empty()) return;
        const PrefectureSet there = prefectures_of_phone(phone_);
        std::vector<MunicipalityIndex> fitting;
        for (const MunicipalityIndex index : candidates_) {
            if (there.test(tables_.municipality(index).prefecture)) fitting.push_back(index);
        }
        if (!fitting.empty()) candidates_ = std::move(fitting);
    }

    static bool in_postal(std::span<const PostalTown> postal, MunicipalityIndex index) {
        return std::ranges::find(postal, index, &PostalTown::municipality) != postal.end();
    }

    void prefer_postal() {
        if (candidates_.size() < 2) return;
        const std::span<const PostalTown> postal = tables_.postal(out_.postal_code);
        std::vector<MunicipalityIndex> fitting;
        for (const MunicipalityIndex index : candidates_) {
            const auto& wards = tables_.municipality(index).wards;
            if (in_postal(postal, index) ||
                std::ranges::any_of(wards, [&](auto ward) { return in_postal(postal, ward); }))
                fitting.push_back(index);
        }
        if (!fitting.empty()) candidates_ = std::move(fitting);
    }

    // 横浜市大豆戸町: the ward was left out; its towns or the postal code tell.
    void expand_wards() {
        if (candidates_.size() != 1) return;
        city_only_ = candidates_[0];
        const std::vector<std::uint16_t>& wards = tables_.municipality(city_only_).wards;
        if (wards.empty()) return;
        candidates_.assign(wards.begin(), wards.end());
        wards_open_ = true;
    }

    // The candidate with the longest town at or, in Kyoto and behind an abolished name, after
    // `at_`.
    TownFound find_town() const {
        TownFound best;
        const Glyphs rest = Glyphs{glyphs_}.subspan(at_);
        bool best_whole = false;
        for (const MunicipalityIndex index : candidates_) {
            const std::size_t length = tables_.town_at(index, rest);
            if (length == 0 || length < best.length) continue;
            // 中央区日本橋 is Tokyo's, where 中央区 is the whole name, not Osaka's.
            const bool whole = tables_.municipality(index).glyphs == at_;
            const bool better = length > best.length || (whole && !best_whole);
            if (better)
                best = {index, 0, length, false};
            else if (whole == best_whole)
                best.ambiguous = true;
            if (better) best_whole = whole;
        }
        return best;
    }

    // Searches further right, for streets in Kyoto (上る, 東入 …) and for names in front that no
    // table knows.  A town is only believed when a number, 丁目 or the end follows.
    TownFound search_town(std::size_t first, std::size_t last) const {
        TownFound best;
        const Glyphs rest = Glyphs{glyphs_}.subspan(at_);
        for (std::size_t skip = first; skip <= last && skip < rest.size(); ++skip) {
            for (const MunicipalityIndex index : candidates_) {
                const std::size_t length = tables_.town_at(index, rest.subspan(skip));
                if (length < 2 || length < best.length) continue;
                const std::string_view behind =
                    address_text_from(text_, glyphs_, at_ + skip + length);
                const bool ends = behind.empty() || !read_address_number(behind).number.empty();
                if (ends && (length > best.length)) best = {index, skip, length, false};
            }
        }
        return best;
    }

    // Glyphs up to and with the last 上る, 下る, 東入, 西入 of Kyoto, 0 when there is none.
    std::size_t kyoto_street() const {
        const Glyphs rest = Glyphs{glyphs_}.subspan(at_);
        std::size_t end = 0;
        for (std::size_t i = 1; i < rest.size(); ++i) {
            const char32_t c = rest[i].key;
            const char32_t before = rest[i - 1].key;
            const bool up = (before == U'上' || before == U'下') && c == U'ル';
            const bool up_long = i > 1 && c == U'ル' && (before == U'カ' || before == U'ガ') &&
                                 (rest[i - 2].key == U'上' || rest[i - 2].key == U'下');
            const bool in = (before == U'東' || before == U'西') && c == U'入';
            if (!up && !up_long && !in) continue;
            end = i + 1;
            if (in && end < rest.size() && rest[end].key == U'ル') ++end;
        }
        return end;
    }

    // 南1西4, 西5南7: in the grids of Hokkaido 条 is left out.  Puts it in and says whether there
    // was something to put in.
    bool name_the_grid() {
        constexpr std::u32string_view sides = U"東西南北";
        const auto is_side = [sides](char32_t c) {
            return sides.find(c) != std::u32string_view::npos;
        };
        if (at_ + 3 >= glyphs_.size() || !is_side(glyphs_[at_].key)) return false;
        if (tables_.municipality(candidates_[0]).prefecture != 1) return false;
        std::size_t i = at_ + 1;
        while (i < glyphs_.size() && is_kanji_numeral(glyphs_[i].key)) ++i;
        const bool numbered = i > at_ + 1 && i + 1 < glyphs_.size() && is_side(glyphs_[i].key) &&
                              is_kanji_numeral(glyphs_[i + 1].key);
        if (!numbered) return false;
        grid_ = text_.substr(0, glyphs_[i].begin);
        grid_ += "条";
        grid_ += text_.substr(glyphs_[i].begin);
        text_ = grid_;
        written_ = {};
        glyphs_ = address_glyphs(text_);
        return true;
    }

    bool in_kyoto() const {
        return !candidates_.empty() && std::ranges::all_of(candidates_, [&](auto index) {
            return tables_.municipality(index).code.starts_with("261");
        });
    }

    void read_town() {
        if (candidates_.empty()) {
            // Nothing is known but perhaps the prefecture; numbers are still numbers.
            read_structure(0);
            return;
        }
        TownFound town;
        std::size_t street = in_kyoto() ? kyoto_street() : 0;
        if (street > 0) town = search_town(street, street + 6);
        if (town.length == 0) {
            street = 0;
            town = find_town();
        }
        if (town.length == 0 && name_the_grid()) town = find_town();
        if (town.length == 0 && in_kyoto()) {
            town = search_town(1, 14);
            street = town.begin;
        }
        bool known_place = !from_postal_;
        // 浦和市…, 浜松市中区…: behind a municipality or a ward that is no more.
        if (town.length == 0 && (from_postal_ || wards_open_)) town = search_town(1, 10);
        if (from_postal_ && (town.length > 0 || candidates_.size() == 1)) known_place = true;

        settle_municipality(town, known_place);
        if (out_.level < 2) return read_structure(0);
        if (town.length == 0) return read_structure(at_);
        if (street > 0) {
            const std::string_view from_street = address_text_from(text_, glyphs_, at_);
            const std::size_t size = glyphs_[at_ + town.begin].begin - glyphs_[at_].begin;
            out_.street = trim_spaces(from_street.substr(0, size));
        }
        const AddressGlyph& first = glyphs_[at_ + town.begin];
        const AddressGlyph& last = glyphs_[at_ + town.begin + town.length - 1];
        const std::string_view from_town = text_.substr(first.begin);
        const std::size_t size = last.end - first.begin;
        const std::size_t counted = counted_town(from_town.substr(size));
        out_.town = from_town.substr(0, size + counted);
        std::erase(out_.town, ' ');
        out_.level = 3;
        read_behind_town(from_town.substr(size + counted));
    }

    void settle_municipality(const TownFound& town, bool known_place) {
        if (!known_place) return;
        const bool one = candidates_.size() == 1;
        if (one || (town.length > 0 && !town.ambiguous)) {
            set_municipality(one ? candidates_[0] : town.municipality);
            return;
        }
        out_.level = 2;
        if (wards_open_) {  // 横浜市 without a ward that could be found.
            set_municipality(city_only_);
            return;
        }
        // A name in full (港区 of Tokyo) goes before the same letters with something left out
        // (名古屋市港区).
        std::size_t whole = candidates_.size();
        std::size_t count = 0;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (tables_.municipality(candidates_[i]).glyphs != at_) continue;
            whole = i;
            ++count;
        }
        if (count == 1) return set_municipality(candidates_[whole]);
        // A name of several prefectures, undecided: the text stands for itself.
        out_.city = written_;
        std::erase(out_.city, ' ');
    }

    void set_municipality(MunicipalityIndex index) {
        const Municipality& one = tables_.municipality(index);
        out_.prefecture = tables_.prefecture_name(one.prefecture);
        out_.city = one.name;
        out_.municipality_code = one.code;
        out_.level = 2;
    }

    // 工業団地三条一丁目, 流通団地30番地: a word of buildings in front of a number that only land
    // has.
    bool town_like(std::string_view name, std::string_view number) const {
        const std::size_t estate = name.find("団地");
        if (out_.level < 2 || estate == std::string_view::npos) return false;
        const std::string_view before = name.substr(0, estate);
        return name.find(' ') == std::string_view::npos &&
               building_begins(before) == before.size() &&
               (counts_land(number) || industrial(name));
    }
    static bool industrial(std::string_view name) {
        for (const std::string_view word :
             {"工業団地", "流通団地", "卸団地", "産業団地", "卸商団地"}) {
            if (name.ends_with(word)) return true;
        }
        return false;
    }
    static bool counts_land(std::string_view number) {
        const std::size_t unit = number.find_first_not_of("0123456789");
        if (unit == std::string_view::npos) return false;
        for (const std::string_view word : {"丁目", "番地", "番", "地割"}) {
            if (number.substr(unit).starts_with(word)) return true;
        }
        return false;
    }

    // No table knew the town: everything up to the number is one.
    void read_structure(std::size_t from) {
        std::string_view rest = address_text_from(text_, glyphs_, from);
        const std::size_t number = find_address_number(rest);
        std::string_view town = trim_spaces(rest.substr(0, std::min(number, rest.size())));
        // 第七地割; 字16割
        if (number != std::string_view::npos && !eat_suffix(town, "第")) eat_suffix(town, "字");
        // 字ペンケビラ is no villa.
        const bool marked =
            !rest.empty() &&
            text_.substr(0, static_cast<std::size_t>(rest.data() - text_.data())).ends_with("字");
        const bool named_building =
            number != std::string_view::npos && number > 0 && building_begins(town) < town.size();
        if (named_building && !marked && !town_like(town, rest.substr(number))) {
            set_building(rest);
            return;
        }
        if (number == std::string_view::npos) {
            // No number: a short word may be a town, but nobody has confirmed it.
            const std::size_t space = std::min(rest.find(' '), rest.size());
            const std::size_t building = building_begins(rest.substr(0, space));
            out_.town = rest.substr(0, building);
            set_building(rest.substr(building));
            return;
        }
        out_.town = town;
        std::erase(out_.town, ' ');
        if (!town.empty() && out_.level == 2) out_.level = 3;
        read_behind_town(rest.substr(number));
    }

    void read_behind_town(std::string_view rest) {
        AddressNumber number = read_address_number(rest);
        if (number.number.empty()) {
            // 小字 stands between town and number: 大字上平字前田12番地.
            const std::size_t at = find_address_number(rest);
            const std::string_view between = trim_spaces(rest.substr(0, std::min(at, rest.size())));
            const bool marked = between.starts_with("字");
            const bool land = building_begins(between) == between.size() ||
                              (at < rest.size() && town_like(between, rest.substr(at)));
            const bool hamlet = at != std::string_view::npos && !between.empty() &&
                                between.size() <= (marked ? 60U : 36U) && land &&
                                between.find(' ') == std::string_view::npos;
            if (hamlet) number = read_address_number(rest.substr(at));
            if (hamlet && !number.number.empty()) {
                std::string_view name = between;
                eat_suffix(name, "字");
                out_.town += name;
                rest.remove_prefix(at);
            } else {
                number = {};
            }
            // 大字河原木字高館, and nothing more.
            if (at == std::string_view::npos && marked && building_begins(rest) == rest.size() &&
                rest.find(' ') == std::string_view::npos && rest.size() <= 60) {
                out_.town += rest;
                rest = {};
            }
        }
        if (!number.number.empty()) {
            const std::string_view counted = rest.substr(0, number.used);
            const std::size_t hamlet = hamlet_behind(counted, rest.substr(number.used));
            if (hamlet > 0) {
                out_.town += rest.substr(0, number.used + hamlet);
                std::erase(out_.town, ' ');
                rest.remove_prefix(number.used + hamlet);
                number = read_address_number(rest);
            }
        }
        if (!number.number.empty() && out_.level >= 2) out_.level = 8;
        out_.number = std::move(number.number);
        out_.room = std::move(number.room);
        set_building(rest.substr(number.used));
    }

    // 京町八丁目横町480, 第七地割字明神12: bytes of a name of kanji between a count of blocks and
    // the number proper.
    static std::size_t hamlet_behind(std::string_view counted, std::string_view rest) {
        if (!counted.ends_with("丁目") && !counted.ends_with("丁") && !counted.ends_with("地割"))
            return 0;
        const std::size_t at = find_address_number(rest);
        if (at == std::string_view::npos || at == 0 || at > 36) return 0;
        const std::string_view name = rest.substr(0, at);
        for (std::size_t i = 0; i < name.size();) {
            const char32_t c = next_code_point(name, i);
            if (!is_kanji(c) && c != U'ノ' && c != U'の' && c != U'ツ' && c != U'ヶ' && c != U'ケ')
                return 0;
        }
        const bool land = building_begins(name) == name.size() &&
                          !read_address_number(rest.substr(at)).number.empty();
        return land ? at : 0;
    }

    void set_building(std::string_view rest) {
        AddressBuilding building = read_building(rest);
        out_.building = std::move(building.name);
        out_.care_of = std::move(building.care_of);
        if (!building.room.empty()) out_.room = std::move(building.room);
    }

    std::string_view text_;
    const AddressTables& tables_;
    std::string_view phone_;
    std::vector<AddressGlyph> glyphs_;
    std::uint8_t prefecture_ = 0;
    std::size_t at_ = 0;  // Glyphs read.
    std::string_view written_;
    std::string grid_;  // The text with 条 put in.
    std::vector<MunicipalityIndex> candidates_;
    MunicipalityIndex city_only_ = 0;
    bool wards_open_ = false;
    bool from_postal_ = false;
    Address out_;
};

// 佐藤様方 in front of an address.
std::string take_care_of(std::string_view& text) {
    constexpr std::string_view mark = "様方 ";
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos || at == 0 || at > 30) return {};
    const std::string_view name = text.substr(0, at);
    if (name.find(' ') != std::string_view::npos || name.find_first_of("0123456789") < at)
        return {};
    text = trim_spaces(text.substr(at + mark.size()));
    return std::string{name};
}

// 〒060-0001 in front of an address.
std::string take_postal_code(std::string_view& text) {
    std::string_view rest = text;
    const bool marked = eat_prefix(rest, "〒");
    rest = trim_spaces(rest);
    std::string digits;
    std::size_t at = 0;
    while (at < rest.size() && (is_digit(rest[at]) || rest[at] == '-')) {
        if (is_digit(rest[at])) digits += rest[at];
        ++at;
    }
    const bool hyphenated = at == 8 && rest[3] == '-';
    if (digits.size() != 7 || (!marked && !hyphenated)) {
        if (marked) text = rest;
        return {};
    }
    text = trim_spaces(rest.substr(at));
    return digits;
}

}  // namespace

Address parse_address(std::string_view full, std::string_view postal_code, std::string_view phone) {
    // Longer is no address; the bound keeps time linear in what people can mean.
    const std::string text = collapse_spaces(fold_width(full.substr(0, 2000)));
    std::string_view rest = text;
    const std::string embedded = take_postal_code(rest);
    std::string code = postal_code_key(postal_code);
    if (code.empty()) code = embedded;
    std::string care_of = take_care_of(rest);
    Address address = AddressReader(rest, std::move(code), phone).run();
    if (address.care_of.empty()) address.care_of = std::move(care_of);
    return address;
}

}  // namespace genbo
