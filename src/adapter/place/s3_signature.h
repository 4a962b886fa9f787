// SPDX-License-Identifier: Apache-2.0
#pragma once

// AWS Signature Version 4 for S3, in the Authorization header, with a signed payload
// (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
//
// Signed are the method, the path, the query, host, date, hash of the body, the session token and
// whatever other headers the request names, so that it can neither be changed on the way nor be
// sent again a quarter of an hour later.  All four examples of that page are in s3_place_test.cc.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/hash.h"

namespace genbo {

struct S3Keys {
    std::string id;
    std::string secret;
    std::string session;  // Of a temporary key; else empty.
};

struct S3Request {
    std::string_view method;
    std::string_view host;  // With the port, when it is not the scheme's own.
    std::string path;       // "/bucket/name", as percent_encoded() makes it.
    // Names and values as they are, sorted by name.
    std::vector<std::pair<std::string, std::string>> query = {};
    Hash body_hash{};
    // Others that are to be sent and signed; names in small letters.
    std::vector<std::pair<std::string, std::string>> headers = {};
};

// Everything but A-Z, a-z, 0-9 and "-._~" as %XX; slashes too unless they are to be kept.
std::string percent_encoded(std::string_view text, bool keep_slashes);
std::string query_text(const std::vector<std::pair<std::string, std::string>>& query);

// The headers to be sent besides Host.
std::vector<std::pair<std::string, std::string>> s3_headers(
    const S3Request& request, const S3Keys& keys, std::string_view region, Instant now);

}  // namespace genbo
