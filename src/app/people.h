// SPDX-License-Identifier: Apache-2.0
#pragma once

// The people part of the API's backend on an open master: asks the decision function and calls the
// desks of src/staff.
//
// Thread safety: all functions, from any thread.

#include "app/master.h"
#include "server/people_backend.h"
#include "staff/foreign_desk.h"

namespace genbo {

// In the master's folder, when the operator has made it: genbo ref import breached-passwords.
inline constexpr std::string_view kBreachedFile = "breached.filter";

class MasterPeople final : public PeopleBackend {
public:
    // REQUIRES: the master is open for writing, and outlives this.
    explicit MasterPeople(Master& master);

    Result<std::vector<StaffAccount>> accounts(const ApiCall& call) override;
    Result<HandedOut> add_account(const ApiCall& call, const NewStaff& staff) override;
    Result<StaffAccount> change_account(
        const ApiCall& call, StaffId id, const StaffChange& change) override;
    Result<StaffAccount> disable_account(const ApiCall& call, StaffId id) override;
    Result<StaffAccount> enable_account(const ApiCall& call, StaffId id) override;
    Result<HandedOut> reset_account(const ApiCall& call, StaffId id) override;
    Result<HandedOut> forget_factors(const ApiCall& call, StaffId id) override;
    Result<> may_manage(const ApiCall& call, StaffId id) override;
    Result<> note_session_ended(const ApiCall& call, StaffId whose) override;

    Result<bool> is_breached(std::string_view password) override;
    Result<StaffFile> factors(const ApiCall& call) override;
    Result<TotpOffer> offer_totp(const ApiCall& call) override;
    Result<std::vector<std::string>> confirm_totp(
        const ApiCall& call, std::string_view code) override;
    Result<> remove_totp(const ApiCall& call) override;
    Result<std::vector<std::string>> renew_recovery_codes(const ApiCall& call) override;
    Result<CodeKind> prove_code(const ApiCall& call, std::string_view code) override;

    Result<StaffId> foreign_owner(std::string_view issuer, std::string_view subject) override;
    Result<> link_foreign(
        const ApiCall& call, std::string_view issuer, std::string_view subject) override;
    Result<> unlink_foreign(const ApiCall& call, std::string_view issuer) override;

    Bytes new_challenge(std::string_view purpose, Instant now) override;
    Result<StaffFile> prepare_passkey(const ApiCall& call) override;
    Result<std::vector<std::string>> add_passkey(
        const ApiCall& call, const Passkey& passkey, ByteView challenge) override;
    Result<> remove_passkey(const ApiCall& call, ByteView credential_id) override;
    Result<PasskeyOwner> passkey_owner(ByteView credential_id) override;
    Result<> use_passkey(const PasskeyUse& use, std::string_view request_id) override;

    const StaffVault& vault() const { return vault_; }
    // Whether the configuration lets this role work with a password alone.
    bool needs_second_factor(std::string_view role) const;

private:
    StaffDesk accounts_desk() { return {master_.writer(), master_.store(), master_.keyring()}; }
    PasskeyDesk passkey_desk() { return {master_.writer(), master_.store(), master_.keyring()}; }
    ForeignDesk foreign_desk() { return {master_.writer(), master_.store(), master_.keyring()}; }
    FactorDesk factor_desk() { return {master_.writer(), master_.store(), master_.keyring()}; }

    Master& master_;
    const StaffVault vault_;
};

}  // namespace genbo
