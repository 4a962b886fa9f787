#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The C++ tests on another preset:   second_look.sh tsan | gcc | debug
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2
mkdir -p build/log
preset=$1

step "Preset ${preset}: compiling (log: build/log/${preset}.log)"
tools/setup/packages.sh test
tools/setup/console.sh >build/log/console.log 2>&1
watched "build/log/${preset}.log" tools/setup/program.sh "${preset}"

step "C++ tests"
TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1" \
    ctest --test-dir "build/${preset}" -j 2 --output-on-failure
