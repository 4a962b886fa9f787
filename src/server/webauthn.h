// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a browser and an authenticator send when a passkey is made or used (W3C Web Authentication
// Level 2, §7.1 and §7.2), read strictly and verified here on OpenSSL; no library in between.
//
//   clientDataJSON      what the browser saw: type, challenge, origin
//   authenticatorData   rpIdHash(32) flags(1) signCount(4) [credential] [extensions]
//   attestationObject   CBOR {fmt, attStmt, authData}; only fmt "none" is taken: we ask for none,
//                       and who made the authenticator decides nothing here
//
// A passkey counts as two factors at once because we insist on user verification (a finger, a PIN),
// flag UV.  Which challenge is good, and that it is good once, is the desk's to say
// (staff/passkey_desk.h), and so is whether the counter has risen.
//
//   const auto made = TRY(verify_registration(sent, expected));
//   TRY(verify_assertion(sent, stored_key, expected));

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/verify_key.h"

namespace genbo {

struct WebAuthnParty {
    std::string rp_id;   // "genbo.example.jp".
    std::string origin;  // "https://genbo.example.jp".
};

// The host of our own that the browser called.
WebAuthnParty party_of(std::string_view host, bool https);

struct ClientData {
    std::string type;
    Bytes challenge;
    std::string origin;
    bool cross_origin = false;
};
// invalid: server.bad_client_data.
Result<ClientData> parse_client_data(std::string_view json);

struct AuthenticatorData {
    Bytes rp_id_hash;
    bool user_present = false;
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::uint32_t sign_count = 0;
    // Of a new credential; empty otherwise.
    Bytes credential_id;
    Bytes public_key;  // COSE_Key as it came.
};
// invalid: server.bad_authenticator_data.
Result<AuthenticatorData> parse_authenticator_data(ByteView bytes);

// Of the three algorithms that we offer.  invalid: server.bad_cose_key, crypto.bad_public_key.
Result<VerifyKey> parse_cose_key(ByteView cose);

struct SentRegistration {
    std::string client_data;
    Bytes attestation_object;
};
// forbidden: server.passkey_refused (another type, origin or party, or no user verification).  The
// challenge is the caller's to check.
Result<AuthenticatorData> verify_registration(
    const SentRegistration& sent, const WebAuthnParty& party);

struct SentAssertion {
    std::string client_data;
    Bytes authenticator_data;
    Bytes signature;
};
Result<AuthenticatorData> verify_assertion(
    const SentAssertion& sent, ByteView cose_key, const WebAuthnParty& party);

}  // namespace genbo
