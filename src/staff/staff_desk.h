// SPDX-License-Identifier: Apache-2.0
#pragma once

// The desk of staff accounts: who works here and as what.
//
//   StaffDesk desk(writer, store, keyring);
//   const auto made = TRY(desk.add({.name = "hanako", .label = "髙橋 花子", .role = "steward"},
//   who)); made.password                       // shown once, valid for a week, must be changed
//   TRY(desk.disable(id, who));         // their sessions end with it
//
// Rules that hold whoever asks:
//   - nobody chooses another's lasting password: what is handed out is random and works once
//   - a new password leaves second factors as they are; giving those up is an act of its own
//   - an account is disabled, never deleted: its name stays in the trail and is not given again
//   - one enabled administrator is always left, and nobody disables or demotes himself
//
// Each act writes a leaf of the trail and, but for a mere change of role or name, ends the person's
// stored sessions in one transaction; sessions in a server's memory are its to end
// (server/session_keeper.h).  A changed role counts with the next request.
//
// Thread safety: all functions, from any thread.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "register/approval.h"
#include "register/writer.h"
#include "staff/staff_vault.h"

namespace genbo {

// How long a handed-out password may wait.
inline constexpr std::chrono::hours kOneTimePasswordAge{7 * 24};

struct StaffAccount {
    StaffId id;
    std::string name;
    std::string label;
    std::string role;  // While disabled: the one it would come back with.
    bool disabled = false;
    bool must_change_password = false;
    std::optional<Instant> one_time_until;
    bool totp = false;
    std::int64_t passkeys = 0;
    std::int64_t recovery_codes = 0;
    Instant created;
    std::optional<Day> leaves_on;  // The last day of work, in Japan.
};

struct StaffChange {
    std::string role;
    std::string label;
    std::optional<Day> leaves_on = std::nullopt;
    bool sets_leaving = false;  // Otherwise the day stays what it is.
};

struct NewStaff {
    std::string name;
    std::string label;
    std::string role;
};

struct HandedOut {
    StaffAccount account;
    std::string password;
};

class StaffDesk {
public:
    // REQUIRES: all outlive the desk.
    StaffDesk(Writer& writer, Store& store, const Keyring& keyring)
        : writer_(writer), store_(store), vault_(keyring) {}

    Result<std::vector<StaffAccount>> accounts() const;
    // not_found: staff.unknown.
    Result<StaffAccount> account(StaffId id) const;
    Result<StaffId> id_of(std::string_view name) const;

    // conflict: staff.name_taken.  invalid: staff.bad_name, staff.bad_label, staff.unknown_role.
    Result<HandedOut> add(const NewStaff& staff, const Actor& actor);
    // conflict: staff.oneself, staff.last_administrator.
    Result<StaffAccount> change(StaffId id, const StaffChange& change, const Actor& actor);
    Result<StaffAccount> disable(StaffId id, const Actor& actor);
    Result<StaffAccount> enable(StaffId id, const Actor& actor);
    Result<HandedOut> reset_password(StaffId id, const Actor& actor);
    // For somebody who has lost telephone, passkeys and recovery codes: all of them go, and the
    // password with them.  Takes two persons: the approval is used up.  Without one only for
    // whoever has the machine and its keyring anyway.  conflict: register.approval_*.
    Result<HandedOut> forget_factors(
        StaffId id, std::optional<ApprovalId> approval, const Actor& actor);
    static std::string recovery_subject(StaffId id);

    const StaffVault& vault() const { return vault_; }

private:
    using Change = std::function<Result<>(WriteContext&, StoredStaff&, StaffFile&)>;
    // What becomes of the person's stored sessions.
    enum class OpenSessions { go_on, end };
    Result<StaffAccount> change_one(
        StaffId id, const Actor& actor, const char* action, const Change& change,
        OpenSessions sessions = OpenSessions::end);
    Result<HandedOut> hand_out(
        StaffId id, const Actor& actor, const char* action, const Change& change);

    Writer& writer_;
    Store& store_;
    StaffVault vault_;
};

// As the store has them.
StaffAccount describe_account(const StoredStaff& staff, const StaffFile& file);

// Waits until nobody else changes the person's file, until the end of the transaction.
Result<> hold_staff_file(WriteContext& context, StaffId staff);

// Printable, without blanks, at most 64 characters.  invalid: staff.bad_name.
Result<> check_staff_name(std::string_view name);

}  // namespace genbo
