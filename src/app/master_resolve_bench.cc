// SPDX-License-Identifier: Apache-2.0
// "Who is this?" against a register in memory: how long one answer takes, from the raw values of a
// record to the candidates with their weights.
//
//   GENBO_BENCH_CSV=customers.csv build/app_bench --benchmark_filter=Resolve
//
// One row in fifty is kept out of the register and asked for.  The counters are microseconds: of
// CPU time of the asking thread (p50_us, p95_us, p99_us; what a busy machine does beside it is not
// counted) and of the clock on the wall.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "connect/mapping.h"
#include "connect/table_reader.h"
#include "match/live_clusters.h"
#include "match/model.h"
#include "match/schema.h"
#include "register/features.h"

namespace genbo {
namespace {

constexpr std::size_t kAskedOneIn = 50;
constexpr std::size_t kAskedMax = 50'000;
constexpr Millibits kFloor = -1000;
constexpr std::size_t kAnswers = 10;

struct BenchRegister {
    LiveClusters clusters{register_schema(), default_register_model(), {}};
    std::vector<SourceValues> asked;
    std::size_t records = 0;
    std::string error;
};

Result<> fill(BenchRegister& bench, const std::string& path) {
    const auto sniff = TRY(sniff_table(path, {}));
    auto reader = TRY(open_table(path, {}));
    const auto bound = TRY(bind_mapping(guess_mapping(sniff.header, sniff.sample), sniff.header));
    std::vector<Put> puts;
    TableRow row;
    for (std::size_t number = 1; TRY(reader->next(row)); ++number) {
        if (row.cells.size() != sniff.header.size()) continue;
        auto values = apply_mapping(bound, row.cells);
        if (number % kAskedOneIn == 0 && bench.asked.size() < kAskedMax)
            bench.asked.push_back(std::move(values));
        else
            puts.push_back({static_cast<std::int64_t>(number), number, match_row_of(values)});
    }
    bench.records = puts.size();
    bench.clusters.bulk_load(std::move(puts), {});
    return {};
}

const BenchRegister& bench_register() {
    static const auto* const bench = [] {
        auto* made = new BenchRegister;
        const char* path = std::getenv("GENBO_BENCH_CSV");
        if (path == nullptr)
            made->error = "set GENBO_BENCH_CSV";
        else if (const auto filled = fill(*made, path); !filled.ok())
            made->error = filled.error().code;
        return made;
    }();
    return *bench;
}

double thread_seconds() {
    timespec now{};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void Resolve(benchmark::State& state) {
    const auto& bench = bench_register();
    if (!bench.error.empty()) return state.SkipWithError(bench.error.c_str());
    std::vector<double> cpu;
    std::vector<double> wall;
    std::size_t next = 0;
    std::size_t known = 0;
    for (auto _ : state) {
        const auto& values = bench.asked[next++ % bench.asked.size()];
        const auto wall_from = std::chrono::steady_clock::now();
        const auto cpu_from = thread_seconds();
        const auto found = bench.clusters.candidates(match_row_of(values), kFloor, kAnswers);
        cpu.push_back((thread_seconds() - cpu_from) * 1e6);
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - wall_from;
        wall.push_back(took.count());
        known += found.empty() ? 0 : 1;
    }
    const auto at = [](std::vector<double>& times, double share) {
        std::sort(times.begin(), times.end());
        return times[std::min(
            times.size() - 1, static_cast<std::size_t>(static_cast<double>(times.size()) * share))];
    };
    state.counters["records"] = static_cast<double>(bench.records);
    state.counters["known"] = static_cast<double>(known) / static_cast<double>(cpu.size());
    state.counters["p50_us"] = at(cpu, 0.50);
    state.counters["p95_us"] = at(cpu, 0.95);
    state.counters["p99_us"] = at(cpu, 0.99);
    state.counters["wall_p50_us"] = at(wall, 0.50);
    state.counters["wall_p99_us"] = at(wall, 0.99);
}
BENCHMARK(Resolve)->Iterations(50'000);

}  // namespace
}  // namespace genbo
