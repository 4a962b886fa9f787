// SPDX-License-Identifier: Apache-2.0
#include "server/idempotency.h"

namespace genbo {

Result<std::optional<KeptAnswer>> MemoryIdempotency::find(StaffId actor, std::string_view key) {
    const std::lock_guard lock{mutex_};
    const auto at = answers_.find(Name{actor, key});
    if (at == answers_.end()) return std::optional<KeptAnswer>{};
    return std::optional{at->second};
}

Result<> MemoryIdempotency::keep(StaffId actor, std::string_view key, const KeptAnswer& answer) {
    const std::lock_guard lock{mutex_};
    const auto [at, is_new] = answers_.emplace(Name{actor, key}, answer);
    if (!is_new) return {};
    order_.push_back(at->first);
    if (order_.size() > capacity_) {
        answers_.erase(order_.front());
        order_.pop_front();
    }
    return {};
}

}  // namespace genbo
