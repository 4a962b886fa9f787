// SPDX-License-Identifier: Apache-2.0
#include "app/cleanse_duty.h"

#include "register/conflict_survey.h"

namespace genbo {

namespace {

constexpr std::chrono::minutes kLookForWorkEvery{1};
// Of one round: some tenths of a second.
constexpr std::size_t kRecordsOfRound = 1000;

}  // namespace

Result<bool> CleanseDuty::is_due(ReadSession& session, Instant now) {
    if (looked_ != Instant{} && now - looked_ < kLookForWorkEvery) return false;
    looked_ = now;
    const auto last = TRY(stored_cleanse_report(session));
    if (!last) return true;
    return now - last->at >= kCleanseEvery && last->state != TRY(register_state(session.store()));
}

Result<> CleanseDuty::write_certain(
    ReadSession& session, const CleanseDesk& desk, const CleansePiece& piece) {
    CleanseOrder order{.if_changed = IfChanged::leave_alone, .imports = report_.imports};
    for (const auto& one : piece.proposals)
        if (one.finding.certain && order.choices.size() < kCleanseChoicesMax)
            order.choices.push_back({one.record, one.version, one.finding.field, one.finding.code});
    if (order.choices.empty()) return {};
    const auto run = TRY(desk.apply(session, master_.writer(), order, Actor{}));
    report_.written += run.values;
    report_.imports = run.imports;
    return {};
}

Result<> CleanseDuty::run_once() {
    {
        auto session = TRY(master_.sessions().borrow());
        const auto now = master_.clock().now();
        if (!under_way_) {
            if (!TRY(is_due(*session, now))) return {};
            report_ = {};
            report_.state = TRY(register_state(session->store()));
            after_ = {};
            under_way_ = true;
        }
        const CleanseDesk desk(day_in_japan(now));
        const auto piece = TRY(desk.propose(
            *session, {.after = after_,
                       .proposals = kCleanseChoicesMax,
                       .records = kRecordsOfRound,
                       .without_proposal = true}));
        report_.count(piece);
        if (master_.config().cleanse_certain) TRY(write_certain(*session, desk, piece));
        after_ = piece.next;
        if (after_.value() != 0) return {};
        under_way_ = false;
        report_.at = now;
    }
    return store_cleanse_report(master_.writer(), report_);
}

}  // namespace genbo
