// SPDX-License-Identifier: Apache-2.0
#pragma once

// HttpCaller with libcurl (docs/adr/0018).
//
// Thread safety: one caller per thread; making one is cheap, and one keeps its connections.

#include <filesystem>
#include <memory>

#include "port/http_caller.h"

namespace genbo {

struct CurlOptions {
    // PEM; empty: the system's authorities.
    std::filesystem::path authorities = {};
};

class CurlCaller final : public HttpCaller {
public:
    explicit CurlCaller(CurlOptions options = {});
    ~CurlCaller() override;

    Result<HttpAnswer> call(const HttpCall& call) override;

private:
    struct Handle;
    CurlOptions options_;
    std::unique_ptr<Handle> handle_;
};

// For any thread, at any time: a caller of its own for each call.  For what is asked seldom.
class SharedCurlCaller final : public HttpCaller {
public:
    explicit SharedCurlCaller(CurlOptions options = {}) : options_(std::move(options)) {}

    Result<HttpAnswer> call(const HttpCall& call) override {
        return CurlCaller(options_).call(call);
    }

private:
    const CurlOptions options_;
};

}  // namespace genbo
