// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a request target (RFC 9112 §3.2) into decoded path segments and query items.
//
//   "/api/v1/customers/C-1?fields=name&q=%E9%AB%99"
//       -> {"api","v1","customers","C-1"}, {{"fields","name"},{"q","髙"}}
//
// Splitting comes before decoding, so "%2F" never makes a new segment.  Refused, because nobody
// honest sends them and proxies disagree about them: a bad percent escape, NUL or another control,
// text that is not UTF-8, the segments "." and ".." (encoded or not), an empty segment inside the
// path, a backslash, a '#'.  A query name that comes twice is refused as well: two readers could
// pick different ones.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/http_message.h"

namespace genbo {

struct RequestTarget {
    std::vector<std::string> segments;
    std::vector<QueryItem> query;
    // Of an absolute target ("http://host:1/path"); empty otherwise.
    std::string host;

    friend bool operator==(const RequestTarget&, const RequestTarget&) = default;
};

Result<RequestTarget> parse_target(std::string_view text);

// "%E9%AB%99" -> "髙", refusing what parse_target refuses inside a segment's text: for header
// values that carry names.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace genbo
