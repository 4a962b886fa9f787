#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The console: npm packages in the exact versions of the lock file, then the pages into web/dist,
# which the program carries inside itself.  Does nothing when nothing has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ -f web/package.json ]] || exit 0

# npm writes node_modules/.package-lock.json last, so an interrupted install is done again.
if [[ ! web/node_modules/.package-lock.json -nt web/package-lock.json ]]; then
    echo "npm ci in web"
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    touch web/node_modules/.package-lock.json
fi

# What changed since the pages were made, if anything; schema.ts is generated on the way.
newer_source() {
    find web api -path web/node_modules -prune -o -path web/dist -prune -o -path web/e2e -prune -o \
        -name schema.ts -prune -o -type f -newer web/dist/index.html -print -quit 2>/dev/null || true
}
if [[ ! -f web/dist/index.html || -n "$(newer_source)" ]]; then
    echo "npm run build in web"
    (cd web && npm run build)
    touch web/dist/index.html
fi
