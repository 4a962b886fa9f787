#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Pictures of every screen in Japanese and English, taken from a real server by the browser tests'
# own means (web/e2e/screenshots.mjs), into docs/screenshots.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2
mkdir -p build/log docs/screenshots

step "Packages and program"
tools/setup/packages.sh test
tools/setup/build.sh >build/log/build.log 2>&1 || { tail -n 40 build/log/build.log >&2; exit 1; }

step "Screenshots into docs/screenshots"
GENBO_SCREENSHOTS=${PWD}/docs/screenshots bash tests/browser.sh build/genbo web/e2e/screenshots.mjs "$@"
