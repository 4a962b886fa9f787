// SPDX-License-Identifier: Apache-2.0
#pragma once

// Signing in with an account of another house: OpenID Connect Core 1.0, the code flow with PKCE
// (RFC 7636, S256), a state and a nonce for each sign-in, and the issuer checked in the answer
// (RFC 9207), so that no other provider's answer is taken for this one's.
//
//   start()   the address to send the browser to, and what to remember of it: OidcFlow
//   finish()  the code that came back for the subject that it stands for
//
// An OidcFlow travels in a cookie, sealed: nothing is kept here for people who never come back.
//
// What is remembered of the provider: its configuration for an hour, its keys until a token names
// another one, and then they are asked for again at most once a minute, whoever sends tokens.
//
// Thread safety: all functions, from any thread.  They wait for the provider.

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/key.h"
#include "port/http_caller.h"
#include "server/id_token.h"

namespace genbo {

struct OidcSettings {
    std::string issuer;  // Exactly as the provider writes it.
    std::string client_id;
    std::string client_secret;  // Empty: a public client, PKCE alone.
    std::string label;          // For the button.
};

enum class OidcPurpose { sign_in, link };

struct OidcFlow {
    std::string state;
    std::string nonce;
    std::string verifier;
    OidcPurpose purpose = OidcPurpose::sign_in;
    Instant begun;
};

inline constexpr std::chrono::minutes kOidcFlowAge{10};

// For the cookie, under a key of the keyring.  Empty when it is not ours or too old.
std::string seal_flow(const Key& key, const OidcFlow& flow);
std::optional<OidcFlow> open_flow(const Key& key, std::string_view sealed, Instant now);

struct OidcAnswer {
    std::string code;
    std::string state;
    std::optional<std::string> iss;
};

class OidcClient {
public:
    // `web` outlives the client and may be called from any thread.
    OidcClient(OidcSettings settings, HttpCaller& web)
        : settings_(std::move(settings)), web_(web) {}

    const OidcSettings& settings() const { return settings_; }

    struct Start {
        std::string url;
        OidcFlow flow;
    };
    // unavailable: server.oidc_unavailable, and as HttpCaller.
    Result<Start> start(OidcPurpose purpose, const std::string& redirect_uri, Instant now);

    // The subject.  forbidden: server.oidc_refused.
    Result<std::string> finish(
        const OidcFlow& flow, const OidcAnswer& answer, const std::string& redirect_uri,
        Instant now);

private:
    struct Provider {
        std::string authorization_endpoint;
        std::string token_endpoint;
        std::string jwks_uri;
    };

    Result<Provider> provider(Instant now);
    Result<std::string> ask_for_token(
        const Provider& provider, const OidcFlow& flow, const std::string& code,
        const std::string& redirect_uri);
    // `again`: the known ones did not do; they are asked for anew unless they are fresh.
    Result<std::vector<TokenKey>> keys(const Provider& provider, Instant now, bool again);

    const OidcSettings settings_;
    HttpCaller& web_;
    std::mutex mutex_;
    std::optional<Provider> provider_;
    Instant provider_read_;
    std::vector<TokenKey> keys_;
    std::optional<Instant> keys_read_;
};

}  // namespace genbo
