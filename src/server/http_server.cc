// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <functional>
#include <set>
#include <span>
#include <thread>
#include <vector>

#include "base/log.h"
#include "server/byte_stream.h"
#include "server/http_meters.h"
#include "server/http_reader.h"
#include "server/http_wire.h"
#include "server/input_buffer.h"

// g++ 12 destroys temporaries with captures twice when they are arguments of a co_await expression.
// Hence in this file: what is passed to an awaited call is a named variable, and what must be a
// lambda is made inside a function that is not a coroutine.

namespace genbo {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kAcceptPause{50};
// Until somebody who was told to give way has gone.
constexpr milliseconds kGiveWayPause{1};
// Who has asked for nothing yet, or for half of it, need not give way before that.
constexpr milliseconds kHeadStart{1'000};
constexpr milliseconds kTellEvery{1'000};
// Memory bodies are small; an upload moves in pieces worth a trip to a worker.
constexpr std::size_t kReadBytes = std::size_t{16} << 10;
constexpr std::size_t kFileReadBytes = std::size_t{256} << 10;

enum class Phase { idle, head, body, working, writing, resting, draining };

struct Connection {
    std::unique_ptr<ByteStream> stream;
    std::string remote;
    InputBuffer input;
    Phase phase = Phase::idle;
    SteadyClock::time_point since;
    SteadyClock::time_point deadline;
    bool timed_out = false;
    bool served = false;  // At least once.
    WaitingRoom::Guest guest = WaitingRoom::Guest::first;

    void enter(Phase next, SteadyClock::duration allowed) {
        phase = next;
        since = SteadyClock::now();
        deadline = since + allowed;
    }
    // The peer may take as long as the bytes so far earn it.
    void earn(SteadyClock::duration grace, std::uint64_t bytes) {
        deadline = since + grace + std::chrono::seconds{bytes / kSlowestBytesPerSecond};
    }
    void cut() {
        timed_out = true;
        stream->cancel();
    }
};

enum class Next { another, close, drain };

class Server final : public HttpServer {
public:
    Server(const HttpConfig& config, HttpApp& app, HttpMeters& meters)
        : config_(config),
          app_(app),
          meters_(meters),
          acceptor_(context_),
          sweep_timer_(context_),
          accept_timer_(context_),
          waiting_(config.waiting),
          pool_(config.workers) {}

    ~Server() override {
        stop();
        wait();
    }

    Result<> open();
    std::uint16_t port() const override { return port_; }
    void stop() override;
    void wait() override;

private:
    asio::awaitable<void> accept_all();
    asio::awaitable<void> sweep();
    asio::awaitable<void> pause(asio::steady_timer& timer, milliseconds time);
    asio::awaitable<void> on_worker(const std::function<void()>& work);

    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    asio::awaitable<Next> serve_one(Connection& connection);
    asio::awaitable<bool> fill(Connection& connection, std::size_t wanted);
    asio::awaitable<Next> read_head(Connection& connection, RequestReader& reader);
    asio::awaitable<Next> read_body(
        Connection& connection, RequestReader& reader, Request& request);
    asio::awaitable<Next> read_file_body(
        Connection& connection, RequestReader& reader, Request& request);
    asio::awaitable<std::optional<Error>> receive(
        Connection& connection, RequestReader& reader, const Request& request);
    asio::awaitable<std::optional<Error>> store(IncomingFile& file, std::string bytes);
    asio::awaitable<Next> write(
        Connection& connection, const Response& response, HttpMethod method, AfterAnswer after);
    asio::awaitable<bool> write_pieces(
        Connection& connection, const std::function<Result<std::string>()>& pieces);
    asio::awaitable<Next> refuse(
        Connection& connection, const Error& error, const RequestHead* head);
    asio::awaitable<Next> turn_away(Connection& connection, const RequestHead& head);
    asio::awaitable<void> drain(Connection& connection);

    void add_connection(Tcp::socket socket);
    bool make_place();
    void tell_turned_away(SteadyClock::time_point time);
    void begin_stop();
    Instant now() const {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }

    const HttpConfig config_;
    HttpApp& app_;
    HttpMeters& meters_;
    asio::io_context context_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer sweep_timer_;
    asio::steady_timer accept_timer_;
    WaitingRoom waiting_;
    asio::thread_pool pool_;
    std::set<Connection*> connections_;
    std::size_t turned_away_ = 0;  // Since the log was told last.
    SteadyClock::time_point told_;
    bool stopping_ = false;
    SteadyClock::time_point stop_deadline_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

// --- Life of the server -----------------------------------------------------------------------

Result<> Server::open() {
    const auto failed = [&] {
        return Error{
            .fault = Fault::unavailable,
            .code = "server.cannot_listen",
            .args = {config_.address, std::to_string(config_.port)}};
    };
    error_code error;
    const auto address = asio::ip::make_address(config_.address, error);
    if (error) return failed();
    const Tcp::endpoint endpoint{address, config_.port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(Tcp::acceptor::max_listen_connections, error);
    if (error) return failed();
    port_ = acceptor_.local_endpoint(error).port();
    asio::co_spawn(context_, accept_all(), asio::detached);
    asio::co_spawn(context_, sweep(), asio::detached);
    thread_ = std::thread{[this] { context_.run(); }};
    return {};
}

void Server::stop() {
    asio::post(context_, [this] { begin_stop(); });
}

void Server::begin_stop() {
    if (stopping_) return;
    stopping_ = true;
    stop_deadline_ = SteadyClock::now() + config_.grace;
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    sweep_timer_.cancel();
    for (Connection* connection : connections_)
        if (connection->phase == Phase::idle) connection->cut();
}

void Server::wait() {
    if (thread_.joinable()) thread_.join();
    pool_.join();
}

asio::awaitable<void> Server::pause(asio::steady_timer& timer, milliseconds time) {
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    timer.expires_after(time);
    co_await timer.async_wait(token);
}

// Runs as long as there is anything to watch, which also keeps the I/O thread in its loop while the
// last requests are with the workers.
asio::awaitable<void> Server::sweep() {
    const milliseconds shortest = std::min(
        {config_.idle, config_.head, config_.transfer_grace, config_.drain, config_.grace});
    const milliseconds period = std::clamp(shortest / 4, milliseconds{2}, milliseconds{500});
    while (!stopping_ || !connections_.empty()) {
        const auto time = SteadyClock::now();
        for (Connection* connection : connections_) {
            const bool late = connection->phase != Phase::working && time > connection->deadline;
            if (late || (stopping_ && time > stop_deadline_)) connection->cut();
        }
        if (turned_away_ > 0 && time - told_ >= kTellEvery) tell_turned_away(time);
        co_await pause(sweep_timer_, stopping_ ? std::min(period, milliseconds{20}) : period);
    }
}

// One line a second, not one for each: a flood of requests must not become a flood of lines.
void Server::tell_turned_away(SteadyClock::time_point time) {
    log_warn("http.busy", {{"turned_away", turned_away_}, {"waiting", waiting_.waiting()}});
    turned_away_ = 0;
    told_ = time;
}

// --- Accepting --------------------------------------------------------------------------------

asio::awaitable<void> Server::accept_all() {
    while (!stopping_) {
        if (connections_.size() >= config_.connections_max) {
            // Nobody has to go before somebody comes.
            error_code ignored;
            auto somebody = asio::redirect_error(asio::use_awaitable, ignored);
            co_await acceptor_.async_wait(Tcp::acceptor::wait_read, somebody);
            if (stopping_) break;
            if (connections_.size() < config_.connections_max) continue;
            meters_.rejected[HttpLimit::no_place].add();
            const milliseconds time = make_place() ? kGiveWayPause : kAcceptPause;
            co_await pause(accept_timer_, time);
            continue;
        }
        error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        Tcp::socket socket = co_await acceptor_.async_accept(token);
        if (stopping_) break;
        if (error) {
            // No descriptors, or no memory: what is open now will close.
            log_warn("http.accept_paused", {{"error", error.value()}});
            make_place();
            co_await pause(accept_timer_, kAcceptPause);
            continue;
        }
        add_connection(std::move(socket));
    }
}

// Has the one give way who loses least by it; false when nobody can.
bool Server::make_place() {
    const auto time = SteadyClock::now();
    const auto rank = [&](const Connection& connection) {
        if (connection.timed_out) return 0;  // Is going already.
        const bool had_time = time - connection.since > kHeadStart;
        switch (connection.phase) {
            case Phase::idle: return connection.served || had_time ? 3 : 0;
            case Phase::draining: return 2;
            case Phase::head: return had_time ? 1 : 0;
            default: return 0;
        }
    };
    Connection* chosen = nullptr;
    int best = 0;
    for (Connection* connection : connections_) {
        const int value = rank(*connection);
        if (value == 0 || value < best) continue;
        if (value == best && connection->since >= chosen->since) continue;
        chosen = connection;
        best = value;
    }
    if (chosen != nullptr) chosen->cut();
    return chosen != nullptr;
}

void Server::add_connection(Tcp::socket socket) {
    error_code error;
    const Tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    auto connection = std::make_shared<Connection>();
    connection->remote = peer.address().to_string();
    connection->stream = plain_stream(std::move(socket));
    connection->enter(Phase::idle, config_.idle);
    connections_.insert(connection.get());
    meters_.connections.set(static_cast<double>(connections_.size()));
    asio::co_spawn(context_, serve(std::move(connection)), asio::detached);
}

// Work goes to the pool and its end comes back to the I/O thread.  Not a coroutine, see above.
asio::awaitable<void> Server::on_worker(const std::function<void()>& work) {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        [this, &work](auto handler) {
            asio::post(pool_, [this, &work, handler = std::move(handler)]() mutable {
                work();
                asio::post(context_, std::move(handler));
            });
        },
        asio::use_awaitable);
}

// --- One connection ---------------------------------------------------------------------------

asio::awaitable<void> Server::serve(std::shared_ptr<Connection> connection) {
    try {
        Next next = Next::another;
        while (next == Next::another) next = co_await serve_one(*connection);
        if (next == Next::drain) co_await drain(*connection);
    } catch (...) {
        log_error("http.connection_failed");  // Out of memory, most likely: this one ends.
    }
    connections_.erase(connection.get());
    meters_.connections.set(static_cast<double>(connections_.size()));
    // The sweep may be all that keeps a stopping server waiting.
    if (stopping_ && connections_.empty()) sweep_timer_.cancel();
}

asio::awaitable<Next> Server::serve_one(Connection& connection) {
    RequestReader reader;
    Next next = co_await read_head(connection, reader);
    if (next != Next::another) co_return next;
    Request request;
    request.head = reader.take_head();
    request.head.remote = connection.remote;
    next = co_await read_body(connection, reader, request);
    if (next != Next::another) co_return next;

    const HttpMethod method = request.head.method;
    const bool keep = request.head.keep_alive;
    const GaugeHold in_flight{meters_.in_flight};
    request.received = SteadyClock::now();
    connection.enter(Phase::working, {});
    if (const std::optional<Response> at_once = app_.answer_at_once(request)) {
        const bool last = !keep || at_once->close || stopping_;
        co_return co_await write(
            connection, *at_once, method, last ? AfterAnswer::close : AfterAnswer::keep_open);
    }
    const std::size_t bytes = request.body.size();
    if (!waiting_.has_room(request.received, bytes, connection.guest))
        co_return co_await turn_away(connection, request.head);
    connection.guest = WaitingRoom::Guest::first;
    connection.served = true;
    waiting_.enter(request.received, bytes);
    Response response;
    const std::function<void()> work = [&] {
        waiting_.leave();
        // The last net: whatever a library throws, this request fails and the house stands.
        try {
            response = app_.answer(std::move(request));
        } catch (...) {
            response = app_.refuse({.fault = Fault::corrupt, .code = "server.internal"}, nullptr);
        }
    };
    co_await on_worker(work);
    const bool close = !keep || response.close || stopping_;
    co_return co_await write(
        connection, response, method, close ? AfterAnswer::close : AfterAnswer::keep_open);
}

asio::awaitable<bool> Server::fill(Connection& connection, std::size_t wanted) {
    const std::span<char> room = connection.input.room(wanted);
    const std::size_t count = co_await connection.stream->read(room);
    if (connection.timed_out) co_return false;
    connection.input.add(count);
    meters_.received_bytes.add(count);
    co_return count > 0;
}

asio::awaitable<Next> Server::read_head(Connection& connection, RequestReader& reader) {
    connection.input.shrink_to(2 * kReadBytes);
    connection.enter(Phase::idle, config_.idle);
    if (stopping_ && connection.input.empty()) co_return Next::close;
    for (;;) {
        const auto used = reader.read_head(connection.input.pending());
        if (!used.ok()) {
            const Error error = used.error();
            co_return co_await refuse(connection, error, nullptr);
        }
        connection.input.drop(*used);
        if (reader.head_done()) co_return Next::another;
        if (*used > 0) continue;
        if (connection.phase == Phase::idle && !connection.input.empty())
            connection.enter(Phase::head, config_.head);
        if (co_await fill(connection, kReadBytes)) continue;
        if (connection.phase == Phase::idle || !connection.timed_out) co_return Next::close;
        const Error late{.fault = Fault::limit, .code = "server.too_slow"};
        co_return co_await refuse(connection, late, nullptr);
    }
}

asio::awaitable<Next> Server::read_body(
    Connection& connection, RequestReader& reader, Request& request) {
    const Admission admission = app_.admit(request.head);
    reader.limit_body(admission.body_bytes_max);
    connection.enter(Phase::body, config_.transfer_grace);
    if (reader.declared_size() > admission.body_bytes_max) {
        const Error large{
            .fault = Fault::limit,
            .code = "server.body_too_large",
            .args = {std::to_string(admission.body_bytes_max)}};
        co_return co_await refuse(connection, large, &request.head);
    }
    if (admission.body == Admission::Body::file && request.head.has_body)
        co_return co_await read_file_body(connection, reader, request);
    if (reader.body_done()) co_return Next::another;
    const std::optional<Error> error = co_await receive(connection, reader, request);
    if (error) co_return co_await refuse(connection, *error, &request.head);
    request.body = reader.take_body();
    co_return Next::another;
}

asio::awaitable<Next> Server::read_file_body(
    Connection& connection, RequestReader& reader, Request& request) {
    HttpApp::Opening opening;
    const std::function<void()> open = [&] {
        try {
            opening = app_.open(request.head, reader.declared_size());
        } catch (...) {
            opening.refusal =
                app_.refuse({.fault = Fault::corrupt, .code = "server.internal"}, &request.head);
        }
    };
    connection.enter(Phase::working, {});
    co_await on_worker(open);
    if (opening.refusal) {
        const Response refusal = *std::move(opening.refusal);
        co_await write(connection, refusal, request.head.method, AfterAnswer::close);
        co_return Next::drain;
    }
    request.file = std::move(opening.file);
    connection.enter(Phase::body, config_.transfer_grace);
    const std::optional<Error> error = co_await receive(connection, reader, request);
    if (error) co_return co_await refuse(connection, *error, &request.head);
    co_return Next::another;
}

// The body, to the reader's memory or to the file; an Error when it could not be had.
asio::awaitable<std::optional<Error>> Server::receive(
    Connection& connection, RequestReader& reader, const Request& request) {
    IncomingFile* const file = request.file.get();
    const std::size_t piece = file == nullptr ? kReadBytes : kFileReadBytes;
    std::uint64_t received = connection.input.pending().size();
    if (request.head.expects_continue && connection.input.empty()) {
        const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await connection.stream->write(go_on, {});
    }
    for (;;) {
        const auto used = reader.read_body(connection.input.pending());
        if (!used.ok()) co_return used.error();
        connection.input.drop(*used);
        const bool done = reader.body_done();
        if (file != nullptr && (done || reader.body_waiting() >= kFileReadBytes)) {
            std::string bytes = reader.take_body();
            std::optional<Error> error = co_await store(*file, std::move(bytes));
            if (error) co_return error;
        }
        if (done) co_return std::nullopt;
        if (*used > 0 && !connection.input.empty()) continue;
        const std::size_t before = connection.input.pending().size();
        if (!co_await fill(connection, piece))
            co_return Error{.fault = Fault::limit, .code = "server.too_slow"};
        received += connection.input.pending().size() - before;
        connection.earn(config_.transfer_grace, received);
    }
}

asio::awaitable<std::optional<Error>> Server::store(IncomingFile& file, std::string bytes) {
    Result<> stored;
    const std::function<void()> work = [&] {
        try {
            stored = file.write(bytes);
        } catch (...) {
            stored = Error{.fault = Fault::corrupt, .code = "server.internal"};
        }
    };
    co_await on_worker(work);
    if (!stored.ok()) co_return stored.error();
    co_return std::nullopt;
}

asio::awaitable<Next> Server::write(
    Connection& connection, const Response& response, HttpMethod method, AfterAnswer after) {
    const std::string head = answer_head(response, now(), after);
    const std::string_view content =
        sends_content(response, method) ? response.content() : std::string_view{};
    connection.timed_out = false;
    connection.enter(Phase::writing, config_.transfer_grace);
    connection.earn(config_.transfer_grace, content.size());
    bool written = co_await connection.stream->write(head, content);
    if (written) meters_.sent_bytes.add(head.size() + content.size());
    if (written && response.pieces && sends_content(response, method))
        written = co_await write_pieces(connection, response.pieces);
    co_return written&& after == AfterAnswer::keep_open ? Next::another : Next::close;
}

// Chunks of RFC 9112 §7.1.  While a piece is made the clock of slow readers stands still.
asio::awaitable<bool> Server::write_pieces(
    Connection& connection, const std::function<Result<std::string>()>& pieces) {
    for (;;) {
        Result<std::string> piece = std::string{};
        const std::function<void()> work = [&] {
            try {
                piece = pieces();
            } catch (...) {
                piece = Error{.fault = Fault::corrupt, .code = "server.internal"};
            }
        };
        connection.enter(Phase::working, {});
        co_await on_worker(work);
        if (!piece.ok()) {
            log_warn("http.cut_short", {{"code", LogToken{piece.error().code}}});
            co_return false;
        }
        const bool last = piece->empty();
        std::array<char, 18> digits{};
        auto* const end = std::to_chars(digits.begin(), digits.end() - 2, piece->size(), 16).ptr;
        const std::string chunk_head = std::string{digits.begin(), end} + "\r\n";
        const std::string chunk = *std::move(piece) + "\r\n";
        connection.enter(Phase::writing, config_.transfer_grace);
        connection.earn(config_.transfer_grace, chunk.size());
        if (!co_await connection.stream->write(chunk_head, chunk)) co_return false;
        meters_.sent_bytes.add(chunk_head.size() + chunk.size());
        if (last) co_return true;
    }
}

asio::awaitable<Next> Server::refuse(
    Connection& connection, const Error& error, const RequestHead* head) {
    const Response response = app_.refuse(error, head);
    const HttpMethod method = head == nullptr ? HttpMethod::get : head->method;
    co_await write(connection, response, method, AfterAnswer::close);
    co_return Next::drain;
}

// The request was read whole, so the connection can go on.
asio::awaitable<Next> Server::turn_away(Connection& connection, const RequestHead& head) {
    ++turned_away_;
    connection.guest = WaitingRoom::Guest::again;
    const Error busy{.fault = Fault::unavailable, .code = "server.busy"};
    const Response response = app_.refuse(busy, &head);
    const bool last = !head.keep_alive || stopping_;
    const Next next = co_await write(
        connection, response, head.method, last ? AfterAnswer::close : AfterAnswer::keep_open);
    if (next != Next::another) co_return next;
    connection.enter(Phase::resting, config_.idle);
    asio::steady_timer timer{context_};
    co_await pause(timer, config_.rest);
    co_return next;
}

// Closing with bytes unread makes the kernel send a reset, which overtakes the answer.
asio::awaitable<void> Server::drain(Connection& connection) {
    connection.timed_out = false;
    connection.enter(Phase::draining, config_.drain);
    connection.stream->end_writing();
    std::size_t drained = 0;
    connection.input.drop(connection.input.pending().size());
    while (drained < config_.drain_bytes_max && !connection.timed_out) {
        const std::span<char> room = connection.input.room(kReadBytes);
        const std::size_t count = co_await connection.stream->read(room);
        if (count == 0) break;
        drained += count;
    }
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(
    const HttpConfig& config, HttpApp& app, HttpMeters& meters) {
    auto server = std::make_unique<Server>(config, app, meters);
    TRY(server->open());
    return std::unique_ptr<HttpServer>{std::move(server)};
}

}  // namespace genbo
