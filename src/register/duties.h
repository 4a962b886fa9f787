// SPDX-License-Identifier: Apache-2.0
#pragma once

// The duties that somebody among the nodes has to do, and only one at a time (docs/adr/0015):
//
//   audit      gives waiting audit leaves their place in the tree (shared stores)
//   outbox_N   hands the events of lane N to the sink, in order, and removes what was taken
//   sweep      removes marks, answers and sessions that are past their time
//
// Each is a lease in the store: taken when nobody holds it, prolonged by whoever does, and kept in
// the very transaction that does the work, so that a holder who was thought dead cannot write after
// his successor (fencing).  Leases end by the clocks of the nodes; a wrong clock makes holders
// change too often, never two at once.
//
//   Duties duties(writer, clock, sink, metrics);
//   duties.run_once();        // or: DutyThread
//
// Thread safety: one thread.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "port/event_sink.h"
#include "register/register_metrics.h"
#include "register/writer.h"

namespace genbo {

// A holder who does not prolong for so long is taken for dead.
inline constexpr std::chrono::seconds kLeaseTime{15};
// Leaves or events that one transaction takes.
inline constexpr std::size_t kDutyBatch = 5000;
// Answers, sessions and marks are kept this long.
inline constexpr std::chrono::hours kSweepAge{48};

std::string_view outbox_lease(std::int64_t lane);

struct DutyReport {
    std::size_t leaves = 0;
    std::size_t events = 0;

    bool idle() const { return leaves == 0 && events == 0; }
};

class Duties {
public:
    // `sink` and `metrics` may be null: then no lane is served, and nothing is counted.
    Duties(
        Writer& writer, const Clock& clock, Sharing sharing, EventSink* sink,
        RegisterMetrics* metrics);
    // Gives the leases back, so that others need not wait for their end.
    ~Duties();
    Duties(const Duties&) = delete;
    Duties& operator=(const Duties&) = delete;

    // A further duty under a lease of its own, asked as often as the others.  It writes in
    // transactions of its own, so it must bear that two do it at the same time for a moment.
    void add(const char* lease, std::function<Result<>()> work);

    // Does what waits, a batch of each duty.  An Error of one does not keep the others from being
    // done; the first is returned.
    Result<DutyReport> run_once();

    const std::string& holder() const { return holder_; }

private:
    // The lease, new or still held; nothing when another node has it.
    Result<std::optional<StoredLease>> hold(std::string_view name);
    Result<std::size_t> sequence();
    Result<std::size_t> relay(std::int64_t lane);
    Result<> sweep();
    void lost(std::string_view name);

    Writer& writer_;
    const Clock& clock_;
    Sharing sharing_;
    EventSink* sink_;
    RegisterMetrics* metrics_;
    std::string holder_;
    std::map<std::string, StoredLease, std::less<>> held_;
    struct Further {
        const char* lease;
        std::function<Result<>()> work;
    };
    std::vector<Further> further_;
    Instant swept_;
    Instant counted_;
};

}  // namespace genbo
