#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Genbo beside Splink, goldenmatch, dedupe and recordlinkage on labelled sets (bench/peers/README.md).
# GENBO_DATA names the folder with the sets; with arguments: those of bench/peers/peers.mjs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
wants_data
program_ready

step "All programs on all sets"
exec node bench/peers/peers.mjs build/genbo "$@"
