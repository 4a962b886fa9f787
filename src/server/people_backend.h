// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the HTTP API asks of the house about the people who work in it: accounts, and the factors
// with which they show who they are.  A part of ApiBackend (api_backend.h), kept apart because
// another desk answers.  Types are those of src/staff.
//
// "Own" functions are about call.actor; who may do the others is decided behind the backend.
// Sessions in memory are the server's: a handler ends them after the backend has acted.
//
// Thread safety: called from several worker threads at once.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/api_call.h"
#include "staff/factor_desk.h"
#include "staff/passkey_desk.h"
#include "staff/staff_desk.h"

namespace genbo {

class PeopleBackend {
public:
    virtual ~PeopleBackend() = default;

    virtual Result<std::vector<StaffAccount>> accounts(const ApiCall& call) = 0;
    virtual Result<HandedOut> add_account(const ApiCall& call, const NewStaff& staff) = 0;
    virtual Result<StaffAccount> change_account(
        const ApiCall& call, StaffId id, const StaffChange& change) = 0;
    virtual Result<StaffAccount> disable_account(const ApiCall& call, StaffId id) = 0;
    virtual Result<StaffAccount> enable_account(const ApiCall& call, StaffId id) = 0;
    virtual Result<HandedOut> reset_account(const ApiCall& call, StaffId id) = 0;
    // Under an approval that the caller asked for (ApiBackend::ask_recovery).  conflict:
    // staff.recovery_unapproved.
    virtual Result<HandedOut> forget_factors(const ApiCall& call, StaffId id) = 0;
    // Whether the caller may see and end another's sessions; the account must be there.
    virtual Result<> may_manage(const ApiCall& call, StaffId id) = 0;
    // For the trail.
    virtual Result<> note_session_ended(const ApiCall& call, StaffId whose) = 0;

    // Whether it is known to have leaked; never, when the operator has given no list.
    virtual Result<bool> is_breached(std::string_view) { return false; }

    // Own.
    virtual Result<StaffFile> factors(const ApiCall& call) = 0;
    virtual Result<TotpOffer> offer_totp(const ApiCall& call) = 0;
    virtual Result<std::vector<std::string>> confirm_totp(
        const ApiCall& call, std::string_view code) = 0;
    virtual Result<> remove_totp(const ApiCall& call) = 0;
    virtual Result<std::vector<std::string>> renew_recovery_codes(const ApiCall& call) = 0;
    // forbidden: staff.wrong_code.
    virtual Result<CodeKind> prove_code(const ApiCall& call, std::string_view code) = 0;

    // Accounts at another house.  not_found: staff.unknown_foreign.
    virtual Result<StaffId> foreign_owner(std::string_view issuer, std::string_view subject) = 0;
    virtual Result<> link_foreign(
        const ApiCall& call, std::string_view issuer, std::string_view subject) = 0;
    virtual Result<> unlink_foreign(const ApiCall& call, std::string_view issuer) = 0;

    // Passkeys.  `purpose` as in staff/passkey_desk.h.
    virtual Bytes new_challenge(std::string_view purpose, Instant now) = 0;
    virtual Result<StaffFile> prepare_passkey(const ApiCall& call) = 0;
    virtual Result<std::vector<std::string>> add_passkey(
        const ApiCall& call, const Passkey& passkey, ByteView challenge) = 0;
    virtual Result<> remove_passkey(const ApiCall& call, ByteView credential_id) = 0;
    virtual Result<PasskeyOwner> passkey_owner(ByteView credential_id) = 0;
    virtual Result<> use_passkey(const PasskeyUse& use, std::string_view request_id) = 0;
};

}  // namespace genbo
