#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How well `genbo match` finds duplicates in labelled sets: GENBO_DATA names the folder they are in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

: "${GENBO_DATA:?the folder that holds the labelled sets (bench/README.md)}"
mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Accuracy"
node bench/accuracy.mjs build/genbo "$@"
