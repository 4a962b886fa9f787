#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Packages, console and program; leaves the program at build/genbo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=${GENBO_STEPS:-3}
mkdir -p build/log

step "Debian packages: what is missing, if anything"
tools/setup/packages.sh build

# npm mostly waits for the network and the compiler never does, so both go at once; only the
# program's last part, which holds the console's pages, needs both.
step "Console and program side by side (logs: build/log/console.log, build/log/release.log)"
tools/setup/console.sh >build/log/console.log 2>&1 </dev/null &
console=$!
join_console() {
    [[ -n "${console}" ]] || return 0
    if ! wait "${console}"; then
        tail -n 40 build/log/console.log >&2
        fail "the console was not built; the whole output is in build/log/console.log"
    fi
    console=''
}
if [[ ! -f build/release/build.ninja ]]; then
    quietly build/log/configure.log cmake --preset release
fi
if [[ -n "${console}" && ! -x build/release/genbo ]]; then
    mapfile -t libraries < <(ninja -C build/release -t targets all |
        sed -n 's|^\(.*libgenbo_[a-z_]*\.a\): .*|\1|p')
    watched build/log/release.log tools/setup/program.sh release "${libraries[@]}"
fi
join_console

step "Program: the rest, with the console's pages inside"
watched build/log/release.log tools/setup/program.sh release
ln -sfn release/genbo build/genbo
# Elsewhere than on Debian there is no register of packages to ask.
if command -v dpkg-query >/dev/null; then
    quietly build/log/sbom.log node tools/sbom/sbom.mjs build/release/genbo build/genbo.cdx.json
fi
