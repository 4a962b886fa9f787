#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The labelled sets of GENBO_DATA in other clothes (bench/robustness.mjs); with arguments: only those sets.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "The same people, another file"
node bench/robustness.mjs build/genbo "$@"
