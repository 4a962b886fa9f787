#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh PROGRAM short|full|NAME…      see tools/setup/faults.sh
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
program=$1
shift

# Name, count of a short run, count of a full one.
faults=(
    "kill_loop 20 1000"
    "syscall_kills 20 1"
    "sync_errors 2 20"
    "write_errors 2 20"
    "disk_full 1 1"
    "power_cuts 10 200"
    "bit_flips 25 2500"
    "limits 1 1"
    "clock_jumps 13 13"
    "slow_clients 5 30"
    "overload 5 20"
    "lost_update 2000 100000"
    "epoch_rolls 5 100"
    "bulk_backup 200000 1000000"
    "postgres_drill 1 1"
)

passed=0
failed=0
for fault in "${faults[@]}"; do
    read -r name few many <<<"${fault}"
    count=${many}
    [[ "$1" == short ]] && count=${few}
    [[ "$1" == short || "$1" == full || " $* " == *" ${name} "* ]] || continue
    script="${here}/${name}.mjs"
    [[ "${name}" == kill_loop ]] && script="${here}/../long/kill_loop.mjs"
    if node "${script}" "${program}" "${count}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "${passed} passed, ${failed} failed"
((failed == 0 && passed > 0))
