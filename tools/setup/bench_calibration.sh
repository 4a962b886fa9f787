#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What matching expects of its own result beside what the truth says (docs/calibration.md).
# With GENBO_DATA also on the labelled sets; with arguments: those of bench/calibration.mjs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Expected and measured"
node bench/calibration.mjs build/genbo "$@"
