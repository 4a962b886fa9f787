// SPDX-License-Identifier: Apache-2.0

// Over real sockets on loopback, with small limits and timeouts.
#include "server/http_server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <future>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/log.h"
#include "server/http_meters.h"
#include "server/test_client.h"

namespace genbo {

namespace {

using std::chrono::milliseconds;

class MemoryFile final : public IncomingFile {
public:
    explicit MemoryFile(std::atomic<std::size_t>& bytes) : bytes_(bytes) {}
    Result<> write(std::string_view bytes) override {
        if (fails_at > 0 && size_ + bytes.size() > fails_at)
            return Error{.fault = Fault::unavailable, .code = "test.disk_full"};
        size_ += bytes.size();
        for (const char c : bytes) sum_ = sum_ * 31 + static_cast<unsigned char>(c);
        bytes_ = size_;
        return {};
    }
    Result<> finish() override { return {}; }
    std::string id() const override { return std::to_string(sum_); }
    std::uint64_t size() const override { return size_; }
    void keep() override {}

    std::size_t fails_at = 0;

private:
    std::atomic<std::size_t>& bytes_;
    std::size_t size_ = 0;
    std::uint64_t sum_ = 0;
};

// Says what it saw; "/wait" waits for the gate, "/slow" takes 4 ms, "/throw" throws, "/file" takes
// a file.
class EchoApp final : public HttpApp {
public:
    Admission admit(const RequestHead& head) override {
        if (first(head) == "small") return {.body_bytes_max = 10};
        if (first(head) == "file" || first(head) == "full" || first(head) == "closed")
            return {.body_bytes_max = 8 << 20, .body = Admission::Body::file};
        return {.body_bytes_max = 1 << 20};
    }
    Opening open(const RequestHead& head, std::uint64_t) override {
        if (first(head) == "closed") return {.file = nullptr, .refusal = text(403, "closed")};
        auto file = std::make_shared<MemoryFile>(stored);
        if (first(head) == "full") file->fails_at = 300'000;
        return {.file = std::move(file), .refusal = std::nullopt};
    }
    std::optional<Response> answer_at_once(const Request& request) override {
        if (first(request.head) != "now") return std::nullopt;
        return text(200, "now " + std::to_string(request.body.size()));
    }
    Response answer(Request request) override {
        ++answered;
        const std::string path = request.head.path();
        if (path == "/throw") throw std::bad_alloc{};
        if (path == "/wait") gate.get_future().wait();
        if (path == "/slow") std::this_thread::sleep_for(milliseconds{4});
        if (path == "/large") return text(200, std::string(8 << 20, 'x'));
        if (path == "/close") {
            Response response = text(200, "bye");
            response.close = true;
            return response;
        }
        if (request.file) return text(200, "file " + std::to_string(request.file->size()));
        return text(
            200, std::string{method_name(request.head.method)} + " " + path + " " +
                     request.head.remote + " " + std::to_string(request.body.size()) + " " +
                     request.body.substr(0, 20));
    }
    Response refuse(const Error& error, const RequestHead*) override {
        log_warn("test.refused", {{"code", LogToken{error.code}}});
        int status = 400;
        if (error.code == "server.body_too_large") status = 413;
        if (error.code == "server.too_slow") status = 408;
        if (error.code == "server.header_too_large") status = 431;
        if (error.fault == Fault::unavailable) status = 503;
        if (error.code == "server.internal") status = 500;
        return text(status, error.code);
    }

    std::promise<void> gate;
    std::atomic<int> answered = 0;
    std::atomic<std::size_t> stored = 0;

private:
    static std::string first(const RequestHead& head) {
        return head.segments.empty() ? "" : head.segments.front();
    }
    static Response text(int status, std::string body) {
        return text_response(status, "text/plain", std::move(body));
    }
};

class HttpServerTest : public testing::Test {
protected:
    void start(const HttpConfig& config = {}) {
        auto server = HttpServer::start(config, app_, meters_);
        ASSERT_TRUE(server.ok());
        server_ = *std::move(server);
    }
    std::uint16_t port() const { return server_->port(); }

    TestAnswer ask(std::string_view request) {
        TestClient client{port()};
        EXPECT_TRUE(client.send(request));
        return client.read_answer();
    }

    EchoApp app_;
    MetricRegistry registry_;
    HttpMeters meters_{registry_};
    std::unique_ptr<HttpServer> server_;
};

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post(std::string_view path, std::size_t size) {
    return "POST " + std::string{path} +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'p');
}

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
    start();
    TestClient client{port()};
    for (int i = 0; i < 3; ++i) {
        client.send(kGet);
        const TestAnswer answer = client.read_answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "GET /a 127.0.0.1 0 ");
        EXPECT_EQ(answer.header("Connection"), "keep-alive");
        EXPECT_EQ(answer.header("Date").size(), 29u);
        EXPECT_EQ(answer.header("Server"), "");
    }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    TestClient client{port()};
    std::string requests;
    for (int i = 0; i < 200; ++i) {
        requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        requests += post("/p" + std::to_string(i), static_cast<std::size_t>(i));
    }
    std::thread sender{[&] { client.send(requests); }};
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(client.read_answer().body, "GET /" + std::to_string(i) + " 127.0.0.1 0 ");
        const std::string body = client.read_answer().body;
        EXPECT_TRUE(body.starts_with(
            "POST /p" + std::to_string(i) + " 127.0.0.1 " + std::to_string(i) + " "))
            << body;
    }
    sender.join();
}

TEST_F(HttpServerTest, TakesBytesOneByOne) {
    start();
    TestClient client{port()};
    const std::string request =
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    for (const char c : request) client.send({&c, 1});
    EXPECT_EQ(client.read_answer().body, "POST /a 127.0.0.1 11 hello world");
}

TEST_F(HttpServerTest, ClosesWhenAskedTo) {
    start();
    for (const char* request :
         {"GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n",
          "GET /close HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        TestClient client{port()};
        client.send(request);
        const TestAnswer answer = client.read_answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_TRUE(client.is_ended());
    }
}

TEST_F(HttpServerTest, HeadHasTheLengthAndNoContent) {
    start();
    TestClient client{port()};
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + std::string{kGet});
    const TestAnswer head = client.read_answer(TestClient::Content::none);
    EXPECT_EQ(head.header("Content-Length"), "20");
    EXPECT_EQ(client.read_answer().body, "GET /a 127.0.0.1 0 ");
}

TEST_F(HttpServerTest, RefusesBadRequestsAndEnds) {
    start();
    for (const char* request :
         {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
          "GET /.. HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
          "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        TestClient client{port()};
        client.send(request);
        const TestAnswer answer = client.read_answer();
        EXPECT_EQ(answer.status, 400) << request;
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_TRUE(client.is_ended()) << request;
    }
    EXPECT_EQ(app_.answered, 0);
    EXPECT_EQ(ask("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x')).status, 431);
}

TEST_F(HttpServerTest, ARefusalArrivesThoughTheBodyIsOnItsWay) {
    start();
    for (int i = 0; i < 20; ++i) {
        TestClient declared{port()};
        std::thread sender{[&] { declared.send(post("/a", 4 << 20)); }};
        EXPECT_EQ(declared.read_answer().status, 413);
        EXPECT_TRUE(declared.is_ended());
        sender.join();
    }
    EXPECT_EQ(ask(post("/small", 10)).status, 200);
    EXPECT_EQ(ask(post("/small", 11)).status, 413);
    EXPECT_EQ(
        ask("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "6\r\nhello!\r\n6\r\nhello!\r\n0\r\n\r\n")
            .status,
        413);
}

TEST_F(HttpServerTest, SaysContinueOnlyToWhatItWillTake) {
    start();
    const auto ask_first = [](std::string_view path, int size) {
        return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" +
               "Content-Length: " + std::to_string(size) + "\r\n\r\n";
    };
    TestClient taken{port()};
    taken.send(ask_first("/small", 3));
    EXPECT_EQ(taken.read_answer().status, 100);
    taken.send("abc");
    EXPECT_EQ(taken.read_answer().body, "POST /small 127.0.0.1 3 abc");
    TestClient refused{port()};
    refused.send(ask_first("/small", 11));
    EXPECT_EQ(refused.read_answer().status, 413);
    TestClient closed{port()};
    closed.send(ask_first("/closed", 11));
    EXPECT_EQ(closed.read_answer().status, 403);
}

TEST_F(HttpServerTest, StreamsUploadsToAFile) {
    start();
    const std::size_t size = (4 << 20) + 17;
    TestClient client{port()};
    std::thread sender{[&] { client.send(post("/file", size) + std::string{kGet}); }};
    EXPECT_EQ(client.read_answer().body, "file " + std::to_string(size));
    EXPECT_EQ(client.read_answer().body, "GET /a 127.0.0.1 0 ");
    sender.join();
    EXPECT_EQ(app_.stored, size);

    std::string chunked = "POST /file HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 50; ++i) chunked += "4e20\r\n" + std::string(20'000, 'c') + "\r\n";
    EXPECT_EQ(ask(chunked + "0\r\n\r\n").body, "file 1000000");
}

TEST_F(HttpServerTest, RefusesUploadsBeforeAndWhileTheyCome) {
    start();
    TestClient closed{port()};
    std::thread first{[&] { closed.send(post("/closed", 2 << 20)); }};
    EXPECT_EQ(closed.read_answer().body, "closed");
    first.join();
    TestClient full{port()};
    std::thread second{[&] { full.send(post("/full", 6 << 20)); }};
    EXPECT_EQ(full.read_answer().body, "test.disk_full");
    second.join();
    TestClient large{port()};
    std::thread third{[&] { large.send(post("/file", 9 << 20)); }};
    EXPECT_EQ(large.read_answer().status, 413);
    third.join();
}

TEST_F(HttpServerTest, SendsLargeAnswersWhole) {
    start();
    TestClient client{port()};
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n" + std::string{kGet});
    std::this_thread::sleep_for(milliseconds{50});
    EXPECT_EQ(client.read_answer().body.size(), std::size_t{8} << 20);
    EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(HttpServerTest, AThrowingHandlerFailsAlone) {
    start();
    TestClient client{port()};
    client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n" + std::string{kGet});
    EXPECT_EQ(client.read_answer().status, 500);
    EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(HttpServerTest, CutsSlowPeers) {
    start(
        {.idle = milliseconds{60},
         .head = milliseconds{60},
         .transfer_grace = milliseconds{60},
         .drain = milliseconds{60}});
    TestClient idle{port()};
    TestClient head{port()};
    TestClient body{port()};
    TestClient reader{port()};
    head.send("GET / HTTP/1.1\r\nHo");
    body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_TRUE(idle.is_ended());
    EXPECT_EQ(head.read_answer().status, 408);
    EXPECT_TRUE(head.is_ended());
    EXPECT_EQ(body.read_answer().status, 408);
    EXPECT_TRUE(body.is_ended());
}

TEST_F(HttpServerTest, ADrippingHeaderDoesNotBuyTime) {
    start({.head = milliseconds{80}, .drain = milliseconds{80}});
    TestClient client{port()};
    client.send("GET / HTTP/1.1\r\nHost: a\r\n");
    const auto start_time = std::chrono::steady_clock::now();
    while (client.send("X") && std::chrono::steady_clock::now() - start_time < milliseconds{2000})
        std::this_thread::sleep_for(milliseconds{5});
    EXPECT_LT(std::chrono::steady_clock::now() - start_time, milliseconds{2000});
}

TEST_F(HttpServerTest, IdleConnectionsGiveWayWhenAllPlacesAreTaken) {
    start({.connections_max = 4});
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<TestClient>(port()));
        clients.back()->send(kGet);
        EXPECT_EQ(clients.back()->read_answer().status, 200) << i;
    }
    EXPECT_TRUE(clients.front()->is_ended());
    EXPECT_GT(meters_.rejected[HttpLimit::no_place].value(), 0u);
}

// Slow heads hold a place for ten seconds each; whoever comes must not wait so long for one.
TEST_F(HttpServerTest, HalfHeadsGiveWayWhenAllPlacesAreTaken) {
    start({.connections_max = 4, .head = milliseconds{60'000}, .drain = milliseconds{60'000}});
    std::vector<std::unique_ptr<TestClient>> slow;
    for (int i = 0; i < 4; ++i) {
        slow.push_back(std::make_unique<TestClient>(port()));
        slow.back()->send("GET / HTTP/1.1\r\nHo");
    }
    const auto begun = std::chrono::steady_clock::now();
    TestClient client{port()};
    client.send(kGet);
    EXPECT_EQ(client.read_answer().status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds{10'000});
}

TEST_F(HttpServerTest, NobodyHasToGoBeforeSomebodyComes) {
    start({.connections_max = 2});
    TestClient first{port()};
    TestClient second{port()};
    for (int i = 0; i < 3; ++i)
        for (TestClient* client : {&first, &second}) {
            client->send(kGet);
            EXPECT_EQ(client->read_answer().status, 200);
            std::this_thread::sleep_for(milliseconds{60});
        }
    EXPECT_EQ(meters_.rejected[HttpLimit::no_place].value(), 0u);
}

TEST_F(HttpServerTest, SaysBusyWhenTooManyWait) {
    start({.workers = 1, .waiting = {.requests = 1}});
    TestClient working{port()};
    TestClient waiting{port()};
    TestClient refused{port()};
    working.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    while (app_.answered == 0) std::this_thread::yield();
    waiting.send(kGet);
    std::this_thread::sleep_for(milliseconds{50});
    // Its connection is kept: it asks again when it likes, and is served when there is room.
    refused.send(kGet);
    const TestAnswer busy = refused.read_answer();
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.header("Connection"), "keep-alive");
    app_.gate.set_value();
    EXPECT_EQ(working.read_answer().status, 200);
    EXPECT_EQ(waiting.read_answer().status, 200);
    refused.send(kGet);
    EXPECT_EQ(refused.read_answer().status, 200);
}

TEST_F(HttpServerTest, SaysBusyWhenTheNextHasWaitedTooLong) {
    start({.workers = 1, .waiting = {.longest = milliseconds{50}}});
    TestClient working{port()};
    TestClient waiting{port()};
    TestClient refused{port()};
    working.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    while (app_.answered == 0) std::this_thread::yield();
    waiting.send(kGet);
    std::this_thread::sleep_for(milliseconds{150});
    refused.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(refused.read_answer().status, 503);
    EXPECT_TRUE(refused.is_ended());
    app_.gate.set_value();
    EXPECT_EQ(working.read_answer().status, 200);
    EXPECT_EQ(waiting.read_answer().status, 200);
}

// Clients that ask again and again without ever waiting, as broken ones do.
class GreedyCrowd {
public:
    GreedyCrowd(std::uint16_t port, std::size_t clients)
        : told_(clients), begun_(std::chrono::steady_clock::now()) {
        for (Told& told : told_)
            threads_.emplace_back([&told, port](const std::stop_token& stop) {
                TestClient client{port};
                while (!stop.stop_requested()) {
                    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
                    const int status = client.read_answer().status;
                    ++(status == 200 ? told.good : status == 503 ? told.busy : told.other);
                }
            });
    }

    // Until time is over and everybody had an answer, but not for ever; good answers a second.
    double rate() {
        const auto time = [&] { return std::chrono::steady_clock::now() - begun_; };
        while (time() < milliseconds{1500} || (!all_served() && time() < milliseconds{20'000}))
            std::this_thread::sleep_for(milliseconds{10});
        const double seconds = std::chrono::duration<double>(time()).count();
        const double answered = sum(&Told::good) / seconds;
        for (std::jthread& thread : threads_) thread.request_stop();
        threads_.clear();
        return answered;
    }

    struct Told {
        std::atomic<int> good = 0;
        std::atomic<int> busy = 0;
        std::atomic<int> other = 0;
    };
    double sum(std::atomic<int> Told::* what) const {
        int all = 0;
        for (const Told& told : told_) all += told.*what;
        return all;
    }
    bool all_served() const {
        return std::ranges::all_of(told_, [](const Told& told) { return told.good > 0; });
    }

private:
    std::vector<Told> told_;
    std::chrono::steady_clock::time_point begun_;
    std::vector<std::jthread> threads_;
};

// What can be done is done, everybody has a turn, and nobody is told anything but yes or busy.
TEST_F(HttpServerTest, FiveTimesTheLoadIsAnsweredAsFastAsTheLoad) {
    start({.workers = 2, .waiting = {.requests = 8}});
    const double best = GreedyCrowd{port(), 8}.rate();
    GreedyCrowd crowd{port(), 40};
    EXPECT_GE(crowd.rate(), best * 0.8);
    EXPECT_TRUE(crowd.all_served());
    EXPECT_GT(crowd.sum(&GreedyCrowd::Told::busy), 0);
    EXPECT_EQ(crowd.sum(&GreedyCrowd::Told::other), 0);
}

// Standard error is a pipe that nobody reads any more: whatever is logged of each refusal, the
// next request is answered all the same.
TEST_F(HttpServerTest, ALogThatNobodyReadsStopsNothing) {
    start({.workers = 1, .waiting = {.requests = 0}, .rest = milliseconds{0}});
    int ends[2] = {};
    ASSERT_EQ(::pipe(ends), 0);
    const int kept = ::dup(STDERR_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
    int busy = 0;
    TestClient client{port()};
    for (int i = 0; i < 2000; ++i) {
        client.send(kGet);
        busy += client.read_answer().status == 503 ? 1 : 0;
    }
    client.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
    const int status = client.read_answer().status;
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    ::close(ends[0]);
    EXPECT_EQ(busy, 2000);
    EXPECT_EQ(status, 200);
}

// A probe must not be told that the program is dead because its workers hang.
TEST_F(HttpServerTest, AnswersAtOnceWhenEveryWorkerHangs) {
    start({.workers = 1, .waiting = {.requests = 1}});
    TestClient working{port()};
    working.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    while (app_.answered == 0) std::this_thread::yield();
    TestClient probe{port()};
    for (int i = 0; i < 3; ++i) {
        probe.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        const TestAnswer answer = probe.read_answer();
        EXPECT_EQ(answer.body, "now 3");
        EXPECT_EQ(answer.header("Connection"), "keep-alive");
    }
    probe.send("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(probe.read_answer().header("Connection"), "close");
    EXPECT_TRUE(probe.is_ended());
    probe.send(kGet);
    app_.gate.set_value();
    EXPECT_EQ(working.read_answer().status, 200);
}

TEST_F(HttpServerTest, CountsConnectionsRequestsAndBytes) {
    start({.workers = 1});
    const auto reaches = [](const Gauge& gauge, double value) {
        for (int i = 0; i < 2000 && gauge.value() != value; ++i)
            std::this_thread::sleep_for(milliseconds{1});
        return gauge.value() == value;
    };
    {
        const std::string wait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
        TestClient working{port()};
        working.send(wait);
        TestClient waiting{port()};
        waiting.send(kGet);
        EXPECT_TRUE(reaches(meters_.connections, 2));
        EXPECT_TRUE(reaches(meters_.in_flight, 2));
        EXPECT_EQ(meters_.received_bytes.value(), wait.size() + kGet.size());
        EXPECT_EQ(meters_.sent_bytes.value(), 0u);
        app_.gate.set_value();
        EXPECT_EQ(working.read_answer().status, 200);
        EXPECT_EQ(waiting.read_answer().status, 200);
        EXPECT_TRUE(reaches(meters_.in_flight, 0));
        EXPECT_GT(meters_.sent_bytes.value(), 100u);
    }
    EXPECT_TRUE(reaches(meters_.connections, 0));
}

// Takes all file descriptors of this process but leaves what is open.
class NoDescriptors {
public:
    NoDescriptors() {
        getrlimit(RLIMIT_NOFILE, &before_);
        rlimit low = before_;
        low.rlim_cur = 256;
        setrlimit(RLIMIT_NOFILE, &low);
        for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken_.push_back(fd);
    }
    ~NoDescriptors() {
        for (const int fd : taken_) ::close(fd);
        setrlimit(RLIMIT_NOFILE, &before_);
    }
    void free_one() {
        ::close(taken_.back());
        taken_.pop_back();
    }

private:
    rlimit before_{};
    std::vector<int> taken_;
};

TEST_F(HttpServerTest, WaitsQuietlyWhenDescriptorsRunOut) {
    start();
    std::optional<NoDescriptors> shortage{std::in_place};
    shortage->free_one();
    TestClient client{port()};  // Takes the last one; the server cannot accept.
    ASSERT_TRUE(client.connected());
    client.send(kGet);
    const std::clock_t cpu = std::clock();
    std::this_thread::sleep_for(milliseconds{300});
    EXPECT_LT(std::clock() - cpu, CLOCKS_PER_SEC / 10);
    EXPECT_EQ(app_.answered, 0);
    shortage.reset();
    EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(HttpServerTest, StopsAfterTheLastAnswer) {
    start();
    const std::uint16_t bound = port();
    TestClient idle{bound};
    idle.send(kGet);
    EXPECT_EQ(idle.read_answer().status, 200);
    TestClient working{bound};
    working.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    while (app_.answered < 2) std::this_thread::yield();
    server_->stop();
    EXPECT_TRUE(idle.is_ended());
    EXPECT_FALSE(TestClient{bound}.connected());
    app_.gate.set_value();
    const TestAnswer answer = working.read_answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    server_->wait();
}

TEST_F(HttpServerTest, StoppingCutsWhatDoesNotEnd) {
    start({.grace = milliseconds{50}});
    TestClient client{port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    std::this_thread::sleep_for(milliseconds{20});
    server_->stop();
    server_->wait();
    EXPECT_NE(client.read_answer().status, 200);
}

TEST_F(HttpServerTest, SurvivesPeersThatLeave) {
    start();
    for (int i = 0; i < 50; ++i) {
        TestClient client{port()};
        client.send(
            i % 2 == 0 ? "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
                       : post("/file", 100).substr(0, 90));
    }
    EXPECT_EQ(ask(kGet).status, 200);
}

TEST_F(HttpServerTest, TellsWhenThePortIsTaken) {
    start();
    EchoApp other;
    const auto second = HttpServer::start({.port = port()}, other, meters_);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, "server.cannot_listen");
    EXPECT_FALSE(HttpServer::start({.address = "not an address"}, other, meters_).ok());
}

TEST_F(HttpServerTest, ServesManyAtOnce) {
    start();
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            TestClient client{port()};
            for (int i = 0; i < 200; ++i) {
                client.send(i % 5 == 0 ? post("/p", 3000) : std::string{kGet});
                if (client.read_answer().status == 200) ++good;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 1600);
}

}  // namespace

}  // namespace genbo
