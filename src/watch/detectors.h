// SPDX-License-Identifier: Apache-2.0
#pragma once

// Three figures that say how unusual somebody's day is, each against his own past, with his role's
// as the prior where his own is short.  Pure functions of counts.
//
//   volume       the modified z-score of log(1 + records): (x - median) * 0.6745 / MAD, over the
//                days on which he saw anything (Iglewicz and Hoaglin 1993: above 3.5 is an
//                outlier). His MAD is estimated from few days, so it is drawn towards what is usual
//                within his role; and what his whole role has more of today (a campaign, a fault in
//                production) is not his.
//   tail         -log10 of the chance of so many unexplained records among today's: negative
//                binomial, the predictive distribution of a Poisson rate that is known only from
//                his past and his role's (gamma prior)
//   cusum        Page's cumulative sum (1954) of what is unexplained above what is expected, in
//                standard deviations: slow leaks that no single day shows
//
// Volume alone misses the slow; unexplained access finds them.  Majority votes of such simple
// detectors do as well as learnt ones at the few alerts that people have time for.

#include <span>
#include <string>
#include <vector>

#include "watch/access_facts.h"

namespace genbo {

// What is usual in a role, from the days of all its people.
struct RoleNorm {
    double median_log = 0;
    double mad_log = 0;             // Of everybody's days together.
    double mad_within = 0;          // Of everybody's days around his own median.
    double unexplained_rate = 0.2;  // Of the records seen.
    std::size_t days = 0;           // That it is made of.
};
RoleNorm role_norm(const std::vector<std::span<const DayCount>>& people);

// What is usual for one person: of his own finished days, with the role's where they are few.
struct Usual {
    double median_log = 0;
    double mad_log = 0;
    // The rate of unexplained records as a gamma distribution: so many among so many.
    double unexplained = 0;
    double records = 1;
};
// `past`: his finished days, oldest first.
Usual usual_of(std::span<const DayCount> past, const RoleNorm& norm);

// Feature by feature, for whoever looks at an alert.
struct Contribution {
    std::string feature;  // "records", "unexplained", "cusum", "hour" …
    double value = 0;
    double expected = 0;
    double score = 0;

    friend bool operator==(const Contribution&, const Contribution&) = default;
};

// `shift`: how far his colleagues' days are above their medians today, in the logarithm.
Contribution volume_score(const Usual& usual, std::int64_t records, double shift = 0);
Contribution tail_score(const Usual& usual, const DayCount& today);

// The sum after one more day; `usual` as it was before that day.
double next_cusum(double sum, const Usual& usual, const DayCount& day);

inline constexpr double kVolumeAlarm = 3.5;
inline constexpr std::int64_t kVolumeRecordsMin = 20;
inline constexpr double kTailAlarm = 4;  // One day in ten thousand.
inline constexpr std::int64_t kTailRecordsMin = 5;
inline constexpr double kCusumAlarm = 8;

}  // namespace genbo
