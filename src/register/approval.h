// SPDX-License-Identifier: Apache-2.0
#pragma once

// An approval (承認) is what an act needs that one person alone must not do: somebody asks, another
// person decides, and then the act is done, once.
//
//   waiting ──approve──► approved ──use (once, not before its day)──► used
//      │ └────refuse───► refused       │
//      └──withdraw──────► withdrawn ◄──┘
//   waiting and approved end by themselves: expired
//
//   who decides    never who asked; an administrator, or a steward too where the kind says so
//                  (approval_kinds(); access/decision.h says who may ask and decide at all)
//   what           the subject says exactly which act: "number=1234567890 records=3,9".  Whoever
//                  acts names the same subject, so that nothing else is done under the approval
//   when           not before `not_before`: the days in which a mistake is noticed
//
// An approval is a paper of the store (port/store_rows.h), sealed, for ever: who asked, who decided
// and why is evidence.  Each step leaves an audit leaf, without subject and reason.  The rules are
// functions of the approval and the moment; the desk (approval_desk.h) only reads and writes.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/decision.h"
#include "base/result.h"
#include "base/strong.h"
#include "base/time.h"
#include "record/ids.h"

namespace genbo {

using ApprovalId = Strong<struct ApprovalIdTag, std::int64_t>;

enum class ApprovalKind {
    erasure,          // Of a customer.
    retention,        // A run that removes more than the limit.
    bulk_export,      // More records than one person may take out.
    key_act,          // Ending an epoch by hand, another passphrase.
    restore,          // From a backup over a living master.
    recover_account,  // Of staff who lost their second factor.
};

enum class ApprovalState { waiting, approved, refused, withdrawn, used, expired };

struct ApprovalKindInfo {
    ApprovalKind kind;
    std::string_view name;
    // Whether a steward may decide, or only an administrator.
    bool steward_decides;
    // The act waits at least so long after it was asked for.
    std::chrono::hours wait;
    // An approval that nobody used by then is none.
    std::chrono::hours life;
};

std::span<const ApprovalKindInfo> approval_kinds();
const ApprovalKindInfo& approval_kind(ApprovalKind kind);
std::optional<ApprovalKind> approval_kind_named(std::string_view name);
std::string_view approval_state_name(ApprovalState state);
std::optional<ApprovalState> approval_state_named(std::string_view name);

struct Approval {
    ApprovalId id;
    ApprovalKind kind = ApprovalKind::erasure;
    std::string subject;
    std::string reason;
    StaffId asked_by;
    Instant asked;
    Instant not_before;
    Instant expires;
    // As it was last written; state_at() knows what has expired since.
    ApprovalState state = ApprovalState::waiting;
    StaffId decided_by;
    Instant decided;
    std::string remark;  // Of who decided.
    Instant used;

    friend bool operator==(const Approval&, const Approval&) = default;
};

ApprovalState state_at(const Approval& approval, Instant now);

// Whether this person may decide it now.  conflict: register.approval_state (with the state),
// register.approval_own.  forbidden: access.denied.
Result<> may_decide(const Approval& approval, StaffId who, Role role, Instant now);

// Whether the act may be done now.  conflict: register.approval_state, register.approval_early,
// register.approval_other (it is for something else).
Result<> may_use(
    const Approval& approval, ApprovalKind kind, std::string_view subject, Instant now);

std::string approval_to_text(const Approval& approval);
// corrupt: register.bad_paper.
Result<Approval> approval_from_text(ApprovalId id, std::string_view text);

}  // namespace genbo
