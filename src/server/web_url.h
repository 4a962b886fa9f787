// SPDX-License-Identifier: Apache-2.0
#pragma once

// Addresses of other houses, before anything is asked of them (port/http_caller.h) or a browser is
// sent there: https, or plain http to this machine; no user names, no fragments.

#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

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
