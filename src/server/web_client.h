// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asking other houses over HTTP: the provider that vouches for people (oidc.h).
//
// https is always verified, name and chain, with TLS 1.2 or newer, against the machine's
// certificates or those of one file; plain http only to this machine.  Redirects are not followed:
// where to ask is configured, not told by the answer.  An answer has at most kWebAnswerMax bytes
// and comes within the time, or not at all.
//
//   WebClient          what is asked; tests have one of their own
//   make_web_client    Beast and OpenSSL
//
// Thread safety: send() from any thread; it blocks.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

inline constexpr std::size_t kWebAnswerMax = std::size_t{1} << 20;

struct WebRequest {
    std::string url;
    // Empty: GET.  Otherwise POST of a form.
    std::string form = {};
    std::string authorization = {};
};

struct WebAnswer {
    int status = 0;
    std::string body;
};

class WebClient {
public:
    virtual ~WebClient() = default;
    // unavailable: server.web_unreachable (no connection, no trust, too late, too long).
    virtual Result<WebAnswer> send(const WebRequest& request) = 0;
};

struct WebClientOptions {
    std::string ca_file = {};  // Empty: the machine's.
    std::chrono::seconds timeout{10};
};

std::unique_ptr<WebClient> make_web_client(const WebClientOptions& options);

struct WebUrl {
    bool https = true;
    std::string host;
    std::string port;
    std::string target;  // Path and query.
};
// invalid: server.bad_web_url; also for plain http to another machine, for user names in it and for
// fragments.
Result<WebUrl> parse_web_url(std::string_view url);

// application/x-www-form-urlencoded.
std::string form_coded(std::string_view text);

}  // namespace genbo
