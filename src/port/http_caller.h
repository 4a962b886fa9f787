// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asking another server over HTTP: a key service, an identity provider, an object store.
//
// What every call keeps to: TLS verified against the system's authorities or a given file; plain
// http to this machine only; no redirects followed, so that an answer cannot send us elsewhere; one
// deadline for everything; an answer of bounded size.  An answer of any status is an answer; an
// Error means that there was none.
//
// Neither URLs nor bodies are ever logged or put into errors: only the host is named.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace genbo {

struct HttpCall {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::chrono::milliseconds time{10'000};
    std::size_t answer_bytes_max = 1 << 20;
};

struct HttpAnswer {
    int status = 0;
    // Names in lower case, in the order of the answer.
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    // Empty when there is none; the first of several.
    std::string header(std::string_view lower_case_name) const {
        for (const auto& [name, value] : headers)
            if (name == lower_case_name) return value;
        return {};
    }
};

class HttpCaller {
public:
    virtual ~HttpCaller() = default;

    // invalid: http.address.  unavailable: http.unreachable, http.timeout, http.tls.  limit:
    // http.answer_too_large.
    virtual Result<HttpAnswer> call(const HttpCall& call) = 0;
};

}  // namespace genbo
