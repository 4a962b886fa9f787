#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What takes too long for every change: the program is killed at random moments, again and again,
# and must never lose what it acknowledged.   long_test.sh [KILLS]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Long tests"
passed=0
failed=0
for script in tests/long/*.sh; do
    [[ -f "${script}" ]] || continue
    note "${script}"
    if bash "${script}" build/genbo "${1:-200}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "${passed} passed, ${failed} failed"
((failed == 0 && passed > 0))
