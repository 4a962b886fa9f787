#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Pictures of every screen in Japanese and English, taken from a real server by the browser tests'
# own means (web/e2e/screenshots.mjs), into docs/screenshots.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
mkdir -p docs/screenshots

program_ready

step "Screenshots into docs/screenshots"
GENBO_SCREENSHOTS=${PWD}/docs/screenshots bash tests/browser.sh build/genbo web/e2e/screenshots.mjs "$@"
