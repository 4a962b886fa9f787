// SPDX-License-Identifier: Apache-2.0
#include "watch/detectors.h"

#include <algorithm>
#include <cmath>

namespace genbo {

namespace {

// Days of one's own that count, and from how many on they stand alone.
constexpr std::size_t kPastDays = 90;
constexpr std::size_t kOwnDaysEnough = 14;
// A role is known from this many days of its people on.
constexpr std::size_t kRoleDaysEnough = 20;
// Of a master that has no past at all: some thirty records, give or take a factor of two.
constexpr double kDefaultMedianLog = 3.4;
constexpr double kDefaultMadLog = 0.5;
// On a new master half of all accesses may be unexplained before anybody is asked.
constexpr double kUnknownUnexplained = 0.5;
// The role's rate counts as much as so many records of one's own.
constexpr double kPriorRecords = 300;
// The role's scatter counts as much as so many days of one's own.
constexpr double kPriorDays = 60;
constexpr double kNormalOfMad = 0.6745;
// What the sum forgives per day, in standard deviations.
constexpr double kCusumSlack = 0.75;
// A single day adds at most this, or one busy day would be an alarm for weeks.
constexpr double kCusumStepMax = 6;

double median_of(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

struct Spread {
    double median = kDefaultMedianLog;
    double mad = kDefaultMadLog;
    std::size_t days = 0;
};

Spread spread_of(std::span<const DayCount> days) {
    std::vector<double> logs;
    for (const auto& day : days)
        if (day.records > 0) logs.push_back(std::log1p(static_cast<double>(day.records)));
    Spread spread;
    spread.days = logs.size();
    if (logs.empty()) return spread;
    spread.median = median_of(logs);
    for (auto& log : logs) log = std::abs(log - spread.median);
    spread.mad = median_of(logs);
    return spread;
}

std::span<const DayCount> recent(std::span<const DayCount> past) {
    return past.size() > kPastDays ? past.last(kPastDays) : past;
}

double expected_unexplained(const Usual& usual, double records) {
    return usual.unexplained / usual.records * records;
}

// -log10 P(X >= x) of the negative binomial: gamma(shape, rate) over Poisson of `records`.
double negative_binomial_tail(const Usual& usual, double records, std::int64_t x) {
    const double p = records / (usual.records + records);
    const double log_p = std::log(p);
    const double log_q = std::log1p(-p);
    const auto log_mass = [&](double k) {
        return std::lgamma(usual.unexplained + k) - std::lgamma(usual.unexplained) -
               std::lgamma(k + 1) + usual.unexplained * log_q + k * log_p;
    };
    const auto first = static_cast<double>(x);
    const double top = log_mass(first);
    // Below the mean the tail is nearly everything, and of no interest.
    if (first <= expected_unexplained(usual, records)) return 0;
    double sum = 0;
    for (double k = first, term = 1; term > 1e-9; ++k) {
        sum += term;
        term *= p * (usual.unexplained + k) / (k + 1);
    }
    return -(top + std::log(sum)) / std::log(10.0);
}

}  // namespace

RoleNorm role_norm(const std::vector<std::span<const DayCount>>& people) {
    std::vector<DayCount> days;
    std::vector<double> within;
    for (const auto& past : people) {
        const auto own = recent(past);
        days.insert(days.end(), own.begin(), own.end());
        const auto spread = spread_of(own);
        if (spread.days < kOwnDaysEnough) continue;
        for (const auto& day : own)
            if (day.records > 0)
                within.push_back(
                    std::abs(std::log1p(static_cast<double>(day.records)) - spread.median));
    }
    const auto spread = spread_of(days);
    if (spread.days < kRoleDaysEnough)
        return {
            kDefaultMedianLog, kDefaultMadLog, kDefaultMadLog, kUnknownUnexplained, spread.days};
    double records = kPriorRecords;
    double unexplained = RoleNorm{}.unexplained_rate * kPriorRecords;
    for (const auto& day : days) {
        records += static_cast<double>(day.records);
        unexplained += static_cast<double>(day.unexplained);
    }
    const double mad_within = within.empty() ? spread.mad : median_of(within);
    return {spread.median, spread.mad, mad_within, unexplained / records, spread.days};
}

Usual usual_of(std::span<const DayCount> past, const RoleNorm& norm) {
    auto spread = spread_of(recent(past));
    if (spread.days < kOwnDaysEnough) {
        spread = {norm.median_log, norm.mad_log, norm.days};
    } else {
        const auto own = static_cast<double>(spread.days);
        spread.mad = std::sqrt(
            (own * spread.mad * spread.mad + kPriorDays * norm.mad_within * norm.mad_within) /
            (own + kPriorDays));
    }
    // Counts scatter by themselves: in the logarithm by one over the root of the mean.
    const double floor = kNormalOfMad * std::max(0.1, 1 / std::sqrt(1 + std::expm1(spread.median)));
    Usual usual{
        spread.median, std::max(spread.mad, floor), norm.unexplained_rate * kPriorRecords,
        kPriorRecords};
    for (const auto& day : recent(past)) {
        usual.unexplained += static_cast<double>(day.unexplained);
        usual.records += static_cast<double>(day.records);
    }
    usual.unexplained = std::max(usual.unexplained, 0.5);
    return usual;
}

Contribution volume_score(const Usual& usual, std::int64_t records, double shift) {
    const double log = std::log1p(static_cast<double>(records));
    const double median = usual.median_log + std::max(0.0, shift);
    return {
        "records", static_cast<double>(records), std::expm1(median),
        kNormalOfMad * (log - median) / usual.mad_log};
}

Contribution tail_score(const Usual& usual, const DayCount& today) {
    const auto records = static_cast<double>(today.records);
    const double expected = expected_unexplained(usual, records);
    if (today.unexplained == 0) return {"unexplained", 0, expected, 0};
    return {
        "unexplained", static_cast<double>(today.unexplained), expected,
        negative_binomial_tail(usual, records, today.unexplained)};
}

double next_cusum(double sum, const Usual& usual, const DayCount& day) {
    if (day.records == 0) return sum;
    const double expected = expected_unexplained(usual, static_cast<double>(day.records));
    const double step =
        (static_cast<double>(day.unexplained) - expected) / std::sqrt(expected + 1) - kCusumSlack;
    return std::max(0.0, sum + std::min(step, kCusumStepMax));
}

}  // namespace genbo
