#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the Debian packages that a task needs, and nothing when they are there already.
#
#   tools/setup/packages.sh build    what building and running Genbo takes
#   tools/setup/packages.sh test     … and what only the tests take
#   tools/setup/packages.sh lint     … the formatter and the linter
#   tools/setup/packages.sh list     prints the names, for a container file
#
# Debian 12 is what is tested.  On another system install what docs/dependencies.md lists and set
# GENBO_SKIP_PACKAGES=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh

build_packages=(
    g++ clang-19 libclang-rt-19-dev cmake ninja-build mold ccache make pkg-config
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
    libssl-dev libsodium-dev libsqlite3-dev libicu-dev libfmt-dev libcli11-dev
    libtomlplusplus-dev libsimdjson-dev libzip-dev libexpat1-dev libxlsxwriter-dev
    libqrencode-dev libpq-dev libcurl4-openssl-dev libp11-kit-dev unicode-data
    mecab-ipadic curl ca-certificates
)
test_packages=(
    libgtest-dev libgmock-dev libbenchmark-dev chromium fonts-noto-cjk sqlite3 strace time
    softhsm2 pgbouncer faketime wrk slowhttptest
)
lint_packages=(clang-tidy-19 clang-format-19)

# Node.js may have come from elsewhere; Debian's package would then collide with it.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    build_packages+=(nodejs npm)
fi

# The tests start a PostgreSQL of their own; any version from 15 on will do.
if [[ -z "${GENBO_TEST_PG_BIN:-}" ]] && ! compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' >/dev/null; then
    test_packages+=(postgresql-15)
fi

case "${1:-build}" in
    build) wanted=("${build_packages[@]}") ;;
    test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
    lint) wanted=("${build_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}") ;;
    list)
        printf '%s\n' "${build_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}"
        exit 0
        ;;
    *) fail "packages.sh: build, test, lint or list" ;;
esac

if [[ "${GENBO_SKIP_PACKAGES:-}" == 1 ]]; then
    note "packages: not looked at (GENBO_SKIP_PACKAGES=1)"
    exit 0
fi
if ! command -v dpkg-query >/dev/null; then
    fail "this is not a Debian system. Install what docs/dependencies.md lists, then set GENBO_SKIP_PACKAGES=1."
fi

installed() {
    dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -q '^installed$'
}

missing=()
present=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
    sed -n 's/ installed$//p')
for package in "${wanted[@]}"; do
    grep -qxF -- "${package}" <<<"${present}" || missing+=("${package}")
done
if ((${#missing[@]} == 0)); then
    exit 0
fi

# Debian lets only one Boost stand with its headers, and 1.74 has no JSON and no URL.
if installed libboost1.74-dev && [[ " ${missing[*]} " == *" libboost"* ]]; then
    fail "libboost1.74-dev is installed, and Debian does not allow Boost 1.81 beside it.
       Remove it (this also removes what was built on it; read the list before you agree):
           apt-get remove libboost1.74-dev
       then run this command again."
fi

as_root=()
if [[ "$(id -u)" != 0 ]]; then
    if command -v sudo >/dev/null; then
        as_root=(sudo)
    else
        fail "these packages are missing, and neither root nor sudo is here to install them:
           apt-get install --no-install-recommends ${missing[*]}"
    fi
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any "$@"
}

# Debian's PostgreSQL would at once make a cluster and start it as a service, on a machine whose
# owner asked for no such thing.  Told otherwise while it is installed, and only then.
no_cluster=/etc/postgresql-common/createcluster.d/genbo-setup.conf
if [[ " ${missing[*]} " == *" postgresql-"* ]]; then
    "${as_root[@]}" mkdir -p "${no_cluster%/*}"
    "${as_root[@]}" tee "${no_cluster}" >/dev/null <<<"create_main_cluster = false"
    trap '"${as_root[@]}" rm -f "${no_cluster}"' EXIT
fi

mkdir -p build/log
note "packages: installing ${#missing[@]}: ${missing[*]}"
if [[ -z "$(find /var/lib/apt/lists -name '*_Packages*' -mtime -7 -print -quit 2>/dev/null)" ]]; then
    quietly build/log/apt-update.log apt update
fi
if ! apt install -y --no-install-recommends "${missing[@]}" >build/log/apt.log 2>&1; then
    # The lists were older than the mirror; once more with new ones.
    quietly build/log/apt-update.log apt update
    quietly build/log/apt.log apt install -y --no-install-recommends "${missing[@]}"
fi
