// SPDX-License-Identifier: Apache-2.0
#pragma once

// The approval desk: asks, decides, withdraws, lists.  The act itself calls use_approval() in its
// own transaction, so that an approval is used exactly when the act is done:
//
//   const auto id = TRY(desk.ask({ApprovalKind::restore, "backup=…", "reason"}, actor)).id;
//   …another person: TRY(desk.approve(id, "remark", actor, role));
//   TRY(writer.run([&](WriteContext& context) -> Result<> {
//       TRY(use_approval(context, id, ApprovalKind::restore, "backup=…", actor));
//       … the act …
//   }));
//
// Whether somebody may ask or look has been decided before (access/decision.h); who may decide is
// decided here, because it depends on who asked.  Commands run in scope partition: of two people
// who decide at the same moment one comes second.

#include <string>
#include <vector>

#include "register/approval.h"
#include "register/read_session.h"
#include "register/writer.h"

namespace genbo {

struct ApprovalRequest {
    ApprovalKind kind = ApprovalKind::erasure;
    std::string subject;
    std::string reason;
    // Beyond what the kind asks for; nothing shortens that.
    std::chrono::hours wait{0};
};

// Papers are "approval/…".
inline constexpr std::string_view kApprovalPapers = "approval";

class ApprovalDesk {
public:
    explicit ApprovalDesk(Writer& writer) : writer_(writer) {}

    // conflict: register.approval_asked (the same is waiting already).  invalid:
    // register.reason_needed.
    Result<Approval> ask(const ApprovalRequest& request, const Actor& actor);

    // Errors as of may_decide(); not_found: register.unknown_approval.
    Result<Approval> approve(
        ApprovalId id, const std::string& remark, const Actor& actor, Role role);
    Result<Approval> refuse(
        ApprovalId id, const std::string& remark, const Actor& actor, Role role);
    // By who asked, or by an administrator, until it is used.  conflict: register.approval_state.
    Result<Approval> withdraw(ApprovalId id, const Actor& actor, Role role);

private:
    Writer& writer_;
};

// The same inside somebody else's transaction.
Result<Approval> ask_approval(
    WriteContext& context, const ApprovalRequest& request, const Actor& actor);
Result<Approval> withdraw_approval(
    WriteContext& context, ApprovalId id, const Actor& actor, Role role);

// Errors as of may_use(); not_found: register.unknown_approval.
Result<Approval> use_approval(
    WriteContext& context, ApprovalId id, ApprovalKind kind, std::string_view subject,
    const Actor& actor);

Result<Approval> stored_approval(StoreReader& store, const RecordVault& vault, ApprovalId id);

// Newest first.  `open`: only those that wait or may be used at `now`.
enum class ApprovalsOf { open, all };
Result<std::vector<Approval>> stored_approvals(
    StoreReader& store, const RecordVault& vault, ApprovalsOf which, Instant now);

}  // namespace genbo
