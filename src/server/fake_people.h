// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: accounts and factors made up on the spot.  The code is always 123456.

#include <algorithm>
#include <map>
#include <optional>

#include "server/people_backend.h"
#include "server/test_authenticator.h"

namespace genbo {

class FakePeople : public PeopleBackend {
public:
    static constexpr std::string_view kCode = "123456";

    static StaffAccount an_account(StaffId id) {
        return {
            .id = id,
            .name = "hanako",
            .label = "髙橋 花子",
            .role = "steward",
            .one_time_until = instant_from_micros(1'700'000'000'000'000),
            .passkeys = 1,
            .created = instant_from_micros(1),
            .leaves_on = std::nullopt};
    }

    Result<std::vector<StaffAccount>> accounts(const ApiCall&) override {
        return told(std::vector{an_account(StaffId{1}), an_account(StaffId{2})});
    }
    Result<HandedOut> add_account(const ApiCall&, const NewStaff& staff) override {
        auto account = an_account(StaffId{9});
        account.name = staff.name;
        return told(HandedOut{account, "ABCD-EFGH"});
    }
    Result<StaffAccount> change_account(
        const ApiCall&, StaffId id, const StaffChange& change) override {
        auto account = an_account(id);
        account.role = change.role;
        account.leaves_on = change.leaves_on;
        return told(account);
    }
    Result<StaffAccount> disable_account(const ApiCall&, StaffId id) override {
        return told(an_account(id));
    }
    Result<StaffAccount> enable_account(const ApiCall&, StaffId id) override {
        return told(an_account(id));
    }
    Result<HandedOut> reset_account(const ApiCall&, StaffId id) override {
        return told(HandedOut{an_account(id), "ABCD-EFGH"});
    }
    Result<HandedOut> forget_factors(const ApiCall&, StaffId id) override {
        return told(HandedOut{an_account(id), "ABCD-EFGH"});
    }
    Result<> may_manage(const ApiCall&, StaffId) override {
        if (fails_with) return *fails_with;
        return {};
    }
    Result<> note_session_ended(const ApiCall&, StaffId) override { return {}; }

    Result<StaffFile> factors(const ApiCall&) override {
        StaffFile file;
        file.recovery.resize(10);
        Passkey key;
        key.credential_id = Bytes(16, 7);
        key.label = "鍵";
        file.passkeys.push_back(key);
        return told(file);
    }
    Result<TotpOffer> offer_totp(const ApiCall&) override {
        return told(TotpOffer{"MZXW6", "otpauth://totp/Genbo:x?secret=MZXW6", "<svg/>"});
    }
    Result<std::vector<std::string>> confirm_totp(const ApiCall&, std::string_view code) override {
        TRY(check_code(code));
        return told(std::vector<std::string>{"AAAAA-BBBBB"});
    }
    Result<> remove_totp(const ApiCall&) override {
        if (fails_with) return *fails_with;
        return {};
    }
    Result<std::vector<std::string>> renew_recovery_codes(const ApiCall&) override {
        return told(std::vector<std::string>{"AAAAA-BBBBB"});
    }
    Result<CodeKind> prove_code(const ApiCall&, std::string_view code) override {
        TRY(check_code(code));
        return told(CodeKind::totp);
    }

    Result<StaffId> foreign_owner(std::string_view issuer, std::string_view subject) override {
        if (fails_with) return *fails_with;
        const auto at = foreign.find(std::string{issuer} + " " + std::string{subject});
        if (at == foreign.end()) return Error{Fault::not_found, "staff.unknown_foreign"};
        return at->second;
    }
    Result<> link_foreign(
        const ApiCall& call, std::string_view issuer, std::string_view subject) override {
        if (fails_with) return *fails_with;
        foreign[std::string{issuer} + " " + std::string{subject}] = call.actor.id;
        return {};
    }
    Result<> unlink_foreign(const ApiCall&, std::string_view) override {
        if (fails_with) return *fails_with;
        return {};
    }

    Bytes new_challenge(std::string_view, Instant) override { return Bytes(56, 3); }
    Result<StaffFile> prepare_passkey(const ApiCall&) override {
        StaffFile file;
        file.user_handle = Bytes(32, 5);
        return told(file);
    }
    Result<std::vector<std::string>> add_passkey(
        const ApiCall&, const Passkey& passkey, ByteView) override {
        owner.passkey = passkey;
        return told(std::vector<std::string>{"AAAAA-BBBBB"});
    }
    Result<> remove_passkey(const ApiCall&, ByteView) override {
        if (fails_with) return *fails_with;
        return {};
    }
    Result<PasskeyOwner> passkey_owner(ByteView credential_id) override {
        if (!std::ranges::equal(credential_id, owner.passkey.credential_id))
            return Error{Fault::not_found, "staff.unknown_passkey"};
        return told(owner);
    }
    Result<> use_passkey(const PasskeyUse& use, std::string_view) override {
        if (fails_with) return *fails_with;
        uses.push_back(use);
        return {};
    }

    std::optional<Error> fails_with;
    PasskeyOwner owner{StaffId{2}, Bytes(32, 5), passkey_of(TestAuthenticator{})};
    std::vector<PasskeyUse> uses;
    std::map<std::string, StaffId> foreign;

private:
    static Passkey passkey_of(const TestAuthenticator& device) {
        Passkey passkey;
        passkey.credential_id = device.credential_id;
        passkey.public_key = device.cose_key();
        return passkey;
    }
    static Result<> check_code(std::string_view code) {
        if (code != kCode) return Error{Fault::forbidden, "staff.wrong_code"};
        return {};
    }
    template <typename T>
    Result<T> told(T value) const {
        if (fails_with) return *fails_with;
        return value;
    }
};

}  // namespace genbo
