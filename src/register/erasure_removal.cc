// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_removal.h"

#include "register/erasure_desk.h"
#include "register/paper_json.h"
#include "register/partition_change.h"
#include "register/relation_desk.h"
#include "register/standing_version.h"
#include "register/told_rejections.h"
#include "register/value_ruling.h"
#include "register/watch_marks.h"

namespace genbo {

namespace {

std::string cause_of(std::int64_t erasure) { return "erasure " + std::to_string(erasure); }

Result<> withdraw_records(
    WriteContext& context, std::vector<StoredRecord> records, std::int64_t erasure) {
    RegisterChange change;
    std::erase_if(records, [](const StoredRecord& record) { return record.version == 0; });
    for (auto& record : records) {
        record.version = 0;
        record.content_hash.clear();
        change.removes.push_back(record.id);
    }
    if (records.empty()) return {};
    TRY(context.store.set_current(records));
    std::map<RecordId, StoredRecord*> none;
    TRY(apply_to_register(context, std::move(change), cause_of(erasure), none));
    return {};
}

// The numbers stay issued and belong to nobody for ever.
Result<> mark_numbers(
    WriteContext& context, const std::vector<RecordId>& records, std::int64_t erasure) {
    context.index_touched = true;
    RegisterDecision decision;
    std::vector<StoredPaper> papers;
    const auto numbers = TRY(context.store.numbers_anchored_on(records));
    const auto relations = TRY(relation_papers_of(context.store, context.vault, numbers));
    TRY(context.store.remove_papers(relations));
    for (const auto& number : numbers) {
        TRY(context.store.set_anchor(number.id, number.anchor, RecordId{}));
        decision.anchors.emplace_back(number.anchor, NumberId{});
        papers.push_back(context.vault.lasting_paper(
            numbered_paper(kErasedNumberPapers, number.id.value()), context.now,
            std::to_string(erasure)));
    }
    TRY(context.store.put_papers(papers));
    return context.index.settle(context.store, decision);
}

}  // namespace

Result<> freeze_records(
    WriteContext& context, const std::vector<StoredRecord>& records, std::int64_t erasure) {
    std::vector<WrappedKeyChange> keys;
    for (const auto& record : records) {
        if (TRY(context.vault.is_frozen(record)))
            return Error{Fault::conflict, "register.erasure_pending"};
        keys.push_back({record.id, record.wrapped_key, TRY(context.vault.frozen_key(record))});
    }
    TRY(withdraw_records(context, records, erasure));
    return context.store.set_wrapped_keys(keys);
}

Result<> thaw_records(
    WriteContext& context, const std::vector<RecordId>& records, std::int64_t erasure) {
    const auto undone = TRY(undone_imports(context.store));
    RegisterChange change;
    std::vector<StoredRecord> standing;
    std::vector<WrappedKeyChange> keys;
    for (auto& record : TRY(context.store.records(records))) {
        auto key = TRY(context.vault.thawed_key(record));
        keys.push_back({record.id, record.wrapped_key, key});
        record.wrapped_key = std::move(key);
        const auto versions = TRY(context.store.versions(record.id));
        const auto* version = standing_version(versions, undone);
        if (version == nullptr) continue;
        record.version = version->version;
        record.content_hash = version->content_hash;
        const auto values = TRY(context.vault.open_payload(record, *version));
        change.puts.push_back(
            {record.id, RecordVault::tie_of(record.key_hash), features_of(values)});
        standing.push_back(record);
    }
    TRY(context.store.set_wrapped_keys(keys));
    TRY(context.store.set_current(standing));
    std::map<RecordId, StoredRecord*> none;
    TRY(apply_to_register(context, std::move(change), cause_of(erasure) + " taken back", none));
    return {};
}

Result<> remove_scope(WriteContext& context, const ErasureScope& scope, std::int64_t erasure) {
    std::vector<RecordId> ids;
    for (const auto& record : scope.records) ids.push_back(record.id);
    TRY(withdraw_records(context, scope.records, erasure));
    TRY(mark_numbers(context, ids, erasure));
    TRY(context.store.erase_verdicts(scope.verdicts));
    TRY(context.store.erase_rejections(scope.rejections));
    TRY(forget_told_rejections(context.store));
    TRY(context.store.erase_answers(scope.answers));
    TRY(remove_person_marks(context, ids));
    std::vector<std::string> rulings;
    for (const auto id : ids) rulings.push_back(ruling_paper(id));
    TRY(context.store.remove_papers(rulings));
    return context.store.erase_records(scope.records);
}

}  // namespace genbo
