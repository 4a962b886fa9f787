// SPDX-License-Identifier: Apache-2.0
#pragma once

// Connections, and nothing else: takes bytes from sockets, makes requests of them with
// RequestReader, has an HttpApp answer them, and writes the answers in order.
//
//   one I/O thread      accepts, reads, writes; owns all connections, so they need no locks
//   a few workers       run HttpApp::answer: plain blocking functions (SQL, hashing)
//
// A connection handles one request at a time; pipelined ones wait in its buffer.  Its deadline is
// a time that moves with what the peer does, watched by one sweep over all connections:
//
//   idle        until the first byte of the next request     HttpConfig::idle
//   head        from that byte to the end of the head        HttpConfig::head
//   body, write a grace plus a second per kSlowestBytesPerSecond: no peer may drip
//   drain       after a refusal that leaves a body unread: a little is read and thrown away, since
//               closing at once would reset the connection and destroy the answer on its way
//
// When all places are taken, or file descriptors run out, somebody gives way: the longest idle
// connection, or one that is only being drained, or one that has sent half a head for more than a
// second; but not one that has just come.  When nobody can, accepting pauses for a moment.
//
// Requests wait for a worker in one queue, a connection with one request at a time, so turns go
// around.  When the queue is too long (waiting_room.h), a newcomer is answered 503 at once.  Its
// connection stays open, since a new one would cost both sides more than the answer, but is not
// read again for HttpConfig::rest: who asks again and again without waiting has ten answers a
// second and not the time of those who are served.  The log has one line a second of it.
//
// What must be answered when every worker hangs is answered on the I/O thread, past the queue.
//
// stop() closes the listener and idle connections, lets running requests finish their answer with
// "Connection: close", and cuts what is left after HttpConfig::grace.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "server/http_message.h"
#include "server/waiting_room.h"

namespace genbo {

class HttpMeters;

inline constexpr std::uint64_t kSlowestBytesPerSecond = std::uint64_t{16} << 10;

struct HttpConfig {
    // Loopback unless told otherwise: a register of people does not listen to the world by default.
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0 = any free one.
    // Requests that touch the store at the same time; more only wait for the disk together.
    std::size_t workers = 6;
    WaitingLimits waiting = {};
    std::chrono::milliseconds rest{100};
    std::size_t connections_max = 1024;
    std::chrono::milliseconds idle{60'000};
    std::chrono::milliseconds head{10'000};
    std::chrono::milliseconds transfer_grace{30'000};
    std::chrono::milliseconds drain{2'000};
    std::size_t drain_bytes_max = std::size_t{4} << 20;
    std::chrono::milliseconds grace{10'000};
};

// Where the body of a request goes, decided from its head.
struct Admission {
    std::uint64_t body_bytes_max = kRequestBodyBytesMax;
    enum class Body { memory, file } body = Body::memory;
};

class HttpApp {
public:
    virtual ~HttpApp() = default;

    // On the I/O thread: quick, no locks that are held long, no I/O.
    virtual Admission admit(const RequestHead& head) = 0;

    // On a worker, before the body of a Body::file request is read: the place it goes to, or the
    // refusal.
    struct Opening {
        std::shared_ptr<IncomingFile> file;
        std::optional<Response> refusal;
    };
    virtual Opening open(const RequestHead& head, std::uint64_t declared_size) = 0;

    // On the I/O thread, when the request is whole: what needs no worker.  As quick as admit().
    virtual std::optional<Response> answer_at_once(const Request&) { return std::nullopt; }

    // On a worker.
    virtual Response answer(Request request) = 0;

    // The answer to what never became a request, or could not be taken.  `head` may be nullptr.
    virtual Response refuse(const Error& error, const RequestHead* head) = 0;
};

class HttpServer {
public:
    // unavailable: the address or port cannot be had.
    static Result<std::unique_ptr<HttpServer>> start(
        const HttpConfig& config, HttpApp& app, HttpMeters& meters);
    virtual ~HttpServer() = default;  // Stops and waits.

    virtual std::uint16_t port() const = 0;
    virtual void stop() = 0;
    virtual void wait() = 0;
};

}  // namespace genbo
