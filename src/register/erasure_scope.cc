// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_scope.h"

#include <algorithm>
#include <map>

#include "register/evidence_trail.h"
#include "register/import_desk.h"
#include "register/intake_row.h"
#include "register/suppression.h"
#include "text/email.h"
#include "text/phone.h"

namespace genbo {

namespace {

constexpr std::size_t kScopePage = 500;

// What one is recognised by in text that belongs to nobody yet.
struct Marks {
    std::set<std::string> strong;
    std::map<SourceId, std::set<std::string>> keys;
    std::set<std::string> numbers;  // Digits.

    bool in_cells(SourceId source, const std::vector<std::string>& cells) const {
        const auto of_source = keys.find(source);
        return std::ranges::any_of(cells, [&](const std::string& cell) {
            if (of_source != keys.end() && of_source->second.contains(cell)) return true;
            if (const auto mail = parse_email(cell); mail && strong.contains(mail->key))
                return true;
            return std::ranges::any_of(parse_phones(cell), [&](const Phone& phone) {
                return strong.contains(phone.e164);
            });
        });
    }
    // Of an answer of ours: numbers may be grouped.
    bool in_answer(std::string text) const {
        const auto has = [&](const std::string& mark) { return text.find(mark) != text.npos; };
        if (std::ranges::any_of(strong, has)) return true;
        std::erase(text, '-');
        return std::ranges::any_of(numbers, has);
    }
};

Result<> find_rejections(
    StoreReader& store, const RecordVault& vault, const Marks& marks, ErasureScope& scope) {
    ImportId before;
    while (true) {
        const auto imports = TRY(store.imports(before, kScopePage));
        for (const auto& import : imports) {
            if (import.counts.rejected == 0) continue;
            std::int64_t after = 0;
            while (true) {
                const auto page = TRY(store.rejections(import.id, after, kScopePage));
                for (const auto& rejection : page) {
                    after = rejection.row;
                    const auto text = vault.open_text(
                        rejection_place(import.id, rejection.row), rejection.sealed);
                    // Words of an old backup whose key is gone are readable by nobody.
                    if (!text.ok() && text.error().code == "crypto.epoch_gone") continue;
                    if (!text.ok()) return text.error();
                    const auto cells = TRY(decode_cells(*text));
                    if (marks.in_cells(import.source, cells)) scope.rejections.push_back(rejection);
                }
                if (page.size() < kScopePage) break;
            }
        }
        if (imports.size() < kScopePage) return {};
        before = imports.back().id;
    }
}

Result<> find_answers(
    StoreReader& store, const RecordVault& vault, const Marks& marks, ErasureScope& scope) {
    std::string after;
    while (true) {
        const auto page = TRY(store.answers(after, kScopePage));
        for (const auto& answer : page) {
            after = answer.key;
            const auto text = vault.open_text(answer_place(answer.key), answer.sealed_body);
            // What cannot be read is of no use to a retry either.
            if (!text.ok() || marks.in_answer(*text)) scope.answers.push_back(answer);
        }
        if (page.size() < kScopePage) return {};
    }
}

Result<> look_into(
    StoreReader& store, const RecordVault& vault, const std::map<SourceId, std::string>& names,
    const StoredRecord& record, ErasureScope& scope, Marks& marks, std::set<std::string>& tokens) {
    const auto versions = TRY(store.versions(record.id));
    const auto name = names.find(record.source);
    for (const auto& version : versions) {
        const auto opened = vault.open_any_payload(record, version);
        // Out of an old backup: there is nothing to recognise him by any more.
        if (!opened.ok() && opened.error().code == "crypto.epoch_gone") continue;
        const auto values = TRY(Result<SourceValues>{opened});
        marks.strong.merge(strong_values(values));
        const auto key = values.get(Field::source_key);
        if (!key.empty()) marks.keys[record.source].emplace(key);
        for (auto& token :
             suppression_names(vault, name == names.end() ? "" : name->second, values))
            tokens.insert(std::move(token));
    }
    scope.counts.versions += static_cast<std::int64_t>(versions.size());
    scope.counts.evidence += static_cast<std::int64_t>(TRY(store.evidence_of(record.id)).size());
    scope.counts.moves += static_cast<std::int64_t>(TRY(store.moves_of(record.id)).size());
    return {};
}

}  // namespace

Result<std::vector<RelatedRecord>> related_records(
    StoreReader& store, const RecordVault& vault, NumberId customer) {
    const auto members = TRY(store.records_of(customer));
    if (members.empty()) return Error{Fault::not_found, "register.unknown_number"};
    std::vector<RelatedRecord> related;
    std::set<RecordId> known;
    std::vector<RecordId> ids;
    for (const auto& member : members) {
        related.push_back({member.id, member.source, customer, RelatedRecord::Why::member});
        known.insert(member.id);
        ids.push_back(member.id);
    }
    std::map<RecordId, RelatedRecord::Why> others;
    for (const auto& member : members)
        for (const auto& kept : TRY(kept_evidence(store, vault, member)))
            others.try_emplace(kept.evidence.other, RelatedRecord::Why::decision);
    for (const auto& verdict : TRY(store.verdicts_of(ids)))
        for (const auto side : {verdict.left, verdict.right})
            others.insert_or_assign(side, RelatedRecord::Why::verdict);
    std::vector<RecordId> asked;
    for (const auto& [record, why] : others)
        if (!known.contains(record)) asked.push_back(record);
    for (const auto& record : TRY(store.records(asked)))
        if (record.version > 0)
            related.push_back({record.id, record.source, record.customer, others.at(record.id)});
    return related;
}

Result<ErasureScope> erasure_scope(
    StoreReader& store, const RecordVault& vault, std::span<const RecordId> records) {
    ErasureScope scope;
    scope.records = TRY(store.records(records));
    std::map<SourceId, std::string> names;
    for (const auto& source : TRY(store.sources())) names[source.id] = source.name;
    Marks marks;
    std::set<std::string> tokens;
    std::set<std::string> sources;
    for (const auto& record : scope.records) {
        TRY(look_into(store, vault, names, record, scope, marks, tokens));
        sources.insert(names[record.source]);
    }
    scope.numbers = TRY(store.numbers_anchored_on(records));
    for (const auto& number : scope.numbers) marks.numbers.insert(number.text);
    scope.verdicts = TRY(store.verdicts_of(records));
    TRY(find_rejections(store, vault, marks, scope));
    TRY(find_answers(store, vault, marks, scope));
    scope.tokens.assign(tokens.begin(), tokens.end());
    scope.sources.assign(sources.begin(), sources.end());
    const auto size = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
    scope.counts.records = size(scope.records);
    scope.counts.verdicts = size(scope.verdicts);
    scope.counts.rejections = size(scope.rejections);
    scope.counts.answers = size(scope.answers);
    scope.counts.numbers = size(scope.numbers);
    return scope;
}

}  // namespace genbo
