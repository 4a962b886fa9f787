// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_pool.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "base/check.h"

namespace genbo {

std::size_t pg_pool_default_size() {
    const std::size_t cores = std::thread::hardware_concurrency();
    return std::clamp<std::size_t>(2 * cores + 2, 4, 32);
}

PgLease::PgLease(PgLease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}

PgLease::~PgLease() {
    if (pool_ != nullptr) pool_->give_back(std::move(connection_));
}

PgPool::PgPool(PgPoolOptions options) : options_(std::move(options)) { check(options_.size > 0); }

PgPool::~PgPool() { check(counts_.open == idle_.size()); }

Result<PgLease> PgPool::borrow() {
    // Idle or still to be opened, from here on it counts as open and is ours.
    auto connection = TRY(reserve());
    while (connection && !connection->healthy()) {
        connection.reset();
        connection = next_idle();
    }
    if (connection) return PgLease(*this, *std::move(connection));
    auto opened = PgConnection::open(options_.connection);
    if (opened.ok()) return PgLease(*this, *std::move(opened));
    {
        const std::lock_guard lock(mutex_);
        --counts_.open;
    }
    freed_.notify_one();
    return std::move(opened).error();
}

Result<std::optional<PgConnection>> PgPool::reserve() {
    std::unique_lock lock(mutex_);
    const auto available = [&] { return !idle_.empty() || counts_.open < options_.size; };
    if (!available()) {
        ++counts_.waits;
        if (!freed_.wait_for(lock, options_.wait, available)) {
            ++counts_.refused;
            return Error{Fault::unavailable, "store.pool_busy", {std::to_string(options_.size)}};
        }
    }
    ++counts_.borrowed;
    if (!idle_.empty()) return take_idle();
    ++counts_.open;
    return std::optional<PgConnection>{};
}

// In place of one that was dead.
std::optional<PgConnection> PgPool::next_idle() {
    const std::lock_guard lock(mutex_);
    ++counts_.dropped;
    if (idle_.empty()) return {};
    --counts_.open;
    freed_.notify_one();
    return take_idle();
}

// REQUIRES: mutex_ is held, and one is there.
std::optional<PgConnection> PgPool::take_idle() {
    std::optional<PgConnection> out = std::move(idle_.back());
    idle_.pop_back();
    return out;
}

void PgPool::give_back(PgConnection connection) {
    if (connection.in_transaction()) static_cast<void>(connection.execute("ROLLBACK"));
    const bool keep = connection.healthy() && !connection.in_transaction();
    {
        const std::lock_guard lock(mutex_);
        if (keep) {
            idle_.push_back(std::move(connection));
        } else {
            --counts_.open;
            ++counts_.dropped;
        }
    }
    freed_.notify_one();
}

PgPoolStats PgPool::stats() const {
    const std::lock_guard lock(mutex_);
    auto out = counts_;
    out.idle = idle_.size();
    return out;
}

}  // namespace genbo
