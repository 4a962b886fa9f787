// SPDX-License-Identifier: Apache-2.0
#include "server/http_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace genbo {

namespace {

struct ReadRequest {
    RequestHead head;
    std::string body;
    std::string rest;  // What belongs to the next request.
    Error error;       // code empty = read.
};

// Offers `bytes` in pieces of `piece`, as a network would.
ReadRequest read_in_pieces(std::string_view bytes, std::size_t piece, std::uint64_t limit = 1000) {
    ReadRequest out;
    RequestReader reader;
    std::string buffer;
    std::size_t given = 0;
    for (;;) {
        if (!reader.head_done()) {
            const auto used = reader.read_head(buffer);
            if (!used.ok()) return {.head = {}, .body = {}, .rest = {}, .error = used.error()};
            buffer.erase(0, *used);
            if (reader.head_done()) {
                reader.limit_body(limit);
                continue;
            }
            if (*used > 0) continue;
        } else {
            const auto used = reader.read_body(buffer);
            if (!used.ok()) return {.head = {}, .body = {}, .rest = {}, .error = used.error()};
            buffer.erase(0, *used);
            if (reader.body_done()) break;
            if (*used > 0 && !buffer.empty()) continue;
        }
        if (given == bytes.size()) {
            out.error.code = "more";
            return out;
        }
        const std::string_view next = bytes.substr(given, piece);
        buffer += next;
        given += next.size();
    }
    out.head = reader.take_head();
    out.body = reader.take_body();
    out.rest = buffer + std::string{bytes.substr(given)};
    return out;
}

TEST(RequestReader, ReadsAPlainRequest) {
    const auto read = read_in_pieces(
        "GET /api/v1/home?q=1 HTTP/1.1\r\nHost: Localhost:80\r\nX-A:  b c \r\n\r\n", 4096);
    ASSERT_EQ(read.error.code, "");
    EXPECT_EQ(read.head.method, HttpMethod::get);
    EXPECT_EQ(read.head.segments, (std::vector<std::string>{"api", "v1", "home"}));
    EXPECT_EQ(*read.head.query_value("q"), "1");
    EXPECT_EQ(read.head.host, "localhost:80");
    EXPECT_EQ(*read.head.header("x-a"), "b c");
    EXPECT_TRUE(read.head.keep_alive);
    EXPECT_FALSE(read.head.has_body);
    EXPECT_EQ(read.head.header("x-b"), nullptr);
}

TEST(RequestReader, ReadsMethodsAndPersistence) {
    const auto method = [](std::string_view line) {
        return read_in_pieces(std::string{line} + "\r\nHost: a\r\n\r\n", 4096).head.method;
    };
    EXPECT_EQ(method("DELETE / HTTP/1.1"), HttpMethod::erase);
    EXPECT_EQ(method("OPTIONS * HTTP/1.1"), HttpMethod::options);
    EXPECT_EQ(method("TRACE / HTTP/1.1"), HttpMethod::other);
    EXPECT_EQ(method("BREW / HTTP/1.1"), HttpMethod::other);
    const auto keeps = [](std::string_view text) {
        return read_in_pieces(text, 4096).head.keep_alive;
    };
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestReader, ForgivesOneEmptyLineBefore) {
    EXPECT_EQ(read_in_pieces("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 1).error.code, "");
    EXPECT_EQ(
        read_in_pieces("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 1).error.code,
        "server.bad_request");
}

TEST(RequestReader, ReadsBodiesAndLeavesTheNextRequest) {
    const std::string next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto counted =
        read_in_pieces("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + next, 4096);
    EXPECT_EQ(counted.body, "hello");
    EXPECT_EQ(counted.rest, next);
    // A trailer is dropped, even one that pretends to be framing.
    const auto chunked = read_in_pieces(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n1;ext=1\r\n!\r\n0\r\nX-Trailer: 1\r\nContent-Length: 9\r\n\r\n" +
            next,
        4096);
    EXPECT_EQ(chunked.body, "hello!");
    EXPECT_EQ(chunked.rest, next);
    EXPECT_EQ(chunked.head.header("x-trailer"), nullptr);
    EXPECT_EQ(chunked.head.header("content-length"), nullptr);
}

TEST(RequestReader, DoesNotCareHowTheBytesAreSplit) {
    const std::string next = "GET /next HTTP/1.1\r\n";
    const std::vector<std::string> requests = {
        "GET /a HTTP/1.1\r\nHost: a\r\nCookie: b=c\r\n\r\n" + next,
        "\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world" + next,
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n" +
            next,
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "1\r\nh\r\n1\r\ne\r\n00b\r\nllo world!!\r\n0\r\nA: b\r\nC: d\r\n\r\n" +
            next,
    };
    for (const std::string& request : requests) {
        const auto whole = read_in_pieces(request, request.size());
        ASSERT_EQ(whole.error.code, "") << request;
        EXPECT_EQ(whole.rest, next);
        for (std::size_t piece = 1; piece < request.size(); ++piece) {
            const auto split = read_in_pieces(request, piece);
            ASSERT_EQ(split.error.code, "") << piece;
            EXPECT_EQ(split.head.headers, whole.head.headers);
            EXPECT_EQ(split.body, whole.body);
            EXPECT_EQ(split.rest, whole.rest);
        }
    }
}

// Each of these is read one way by one server and another way by the next, or by nobody honest.
TEST(RequestReader, RefusesWhatCouldSmuggle) {
    const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::string> requests = {
        // Two framings.
        start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        start + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        start + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
        start + "Content-Length: 4, 4\r\n\r\nabcd",
        start + "Content-Length: 4,5\r\n\r\nabcd",
        // Numbers that are none.
        start + "Content-Length: +4\r\n\r\nabcd",
        start + "Content-Length: -4\r\n\r\nabcd",
        start + "Content-Length: 0x4\r\n\r\nabcd",
        start + "Content-Length: 4 4\r\n\r\nabcd",
        start + "Content-Length:\r\n\r\n",
        start + "Content-Length: 99999999999999999999\r\n\r\n",
        // Codings that are not exactly chunked.
        start + "Transfer-Encoding: gzip\r\n\r\n",
        start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // Lines that end elsewhere for others.
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\rHost: a\r\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        start + "X: a\r\n b\r\n\r\n",
        start + "X: a\r\n\tTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        // Names that are not quite theirs.
        start + "Content-Length : 4\r\n\r\nabcd",
        start + " Content-Length: 4\r\n\r\nabcd",
        start + "Content Length: 4\r\n\r\n",
        start + ": 4\r\n\r\n",
        start + "NoColon\r\n\r\n",
        start + std::string("X: a\0b\r\n\r\n", 10),
        start + std::string("X\0: a\r\n\r\n", 9),
        // Hosts.
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        // Start lines.
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /../a HTTP/1.1\r\nHost: a\r\n\r\n",
        std::string("\x16\x03\x01\x02\x00\x01\x00", 7),  // A TLS client.
        // What must not come twice, because one reader checks the first and acts on the second.
        start + "X-Genbo-CSRF: a\r\nX-Genbo-CSRF: b\r\n\r\n",
        start + "Origin: a\r\nOrigin: b\r\n\r\n",
        start + "Expect: the-unexpected\r\n\r\n",
        // Chunks.
        start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n 1\r\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n1 ;a\r\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n1\r\r\na\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\nC: d\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n0\r\n folded: b\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
    };
    for (const std::string& request : requests)
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, request.size()}) {
            const auto read = read_in_pieces(request, piece);
            EXPECT_TRUE(
                read.error.code == "server.bad_request" || read.error.code == "server.bad_target" ||
                read.error.code == "server.body_too_large")
                << request << " in pieces of " << piece << ": " << read.error.code;
        }
}

TEST(RequestReader, BoundsTheHead) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
    const auto with = [&](std::size_t size) {
        std::string text = start + "X: ";
        text.append(size - text.size() - 4, 'x');
        return text + "\r\n\r\n";
    };
    EXPECT_EQ(read_in_pieces(with(kHeaderBytesMax), 512).error.code, "");
    EXPECT_EQ(read_in_pieces(with(kHeaderBytesMax), 1 << 20).error.code, "");
    for (const std::size_t piece : {std::size_t{512}, std::size_t{1} << 20})
        EXPECT_EQ(
            read_in_pieces(with(kHeaderBytesMax + 1), piece).error.code, "server.header_too_large");
    // Refused when the limit is reached, not when the end comes.
    EXPECT_EQ(
        read_in_pieces(std::string(kHeaderBytesMax, 'A'), 512).error.code,
        "server.header_too_large");
    std::string many = start;
    for (std::size_t i = 0; i < kHeaderFieldsMax; ++i) many += "A: b\r\n";
    EXPECT_EQ(read_in_pieces(many + "\r\n", 512).error.code, "server.header_too_large");
}

TEST(RequestReader, BoundsTheBody) {
    const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::string counted = start + "Content-Length: 10\r\n\r\n0123456789";
    EXPECT_EQ(read_in_pieces(counted, 3, 10).body, "0123456789");
    EXPECT_EQ(read_in_pieces(counted, 3, 9).error.code, "server.body_too_large");
    const std::string chunked =
        start + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";
    EXPECT_EQ(read_in_pieces(chunked, 3, 10).body, "0123456789");
    EXPECT_EQ(read_in_pieces(chunked, 3, 9).error.code, "server.body_too_large");
    // An extension or a trailer without end is no way around it.
    const std::string extension =
        start + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x');
    EXPECT_EQ(read_in_pieces(extension, 100, 10).error.code, "server.bad_request");
    const std::string trailer =
        start + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(100'000, 'x');
    EXPECT_EQ(read_in_pieces(trailer, 100, 10).error.code, "server.bad_request");
}

TEST(RequestReader, TellsTheDeclaredSizeAndTheWishForContinue) {
    RequestReader reader;
    ASSERT_TRUE(reader
                    .read_head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000000\r\n"
                               "Expect: 100-Continue\r\n\r\n")
                    .ok());
    EXPECT_EQ(reader.declared_size(), 5'000'000'000u);
    EXPECT_TRUE(reader.head().expects_continue);
    EXPECT_TRUE(reader.head().has_body);
}

}  // namespace

}  // namespace genbo
