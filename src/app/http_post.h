// SPDX-License-Identifier: Apache-2.0
#pragma once

// One POST of text to an http:// address, answered by 2xx or failed: for checkpoints, which are
// signed and hold nothing personal, so the way needs no secrecy.  https is for a proxy beside Genbo
// to add.  Never follows a redirect; ten seconds at most.

#include <string>
#include <string_view>

#include "base/result.h"

namespace genbo {

// "http://host[:port]/path".
bool is_http_address(std::string_view url);

// unavailable: app.post_failed.
Result<> http_post(const std::string& url, std::string_view text);

}  // namespace genbo
