#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The program on a file and on PostgreSQL, in one run (bench/stores.mjs).  SIZES="100000 1000000".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Both stores"
# shellcheck disable=SC2086
exec node bench/stores.mjs build/genbo ${SIZES:-100000 1000000 4000000}
