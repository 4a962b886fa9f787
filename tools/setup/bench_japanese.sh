#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes the sets of docs/sample-data.md, matches and scores them; figures in build/bench/japanese.json.
# With arguments: those of bench/japanese.mjs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Matching, scored"
node bench/japanese.mjs build/genbo "$@"
