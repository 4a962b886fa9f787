// SPDX-License-Identifier: Apache-2.0
#include "app/conflict_duty.h"

namespace genbo {

namespace {

// Pages of numbers in one round: some tenths of a second.
constexpr std::size_t kPagesOfRound = 4;
constexpr std::chrono::minutes kLookEvery{1};

}  // namespace

Result<bool> ConflictDuty::is_due(ReadSession& session, Instant now) {
    if (looked_ != Instant{} && now - looked_ < kLookEvery) return false;
    looked_ = now;
    if (TRY(session.store().counts()).records <= small_) return false;
    const auto report = TRY(stored_report(session));
    if (!report) return true;
    const auto state = TRY(register_state(session.store()));
    return report->state != state && now - report->at >= kSurveyEvery;
}

Result<> ConflictDuty::run_once() {
    std::optional<ConflictReport> report;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto now = master_.clock().now();
        if (!survey_.under_way() && !TRY(is_due(*session, now))) return {};
        report = TRY(survey_.step(*session, kPagesOfRound, now));
    }
    if (!report) return {};
    return store_report(master_.writer(), *report);
}

}  // namespace genbo
