// SPDX-License-Identifier: Apache-2.0
#pragma once

// A company name in its parts: legal form and its position, core name, site, department.
//
// ㈱山田商店, （株）山田商店, 株式会社 山田商店 and 山田商店 K.K. are one spelling question;
// 株式会社山田 and 山田株式会社 are two companies (3,355 of the filers in EDINET put the form in
// front, 3,454 at the back), so the position is kept and a difference in it counts, weakly.  A
// branch (札幌支社) is a child of the same legal person: it goes to `site`, so that cores compare.
//
//   parse_company("㈱山田商店　札幌支社 営業部")
//     -> {core 山田商店, legal_form 株式会社, front, site 札幌支社, department 営業部}
//   company_kana_key("ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ") == company_kana_key("カブシキガイシャヤマダショウテン")

#include <cstdint>
#include <string>
#include <string_view>

namespace genbo {

struct CompanyName {
    enum class FormPosition : std::uint8_t { none, front, back };

    std::string
        core;  // Match key: fold_key + L1 variants + ヶ→ケ; never empty if the name was not.
    std::string legal_form;  // Canonical: 株式会社, 有限会社, 一般社団法人 …; empty when none.
    FormPosition position = FormPosition::none;
    std::string site;        // 札幌支社; as written, width-folded.
    std::string department;  // 営業部; as written, width-folded.

    friend bool operator==(const CompanyName&, const CompanyName&) = default;
};

CompanyName parse_company(std::string_view text);

// The kana_key without カブシキガイシャ, ユウゲンガイシャ … and the bank forms ｶ) ﾕ) (ｶ …, front
// and back.
std::string company_kana_key(std::string_view kana);

// True when the text carries a legal form or a word that only organisations bear (病院, 大学, 商店
// …).
bool looks_like_company(std::string_view text);

}  // namespace genbo
