// SPDX-License-Identifier: Apache-2.0
#include "register/duties.h"

#include <array>
#include <vector>

#include "base/log.h"
#include "crypto/random.h"

namespace genbo {

namespace {

constexpr std::string_view kAuditLease = "audit";
constexpr std::string_view kSweepLease = "sweep";
constexpr std::chrono::hours kSweepEvery{1};
constexpr std::chrono::seconds kCountEvery{10};

constexpr std::array<std::string_view, kEventLanes> kOutboxLeases{
    "outbox_0",  "outbox_1",  "outbox_2",  "outbox_3", "outbox_4",  "outbox_5",
    "outbox_6",  "outbox_7",  "outbox_8",  "outbox_9", "outbox_10", "outbox_11",
    "outbox_12", "outbox_13", "outbox_14", "outbox_15"};

}  // namespace

std::string_view outbox_lease(std::int64_t lane) {
    return kOutboxLeases.at(static_cast<std::size_t>(lane));
}

Duties::Duties(
    Writer& writer, const Clock& clock, Sharing sharing, EventSink* sink, RegisterMetrics* metrics)
    : writer_(writer),
      clock_(clock),
      sharing_(sharing),
      sink_(sink),
      metrics_(metrics),
      holder_(this_thread_random().id()) {
    if (metrics_ == nullptr) return;
    metrics_->leases.held(LogToken{kAuditLease}).set(0);
    metrics_->leases.held(LogToken{kSweepLease}).set(0);
    for (const auto name : kOutboxLeases) metrics_->leases.held(LogToken{name}).set(0);
}

Duties::~Duties() {
    for (const auto& [name, lease] : held_) {
        const auto given_back = writer_.run(
            [&](WriteContext& context) -> Result<> {
                return context.store.keep_lease(lease, context.now);
            },
            WriteScope::rows);
        if (!given_back.ok()) log_info("lease.not_given_back", {{"lease", LogToken{name}}});
        lost(name);
    }
}

void Duties::lost(std::string_view name) {
    if (metrics_ != nullptr) metrics_->leases.held(LogToken{name}).set(0);
}

Result<std::optional<StoredLease>> Duties::hold(std::string_view name) {
    const auto now = clock_.now();
    const auto at = held_.find(name);
    // Half its time left: the work itself prolongs it.
    if (at != held_.end() && at->second.expires > now + kLeaseTime / 2)
        return std::optional{at->second};
    std::optional<StoredLease> lease;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            lease =
                TRY(context.store.take_lease(name, holder_, context.now, context.now + kLeaseTime));
            return {};
        },
        WriteScope::rows));
    if (!lease) {
        if (at != held_.end()) held_.erase(at);
        lost(name);
        return lease;
    }
    if (at == held_.end()) {
        log_info("lease.taken", {{"lease", LogToken{name}}, {"epoch", lease->epoch}});
        if (metrics_ != nullptr) {
            metrics_->leases.held(LogToken{name}).set(1);
            metrics_->leases.epochs(LogToken{name}).add(1);
        }
    }
    held_.insert_or_assign(std::string{name}, *lease);
    return lease;
}

Result<std::size_t> Duties::sequence() {
    if (sharing_ == Sharing::embedded) return std::size_t{0};
    const auto lease = TRY(hold(kAuditLease));
    if (!lease) return std::size_t{0};
    std::size_t placed = 0;
    std::int64_t waiting = 0;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.keep_lease(*lease, context.now + kLeaseTime));
            placed = TRY(sequence_leaves(context.store, kDutyBatch));
            // Counting reads them all, on every shard: now and then, when somebody looks and there
            // are more than were taken.
            const bool due = metrics_ != nullptr && context.now - counted_ > kCountEvery;
            if (placed == kDutyBatch && due) {
                waiting = TRY(context.store.pending_leaf_count());
                counted_ = context.now;
            }
            return {};
        },
        WriteScope::rows));
    if (metrics_ != nullptr) {
        metrics_->audit.leaves_sequenced.add(placed);
        if (waiting > 0 || placed < kDutyBatch)
            metrics_->audit.leaves_waiting.set(static_cast<double>(waiting));
    }
    return placed;
}

Result<std::size_t> Duties::relay(std::int64_t lane) {
    const auto name = outbox_lease(lane);
    const auto lease = TRY(hold(name));
    if (!lease) return std::size_t{0};
    // Read, then delivered outside of any transaction, then removed by whoever still holds the
    // lease: a crash between delivers again, never too little.
    std::vector<StoredEvent> events;
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.keep_lease(*lease, context.now + kLeaseTime));
            events = TRY(context.store.events(lane, kDutyBatch));
            return {};
        },
        WriteScope::rows));
    if (events.empty()) return std::size_t{0};
    TRY(sink_->deliver(events));
    TRY(writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.keep_lease(*lease, context.now + kLeaseTime));
            return context.store.remove_events(events);
        },
        WriteScope::rows));
    if (metrics_ != nullptr) metrics_->outbox.delivered.add(events.size());
    return events.size();
}

Result<> Duties::sweep() {
    const auto now = clock_.now();
    if (now - swept_ < kSweepEvery) return {};
    const auto lease = TRY(hold(kSweepLease));
    swept_ = now;
    if (!lease) return {};
    return writer_.run(
        [&](WriteContext& context) -> Result<> {
            TRY(context.store.keep_lease(*lease, context.now + kLeaseTime));
            return context.store.sweep(context.now - kSweepAge);
        },
        WriteScope::rows);
}

void Duties::add(const char* lease, std::function<Result<>()> work) {
    further_.push_back({lease, std::move(work)});
    if (metrics_ != nullptr) metrics_->leases.held(LogToken{lease}).set(0);
}

Result<DutyReport> Duties::run_once() {
    DutyReport report;
    Result<> first;
    const auto note = [&](std::string_view name, const auto& result) {
        if (result.ok()) return;
        if (result.error().code == "store.lease_lost") {
            held_.erase(std::string{name});
            lost(name);
            return;
        }
        if (first.ok()) first = result.error();
    };
    const auto sequenced = sequence();
    note(kAuditLease, sequenced);
    if (sequenced.ok()) report.leaves = *sequenced;
    if (sink_ != nullptr)
        for (std::int64_t lane = 0; lane < kEventLanes; ++lane) {
            const auto relayed = relay(lane);
            note(outbox_lease(lane), relayed);
            if (relayed.ok()) report.events += *relayed;
        }
    note(kSweepLease, sweep());
    for (const auto& further : further_) {
        const auto lease = hold(further.lease);
        note(further.lease, lease);
        if (lease.ok() && *lease) note(further.lease, further.work());
    }
    if (!first.ok()) return first.error();
    return report;
}

}  // namespace genbo
