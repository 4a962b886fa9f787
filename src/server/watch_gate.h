// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who may ask how the house is doing.  Load balancers and monitoring have no session, so these
// doors look at where a request comes from, or at a bearer token:
//
//   Watch::health    /healthz, /readyz: this machine (a proxy on it included), or the token
//   Watch::figures   /metrics: this machine itself, or the token
//
// A proxy on this machine passes on the requests of the whole world from 127.0.0.1.  So for figures
// a loopback address counts only where no proxy is known to stand in front (behind_https) and none
// shows itself in a header.
//
// The configuration holds the token's SHA-256, not the token: it is long and random, so the hash
// gives nothing away, and the file stays free of secrets.

#include <string_view>

#include "server/http_message.h"

namespace genbo {

enum class Watch : std::uint8_t { none, health, figures };

// 127.0.0.0/8, ::1, and the former written as an IPv6 address.  REQUIRES: an address as the kernel
// writes it.
bool is_loopback_address(std::string_view address);

// Whether the request has passed through a proxy that says so.
bool is_forwarded(const RequestHead& head);

enum class Proxy { none, in_front };

// Where a request comes from, for counting its tries: the peer, or what the proxy that is known to
// stand in front says of its own (the last entry of X-Forwarded-For).  A proxy that hands on what
// callers write there lets them choose it, so nothing may be opened by it.
std::string caller_address(const RequestHead& head, Proxy proxy);

enum class WatchToken { absent, wrong, right };

// `token_sha256` is the hash in hexadecimal, empty when no token is configured.
WatchToken watch_token_of(const RequestHead& head, std::string_view token_sha256);

}  // namespace genbo
