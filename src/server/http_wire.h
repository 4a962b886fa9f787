// SPDX-License-Identifier: Apache-2.0
#pragma once

// The head of an answer as bytes: status line, the handler's fields, and the framing that only the
// connection may write (Date, Content-Length, Connection).  A control character in a field value
// becomes a space, so that no value, wherever it came from, can begin a header of its own.

#include <string>
#include <string_view>

#include "base/time.h"
#include "server/http_message.h"

namespace genbo {

enum class AfterAnswer { keep_open, close };

std::string answer_head(const Response& response, Instant now, AfterAnswer after);

// Whether content follows the head: never after HEAD, 204 and 304 (RFC 9110 §6.4.1).
bool sends_content(const Response& response, HttpMethod method);

std::string_view reason_phrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Instant instant);

}  // namespace genbo
