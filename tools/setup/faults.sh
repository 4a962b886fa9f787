#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The fault programs of tests/faults, one after another, each with one line of counts.
#   faults.sh short     a few of everything: minutes
#   faults.sh full      the counts of docs/reliability.md: hours
#   faults.sh NAME      one of them, fully
# power_cuts, disk_full and limits mount small file systems and need root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2
mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Faults"
exec bash tests/faults/run.sh build/genbo "${1:-short}"
