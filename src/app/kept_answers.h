// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's first answers, in the master's store and sealed, so that a retry gets the same
// answer after a restart too, and from any node.
//
// On a shared master a running request is noted there as well, so that a retry which a load
// balancer sends to another node waits for the first instead of running beside it.  The note of a
// node that died counts for kClaimLife.
//
// Thread safety: all functions, from any thread.

#include "app/master.h"
#include "server/idempotency.h"

namespace genbo {

// Longer than a request takes, statement timeouts and a restart of the database included.
inline constexpr std::chrono::seconds kClaimLife{60};

// The name under which a request is kept: the same when it is sent again; tells nothing.
std::string request_name(StaffId actor, std::string_view idempotency_key);

class StoredAnswers final : public IdempotencyStore {
public:
    explicit StoredAnswers(Master& master);

    Result<std::optional<KeptAnswer>> find(StaffId actor, std::string_view key) override;
    Result<> keep(StaffId actor, std::string_view key, const KeptAnswer& answer) override;
    Result<bool> claim(StaffId actor, std::string_view key) override;
    void release(StaffId actor, std::string_view key) override;

private:
    Result<> remove_claim(StoreWriter& store, const std::string& name, Instant now) const;

    Master& master_;
    const bool shared_;
    const Bytes claimant_;  // This process.
};

}  // namespace genbo
