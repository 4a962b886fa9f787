// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns bytes into one HTTP/1.1 request, without knowing where they come from (sans-I/O).
//
//   RequestReader reader;
//   while (!reader.head_done()) buffer.erase(0, TRY(reader.read_head(buffer)));
//   while (!reader.body_done()) buffer.erase(0, TRY(reader.read_body(buffer)));
//
// Beast's parser does the grammar of the head; around it stands what keeps two readers of the same
// bytes from disagreeing (request smuggling, RFC 9112 §11.2).  The head is handed to Beast only
// when it is whole, so that how the network split it cannot matter, and is refused beforehand for:
// a line that ends in a bare LF or holds a bare CR, NUL, a folded line, a space before the colon,
// more than kHeaderBytesMax bytes or kHeaderFieldsMax fields.  After Beast: Content-Length twice or
// beside Transfer-Encoding, a Transfer-Encoding other than exactly "chunked" or in HTTP/1.0, no
// or several Host fields, any field that decides something twice.  Chunks are chunked_body.h's.
//
// An Error ends the connection: what follows it cannot be told apart any more.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http_message.h"

namespace genbo {

inline constexpr std::size_t kHeaderBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kHeaderFieldsMax = 100;

class RequestReader {
public:
    RequestReader();
    ~RequestReader();
    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;

    // Offers everything received and not yet consumed.  The answer is how many bytes to drop from
    // its front; 0 asks for more bytes.  `bytes` must begin where the last call left off.
    Result<std::size_t> read_head(std::string_view bytes);
    bool head_done() const;

    // REQUIRES: head_done().
    const RequestHead& head() const;
    RequestHead take_head();

    // The most bytes that the body may have.  REQUIRES: head_done(), before read_body.
    void limit_body(std::uint64_t bytes_max);
    // Content-Length; 0 when the sender did not tell.
    std::uint64_t declared_size() const;

    // As read_head.  Content is appended to the body, from where take_body() moves it away, as
    // often as one likes.
    Result<std::size_t> read_body(std::string_view bytes);
    bool body_done() const;
    std::string take_body();
    std::size_t body_waiting() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace genbo
