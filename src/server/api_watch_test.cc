// SPDX-License-Identifier: Apache-2.0

// /healthz, /readyz and /metrics: who is let in, and what they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/bytes.h"
#include "base/test_openmetrics.h"
#include "crypto/hash.h"
#include "server/test_house.h"

namespace genbo {

namespace {

using testing::HasSubstr;

const std::string kToken = "4f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e";

ServerConfig with_token() {
    ServerConfig config;
    config.metrics_token_sha256 = to_hex(sha256({as_bytes(kToken)}));
    return config;
}

// How a request for figures may come.
struct Way {
    std::string remote = "127.0.0.1";
    std::string host = "localhost:8610";
    std::string authorization = {};
    std::string forwarded_for = {};
};

int status_of_way(TestHouse& house, std::string_view target, const Way& way) {
    Request request = house.request(HttpMethod::get, target);
    request.head.remote = way.remote;
    request.head.host = way.host;
    if (!way.authorization.empty()) TestHouse::set(request, "authorization", way.authorization);
    if (!way.forwarded_for.empty()) TestHouse::set(request, "x-forwarded-for", way.forwarded_for);
    return house.send(request).status;
}

OpenMetricsPage figures(TestHouse& house) {
    const Response response = house.get("/metrics");
    EXPECT_EQ(response.status, 200);
    OpenMetricsPage page = read_openmetrics(response.body);
    EXPECT_EQ(page.complaints, "");
    return page;
}

}  // namespace

TEST(Watching, ThisMachineMayAskOthersNeedTheToken) {
    TestHouse house{with_token()};
    TestHouse tokenless;
    ServerConfig config = with_token();
    config.behind_https = true;
    TestHouse behind_https{config};
    const std::string bearer = "Bearer " + kToken;
    struct Case {
        Way way;
        int health;
        int figures;
        int health_behind_https;
        int figures_behind_https;
        int tokenless_figures;
    };
    const Case cases[] = {
        {{}, 200, 200, 200, 401, 200},
        {{.remote = "::1", .host = "[::1]:8610"}, 200, 200, 200, 401, 200},
        // A proxy on this machine: everyone comes from here.
        {{.forwarded_for = "192.0.2.7"}, 200, 401, 200, 401, 401},
        {{.authorization = bearer, .forwarded_for = "192.0.2.7"}, 200, 200, 200, 200, 401},
        // A page that makes its own name point at this machine.
        {{.host = "evil.example"}, 421, 421, 421, 401, 421},
        {{.remote = "192.0.2.7"}, 401, 401, 401, 401, 401},
        {{.remote = "192.0.2.7", .host = "10.0.0.5:8610"}, 401, 401, 401, 401, 401},
        {{.remote = "192.0.2.7", .authorization = bearer}, 200, 200, 200, 200, 401},
        // A monitoring system knows the node by its address.
        {{.remote = "192.0.2.7", .host = "10.0.0.5:8610", .authorization = bearer},
         200,
         200,
         200,
         200,
         401},
        // Wrong is wrong, from here too: whoever sends one wants to know.
        {{.authorization = "Bearer x"}, 401, 401, 401, 401, 401},
        {{.remote = "192.0.2.7", .authorization = "Basic " + kToken}, 401, 401, 401, 401, 401},
    };
    for (const Case& one : cases) {
        const std::string told = one.way.remote + " " + one.way.host + " " + one.way.authorization +
                                 " " + one.way.forwarded_for;
        for (const char* target : {"/healthz", "/readyz"}) {
            EXPECT_EQ(status_of_way(house, target, one.way), one.health) << target << " " << told;
            EXPECT_EQ(status_of_way(behind_https, target, one.way), one.health_behind_https)
                << target << " " << told;
        }
        EXPECT_EQ(status_of_way(house, "/metrics", one.way), one.figures) << told;
        EXPECT_EQ(status_of_way(behind_https, "/metrics", one.way), one.figures_behind_https)
            << told;
        EXPECT_EQ(status_of_way(tokenless, "/metrics", one.way), one.tokenless_figures) << told;
    }
}

// The token opens the three doors and no other.
TEST(Watching, TheTokenIsNoSession) {
    TestHouse house{with_token()};
    for (const char* target : {"/api/v1/home", "/api/v1/customers/48213-90576"}) {
        Request request = house.request(HttpMethod::get, target);
        TestHouse::set(request, "authorization", "Bearer " + kToken);
        EXPECT_EQ(house.send(request).status, 401) << target;
        request.head.host = "10.0.0.5:8610";
        EXPECT_EQ(house.send(request).status, 421) << target;
    }
}

TEST(Watching, ARefusalSaysHowToMendIt) {
    TestHouse house{with_token()};
    Request request = house.request(HttpMethod::get, "/metrics");
    request.head.remote = "192.0.2.7";
    const Response response = house.send(request);
    EXPECT_EQ(problem_code(response), "server.watch_token_needed");
    ASSERT_NE(response.find("WWW-Authenticate"), nullptr);
    EXPECT_EQ(*response.find("WWW-Authenticate"), "Bearer");
}

TEST(Watching, HealthAsksNobody) {
    TestHouse house;
    house.backend.well = ApiBackend::Health::degraded;
    house.backend.not_ready = Error{.fault = Fault::corrupt, .code = "store.corrupt"};
    const Response response = house.get("/healthz");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"status":"ok"})");
    EXPECT_EQ(house.backend.asked_if_ready, 0);
    EXPECT_EQ(house.send(house.request(HttpMethod::head, "/healthz")).status, 200);
    EXPECT_EQ(house.send(house.request(HttpMethod::post, "/healthz")).status, 405);
}

TEST(Watching, ReadinessGivesAReason) {
    TestHouse house;
    EXPECT_EQ(house.get("/readyz").body, R"({"status":"ready"})");
    house.backend.well = ApiBackend::Health::degraded;
    const Response building = house.get("/readyz");
    EXPECT_EQ(building.status, 503);
    EXPECT_EQ(problem_code(building), "server.not_ready");
    EXPECT_THAT(building.body, HasSubstr(R"("args":["server.index_not_ready"])"));
    EXPECT_NE(building.find("Retry-After"), nullptr);
    // A fault with a status of its own is a 503 as well.
    house.backend.not_ready = Error{.fault = Fault::corrupt, .code = "store.corrupt"};
    testing::internal::CaptureStderr();
    const Response broken = house.get("/readyz");
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr("\"level\":\"warn\",\"event\":\"http.not_ready\",\"request\""));
    EXPECT_THAT(log, HasSubstr("\"code\":\"store.corrupt\""));
    EXPECT_EQ(std::ranges::count(log, '\n'), 1);
    EXPECT_EQ(broken.status, 503);
    EXPECT_THAT(broken.body, HasSubstr(R"("args":["store.corrupt"])"));
    EXPECT_EQ(house.backend.asked_if_ready, 3);
}

TEST(Watching, OnlyWhatAsksNobodyIsAnsweredAtOnce) {
    TestHouse house;
    const auto at_once = [&](HttpMethod method, std::string_view target) {
        return house.site->answer_at_once(house.request(method, target)).has_value();
    };
    EXPECT_TRUE(at_once(HttpMethod::get, "/healthz"));
    EXPECT_TRUE(at_once(HttpMethod::head, "/healthz"));
    EXPECT_TRUE(at_once(HttpMethod::get, "/metrics"));
    EXPECT_FALSE(at_once(HttpMethod::get, "/readyz"));
    EXPECT_FALSE(at_once(HttpMethod::post, "/healthz"));
    EXPECT_FALSE(at_once(HttpMethod::get, "/"));
    EXPECT_FALSE(at_once(HttpMethod::get, "/api/v1/home"));
    for (const Route& route : api_routes())
        if (route.turn == Turn::at_once) {
            EXPECT_NE(route.watch, Watch::none) << route.operation;
        }
}

TEST(Watching, FiguresFollowWhatHappens) {
    TestHouse house;
    house.sign_in("steward");
    house.sign_in("steward", "wrong");
    house.sign_in("nobody", "wrong");
    house.get("/api/v1/customers/48213-90576");
    house.get("/api/v1/customers/1");
    house.get("/api/v1/none");
    house.get("/");
    house.backend.before_answer = [] { throw std::runtime_error("made up"); };
    EXPECT_EQ(house.get("/api/v1/customers/48213-90576").status, 500);
    const OpenMetricsPage page = figures(house);
    const auto requests = [&](const std::string& labels) {
        return page.value("genbo_http_requests_total", labels);
    };
    const std::string customer = R"(route="/api/v1/customers/{number}",method="GET")";
    EXPECT_EQ(requests(customer + R"(,status="2xx")"), 1);
    EXPECT_EQ(requests(customer + R"(,status="4xx")"), 1);
    EXPECT_EQ(requests(customer + R"(,status="5xx")"), 1);
    EXPECT_EQ(requests(R"(route="unknown",method="GET",status="4xx")"), 1);
    EXPECT_EQ(requests(R"(route="console",method="GET",status="2xx")"), 1);
    EXPECT_EQ(page.value("genbo_http_request_seconds_count", customer), 3);
    EXPECT_EQ(page.value("genbo_sign_ins_total", R"(outcome="succeeded")"), 1);
    EXPECT_EQ(page.value("genbo_sign_ins_total", R"(outcome="wrong_password")"), 1);
    EXPECT_EQ(page.value("genbo_sign_ins_total", R"(outcome="unknown_name")"), 1);
    // The page counts itself only in the next.
    EXPECT_EQ(requests(R"(route="/metrics",method="GET",status="2xx")"), 0);
    EXPECT_EQ(
        figures(house).value(
            "genbo_http_requests_total", R"(route="/metrics",method="GET",status="2xx")"),
        1);
}

TEST(Watching, LimitsAreCounted) {
    TestHouse house;
    for (int i = 0; i < 5; ++i) house.sign_in("steward", "wrong");
    house.site->refuse({.fault = Fault::unavailable, .code = "server.busy"}, nullptr);
    house.site->refuse({.fault = Fault::limit, .code = "server.too_slow"}, nullptr);
    const OpenMetricsPage page = figures(house);
    EXPECT_EQ(page.value("genbo_http_rejected_total", R"(limit="sign_in_delayed")"), 2);
    EXPECT_EQ(page.value("genbo_sign_ins_total", R"(outcome="delayed")"), 2);
    EXPECT_EQ(page.value("genbo_http_rejected_total", R"(limit="busy")"), 1);
    EXPECT_EQ(page.value("genbo_http_rejected_total", R"(limit="too_slow")"), 1);
}

}  // namespace genbo
