#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The whole program at several sizes:   bench/run.sh PROGRAM [RECORDS…]      (10000 100000 1000000)
#
# Prints a table, and leaves it with every figure in build/bench/genbo.md and genbo.json.  What is
# measured, and what is aimed at, is in bench/README.md and bench/budget.md.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec node "${folder}/bench.mjs" "$@"
