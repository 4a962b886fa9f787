// SPDX-License-Identifier: Apache-2.0
#include "text/address_former.h"

#include <algorithm>
#include <string>
#include <vector>

namespace genbo {
namespace {

using FormerGlyphs = std::span<const AddressGlyph>;

// Scores of the reasons, see the header; glyphs of a matched town are added.
constexpr int kMemory = 140;
constexpr int kSameName = 150;

constexpr bool former_ending(char32_t c) { return c == U'市' || c == U'町' || c == U'村'; }

std::u32string former_keys(FormerGlyphs glyphs) {
    std::u32string keys;
    for (const AddressGlyph& glyph : glyphs) keys += glyph.key;
    return keys;
}

// Keeps the best of the successors and whether it is alone.
class FormerChoice {
public:
    void consider(int score, FormerMunicipality one) {
        if (score < best_score_) return;
        if (score > best_score_) {
            best_score_ = score;
            best_ = one;
            alone_ = true;
        } else if (one.successor != best_.successor) {
            alone_ = false;
        }
    }
    std::optional<FormerMunicipality> take() const {
        if (best_score_ <= 0 || !alone_) return std::nullopt;
        return best_;
    }

private:
    int best_score_ = 0;
    FormerMunicipality best_;
    bool alone_ = false;
};

class FormerSearch {
public:
    FormerSearch(const AddressTables& tables, FormerGlyphs glyphs, std::uint8_t prefecture)
        : tables_(tables), glyphs_(glyphs), prefecture_(prefecture) {}

    std::optional<FormerMunicipality> run() {
        std::size_t begin = 0;
        for (std::size_t i = 1; i < 6 && i < glyphs_.size(); ++i) {
            if (glyphs_[i].key == U'郡') begin = i + 1;
        }
        // 四日市市, 大町町: the first ending need not be the name's.
        for (std::size_t end = begin + 1; end < begin + 8 && end < glyphs_.size(); ++end) {
            if (!former_ending(glyphs_[end].key)) continue;
            FormerChoice choice;
            listed(begin, end, choice);
            as_beginning_of_a_town(begin, end, choice);
            with_another_ending(begin, end, choice);
            if (prefecture_ > 0) by_the_town_behind(begin, end, choice);
            if (const auto found = choice.take()) return found;
        }
        return std::nullopt;
    }

private:
    bool allowed(MunicipalityIndex index) const {
        return prefecture_ == 0 || tables_.municipality(index).prefecture == prefecture_;
    }
    // Glyphs of a town of `index` at `from`; a longer match is a better reason.
    std::size_t town(MunicipalityIndex index, std::size_t from) const {
        return tables_.town_at(index, glyphs_.subspan(from));
    }

    // The operator's list.  The towns of a merged municipality are found under its old name in
    // front (信楽町江田) or bare; a designated city has them in its wards.
    void listed(std::size_t begin, std::size_t end, FormerChoice& choice) const {
        const std::u32string whole = former_keys(glyphs_.first(end + 1));
        std::vector<MunicipalityIndex> found = tables_.successors(prefecture_, whole);
        // Lists leave the county out, or call it by the name of an office.
        if (found.empty() && begin > 0) {
            found = tables_.successors(prefecture_, std::u32string_view{whole}.substr(begin));
        }
        for (const MunicipalityIndex index : found) {
            if (!allowed(index)) continue;
            consider_listed(index, begin, end, choice);
            for (const MunicipalityIndex ward : tables_.municipality(index).wards)
                consider_listed(ward, begin, end, choice);
        }
    }

    void consider_listed(
        MunicipalityIndex index, std::size_t begin, std::size_t end, FormerChoice& choice) const {
        const std::size_t size = end + 1 - begin;
        const std::size_t with_name = town(index, begin);
        const std::size_t behind = town(index, end + 1);
        const bool city = !tables_.municipality(index).wards.empty();
        const bool prefixed = with_name > size + behind ||
                              (with_name <= size && behind == 0 &&
                               tables_.remembers(index, former_keys(glyphs_.subspan(begin, size))));
        const std::size_t length = std::max(behind, with_name > size ? with_name : 0);
        // A ward without the town is no better than its city.
        const int score = length > 0 || city || tables_.sisters(index).empty() ? 300 : 250;
        choice.consider(
            score + static_cast<int>(length),
            {.successor = index, .name_end = end + 1, .town_begin = prefixed ? begin : end + 1});
    }

    // 甲賀市信楽町江田.
    void as_beginning_of_a_town(std::size_t begin, std::size_t end, FormerChoice& choice) const {
        if (glyphs_[end].key == U'市') return;
        const std::size_t size = end + 1 - begin;
        const std::u32string name = former_keys(glyphs_.subspan(begin, size));
        for (const MunicipalityIndex index : tables_.remembering(name)) {
            if (!allowed(index)) continue;
            const std::size_t length = town(index, begin);
            const int score = length > size ? 200 + static_cast<int>(length) : kMemory;
            choice.consider(score, {.successor = index, .name_end = end + 1, .town_begin = begin});
        }
    }

    // 長久手市; さいたま市浦和区 or one of its sisters.
    void with_another_ending(std::size_t begin, std::size_t end, FormerChoice& choice) const {
        const std::u32string name = former_keys(glyphs_.subspan(begin, end - begin));
        for (const char32_t ending : {U'市', U'区', U'町', U'村'}) {
            for (const MunicipalityIndex index : tables_.named(name + ending)) {
                if (!allowed(index) || !tables_.municipality(index).wards.empty()) continue;
                consider_behind(index, end, kSameName, choice);
                if (ending != U'区') continue;
                for (const MunicipalityIndex sister : tables_.sisters(index))
                    consider_behind(sister, end, 120, choice);
            }
        }
    }

    void consider_behind(
        MunicipalityIndex index, std::size_t end, int base, FormerChoice& choice) const {
        const bool nothing_behind = end + 1 >= glyphs_.size();
        const std::size_t length = town(index, end + 1);
        if (length == 0 && !(nothing_behind && base == kSameName)) return;
        // With nothing behind it is no better than the memory of a town, so that two that fit
        // alike are none.
        choice.consider(
            length == 0 ? kMemory : base + static_cast<int>(length),
            {.successor = index, .name_end = end + 1, .town_begin = end + 1});
    }

    // A municipality of the prefecture with the town behind, and, better, with towns that bear the
    // old name: つくば市谷田部 for 筑波郡谷田部町, 白山市鶴来本町 for 石川郡鶴来町.
    void by_the_town_behind(std::size_t begin, std::size_t end, FormerChoice& choice) const {
        const std::size_t stem = end - begin;
        std::vector<AddressGlyph> joined(
            glyphs_.begin() + static_cast<std::ptrdiff_t>(begin),
            glyphs_.begin() + static_cast<std::ptrdiff_t>(end));
        joined.insert(
            joined.end(), glyphs_.begin() + static_cast<std::ptrdiff_t>(end + 1), glyphs_.end());
        for (const MunicipalityIndex index : tables_.of_prefecture(prefecture_)) {
            const std::size_t length = town(index, end + 1);
            const std::size_t both = tables_.town_at(index, joined);
            const bool remembers = both >= stem;
            if (length < (remembers ? 1U : 3U)) continue;
            const int score = (both > stem ? 180 : remembers ? 60 : 20) + static_cast<int>(length);
            choice.consider(
                score, {.successor = index, .name_end = end + 1, .town_begin = end + 1});
        }
    }

    const AddressTables& tables_;
    FormerGlyphs glyphs_;
    std::uint8_t prefecture_;
};

}  // namespace

std::optional<FormerMunicipality> find_former_municipality(
    const AddressTables& tables, std::span<const AddressGlyph> glyphs, std::uint8_t prefecture) {
    return FormerSearch(tables, glyphs, prefecture).run();
}

}  // namespace genbo
