// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include "server/site.h"

namespace genbo {

namespace {

class Assembled final : public GenboServer {
public:
    Assembled(const ServerConfig& config, const ServerParts& parts) : site_(config, parts) {}

    Result<> open(const HttpConfig& config) {
        http_ = TRY(HttpServer::start(config, site_, site_.meters()));
        return {};
    }

    std::uint16_t port() const override { return http_->port(); }
    void stop() override { http_->stop(); }
    void wait() override { http_->wait(); }

private:
    Site site_;
    std::unique_ptr<HttpServer> http_;  // Goes first: its threads use the site.
};

}  // namespace

Result<std::unique_ptr<GenboServer>> GenboServer::start(ServerConfig config, ServerParts parts) {
    auto server = std::make_unique<Assembled>(config, parts);
    TRY(server->open(config.http));
    return std::unique_ptr<GenboServer>{std::move(server)};
}

}  // namespace genbo
