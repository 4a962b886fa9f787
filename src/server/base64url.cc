// SPDX-License-Identifier: Apache-2.0
#include "server/base64url.h"

#include <algorithm>

#include "base/base64.h"

namespace genbo {

std::string to_base64url(ByteView bytes) {
    std::string text = to_base64(bytes);
    while (text.ends_with('=')) text.pop_back();
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

Result<Bytes> from_base64url(std::string_view text) {
    const Error bad{.fault = Fault::invalid, .code = "server.bad_base64url"};
    if (text.find_first_of("+/=") != std::string_view::npos) return bad;
    std::string padded{text};
    std::ranges::replace(padded, '-', '+');
    std::ranges::replace(padded, '_', '/');
    while (padded.size() % 4 != 0) padded += '=';
    auto bytes = from_base64(padded);
    if (!bytes.ok()) return bad;
    return bytes;
}

}  // namespace genbo
