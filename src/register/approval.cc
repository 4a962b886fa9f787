// SPDX-License-Identifier: Apache-2.0
#include "register/approval.h"

#include <algorithm>
#include <array>

#include "register/paper_json.h"

namespace genbo {

namespace {

using std::chrono::hours;

constexpr hours kDay{24};

constexpr std::array<ApprovalKindInfo, 6> kApprovalKinds = {{
    {ApprovalKind::erasure, "erasure", true, 7 * kDay, 30 * kDay},
    {ApprovalKind::retention, "retention", true, hours{0}, 7 * kDay},
    {ApprovalKind::bulk_export, "bulk_export", true, hours{0}, 7 * kDay},
    {ApprovalKind::key_act, "key_act", false, hours{0}, 7 * kDay},
    {ApprovalKind::restore, "restore", false, hours{0}, 7 * kDay},
    {ApprovalKind::recover_account, "recover_account", true, hours{0}, kDay},
}};

constexpr std::array<std::string_view, 6> kStateNames = {"waiting",   "approved", "refused",
                                                         "withdrawn", "used",     "expired"};

Error wrong_state(ApprovalState state) {
    return {Fault::conflict, "register.approval_state", {std::string{approval_state_name(state)}}};
}

}  // namespace

std::span<const ApprovalKindInfo> approval_kinds() { return kApprovalKinds; }

const ApprovalKindInfo& approval_kind(ApprovalKind kind) {
    return *std::ranges::find(kApprovalKinds, kind, &ApprovalKindInfo::kind);
}

std::optional<ApprovalKind> approval_kind_named(std::string_view name) {
    const auto* const at = std::ranges::find(kApprovalKinds, name, &ApprovalKindInfo::name);
    if (at == kApprovalKinds.end()) return std::nullopt;
    return at->kind;
}

std::string_view approval_state_name(ApprovalState state) {
    return kStateNames.at(static_cast<std::size_t>(state));
}

std::optional<ApprovalState> approval_state_named(std::string_view name) {
    const auto* const at = std::ranges::find(kStateNames, name);
    if (at == kStateNames.end()) return std::nullopt;
    return static_cast<ApprovalState>(at - kStateNames.begin());
}

ApprovalState state_at(const Approval& approval, Instant now) {
    const bool open =
        approval.state == ApprovalState::waiting || approval.state == ApprovalState::approved;
    return open && now >= approval.expires ? ApprovalState::expired : approval.state;
}

Result<> may_decide(const Approval& approval, StaffId who, Role role, Instant now) {
    const auto state = state_at(approval, now);
    if (state != ApprovalState::waiting) return wrong_state(state);
    TRY(require(role, Action::decide_approval));
    const bool heads_the_house =
        role == Role::administrator || role == Role::owner || role == Role::machine_operator;
    if (!heads_the_house && !approval_kind(approval.kind).steward_decides)
        return Error{
            Fault::forbidden, "access.denied", {std::string{action_name(Action::decide_approval)}}};
    if (who == approval.asked_by) return Error{Fault::conflict, "register.approval_own"};
    return {};
}

Result<> may_use(
    const Approval& approval, ApprovalKind kind, std::string_view subject, Instant now) {
    const auto state = state_at(approval, now);
    if (state != ApprovalState::approved) return wrong_state(state);
    if (approval.kind != kind || approval.subject != subject)
        return Error{Fault::conflict, "register.approval_other"};
    if (now < approval.not_before)
        return Error{
            Fault::conflict, "register.approval_early", {format_instant(approval.not_before)}};
    return {};
}

std::string approval_to_text(const Approval& approval) {
    JsonWriter json;
    json.object([&] {
        json.field("kind", approval_kind(approval.kind).name);
        json.field("subject", approval.subject);
        json.field("reason", approval.reason);
        json.field("asked_by", approval.asked_by.value());
        json.field("asked", to_micros(approval.asked));
        json.field("not_before", to_micros(approval.not_before));
        json.field("expires", to_micros(approval.expires));
        json.field("state", approval_state_name(approval.state));
        json.field("decided_by", approval.decided_by.value());
        json.field("decided", to_micros(approval.decided));
        json.field("remark", approval.remark);
        json.field("used", to_micros(approval.used));
    });
    return std::move(json).str();
}

Result<Approval> approval_from_text(ApprovalId id, std::string_view text) {
    const auto paper = TRY(PaperJson::parse(text));
    Approval approval;
    approval.id = id;
    const auto kind = approval_kind_named(paper.text("kind"));
    const auto state = approval_state_named(paper.text("state"));
    if (!kind || !state) return bad_paper();
    approval.kind = *kind;
    approval.state = *state;
    approval.subject = paper.text("subject");
    approval.reason = paper.text("reason");
    approval.asked_by = StaffId{paper.integer("asked_by")};
    approval.asked = paper.instant("asked");
    approval.not_before = paper.instant("not_before");
    approval.expires = paper.instant("expires");
    approval.decided_by = StaffId{paper.integer("decided_by")};
    approval.decided = paper.instant("decided");
    approval.remark = paper.text("remark");
    approval.used = paper.instant("used");
    return approval;
}

}  // namespace genbo
