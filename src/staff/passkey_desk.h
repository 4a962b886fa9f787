// SPDX-License-Identifier: Apache-2.0
#pragma once

// The desk of passkeys: who has which, and which challenges are good.  What a browser sends is
// verified before it comes here (server/webauthn.h).
//
// A challenge is 32 random bytes, the time, and an HMAC over both and what it is for, so that
// asking for one writes nothing and costs nobody anything; it is good for five minutes, and once:
// what was used is noted in the transaction of its use.
//
//   const Bytes challenge = desk.new_challenge(kSignInChallenge, now);
//   TRY(desk.use({.staff = …, .credential_id = …, .sign_count = …, .challenge = …}, who));
//
// Thread safety: all functions, from any thread.

#include <string>
#include <string_view>

#include "register/writer.h"
#include "staff/staff_vault.h"

namespace genbo {

inline constexpr std::chrono::minutes kChallengeAge{5};
inline constexpr std::size_t kPasskeysPerStaffMax = 10;
inline constexpr std::string_view kSignInChallenge = "sign-in";
// For making one: bound to the person.
std::string enrol_challenge(StaffId staff);

// WebAuthn Level 2 §7.2 step 21: a counter that does not rise is the mark of a copy.  Synced
// passkeys keep it at zero for ever.
bool passkey_count_rises(std::uint32_t stored, std::uint32_t sent);

struct PasskeyOwner {
    StaffId staff;
    Bytes user_handle;
    Passkey passkey;
};

struct PasskeyUse {
    StaffId staff;
    Bytes credential_id;
    std::uint32_t sign_count = 0;
    bool backed_up = false;
    Bytes challenge;
};

class PasskeyDesk {
public:
    // REQUIRES: all outlive the desk.
    PasskeyDesk(Writer& writer, Store& store, const Keyring& keyring)
        : writer_(writer),
          store_(store),
          vault_(keyring),
          challenge_key_(keyring.derive("staff.challenge")) {}

    Bytes new_challenge(std::string_view purpose, Instant now) const;
    // The name under which its browser knows the person, made when there is none yet.
    Result<StaffFile> prepare(StaffId staff, const Actor& actor);
    // not_found: staff.unknown_passkey.
    Result<PasskeyOwner> owner_of(ByteView credential_id) const;

    // forbidden: staff.challenge_over.  conflict: staff.passkey_known, staff.too_many_passkeys.
    // The first of somebody who had no factor brings ten recovery codes with it.
    Result<std::vector<std::string>> add(
        StaffId staff, const Passkey& passkey, ByteView challenge, const Actor& actor);
    // conflict: staff.factor_needed.  not_found: staff.unknown_passkey.
    Result<> remove(StaffId staff, ByteView credential_id, bool factor_needed, const Actor& actor);
    // forbidden: staff.challenge_over; staff.passkey_copied, when the counter did not rise.
    Result<> use(const PasskeyUse& use, const Actor& actor);

private:
    Result<> spend_challenge(
        WriteContext& context, ByteView challenge, std::string_view purpose) const;
    bool is_good_challenge(ByteView challenge, std::string_view purpose, Instant now) const;

    Writer& writer_;
    Store& store_;
    const StaffVault vault_;
    const Key challenge_key_;
};

}  // namespace genbo
