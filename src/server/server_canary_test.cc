// SPDX-License-Identifier: Apache-2.0

// A made-up person is sent into every opening of the real server: path, query, body, headers, file
// name, sign-in, and requests that are none.  Backend and libraries fail on the way, some with her
// name on their lips.  Neither the log, at its most talkative, nor /metrics may know her.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/log.h"
#include "base/test_openmetrics.h"
#include "server/json_body.h"
#include "server/server.h"
#include "server/test_client.h"
#include "server/test_house.h"

namespace genbo {

namespace {

using testing::HasSubstr;

// Also what is left of them when they are cut, folded or decoded in part.
constexpr std::string_view kCanaries[] = {
    "雲雀丘",     "ひばりがおか", "hibarigaoka",   "HIBARIGAOKA",       "%E9%9B%B2%E9%9B%80",
    "8090-1234",  "80901234",     "09080901234",   "kanaria-no-uta-77", "53917-20468",
    "5391720468", "1923-04-05",   "\\u96f2\\u96c0"};

constexpr std::string_view kName = "雲雀丘";
constexpr std::string_view kNamePercent = "%E9%9B%B2%E9%9B%80%E4%B8%98";
constexpr std::string_view kMail = "hibarigaoka@canary.example";
constexpr std::string_view kPhone = "090-8090-1234";
constexpr std::string_view kNumber = "53917-20468";
constexpr std::string_view kPassword = "kanaria-no-uta-77";

std::vector<std::string> canaries_in(std::string_view text) {
    std::vector<std::string> found;
    for (const std::string_view canary : kCanaries)
        if (text.find(canary) != text.npos) found.emplace_back(canary);
    return found;
}

class CanaryTest : public testing::Test {
protected:
    void SetUp() override {
        set_log_level(LogLevel::debug);
        messages_.add(kServerMessages);
        const ServerParts parts{
            .backend = backend_,
            .idempotency = idempotency_,
            .clock = clock_,
            .messages = messages_,
            .assets = assets_,
            .openapi = "{}",
            .metrics = &registry_};
        auto server = GenboServer::start({.http = {.workers = 2}}, parts);
        ASSERT_TRUE(server.ok());
        server_ = *std::move(server);
        host_ = "localhost:" + std::to_string(server_->port());
    }
    void TearDown() override { set_log_level(LogLevel::info); }

    // She is in every header that a browser, a proxy or a script may send.
    std::string request(
        const std::string& line, const std::string& fields, std::string_view body) const {
        return line + " HTTP/1.1\r\nHost: " + host_ + "\r\nOrigin: http://" + host_ +
               "\r\nSec-Fetch-Site: same-origin\r\n" + fields + her_headers() +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
    }
    static std::string her_headers() {
        std::string out;
        for (const char* name :
             {"User-Agent", "Referer", "X-Request-Id", "Traceparent", "X-Real-Name", "Accept",
              "Accept-Language", "X-Correlation-Id", "From"})
            out += std::string{name} + ": " + std::string{kMail} + " " + std::string{kPhone} + " " +
                   std::string{kName} + "\r\n";
        return out;
    }

    TestAnswer ask(const std::string& bytes) const {
        TestClient client{server_->port()};
        client.send(bytes);
        return client.read_answer();
    }

    void sign_in(std::string_view name, std::string_view password) {
        const TestAnswer answer = ask(request(
            "POST /api/v1/session", "Content-Type: application/json\r\n",
            R"({"name":")" + std::string{name} + R"(","password":")" + std::string{password} +
                "\"}"));
        if (answer.status != 200) return;
        const std::string cookie = answer.header("Set-Cookie");
        session_ =
            "Cookie: " + cookie.substr(0, cookie.find(';')) + "; name=" + std::string{kMail} +
            "\r\nX-Genbo-CSRF: " + answer.body.substr(answer.body.find("\"csrf\":\"") + 8, 64) +
            "\r\n";
    }

    // Every route with her in its holes, query and body, well-formed and not.
    void visit_every_route() {
        const std::string person = R"({"text":")" + std::string{kName} + R"(","name":")" +
                                   std::string{kMail} + R"(","reason":")" + std::string{kPhone} +
                                   R"(","birth":"1923-04-05"})";
        for (const Route& route : api_routes()) {
            if (route.operation == "signOut" || route.watch != Watch::none) continue;
            for (const std::string_view value : {kNamePercent, kNumber, kMail}) {
                std::string target{route.pattern};
                for (std::size_t at = 0; (at = target.find('{')) != std::string::npos;)
                    target.replace(at, target.find('}') - at + 1, value);
                const std::string line = std::string{method_name(route.method)} + " " + target;
                const std::string type = route.body == RouteBody::file
                                             ? "Content-Type: application/octet-stream\r\n"
                                             : "Content-Type: application/json\r\n";
                const std::string fields = session_ + type +
                                           "X-Genbo-File-Name: " + std::string{kNamePercent} +
                                           ".csv\r\nIdempotency-Key: " + std::string{kNumber} +
                                           "\r\nIf-Match: \"" + std::string{kNumber} + "\"\r\n";
                const std::string body = route.body == RouteBody::none ? "" : person;
                ask(request(line, fields, body));
                ask(request(line + "?cursor=" + std::string{kMail}, fields, body));
                ask(request(line, fields, "{" + std::string{kName}));
                ask(request(line, type, body));
            }
        }
    }

    // One whole request that does its work.
    int search_for_her() {
        const std::string search = R"({"text":")" + std::string{kName} + "\"}";
        return ask(request(
                       "POST /api/v1/customers/search",
                       session_ + "Content-Type: application/json\r\n", search))
            .status;
    }

    // What is not even a request.
    void send_nonsense() {
        const std::string name{kName};
        const std::string mail{kMail};
        const std::string number{kNumber};
        ask("GET /" + name + " HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
        ask("GET /" + std::string{kNamePercent} + "?q=" + mail + " HTTP/1.1\r\nHost: " + host_ +
            "\r\n\r\n");
        ask("HIBARIGAOKA / HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
        ask("GET / HTTP/1.1\r\nHost: hibarigaoka.example\r\n\r\n");
        ask("GET http://hibarigaoka.example/" + number + " HTTP/1.1\r\nHost: x\r\n\r\n");
        ask("GET / " + name + "\r\n\r\n");
        ask(mail + "\r\n\r\n");
        ask("GET / HTTP/1.1\r\n" + name + ": " + mail + "\r\n\r\n");
        ask("GET /" + number + "/../%zz HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
        std::string long_head;
        while (long_head.size() < 200'000) long_head += mail;
        ask("GET / HTTP/1.1\r\nHost: " + host_ + "\r\nX-A: " + long_head + "\r\n\r\n");
        ask("POST /api/v1/session HTTP/1.1\r\nHost: " + host_ +
            "\r\nContent-Length: 99999999999\r\n\r\n" + name);
        ask("GET /metrics HTTP/1.1\r\nHost: " + host_ + "\r\nAuthorization: Bearer " + mail +
            "\r\n\r\n");
    }

    FakeBackend backend_;
    MemoryIdempotency idempotency_;
    SystemClock clock_;
    MessageCatalogue messages_;
    MetricRegistry registry_;
    std::vector<Asset> assets_ = {{.path = "/index.html", .mime = "text/html", .bytes = kTestPage}};
    std::unique_ptr<GenboServer> server_;
    std::string host_;
    std::string session_;
};

}  // namespace

TEST_F(CanaryTest, SheIsNeitherInTheLogNorInTheFigures) {
    testing::internal::CaptureStderr();
    sign_in(kMail, kPassword);
    sign_in("steward", kPassword);
    sign_in("steward", FakeBackend::kPassword);
    EXPECT_EQ(search_for_her(), 200);
    EXPECT_EQ(backend_.last_search.text, kName);
    visit_every_route();
    send_nonsense();
    backend_.fails_with = Error{.fault = Fault::unavailable, .code = "store.locked"};
    visit_every_route();
    backend_.before_answer = [] { throw std::runtime_error(std::string{kMail}); };
    EXPECT_EQ(search_for_her(), 500);
    visit_every_route();
    const std::string metrics = ask("GET /metrics HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n").body;
    server_->stop();
    server_->wait();
    const std::string log = testing::internal::GetCapturedStderr();

    EXPECT_THAT(canaries_in(log), testing::IsEmpty());
    EXPECT_THAT(canaries_in(metrics), testing::IsEmpty());

    // That they say nothing of her is worth something only because they do speak.
    const OpenMetricsPage page = read_openmetrics(metrics);
    EXPECT_EQ(page.complaints, "");
    double requests = 0;
    for (const auto& sample : page.family("genbo_http_requests")->samples) requests += sample.value;
    EXPECT_GT(requests, 400);
    std::size_t lines = 0;
    for (std::string_view rest{log}; !rest.empty(); ++lines) {
        const std::size_t end = rest.find('\n');
        ASSERT_NE(end, rest.npos);
        const auto line = parse_json(rest.substr(0, end));
        ASSERT_TRUE(line.ok()) << rest.substr(0, end);
        for (const char* name : {"at", "level", "event"})
            EXPECT_NE(line->member(name), nullptr) << name;
        EXPECT_NE(line->member("request"), nullptr) << rest.substr(0, end);
        rest.remove_prefix(end + 1);
    }
    // The page itself is counted after it was made.
    EXPECT_EQ(lines, static_cast<std::size_t>(requests) + 1);
    EXPECT_THAT(log, HasSubstr("\"operation\":\"searchCustomers\",\"method\":\"POST\""));
    EXPECT_THAT(log, HasSubstr("\"level\":\"error\",\"event\":\"http.request\""));
}

// The eye that looks for her must see.
TEST_F(CanaryTest, SheWouldBeNoticed) {
    EXPECT_FALSE(canaries_in(her_headers()).empty());
    for (const std::string_view value : {kName, kNamePercent, kMail, kPhone, kNumber, kPassword})
        EXPECT_FALSE(canaries_in("{\"x\":\"" + std::string{value} + "\"}").empty()) << value;
    testing::internal::CaptureStderr();
    log_info("planted", {{"code", LogToken{kMail}}});
    EXPECT_FALSE(canaries_in(testing::internal::GetCapturedStderr()).empty());
    registry_.counter({"genbo_planted", "Planted."}, {{"code", LogToken{kName}}}).add();
    const TestAnswer metrics = ask("GET /metrics HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
    EXPECT_FALSE(canaries_in(metrics.body).empty());
}

}  // namespace genbo
