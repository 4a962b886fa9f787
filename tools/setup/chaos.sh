#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Four nodes on one PostgreSQL while everything that can break is broken (tests/long/chaos.sh).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
program_ready

step "Chaos for ${1:-600} seconds"
exec bash tests/long/chaos.sh build/genbo "${1:-600}"
