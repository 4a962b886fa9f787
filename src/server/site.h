// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a request to its answer: the part of the server that knows no sockets.
//
// In this order, the first refusal wins: host name · route and method · session · role · password
// to be changed · CSRF · content type · unknown query parameters · Idempotency-Key · If-Match ·
// handler. Every answer, refusals included, leaves with the same security headers.
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
#include "server/http_server.h"
#include "server/server.h"

namespace genbo {

class Site final : public HttpApp {
public:
    Site(const ServerConfig& config, const ServerParts& parts);

    Admission admit(const RequestHead& head) override;
    Opening open(const RequestHead& head, std::uint64_t declared_size) override;
    Response answer(Request request) override;
    Response refuse(const Error& error, const RequestHead* head) override;

private:
    struct Found {
        const Route* route = nullptr;
        std::vector<std::string> params;
        std::string allow;  // Methods of the routes whose pattern fits.
    };

    static Found find_route(const RequestHead& head);
    Response answer_api(const Request& request, Found found, const std::string& id);
    Result<ApiRequest> admit_call(const Request& request, const Found& found);
    Result<> check_host(const RequestHead& head) const;
    Result<> check_origin(const RequestHead& head) const;
    Result<> identify(const Route& route, ApiRequest& call);
    Result<Response> run(const Route& route, const ApiRequest& call);
    Result<Response> run_once(const Route& route, const ApiRequest& call);
    Response finish(Response response, const RequestHead* head, std::string_view request_id) const;
    std::string session_token(const RequestHead& head) const;

    const ServerConfig config_;
    const ServerParts parts_;
    AssetBook assets_;
    SessionBook sessions_;
    LoginGate gate_;
    HashSlots hashes_;
    ApiHouse house_;

    std::mutex running_mutex_;
    std::set<std::pair<StaffId, std::string>> running_;  // Idempotency keys at work.
};

}  // namespace genbo
