// SPDX-License-Identifier: Apache-2.0
#include "server/byte_stream.h"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

// Arguments of awaited calls are named variables: see http_server.cc.

namespace genbo {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(Tcp::socket socket) : socket_(std::move(socket)) {
        error_code ignored;
        socket_.set_option(Tcp::no_delay{true}, ignored);
    }

    asio::awaitable<std::size_t> read(std::span<char> into) override {
        error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        const asio::mutable_buffer buffer{into.data(), into.size()};
        const std::size_t count = co_await socket_.async_read_some(buffer, token);
        co_return error ? 0 : count;
    }

    asio::awaitable<bool> write(std::string_view first, std::string_view second) override {
        while (!first.empty() || !second.empty()) {
            error_code error;
            auto token = asio::redirect_error(asio::use_awaitable, error);
            const std::array<asio::const_buffer, 2> buffers = {
                asio::const_buffer{first.data(), first.size()},
                asio::const_buffer{second.data(), second.size()}};
            const std::size_t count = co_await socket_.async_write_some(buffers, token);
            if (error) co_return false;
            const std::size_t of_first = std::min(count, first.size());
            first.remove_prefix(of_first);
            second.remove_prefix(count - of_first);
        }
        co_return true;
    }

    void cancel() override {
        error_code ignored;
        socket_.cancel(ignored);
    }

    void end_writing() override {
        error_code ignored;
        socket_.shutdown(Tcp::socket::shutdown_send, ignored);
    }

private:
    Tcp::socket socket_;
};

}  // namespace

std::unique_ptr<ByteStream> plain_stream(Tcp::socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace genbo
