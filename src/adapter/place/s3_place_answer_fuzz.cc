// SPDX-License-Identifier: Apache-2.0

// Any text as the address of a bucket and as what a bucket answers when it is asked for a list.
// Oracle: an address that is taken has a host, a bucket and a region; asking comes to an end,
// whatever the answers say; and every name is below the prefix that was asked for.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapter/place/s3_place.h"
#include "base/check.h"

namespace {

class S3FuzzClock final : public genbo::Clock {
public:
    genbo::Instant now() const override {
        return genbo::instant_from_micros(1'369'353'600'000'000);
    }
};

// Answers 200 with one text after the other, and nothing more when there is none left.
class S3FuzzCaller final : public genbo::HttpCaller {
public:
    explicit S3FuzzCaller(std::string_view answers) : answers_(answers) {}
    genbo::Result<genbo::HttpAnswer> call(const genbo::HttpCall&) override {
        const auto one = answers_.substr(0, answers_.find('\0'));
        answers_.remove_prefix(std::min(answers_.size(), one.size() + 1));
        return genbo::HttpAnswer{200, {}, std::string{one}};
    }

private:
    std::string_view answers_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace genbo;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto address = parse_s3_address(text); address.ok()) {
        check(!address->host.empty() && !address->bucket.empty() && !address->region.empty());
        check(address->prefix.empty() || address->prefix.ends_with('/'));
    }
    static const S3FuzzClock clock;
    S3Place place{
        *parse_s3_address("s3://s3.example/b/p"), S3Keys{"AKIDEXAMPLE", "secret", ""},
        std::make_unique<S3FuzzCaller>(text), clock};
    static_cast<void>(place.list("1f0c2a9d/"));
    return 0;
}
