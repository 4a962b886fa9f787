#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How well `genbo match` finds duplicates in labelled sets: GENBO_DATA names the folder they are in.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
wants_data
program_ready

step "Accuracy"
node bench/accuracy.mjs build/genbo "$@"
