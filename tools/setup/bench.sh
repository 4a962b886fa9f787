#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# First the kernels (Google Benchmark, one program per room), then the whole program at several
# sizes (bench/run.sh).  Figures belong with the machine they were measured on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=4

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

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
