// SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole HTTP side in one object: API, console files, sessions, limits.  app/ makes one:
//
//   MasterBackend backend = …;  SystemClock clock;
//   ServerParts parts{.backend = backend, .idempotency = answers, .clock = clock,
//                     .messages = catalogue, .assets = console_assets(),
//                     .openapi = kOpenApiJson, .metrics = &registry};
//   auto server = TRY(GenboServer::start(ServerConfig{.port = 8080}, parts));
//   … wait for SIGTERM …
//   server->stop();     // refuses new connections, finishes running requests
//   server->wait();
//
// Everything in ServerParts outlives the server.  start() returns once the port is bound, so a
// client may connect at once; it never handles signals itself.
//
// Thread safety: stop() from any thread, but not from a signal handler.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/metrics.h"
#include "base/result.h"
#include "crypto/key.h"
#include "port/clock.h"
#include "server/api_backend.h"
#include "server/assets.h"
#include "server/http_server.h"
#include "server/idempotency.h"
#include "server/login.h"
#include "server/session_keeper.h"

namespace genbo {

class OidcClient;

struct ServerConfig {
    HttpConfig http = {};
    // Names besides the loopback ones under which browsers may call, without port.  Any other Host
    // is refused: a page of a stranger that makes its own name point at 127.0.0.1 gets nothing.
    std::vector<std::string> hosts = {};
    // The way in front of us is https: cookies become __Host- and Secure, and HSTS is sent.
    bool behind_https = false;
    // SHA-256 (hex) of the token that opens /metrics, /healthz and /readyz to other machines;
    // empty: only this machine may ask.  See watch_gate.h.
    std::string metrics_token_sha256 = {};
    SessionLimits sessions = {};
};

struct ServerParts {
    ApiBackend& backend;
    IdempotencyStore& idempotency;
    const Clock& clock;
    const MessageCatalogue& messages;
    std::span<const Asset> assets;
    std::string_view openapi;
    // What /metrics shows, and where the server counts; nullptr: only what the server counts.
    MetricRegistry* metrics = nullptr;
    // Of all nodes together, where there are several; nullptr: in this process's memory.
    SessionKeeper* sessions = nullptr;
    SignInGate* gate = nullptr;
    // Of the marks on browsers (device_mark.h); empty: a new one at each start.
    std::optional<Key> device_key = std::nullopt;
    // Another house whose accounts open ours (oidc.h); nullptr: none.
    OidcClient* oidc = nullptr;
    std::optional<Key> flow_key = std::nullopt;
    // Letters and digits that tell this master's cookies from another's on the same host.
    std::string cookie_mark = {};
};

class GenboServer {
public:
    static Result<std::unique_ptr<GenboServer>> start(ServerConfig config, ServerParts parts);
    virtual ~GenboServer() = default;

    virtual std::uint16_t port() const = 0;
    virtual void stop() = 0;
    virtual void wait() = 0;
};

}  // namespace genbo
