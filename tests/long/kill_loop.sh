#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# kill -9 at any moment loses no acknowledged batch and leaves no half one.
#   kill_loop.sh PROGRAM [KILLS] [SEED]
set -euo pipefail
exec node "$(dirname "${BASH_SOURCE[0]}")/kill_loop.mjs" "$@"
