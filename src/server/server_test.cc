// SPDX-License-Identifier: Apache-2.0

// The assembled server over a real socket, as a browser meets it: page, sign-in, upload, import.
#include "server/server.h"

#include <gtest/gtest.h>

#include "server/fake_backend.h"
#include "server/server_messages.h"
#include "server/test_client.h"
#include "server/test_house.h"

namespace genbo {

namespace {

class GenboServerTest : public testing::Test {
protected:
    void SetUp() override {
        messages_.add(kServerMessages);
        const ServerParts parts{
            .backend = backend_,
            .idempotency = idempotency_,
            .clock = clock_,
            .messages = messages_,
            .assets = assets_,
            .openapi = "{}"};
        auto server = GenboServer::start({}, parts);
        ASSERT_TRUE(server.ok());
        server_ = *std::move(server);
        host_ = "localhost:" + std::to_string(server_->port());
    }

    std::string request(std::string_view line, std::string_view fields, std::string_view body) {
        return std::string{line} + " HTTP/1.1\r\nHost: " + host_ + "\r\nOrigin: http://" + host_ +
               "\r\nSec-Fetch-Site: same-origin\r\n" + std::string{fields} +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
    }

    FakeBackend backend_;
    MemoryIdempotency idempotency_;
    SystemClock clock_;
    MessageCatalogue messages_;
    std::vector<Asset> assets_ = {{.path = "/index.html", .mime = "text/html", .bytes = kTestPage}};
    std::unique_ptr<GenboServer> server_;
    std::string host_;
};

TEST_F(GenboServerTest, ServesAWholeVisit) {
    TestClient browser{server_->port()};
    browser.send("GET / HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
    const TestAnswer page = browser.read_answer();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.body.starts_with("<!doctype html>"));
    EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");

    browser.send(request(
        "POST /api/v1/session", "Content-Type: application/json\r\n",
        R"({"name":"steward","password":"hinotama-no-uta-8"})"));
    const TestAnswer session = browser.read_answer();
    ASSERT_EQ(session.status, 200) << session.body;
    const std::string set_cookie = session.header("Set-Cookie");
    const std::string cookie = "Cookie: " + set_cookie.substr(0, set_cookie.find(';')) + "\r\n";
    const std::string csrf =
        "X-Genbo-CSRF: " + session.body.substr(session.body.find("\"csrf\":\"") + 8, 64) + "\r\n";

    std::string file = "氏名,電話\n";
    for (int i = 0; i < 60'000; ++i) file += "山田太郎,03-0000-0000\n";
    browser.send(request(
        "POST /api/v1/uploads",
        cookie + csrf +
            "Content-Type: application/octet-stream\r\nX-Genbo-File-Name: %E9%A1%A7.csv\r\n",
        file));
    const TestAnswer upload = browser.read_answer();
    ASSERT_EQ(upload.status, 201) << upload.body;
    EXPECT_EQ(backend_.last_file->content, file);

    browser.send(request(
        "POST /api/v1/imports",
        cookie + csrf + "Content-Type: application/json\r\nIdempotency-Key: import-0001\r\n",
        R"({"upload_id":"u-1","source":"ec","dry_run":false})"));
    const TestAnswer import = browser.read_answer();
    EXPECT_EQ(import.status, 202) << import.body;
    EXPECT_EQ(import.header("Location"), "/api/v1/imports/7");
    server_->stop();
    server_->wait();
    EXPECT_TRUE(browser.is_ended());
}

TEST_F(GenboServerTest, AnUploadWithoutASessionIsRefusedUnread) {
    TestClient stranger{server_->port()};
    stranger.send(
        "POST /api/v1/uploads HTTP/1.1\r\nHost: " + host_ +
        "\r\nContent-Length: 1000000000\r\nAccept-Language: en\r\n\r\nbeginning");
    const TestAnswer answer = stranger.read_answer();
    EXPECT_EQ(answer.status, 401);
    EXPECT_NE(answer.body.find("Not signed in."), std::string::npos);
    EXPECT_EQ(backend_.last_file, nullptr);
    EXPECT_EQ(answer.header("X-Frame-Options"), "DENY");
}

TEST_F(GenboServerTest, WhatIsNoRequestIsRefusedWithTheSameHeaders) {
    TestClient stranger{server_->port()};
    stranger.send("GET / HTTP/1.1\r\n\r\n");
    const TestAnswer answer = stranger.read_answer();
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
}

}  // namespace

}  // namespace genbo
