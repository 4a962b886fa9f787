// SPDX-License-Identifier: Apache-2.0
#pragma once

// Errors as HTTP answers: application/problem+json (RFC 9457), in the language of the caller.
//
//   {"type":"/problems/register.number_unknown","title":"その番号の顧客はいません。","status":404,
//    "detail":"その番号の顧客はいません。番号を確かめてください。","code":"register.number_unknown","args":[]}
//
// `title` is the first sentence of the message, `detail` all of it.
//
// The fault gives the status; this is the one table:
//
//   invalid 422 · not_found 404 · conflict 409 · forbidden 403 · limit 429 · unavailable 503 ·
//   corrupt 500
//
// and a few codes say it more exactly: the server's own ("server.bad_json" is 400), a full disk
// ("store.disk_full" is 507), and by their
// ending "….version_changed" 412, "….bad_cursor" 400, "….too_large" 413.

#include "base/message.h"
#include "base/result.h"
#include "server/http_message.h"

namespace genbo {

int status_of(const Error& error);

// The object itself, for where an answer carries a problem as a value.
std::string problem_json(const Error& error, Language language, const MessageCatalogue& messages);

// With Retry-After where waiting helps: 429, 503, and a 409 of a request that still runs.
Response problem_response(const Error& error, Language language, const MessageCatalogue& messages);

}  // namespace genbo
