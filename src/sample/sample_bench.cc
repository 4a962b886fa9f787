// SPDX-License-Identifier: Apache-2.0

// Budget: a million persons (1.9 million records, six files) within 25 CPU seconds and 200 MB, so
// that a benchmark of the whole never waits for its data.  That is 13 microseconds a record.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "sample/sample.h"

namespace genbo {
namespace {

void write_persons(benchmark::State& state) {
    const auto folder = std::filesystem::temp_directory_path() / "genbo-sample-bench";
    SampleOptions options{.persons = static_cast<std::uint64_t>(state.range(0)), .out = folder};
    options.shape = static_cast<SampleShape>(state.range(1));
    options.existing = SampleExisting::replace;
    std::uint64_t records = 0;
    for (auto _ : state) {
        const auto report = write_sample(options, {});
        if (!report.ok()) {
            state.SkipWithError("the temporary folder cannot be written");
            break;
        }
        records += report->records;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(records));
    std::filesystem::remove_all(folder);
}
BENCHMARK(write_persons)
    ->Args({10'000, static_cast<int>(SampleShape::per_source)})
    ->Args({10'000, static_cast<int>(SampleShape::one_file)})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace genbo
