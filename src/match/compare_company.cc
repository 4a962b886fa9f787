// SPDX-License-Identifier: Apache-2.0
#include "match/compare_company.h"

#include <algorithm>
#include <string>

#include "match/compare_likeness.h"
#include "match/feature_layout.h"
#include "match/similarity.h"
#include "text/kana.h"

namespace genbo {

namespace {

// The Latin letters and digits of a text, in their order.
std::string compare_marks(std::string_view text) {
    if (is_latin(text)) {
        std::string digits;
        for (const char c : text)
            if (c >= '0' && c <= '9') digits += c;
        return digits;
    }
    std::string marks;
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x80) marks += c;
    return marks;
}

// Names of companies begin and end alike (三菱…, …工業) without being alike: only errors of a
// letter or two in a long name count, or one name within the other. Fund 12 is not fund 13, and
// 興産A号 not 興産B号.
Likeness compare_company_text(std::string_view a, std::string_view b) {
    if (compare_marks(a) != compare_marks(b)) return Likeness::different;
    const Letters x{a};
    const Letters y{b};
    const auto longer = std::max(x.size(), y.size());
    const auto shorter = std::min(x.size(), y.size());
    const std::size_t allowed = longer >= 12 ? 2 : longer >= 6 ? 1 : 0;
    if (allowed > 0 && edit_distance(x, y, allowed) <= allowed) return Likeness::similar;
    const auto& part = a.size() < b.size() ? a : b;
    const auto& whole = a.size() < b.size() ? b : a;
    const bool within =
        shorter >= 3 && 2 * shorter >= longer && whole.find(part) != std::string_view::npos;
    return within ? Likeness::weak : Likeness::different;
}

}  // namespace

std::uint8_t compare_company(
    std::string_view name_a, std::string_view name_b, std::string_view kana_a,
    std::string_view kana_b, std::string_view english_a, std::string_view english_b) {
    const CompanyFeature a{name_a};
    const CompanyFeature b{name_b};
    const bool names = !a.empty() && !b.empty();
    const bool kanas = !kana_a.empty() && !kana_b.empty();
    const bool englishes = !english_a.empty() && !english_b.empty();
    if (!names && !kanas && !englishes) return 0;
    const bool kana = kanas && kana_a == kana_b;
    const bool english = englishes && english_a == english_b;
    if (names && a.core == b.core) {
        const bool form = a.form == b.form && a.position == b.position;
        // A form that is not written says nothing against the other.
        return form || a.form == 0 || b.form == 0 ? 6 : 5;
    }
    if (kana || english) return kana && english ? 5 : 4;
    // The other spellings are only asked where the written names are not there to ask.
    auto best = Likeness::different;
    if (names) {
        best = compare_company_text(a.core, b.core);
    } else {
        if (kanas) best = std::max(best, compare_company_text(kana_a, kana_b));
        if (englishes) best = std::max(best, compare_company_text(english_a, english_b));
    }
    return best == Likeness::similar ? 3 : best == Likeness::weak ? 2 : 1;
}

}  // namespace genbo
