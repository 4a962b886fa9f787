// SPDX-License-Identifier: Apache-2.0

// Answers that are made while they are sent, over a real socket.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "server/http_meters.h"
#include "server/http_server.h"
#include "server/test_client.h"

namespace genbo {

namespace {

constexpr std::size_t kPiece = 100'000;

// "/pieces/N" sends N pieces, "/broken/N" breaks after N.
class PiecesApp final : public HttpApp {
public:
    Admission admit(const RequestHead&) override { return {.body_bytes_max = 10}; }
    Opening open(const RequestHead&, std::uint64_t) override { return {}; }
    Response answer(Request request) override {
        const auto& path = request.head.segments;
        if (path.empty()) return text_response(200, "text/plain", "short");
        const int count = std::stoi(path.at(1));
        const bool breaks = path[0] == "broken";
        Response response;
        response.pieces = [this, count, breaks, at = 0]() mutable -> Result<std::string> {
            if (at == count && breaks)
                return Error{.fault = Fault::unavailable, .code = "test.broken"};
            if (at == count) return std::string{};
            ++made;
            return std::string(kPiece, static_cast<char>('a' + at++ % 26));
        };
        return response;
    }
    Response refuse(const Error& error, const RequestHead*) override {
        return text_response(500, "text/plain", error.code);
    }
    std::atomic<int> made = 0;
};

class HttpPieces : public testing::Test {
protected:
    HttpPieces() : server_(*HttpServer::start({}, app_, meters_)) {}
    static std::string get(const std::string& path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    PiecesApp app_;
    MetricRegistry registry_;
    HttpMeters meters_{registry_};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpPieces, ArriveInOrderAndTheConnectionLivesOn) {
    TestClient client{server_->port()};
    for (const int count : {3, 0, 40}) {
        client.send(get("/pieces/" + std::to_string(count)));
        const TestAnswer answer = client.read_answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
        EXPECT_EQ(answer.header("Content-Length"), "");
        ASSERT_EQ(answer.body.size(), kPiece * static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            EXPECT_EQ(
                answer.body[kPiece * static_cast<std::size_t>(i) + 7],
                static_cast<char>('a' + i % 26));
    }
    client.send(get("/"));
    EXPECT_EQ(client.read_answer().body, "short");
}

// Half a file must not look like a file.
TEST_F(HttpPieces, AFailureCutsTheConnection) {
    TestClient client{server_->port()};
    client.send(get("/broken/2"));
    const TestAnswer answer = client.read_answer();
    EXPECT_EQ(answer.status, 0);
    EXPECT_TRUE(client.is_ended());
}

// Nothing is made ahead of what the reader takes, beyond what sockets hold.
TEST_F(HttpPieces, WaitForASlowReader) {
    TestClient client{server_->port()};
    client.send(get("/pieces/2000"));
    int before = -1;
    for (int i = 0; i < 50 && app_.made != before; ++i) {
        before = app_.made;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    EXPECT_LT(app_.made, 200);
    EXPECT_EQ(client.read_answer().body.size(), 2000 * kPiece);
}

}  // namespace

}  // namespace genbo
