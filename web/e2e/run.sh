#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The browser tests with a server of their own:  web/e2e/run.sh build/genbo
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec node web/e2e/run.mjs "$@"
