// SPDX-License-Identifier: Apache-2.0
#include "app/cleanse_duty.h"

#include "register/conflict_survey.h"

namespace genbo {

namespace {

constexpr std::chrono::minutes kLookForWorkEvery{1};
// Of one round: some tenths of a second.
constexpr std::size_t kRecordsOfRound = 1000;

}  // namespace

Result<bool> CleanseDuty::at_work(ReadSession& session, Instant now) {
    if (!under_way_ && looked_ != Instant{} && now - looked_ < kLookForWorkEvery) return false;
    looked_ = now;
    const auto last = TRY(stored_cleanse_report(session));
    const auto last_at = last ? last->at : Instant{};
    if (under_way_ && last_at == last_at_) return true;
    under_way_ = through_ = false;
    auto state = TRY(values_state(session.store()));
    if (last && (now - last->at < kCleanseEvery || last->state == state)) return false;
    report_ = {};
    report_.state = std::move(state);
    last_at_ = last_at;
    after_ = {};
    under_way_ = true;
    return true;
}

Result<CleanseRun> CleanseDuty::write_certain(
    ReadSession& session, const CleanseDesk& desk, const CleansePiece& piece) {
    CleanseOrder order{.if_changed = IfChanged::leave_alone, .imports = report_.imports};
    for (const auto& one : piece.proposals)
        if (one.finding.certain && order.choices.size() < kCleanseChoicesMax)
            order.choices.push_back({one.record, one.version, one.finding.field, one.finding.code});
    if (order.choices.empty()) return CleanseRun{.imports = report_.imports};
    return desk.apply(session, master_.writer(), order, Actor{});
}

Result<> CleanseDuty::look_at_next(ReadSession& session, Instant now) {
    const CleanseDesk desk(day_in_japan(now));
    const auto piece = TRY(desk.propose(
        session, {.after = after_,
                  .proposals = kCleanseChoicesMax,
                  .records = kRecordsOfRound,
                  .without_proposal = true}));
    if (master_.config().cleanse_certain) {
        auto run = TRY(write_certain(session, desk, piece));
        report_.written += run.values;
        report_.imports = std::move(run.imports);
    }
    report_.count(piece);
    after_ = piece.next;
    through_ = after_.value() == 0;
    report_.at = now;
    return {};
}

Result<> CleanseDuty::run_once() {
    {
        auto session = TRY(master_.sessions().borrow());
        const auto now = master_.clock().now();
        if (!TRY(at_work(*session, now))) return {};
        if (!through_) TRY(look_at_next(*session, now));
        if (!through_) return {};
    }
    TRY(store_cleanse_report(master_.writer(), report_));
    under_way_ = through_ = false;
    return {};
}

}  // namespace genbo
