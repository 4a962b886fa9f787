#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Genbo beside Splink, goldenmatch, dedupe and recordlinkage on labelled sets (bench/peers/README.md).
# GENBO_DATA names the folder with the sets; with arguments: those of bench/peers/peers.mjs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

[[ -n "${GENBO_DATA:-}" ]] || fail "GENBO_DATA: the folder that has matching/febrl3 and the other sets (bench/peers/README.md)."
mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "All programs on all sets"
exec node bench/peers/peers.mjs build/genbo "$@"
