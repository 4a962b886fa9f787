// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the server counts about itself.
//
//   MetricRegistry registry;
//   HttpMeters meters{registry};
//   meters.count(Whereabouts{.route = &route}, HttpMethod::get, 200);
//
// A request is counted under the template of its route ("/api/v1/customers/{number}"), never under
// its path: a path may hold a customer's number, and a stranger's scan would make a series of each
// guess.  What has no route is "console" (a file of the console), "unknown" (nothing is there) or
// "malformed" (it never became a request).  HEAD counts as the GET that it stands for.
//
// Thread safety: as base/metrics.h.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/metrics.h"
#include "server/api.h"
#include "server/api_backend.h"
#include "server/http_message.h"

namespace genbo {

// Which limit turned a request away.
enum class HttpLimit {
    busy,              // Too many wait already: 503.
    body_too_large,    // 413.
    header_too_large,  // 431.
    too_slow,          // 408.
    sign_in_delayed,   // 429.
    no_place,          // All connections taken: an idle one was cut, or accepting paused.
};

// By the code of the error it is answered with.
std::optional<HttpLimit> limit_of(std::string_view error_code);

enum class Elsewhere { console, unknown, malformed };

// Where a request ended up.
struct Whereabouts {
    const Route* route = nullptr;  // Of api_routes().
    Elsewhere elsewhere = Elsewhere::unknown;

    // The operation's name, for the log.
    std::string_view operation() const;
};

class HttpMeters {
public:
    explicit HttpMeters(MetricRegistry& registry);

    // REQUIRES: where.route is nullptr or a line of api_routes().
    void count(const Whereabouts& where, HttpMethod method, int status);
    // From the last byte of the request to its answer, waiting for a worker included.
    void observe(const Whereabouts& where, std::chrono::nanoseconds time);

    Gauge& connections;
    Gauge& in_flight;
    Counter& received_bytes;
    Counter& sent_bytes;
    CounterBy<HttpLimit> rejected;
    CounterBy<ApiSignIn> sign_ins;

private:
    static constexpr std::size_t kClasses = 4;  // 2xx, 3xx, 4xx, 5xx.
    using ByClass = std::array<Counter*, kClasses>;

    std::vector<ByClass> routes_;   // As api_routes().
    std::vector<ByClass> unknown_;  // By method.
    ByClass console_;
    ByClass malformed_;
    std::vector<Histogram*> route_seconds_;  // As api_routes().
    Histogram* console_seconds_;
};

}  // namespace genbo
