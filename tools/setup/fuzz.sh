#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every fuzz target for a while, starting from the committed corpus.  New inputs stay in
# build/corpus; one that breaks something is named at the end and belongs into tests/corpus, with
# the repair.   fuzz.sh [SECONDS_EACH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2
mkdir -p build/log

step "Fuzz targets: compiling (log: build/log/fuzz.log)"
tools/setup/packages.sh build
watched build/log/fuzz.log tools/setup/program.sh fuzz

step "Fuzzing, ${1:-60} s each"
passed=0
failed=0
for target in build/fuzz/*_fuzz; do
    [[ -x "${target}" ]] || continue
    name=$(basename "${target}")
    mkdir -p "build/corpus/${name}" "build/crashes/${name}"
    if "${target}" -max_total_time="${1:-60}" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/crashes/${name}/" "build/corpus/${name}" "tests/corpus/${name}" \
        >"build/log/${name}.log" 2>&1; then
        passed=$((passed + 1))
        note "${name}: $(grep -ao 'number_of_executed_units: [0-9]*' "build/log/${name}.log" || true)"
    else
        failed=$((failed + 1))
        note "${name}: FAILED, see build/log/${name}.log and build/crashes/${name}"
    fi
done
echo "${passed} passed, ${failed} failed"
((failed == 0 && passed > 0))
