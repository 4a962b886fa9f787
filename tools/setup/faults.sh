#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The fault programs of tests/faults, one after another, each with one line of counts.
#   faults.sh short     a few of everything: minutes
#   faults.sh full      the counts of docs/reliability.md: hours
#   faults.sh NAME      one of them, fully
# power_cuts, disk_full and limits mount small file systems and need root.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Faults"
exec bash tests/faults/run.sh build/genbo "${1:-short}"
