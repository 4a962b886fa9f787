// SPDX-License-Identifier: Apache-2.0
#include "text/company.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "text/company_words.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/letters.h"

namespace genbo {
namespace {

using FormPosition = CompanyName::FormPosition;

struct FormFound {
    const LegalForm* form = nullptr;
    std::size_t at = 0;
    std::size_t length = 0;
};

// The longest spelling of a form that the text begins with.
FormFound company_form_in_front(std::string_view text) {
    FormFound found;
    for (const LegalForm& form : legal_forms()) {
        if (form.where == FormPlace::back_only || !text.starts_with(form.spelling)) continue;
        if (form.spelling.size() > found.length) found = {&form, 0, form.spelling.size()};
    }
    return found;
}

// Latin forms must end a word: "Inc" is none in "Incubation".
bool company_word_ends(std::string_view text, std::size_t at) {
    return at >= text.size() || !is_ascii_letter(static_cast<unsigned char>(text[at]));
}
bool company_word_begins(std::string_view text, std::size_t at) {
    return at == 0 || !is_ascii_letter(static_cast<unsigned char>(text[at - 1]));
}

// The last spelling of a form behind some name; of those that end at one place, the longest.
FormFound company_form_behind(std::string_view text) {
    FormFound found;
    for (const LegalForm& form : legal_forms()) {
        const std::size_t at = text.rfind(form.spelling);
        if (at == std::string_view::npos || at == 0) continue;
        const std::size_t end = at + form.spelling.size();
        if (form.latin && !(company_word_begins(text, at) && company_word_ends(text, end)))
            continue;
        if (form.where == FormPlace::back_only && end != text.size() && text[end] != ' ') continue;
        const std::size_t found_end = found.at + found.length;
        if (end > found_end || (end == found_end && form.spelling.size() > found.length))
            found = {&form, at, form.spelling.size()};
    }
    return found;
}

bool company_ends_with_any(std::string_view word, std::span<const std::string_view> endings) {
    return std::ranges::any_of(endings, [&](auto ending) { return word.ends_with(ending); });
}

enum class WordRole { core, site, department, title };

WordRole company_word_role(std::string_view word) {
    if (company_ends_with_any(word, title_words())) return WordRole::title;
    if (company_ends_with_any(word, site_endings())) return WordRole::site;
    // 商店, 書店 … are shops by name, not branches.
    if (word.ends_with("店") && !company_ends_with_any(word, shop_names())) return WordRole::site;
    if (company_ends_with_any(word, department_endings())) return WordRole::department;
    return WordRole::core;
}

// 山田商店札幌支社, written together: cut where a known place stands before 支社.
std::size_t company_glued_site(std::string_view word) {
    for (const std::string_view ending : site_endings()) {
        if (!word.ends_with(ending) || word.size() == ending.size()) continue;
        const std::string_view before = word.substr(0, word.size() - ending.size());
        std::size_t longest = 0;
        for (const std::string_view place : site_places()) {
            if (before.ends_with(place) && place.size() > longest && place.size() < before.size())
                longest = place.size();
        }
        if (longest > 0) return before.size() - longest;
        // 本社 and 本店 stand alone.
        if (ending == "本社" || ending == "本店") return before.size();
    }
    return word.size();
}

void company_append(std::string& to, std::string_view word) {
    if (!to.empty()) to += ' ';
    to += word;
}

// Sorts the words behind the first into site, department and more of the name.
void company_sort_words(std::string_view text, CompanyName& name, std::string& core) {
    bool first = core.empty();
    WordRole before = WordRole::core;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text = trim_spaces(text.substr(end));
        WordRole role = first ? WordRole::core : company_word_role(word);
        if (role != WordRole::title && !first && (word.ends_with("様") || word.ends_with("殿")))
            role = WordRole::title;
        // 営業部 第一: once in the organisation, there is no way back into the name.
        if (role == WordRole::core && before == WordRole::department) role = before;
        if (role == WordRole::title) break;  // A person follows.
        if (role == WordRole::core) {
            const std::size_t cut = company_glued_site(word);
            core += word.substr(0, cut);
            if (cut < word.size()) company_append(name.site, word.substr(cut));
        } else {
            company_append(role == WordRole::site ? name.site : name.department, word);
        }
        before = role;
        first = false;
    }
}

// fold_key, variants, ヶ→ケ, and no ー: what people vary in one name.
std::string company_core_key(std::string_view text) {
    const std::string key = fold_variants(fold_key(text));
    std::string out;
    out.reserve(key.size());
    for (std::size_t at = 0; at < key.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(key, at);
        if (c == U'ー') continue;
        if (c == U'ヶ')
            out += "ケ";
        else if (c == U'ヵ')
            out += "カ";
        else
            out.append(key, from, at - from);
    }
    return out;
}

std::string company_clean(std::string_view text) {
    std::string clean = collapse_spaces(fold_width(text));
    std::string_view view = clean;
    while (eat_suffix(view, "御中") || eat_suffix(view, " 様") || eat_suffix(view, " 殿") ||
           eat_suffix(view, "各位"))
        view = trim_spaces(view);
    return std::string{view};
}

// カ)ヤマダ, ヤマダ(カ, ヤマダ(カ)エイギヨウシヨ: the forms that banks write (全銀協 略語).
std::string company_without_bank_forms(std::string_view text) {
    std::string rest{text};
    for (const std::string_view abbreviation : bank_forms()) {
        for (const std::string& sign :
             {"(" + std::string{abbreviation} + ")", std::string{abbreviation} + ")",
              "(" + std::string{abbreviation}}) {
            const bool front = sign.front() != '(' || sign.back() == ')';
            const bool back = sign.front() == '(';
            if (front && rest.starts_with(sign)) rest.erase(0, sign.size());
            if (back && rest.ends_with(sign)) rest.resize(rest.size() - sign.size());
            if (front && back) {
                const std::size_t at = rest.find(sign);
                if (at != std::string::npos) rest.replace(at, sign.size(), " ");
            }
        }
    }
    return rest;
}

}  // namespace

CompanyName parse_company(std::string_view text) {
    CompanyName name;
    const std::string clean = company_clean(text);
    std::string_view rest = clean;
    std::string core;
    if (const FormFound front = company_form_in_front(rest); front.form != nullptr) {
        name.legal_form = front.form->canonical;
        name.position = FormPosition::front;
        rest = trim_spaces(rest.substr(front.length));
    } else if (const FormFound behind = company_form_behind(rest); behind.form != nullptr) {
        name.legal_form = behind.form->canonical;
        name.position = FormPosition::back;
        core = trim_spaces(rest.substr(0, behind.at));
        while (!core.empty() && core.back() == ',') core.pop_back();
        rest = trim_spaces(rest.substr(behind.at + behind.length));
        if (rest == "." || rest == ",") rest = {};
        // 山田商店株式会社札幌支社: what follows the form directly is no part of the name.
        if (!rest.empty() && company_word_role(rest.substr(0, rest.find(' '))) == WordRole::core) {
            core += ' ';
            core += rest;
            rest = {};
        }
    }
    company_sort_words(rest, name, core);
    name.core = company_core_key(core);
    if (name.core.empty()) name.core = company_core_key(clean);
    if (name.core.empty()) name.core = clean;
    return name;
}

std::string company_kana_key(std::string_view kana) {
    const std::string plain = collapse_spaces(katakana(kana));
    const std::string key = kana_key(company_without_bank_forms(plain));
    std::string_view rest = key;
    for (const std::string& form : kana_forms()) {
        if (rest.size() > form.size() && eat_prefix(rest, form)) break;
    }
    for (const std::string& form : kana_forms()) {
        if (rest.size() > form.size() && eat_suffix(rest, form)) break;
    }
    return std::string{rest};
}

bool looks_like_company(std::string_view text) {
    const std::string clean = company_clean(text);
    if (company_form_in_front(clean).form != nullptr || company_form_behind(clean).form != nullptr)
        return true;
    return company_ends_with_any(clean, organisation_endings());
}

}  // namespace genbo
