// SPDX-License-Identifier: Apache-2.0
#include "server/web_client.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

namespace genbo {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using AskedMessage = http::request<http::string_body>;

AskedMessage message_of(const WebRequest& request, const WebUrl& url) {
    const bool post = !request.form.empty();
    AskedMessage message{post ? http::verb::post : http::verb::get, url.target, 11};
    const bool own_port = url.port == (url.https ? "443" : "80");
    message.set(http::field::host, own_port ? url.host : url.host + ":" + url.port);
    message.set(http::field::accept, "application/json");
    message.set(http::field::connection, "close");
    if (!request.authorization.empty())
        message.set(http::field::authorization, request.authorization);
    if (post) {
        message.set(http::field::content_type, "application/x-www-form-urlencoded");
        message.body() = request.form;
        message.prepare_payload();
    }
    return message;
}

template <typename Stream>
asio::awaitable<WebAnswer> exchange(Stream& stream, AskedMessage message) {
    co_await http::async_write(stream, message, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kWebAnswerMax);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    co_return WebAnswer{
        .status = static_cast<int>(parser.get().result_int()),
        .body = std::move(parser.get().body())};
}

asio::awaitable<WebAnswer> ask_house(
    const WebUrl& url, AskedMessage message, const WebClientOptions& options) {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver{executor};
    const auto places = co_await resolver.async_resolve(url.host, url.port, asio::use_awaitable);
    if (!url.https) {
        beast::tcp_stream stream{executor};
        stream.expires_after(options.timeout);
        co_await stream.async_connect(places, asio::use_awaitable);
        co_return co_await exchange(stream, std::move(message));
    }
    asio::ssl::context context{asio::ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(asio::ssl::verify_peer);
    if (options.ca_file.empty())
        context.set_default_verify_paths();
    else
        context.load_verify_file(options.ca_file);
    beast::ssl_stream<beast::tcp_stream> stream{executor, context};
    stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
    SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
    beast::get_lowest_layer(stream).expires_after(options.timeout);
    co_await beast::get_lowest_layer(stream).async_connect(places, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    co_return co_await exchange(stream, std::move(message));
}

class BeastWebClient final : public WebClient {
public:
    explicit BeastWebClient(WebClientOptions options) : options_(std::move(options)) {}

    Result<WebAnswer> send(const WebRequest& request) override {
        const auto url = TRY(parse_web_url(request.url));
        asio::io_context context{1};
        std::optional<WebAnswer> answer;
        asio::co_spawn(
            context, ask_house(url, message_of(request, url), options_),
            [&](const std::exception_ptr& failed, WebAnswer given) {
                if (!failed) answer = std::move(given);
            });
        // Looking up a name has no time of its own.
        context.run_for(options_.timeout + std::chrono::seconds{1});
        if (!answer)
            return Error{
                .fault = Fault::unavailable, .code = "server.web_unreachable", .args = {url.host}};
        return *std::move(answer);
    }

private:
    const WebClientOptions options_;
};

}  // namespace

std::unique_ptr<WebClient> make_web_client(const WebClientOptions& options) {
    return std::make_unique<BeastWebClient>(options);
}

}  // namespace genbo
