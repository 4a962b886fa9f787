// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the backup of this master is well (docs/guide/en/watching.md).  Places are called by
// their order in genbo.toml, "1" first: an address is not for a label.

#include "base/metrics.h"

namespace genbo {

class BackupMetrics {
public:
    explicit BackupMetrics(MetricRegistry& registry)
        : spool_bytes(registry.gauge(
              {"genbo_backup_spool_bytes", "Recorded changes kept in the master's folder."})),
          commits(registry.counter(
              {"genbo_backup_commits", "Commits brought to a place, counted for each place."})),
          drill_sound(registry.gauge(
              {"genbo_backup_drill_sound",
               "1 when the last restore for practice was sound, else 0; 0 without any."})),
          drill_age_seconds(registry.gauge(
              {"genbo_backup_drill_age_seconds",
               "Time since the last restore for practice; 0 without any."})),
          registry_(registry) {}

    // `place`: "1", "2", ….
    Gauge& up(LogToken place) const {
        return registry_.gauge(
            {"genbo_backup_place_up", "1 when the last visit to the place succeeded, else 0."},
            {{"place", place}});
    }
    Gauge& lag_seconds(LogToken place) const {
        return registry_.gauge(
            {"genbo_backup_lag_seconds", "Time since the place had every commit."},
            {{"place", place}});
    }
    Gauge& snapshot_age_seconds(LogToken place) const {
        return registry_.gauge(
            {"genbo_backup_snapshot_age_seconds", "Age of the newest snapshot at the place."},
            {{"place", place}});
    }

    Gauge& spool_bytes;
    Counter& commits;
    Gauge& drill_sound;
    Gauge& drill_age_seconds;

private:
    MetricRegistry& registry_;
};

}  // namespace genbo
