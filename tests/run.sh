#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# All tests, one after another, to the end even when some fail.  The last line is the total:
#
#   N passed, N failed
#
# and the exit code is 0 only when nothing failed.  What ran: every C++ test program under
# AddressSanitizer and UndefinedBehaviorSanitizer, the committed fuzz corpora, the commands as a
# user calls them, a few of the faults, the console's unit tests, and the browser against the real
# server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/setup/say.sh
STEPS=8
log=${PWD}/build/log
out=${log}/results
mkdir -p "${log}"
rm -rf "${out}"
mkdir -p "${out}/gtest"

step "Debian packages: what the tests need besides (browser, fonts, GoogleTest)"
tools/setup/packages.sh test

step "Console: npm packages and pages (log: build/log/console.log)"
quietly "${log}/console.log" tools/setup/console.sh

step "Program and tests: compiling with sanitizers (log: build/log/asan.log)"
watched "${log}/asan.log" tools/setup/program.sh asan

step "C++ tests"
# Several times as many random histories as when one room is tested by itself.
export GENBO_LONG=1
export GTEST_OUTPUT="xml:${out}/gtest/" UBSAN_OPTIONS=print_stacktrace=1
ctest --test-dir build/asan -j 2 --output-on-failure --output-junit "${out}/ctest.xml" || true
unset GTEST_OUTPUT GENBO_LONG

# Runs a script that ends with its own "N passed, N failed"; its whole output is kept for the total.
part() {
    local name=$1
    shift
    if "$@" </dev/null 2>&1 | tee "${out}/${name}.txt"; then
        echo "exit 0" >>"${out}/${name}.txt"
    else
        echo "exit 1" >>"${out}/${name}.txt"
    fi
}

step "Commands, as a user calls them"
part commands bash tests/cli/run.sh build/asan/genbo
GENBO_PROGRAM=${PWD}/build/asan/genbo part commands_by_rules bash tests/cli/run.sh tests/cli/rules_genbo.sh
part components node tests/cli/sbom_test.mjs build/asan/genbo
part asvs node tests/cli/asvs_test.mjs
part linter node tests/cli/lint_test.mjs

step "Faults: kills at system calls, failing writes, flipped bits, lost updates, a few of each"
part faults bash tests/faults/run.sh build/asan/genbo quick

step "Console: unit tests"
part console bash -c 'cd web && npm test --silent -- --reporter=default --reporter=json \
    --outputFile.json=../build/log/results/vitest.json'

step "Browser: the console against the real server"
part browser bash tests/browser.sh build/asan/genbo web/e2e/run.mjs

printf '\n'
exec node tests/totals.mjs "${out}"
