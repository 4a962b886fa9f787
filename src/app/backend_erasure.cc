// SPDX-License-Identifier: Apache-2.0

// Approvals of two persons; erasure, holds, retention.

#include "app/backend.h"
#include "register/approval_desk.h"
#include "register/erasure_certificate.h"

namespace genbo {

namespace {

// What every erasure leaves, in the order in which it is told; the console has the words.
constexpr std::string_view kStays[] = {"audit_log",   "number", "counts",        "models",
                                       "suppression", "copies", "waiting_files", "old_backups"};

std::optional<Instant> if_any(Instant instant) {
    return instant == Instant{} ? std::nullopt : std::optional{instant};
}

ApiErasureCounts api_counts(const ErasureCounts& counts) {
    return {counts.records,  counts.versions,   counts.evidence, counts.moves,
            counts.verdicts, counts.rejections, counts.answers,  counts.numbers};
}

std::string_view why_name(RelatedRecord::Why why) {
    switch (why) {
        case RelatedRecord::Why::member: return "member";
        case RelatedRecord::Why::verdict: return "verdict";
        case RelatedRecord::Why::decision: return "decision";
    }
    return "member";
}

std::vector<RecordId> record_ids(const std::vector<std::int64_t>& ids) {
    std::vector<RecordId> out;
    for (const auto id : ids) out.emplace_back(id);
    return out;
}

Result<Role> role_of(const ApiCall& call) {
    const auto role = role_by_name(call.actor.role);
    if (!role) return Error{Fault::forbidden, "access.denied", {"decide_approval"}};
    return *role;
}

}  // namespace

Result<ApiApproval> MasterBackend::describe_approval(
    const ApiCall& call, ReadSession& session, const Approval& approval) {
    const auto now = master_.clock().now();
    ApiApproval api;
    api.id = approval.id.value();
    api.kind = approval_kind(approval.kind).name;
    api.subject = approval.subject;
    api.reason = approval.reason;
    api.state = approval_state_name(state_at(approval, now));
    api.asked_by = TRY(staff_name(session, approval.asked_by));
    api.asked_at = approval.asked;
    api.not_before = approval.not_before;
    api.expires_at = approval.expires;
    if (approval.decided_by.value() != 0)
        api.decided_by = TRY(staff_name(session, approval.decided_by));
    api.decided_at = if_any(approval.decided);
    api.remark = approval.remark;
    api.used_at = if_any(approval.used);
    const auto role = role_of(call);
    api.may_decide = role.ok() && genbo::may_decide(approval, call.actor.id, *role, now).ok();
    return api;
}

Result<std::vector<ApiApproval>> MasterBackend::approvals(const ApiCall& call, bool all) {
    TRY(may(call, Action::view_approvals));
    auto session = TRY(master_.sessions().borrow());
    const auto which = all ? ApprovalsOf::all : ApprovalsOf::open;
    std::vector<ApiApproval> out;
    for (const auto& approval :
         TRY(stored_approvals(session->store(), session->vault(), which, master_.clock().now())))
        out.push_back(TRY(describe_approval(call, *session, approval)));
    return out;
}

Result<ApiApproval> MasterBackend::decide_approval(
    const ApiCall& call, const ApiApprovalDecision& decision) {
    TRY(may(call, Action::view_approvals));
    const auto role = TRY(role_of(call));
    ApprovalDesk desk(master_.writer());
    const ApprovalId id{decision.id};
    TRY(not_ones_own_key(call, id));
    const auto decided = [&]() -> Result<Approval> {
        if (decision.decision == "approve")
            return desk.approve(id, decision.remark, actor_of(call), role);
        if (decision.decision == "refuse")
            return desk.refuse(id, decision.remark, actor_of(call), role);
        if (decision.decision == "withdraw") return desk.withdraw(id, actor_of(call), role);
        return Error{Fault::invalid, "app.unknown_verdict", {decision.decision}};
    }();
    if (!decided.ok()) return decided.error();
    auto session = TRY(master_.sessions().borrow());
    return describe_approval(call, *session, *decided);
}

// What an API key asked for was asked for by whoever made the key.
Result<> MasterBackend::not_ones_own_key(const ApiCall& call, ApprovalId id) {
    auto session = TRY(master_.sessions().borrow());
    const auto approval = TRY(stored_approval(session->store(), session->vault(), id));
    if (approval.asked_by.value() >= 0) return {};
    const auto key = api_key(session->store(), api_key_id(approval.asked_by));
    if (key.ok() && key->made_by == call.actor.id)
        return Error{Fault::conflict, "register.approval_own"};
    return {};
}

Result<ApiErasure> MasterBackend::describe_erasure(
    const ApiCall& call, ReadSession& session, const Erasure& erasure) {
    ApiErasure api;
    api.id = erasure.id.value();
    api.state = erasure_state_name(erasure.state);
    api.ground = erasure_ground_name(erasure.ground);
    api.reason = erasure.reason;
    if (erasure.customer.value() != 0) {
        CustomerDesk desk(session, master_.config().policy);
        api.number = TRY(desk.number_text(erasure.customer));
    }
    if (erasure.asked_by.value() != 0) api.asked_by = TRY(staff_name(session, erasure.asked_by));
    api.asked_at = erasure.asked;
    api.due_at = erasure.due;
    if (erasure.approval.value() != 0) {
        const auto approval = stored_approval(session.store(), session.vault(), erasure.approval);
        if (approval.ok()) api.approval = TRY(describe_approval(call, session, *approval));
    }
    api.counts = api_counts(erasure.counts);
    for (const auto& task : erasure.tasks) {
        std::string by;
        if (task.by.value() != 0) by = TRY(staff_name(session, task.by));
        api.tasks.push_back({task.recipient, if_any(task.acknowledged), by, task.remark});
    }
    api.executed_at = if_any(erasure.executed);
    api.buried_at = if_any(erasure.buried);
    api.suppressed = !erasure.tokens.empty();
    return api;
}

Result<ApiErasure> MasterBackend::describe_erasure(const ApiCall& call, const Erasure& erasure) {
    auto session = TRY(master_.sessions().borrow());
    return describe_erasure(call, *session, erasure);
}

Result<ApiErasurePlan> MasterBackend::preview_erasure(
    const ApiCall& call, std::string_view number, const std::vector<std::int64_t>& records) {
    TRY(may(call, Action::erase_customer));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto customer = TRY(desk.show(number)).id;
    const auto plan = TRY(plan_erasure(
        session->store(), session->vault(), customer, record_ids(records), master_.clock().now()));
    ApiErasurePlan api;
    for (const auto& related : plan.related) {
        ApiErasureRecord record;
        record.record_id = related.record;
        if (related.customer.value() != 0) record.number = TRY(desk.number_text(related.customer));
        record.source = session->source(related.source).name;
        record.why = why_name(related.why);
        record.chosen = std::ranges::count(plan.chosen, related.record) > 0;
        api.records.push_back(std::move(record));
    }
    api.goes = api_counts(plan.scope.counts);
    api.stays.assign(std::begin(kStays), std::end(kStays));
    api.recipients = plan.scope.sources;
    for (const auto& name : master_.config().recipients)
        if (std::ranges::count(api.recipients, name) == 0) api.recipients.push_back(name);
    for (const auto& hold : plan.holds)
        if (std::ranges::count(api.holds, hold.reason) == 0) api.holds.push_back(hold.reason);
    return api;
}

Result<ApiErasure> MasterBackend::ask_erasure(
    const ApiCall& call, const ApiErasureRequest& request) {
    TRY(may(call, Action::erase_customer));
    const auto ground = erasure_ground_named(request.ground);
    if (!ground || *ground == ErasureGround::retention)
        return Error{Fault::invalid, "app.unknown_verdict", {request.ground}};
    const auto customer = TRY(customer_of_number(request.number));
    Erasures erasures(master_);
    return describe_erasure(
        call, TRY(erasures.desk().ask(
                  {customer, record_ids(request.records), *ground, request.reason}, actor_of(call),
                  customer_as_seen(call, customer))));
}

Result<std::vector<ApiErasure>> MasterBackend::erasures(const ApiCall& call) {
    TRY(may(call, Action::view_approvals));
    auto session = TRY(master_.sessions().borrow());
    std::vector<ApiErasure> out;
    for (const auto& erasure : TRY(stored_erasures(session->store(), session->vault())))
        out.push_back(TRY(describe_erasure(call, *session, erasure)));
    return out;
}

Result<ApiErasure> MasterBackend::erasure(const ApiCall& call, std::int64_t id) {
    TRY(may(call, Action::view_approvals));
    auto session = TRY(master_.sessions().borrow());
    return describe_erasure(
        call, *session, TRY(stored_erasure(session->store(), session->vault(), ErasureId{id})));
}

Result<ApiErasure> MasterBackend::take_back_erasure(
    const ApiCall& call, std::int64_t id, const std::string& reason) {
    TRY(may(call, Action::erase_customer));
    const auto role = TRY(role_of(call));
    Erasures erasures(master_);
    return describe_erasure(
        call, TRY(erasures.desk().take_back(ErasureId{id}, reason, actor_of(call), role)));
}

Result<ApiErasure> MasterBackend::execute_erasure(const ApiCall& call, std::int64_t id) {
    TRY(may(call, Action::erase_customer));
    Erasures erasures(master_);
    return describe_erasure(call, TRY(erasures.execute(ErasureId{id}, actor_of(call))));
}

Result<ApiErasure> MasterBackend::let_come_back(
    const ApiCall& call, std::int64_t id, const std::string& reason) {
    TRY(may(call, Action::erase_customer));
    Erasures erasures(master_);
    return describe_erasure(
        call, TRY(erasures.desk().let_come_back(ErasureId{id}, reason, actor_of(call))));
}

Result<ApiErasure> MasterBackend::acknowledge_erasure(
    const ApiCall& call, std::int64_t id, const std::string& recipient, const std::string& remark) {
    TRY(may(call, Action::erase_customer));
    Erasures erasures(master_);
    return describe_erasure(
        call, TRY(erasures.desk().acknowledge(ErasureId{id}, recipient, remark, actor_of(call))));
}

Result<ApiCertificate> MasterBackend::erasure_certificate(const ApiCall& call, std::int64_t id) {
    TRY(may(call, Action::view_approvals));
    auto session = TRY(master_.sessions().borrow());
    const auto erasure = TRY(stored_erasure(session->store(), session->vault(), ErasureId{id}));
    auto certificate = TRY(make_certificate(session->store(), erasure, master_.keyring()));
    if (erasure.customer.value() != 0)
        certificate.number =
            TRY(CustomerDesk(*session, master_.config().policy).number_text(erasure.customer));
    return ApiCertificate{
        certificate_json(certificate), certificate_text(certificate, call.language)};
}

Result<> MasterBackend::set_hold(const ApiCall& call, const ApiHold& hold) {
    TRY(may(call, Action::erase_customer));
    Instant until;
    if (hold.until) {
        const auto day = parse_iso_day(*hold.until);
        if (!day.ok()) return Error{Fault::invalid, "app.bad_day", {}};
        // The first moment of the day in Japan.
        until = Instant{std::chrono::sys_days{*day}} - std::chrono::hours{9};
    }
    NumberId customer;
    {
        auto session = TRY(master_.sessions().borrow());
        customer = TRY(CustomerDesk(*session, master_.config().policy).show(hold.number)).id;
    }
    HoldDesk desk(master_.writer());
    if (hold.set) return desk.set(customer, hold.reason, until, actor_of(call));
    return desk.clear(customer, hold.reason, actor_of(call));
}

Result<std::vector<ApiLegalHold>> MasterBackend::holds(
    const ApiCall& call, std::string_view number) {
    TRY(may(call, Action::erase_customer));
    auto session = TRY(master_.sessions().borrow());
    const auto customer = TRY(CustomerDesk(*session, master_.config().policy).show(number)).id;
    std::vector<RecordId> records;
    for (const auto& record : TRY(session->store().records_of(customer)))
        records.push_back(record.id);
    std::vector<ApiLegalHold> out;
    // One act holds every record of the customer: people know it as one.
    for (const auto& hold :
         TRY(holds_on(session->store(), session->vault(), records, master_.clock().now()))) {
        ApiLegalHold api{
            hold.reason, TRY(staff_name(*session, hold.set_by)), hold.at, if_any(hold.until), 1};
        const auto same = std::ranges::find_if(out, [&](const ApiLegalHold& other) {
            return other.reason == api.reason && other.set_at == api.set_at;
        });
        if (same == out.end())
            out.push_back(std::move(api));
        else
            ++same->records;
    }
    return out;
}

Result<ApiApproval> MasterBackend::ask_for(const ApiCall& call, const ApprovalRequest& request) {
    const auto asked = TRY(ApprovalDesk(master_.writer()).ask(request, actor_of(call)));
    auto session = TRY(master_.sessions().borrow());
    return describe_approval(call, *session, asked);
}

Result<ApiApproval> MasterBackend::ask_retention(const ApiCall& call, const std::string& reason) {
    TRY(may(call, Action::manage_retention));
    const auto now = master_.clock().now();
    std::string subject;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto report = TRY(
            retention_report(session->store(), session->vault(), master_.config().retention, now));
        if (report.overdue.empty()) return Error{Fault::conflict, "register.nothing_overdue"};
        subject = RetentionDesk::subject(report, now);
    }
    return ask_for(call, {ApprovalKind::retention, subject, reason});
}

Result<ApiNight> MasterBackend::run_retention(const ApiCall& call, std::int64_t approval) {
    TRY(may(call, Action::manage_retention));
    TRY(require_fresh(call));
    Erasures erasures(master_);
    const auto run = TRY(erasures.retention().run_approved(ApprovalId{approval}, actor_of(call)));
    ApiNight api;
    api.stop = run_stop_name(run.stop);
    api.asked = std::ssize(run.asked);
    return api;
}

Result<ApiApproval> MasterBackend::ask_recovery(
    const ApiCall& call, StaffId id, const std::string& reason) {
    TRY(may(call, Action::manage_staff));
    TRY(require_fresh(call));
    TRY(people_.may_manage(call, id));
    if (id == call.actor.id) return Error{Fault::conflict, "staff.oneself"};
    return ask_for(call, {ApprovalKind::recover_account, StaffDesk::recovery_subject(id), reason});
}

Result<ApiRetention> MasterBackend::retention(const ApiCall& call) {
    TRY(may(call, Action::view_approvals));
    const auto& policy = master_.config().retention;
    auto session = TRY(master_.sessions().borrow());
    const auto report =
        TRY(retention_report(session->store(), session->vault(), policy, master_.clock().now()));
    ApiRetention api;
    api.looked_at = report.looked_at;
    api.unruled = report.unruled;
    api.customers_overdue = static_cast<std::int64_t>(report.overdue.size());
    api.cap = policy.cap;
    for (std::size_t i = 0; i < report.lines.size(); ++i) {
        const auto& line = report.lines[i];
        const auto& rule = policy.rules[i];
        api.rules.push_back(
            {line.rule, rule.purpose, rule.country, line.records, line.overdue, line.held});
    }
    return api;
}

Result<ApiNight> MasterBackend::run_night(const ApiCall& call) {
    TRY(may(call, Action::manage_retention));
    Night night(master_);
    const auto report = TRY(night.run(actor_of(call), ClockTrust::vouched));
    ApiNight api;
    api.stop = run_stop_name(report.stop);
    api.executed = static_cast<std::int64_t>(report.executed.size());
    if (report.retention) api.asked = static_cast<std::int64_t>(report.retention->asked.size());
    if (report.roll) {
        api.epoch = std::int64_t{report.roll->epoch};
        api.rewrapped = report.roll->records;
    }
    return api;
}

}  // namespace genbo
