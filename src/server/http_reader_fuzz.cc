// SPDX-License-Identifier: Apache-2.0

// The request reader on any bytes: however they are split, the verdict, the requests and their
// bodies are the same, and chunked bodies are what a slow reader of the whole text makes of them.
// The first byte of the input chooses the split; the rest is what the peer sends.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "server/chunked_body.h"
#include "server/http_reader.h"

namespace genbo {

namespace {

constexpr std::uint64_t kBodyMax = 1 << 12;

struct Reading {
    std::string text;  // What was understood, one line for each thing.
    std::string end;   // Code of the error, "more", or "" after the last whole request.
};

void describe(const RequestHead& head, std::string& out) {
    out += std::to_string(static_cast<int>(head.method)) + head.target + '\n' + head.host + '\n';
    for (const std::string& segment : head.segments) out += '/' + segment + '\n';
    for (const auto& [name, value] : head.query) out += name + '=' + value + '\n';
    for (const auto& [name, value] : head.headers) out += name + ':' + value + '\n';
    out += head.keep_alive ? 'k' : 'c';
    out += head.has_body ? 'b' : '-';
}

// All requests of a connection, the bytes arriving in pieces of `piece`.
Reading read_all(std::string_view bytes, std::size_t piece) {
    Reading out;
    std::string buffer;
    RequestReader reader;
    for (;;) {
        const bool in_body = reader.head_done();
        const auto used = in_body ? reader.read_body(buffer) : reader.read_head(buffer);
        if (!used.ok()) {
            out.end = used.error().code;
            return out;
        }
        if (*used > buffer.size()) std::abort();
        buffer.erase(0, *used);
        if (!in_body && reader.head_done()) reader.limit_body(kBodyMax);
        if (reader.head_done() && reader.body_done()) {
            describe(reader.head(), out.text);
            const std::string body = reader.take_body();
            if (body.size() > kBodyMax) std::abort();
            out.text += std::to_string(body.size()) + body + '\n';
            reader = RequestReader{};
            continue;
        }
        if (*used > 0 && !buffer.empty()) continue;
        if (bytes.empty()) {
            out.end = buffer.empty() && !reader.head_done() ? "" : "more";
            return out;
        }
        // What waits in the buffer is bounded whatever comes.
        if (buffer.size() > kHeaderBytesMax) std::abort();
        const std::size_t count = piece < bytes.size() ? piece : bytes.size();
        buffer += bytes.substr(0, count);
        bytes.remove_prefix(count);
    }
}

// Chunks by looking at the whole text at once; nullopt where they are broken or not complete.
bool slow_chunks(std::string_view text, std::string& body, std::size_t& used) {
    const std::size_t all = text.size();
    for (;;) {
        const std::size_t end = text.find("\r\n");
        if (end == std::string_view::npos || end + 2 > kChunkHeadBytesMax) return false;
        const std::string line{text.substr(0, end)};
        const std::size_t digits = line.find_first_not_of("0123456789abcdefABCDEF");
        const std::string size = line.substr(0, digits);
        if (size.empty() || size.size() > 15) return false;
        if (digits != std::string::npos && line[digits] != ';') return false;
        for (const char c : line)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
        text.remove_prefix(end + 2);
        const std::uint64_t count = std::stoull(size, nullptr, 16);
        if (count == 0) break;
        if (count + body.size() > kBodyMax || text.size() < count + 2) return false;
        body += text.substr(0, count);
        if (text.substr(count, 2) != "\r\n") return false;
        text.remove_prefix(count + 2);
    }
    std::size_t trailers = 0;
    for (;;) {
        const std::size_t end = text.find("\r\n");
        if (end == std::string_view::npos) return false;
        trailers += end + 2;
        if (trailers > kChunkHeadBytesMax) return false;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 2);
        if (line.empty()) {
            used = all - text.size();
            return true;
        }
        if (line[0] == ' ' || line[0] == '\t' || line[0] == ':') return false;
        for (const char c : line)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
    }
}

void check_chunks(std::string_view text) {
    std::string expected;
    std::size_t expected_used = 0;
    const bool whole = slow_chunks(text, expected, expected_used);
    ChunkedBody chunks;
    std::string body;
    const auto used = chunks.take(text, kBodyMax, body);
    const bool read = used && !chunks.over_limit() && chunks.is_done();
    if (read != whole) std::abort();
    if (read && (body != expected || *used != expected_used)) std::abort();
}

}  // namespace

}  // namespace genbo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = data[0] % 64 + 1;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const genbo::Reading whole = genbo::read_all(bytes, bytes.size() + 1);
    for (const std::size_t some : {std::size_t{1}, piece}) {
        const genbo::Reading split = genbo::read_all(bytes, some);
        if (split.text != whole.text || split.end != whole.end) std::abort();
    }
    genbo::check_chunks(bytes);
    return 0;
}
