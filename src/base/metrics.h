// SPDX-License-Identifier: Apache-2.0
#pragma once

// Numbers about the running program, for a monitoring system to read: counters, gauges and
// histograms in a registry that writes them as OpenMetrics 1.0 text.
//
//   MetricRegistry registry;
//   Counter& pairs = registry.counter({"genbo_resolver_pairs", "Candidate pairs compared."});
//   pairs.add(1200);
//   registry.text();       // # TYPE genbo_resolver_pairs counter … genbo_resolver_pairs_total 1200
//
// Names, helps and label names are string literals, checked when the program is compiled; a label
// value is a literal or a LogToken (base/log.h).  Text that came from a person or a file cannot
// become a label even by mistake: what is counted by is a closed list, never a value of the data.
//
// The unit is the last word of the name ("…_seconds", "…_bytes"); "_total", "_bucket" and the like
// are written by the registry and refused in a name.
//
// There is deliberately no "_created" series: everything here begins with the process, whose start
// is process_start_time_seconds.  Nor are there summaries: quantiles of several nodes cannot be
// added up, buckets can.
//
// Whoever puts the program together owns the registry; it outlives everyone who counts.  Asking it
// twice for one name and one set of labels gives the same object.
//
// Thread safety: add(), set() and observe() are atomic and take no lock.  The registry's functions
// take a lock for its structure, which those never wait for.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/log.h"

namespace genbo {

// --- Words ------------------------------------------------------------------------------------

// Small letters, digits and underscores, beginning with a letter.
constexpr bool is_metric_word(std::string_view text) {
    if (text.empty() || text.front() < 'a' || text.front() > 'z') return false;
    for (const char c : text)
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
    return true;
}

// Endings that the text format gives a meaning.
constexpr bool has_reserved_ending(std::string_view name) {
    for (const std::string_view ending :
         {"_total", "_created", "_bucket", "_sum", "_count", "_info", "_gsum", "_gcount"})
        if (name.ends_with(ending)) return true;
    return false;
}

// Not constexpr: calling them is how the constructors below refuse to compile.
void metric_name_is_malformed();
void label_name_is_malformed();

class MetricName {
public:
    template <std::size_t N>
    consteval MetricName(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_(literal, N - 1) {
        if (!is_metric_word(text_) || has_reserved_ending(text_)) metric_name_is_malformed();
    }
    std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

class MetricHelp {
public:
    template <std::size_t N>
    consteval MetricHelp(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_(literal, N - 1) {}
    std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

class LabelName {
public:
    template <std::size_t N>
    consteval LabelName(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_(literal, N - 1) {
        if (!is_metric_word(text_) || text_ == "le" || text_ == "quantile")
            label_name_is_malformed();
    }
    std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

class LabelValue {
public:
    template <std::size_t N>
    consteval LabelValue(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_(literal, N - 1) {}
    LabelValue(LogToken token) : text_(token.text) {}  // NOLINT(google-explicit-constructor)
    std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

struct MetricAbout {
    MetricName name;
    MetricHelp help;  // One sentence, English.
};

struct MetricLabel {
    LabelName name;
    LabelValue value;
};

// --- The three kinds --------------------------------------------------------------------------

// Each on a cache line of its own: neighbours are counted by different threads.
inline constexpr std::size_t kMetricAlign = 64;

// Only goes up.
class alignas(kMetricAlign) Counter {
public:
    void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

// Goes up and down.
class alignas(kMetricAlign) Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double difference) { value_.fetch_add(difference, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_ = 0;
};

// One more in the gauge while it lives: what is being worked on.
class GaugeHold {
public:
    explicit GaugeHold(Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~GaugeHold() { gauge_.add(-1); }
    GaugeHold(const GaugeHold&) = delete;
    GaugeHold& operator=(const GaugeHold&) = delete;

private:
    Gauge& gauge_;
};

// How many observations were at most as large as each bound.
class alignas(kMetricAlign) Histogram {
public:
    // REQUIRES: bounds are finite, not negative, and ascend.
    explicit Histogram(std::span<const double> bounds);

    // Negative values (a clock that was set back) count as 0.
    void observe(double value);
    void observe(std::chrono::nanoseconds time) {
        observe(std::chrono::duration<double>(time).count());
    }

    std::span<const double> bounds() const { return bounds_; }
    // By bucket, not cumulative; the last one is above all bounds.
    std::vector<std::uint64_t> counts() const;
    double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
    std::atomic<double> sum_ = 0;
};

// Observes the seconds from its making to its end.
class TimedScope {
public:
    explicit TimedScope(Histogram& histogram) : histogram_(histogram) {}
    ~TimedScope() { histogram_.observe(std::chrono::steady_clock::now() - started_); }
    TimedScope(const TimedScope&) = delete;
    TimedScope& operator=(const TimedScope&) = delete;

private:
    Histogram& histogram_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// From half a millisecond (a commit on a good disk) to a minute (a statement about to be given up).
inline constexpr double kSecondsBounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,   0.5,   1,      2.5,   5,    10,    30,   60};
// How many at once.
inline constexpr double kCountBounds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

// --- The registry -----------------------------------------------------------------------------

enum class MetricKind { counter, gauge, histogram, info };

std::string_view metric_kind_name(MetricKind kind);

// What a family is, without its numbers.
struct MetricFamilyInfo {
    std::string name;  // Without ending.
    MetricKind kind = MetricKind::gauge;
    std::string unit;  // "seconds", "bytes" or nothing.
    std::string help;
    std::vector<std::string> labels;

    // As a query names it: "…_total", "…_info", or the name itself.
    std::string query_name() const;
};

class MetricRegistry {
public:
    // Label sets of one family; those beyond are counted together under "other", so that no list
    // which turns out to be open can fill the memory of two machines.
    static constexpr std::size_t kChildrenMax = 1024;

    using Labels = std::initializer_list<MetricLabel>;
    using Reading = std::function<double()>;

    MetricRegistry();
    ~MetricRegistry();
    MetricRegistry(const MetricRegistry&) = delete;
    MetricRegistry& operator=(const MetricRegistry&) = delete;

    // REQUIRES: one name is asked for with one kind, one help and one list of label names.
    Counter& counter(const MetricAbout& about, Labels labels = {});
    Gauge& gauge(const MetricAbout& about, Labels labels = {});
    Histogram& histogram(
        const MetricAbout& about, std::span<const double> bounds, Labels labels = {});

    // Facts in labels, always 1.  The name goes without "_info", which is written.
    void info(const MetricAbout& about, Labels labels);

    // Asked when the text is made.  REQUIRES: `reading` is quick, takes no lock that is held long,
    // never asks the store or this registry, and whatever it looks at outlives the last text().
    // Not a number means that it is not known now: nothing is written.
    void read_counter(const MetricAbout& about, Reading reading, Labels labels = {});
    void read_gauge(const MetricAbout& about, Reading reading, Labels labels = {});

    // application/openmetrics-text; version=1.0.0; charset=utf-8
    std::string text() const;

    std::vector<MetricFamilyInfo> families() const;

private:
    struct Child;
    struct Family;

    Family& family(const MetricAbout& about, MetricKind kind, Labels labels);
    Child& child(Family& family, Labels labels);
    void add_reading(const MetricAbout& about, MetricKind kind, Reading reading, Labels labels);

    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;  // By name.
};

// --- One metric for each value of a closed list -----------------------------------------------

template <typename Enum>
struct LabelOf {
    Enum which;
    LabelValue value;
};

//   enum class RowOutcome { added, rejected };
//   CounterBy<RowOutcome> rows{registry, {"genbo_import_rows", "Rows read."}, "outcome",
//                              {{RowOutcome::added, "added"}, {RowOutcome::rejected, "rejected"}}};
//   rows[RowOutcome::added].add(5000);
//
// REQUIRES: every enumerator stands in the list, in order.
template <typename Enum>
class CounterBy {
public:
    CounterBy(
        MetricRegistry& registry, const MetricAbout& about, LabelName label,
        std::initializer_list<LabelOf<Enum>> values) {
        for (const LabelOf<Enum>& one : values) {
            check(static_cast<std::size_t>(one.which) == counters_.size());
            counters_.push_back(&registry.counter(about, {{label, one.value}}));
        }
    }

    Counter& operator[](Enum which) const {
        const auto index = static_cast<std::size_t>(which);
        check(index < counters_.size());
        return *counters_[index];
    }

private:
    std::vector<Counter*> counters_;
};

}  // namespace genbo
