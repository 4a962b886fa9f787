#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# First the kernels (Google Benchmark, one program per room), then the whole program at several
# sizes (bench/run.sh).  Figures belong with the machine they were measured on.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
STEPS=4

program_ready

step "Benchmarks: compiling (log: build/log/bench.log)"
watched build/log/bench.log tools/setup/program.sh bench

step "Kernels"
for program in build/bench/*_bench; do
    [[ -x "${program}" ]] || continue
    note "$(basename "${program}")"
    "${program}" --benchmark_min_time=0.2
done

step "The whole program"
if [[ -f bench/run.sh ]]; then
    bash bench/run.sh build/genbo
fi
