// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a request to its answer: the part of the server that knows no sockets.
//
// In this order, the first refusal wins: host name (or watch gate) · route and method · session ·
// role · password to be changed · CSRF · content type · unknown query parameters · Idempotency-Key
// · If-Match · handler. Every answer, refusals included, leaves with the same security headers.
//
// CSRF: what changes something must come from our own page.  Browsers say where a request comes
// from in Sec-Fetch-Site (same-origin or none is ours) and Origin (must be our host); the session's
// token in X-Genbo-CSRF proves it for those that say neither.  Signing in has no token yet and
// leans on the first two, and on a content type that no form can send.
//
// Two requests under one Idempotency-Key never run at the same time.
//
// Thread safety: as HttpApp asks.

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "server/api.h"
#include "server/assets.h"
#include "server/http_meters.h"
#include "server/http_server.h"
#include "server/server.h"
#include "server/session_book.h"

namespace genbo {

class Site final : public HttpApp {
public:
    Site(const ServerConfig& config, const ServerParts& parts);

    Admission admit(const RequestHead& head) override;
    Opening open(const RequestHead& head, std::uint64_t declared_size) override;
    std::optional<Response> answer_at_once(const Request& request) override;
    Response answer(Request request) override;
    Response refuse(const Error& error, const RequestHead* head) override;

    HttpMeters& meters() { return meters_; }

private:
    using Micros = std::chrono::microseconds;

    struct Found {
        const Route* route = nullptr;
        std::vector<std::string> params;
        std::string allow;  // Methods of the routes whose pattern fits.
    };

    struct AnsweredOnce {
        Response response;
        bool kept = false;  // For a retry, by this call.
    };

    struct Answered {
        Response response;
        Whereabouts where;
    };

    static Found find_route(const RequestHead& head);
    Answered answer_found(const Request& request, const Found& found, const std::string& id);
    Response answer_api(const Request& request, const Found& found, const std::string& id);
    Response problem(const Error& error, Language language);
    void note(
        const Whereabouts& where, const RequestHead* head, const Response& response, Micros took);
    Result<ApiRequest> admit_call(
        const Request& request, const Found& found, const std::string& id);
    Result<> check_way_in(const RequestHead& head, const Route* route) const;
    Result<> check_watcher(const RequestHead& head, Watch watch) const;
    Result<> check_host(const RequestHead& head) const;
    Result<> check_origin(const RequestHead& head) const;
    Result<> identify(const Route& route, ApiRequest& call);
    static Result<> check_factors(const Route& route, const ApiRequest& call);
    Result<> identify_key(const Route& route, ApiRequest& call, std::string_view token);
    Result<Response> run(const Route& route, const ApiRequest& call);
    Result<Response> run_once(const Route& route, const ApiRequest& call);
    Result<AnsweredOnce> answer_once(const Route& route, const ApiRequest& call);
    Response finish(Response response, const RequestHead* head, std::string_view request_id) const;

    const ServerConfig config_;
    const ServerParts parts_;
    const std::unique_ptr<MetricRegistry> own_metrics_;  // Where nobody gave us one.
    MetricRegistry& metrics_;
    HttpMeters meters_;
    AssetBook assets_;
    SessionBook own_sessions_;  // Where nobody gave us a keeper,
    LoginGate own_gate_;        // … or a gate.
    SessionKeeper& sessions_;
    HashSlots hashes_;
    ApiHouse house_;

    std::mutex running_mutex_;
    std::set<std::pair<StaffId, std::string>> running_;  // Idempotency keys at work.
};

}  // namespace genbo
