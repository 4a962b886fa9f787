// SPDX-License-Identifier: Apache-2.0
#include "register/verdict_desk.h"

#include <algorithm>
#include <set>

namespace genbo {

namespace {

std::pair<RecordId, RecordId> in_order(RecordId a, RecordId b) {
    return a < b ? std::pair{a, b} : std::pair{b, a};
}

// Collects verdicts given and withdrawn in one command, then applies them at once.
class VerdictWork {
public:
    VerdictWork(WriteContext& context, const Actor& actor, std::string reason)
        : context_(context), actor_(actor), reason_(std::move(reason)) {}

    Result<std::optional<StoredVerdict>> standing(RecordId a, RecordId b) {
        const auto pair = in_order(a, b);
        for (const auto& verdict : TRY(context_.store.verdicts_of(std::span{&pair.first, 1})))
            if (verdict.withdrawn == Instant{} && verdict.left == pair.first &&
                verdict.right == pair.second)
                return std::optional{verdict};
        return std::optional<StoredVerdict>{};
    }

    Result<> withdraw(const StoredVerdict& verdict) {
        TRY(context_.store.withdraw_verdict(verdict.id, context_.now));
        change_.unset_verdicts.emplace_back(verdict.left, verdict.right);
        return context_.trail.record(
            context_.store, actor_, context_.now,
            {"verdict.withdraw", "verdict", verdict.id.value()});
    }

    Result<> give(RecordId a, RecordId b, StoredVerdictKind kind) {
        const auto earlier = TRY(standing(a, b));
        if (earlier) TRY(withdraw(*earlier));
        const auto [left, right] = in_order(a, b);
        const VerdictId id{TRY(context_.store.take_ids(IdKind::verdict, 1))};
        const Bytes reason = context_.vault.seal_text(verdict_place(id), reason_);
        TRY(context_.store.add_verdict(
            {id, left, right, kind, actor_.staff, context_.now, Instant{}, reason}));
        outcome_.verdicts.push_back(id);
        if (kind != StoredVerdictKind::later)
            change_.verdicts.push_back(
                {left.value(), right.value(),
                 kind == StoredVerdictKind::same ? VerdictKind::same : VerdictKind::not_same});
        return context_.trail.record(
            context_.store, actor_, context_.now, {"verdict.give", "verdict", id.value()});
    }

    // `ask_about` are the records whose customers the outcome names.
    Result<VerdictOutcome> finish(const std::vector<RecordId>& ask_about) {
        const std::string cause =
            outcome_.verdicts.empty()
                ? "verdict withdrawn"
                : "verdict " + std::to_string(outcome_.verdicts.front().value());
        std::map<RecordId, StoredRecord*> none;
        TRY(apply_to_register(context_, std::move(change_), cause, none));
        for (const auto& standing : TRY(context_.index.standing(context_.store, ask_about))) {
            const auto customer = standing.customer;
            if (std::ranges::count(outcome_.customers, customer) == 0)
                outcome_.customers.push_back(customer);
        }
        return outcome_;
    }

    Result<std::vector<StoredRecord>> members(NumberId customer) {
        auto records = TRY(context_.store.records_of(customer));
        if (records.empty()) return Error{Fault::not_found, "register.unknown_number"};
        return records;
    }

private:
    WriteContext& context_;
    const Actor& actor_;
    const std::string reason_;
    RegisterChange change_;
    VerdictOutcome outcome_;
};

Result<> require_live(WriteContext& context, RecordId record) {
    const auto stored = context.store.record(record);
    if (stored.ok() && stored->version > 0) return {};
    return Error{Fault::not_found, "register.unknown_record"};
}

}  // namespace

AssociatedData verdict_place(VerdictId id) {
    AssociatedData place("verdict");
    place.number(id.value());
    return place;
}

Result<VerdictOutcome> VerdictDesk::decide(
    RecordId left, RecordId right, StoredVerdictKind kind, const std::string& reason,
    const Actor& actor) {
    if (left == right) return Error{Fault::invalid, "register.same_record"};
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        TRY(require_live(context, left));
        TRY(require_live(context, right));
        VerdictWork work(context, actor, reason);
        TRY(work.give(left, right, kind));
        outcome = TRY(work.finish({left, right}));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::take_back(RecordId left, RecordId right, const Actor& actor) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        VerdictWork work(context, actor, {});
        const auto verdict = TRY(work.standing(left, right));
        if (!verdict) return Error{Fault::not_found, "register.no_verdict"};
        TRY(work.withdraw(*verdict));
        outcome = TRY(work.finish({left, right}));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::merge(
    NumberId survivor, NumberId other, const std::string& reason, const Actor& actor) {
    if (survivor == other) return Error{Fault::conflict, "register.same_customer"};
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        VerdictWork work(context, actor, reason);
        const auto left = TRY(work.members(survivor));
        const auto right = TRY(work.members(other));
        std::set<RecordId> right_ids;
        for (const auto& record : right) right_ids.insert(record.id);
        for (const auto& record : left)
            for (const auto& verdict : TRY(context.store.verdicts_of(std::span{&record.id, 1}))) {
                const RecordId far = verdict.left == record.id ? verdict.right : verdict.left;
                if (verdict.withdrawn == Instant{} && right_ids.contains(far) &&
                    verdict.kind == StoredVerdictKind::not_same)
                    return Error{Fault::conflict, "register.verdict_stands"};
            }
        TRY(work.give(left.front().id, right.front().id, StoredVerdictKind::same));
        outcome = TRY(work.finish({left.front().id, right.front().id}));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::split(
    NumberId customer, const std::vector<RecordId>& records, const std::string& reason,
    const Actor& actor) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        VerdictWork work(context, actor, reason);
        const std::set<RecordId> going(records.begin(), records.end());
        std::vector<RecordId> staying;
        std::size_t found = 0;
        for (const auto& member : TRY(work.members(customer))) {
            if (going.contains(member.id))
                ++found;
            else
                staying.push_back(member.id);
        }
        if (going.empty() || found != going.size())
            return Error{Fault::invalid, "register.split_foreign"};
        if (staying.empty()) return Error{Fault::invalid, "register.split_all"};
        if (going.size() * staying.size() > kSplitPairsMax)
            return Error{Fault::limit, "register.split_too_large"};
        for (const auto go : going)
            for (const auto stay : staying) TRY(work.give(go, stay, StoredVerdictKind::not_same));
        for (const auto go : going)
            if (go != *going.begin()) TRY(work.give(*going.begin(), go, StoredVerdictKind::same));
        outcome = TRY(work.finish({staying.front(), *going.begin()}));
        return {};
    }));
    return outcome;
}

}  // namespace genbo
