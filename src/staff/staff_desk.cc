// SPDX-License-Identifier: Apache-2.0
#include "staff/staff_desk.h"

#include <algorithm>

#include "access/decision.h"
#include "base/utf8.h"
#include "crypto/password.h"
#include "register/approval_desk.h"

namespace genbo {

namespace {

constexpr std::size_t kStaffNameMax = 64;
constexpr std::size_t kStaffLabelMax = 100;

Error unknown_staff() { return {Fault::not_found, "staff.unknown"}; }

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

Result<> check_label(std::string_view label) {
    if (!is_valid_utf8(label)) return Error{Fault::invalid, "staff.bad_label"};
    const auto characters = to_utf32(label);
    if (characters.size() > kStaffLabelMax || std::ranges::any_of(characters, is_control))
        return Error{Fault::invalid, "staff.bad_label"};
    return {};
}

// Systems and the machine's own operator are no people.
Result<> check_role(const std::string& name) {
    const auto role = role_by_name(name);
    if (!role || *role == Role::integration || *role == Role::machine_operator)
        return Error{Fault::invalid, "staff.unknown_role"};
    return {};
}

bool manages_staff(const std::string& name) {
    const auto role = role_by_name(name);
    return role && allowed(*role, Action::manage_staff);
}

// Whether somebody enabled besides this one can manage accounts.
Result<> keeps_an_administrator(StoreReader& store, StaffId without) {
    for (const auto& staff : TRY(store.staff()))
        if (staff.id != without && manages_staff(staff.role)) return {};
    return Error{Fault::conflict, "staff.last_administrator"};
}

// Two administrators on two nodes who demote each other must not both find the other one.
Result<> hold_accounts(WriteContext& context) {
    TRY(context.store.hold_note("staff.held.accounts", context.now));
    return {};
}

Instant end_of_day_in_japan(Day day) {
    return Instant{std::chrono::sys_days{day} + std::chrono::days{1}} - std::chrono::hours{9};
}

Result<> end_stored_sessions(StoreWriter& store, StaffId staff) {
    for (const auto& session : TRY(store.sessions_of(staff)))
        TRY(store.remove_session(session.token_hash));
    return {};
}

}  // namespace

Result<> check_staff_name(std::string_view name) {
    const Error bad{Fault::invalid, "staff.bad_name"};
    if (!is_valid_utf8(name)) return bad;
    const auto characters = to_utf32(name);
    const auto is_blank = [](char32_t c) { return is_control(c) || c == U' ' || c == 0x3000; };
    if (characters.empty() || characters.size() > kStaffNameMax ||
        std::ranges::any_of(characters, is_blank))
        return bad;
    return {};
}

Result<> hold_staff_file(WriteContext& context, StaffId staff) {
    TRY(context.store.hold_note("staff.held." + std::to_string(staff.value()), context.now));
    return {};
}

StaffAccount describe_account(const StoredStaff& staff, const StaffFile& file) {
    StaffAccount account{
        .id = staff.id,
        .name = staff.name,
        .label = file.label,
        .role = staff.role,
        .disabled = staff.role == kDisabledRole,
        .must_change_password = staff.must_change_password,
        .one_time_until = std::nullopt,
        .totp = !file.totp_seed.empty(),
        .passkeys = static_cast<std::int64_t>(file.passkeys.size()),
        .recovery_codes = static_cast<std::int64_t>(file.recovery.size()),
        .created = staff.created,
        .leaves_on = std::nullopt};
    if (account.disabled) account.role = file.role_then;
    if (file.leaves != Instant{})
        account.leaves_on = day_in_japan(file.leaves - std::chrono::hours{1});
    if (staff.must_change_password && file.one_time_until != Instant{})
        account.one_time_until = file.one_time_until;
    return account;
}

Result<std::vector<StaffAccount>> StaffDesk::accounts() const {
    const auto reader = TRY(store_.reader());
    std::vector<StaffAccount> accounts;
    for (const auto& staff : TRY(reader->staff()))
        accounts.push_back(describe_account(staff, TRY(vault_.read(*reader, staff.id))));
    return accounts;
}

Result<StaffAccount> StaffDesk::account(StaffId id) const {
    const auto reader = TRY(store_.reader());
    for (const auto& staff : TRY(reader->staff()))
        if (staff.id == id) return describe_account(staff, TRY(vault_.read(*reader, id)));
    return unknown_staff();
}

Result<StaffId> StaffDesk::id_of(std::string_view name) const {
    const auto reader = TRY(store_.reader());
    for (const auto& staff : TRY(reader->staff()))
        if (staff.name == name) return staff.id;
    return unknown_staff();
}

Result<HandedOut> StaffDesk::add(const NewStaff& staff, const Actor& actor) {
    TRY(check_staff_name(staff.name));
    TRY(check_label(staff.label));
    TRY(check_role(staff.role));
    HandedOut made{.account = {}, .password = random_password()};
    const auto hash = TRY(hash_password(made.password));
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_accounts(context));
            for (const auto& other : TRY(context.store.staff()))
                if (other.name == staff.name) return Error{Fault::conflict, "staff.name_taken"};
            const StaffId id{TRY(context.store.take_ids(IdKind::staff, 1))};
            const StoredStaff row{
                .id = id,
                .name = staff.name,
                .role = staff.role,
                .password_hash = vault_.seal_hash(id, hash),
                .must_change_password = true,
                .created = context.now};
            StaffFile file;
            file.label = staff.label;
            file.one_time_until = context.now + kOneTimePasswordAge;
            TRY(context.store.put_staff(row));
            TRY(vault_.write(context.store, id, file));
            made.account = describe_account(row, file);
            return context.trail.record(
                context.store, actor, context.now, {"staff.add", "staff", id.value()});
        },
        WriteScope::rows));
    return made;
}

Result<StaffAccount> StaffDesk::change_one(
    StaffId id, const Actor& actor, const char* action, const Change& change,
    OpenSessions sessions) {
    StaffAccount account;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(hold_accounts(context));
            TRY(hold_staff_file(context, id));
            for (auto& staff : TRY(context.store.staff())) {
                if (staff.id != id) continue;
                auto file = TRY(vault_.read(context.store, id));
                TRY(change(context, staff, file));
                TRY(context.store.put_staff(staff));
                TRY(vault_.write(context.store, id, file));
                if (sessions == OpenSessions::end) TRY(end_stored_sessions(context.store, id));
                account = describe_account(staff, file);
                return context.trail.record(
                    context.store, actor, context.now, {action, "staff", id.value()});
            }
            return unknown_staff();
        },
        WriteScope::rows));
    return account;
}

Result<StaffAccount> StaffDesk::change(StaffId id, const StaffChange& wanted, const Actor& actor) {
    const auto& role = wanted.role;
    TRY(check_role(role));
    TRY(check_label(wanted.label));
    return change_one(
        id, actor, "staff.change",
        [&](WriteContext& context, StoredStaff& staff, StaffFile& file) -> Result<> {
            file.label = wanted.label;
            if (wanted.sets_leaving)
                file.leaves = wanted.leaves_on ? end_of_day_in_japan(*wanted.leaves_on) : Instant{};
            auto& present = staff.role == kDisabledRole ? file.role_then : staff.role;
            if (present == role) return {};
            if (id == actor.staff) return Error{Fault::conflict, "staff.oneself"};
            if (manages_staff(staff.role) && !manages_staff(role))
                TRY(keeps_an_administrator(context.store, id));
            present = role;
            return {};
        },
        OpenSessions::go_on);
}

Result<StaffAccount> StaffDesk::disable(StaffId id, const Actor& actor) {
    if (id == actor.staff) return Error{Fault::conflict, "staff.oneself"};
    return change_one(
        id, actor, "staff.disable",
        [&](WriteContext& context, StoredStaff& staff, StaffFile& file) -> Result<> {
            if (staff.role == kDisabledRole) return {};
            TRY(keeps_an_administrator(context.store, id));
            file.role_then = std::exchange(staff.role, std::string{kDisabledRole});
            file.disabled = context.now;
            return {};
        });
}

Result<StaffAccount> StaffDesk::enable(StaffId id, const Actor& actor) {
    return change_one(
        id, actor, "staff.enable",
        [&](WriteContext&, StoredStaff& staff, StaffFile& file) -> Result<> {
            if (staff.role != kDisabledRole) return {};
            staff.role = std::exchange(file.role_then, std::string{});
            file.disabled = Instant{};
            return {};
        });
}

Result<HandedOut> StaffDesk::hand_out(
    StaffId id, const Actor& actor, const char* action, const Change& change) {
    HandedOut made{.account = {}, .password = random_password()};
    const auto hash = TRY(hash_password(made.password));
    made.account = TRY(change_one(
        id, actor, action,
        [&](WriteContext& context, StoredStaff& staff, StaffFile& file) -> Result<> {
            staff.password_hash = vault_.seal_hash(id, hash);
            staff.must_change_password = true;
            file.one_time_until = context.now + kOneTimePasswordAge;
            return change(context, staff, file);
        }));
    return made;
}

Result<HandedOut> StaffDesk::reset_password(StaffId id, const Actor& actor) {
    return hand_out(
        id, actor, "staff.reset",
        [](WriteContext&, StoredStaff&, StaffFile&) -> Result<> { return {}; });
}

std::string StaffDesk::recovery_subject(StaffId id) {
    return "staff=" + std::to_string(id.value());
}

Result<HandedOut> StaffDesk::forget_factors(
    StaffId id, std::optional<ApprovalId> approval, const Actor& actor) {
    if (id == actor.staff) return Error{Fault::conflict, "staff.oneself"};
    return hand_out(
        id, actor, "staff.forget_factors",
        [&](WriteContext& context, StoredStaff&, StaffFile& file) -> Result<> {
            if (approval)
                TRY(use_approval(
                    context, *approval, ApprovalKind::recover_account, recovery_subject(id),
                    actor));
            file.totp_seed.clear();
            file.offered_seed.clear();
            file.recovery.clear();
            file.passkeys.clear();
            file.foreign.clear();
            return {};
        });
}

}  // namespace genbo
