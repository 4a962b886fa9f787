// SPDX-License-Identifier: Apache-2.0
#include "server/http_meters.h"

#include <algorithm>
#include <utility>

namespace genbo {

namespace {

// As HttpMethod.
constexpr std::size_t kMethods = 8;
static_assert(static_cast<std::size_t>(HttpMethod::other) + 1 == kMethods);

std::string_view method_label(HttpMethod method) {
    return method == HttpMethod::other ? "other" : method_name(method);
}

std::array<Counter*, 4> request_counters(
    MetricRegistry& registry, std::string_view route, std::string_view method) {
    const auto counter = [&](LabelValue status) {
        return &registry.counter(
            {"genbo_http_requests", "Requests answered, by route, method and class of status."},
            {{"route", LogToken{route}}, {"method", LogToken{method}}, {"status", status}});
    };
    return {counter("2xx"), counter("3xx"), counter("4xx"), counter("5xx")};
}

Histogram* request_seconds(
    MetricRegistry& registry, std::string_view route, std::string_view method) {
    return &registry.histogram(
        {"genbo_http_request_seconds",
         "Time from the last byte of a request to its answer, waiting for a worker included."},
        kSecondsBounds, {{"route", LogToken{route}}, {"method", LogToken{method}}});
}

std::size_t class_of(int status) {
    return static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2);
}

std::size_t route_index(const Route* route) {
    const auto index = static_cast<std::size_t>(route - api_routes().data());
    check(index < api_routes().size());
    return index;
}

}  // namespace

std::optional<HttpLimit> limit_of(std::string_view error_code) {
    constexpr std::array<std::pair<std::string_view, HttpLimit>, 5> kLimits = {{
        {"server.busy", HttpLimit::busy},
        {"server.body_too_large", HttpLimit::body_too_large},
        {"server.header_too_large", HttpLimit::header_too_large},
        {"server.too_slow", HttpLimit::too_slow},
        {"server.sign_in_delayed", HttpLimit::sign_in_delayed},
    }};
    for (const auto& [code, limit] : kLimits)
        if (code == error_code) return limit;
    return std::nullopt;
}

std::string_view Whereabouts::operation() const {
    if (route != nullptr) return route->operation;
    switch (elsewhere) {
        case Elsewhere::console: return "console";
        case Elsewhere::unknown: return "unknown";
        case Elsewhere::malformed: return "malformed";
    }
    check_failed(std::source_location::current());
}

HttpMeters::HttpMeters(MetricRegistry& registry)
    : connections(registry.gauge({"genbo_http_connections", "Open connections."})),
      in_flight(registry.gauge(
          {"genbo_http_requests_in_flight", "Requests received and not answered yet."})),
      received_bytes(registry.counter({"genbo_http_received_bytes", "Bytes received."})),
      sent_bytes(registry.counter({"genbo_http_sent_bytes", "Bytes of answers sent."})),
      rejected(
          registry, {"genbo_http_rejected", "Turned away by a limit."}, "limit",
          {{HttpLimit::busy, "busy"},
           {HttpLimit::body_too_large, "body_too_large"},
           {HttpLimit::header_too_large, "header_too_large"},
           {HttpLimit::too_slow, "too_slow"},
           {HttpLimit::sign_in_delayed, "sign_in_delayed"},
           {HttpLimit::no_place, "no_place"}}),
      sign_ins(
          registry, {"genbo_sign_ins", "Attempts to sign in, and signing out."}, "outcome",
          {{ApiSignIn::succeeded, "succeeded"},
           {ApiSignIn::wrong_password, "wrong_password"},
           {ApiSignIn::unknown_name, "unknown_name"},
           {ApiSignIn::delayed, "delayed"},
           {ApiSignIn::signed_out, "signed_out"},
           {ApiSignIn::half_way, "half_way"},
           {ApiSignIn::wrong_code, "wrong_code"}}) {
    for (const Route& route : api_routes()) {
        const std::string_view method = method_name(route.method);
        routes_.push_back(request_counters(registry, route.pattern, method));
        route_seconds_.push_back(request_seconds(registry, route.pattern, method));
    }
    for (std::size_t method = 0; method < kMethods; ++method)
        unknown_.push_back(
            request_counters(registry, "unknown", method_label(static_cast<HttpMethod>(method))));
    console_ = request_counters(registry, "console", "GET");
    malformed_ = request_counters(registry, "malformed", "other");
    console_seconds_ = request_seconds(registry, "console", "GET");
}

void HttpMeters::count(const Whereabouts& where, HttpMethod method, int status) {
    const auto& counters = [&]() -> const ByClass& {
        if (where.route != nullptr) return routes_[route_index(where.route)];
        if (where.elsewhere == Elsewhere::console) return console_;
        if (where.elsewhere == Elsewhere::malformed) return malformed_;
        return unknown_[static_cast<std::size_t>(method)];
    }();
    counters[class_of(status)]->add();
}

void HttpMeters::observe(const Whereabouts& where, std::chrono::nanoseconds time) {
    if (where.route != nullptr)
        route_seconds_[route_index(where.route)]->observe(time);
    else if (where.elsewhere == Elsewhere::console)
        console_seconds_->observe(time);
}

}  // namespace genbo
