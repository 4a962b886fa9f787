#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes the sets of docs/sample-data.md, matches and scores them; figures in build/bench/japanese.json.
# With arguments: those of bench/japanese.mjs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Matching, scored"
node bench/japanese.mjs build/genbo "$@"
