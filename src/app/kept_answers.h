// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's first answers, in the master's store and sealed, so that a retry gets the same
// answer after a restart too.

#include "app/master.h"
#include "server/idempotency.h"

namespace genbo {

class StoredAnswers final : public IdempotencyStore {
public:
    explicit StoredAnswers(Master& master) : master_(master) {}

    Result<std::optional<KeptAnswer>> find(StaffId actor, std::string_view key) override;
    Result<> keep(StaffId actor, std::string_view key, const KeptAnswer& answer) override;

private:
    Master& master_;
};

}  // namespace genbo
