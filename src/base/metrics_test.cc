// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <thread>

#include "base/test_openmetrics.h"

namespace genbo {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Text that is not known at compile time cannot become a name, a help or a label.
static_assert(!std::is_constructible_v<LabelValue, std::string>);
static_assert(!std::is_constructible_v<LabelValue, std::string_view>);
static_assert(!std::is_constructible_v<LabelValue, const char*>);
static_assert(std::is_constructible_v<LabelValue, LogToken>);
static_assert(!std::is_constructible_v<LabelName, LogToken>);
static_assert(!std::is_constructible_v<MetricName, LogToken>);
static_assert(!std::is_constructible_v<MetricHelp, std::string_view>);

static_assert(is_metric_word("genbo_http_requests") && is_metric_word("a1"));
static_assert(!is_metric_word("") && !is_metric_word("1a") && !is_metric_word("a-b"));
static_assert(!is_metric_word("A") && !is_metric_word("_a") && !is_metric_word("名"));
static_assert(has_reserved_ending("rows_total") && has_reserved_ending("rows_bucket"));
static_assert(!has_reserved_ending("rows_counted"));

enum class Fruit { apple, pear };

}  // namespace

TEST(MetricRegistry, WritesEveryKind) {
    MetricRegistry registry;
    registry.counter({"genbo_rows", "Rows \"read\" \\ in\nall."}).add(12);
    registry.gauge({"genbo_age_seconds", "Age."}).set(1.5);
    const double bounds[] = {0.005, 1, 100'000, 1'000'000};
    Histogram& sizes = registry.histogram(
        {"genbo_part_bytes", "Sizes."}, bounds, {{"way", "in"}, {"kind", LogToken{"a\"\\\nb"}}});
    sizes.observe(0.005);
    sizes.observe(0.5);
    sizes.observe(2'000'000);
    registry.info({"genbo_build", "Program."}, {{"version", LogToken{"0.1.0"}}});
    registry.read_gauge({"genbo_read", "Asked."}, [] { return -3.25; });
    registry.read_counter({"genbo_spent_seconds", "Asked."}, [] { return 1e-7; });
    registry.read_gauge({"genbo_unknown", "Not to be had."}, [] { return NAN; });
    EXPECT_EQ(registry.text(), R"(# TYPE genbo_age_seconds gauge
# UNIT genbo_age_seconds seconds
# HELP genbo_age_seconds Age.
genbo_age_seconds 1.5
# TYPE genbo_build info
# HELP genbo_build Program.
genbo_build_info{version="0.1.0"} 1
# TYPE genbo_part_bytes histogram
# UNIT genbo_part_bytes bytes
# HELP genbo_part_bytes Sizes.
genbo_part_bytes_bucket{way="in",kind="a\"\\\nb",le="0.005"} 1
genbo_part_bytes_bucket{way="in",kind="a\"\\\nb",le="1.0"} 2
genbo_part_bytes_bucket{way="in",kind="a\"\\\nb",le="100000.0"} 2
genbo_part_bytes_bucket{way="in",kind="a\"\\\nb",le="1e+06"} 2
genbo_part_bytes_bucket{way="in",kind="a\"\\\nb",le="+Inf"} 3
genbo_part_bytes_sum{way="in",kind="a\"\\\nb"} 2000000.505
genbo_part_bytes_count{way="in",kind="a\"\\\nb"} 3
# TYPE genbo_read gauge
# HELP genbo_read Asked.
genbo_read -3.25
# TYPE genbo_rows counter
# HELP genbo_rows Rows \"read\" \\ in\nall.
genbo_rows_total 12
# TYPE genbo_spent_seconds counter
# UNIT genbo_spent_seconds seconds
# HELP genbo_spent_seconds Asked.
genbo_spent_seconds_total 1e-07
# TYPE genbo_unknown gauge
# HELP genbo_unknown Not to be had.
# EOF
)");
    const OpenMetricsPage page = read_openmetrics(registry.text());
    EXPECT_EQ(page.complaints, "");
    EXPECT_EQ(page.families.size(), 7U);
    EXPECT_EQ(page.family("genbo_rows")->help, "Rows \"read\" \\ in\nall.");
    const auto& bucket = page.family("genbo_part_bytes")->samples.front();
    EXPECT_EQ(bucket.label.at("kind"), "a\"\\\nb");
}

TEST(MetricRegistry, AnEmptyOneIsStillAPage) {
    EXPECT_EQ(MetricRegistry{}.text(), "# EOF\n");
    EXPECT_EQ(read_openmetrics("# EOF\n").complaints, "");
}

TEST(MetricRegistry, OneNameAndOneSetOfLabelsIsOneObject) {
    MetricRegistry registry;
    const MetricAbout about{"genbo_taken", "Taken."};
    Counter& a = registry.counter(about, {{"lease", LogToken{"a"}}});
    Counter& b = registry.counter(about, {{"lease", LogToken{"b"}}});
    EXPECT_NE(&a, &b);
    EXPECT_EQ(&registry.counter(about, {{"lease", "a"}}), &a);
    EXPECT_EQ(registry.families().size(), 1U);
    EXPECT_THAT(registry.families()[0].labels, ElementsAre("lease"));
    EXPECT_EQ(registry.families()[0].query_name(), "genbo_taken_total");
}

TEST(MetricRegistry, AnOpenListIsCutOff) {
    MetricRegistry registry;
    const auto count = [&](const std::string& name) -> Counter& {
        return registry.counter({"genbo_taken", "Taken."}, {{"lease", LogToken{name}}});
    };
    for (std::size_t i = 0; i < MetricRegistry::kChildrenMax + 100; ++i)
        count(std::to_string(i)).add();
    const OpenMetricsPage page = read_openmetrics(registry.text());
    EXPECT_EQ(page.complaints, "");
    EXPECT_EQ(page.families[0].samples.size(), MetricRegistry::kChildrenMax + 1);
    EXPECT_EQ(page.value("genbo_taken_total", "lease=\"other\""), 100);
    EXPECT_EQ(&count("0"), &count("0"));
}

TEST(MetricRegistry, TwoKindsOfOneNameAreABug) {
    MetricRegistry registry;
    registry.counter({"genbo_rows", "Rows."}, {{"a", "x"}});
    EXPECT_DEATH(registry.gauge({"genbo_rows", "Rows."}, {{"a", "x"}}), "");
    EXPECT_DEATH(registry.counter({"genbo_rows", "Lines."}, {{"a", "x"}}), "");
    EXPECT_DEATH(registry.counter({"genbo_rows", "Rows."}, {{"b", "x"}}), "");
    EXPECT_DEATH(registry.counter({"genbo_rows", "Rows."}), "");
    const double falling[] = {2, 1};
    EXPECT_DEATH(registry.histogram({"genbo_sizes", "Sizes."}, falling), "");
}

TEST(CounterBy, CountsByEnumerator) {
    MetricRegistry registry;
    const CounterBy<Fruit> fruit{
        registry,
        {"genbo_fruit", "Fruit."},
        "kind",
        {{Fruit::apple, "apple"}, {Fruit::pear, "pear"}}};
    fruit[Fruit::pear].add(2);
    EXPECT_THAT(registry.text(), HasSubstr("genbo_fruit_total{kind=\"apple\"} 0\n"));
    EXPECT_THAT(registry.text(), HasSubstr("genbo_fruit_total{kind=\"pear\"} 2\n"));
    EXPECT_DEATH(
        (CounterBy<Fruit>{registry, {"genbo_nuts", "Nuts."}, "kind", {{Fruit::pear, "pear"}}}), "");
}

TEST(GaugeHold, ReturnsWhatItTook) {
    Gauge gauge;
    {
        const GaugeHold one{gauge};
        const GaugeHold two{gauge};
        EXPECT_EQ(gauge.value(), 2);
    }
    EXPECT_EQ(gauge.value(), 0);
}

// Against the slow way: counting again for each bound.
TEST(Histogram, CountsAsTheSlowWay) {
    std::mt19937 chance{20261122};
    std::uniform_real_distribution<double> exponent{-5, 3};
    Histogram histogram{kSecondsBounds};
    std::vector<double> seen;
    for (int i = 0; i < 5000; ++i) {
        // A bound itself now and then: it belongs below.
        const double value = i % 7 == 0 ? kSecondsBounds[static_cast<std::size_t>(i) % 16]
                                        : std::pow(10, exponent(chance));
        seen.push_back(value);
        histogram.observe(value);
    }
    std::uint64_t below = 0;
    double sum = 0;
    for (const double value : seen) sum += value;
    for (std::size_t i = 0; i < std::size(kSecondsBounds); ++i) {
        below += histogram.counts()[i];
        EXPECT_EQ(below, static_cast<std::uint64_t>(std::ranges::count_if(seen, [&](double value) {
                      return value <= kSecondsBounds[i];
                  })));
    }
    EXPECT_DOUBLE_EQ(histogram.sum(), sum);
}

TEST(Histogram, StrangeValuesLeaveItSound) {
    Histogram histogram{kCountBounds};
    for (const double value : {-1.0, static_cast<double>(NAN), -static_cast<double>(INFINITY)})
        histogram.observe(value);
    EXPECT_EQ(histogram.counts().front(), 3U);
    EXPECT_EQ(histogram.sum(), 0);
    histogram.observe(static_cast<double>(INFINITY));
    EXPECT_EQ(histogram.counts().back(), 1U);
    EXPECT_TRUE(std::isfinite(histogram.sum()));
    histogram.observe(std::chrono::milliseconds{1500});
    EXPECT_EQ(histogram.counts()[1], 1U);
}

TEST(Histogram, TimedScopeObservesOnce) {
    Histogram histogram{kSecondsBounds};
    {
        const TimedScope timed{histogram};
    }
    std::uint64_t all = 0;
    for (const std::uint64_t count : histogram.counts()) all += count;
    EXPECT_EQ(all, 1U);
    EXPECT_GE(histogram.sum(), 0);
}

// Pages made while everybody counts are sound, and nothing is lost.
TEST(MetricRegistry, ManyThreadsCountAndOneReads) {
    constexpr int kThreads = 4;
    constexpr int kRounds = 20'000;
    MetricRegistry registry;
    Counter& counter = registry.counter({"genbo_rows", "Rows."});
    Gauge& gauge = registry.gauge({"genbo_held", "Held."});
    Histogram& histogram = registry.histogram({"genbo_wait_seconds", "Waits."}, kSecondsBounds);
    std::atomic<int> running = kThreads;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < kRounds; ++i) {
                const GaugeHold hold{gauge};
                counter.add(2);
                histogram.observe(0.25);
                const std::string name = std::to_string((i + thread) % 50);
                registry.counter({"genbo_taken", "Taken."}, {{"lease", LogToken{name}}}).add();
            }
            --running;
        });
    int pages = 0;
    for (; running > 0 || pages == 0; ++pages) {
        const OpenMetricsPage page = read_openmetrics(registry.text());
        ASSERT_EQ(page.complaints, "");
        ASSERT_LE(*page.value("genbo_held"), kThreads);
    }
    threads.clear();
    const OpenMetricsPage page = read_openmetrics(registry.text());
    EXPECT_EQ(page.value("genbo_rows_total"), 2.0 * kThreads * kRounds);
    EXPECT_EQ(page.value("genbo_wait_seconds_count"), 1.0 * kThreads * kRounds);
    EXPECT_EQ(page.value("genbo_wait_seconds_sum"), 0.25 * kThreads * kRounds);
    EXPECT_EQ(page.value("genbo_held"), 0);
    double taken = 0;
    for (const auto& sample : page.family("genbo_taken")->samples) taken += sample.value;
    EXPECT_EQ(taken, 1.0 * kThreads * kRounds);
}

// The reader that all this leans on must bark.
TEST(OpenMetricsReaderTest, FindsWhatIsWrong) {
    const auto says = [](const std::string& body) {
        return read_openmetrics(body + "# EOF\n").complaints;
    };
    const std::string gauge = "# TYPE a gauge\n";
    EXPECT_EQ(says(gauge + "a 1\n"), "");
    EXPECT_EQ(says(gauge + "a{b=\"c\",d=\"e\"} +1.5e-3\na{b=\"x\"} NaN\na{b=\"y\"} -Inf\n"), "");
    EXPECT_THAT(read_openmetrics("a 1\n").complaints, HasSubstr("no EOF"));
    EXPECT_THAT(read_openmetrics("# EOF\na 1\n").complaints, HasSubstr("after EOF"));
    EXPECT_THAT(says("a 1\n"), HasSubstr("outside its family"));
    EXPECT_THAT(says("# hello\n"), HasSubstr("no descriptor"));
    EXPECT_THAT(says(gauge + "a_total 1\n"), HasSubstr("outside its family"));
    EXPECT_THAT(says(gauge + "a{B-c=\"x\"} 1\n"), HasSubstr("no label"));
    EXPECT_THAT(says(gauge + "a{b=\"x\\t\"} 1\n"), HasSubstr("unknown escape"));
    EXPECT_THAT(says(gauge + "a{b=\"x} 1\n"), HasSubstr("open label"));
    EXPECT_THAT(says(gauge + "a{b=\"x\",b=\"y\"} 1\n"), HasSubstr("label twice"));
    EXPECT_THAT(says(gauge + "a 1\na 1\n"), HasSubstr("sample twice"));
    EXPECT_THAT(says(gauge + "a{le=\"1.0\"} 1\n"), HasSubstr("le outside"));
    EXPECT_THAT(says(gauge + "a  1\n"), HasSubstr("no number"));
    EXPECT_THAT(says(gauge + "a 1e\n"), HasSubstr("no number"));
    EXPECT_THAT(says(gauge + "a 0x1\n"), HasSubstr("no number"));
    EXPECT_THAT(says(gauge + "a 1\r\n"), HasSubstr("carriage return"));
    EXPECT_THAT(says(gauge + "a{b=\"\xFF\"} 1\n"), HasSubstr("not UTF-8"));
    EXPECT_THAT(says(gauge + gauge), HasSubstr("second descriptor"));
    EXPECT_THAT(says(gauge + "# TYPE b gauge\n" + gauge), HasSubstr("interleaved family"));
    EXPECT_THAT(says("# HELP a x\n" + gauge), HasSubstr("TYPE does not come first"));
    EXPECT_THAT(says("# TYPE a weather\n"), HasSubstr("unknown type"));
    EXPECT_THAT(says(gauge + "# UNIT a seconds\n"), HasSubstr("unit does not end"));
    EXPECT_THAT(says("# TYPE a counter\na_total -1\n"), HasSubstr("counter's value"));
    EXPECT_THAT(says("# TYPE a counter\na_total NaN\n"), HasSubstr("counter's value"));
    EXPECT_THAT(says("# TYPE a info\na_info{b=\"c\"} 2\n"), HasSubstr("not 1"));
    const std::string histogram = "# TYPE a histogram\n";
    const std::string rest = "a_sum 1\na_count 2\n";
    const std::string top = "a_bucket{le=\"+Inf\"} 2\n";
    EXPECT_EQ(says(histogram + "a_bucket{le=\"1.0\"} 1\n" + top + rest), "");
    EXPECT_THAT(says(histogram + "a_bucket{le=\"1\"} 1\n" + top + rest), HasSubstr("canonical"));
    EXPECT_THAT(says(histogram + "a_bucket{le=\"1.0\"} 3\n" + top + rest), HasSubstr("accumulate"));
    EXPECT_THAT(
        says(histogram + "a_bucket{le=\"2.0\"} 1\na_bucket{le=\"1.0\"} 1\n" + top + rest),
        HasSubstr("ascend"));
    EXPECT_THAT(says(histogram + rest), HasSubstr("no bucket +Inf"));
    EXPECT_THAT(says(histogram + top + "a_sum 1\na_count 3\n"), HasSubstr("count is not"));
    EXPECT_THAT(says(histogram + top + "a_sum 1\n"), HasSubstr("come together"));
    EXPECT_THAT(says(histogram + top + "a_sum -1\na_count 2\n"), HasSubstr("histogram's sum"));
    EXPECT_THAT(
        says(
            histogram + "a_bucket{b=\"1\",le=\"+Inf\"} 1\na_bucket{b=\"2\",le=\"+Inf\"} 1\n" +
            "a_sum{b=\"1\"} 1\na_count{b=\"1\"} 1\n"),
        HasSubstr("interleaved metrics"));
}

}  // namespace genbo
