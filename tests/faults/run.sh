#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh PROGRAM quick|short|full|NAME…      see tools/setup/faults.sh
#
# "quick" is the part that `make test` runs: half a minute, with a program built with sanitizers, and
# nothing that needs root.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
program=$1
shift

# Name, count of a quick run (0: left out), of a short one, of a full one.
faults=(
    "kill_loop 0 20 1000"
    "syscall_kills 1 3 100000"
    "sync_errors 0 2 20"
    "write_errors 1 2 20"
    "disk_full 0 1 1"
    "power_cuts 0 10 200"
    "bit_flips 20 100 2500"
    "limits 0 1 1"
    "clock_jumps 0 13 13"
    "slow_clients 0 5 30"
    "overload 0 5 20"
    "lost_update 100 1000 20000"
    "epoch_rolls 0 5 100"
    "bulk_backup 0 200000 1000000"
    "postgres_drill 0 1 1"
    "model_switches 0 4 60"
)

# Leaks are looked for in the other tests; under strace they cannot be.
[[ "$1" == quick ]] && export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

passed=0
failed=0
for fault in "${faults[@]}"; do
    read -r name quick few many <<<"${fault}"
    case "$1" in
        quick) count=${quick} ;;
        short) count=${few} ;;
        full) count=${many} ;;
        *)
            count=${many}
            [[ " $* " == *" ${name} "* ]] || continue
            ;;
    esac
    ((count > 0)) || continue
    script="${here}/${name}.mjs"
    [[ "${name}" == kill_loop ]] && script="${here}/../long/kill_loop.mjs"
    if node "${script}" "${program}" "${count}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "${passed} passed, ${failed} failed"
((failed == 0 && passed > 0))
