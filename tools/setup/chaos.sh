#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Four nodes on one PostgreSQL while everything that can break is broken (tests/long/chaos.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

mkdir -p build/log

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Chaos for ${1:-600} seconds"
exec bash tests/long/chaos.sh build/genbo "${1:-600}"
