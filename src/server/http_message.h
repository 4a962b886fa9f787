// SPDX-License-Identifier: Apache-2.0
#pragma once

// What goes over the wire, as values: the head of a request, the request a handler sees, and its
// answer.  No sockets and no library types, so handlers and their tests are plain functions.
//
//   Response show(const Request& request) {
//       const std::string* q = request.head.query_value("q");
//       return json_response(200, body);
//   }
//
// Invariants of a RequestHead made by http_reader.h and target.h: header names are lower case; each
// `segments` entry is percent-decoded, valid UTF-8, free of NUL, and neither "." nor ".."; the
// query is decoded likewise.  So a segment may contain a slash (it was %2F) but never climbs.
//
// There is deliberately no way to set two bodies, a Content-Length or a Transfer-Encoding by hand:
// the connection writes the framing (RFC 9112), a handler writes content.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/message.h"
#include "base/result.h"
#include "base/time.h"

namespace genbo {

enum class HttpMethod : std::uint8_t { get, head, post, put, patch, erase, options, other };

std::string_view method_name(HttpMethod method);

// GET, HEAD and OPTIONS change nothing (RFC 9110 §9.2.1).
bool is_safe(HttpMethod method);

struct HeaderField {
    std::string name;  // Lower case in requests.
    std::string value;

    friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

struct QueryItem {
    std::string name;
    std::string value;

    friend bool operator==(const QueryItem&, const QueryItem&) = default;
};

struct RequestHead {
    HttpMethod method = HttpMethod::other;
    std::string target;                 // As received.
    std::vector<std::string> segments;  // "/api/v1/home" is {"api", "v1", "home"}; "/" is {}.
    std::vector<QueryItem> query;
    std::vector<HeaderField> headers;
    std::string host;    // Of the Host field or the absolute target, lower case, with its port.
    std::string remote;  // Address of the peer, without port.
    bool keep_alive = true;
    bool has_body = false;
    bool expects_continue = false;

    // The value of a field that stands alone (all that we read do); nullptr when absent.
    const std::string* header(std::string_view lower_name) const;
    const std::string* query_value(std::string_view name) const;

    // "/api/v1/home": the path again, decoded, for showing and comparing, not for parsing.
    std::string path() const;
};

// A body on its way into the house piece by piece, for those too large for memory.  app/ makes
// these, so that it decides where bytes may lie and how they are sealed.  Destroyed without
// keep(), nothing may remain of it.
class IncomingFile {
public:
    virtual ~IncomingFile() = default;
    virtual Result<> write(std::string_view bytes) = 0;
    // All bytes have come.  After it, `id` names the content for the handler.
    virtual Result<> finish() = 0;
    virtual std::string id() const = 0;
    virtual std::uint64_t size() const = 0;
    // The handler has taken the content over; do not remove it.
    virtual void keep() = 0;
};

// What the server received, whole.
struct Request {
    RequestHead head;
    std::string body = {};  // Empty when it went to `file`.
    std::shared_ptr<IncomingFile> file = nullptr;
    // When the last byte had come; the epoch when nobody looked.
    std::chrono::steady_clock::time_point received = {};
};

struct Response {
    int status = 200;
    std::vector<HeaderField> headers = {};
    std::string body = {};
    // Content that outlives the server (the console's files), sent without a copy in place of
    // `body`.
    std::string_view borrowed = {};
    // Content that is made while it is sent, in place of `body`: asked on a worker for piece after
    // piece until one is empty.  An error cuts the connection, so that nobody takes a half for the
    // whole.  The server never holds more than a piece of it.
    std::function<Result<std::string>()> pieces = {};
    // Close the connection after it.
    bool close = false;
    // The code of the problem that it tells, for the log; empty when all is well.
    std::string problem = {};

    Response& header(std::string_view name, std::string_view value);
    const std::string* find(std::string_view name) const;
    std::string_view content() const {
        return borrowed.empty() ? std::string_view{body} : borrowed;
    }
};

Response json_response(int status, std::string json);
Response text_response(int status, std::string_view mime, std::string text);
Response svg_response(std::string svg);
Response empty_response(int status);

// A download: `filename` may be Japanese (RFC 6266 filename*).  The browser is told neither to
// guess its type nor to run anything in it.
Response attachment_response(std::string_view mime, std::string_view filename, std::string content);

// The first of ja and en in Accept-Language by weight (RFC 9110 §12.5.4); Japanese when it names
// neither.
Language preferred_language(const RequestHead& head);

}  // namespace genbo
