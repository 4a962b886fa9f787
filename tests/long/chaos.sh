#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Four nodes on one PostgreSQL, under load, while everything that can break is broken.
#   chaos.sh PROGRAM [SECONDS] [SEED]
set -euo pipefail
exec node "$(dirname "${BASH_SOURCE[0]}")/chaos.mjs" "$@"
