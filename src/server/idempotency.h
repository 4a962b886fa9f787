// SPDX-License-Identifier: Apache-2.0
#pragma once

// "Error" does not mean "not applied": a caller who got no answer sends the same request again with
// the same Idempotency-Key and gets the first answer, not a second effect.
//
//   key unknown                         the request runs, its answer is kept
//   key known, same request_hash        the kept answer, marked Idempotent-Replayed: true
//   key known, another request_hash     conflict (409): a mistake of the caller
//   same key running at this moment     conflict (409), with Retry-After, on whichever node
//
// Kept are answers that will not change by trying again: 2xx, and refusals by meaning (404, 409,
// 412, 422).  Answers of 400, 401, 403, 429 and 5xx are not: they depend on what can be mended.
//
// The body of an answer may hold personal data, so a lasting store seals it.

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/ids.h"

namespace genbo {

struct KeptAnswer {
    std::string request_hash;  // SHA-256, hex.
    int status = 0;
    std::string etag;  // Header values; empty = not sent.
    std::string location;
    std::string body;  // JSON.

    friend bool operator==(const KeptAnswer&, const KeptAnswer&) = default;
};

class IdempotencyStore {
public:
    virtual ~IdempotencyStore() = default;

    // The first answer under (actor, key), if there is one.
    virtual Result<std::optional<KeptAnswer>> find(StaffId actor, std::string_view key) = 0;

    // Keeps the first answer.  When the backend has already kept one in its own transaction, this
    // one is dropped.
    virtual Result<> keep(StaffId actor, std::string_view key, const KeptAnswer& answer) = 0;

    // Whether nobody else runs a request under (actor, key) now; then the caller does, until keep()
    // or release().  Only asked after this process's own requests: a store that serves one process
    // need not answer.
    virtual Result<bool> claim(StaffId /*actor*/, std::string_view /*key*/) { return true; }
    // Without an answer to keep.
    virtual void release(StaffId /*actor*/, std::string_view /*key*/) {}
};

// Keeps answers in memory, the newest `capacity` of them: for tests, and where retries need not
// survive a restart.
class MemoryIdempotency final : public IdempotencyStore {
public:
    explicit MemoryIdempotency(std::size_t capacity = 10'000) : capacity_(capacity) {}

    Result<std::optional<KeptAnswer>> find(StaffId actor, std::string_view key) override;
    Result<> keep(StaffId actor, std::string_view key, const KeptAnswer& answer) override;

private:
    using Name = std::pair<StaffId, std::string>;

    const std::size_t capacity_;
    std::mutex mutex_;
    std::map<Name, KeptAnswer> answers_;
    std::deque<Name> order_;
};

}  // namespace genbo
