// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: several nodes of one shared master, as a load balancer sees them, and a browser whose
// every request goes to the next one.
//
//   TestNodes nodes{2};
//   nodes[0].master->writer() …
//   auto browser = nodes.browser();
//   browser.sign_in("admin", nodes.password);    // on one
//   browser.get("/api/v1/home");                 // on another
//
// All nodes live in this process, but each has its own folder, store, writer and server, and they
// share nothing but the database.  The clock can be set forward.

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapter/postgres/test_server.h"
#include "app/backend.h"
#include "app/catalogue.h"
#include "app/kept_answers.h"
#include "app/stored_gate.h"
#include "app/stored_sessions.h"
#include "server/server.h"
#include "server/test_client.h"

namespace genbo {

class TestTime final : public Clock {
public:
    Instant now() const override { return SystemClock{}.now() + std::chrono::seconds{ahead_s}; }
    std::atomic<std::int64_t> ahead_s = 0;
};

// What the server runs on one machine.
struct TestNode {
    TestNode(const std::filesystem::path& folder, const Clock& clock)
        : messages(all_messages()), registry(), metrics(registry) {
        auto opened = Master::open(folder, clock);
        check(opened.ok());
        master = *std::move(opened);
        check(master->start_writing(&metrics).ok());
        backend = std::make_unique<MasterBackend>(*master, messages, &metrics);
        answers = std::make_unique<StoredAnswers>(*master);
        sessions = std::make_unique<StoredSessions>(*master);
        gate = std::make_unique<StoredGate>(*master);
        auto started = GenboServer::start(
            {.http = {.port = 0}}, {.backend = *backend,
                                    .idempotency = *answers,
                                    .clock = clock,
                                    .messages = messages,
                                    .assets = {},
                                    .openapi = "{}",
                                    .metrics = &registry,
                                    .sessions = sessions.get(),
                                    .gate = gate.get(),
                                    .device_key = master->keyring().derive("sign_in.device")});
        check(started.ok());
        server = *std::move(started);
    }
    ~TestNode() {
        server->stop();
        server->wait();
    }

    MessageCatalogue messages;
    MetricRegistry registry;
    RegisterMetrics metrics;
    std::unique_ptr<Master> master;
    std::unique_ptr<MasterBackend> backend;
    std::unique_ptr<StoredAnswers> answers;
    std::unique_ptr<StoredSessions> sessions;
    std::unique_ptr<StoredGate> gate;
    std::unique_ptr<GenboServer> server;
};

struct TestReply {
    int status = 0;
    std::string body;
    std::string etag;
    bool replayed = false;

    boost::json::value json() const {
        boost::json::error_code failed;
        auto value = boost::json::parse(boost::json::string_view{body}, failed);
        EXPECT_FALSE(failed) << body;
        return value;
    }
    // A field of the object that the body is.
    std::string text(const char* name) const {
        const auto value = json();
        const auto* field = value.is_object() ? value.get_object().if_contains(name) : nullptr;
        return field != nullptr && field->is_string() ? std::string{field->get_string()}
                                                      : std::string{};
    }
    std::int64_t number(const char* name) const {
        const auto value = json();
        const auto* field = value.is_object() ? value.get_object().if_contains(name) : nullptr;
        return field != nullptr && field->is_int64() ? field->get_int64() : -1;
    }
    std::vector<boost::json::value> items(const char* name = "items") const {
        const auto value = json();
        const auto* field = value.is_object() ? value.get_object().if_contains(name) : nullptr;
        if (field == nullptr || !field->is_array()) return {};
        return {field->get_array().begin(), field->get_array().end()};
    }
};

class TestBrowser {
public:
    explicit TestBrowser(std::vector<std::uint16_t> ports) : ports_(std::move(ports)) {}

    // The node that gets the next request; afterwards they take turns again.
    TestBrowser& at(std::size_t node) {
        next_ = node;
        return *this;
    }
    // From now on every request goes there.
    TestBrowser& stay_at(std::size_t node) {
        ports_ = {ports_.at(node)};
        next_ = 0;
        return *this;
    }

    TestReply send(
        const std::string& method, const std::string& target, const std::string& body = {},
        const std::string& fields = {}) {
        const auto port = ports_.at(next_++ % ports_.size());
        const std::string host = "localhost:" + std::to_string(port);
        std::string request = method + " " + target + " HTTP/1.1\r\nHost: " + host +
                              "\r\nOrigin: http://" + host +
                              "\r\nSec-Fetch-Site: same-origin\r\nAccept-Language: en\r\n";
        if (!cookie.empty()) request += "Cookie: " + cookie + "\r\n";
        if (!csrf.empty()) request += "X-Genbo-CSRF: " + csrf + "\r\n";
        if (fields.find("Idempotency-Key") == fields.npos)
            request += "Idempotency-Key: request-" + std::to_string(made_keys()++) + "\r\n";
        if (!body.empty() && fields.find("Content-Type") == fields.npos)
            request += "Content-Type: application/json\r\n";
        request += fields;
        if (!body.empty() || method != "GET")
            request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        TestClient client(port);
        client.send(request + "\r\n" + body);
        const auto answer = client.read_answer();
        TestReply reply{answer.status, answer.body, answer.header("ETag"), false};
        reply.replayed = answer.header("Idempotent-Replayed") == "true";
        if (const auto set = answer.header("Set-Cookie"); !set.empty())
            cookie = set.substr(0, set.find(';'));
        if (const auto token = reply.body.find("\"csrf\":\""); token != reply.body.npos)
            csrf = reply.body.substr(token + 8, 64);
        return reply;
    }
    TestReply get(const std::string& target) { return send("GET", target); }
    TestReply post(
        const std::string& target, const std::string& body, const std::string& fields = {}) {
        return send("POST", target, body, fields);
    }

    TestReply sign_in(const std::string& name, const std::string& password) {
        return post(
            "/api/v1/session", R"({"name":")" + name + R"(","password":")" + password + R"("})");
    }

    TestReply upload(const std::string& content) {
        return post(
            "/api/v1/uploads", content,
            "Content-Type: application/octet-stream\r\nX-Genbo-File-Name: people.csv\r\n");
    }

    // Polls, each time another node, until the state is none of those that pass.
    TestReply wait_for(const std::string& target) {
        for (int i = 0; i < 600; ++i) {
            auto reply = get(target);
            const auto state = reply.text("state");
            if (reply.status != 200 || (state != "running" && state != "undoing")) return reply;
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        ADD_FAILURE() << target << " goes on and on";
        return {};
    }

    std::string cookie;
    std::string csrf;

private:
    static std::atomic<int>& made_keys() {
        static std::atomic<int> keys = 10'000'000;
        return keys;
    }

    std::vector<std::uint16_t> ports_;
    std::size_t next_ = 0;
};

class TestNodes {
public:
    enum class SecondFactor { not_asked, as_by_default };

    // Most tests are about something else, and sign in with a password alone.
    explicit TestNodes(std::size_t count, SecondFactor second_factor = SecondFactor::not_asked) {
        static std::atomic<int> houses = 0;
        root_ = std::filesystem::temp_directory_path() /
                ("genbo-nodes-" + std::to_string(::getpid()) + "-" + std::to_string(houses++));
        url = PgTestServer::shared().make_database();
        const auto created = Master::create(root_ / "0", time, url);
        check(created.ok());
        password = *created;
        if (second_factor == SecondFactor::not_asked) ask_for_no_second_factor();
        for (std::size_t i = 0; i < count; ++i) add();
    }
    ~TestNodes() {
        nodes_.clear();
        std::filesystem::remove_all(root_);
    }
    TestNodes(const TestNodes&) = delete;
    TestNodes& operator=(const TestNodes&) = delete;

    TestNode& operator[](std::size_t node) { return *nodes_.at(node); }

    // Its folder is a copy of the first one's.
    void add() {
        const auto folder = root_ / std::to_string(nodes_.size());
        if (!nodes_.empty())
            std::filesystem::copy(root_ / "0", folder, std::filesystem::copy_options::recursive);
        nodes_.push_back(std::make_unique<TestNode>(folder, time));
    }
    void end(std::size_t node) { nodes_.at(node).reset(); }

    TestBrowser browser() {
        std::vector<std::uint16_t> ports;
        for (const auto& node : nodes_) ports.push_back(node ? node->server->port() : 0);
        return TestBrowser{std::move(ports)};
    }

    // Signed in, with the password that was to be changed changed.
    TestBrowser signed_in() {
        auto visitor = browser();
        EXPECT_EQ(visitor.sign_in("admin", password).status, 200);
        const std::string next = "a-new-word-of-" + std::to_string(++changes_);
        const auto changed = visitor.post(
            "/api/v1/session/password",
            R"({"current":")" + password + R"(","next":")" + next + R"("})");
        EXPECT_EQ(changed.status, 200) << changed.body;
        password = next;
        return visitor;
    }

    TestTime time;
    std::string url;
    std::string password;  // Of admin, as it is now.

private:
    void ask_for_no_second_factor() {
        const auto path = root_ / "0" / "genbo.toml";
        std::ifstream in(path, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        const std::string section = "[sign_in]\n";
        const auto at = text.find(section);
        check(at != std::string::npos);
        text.insert(at + section.size(), "second_factor = []\n");
        std::ofstream(path, std::ios::binary) << text;
    }

    std::filesystem::path root_;
    std::vector<std::unique_ptr<TestNode>> nodes_;
    int changes_ = 0;
};

}  // namespace genbo
