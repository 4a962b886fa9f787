// SPDX-License-Identifier: Apache-2.0
#include "app/people.h"

#include <algorithm>

#include "access/decision.h"
#include "register/approval_desk.h"
#include "staff/breached_passwords.h"

namespace genbo {

namespace {

Result<> may_manage_staff(const ApiCall& call) {
    const auto role = role_by_name(call.actor.role);
    if (!role)
        return Error{
            Fault::forbidden, "access.denied", {std::string{action_name(Action::manage_staff)}}};
    return require(*role, Action::manage_staff);
}

// For what no borrowed screen may do; the route asks too, but other ways in may come.
Result<> may_change_staff(const ApiCall& call) {
    TRY(may_manage_staff(call));
    return require_fresh(call);
}

Actor people_actor(const ApiCall& call) {
    return {call.actor.id, call.actor.role, call.request_id};
}

}  // namespace

MasterPeople::MasterPeople(Master& master) : master_(master), vault_(master.keyring()) {}

bool MasterPeople::needs_second_factor(std::string_view role) const {
    const auto& roles = master_.config().second_factor_roles;
    return std::ranges::find(roles, role) != roles.end();
}

Result<std::vector<StaffAccount>> MasterPeople::accounts(const ApiCall& call) {
    TRY(may_manage_staff(call));
    return accounts_desk().accounts();
}

Result<HandedOut> MasterPeople::add_account(const ApiCall& call, const NewStaff& staff) {
    TRY(may_change_staff(call));
    return accounts_desk().add(staff, people_actor(call));
}

Result<StaffAccount> MasterPeople::change_account(
    const ApiCall& call, StaffId id, const StaffChange& change) {
    TRY(may_change_staff(call));
    return accounts_desk().change(id, change, people_actor(call));
}

Result<StaffAccount> MasterPeople::disable_account(const ApiCall& call, StaffId id) {
    TRY(may_change_staff(call));
    return accounts_desk().disable(id, people_actor(call));
}

Result<StaffAccount> MasterPeople::enable_account(const ApiCall& call, StaffId id) {
    TRY(may_change_staff(call));
    return accounts_desk().enable(id, people_actor(call));
}

Result<HandedOut> MasterPeople::reset_account(const ApiCall& call, StaffId id) {
    TRY(may_change_staff(call));
    return accounts_desk().reset_password(id, people_actor(call));
}

Result<HandedOut> MasterPeople::forget_factors(const ApiCall& call, StaffId id) {
    TRY(may_change_staff(call));
    const auto subject = StaffDesk::recovery_subject(id);
    std::optional<ApprovalId> approved;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto now = master_.clock().now();
        for (const auto& approval :
             TRY(stored_approvals(session->store(), session->vault(), ApprovalsOf::open, now)))
            if (may_use(approval, ApprovalKind::recover_account, subject, now).ok())
                approved = approval.id;
    }
    if (!approved) return Error{Fault::conflict, "staff.recovery_unapproved"};
    return accounts_desk().forget_factors(id, approved, people_actor(call));
}

Result<> MasterPeople::may_manage(const ApiCall& call, StaffId id) {
    TRY(may_manage_staff(call));
    TRY(accounts_desk().account(id));
    return {};
}

Result<> MasterPeople::note_session_ended(const ApiCall& call, StaffId whose) {
    return master_.writer().run(
        [&](WriteContext& context) {
            return context.trail.record(
                context.store, people_actor(call), context.now,
                {"session.ended", "staff", whose.value()});
        },
        WriteScope::rows);
}

Result<bool> MasterPeople::is_breached(std::string_view password) {
    const auto filter = BreachedPasswords::open(master_.directory() / kBreachedFile);
    if (!filter.ok() && filter.error().fault == Fault::not_found) return false;
    if (!filter.ok()) return filter.error();
    return filter->contains(password);
}

Result<StaffFile> MasterPeople::factors(const ApiCall& call) {
    return factor_desk().file(call.actor.id);
}

Result<TotpOffer> MasterPeople::offer_totp(const ApiCall& call) {
    TRY(require_fresh(call));
    return factor_desk().offer_totp(call.actor.id, call.actor.name, people_actor(call));
}

Result<std::vector<std::string>> MasterPeople::confirm_totp(
    const ApiCall& call, std::string_view code) {
    return factor_desk().confirm_totp(call.actor.id, code, people_actor(call));
}

Result<> MasterPeople::remove_totp(const ApiCall& call) {
    TRY(require_fresh(call));
    return factor_desk().remove_totp(
        call.actor.id, needs_second_factor(call.actor.role), people_actor(call));
}

Result<std::vector<std::string>> MasterPeople::renew_recovery_codes(const ApiCall& call) {
    TRY(require_fresh(call));
    return factor_desk().renew_recovery_codes(call.actor.id, people_actor(call));
}

Result<CodeKind> MasterPeople::prove_code(const ApiCall& call, std::string_view code) {
    return factor_desk().prove_code(call.actor.id, code, people_actor(call));
}

Result<StaffId> MasterPeople::foreign_owner(std::string_view issuer, std::string_view subject) {
    return foreign_desk().owner_of(issuer, subject);
}

Result<> MasterPeople::link_foreign(
    const ApiCall& call, std::string_view issuer, std::string_view subject) {
    return foreign_desk().link(call.actor.id, issuer, subject, people_actor(call));
}

Result<> MasterPeople::unlink_foreign(const ApiCall& call, std::string_view issuer) {
    TRY(require_fresh(call));
    return foreign_desk().unlink(call.actor.id, issuer, people_actor(call));
}

Bytes MasterPeople::new_challenge(std::string_view purpose, Instant now) {
    return passkey_desk().new_challenge(purpose, now);
}

Result<StaffFile> MasterPeople::prepare_passkey(const ApiCall& call) {
    TRY(require_fresh(call));
    return passkey_desk().prepare(call.actor.id, people_actor(call));
}

Result<std::vector<std::string>> MasterPeople::add_passkey(
    const ApiCall& call, const Passkey& passkey, ByteView challenge) {
    return passkey_desk().add(call.actor.id, passkey, challenge, people_actor(call));
}

Result<> MasterPeople::remove_passkey(const ApiCall& call, ByteView credential_id) {
    TRY(require_fresh(call));
    return passkey_desk().remove(
        call.actor.id, credential_id, needs_second_factor(call.actor.role), people_actor(call));
}

Result<PasskeyOwner> MasterPeople::passkey_owner(ByteView credential_id) {
    return passkey_desk().owner_of(credential_id);
}

Result<> MasterPeople::use_passkey(const PasskeyUse& use, std::string_view request_id) {
    return passkey_desk().use(
        use, {.staff = use.staff, .role = {}, .request_id = std::string{request_id}});
}

}  // namespace genbo
