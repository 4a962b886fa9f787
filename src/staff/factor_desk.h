// SPDX-License-Identifier: Apache-2.0
#pragma once

// The desk of second factors: codes from a telephone (crypto/totp.h) and recovery codes.  Passkeys
// have a desk of their own (passkey_desk.h).
//
//   const auto offer = TRY(desk.offer_totp(me, who));        // seed and QR picture, ten minutes
//   const auto codes = TRY(desk.confirm_totp(me, "123456", who));     // ten recovery codes, once
//   TRY(desk.prove_code(me, "654321", who));                 // at sign-in, or again before an act
//
// A code counts once: the half-minute that it belongs to is kept, and no code of that one or an
// earlier one is taken again, on whatever node.  One half-minute on either side is forgiven for
// clocks (RFC 6238 §5.2; ASVS 6.5.5 would have thirty seconds in all, we take ninety).
//
// Recovery codes carry 115 random bits, are kept as SHA-256 (nothing to guess, so nothing to slow
// down) and each works once.
//
// How often somebody may guess is the server's to bound (server/login.h).
//
// Thread safety: all functions, from any thread.

#include <string>
#include <string_view>
#include <vector>

#include "register/writer.h"
#include "staff/staff_vault.h"

namespace genbo {

inline constexpr std::size_t kRecoveryCodes = 10;
inline constexpr std::chrono::minutes kTotpOfferAge{10};

struct TotpOffer {
    std::string secret;  // Base 32, for those who type.
    std::string uri;     // otpauth://totp/…
    std::string svg;     // The same as a QR code.
};

enum class CodeKind { totp, recovery };

class FactorDesk {
public:
    // REQUIRES: all outlive the desk.
    FactorDesk(Writer& writer, Store& store, const Keyring& keyring)
        : writer_(writer), store_(store), vault_(keyring) {}

    Result<StaffFile> file(StaffId staff) const;

    // conflict: staff.totp_is_set.
    Result<TotpOffer> offer_totp(StaffId staff, std::string_view name, const Actor& actor);
    // conflict: staff.no_totp_offer (too late, or never).  forbidden: staff.wrong_code.
    Result<std::vector<std::string>> confirm_totp(
        StaffId staff, std::string_view code, const Actor& actor);
    // conflict: staff.factor_needed, when nothing else would be left to somebody who must have one.
    Result<> remove_totp(StaffId staff, bool factor_needed, const Actor& actor);
    // The former ones no longer work.
    Result<std::vector<std::string>> renew_recovery_codes(StaffId staff, const Actor& actor);

    // forbidden: staff.wrong_code.
    Result<CodeKind> prove_code(StaffId staff, std::string_view code, const Actor& actor);

private:
    using FileChange = std::function<Result<>(WriteContext&, StaffFile&)>;
    Result<> change_file(
        StaffId staff, const Actor& actor, const char* action, const FileChange& change);

    Writer& writer_;
    Store& store_;
    StaffVault vault_;
};

// Ten, in place of those that the file had; the file keeps their hashes.
std::vector<std::string> fresh_recovery_codes(StaffFile& file);
// Five groups of five symbols.
std::string new_recovery_code();
// As typed, with or without dashes; nothing for what can be no code.
Hash recovery_hash(std::string_view code);

// The half-minute within one of `now` whose code this is, and later than `last`; 0 = none.
std::int64_t matching_totp_step(
    ByteView seed, std::string_view code, std::int64_t last, Instant now);

// otpauth://totp/…; the name and the house may be of any script.
std::string totp_uri(std::string_view house, std::string_view name, ByteView seed);

// Black on white, with the quiet zone that scanners want.
Result<std::string> qr_svg(std::string_view text);

}  // namespace genbo
