// SPDX-License-Identifier: Apache-2.0

// Budget: the server's own part of a request stays below 25 µs of CPU (reading, a trip to a worker
// and back, writing), so that it is noise beside a customer page (SQL, unsealing, trail: 50–300
// µs).
//
// Loopback counts `server_us`: CPU of the whole process less that of the client threads, for each
// request.  The clients keep `range(0)` connections busy with one request each.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <memory>
#include <thread>

#include "server/http_meters.h"
#include "server/http_reader.h"
#include "server/http_server.h"
#include "server/http_wire.h"
#include "server/json_body.h"
#include "server/test_client.h"
#include "server/test_house.h"

namespace genbo {

namespace {

constexpr std::string_view kBrowserRequest =
    "GET /api/v1/customers/48213-90576 HTTP/1.1\r\n"
    "Host: localhost:8080\r\nConnection: keep-alive\r\n"
    "sec-ch-ua-platform: \"Linux\"\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) "
    "AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\nAccept: application/json\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Referer: http://localhost:8080/\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: ja,en;q=0.9\r\n"
    "Cookie: genbo_session=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n"
    "\r\n";

class FixedApp final : public HttpApp {
public:
    Admission admit(const RequestHead&) override { return {}; }
    Opening open(const RequestHead&, std::uint64_t) override { return {}; }
    Response answer(Request) override { return json_response(200, std::string(1010, 'x')); }
    Response refuse(const Error&, const RequestHead*) override { return empty_response(400); }
};

double cpu_seconds(int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void read_request(benchmark::State& state) {
    for (auto _ : state) {
        RequestReader reader;
        benchmark::DoNotOptimize(reader.read_head(kBrowserRequest));
    }
}
BENCHMARK(read_request);

void parse_json_body(benchmark::State& state) {
    const std::string body =
        R"({"upload_id":"0123456789abcdef","source":"ec","dry_run":false,"mapping":[)"
        R"({"column":"氏名","field":"name","confidence":0.9},{"column":"住所","field":"address"}]})";
    for (auto _ : state) benchmark::DoNotOptimize(parse_json(body));
}
BENCHMARK(parse_json_body);

// Everything but the socket: session, role, headers, JSON of a customer page.
void answer_customer(benchmark::State& state) {
    TestHouse house;
    house.sign_in("steward");
    const Request request = house.request(HttpMethod::get, "/api/v1/customers/48213-90576");
    for (auto _ : state) benchmark::DoNotOptimize(house.send(request));
}
BENCHMARK(answer_customer);

void loopback(benchmark::State& state) {
    FixedApp app;
    MetricRegistry registry;
    HttpMeters meters{registry};
    auto server = HttpServer::start({}, app, meters);
    check(server.ok());
    const auto clients = static_cast<std::size_t>(state.range(0));
    constexpr std::size_t kRounds = 2000;
    double server_cpu = 0;
    std::size_t requests = 0;
    for (auto _ : state) {
        const double process = cpu_seconds(RUSAGE_SELF);
        double client_cpu = 0;
        std::thread client{[&] {
            std::vector<std::unique_ptr<TestClient>> connections;
            for (std::size_t i = 0; i < clients; ++i)
                connections.push_back(std::make_unique<TestClient>((*server)->port()));
            for (std::size_t round = 0; round < kRounds / clients; ++round) {
                for (const auto& connection : connections) connection->send(kBrowserRequest);
                for (const auto& connection : connections) connection->read_answer();
            }
            client_cpu = cpu_seconds(RUSAGE_THREAD);
        }};
        client.join();
        server_cpu += cpu_seconds(RUSAGE_SELF) - process - client_cpu;
        requests += kRounds / clients * clients;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(requests));
    state.counters["server_us"] = server_cpu * 1e6 / static_cast<double>(requests);
}
BENCHMARK(loopback)->Arg(1)->Arg(16)->Arg(64)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace genbo
