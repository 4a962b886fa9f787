// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who asks, and how surely they have shown it: what every function of the backend is given.
//
//   TRY(require_fresh(call));      // before an act that a borrowed screen must not be able to do

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "access/policy.h"
#include "base/message.h"
#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"

namespace genbo {

// How long a proof counts for dangerous acts (ASVS 7.5).
inline constexpr std::chrono::minutes kProofAge{5};

struct ApiActor {
    StaffId id;
    std::string name;
    std::string role;  // As in Staff.role.
};

struct ApiKeyLimits {
    std::set<Action> actions;
    std::set<Purpose> purposes;
    std::set<FieldClass> classes;
};

struct ApiKeyPass {
    StaffId principal;  // Below zero.
    std::string name;
    ApiKeyLimits limits;
};

struct ApiCall {
    ApiActor actor;
    Language language = Language::ja;
    std::string request_id;
    Instant at{};
    // Of calls that write facts; empty elsewhere.
    std::string idempotency_key = {};
    // SHA-256 (hex) over method, route, parameters and body: a retry has the same.
    std::string request_hash = {};
    // If-Match without its quotes; empty where the operation has none.
    std::string if_match = {};
    // What for: as claimed (Genbo-Purpose), or the usual one of the role.  The backend checks it.
    std::string purpose = {};
    // Where it comes from, as the server sees it.
    std::string remote = {};
    // Of a call that came with an API key: what the key is held to.
    std::optional<ApiKeyLimits> key = {};
    // The first bytes of the hash of the session's token: which session, and no more.
    std::string session = {};
    // When the caller last proved who they are, with a password, a code or a passkey.
    Instant proven_at{};
};

// forbidden: server.proof_needed, which the console answers by asking for a factor and trying
// again.
Result<> require_fresh(const ApiCall& call);

}  // namespace genbo
