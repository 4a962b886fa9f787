// SPDX-License-Identifier: Apache-2.0
#include "register/erasure_desk.h"

#include <algorithm>
#include <set>

#include "crypto/random.h"
#include "register/approval_desk.h"
#include "register/erasure_removal.h"
#include "register/paper_json.h"
#include "register/suppression.h"

namespace genbo {

namespace {

std::string erasure_name(ErasureId id) { return numbered_paper(kErasurePapers, id.value()); }

Error wrong_erasure_state(ErasureState state) {
    return {Fault::conflict, "register.erasure_state", {std::string{erasure_state_name(state)}}};
}

Result<> no_holds(
    StoreReader& store, const RecordVault& vault, const std::vector<RecordId>& records,
    Instant now) {
    if (TRY(holds_on(store, vault, records, now)).empty()) return {};
    return Error{Fault::conflict, "register.legal_hold"};
}

std::vector<RecordId> ids_of(const std::vector<ErasedRecord>& records) {
    std::vector<RecordId> ids;
    for (const auto& record : records) ids.push_back(record.record);
    return ids;
}

Erasure new_erasure(
    const ErasureRequest& request, const ErasureScope& scope, const ErasureOptions& options) {
    Erasure erasure;
    erasure.uid = this_thread_random().id();
    erasure.ground = request.ground;
    erasure.customer = request.customer;
    erasure.reason = request.reason;
    for (const auto& record : scope.records)
        erasure.records.push_back({record.id, record.source, record.key_hash});
    erasure.tokens = scope.tokens;
    for (const auto& number : scope.numbers) erasure.numbers.push_back(number.id);
    erasure.sources = scope.sources;
    erasure.counts = scope.counts;
    std::set<std::string> told(scope.sources.begin(), scope.sources.end());
    told.insert(options.recipients.begin(), options.recipients.end());
    for (const auto& name : told) erasure.tasks.push_back({name, {}, {}, {}});
    return erasure;
}

}  // namespace

Result<ErasurePlan> plan_erasure(
    StoreReader& store, const RecordVault& vault, NumberId customer,
    const std::vector<RecordId>& records, Instant now) {
    ErasurePlan plan;
    plan.related = TRY(related_records(store, vault, customer));
    if (records.empty()) {
        for (const auto& related : plan.related)
            if (related.why == RelatedRecord::Why::member) plan.chosen.push_back(related.record);
    } else {
        for (const auto record : records)
            if (std::ranges::count(plan.related, record, &RelatedRecord::record) == 0)
                return Error{Fault::invalid, "register.erasure_foreign"};
        plan.chosen = records;
        std::ranges::sort(plan.chosen);
        plan.chosen.erase(std::unique(plan.chosen.begin(), plan.chosen.end()), plan.chosen.end());
    }
    plan.scope = TRY(erasure_scope(store, vault, plan.chosen));
    plan.holds = TRY(holds_on(store, vault, plan.chosen, now));
    return plan;
}

Result<Erasure> stored_erasure(StoreReader& store, const RecordVault& vault, ErasureId id) {
    const auto paper = store.paper(erasure_name(id));
    if (!paper.ok() && paper.error().fault == Fault::not_found)
        return Error{Fault::not_found, "register.unknown_erasure"};
    if (!paper.ok()) return paper.error();
    const auto text = TRY(vault.open_paper(*paper));
    return erasure_from_text(id, text);
}

Result<std::vector<Erasure>> stored_erasures(StoreReader& store, const RecordVault& vault) {
    std::vector<Erasure> out;
    for (const auto& paper : TRY(all_papers_of_kind(store, kErasurePapers))) {
        const ErasureId id{TRY(number_of_paper(kErasurePapers, paper.name))};
        const auto text = vault.open_paper(paper);
        // Of an old backup; the ledger knows what became of it.
        if (!text.ok() && text.error().code == "crypto.epoch_gone") continue;
        if (!text.ok()) return text.error();
        out.push_back(TRY(erasure_from_text(id, *text)));
    }
    std::ranges::reverse(out);
    return out;
}

Result<> put_erasure(WriteContext& context, const Erasure& erasure) {
    const auto paper =
        context.vault.paper(erasure_name(erasure.id), erasure.asked, erasure_to_text(erasure));
    return context.store.put_papers(std::span{&paper, 1});
}

Result<bool> is_erased_number(StoreReader& store, NumberId number) {
    const auto paper = store.paper(numbered_paper(kErasedNumberPapers, number.value()));
    if (paper.ok()) return true;
    if (paper.error().fault == Fault::not_found) return false;
    return paper.error();
}

Result<Erasure> ErasureDesk::change(
    ErasureId id, const std::function<Result<>(WriteContext&, Erasure&)>& work) {
    Erasure erasure;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        erasure = TRY(stored_erasure(context.store, context.vault, id));
        TRY(work(context, erasure));
        return put_erasure(context, erasure);
    }));
    return erasure;
}

Result<Erasure> ErasureDesk::ask(const ErasureRequest& request, const Actor& actor) {
    if (request.reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    Erasure erasure;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        const auto plan = TRY(plan_erasure(
            context.store, context.vault, request.customer, request.records, context.now));
        if (!plan.holds.empty()) return Error{Fault::conflict, "register.legal_hold"};
        erasure = new_erasure(request, plan.scope, options_);
        erasure.id = ErasureId{TRY(take_paper_number(context.store, kErasurePapers))};
        erasure.asked_by = actor.staff;
        erasure.asked = context.now;
        erasure.due = context.now + approval_kind(ApprovalKind::erasure).wait;
        if (request.ground != ErasureGround::retention)
            erasure.approval =
                TRY(ask_approval(
                        context, {ApprovalKind::erasure, erasure_subject(erasure), request.reason},
                        actor))
                    .id;
        TRY(freeze_records(context, plan.scope.records, erasure.id.value()));
        TRY(put_suppressions(
            context.store, context.vault, erasure.tokens, erasure.id.value(), context.now));
        TRY(put_erasure(context, erasure));
        return context.trail.record(
            context.store, actor, context.now,
            {"erasure.ask", "customer", request.customer.value(), erasure.records.size()});
    }));
    return erasure;
}

Result<Erasure> ErasureDesk::take_back(
    ErasureId id, const std::string& reason, const Actor& actor, Role role) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    return change(id, [&](WriteContext& context, Erasure& erasure) -> Result<> {
        if (erasure.state != ErasureState::pending) return wrong_erasure_state(erasure.state);
        if (erasure.approval.value() != 0) {
            // Anybody with the right may stop an erasure; that its request then ends is not a
            // withdrawal by the person who made it.
            const auto withdrawn = withdraw_approval(
                context, erasure.approval, {erasure.asked_by, actor.role, actor.request_id}, role);
            const bool over =
                !withdrawn.ok() && withdrawn.error().code == "register.approval_state";
            if (!withdrawn.ok() && !over) return withdrawn.error();
        }
        TRY(thaw_records(context, ids_of(erasure.records), erasure.id.value()));
        TRY(lift_suppressions(context.store, context.vault, erasure.tokens, erasure.id.value()));
        erasure.state = ErasureState::taken_back;
        erasure.reason += "\n" + reason;
        erasure.records.clear();
        erasure.tokens.clear();
        return context.trail.record(
            context.store, actor, context.now,
            {"erasure.take_back", "customer", erasure.customer.value()});
    });
}

Result<> ErasureDesk::begin_execution(WriteContext& context, Erasure& erasure, const Actor& actor) {
    TRY(no_holds(context.store, context.vault, ids_of(erasure.records), context.now));
    if (erasure.approval.value() != 0)
        TRY(use_approval(
            context, erasure.approval, ApprovalKind::erasure, erasure_subject(erasure), actor));
    else if (context.now < erasure.due)
        return Error{Fault::conflict, "register.approval_early", {format_instant(erasure.due)}};
    erasure.state = ErasureState::executing;
    erasure.executed_by = actor.staff;
    return context.trail.record(
        context.store, actor, context.now,
        {"erasure.begin", "erasure", erasure.id.value(), erasure.records.size()});
}

Result<LedgerEntry> ErasureDesk::ledger_entry(const Erasure& erasure) {
    LedgerEntry entry{erasure.uid, erasure.asked, {}, erasure.tokens};
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            entry.records.clear();
            const auto sources = TRY(context.store.sources());
            for (const auto& record : erasure.records) {
                const auto source = std::ranges::find(sources, record.source, &StoredSource::id);
                entry.records.push_back(
                    {source == sources.end() ? std::string{} : source->name, record.source,
                     record.key_hash});
            }
            return {};
        },
        WriteScope::rows));
    return entry;
}

Result<> ErasureDesk::erase_now(WriteContext& context, Erasure& erasure, const Actor& actor) {
    const auto ids = ids_of(erasure.records);
    const auto scope = TRY(erasure_scope(context.store, context.vault, ids));
    erasure.leaf_after = TRY(context.store.leaf_count());
    TRY(remove_scope(context, scope, erasure.id.value()));
    erasure.counts = scope.counts;
    erasure.state = ErasureState::erased;
    erasure.executed = context.now;
    erasure.epoch = context.vault.keyring().epoch();
    erasure.text_epoch = context.vault.keyring().text_epoch();
    // Only the ledger needs them from here on, and the words may have named him.
    erasure.records.clear();
    erasure.reason.clear();
    TRY(context.store.set_setting(kBurialSetting, "due"));
    const auto in_ledger = TRY(ledger_.size());
    TRY(context.store.set_setting(kLedgerSetting, std::to_string(in_ledger)));
    return context.trail.record(
        context.store, actor, context.now,
        {"erasure.execute", "erasure", erasure.id.value(),
         static_cast<std::uint64_t>(scope.counts.records)});
}

Result<Erasure> ErasureDesk::finish(ErasureId id, const Actor& actor) {
    Erasure begun;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        begun = TRY(stored_erasure(context.store, context.vault, id));
        return {};
    }));
    const auto entry = TRY(ledger_entry(begun));
    TRY(ledger_.append(entry));
    return change(id, [&](WriteContext& context, Erasure& erasure) -> Result<> {
        if (erasure.state != ErasureState::executing) return wrong_erasure_state(erasure.state);
        return erase_now(context, erasure, actor);
    });
}

Result<Erasure> ErasureDesk::execute(ErasureId id, const Actor& actor) {
    TRY(change(id, [&](WriteContext& context, Erasure& erasure) -> Result<> {
        if (erasure.state == ErasureState::executing) return {};
        if (erasure.state != ErasureState::pending) return wrong_erasure_state(erasure.state);
        return begin_execution(context, erasure, actor);
    }));
    return finish(id, actor);
}

Result<std::size_t> ErasureDesk::finish_started() {
    std::vector<ErasureId> started;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        started.clear();
        for (const auto& erasure : TRY(stored_erasures(context.store, context.vault)))
            if (erasure.state == ErasureState::executing) started.push_back(erasure.id);
        return {};
    }));
    for (const auto id : started) {
        const auto done = finish(id, Actor{});
        // Another node was at it.
        if (!done.ok() && done.error().code != "register.erasure_state") return done.error();
    }
    return started.size();
}

Result<std::vector<ErasureId>> ErasureDesk::due(Instant now) {
    std::vector<ErasureId> ready;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        ready.clear();
        for (const auto& erasure : TRY(stored_erasures(context.store, context.vault))) {
            if (erasure.state != ErasureState::pending || now < erasure.due) continue;
            if (!TRY(holds_on(context.store, context.vault, ids_of(erasure.records), now)).empty())
                continue;
            if (erasure.approval.value() != 0) {
                const auto approval =
                    TRY(stored_approval(context.store, context.vault, erasure.approval));
                if (!may_use(approval, ApprovalKind::erasure, erasure_subject(erasure), now).ok())
                    continue;
            }
            ready.push_back(erasure.id);
        }
        return {};
    }));
    std::ranges::reverse(ready);
    return ready;
}

Result<Erasure> ErasureDesk::acknowledge(
    ErasureId id, const std::string& recipient, const std::string& remark, const Actor& actor) {
    return change(id, [&](WriteContext& context, Erasure& erasure) -> Result<> {
        const auto task = std::ranges::find(erasure.tasks, recipient, &RecipientTask::recipient);
        if (task == erasure.tasks.end())
            return Error{Fault::not_found, "register.unknown_recipient"};
        *task = {recipient, context.now, actor.staff, remark};
        return context.trail.record(
            context.store, actor, context.now, {"erasure.acknowledge", "erasure", id.value()});
    });
}

Result<Erasure> ErasureDesk::let_come_back(
    ErasureId id, const std::string& reason, const Actor& actor) {
    if (reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    return change(id, [&](WriteContext& context, Erasure& erasure) -> Result<> {
        if (erasure.state != ErasureState::erased && erasure.state != ErasureState::buried)
            return wrong_erasure_state(erasure.state);
        TRY(lift_suppressions(context.store, context.vault, erasure.tokens, erasure.id.value()));
        erasure.tokens.clear();
        return context.trail.record(
            context.store, actor, context.now, {"erasure.come_back", "erasure", id.value()});
    });
}

Result<> ErasureDesk::replay_entry(WriteContext& context, const LedgerEntry& entry) {
    Erasure erasure;
    for (const auto& known : TRY(stored_erasures(context.store, context.vault)))
        if (known.uid == entry.uid) erasure = known;
    if (erasure.state == ErasureState::erased || erasure.state == ErasureState::buried) return {};
    const bool known = erasure.id.value() != 0;
    if (!known) erasure.id = ErasureId{TRY(take_paper_number(context.store, kErasurePapers))};
    erasure.uid = entry.uid;
    erasure.asked = entry.at;
    erasure.tokens = entry.tokens;
    const auto sources = TRY(context.store.sources());
    erasure.records.clear();
    for (const auto& gone : entry.records) {
        const auto source = std::ranges::find(sources, gone.source_id, &StoredSource::id);
        if (source == sources.end() || source->name != gone.source) continue;
        for (const auto& record :
             TRY(context.store.records_by_keys(gone.source_id, std::span{&gone.key_hash, 1})))
            erasure.records.push_back({record.id, record.source, record.key_hash});
    }
    TRY(put_suppressions(
        context.store, context.vault, entry.tokens, erasure.id.value(), context.now));
    TRY(erase_now(context, erasure, Actor{}));
    return put_erasure(context, erasure);
}

Result<std::size_t> ErasureDesk::replay() {
    const auto entries = TRY(ledger_.entries());
    std::size_t done = 0;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        done = 0;
        const auto noted = context.store.setting(kLedgerSetting);
        if (!noted.ok() && noted.error().fault != Fault::not_found) return noted.error();
        const std::string size = std::to_string(entries.size());
        if ((noted.ok() ? *noted : "0") == size) return {};
        for (const auto& entry : entries) {
            TRY(replay_entry(context, entry));
            ++done;
        }
        return context.store.set_setting(kLedgerSetting, size);
    }));
    return done;
}

}  // namespace genbo
