// SPDX-License-Identifier: Apache-2.0
#include "server/http_meters.h"

#include <gtest/gtest.h>

#include "base/test_openmetrics.h"

namespace genbo {

TEST(HttpMeters, CountByTemplateMethodAndClass) {
    MetricRegistry registry;
    HttpMeters meters{registry};
    const Route* customer = nullptr;
    for (const Route& route : api_routes())
        if (route.operation == "getCustomer") customer = &route;
    ASSERT_NE(customer, nullptr);
    meters.count({.route = customer}, HttpMethod::get, 200);
    meters.count({.route = customer}, HttpMethod::head, 204);
    meters.count({.route = customer}, HttpMethod::get, 404);
    meters.count({.elsewhere = Elsewhere::console}, HttpMethod::get, 304);
    meters.count({.elsewhere = Elsewhere::unknown}, HttpMethod::other, 405);
    meters.count({.elsewhere = Elsewhere::malformed}, HttpMethod::other, 400);
    meters.observe({.route = customer}, std::chrono::milliseconds{20});
    meters.observe({.elsewhere = Elsewhere::unknown}, std::chrono::milliseconds{20});
    const OpenMetricsPage page = read_openmetrics(registry.text());
    EXPECT_EQ(page.complaints, "");
    const auto requests = [&](const std::string& labels) {
        return page.value("genbo_http_requests_total", labels);
    };
    const std::string got = R"(route="/api/v1/customers/{number}",method="GET")";
    EXPECT_EQ(requests(got + R"(,status="2xx")"), 2);
    EXPECT_EQ(requests(got + R"(,status="4xx")"), 1);
    EXPECT_EQ(requests(got + R"(,status="5xx")"), 0);
    EXPECT_EQ(requests(R"(route="console",method="GET",status="3xx")"), 1);
    EXPECT_EQ(requests(R"(route="unknown",method="other",status="4xx")"), 1);
    EXPECT_EQ(requests(R"(route="malformed",method="other",status="4xx")"), 1);
    EXPECT_EQ(page.value("genbo_http_request_seconds_count", got), 1);
    double all = 0;
    for (const auto& sample : page.family("genbo_http_requests")->samples) all += sample.value;
    EXPECT_EQ(all, 6);
}

TEST(HttpMeters, AStrangeStatusFindsAClass) {
    MetricRegistry registry;
    HttpMeters meters{registry};
    for (const int status : {0, 101, 600, 999})
        meters.count({.elsewhere = Elsewhere::malformed}, HttpMethod::other, status);
    const OpenMetricsPage page = read_openmetrics(registry.text());
    const std::string labels = R"(route="malformed",method="other",status=")";
    EXPECT_EQ(page.value("genbo_http_requests_total", labels + "2xx\""), 2);
    EXPECT_EQ(page.value("genbo_http_requests_total", labels + "5xx\""), 2);
}

// What is answered with "come back later" is a limit, and has a name among them.
TEST(HttpMeters, EveryLimitHasItsName) {
    for (const char* code :
         {"server.busy", "server.body_too_large", "server.header_too_large", "server.too_slow",
          "server.sign_in_delayed"})
        EXPECT_TRUE(limit_of(code).has_value()) << code;
    EXPECT_FALSE(limit_of("server.bad_request").has_value());
    EXPECT_FALSE(limit_of("").has_value());
}

}  // namespace genbo
