// SPDX-License-Identifier: Apache-2.0
#include "register/verdict_desk.h"

#include <algorithm>
#include <set>

#include "register/evidence_trail.h"

namespace genbo {

namespace {

std::pair<RecordId, RecordId> in_order(RecordId a, RecordId b) {
    return a < b ? std::pair{a, b} : std::pair{b, a};
}

// What is said of a pair and stands.
struct SaidOfPair {
    std::optional<StoredVerdict> verdict;
    std::vector<StoredVerdict> second;

    bool spoke(StaffId actor) const {
        return (verdict && verdict->actor == actor) ||
               std::ranges::count(second, actor, &StoredVerdict::actor) > 0;
    }
    // How many of the others say so too, or the contrary.
    std::ptrdiff_t saying(StoredVerdictKind kind) const {
        const auto as_second = kind == StoredVerdictKind::same ? StoredVerdictKind::second_same
                                                               : StoredVerdictKind::second_not_same;
        return std::ranges::count(second, as_second, &StoredVerdict::kind);
    }
    bool contested() const {
        return verdict && decides(verdict->kind) &&
               saying(contrary(verdict->kind)) >= 1 + saying(verdict->kind);
    }

    static StoredVerdictKind contrary(StoredVerdictKind kind) {
        return kind == StoredVerdictKind::same ? StoredVerdictKind::not_same
                                               : StoredVerdictKind::same;
    }
};

// Collects verdicts given and withdrawn in one command, then applies them at once.
class VerdictWork {
public:
    VerdictWork(WriteContext& context, const Actor& actor, VerdictNote note)
        : context_(context), actor_(actor), note_(verdict_note_text(note)) {}

    Result<SaidOfPair> said_of(RecordId a, RecordId b) {
        const auto pair = in_order(a, b);
        SaidOfPair said;
        for (const auto& verdict : TRY(context_.store.verdicts_of(std::span{&pair.first, 1}))) {
            if (verdict.withdrawn != Instant{} || verdict.left != pair.first ||
                verdict.right != pair.second)
                continue;
            if (is_second(verdict.kind))
                said.second.push_back(verdict);
            else
                said.verdict = verdict;
        }
        return said;
    }

    Result<> withdraw(const StoredVerdict& verdict) {
        TRY(context_.store.withdraw_verdict(verdict.id, context_.now));
        if (decides(verdict.kind)) change_.unset_verdicts.emplace_back(verdict.left, verdict.right);
        return context_.trail.record(
            context_.store, actor_, context_.now,
            {"verdict.withdraw", "verdict", verdict.id.value()});
    }

    // As the one that stands.
    Result<> give(RecordId a, RecordId b, StoredVerdictKind kind) {
        const auto earlier = TRY(said_of(a, b));
        if (earlier.verdict) TRY(withdraw(*earlier.verdict));
        const VerdictId id{TRY(context_.store.take_ids(IdKind::verdict, 1))};
        TRY(add(a, b, kind, id));
        if (decides(kind)) {
            const auto [left, right] = in_order(a, b);
            change_.verdicts.push_back(
                {left.value(), right.value(),
                 kind == StoredVerdictKind::same ? VerdictKind::same : VerdictKind::not_same});
        }
        return {};
    }

    // Beside the one that stands.
    Result<> give_second(RecordId a, RecordId b, StoredVerdictKind kind, const SaidOfPair& said) {
        for (const auto& second : said.second)
            if (second.actor == actor_.staff) TRY(withdraw(second));
        const auto as_second = kind == StoredVerdictKind::same ? StoredVerdictKind::second_same
                                                               : StoredVerdictKind::second_not_same;
        const VerdictId id{TRY(context_.store.take_ids(IdKind::verdict, 1))};
        return add(a, b, as_second, id);
    }

    Result<> decide(RecordId left, RecordId right, StoredVerdictKind kind) {
        const auto said = TRY(said_of(left, right));
        const bool open = !said.verdict || said.verdict->kind == StoredVerdictKind::later;
        if (open) return give(left, right, kind);
        const bool own = said.verdict->actor == actor_.staff;
        if (said.verdict->kind == StoredVerdictKind::unsure) {
            if (own && kind != StoredVerdictKind::later)
                return Error{Fault::conflict, "register.second_opinion_needed"};
            return own ? Result<>{} : give(left, right, kind);
        }
        if (own) {
            if (said.contested()) return Error{Fault::conflict, "register.second_opinion_needed"};
            return give(left, right, kind);
        }
        // To put it off, or not to know either, leaves it as it is.
        if (!decides(kind)) return {};
        const bool third = said.contested() && !said.spoke(actor_.staff);
        if (third && kind != said.verdict->kind) return give(left, right, kind);
        return give_second(left, right, kind, said);
    }

    // `ask_about` are the records whose customers the outcome names.
    Result<VerdictOutcome> finish(const std::vector<RecordId>& ask_about) {
        const std::string cause =
            outcome_.verdicts.empty()
                ? "verdict withdrawn"
                : "verdict " + std::to_string(outcome_.verdicts.front().value());
        const VerdictId by = outcome_.verdicts.empty() ? VerdictId{} : outcome_.verdicts.front();
        std::map<RecordId, StoredRecord*> none;
        if (!change_.verdicts.empty() || !change_.unset_verdicts.empty())
            TRY(apply_to_register(context_, std::move(change_), cause, none, by));
        for (const auto& standing : TRY(context_.index.standing(context_.store, ask_about))) {
            const auto customer = standing.customer;
            if (std::ranges::count(outcome_.customers, customer) == 0)
                outcome_.customers.push_back(customer);
        }
        return outcome_;
    }

    Result<> add(RecordId a, RecordId b, StoredVerdictKind kind, VerdictId id) {
        const auto [left, right] = in_order(a, b);
        const Bytes note = context_.vault.seal_mortal_text(verdict_place(id), note_);
        TRY(context_.store.add_verdict(
            {id, left, right, kind, actor_.staff, context_.now, Instant{}, note}));
        outcome_.verdicts.push_back(id);
        return context_.trail.record(
            context_.store, actor_, context_.now, {"verdict.give", "verdict", id.value()});
    }

    void join(RecordId a, RecordId b) {
        const auto [left, right] = in_order(a, b);
        change_.verdicts.push_back({left.value(), right.value(), VerdictKind::same});
    }

    const std::vector<VerdictId>& given() const { return outcome_.verdicts; }

    Result<std::vector<StoredRecord>> members(NumberId customer) {
        auto records = TRY(context_.store.records_of(customer));
        if (records.empty()) return Error{Fault::not_found, "register.unknown_number"};
        return records;
    }

private:
    WriteContext& context_;
    const Actor& actor_;
    const std::string note_;
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

std::optional<ReviewPick> review_pick(char letter) {
    switch (letter) {
        case 'v': return ReviewPick::value;
        case 'c': return ReviewPick::chance;
        case 'a': return ReviewPick::audit;
        case 's': return ReviewPick::second;
        case 'b': return ReviewPick::bulk;
        default: return std::nullopt;
    }
}

// A mark that no reason begins with, then how the pair was picked.  Without the mark, as older
// programs wrote it: the reason alone.
constexpr char kNoteMark = '\x01';

std::string verdict_note_text(const VerdictNote& note) {
    return std::string{kNoteMark, static_cast<char>(note.pick)} + note.reason;
}

VerdictNote verdict_note(std::string_view text) {
    if (text.size() < 2 || text[0] != kNoteMark) return {ReviewPick::value, std::string{text}};
    return {review_pick(text[1]).value_or(ReviewPick::value), std::string{text.substr(2)}};
}

Result<VerdictOutcome> VerdictDesk::decide(
    RecordId left, RecordId right, StoredVerdictKind kind, const std::string& reason,
    const Actor& actor, ReviewPick pick, const StillSo& still_so) {
    if (left == right) return Error{Fault::invalid, "register.same_record"};
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        TRY(require_live(context, left));
        TRY(require_live(context, right));
        if (still_so) TRY(still_so(context.store));
        VerdictWork work(context, actor, {pick, reason});
        TRY(work.decide(left, right, kind));
        outcome = TRY(work.finish({left, right}));
        if (!outcome.verdicts.empty())
            TRY(write_verdict_evidence(context, left, right, outcome.verdicts.front()));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::accept_all(
    const std::vector<std::pair<RecordId, RecordId>>& pairs, const std::string& reason,
    const Actor& actor) {
    if (pairs.empty() || pairs.size() > kBulkPairsMax)
        return Error{Fault::limit, "register.bulk_too_large", {std::to_string(kBulkPairsMax)}};
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        VerdictWork work(context, actor, {ReviewPick::bulk, reason});
        const auto count = static_cast<std::int64_t>(pairs.size());
        auto id = TRY(context.store.take_ids(IdKind::verdict, count));
        std::vector<RecordId> asked;
        for (const auto& [left, right] : pairs) {
            TRY(require_live(context, left));
            TRY(require_live(context, right));
            const auto said = TRY(work.said_of(left, right));
            if (said.verdict && said.verdict->kind != StoredVerdictKind::later)
                return Error{Fault::conflict, "register.verdict_stands"};
            if (said.verdict) TRY(work.withdraw(*said.verdict));
            TRY(work.add(left, right, StoredVerdictKind::same, VerdictId{id++}));
            work.join(left, right);
            asked.push_back(left);
            asked.push_back(right);
        }
        outcome = TRY(work.finish(asked));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::take_back(
    RecordId left, RecordId right, const Actor& actor, const StillSo& still_so) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (still_so) TRY(still_so(context.store));
        VerdictWork work(context, actor, {});
        const auto said = TRY(work.said_of(left, right));
        const auto own = std::ranges::find(said.second, actor.staff, &StoredVerdict::actor);
        if (own != said.second.end()) {
            TRY(work.withdraw(*own));
        } else {
            if (!said.verdict) return Error{Fault::not_found, "register.no_verdict"};
            const bool unsure = said.verdict->kind == StoredVerdictKind::unsure;
            if (unsure && said.verdict->actor == actor.staff &&
                context.now - said.verdict->at > kUnsureUndo)
                return Error{Fault::conflict, "register.second_opinion_needed"};
            TRY(work.withdraw(*said.verdict));
            for (const auto& second : said.second) TRY(work.withdraw(second));
        }
        outcome = TRY(work.finish({left, right}));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::take_back(
    VerdictId first, std::int64_t count, const Actor& actor) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        VerdictWork work(context, actor, {});
        std::vector<RecordId> asked;
        for (std::int64_t i = 0; i < count; ++i) {
            const auto verdict = context.store.verdict(VerdictId{first.value() + i});
            if (!verdict.ok() && verdict.error().fault == Fault::not_found) continue;
            if (!verdict.ok()) return verdict.error();
            if (verdict->withdrawn != Instant{}) continue;
            if (verdict->kind == StoredVerdictKind::unsure && verdict->actor == actor.staff &&
                context.now - verdict->at > kUnsureUndo)
                return Error{Fault::conflict, "register.second_opinion_needed"};
            TRY(work.withdraw(*verdict));
            asked.push_back(verdict->left);
            asked.push_back(verdict->right);
        }
        if (asked.empty()) return Error{Fault::not_found, "register.no_verdict"};
        outcome = TRY(work.finish(asked));
        return {};
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::merge(
    NumberId survivor, NumberId other, const std::string& reason, const Actor& actor,
    const StillSo& still_so) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (still_so) TRY(still_so(context.store));
        if (survivor == other) return Error{Fault::conflict, "register.same_customer"};
        VerdictWork work(context, actor, {ReviewPick::value, reason});
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
        return write_verdict_evidence(
            context, left.front().id, right.front().id, outcome.verdicts.front());
    }));
    return outcome;
}

Result<VerdictOutcome> VerdictDesk::split(
    NumberId customer, const std::vector<RecordId>& records, const std::string& reason,
    const Actor& actor, const StillSo& still_so) {
    VerdictOutcome outcome;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        if (still_so) TRY(still_so(context.store));
        VerdictWork work(context, actor, {ReviewPick::value, reason});
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
