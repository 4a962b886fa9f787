// SPDX-License-Identifier: Apache-2.0
#include "register/suppression.h"

#include <algorithm>

#include "match/normal_forms.h"
#include "register/paper_json.h"
#include "text/email.h"
#include "text/fold.h"
#include "text/kana.h"
#include "text/phone.h"

namespace genbo {

namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::string_view kTokenLabel = "suppression.token";

void add_joined(
    std::set<std::string>& out, std::string_view whole, std::string_view first,
    std::string_view second, std::string (*fold)(std::string_view)) {
    if (!whole.empty() && !is_no_value(whole)) out.insert(fold(whole));
    if (!first.empty() && !second.empty())
        out.insert(fold(std::string{first} + std::string{second}));
}

std::string folded_name(std::string_view name) { return fold_key(fold_variants(name)); }

std::string folded_kana(std::string_view kana) { return kana_key(katakana(kana)); }

std::set<std::string> names_of(const SourceValues& values) {
    std::set<std::string> names;
    add_joined(
        names, values.get(Field::name_full), values.get(Field::surname),
        values.get(Field::given_name), folded_name);
    add_joined(
        names, values.get(Field::kana_full), values.get(Field::surname_kana),
        values.get(Field::given_name_kana), folded_kana);
    const auto company = values.get(Field::company);
    if (names.empty() && !company.empty()) names.insert(folded_name(company));
    names.erase("");
    return names;
}

class TokenMaker {
public:
    explicit TokenMaker(const RecordVault& vault) : mac_(vault.keyring().derive(kTokenLabel)) {}

    void add(std::string_view kind, std::string_view first, std::string_view second) {
        const Hash tag = mac_.tag(AssociatedData(kind).text(first).text(second).view());
        names_.push_back(
            std::string{kSuppressionPapers} + "/" + to_hex(ByteView{tag}.first(kTokenBytes)));
    }
    std::vector<std::string> take() { return std::move(names_); }

private:
    Mac mac_;
    std::vector<std::string> names_;
};

}  // namespace

std::set<std::string> strong_values(const SourceValues& values) {
    std::set<std::string> out;
    for (const auto field : {Field::email, Field::email_2})
        if (const auto mail = parse_email(values.get(field)); mail && !email_reaches_nobody(*mail))
            out.insert(mail->key);
    for (const auto field : {Field::phone, Field::mobile, Field::fax})
        for (const auto& phone : parse_phones(values.get(field)))
            if (!phone.e164.empty() && !phone_is_filler(phone.e164)) out.insert(phone.e164);
    return out;
}

std::vector<std::string> suppression_names(
    const RecordVault& vault, std::string_view source_name, const SourceValues& values) {
    TokenMaker tokens(vault);
    const auto key = values.get(Field::source_key);
    if (!key.empty()) tokens.add("key", source_name, key);
    const auto names = names_of(values);
    const auto birth = normal_date(values.get(Field::birth_date));
    const auto postal = normal_postal(values.get(Field::postal_code));
    for (const auto& name : names) {
        for (const auto& strong : strong_values(values)) tokens.add("strong", strong, name);
        if (!birth.empty() && !postal.empty()) tokens.add("born", birth + " " + postal, name);
    }
    return tokens.take();
}

Result<std::vector<bool>> suppressed_rows(
    StoreReader& store, const RecordVault& vault, SourceId source,
    const std::vector<ByteView>& payloads) {
    std::vector<bool> held(payloads.size(), false);
    // Most masters have erased nobody: then nothing is decoded.
    if (payloads.empty() || TRY(papers_of_kind(store, kSuppressionPapers, {}, 1)).empty())
        return held;
    std::string source_name;
    for (const auto& one : TRY(store.sources()))
        if (one.id == source) source_name = one.name;
    std::vector<std::vector<std::string>> of_row;
    std::vector<std::string> all;
    for (const auto payload : payloads) {
        const auto values = TRY(decode_values(payload));
        of_row.push_back(suppression_names(vault, source_name, values));
        all.insert(all.end(), of_row.back().begin(), of_row.back().end());
    }
    std::set<std::string> known;
    for (auto& paper : TRY(store.papers_named(all))) known.insert(std::move(paper.name));
    for (std::size_t i = 0; i < held.size(); ++i)
        held[i] = std::ranges::any_of(
            of_row[i], [&](const std::string& name) { return known.contains(name); });
    return held;
}

Result<> put_suppressions(
    StoreWriter& store, const RecordVault& vault, const std::vector<std::string>& names,
    std::int64_t erasure, Instant now) {
    std::set<std::string> taken;
    for (auto& paper : TRY(store.papers_named(names))) taken.insert(std::move(paper.name));
    std::vector<StoredPaper> papers;
    for (const auto& name : names)
        if (taken.insert(name).second)
            papers.push_back(vault.lasting_paper(name, now, std::to_string(erasure)));
    return store.put_papers(papers);
}

Result<> lift_suppressions(
    StoreWriter& store, const RecordVault& vault, const std::vector<std::string>& names,
    std::int64_t erasure) {
    std::vector<std::string> ours;
    for (const auto& paper : TRY(store.papers_named(names)))
        if (TRY(vault.open_paper(paper)) == std::to_string(erasure)) ours.push_back(paper.name);
    return store.remove_papers(ours);
}

}  // namespace genbo
