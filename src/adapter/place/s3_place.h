// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backups in a bucket that speaks S3: Amazon's, or one of the many that are alike, addressed by
// path (https://HOST/BUCKET/PREFIX/NAME).
//
//   s3://s3.ap-northeast-1.amazonaws.com/our-backups/genbo?region=ap-northeast-1
//
// Over TLS, except to this machine.  An object is written by one PUT, which S3 makes visible as a
// whole or not at all.  Versioning and object lock are the bucket's, and recommended: who has taken
// over this machine can otherwise remove its backups.

#include <memory>

#include "adapter/place/s3_signature.h"
#include "port/backup_place.h"
#include "port/clock.h"
#include "port/http_caller.h"

namespace genbo {

struct S3Address {
    std::string scheme;  // "https"; "http" for s3+http://, which leads to this machine only.
    std::string host;
    std::string bucket;
    std::string prefix;  // Empty, or with a slash at its end.
    std::string region;
};

// invalid: backup.bad_address.
Result<S3Address> parse_s3_address(std::string_view text);

class S3Place final : public BackupPlace {
public:
    S3Place(S3Address address, S3Keys keys, std::unique_ptr<HttpCaller> caller, const Clock& clock)
        : address_(std::move(address)),
          keys_(std::move(keys)),
          caller_(std::move(caller)),
          clock_(clock) {}

    Result<> put(std::string_view name, ByteView bytes) override;
    Result<Bytes> get(std::string_view name) override;
    Result<std::vector<std::string>> list(std::string_view prefix) override;
    Result<> remove(std::string_view name) override;
    std::string label() const override;

private:
    using Query = std::vector<std::pair<std::string, std::string>>;

    // The answer of whatever status.
    Result<HttpAnswer> ask(
        std::string_view method, std::string_view key, const Query& query, ByteView body);

    S3Address address_;
    S3Keys keys_;
    std::unique_ptr<HttpCaller> caller_;
    const Clock& clock_;
};

}  // namespace genbo
