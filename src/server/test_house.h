// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a Site over the fake backend, with a clock that is set by hand, and a browser that
// signs in and sends well-formed requests which a test then spoils.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/fake_backend.h"
#include "server/idempotency.h"
#include "server/server_messages.h"
#include "server/site.h"
#include "server/target.h"
#include "server/test_provider.h"

namespace genbo {

class TestClock final : public Clock {
public:
    Instant now() const override { return time; }
    Instant time = instant_from_micros(1'700'000'000'000'000);
};

inline constexpr std::string_view kTestPage =
    "<!doctype html><meta property=\"csp-nonce\" nonce=\"__GENBO_NONCE__\">"
    "<script nonce=\"__GENBO_NONCE__\" src=\"/assets/app-1.js\"></script>";

class TestHouse {
public:
    explicit TestHouse(const ServerConfig& config = {}, const std::string& cookie_mark = {}) {
        messages.add(kServerMessages);
        assets = {
            {.path = "/index.html", .mime = "text/html", .bytes = kTestPage},
            {.path = "/assets/app-1.js",
             .mime = "text/javascript; charset=utf-8",
             .bytes = "plain script",
             .gzip = "squeezed",
             .caching = AssetCaching::immutable},
            {.path = "/favicon.svg", .mime = "image/svg+xml", .bytes = "<svg/>"},
        };
        const ServerParts parts{
            .backend = backend,
            .idempotency = idempotency,
            .clock = clock,
            .messages = messages,
            .assets = assets,
            .openapi = "{\"openapi\":\"3.1.0\"}",
            .oidc = &oidc,
            .cookie_mark = cookie_mark};
        backend.fake_people.foreign[TestProvider::kIssuer + std::string{" taro@id"}] = StaffId{2};
        provider.clock = &clock;
        site = std::make_unique<Site>(config, parts);
    }

    // A request as our own console sends it; `spoil` it afterwards.
    Request request(HttpMethod method, std::string_view target, std::string body = {}) const {
        Request out;
        out.head.method = method;
        out.head.target = target;
        const auto parsed = parse_target(target);
        check(parsed.ok());
        out.head.segments = parsed->segments;
        out.head.query = parsed->query;
        out.head.host = "localhost:8080";
        out.head.remote = "127.0.0.1";
        out.head.has_body = !body.empty();
        if (!body.empty()) set(out, "content-type", "application/json");
        std::string cookies = "other=1; ";
        if (!cookie.empty()) cookies += cookie + "; ";
        if (!flow_cookie.empty()) cookies += flow_cookie + "; ";
        if (!cookie.empty() || !flow_cookie.empty()) set(out, "cookie", cookies + "theme=dark");
        if (!is_safe(method)) {
            set(out, "sec-fetch-site", "same-origin");
            set(out, "origin", "http://localhost:8080");
            if (!csrf.empty()) set(out, "x-genbo-csrf", csrf);
            set(out, "idempotency-key", "key-" + std::to_string(++keys_));
            set(out, "if-match", "\"v7\"");
        }
        out.body = std::move(body);
        return out;
    }

    static void set(Request& request, std::string_view name, std::string value) {
        unset(request, name);
        request.head.headers.push_back({std::string{name}, std::move(value)});
    }
    static void unset(Request& request, std::string_view name) {
        std::erase_if(request.head.headers, [&](const auto& field) { return field.name == name; });
    }

    Response send(Request request) { return site->answer(std::move(request)); }
    Response get(std::string_view target) { return send(request(HttpMethod::get, target)); }
    Response post(std::string_view target, std::string body) {
        return send(request(HttpMethod::post, target, std::move(body)));
    }

    Response sign_in(std::string_view name, std::string_view password = FakeBackend::kPassword) {
        Response response = post(
            "/api/v1/session", "{\"name\":\"" + std::string{name} + "\",\"password\":\"" +
                                   std::string{password} + "\"}");
        take_session(response);
        return response;
    }
    void take_session(const Response& response) {
        if (response.status != 200) return;
        const std::string* set_cookie = response.find("Set-Cookie");
        if (set_cookie != nullptr) cookie = set_cookie->substr(0, set_cookie->find(';'));
        const std::size_t at = response.body.find("\"csrf\":\"");
        csrf = response.body.substr(at + 8, 64);
    }

    // Sends the browser to the provider; the state that it would come back with.
    std::string begin_oidc(const std::string& path = "/start") {
        const Response started = post("/api/v1/session/oidc" + path, {});
        const std::string* set_cookie = started.find("Set-Cookie");
        if (started.status != 200 || set_cookie == nullptr) return {};
        flow_cookie = set_cookie->substr(0, set_cookie->find(';'));
        provider.take_query(started.body);
        return provider.state;
    }

    FakeBackend backend;
    TestProvider provider;
    OidcClient oidc{provider.settings(), provider};
    MemoryIdempotency idempotency;
    TestClock clock;
    MessageCatalogue messages;
    std::vector<Asset> assets;
    std::unique_ptr<Site> site;
    std::string cookie;
    std::string csrf;
    std::string flow_cookie;  // Of a sign-in that is under way at the provider.

private:
    mutable int keys_ = 10'000'000;
};

// The code of a problem+json answer.
inline std::string problem_code(const Response& response) {
    const std::size_t at = response.body.find("\"code\":\"");
    if (at == std::string::npos) return {};
    return response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
}

}  // namespace genbo
