// SPDX-License-Identifier: Apache-2.0
#pragma once

// The seam for TLS: a connection knows bytes, not what carries them.  Plain TCP is the only carrier
// today; TLS becomes a second class here, and nothing above changes.
//
// Includes Asio, so only http_server.cc and byte_stream.cc include this.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace genbo {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    // 0: the peer has ended, or cancel() was called.
    virtual boost::asio::awaitable<std::size_t> read(std::span<char> into) = 0;
    virtual boost::asio::awaitable<bool> write(std::string_view first, std::string_view second) = 0;
    // Whoever waits in read or write goes on, without success.
    virtual void cancel() = 0;
    virtual void end_writing() = 0;
};

// Small answers leave at once (no delay).
std::unique_ptr<ByteStream> plain_stream(boost::asio::ip::tcp::socket socket);

}  // namespace genbo
