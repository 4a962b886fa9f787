// SPDX-License-Identifier: Apache-2.0
#include "base/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "base/test_openmetrics.h"

namespace genbo {

TEST(ProcessMetrics, ReadsTheKernelsLine) {
    const auto stat = parse_process_stat(
        "4242 (gen bo) x) S 1 2 3 0 -1 4194304 5 6 7 8 1200 34 0 0 20 0 9 0 777 123456789 2048 "
        "18446744073709551615 1 1\n");
    ASSERT_TRUE(stat.has_value());
    EXPECT_EQ(stat->cpu_ticks, 1234);
    EXPECT_EQ(stat->threads, 9);
    EXPECT_EQ(stat->start_ticks, 777);
    EXPECT_EQ(stat->virtual_bytes, 123456789);
    EXPECT_EQ(stat->resident_pages, 2048);
    EXPECT_FALSE(parse_process_stat("").has_value());
    EXPECT_FALSE(parse_process_stat("4242 (x) S 1 2 3").has_value());
    EXPECT_FALSE(
        parse_process_stat("1 (x) S 1 2 3 0 -1 4 5 6 7 8 a 34 0 0 20 0 9 0 777 1 2").has_value());
}

TEST(ProcessMetrics, ReadsTheLimit) {
    const std::string head = "Limit        Soft Limit   Hard Limit   Units\nMax open files  ";
    EXPECT_EQ(parse_open_files_limit(head + "1024   524288  files\n"), 1024);
    EXPECT_TRUE(std::isinf(*parse_open_files_limit(head + "unlimited  unlimited  files\n")));
    EXPECT_FALSE(parse_open_files_limit("Max processes 1 1 processes\n").has_value());
}

TEST(ProcessMetrics, TellsOfThisProcess) {
    MetricRegistry registry;
    add_process_metrics(registry);
    add_build_info(registry, LogToken{"0.1.0"});
    const auto page = [&] { return read_openmetrics(registry.text()); };
    EXPECT_EQ(page().complaints, "");
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const double seconds = std::chrono::duration<double>(now).count();
    // Ticks, and a boot time in whole seconds that the kernel works out from the clock.
    EXPECT_NEAR(page().value("process_start_time_seconds").value_or(0), seconds, 600);
    EXPECT_GT(page().value("process_resident_memory_bytes").value_or(0), 1 << 20);
    EXPECT_GE(page().value("process_threads").value_or(0), 1);
    EXPECT_GT(page().value("process_max_fds").value_or(0), 10);

    const double open = page().value("process_open_fds").value_or(0);
    const int more[] = {::dup(2), ::dup(2), ::dup(2)};
    EXPECT_EQ(page().value("process_open_fds"), open + 3);
    for (const int fd : more) ::close(fd);

    const double cpu = page().value("process_cpu_seconds_total").value_or(-1);
    volatile double work = 1;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (page().value("process_cpu_seconds_total") == cpu &&
           std::chrono::steady_clock::now() < until)
        for (int i = 0; i < 1'000'000; ++i) work = work * 1.0000001;
    EXPECT_GT(page().value("process_cpu_seconds_total").value_or(-1), cpu);

    EXPECT_EQ(page().families[0].name, "genbo_build");
    EXPECT_EQ(page().families[0].samples[0].label.at("version"), "0.1.0");
}

}  // namespace genbo
