#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every fuzz target for a while, starting from the committed corpus, with its dictionary
# (tests/corpus/TARGET.dict).  New inputs stay in build/corpus; one that breaks something is named
# at the end and belongs into tests/corpus, with the repair.  build/log/fuzz.tsv adds up what each
# target has had, over all runs: target, runs, CPU seconds, outcome.
#   fuzz.sh [CPU_SECONDS_EACH [TARGET…]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2
mkdir -p build/log
seconds=${1:-60}
shift || true

if [[ -z "${GENBO_SKIP_BUILD:-}" ]]; then
    step "Fuzz targets: compiling (log: build/log/fuzz.log)"
    tools/setup/packages.sh build
    watched build/log/fuzz.log tools/setup/program.sh fuzz "$@"
fi

# CPU seconds of a process so far, as its kernel counts them.
cpu_of() {
    awk -v tick="$(getconf CLK_TCK)" '{print int(($14 + $15) / tick)}' "/proc/$1/stat" 2>/dev/null
}

# Ends it when it has had its seconds of CPU, however long that takes: libFuzzer then says what it
# did and goes with 0.
pid=
trap '[[ -z "${pid}" ]] || kill "${pid}" 2>/dev/null || true' EXIT
fuzz_for_a_while() {
    local cpu=0
    "$@" &
    pid=$!
    while kill -0 "${pid}" 2>/dev/null; do
        cpu=$(cpu_of "${pid}" || echo "${cpu}")
        ((${cpu:-0} < seconds)) || kill -USR1 "${pid}" 2>/dev/null || true
        sleep 1
    done
    echo "cpu-seconds ${cpu:-0}"
    local ended=0
    wait "${pid}" || ended=$?
    pid=
    return "${ended}"
}

report() {
    local name=$1 outcome=$2 log=build/log/$1.log units cpu
    units=$(sed -n 's/^stat::number_of_executed_units: *//p' "${log}" | tail -n 1)
    cpu=$(sed -n 's/^cpu-seconds //p' "${log}" | tail -n 1)
    printf '%s\t%s\t%s\t%s\n' "${name}" "${units:-0}" "${cpu:-0}" "${outcome}" >>build/log/fuzz.tsv
    note "${name}: ${units:-0} runs, ${cpu:-0} s of CPU${3:-}"
}

step "Fuzzing, ${seconds} s of CPU each"
passed=0
failed=0
targets=("${@/#/build/fuzz/}")
(($# > 0)) || targets=(build/fuzz/*_fuzz)
for target in "${targets[@]}"; do
    [[ -x "${target}" ]] || continue
    name=$(basename "${target}")
    mkdir -p "build/corpus/${name}" "build/crashes/${name}"
    dictionary=()
    [[ -f "tests/corpus/${name}.dict" ]] && dictionary=("-dict=tests/corpus/${name}.dict")
    if fuzz_for_a_while "${target}" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/crashes/${name}/" "${dictionary[@]}" \
        "build/corpus/${name}" "tests/corpus/${name}" >"build/log/${name}.log" 2>&1; then
        passed=$((passed + 1))
        report "${name}" held
    else
        failed=$((failed + 1))
        report "${name}" broke ": FAILED, see build/log/${name}.log and build/crashes/${name}"
    fi
done
echo "${passed} passed, ${failed} failed"
((failed == 0 && passed > 0))
