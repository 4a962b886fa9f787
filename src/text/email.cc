// SPDX-License-Identifier: Apache-2.0
#include "text/email.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <utility>

#include "text/email_idna.h"
#include "text/fold.h"
#include "text/letters.h"

namespace genbo {
namespace {

bool email_one_of(std::string_view text, std::span<const std::string_view> list) {
    return std::ranges::find(list, text) != list.end();
}

constexpr bool email_local_char(char c) {
    if (is_digit(c) || is_ascii_letter(static_cast<unsigned char>(c))) return true;
    return std::string_view{"!#$%&'*+/=?^_`{|}~-."}.find(c) != std::string_view::npos;
}

bool email_domain_fits(std::string_view domain) {
    if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
    std::size_t label = 0;
    for (const char c : domain) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
            continue;
        }
        const bool letter = is_ascii_letter(static_cast<unsigned char>(c)) || is_digit(c);
        if (!letter && !(c == '-' && label > 0)) return false;
        if (++label > 63) return false;
    }
    const std::string_view top = domain.substr(domain.rfind('.') + 1);
    return top.size() >= 2 && !is_digit(top[0]) && !domain.ends_with('-');
}

std::string email_lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), ascii_lower);
    return out;
}

constexpr std::string_view kEmailPlusTags[] = {
    "outlook.com",  "outlook.jp",     "hotmail.com", "hotmail.co.jp", "live.jp",
    "live.com",     "msn.com",        "icloud.com",  "me.com",        "mac.com",
    "fastmail.com", "protonmail.com", "proton.me",   "pm.me"};

std::string email_key(std::string_view local, std::string_view domain) {
    std::string box = email_lower(local);
    const bool gmail = domain == "gmail.com" || domain == "googlemail.com";
    if (gmail || email_one_of(domain, kEmailPlusTags)) {
        const std::size_t plus = box.find('+');
        if (plus != std::string::npos && plus > 0) box.resize(plus);
    }
    if (gmail) std::erase(box, '.');
    if (gmail) domain = "gmail.com";
    if (domain == "ezweb.ne.jp") domain = "au.com";
    box += '@';
    box += domain;
    return box;
}

// Domains that most consumers in Japan use; what is one slip away from them was probably meant.
constexpr std::string_view kEmailUsual[] = {
    "gmail.com",      "yahoo.co.jp",   "docomo.ne.jp", "ezweb.ne.jp", "au.com",
    "softbank.ne.jp", "i.softbank.jp", "icloud.com",   "hotmail.com", "hotmail.co.jp",
    "outlook.com",    "outlook.jp",    "live.jp",      "nifty.com",   "ymobile.ne.jp",
    "biglobe.ne.jp",  "me.com",        "rakuten.jp"};
// Neighbours of the above that are real.
constexpr std::string_view kEmailReal[] = {"ymail.com",  "mail.com",   "email.com",   "gmx.com",
                                           "live.com",   "yahoo.com",  "ymail.ne.jp", "he.com",
                                           "mac.com",    "we.com",     "my.com",      "ne.jp",
                                           "outlook.fr", "hotmail.fr", "live.fr"};
struct EmailSlip {
    std::string_view wrong;
    std::string_view right;
};
constexpr EmailSlip kEmailSlips[] = {
    {"docomo.co.jp", "docomo.ne.jp"},
    {"docomo.jp", "docomo.ne.jp"},
    {"docomo.com", "docomo.ne.jp"},
    {"ezweb.co.jp", "ezweb.ne.jp"},
    {"ezweb.jp", "ezweb.ne.jp"},
    {"ezweb.com", "ezweb.ne.jp"},
    {"softbank.co.jp", "softbank.ne.jp"},
    {"softbank.jp", "softbank.ne.jp"},
    {"gmail.co.jp", "gmail.com"},
    {"gmail.jp", "gmail.com"},
    {"gmail.ne.jp", "gmail.com"},
    {"yahoo.ne.jp", "yahoo.co.jp"},
    {"yahoo.jp", "yahoo.co.jp"},
    {"icloud.co.jp", "icloud.com"},
    {"icloud.ne.jp", "icloud.com"},
    {"gmeil.com", "gmail.com"},
    {"gamil.com", "gmail.com"}};

// Optimal string alignment distance, cut off at 2: insert, delete, replace, swap neighbours.
bool email_one_slip(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    std::size_t at = 0;
    while (at < a.size() && a[at] == b[at]) ++at;
    if (a.size() != b.size()) return a.substr(at) == b.substr(at + 1);
    if (at == a.size()) return false;
    if (a.substr(at + 1) == b.substr(at + 1)) return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
           a.substr(at + 2) == b.substr(at + 2);
}

// The piece between < and >, or the text without "mailto:" and the signs that cling to it.
std::string_view email_unwrap(std::string_view text) {
    text = trim_spaces(text);
    const std::size_t open = text.rfind('<');
    const std::size_t shut = text.rfind('>');
    if (open != std::string_view::npos && shut != std::string_view::npos && open < shut)
        text = trim_spaces(text.substr(open + 1, shut - open - 1));
    if (text.size() > 7 && email_lower(text.substr(0, 7)) == "mailto:") text.remove_prefix(7);
    while (!text.empty() &&
           std::string_view{",;:<([{"}.find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    while (!text.empty() &&
           std::string_view{",;:>)]}."}.find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    for (const std::string_view sign : {"。", "、", "」", "】"}) eat_suffix(text, sign);
    return trim_spaces(text);
}

}  // namespace

std::optional<Email> parse_email(std::string_view text) {
    if (text.size() > 2000) return std::nullopt;
    const std::string wide = fold_width(text);
    const std::string_view address = email_unwrap(wide);
    const std::size_t at = address.rfind('@');
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    std::string_view local = trim_spaces(address.substr(0, at));
    if (local.size() > 2 && local.front() == '"' && local.back() == '"')
        local = local.substr(1, local.size() - 2);
    if (local.empty() || local.size() > 64 || !std::ranges::all_of(local, email_local_char))
        return std::nullopt;

    Email email;
    email.local = local;
    email.domain = email_lower(trim_spaces(address.substr(at + 1)));
    const bool ascii = std::ranges::all_of(
        email.domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii) email.domain = email_ascii_domain(email.domain);
    if (!email_domain_fits(email.domain)) return std::nullopt;
    email.nonrfc =
        local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos;
    email.key = email_key(local, email.domain);
    if (email.key.starts_with('@')) return std::nullopt;  // "...@gmail.com"
    return email;
}

std::string suggest_domain(std::string_view domain) {
    const std::string lower = email_lower(domain);
    if (email_one_of(lower, kEmailUsual) || email_one_of(lower, kEmailReal)) return {};
    for (const EmailSlip& slip : kEmailSlips) {
        if (slip.wrong == lower) return std::string{slip.right};
    }
    for (const std::string_view usual : kEmailUsual) {
        if (usual.size() > 6 && email_one_slip(lower, usual)) return std::string{usual};
    }
    return {};
}

bool email_is_role(const Email& email) {
    static constexpr std::string_view roles[] = {
        "info",      "shop",       "sales",    "support",  "contact",   "office", "admin",
        "webmaster", "postmaster", "noreply",  "no-reply", "mail",      "order",  "orders",
        "help",      "service",    "hello",    "jimu",     "soumu",     "eigyo",  "keiri",
        "jinji",     "kouhou",     "toiawase", "inquiry",  "reception", "staff",  "tenpo",
        "root",      "abuse",      "customer", "cs"};
    return email_one_of(email_lower(email.local), roles);
}

bool email_is_filler(const Email& email) {
    static constexpr std::string_view mailboxes[] = {
        "test",    "testtest", "dummy",    "sample", "example", "none",     "nomail",
        "no-mail", "noemail",  "no-email", "nashi",  "unknown", "hoge",     "hogehoge",
        "foo",     "foobar",   "asdf",     "qwerty", "noaddr",  "noaddress"};
    auto local = email_lower(email.local);
    const bool one_letter = local.size() >= 3 && local.find_first_not_of(local[0]) == local.npos;
    // test1, dummy02
    while (!local.empty() && is_digit(local.back())) local.pop_back();
    return one_letter || email_one_of(local, mailboxes) || email_reaches_nobody(email);
}

bool email_reaches_nobody(const Email& email) {
    static constexpr std::string_view nobodys[] = {"test", "invalid", "localhost"};
    return email_one_of(email.domain.substr(email.domain.rfind('.') + 1), nobodys);
}

}  // namespace genbo
