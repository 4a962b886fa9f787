#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The labelled sets of GENBO_DATA in other clothes (bench/robustness.mjs); with arguments: only those sets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "The same people, another file"
node bench/robustness.mjs build/genbo "$@"
