// SPDX-License-Identifier: Apache-2.0
#include "register/approval_desk.h"

#include <algorithm>

#include "register/paper_json.h"

namespace genbo {

namespace {

std::string approval_name(ApprovalId id) { return numbered_paper(kApprovalPapers, id.value()); }

Result<> put_approval(
    WriteContext& context, const Approval& approval, const Actor& actor, const char* action) {
    const auto paper =
        context.vault.paper(approval_name(approval.id), approval.asked, approval_to_text(approval));
    TRY(context.store.put_papers(std::span{&paper, 1}));
    return context.trail.record(
        context.store, actor, context.now, {action, "approval", approval.id.value()});
}

Result<Approval> decide_approval(
    WriteContext& context, ApprovalId id, ApprovalState state, const std::string& remark,
    const Actor& actor, Role role) {
    auto approval = TRY(stored_approval(context.store, context.vault, id));
    TRY(may_decide(approval, actor.staff, role, context.now));
    approval.state = state;
    approval.decided_by = actor.staff;
    approval.decided = context.now;
    approval.remark = remark;
    const bool approved = state == ApprovalState::approved;
    TRY(put_approval(context, approval, actor, approved ? "approval.approve" : "approval.refuse"));
    return approval;
}

}  // namespace

Result<Approval> ask_approval(
    WriteContext& context, const ApprovalRequest& request, const Actor& actor) {
    if (request.reason.empty()) return Error{Fault::invalid, "register.reason_needed"};
    for (const auto& other :
         TRY(stored_approvals(context.store, context.vault, ApprovalsOf::open, context.now)))
        if (other.kind == request.kind && other.subject == request.subject)
            return Error{
                Fault::conflict, "register.approval_asked", {std::to_string(other.id.value())}};
    const auto& kind = approval_kind(request.kind);
    Approval approval;
    approval.id = ApprovalId{TRY(take_paper_number(context.store, kApprovalPapers))};
    approval.kind = request.kind;
    approval.subject = request.subject;
    approval.reason = request.reason;
    approval.asked_by = actor.staff;
    approval.asked = context.now;
    approval.not_before = context.now + std::max(kind.wait, request.wait);
    approval.expires = approval.not_before + kind.life;
    TRY(put_approval(context, approval, actor, "approval.ask"));
    return approval;
}

Result<Approval> withdraw_approval(
    WriteContext& context, ApprovalId id, const Actor& actor, Role role) {
    auto approval = TRY(stored_approval(context.store, context.vault, id));
    const auto state = state_at(approval, context.now);
    if (state != ApprovalState::waiting && state != ApprovalState::approved)
        return Error{
            Fault::conflict, "register.approval_state", {std::string{approval_state_name(state)}}};
    if (actor.staff != approval.asked_by && role != Role::administrator)
        return Error{
            Fault::forbidden, "access.denied", {std::string{action_name(Action::ask_approval)}}};
    approval.state = ApprovalState::withdrawn;
    TRY(put_approval(context, approval, actor, "approval.withdraw"));
    return approval;
}

Result<Approval> use_approval(
    WriteContext& context, ApprovalId id, ApprovalKind kind, std::string_view subject,
    const Actor& actor) {
    auto approval = TRY(stored_approval(context.store, context.vault, id));
    TRY(may_use(approval, kind, subject, context.now));
    approval.state = ApprovalState::used;
    approval.used = context.now;
    TRY(put_approval(context, approval, actor, "approval.use"));
    return approval;
}

Result<Approval> stored_approval(StoreReader& store, const RecordVault& vault, ApprovalId id) {
    const auto paper = store.paper(approval_name(id));
    if (!paper.ok() && paper.error().fault == Fault::not_found)
        return Error{Fault::not_found, "register.unknown_approval"};
    if (!paper.ok()) return paper.error();
    const auto text = TRY(vault.open_paper(*paper));
    return approval_from_text(id, text);
}

Result<std::vector<Approval>> stored_approvals(
    StoreReader& store, const RecordVault& vault, ApprovalsOf which, Instant now) {
    std::vector<Approval> out;
    for (const auto& paper : TRY(all_papers_of_kind(store, kApprovalPapers))) {
        const ApprovalId id{TRY(number_of_paper(kApprovalPapers, paper.name))};
        const auto opened = vault.open_paper(paper);
        // Of before texts were erased, out of an old backup: nothing is done under it any more.
        if (!opened.ok() && opened.error().code == "crypto.epoch_gone") continue;
        const auto text = TRY(Result<std::string>{opened});
        auto approval = TRY(approval_from_text(id, text));
        const auto state = state_at(approval, now);
        if (which == ApprovalsOf::open && state != ApprovalState::waiting &&
            state != ApprovalState::approved)
            continue;
        out.push_back(std::move(approval));
    }
    std::ranges::reverse(out);
    return out;
}

Result<Approval> ApprovalDesk::ask(const ApprovalRequest& request, const Actor& actor) {
    Approval approval;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        approval = TRY(ask_approval(context, request, actor));
        return {};
    }));
    return approval;
}

Result<Approval> ApprovalDesk::approve(
    ApprovalId id, const std::string& remark, const Actor& actor, Role role) {
    Approval approval;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        approval = TRY(decide_approval(context, id, ApprovalState::approved, remark, actor, role));
        return {};
    }));
    return approval;
}

Result<Approval> ApprovalDesk::refuse(
    ApprovalId id, const std::string& remark, const Actor& actor, Role role) {
    Approval approval;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        approval = TRY(decide_approval(context, id, ApprovalState::refused, remark, actor, role));
        return {};
    }));
    return approval;
}

Result<Approval> ApprovalDesk::withdraw(ApprovalId id, const Actor& actor, Role role) {
    Approval approval;
    TRY(writer_.run([&](WriteContext& context) -> Result<> {
        approval = TRY(withdraw_approval(context, id, actor, role));
        return {};
    }));
    return approval;
}

}  // namespace genbo
