// SPDX-License-Identifier: Apache-2.0
#include "adapter/http/curl_caller.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "adapter/http/small_server_test_helper.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

std::string code_of(const HttpCall& call) {
    const auto answer = CurlCaller().call(call);
    return answer.ok() ? std::to_string(answer->status) : answer.error().code;
}

TEST(CurlCaller, SendsAndTakesWhatItIsGiven) {
    SmallServer server([](const HeardRequest& request) {
        if (request.method == "DELETE") return SmallServer::answer_of(404, "none");
        return std::string{
            "HTTP/1.1 201 x\r\nX-Kind:  a b \r\nContent-Length: 5\r\n"
            "Connection: close\r\n\r\nhello"};
    });
    CurlCaller caller;
    const auto answer = caller.call(
        {.method = "POST",
         .url = server.url("/a?b=c"),
         .headers = {{"X-Token", "t"}, {"Content-Type", "application/json"}},
         .body = std::string("{\"a\":\0}", 7)});
    ASSERT_TRUE(answer.ok()) << answer.error().code;
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->header("x-kind"), "a b");
    EXPECT_EQ(answer->header("x-other"), "");
    const auto gone = caller.call({.method = "DELETE", .url = server.url("/b")});
    ASSERT_TRUE(gone.ok());
    EXPECT_EQ(gone->status, 404);
    const auto heard = server.heard();
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(heard[0].method, "POST");
    EXPECT_EQ(heard[0].target, "/a?b=c");
    EXPECT_NE(heard[0].head.find("X-Token: t\r\n"), std::string::npos);
    EXPECT_EQ(heard[0].body, std::string("{\"a\":\0}", 7));
    EXPECT_EQ(heard[1].method, "DELETE");
    EXPECT_EQ(heard[1].head.find("X-Token"), std::string::npos) << "of the call before";
}

TEST(SharedCurlCaller, IsForManyThreadsAtOnce) {
    SmallServer server(
        [](const HeardRequest& request) { return SmallServer::answer_of(200, request.target); });
    SharedCurlCaller shared;
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            const auto target = "/" + std::to_string(i);
            const auto answer = shared.call({.url = server.url(target)});
            if (answer.ok() && answer->body == target) ++right;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 8);
}

TEST(CurlCaller, GoesNowhereElse) {
    SmallServer second([](const HeardRequest&) { return SmallServer::answer_of(200, "{}"); });
    SmallServer server([&](const HeardRequest&) {
        return "HTTP/1.1 302 x\r\nLocation: " + second.url("/") +
               "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    });
    EXPECT_EQ(code_of({.url = server.url("/")}), "302");
    EXPECT_TRUE(second.heard().empty());
    for (const char* address :
         {"http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://", "",
          "https://user:secret@example.com/", "gopher://localhost/", "127.0.0.1"})
        EXPECT_EQ(code_of({.url = address}), "http.address") << address;
    EXPECT_EQ(
        code_of({.url = server.url("/"), .headers = {{"X-A", "b\r\nX-C: d"}}}), "http.address");
}

TEST(CurlCaller, KeepsToItsBounds) {
    SmallServer large(
        [](const HeardRequest&) { return SmallServer::answer_of(200, std::string(5000, 'x')); });
    EXPECT_EQ(code_of({.url = large.url("/"), .answer_bytes_max = 4999}), "http.answer_too_large");
    EXPECT_EQ(code_of({.url = large.url("/"), .answer_bytes_max = 5000}), "200");
    SmallServer slow([](const HeardRequest&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        return SmallServer::answer_of(200, "");
    });
    EXPECT_EQ(
        code_of({.url = slow.url("/"), .time = std::chrono::milliseconds(150)}), "http.timeout");
    SmallServer silent([](const HeardRequest&) { return std::string{}; });
    EXPECT_EQ(code_of({.url = silent.url("/")}), "http.unreachable");
    EXPECT_EQ(code_of({.url = "http://127.0.0.1:1/"}), "http.unreachable");
}

// A real TLS server with a certificate for "localhost" that nobody knows.
class TlsServer {
public:
    TlsServer() {
        std::string folder = (fs::temp_directory_path() / "genbo-tls-XXXXXX").string();
        EXPECT_NE(::mkdtemp(folder.data()), nullptr);
        folder_ = folder;
        const std::string make =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
            folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null";
        EXPECT_EQ(std::system(make.c_str()), 0);  // NOLINT(cert-env33-c)
        port_ = 20000 + (::getpid() % 20000);
        child_ = ::fork();
        if (child_ == 0) {
            ::chdir(folder.c_str());
            const auto accept = std::to_string(port_);
            std::freopen("/dev/null", "w", stdout);  // NOLINT
            std::freopen("/dev/null", "w", stderr);  // NOLINT
            ::execlp(
                "openssl", "openssl", "s_server", "-accept", accept.c_str(), "-cert", "cert.pem",
                "-key", "key.pem", "-www", "-quiet", nullptr);
            ::_exit(127);
        }
    }
    ~TlsServer() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        fs::remove_all(folder_);
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(port_) + "/";
    }
    fs::path certificate() const { return folder_ / "cert.pem"; }

private:
    fs::path folder_;
    int port_ = 0;
    pid_t child_ = -1;
};

TEST(CurlCaller, TrustsOnlyWhoCanBeTrusted) {
    const TlsServer server;
    CurlCaller told({.authorities = server.certificate()});
    Result<HttpAnswer> answer = Error{};
    for (int i = 0; i < 100 && !answer.ok(); ++i) {
        answer = told.call({.url = server.url("localhost")});
        if (!answer.ok()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    ASSERT_TRUE(answer.ok()) << answer.error().code;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(CurlCaller().call({.url = server.url("localhost")}).error().code, "http.tls");
    EXPECT_EQ(told.call({.url = server.url("127.0.0.1")}).error().code, "http.tls")
        << "the certificate is another host's";
}

}  // namespace
}  // namespace genbo
