#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The program on a file and on PostgreSQL, in one run (bench/stores.mjs).  SIZES="100000 1000000".
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Both stores"
# shellcheck disable=SC2086
exec node bench/stores.mjs build/genbo ${SIZES:-100000 1000000 4000000}
