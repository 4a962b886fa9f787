#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What matching expects of its own result beside what the truth says (docs/calibration.md).
# With GENBO_DATA also on the labelled sets; with arguments: those of bench/calibration.mjs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Expected and measured"
node bench/calibration.mjs build/genbo "$@"
