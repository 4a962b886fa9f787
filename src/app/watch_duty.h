// SPDX-License-Identifier: Apache-2.0
#pragma once

// Feeds the access log to the watch (watch/watch.h) and keeps what it finds; done by the holder of
// the lease `watch`.
//
// Rows come late (a batch, another node, a store that was away), so each round looks again at the
// last minutes before where it is and takes what it has not seen.  Days, cursor and alerts are
// written in one transaction, by whoever wrote the last one before or has read it since: a node
// that lost the lease without knowing, or got it back, begins again from what the other kept, so
// that no alert is raised twice.  What could not be written is found again with the next round.
//
// Whose account has ended, or whose last day of work is over, is read from the accounts every ten
// seconds: what comes under his name after that is an alert.  With [watch] end_sessions, alerts of
// the kinds named there end the person's sessions, and the trail says so.
//
// Once a day the watch plants an access of its own, which goes through log, store and rules like
// any other and must come out as an alert.  watch_state() says whether it did: monitoring that has
// died is itself an alarm, and it is told by whoever is asked, not by the watch.

#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "app/master.h"
#include "register/access_log.h"
#include "register/register_metrics.h"
#include "server/session_keeper.h"
#include "watch/watch.h"

namespace genbo {

struct WatchState {
    bool alive = false;
    Instant round_at;    // Of the last finished round.
    Instant planted_at;  // The last access that was planted…
    Instant seen_at;     // …and when it was last found.
};
// A master on which the watch never ran is not alive.
Result<WatchState> watch_state(StoreReader& store, Instant now);

class WatchDuty {
public:
    // All outlive the duty.  `sessions`: where those of the gravest alerts are ended; nobody's when
    // there is none.
    WatchDuty(
        Master& master, AccessLog& log, SessionKeeper* sessions = nullptr,
        const WatchMetrics* metrics = nullptr)
        : master_(master), log_(log), sessions_(sessions), metrics_(metrics) {}

    Result<> run_once();

private:
    Result<> open();
    // Whether another node has kept something since we did.
    Result<bool> overtaken(StoreReader& store) const;
    Result<> read_leavers();
    Result<> end_sessions();
    Result<> read_new();
    Result<> look_outside();
    Result<> plant();
    Result<> keep();

    Master& master_;
    AccessLog& log_;
    SessionKeeper* const sessions_;
    const WatchMetrics* const metrics_;
    Instant leavers_read_;
    // Whose sessions are to end; kept until it is done.
    std::set<StaffId> to_end_;
    bool open_ = false;
    std::string kept_state_;  // As we read or wrote it last.
    AccessWatch watch_;
    Bytes cursor_;
    // Acts of the last minutes that were taken.
    std::map<Bytes, Instant> taken_;
    std::vector<WatchAlert> alerts_;
    std::int64_t outside_day_ = 0;
    Instant kept_at_;
    Instant planted_at_;
    Instant seen_at_;
    bool changed_ = false;
};

}  // namespace genbo
