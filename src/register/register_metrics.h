// SPDX-License-Identifier: Apache-2.0
#pragma once

// The numbers that tell whether a register is well, by who counts them.  Whoever does the work gets
// its own struct and counts there; nobody else knows the names.
//
//   MetricRegistry registry;                        // app/, outlives all below
//   RegisterMetrics metrics{registry};
//   metrics.import.count(outcome.counts);
//   metrics.writer.group_commands.observe(static_cast<double>(group.size()));
//   const GaugeHold held{metrics.leases.held(LogToken{"audit_sequencer"})};
//
// What they mean and when to worry stands in docs/guide/en/watching.md and docs/alarms.yaml; a test
// holds those and this against each other.
//
// With several nodes on one database each exposes its own work (rows, commits, pairs), which is to
// be added up; figures about the database (leaves and outbox entries waiting, reviews) are set by
// the node that happens to look, so their maximum counts.  Who has stopped looking sets them to 0.
//
// Thread safety: as base/metrics.h.

#include "base/metrics.h"
#include "port/store_rows.h"
#include "register/intake_row.h"

namespace genbo {

struct ImportMetrics {
    explicit ImportMetrics(MetricRegistry& registry)
        : rows(
              registry, {"genbo_import_rows", "Rows of imports by what became of them."}, "outcome",
              {{RowOutcome::added, "added"},
               {RowOutcome::changed, "changed"},
               {RowOutcome::same, "same"},
               {RowOutcome::rejected, "rejected"}}) {}

    // Counted when their transaction is durable; a dry run counts nothing.
    void count(const ImportCounts& counts) {
        const auto add = [&](RowOutcome outcome, std::int64_t number) {
            rows[outcome].add(static_cast<std::uint64_t>(number));
        };
        add(RowOutcome::added, counts.added);
        add(RowOutcome::changed, counts.changed);
        add(RowOutcome::same, counts.same);
        add(RowOutcome::rejected, counts.rejected);
    }

    CounterBy<RowOutcome> rows;
};

// Why a whole transaction was run again.
enum class RetryReason {
    serialization,    // 40001: another transaction was first.
    deadlock,         // 40P01.
    connection_lost,  // Class 08, or broken at COMMIT.
    server_stopping,  // 57P01 to 57P03.
    busy,             // 55P03, SQLITE_BUSY: a lock was not to be had.
    number_taken,     // 23505 where another node was first with a key.
    other,
};

struct WriterMetrics {
    explicit WriterMetrics(MetricRegistry& registry)
        : group_commands(registry.histogram(
              {"genbo_writer_group_commands", "Commands that shared one commit."}, kCountBounds)),
          commit_seconds(registry.histogram(
              {"genbo_writer_commit_seconds", "Time of one commit until it was durable."},
              kSecondsBounds)),
          queue_commands(registry.gauge(
              {"genbo_writer_queue_commands", "Commands that wait for the writer now."})),
          retries(
              registry, {"genbo_writer_retries", "Transactions run again, by reason."}, "reason",
              {{RetryReason::serialization, "serialization"},
               {RetryReason::deadlock, "deadlock"},
               {RetryReason::connection_lost, "connection_lost"},
               {RetryReason::server_stopping, "server_stopping"},
               {RetryReason::busy, "busy"},
               {RetryReason::number_taken, "number_taken"},
               {RetryReason::other, "other"}}) {}

    Histogram& group_commands;
    Histogram& commit_seconds;
    Gauge& queue_commands;
    CounterBy<RetryReason> retries;
};

struct StoreMetrics {
    explicit StoreMetrics(MetricRegistry& registry)
        : pool_open(registry.gauge(
              {"genbo_store_pool_open", "Connections (or read sessions) to the store."})),
          pool_idle(
              registry.gauge({"genbo_store_pool_idle", "Those of them that nobody uses now."})),
          pool_waits(registry.counter(
              {"genbo_store_pool_waits", "Times that somebody had to wait for a connection."})),
          statement_timeouts(registry.counter(
              {"genbo_store_statement_timeouts", "Statements given up after their time limit."})) {}

    Gauge& pool_open;
    Gauge& pool_idle;
    Counter& pool_waits;
    Counter& statement_timeouts;
};

// A lease name is one of ours ("audit_sequencer", "outbox_17"), never anything of the data.
class LeaseMetrics {
public:
    explicit LeaseMetrics(MetricRegistry& registry) : registry_(registry) {}

    // 1 while this node holds it, else 0.
    Gauge& held(LogToken lease) const {
        return registry_.gauge(
            {"genbo_leases_held", "1 for each lease that this node holds."}, {{"lease", lease}});
    }
    // Each time this node takes it over, under a new epoch.
    Counter& epochs(LogToken lease) const {
        return registry_.counter(
            {"genbo_lease_epochs", "Times that this node took the lease over."},
            {{"lease", lease}});
    }

private:
    MetricRegistry& registry_;
};

struct AuditMetrics {
    explicit AuditMetrics(MetricRegistry& registry)
        : leaves_waiting(registry.gauge(
              {"genbo_audit_leaves_waiting", "Audit leaves that are not in the tree yet."})),
          leaves_sequenced(registry.counter(
              {"genbo_audit_leaves_sequenced", "Audit leaves put into the tree by this node."})) {}

    Gauge& leaves_waiting;
    Counter& leaves_sequenced;
};

struct OutboxMetrics {
    explicit OutboxMetrics(MetricRegistry& registry)
        : waiting(registry.gauge({"genbo_outbox_waiting", "Outbox entries not delivered yet."})),
          oldest_age_seconds(registry.gauge(
              {"genbo_outbox_oldest_age_seconds", "Age of the oldest of them; 0 without any."})),
          delivered(registry.counter(
              {"genbo_outbox_delivered", "Outbox entries delivered by this node."})) {}

    Gauge& waiting;
    Gauge& oldest_age_seconds;
    Counter& delivered;
};

enum class CacheResult { hit, miss };

struct ResolverMetrics {
    explicit ResolverMetrics(MetricRegistry& registry)
        : records(registry.counter(
              {"genbo_resolver_records", "Records matched against the register."})),
          pairs(registry.counter({"genbo_resolver_pairs", "Candidate pairs compared for them."})),
          cache_lookups(
              registry, {"genbo_resolver_cache_lookups", "Look-ups in the resolver's cache."},
              "result", {{CacheResult::hit, "hit"}, {CacheResult::miss, "miss"}}) {}

    Counter& records;
    Counter& pairs;
    CounterBy<CacheResult> cache_lookups;
};

struct ReviewMetrics {
    explicit ReviewMetrics(MetricRegistry& registry)
        : waiting(registry.gauge(
              {"genbo_reviews_waiting", "Pairs of records that wait for a person."})) {}

    Gauge& waiting;
};

enum class AlertSeverity { low, medium, high };

// Of the watch (watch/watch.h).  A watch that has died cannot say so: the alarm looks at the times.
struct WatchMetrics {
    explicit WatchMetrics(MetricRegistry& registry)
        : alerts(
              registry, {"genbo_watch_alerts", "Alerts of the watch over staff, by severity."},
              "severity",
              {{AlertSeverity::low, "low"},
               {AlertSeverity::medium, "medium"},
               {AlertSeverity::high, "high"}}),
          round_timestamp_seconds(registry.gauge(
              {"genbo_watch_round_timestamp_seconds",
               "When this node's watch last finished a round; 0 while another does it."})),
          found_timestamp_seconds(registry.gauge(
              {"genbo_watch_found_timestamp_seconds",
               "When the watch last found the access that it plants to test itself."})) {}

    CounterBy<AlertSeverity> alerts;
    Gauge& round_timestamp_seconds;
    Gauge& found_timestamp_seconds;
};

struct RegisterMetrics {
    explicit RegisterMetrics(MetricRegistry& registry)
        : import(registry),
          writer(registry),
          store(registry),
          leases(registry),
          audit(registry),
          outbox(registry),
          resolver(registry),
          reviews(registry),
          watch(registry) {}

    ImportMetrics import;
    WriterMetrics writer;
    StoreMetrics store;
    LeaseMetrics leases;
    AuditMetrics audit;
    OutboxMetrics outbox;
    ResolverMetrics resolver;
    ReviewMetrics reviews;
    WatchMetrics watch;
};

}  // namespace genbo
