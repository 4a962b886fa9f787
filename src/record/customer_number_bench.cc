// SPDX-License-Identifier: Apache-2.0

// Budgets.  An import of a million customers issues a million numbers: 2 microseconds each, 2 s.
// Parsing a typed number happens once per request and only must not be silly.

#include <benchmark/benchmark.h>

#include "record/number_rule.h"

namespace genbo {
namespace {

void issue_a_number(benchmark::State& state) {
    NumberRule rule;
    rule.profile = static_cast<NumberProfile>(state.range(0));
    NumberIssuer issuer(rule, Key(Bytes(32, 1)));
    std::uint64_t s = 0;
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(issuer.number(s++));
}
BENCHMARK(issue_a_number)->DenseRange(0, 2);

void parse_a_typed_number(benchmark::State& state) {
    const auto rules = NumberRules::initial();
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(CustomerNumber::parse("８１６１９－５７３５２", rules));
    }
}
BENCHMARK(parse_a_typed_number);

void spell_a_number(benchmark::State& state) {
    const auto number = *CustomerNumber::from_digits("8161957352");
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(number.digits());
}
BENCHMARK(spell_a_number);

}  // namespace
}  // namespace genbo
