#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds one preset of the C++ side, quietly:  program.sh PRESET [TARGET…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
preset=$1
shift
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${PWD} NINJA_STATUS='[%f/%t] '
if [[ ! -f "build/${preset}/build.ninja" ]]; then
    cmake --preset "${preset}"
fi
cmake --build "build/${preset}" ${GENBO_JOBS:+-j "${GENBO_JOBS}"} ${*:+--target "$@"}
