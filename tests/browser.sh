#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A real server on a throw-away master with a few hundred made-up customers, and a script of web/e2e
# against it:   browser.sh PROGRAM web/e2e/run.mjs [ARGUMENTS…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "$1")
script=$2
shift 2
persons=${GENBO_E2E_PERSONS:-400}

folder=$(mktemp -d)
server=''
clean_up() {
    [[ -z "${server}" ]] || kill -TERM "${server}" 2>/dev/null || true
    [[ -z "${server}" ]] || wait "${server}" 2>/dev/null || true
    rm -rf -- "${folder}"
}
trap clean_up EXIT

"${program}" demo "${folder}/sample" --persons "${persons}" >/dev/null
"${program}" init "${folder}/master" --json >"${folder}/init.json"
password=$(node -e 'const t = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(t.one_time_password)' "${folder}/init.json")
# One role with a mark on its screens.
sed -i 's/^#screen_mark = .*$/screen_mark = ["privacy_officer"]/' "${folder}/master/genbo.toml"
for file in legacy.csv pos.csv crm.tsv ec.csv app.ndjson partner.xlsx; do
    "${program}" import --dir "${folder}/master" --source "${file%%.*}" --json \
        "${folder}/sample/${file}" >/dev/null 2>&1
done

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')
"${program}" serve --dir "${folder}/master" --port "${port}" >"${folder}/server.log" 2>&1 &
server=$!
for ((i = 0; i < 300; i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/${port}") 2>/dev/null && break
    kill -0 "${server}" 2>/dev/null || { cat "${folder}/server.log" >&2; exit 1; }
    sleep 0.1
done

code=0
GENBO_E2E_MARK=1 GENBO_URL=http://127.0.0.1:${port} GENBO_ADMIN_PASSWORD=${password} node "${script}" "$@" || code=$?
# A server that died or complained under the browser is a failure too.
if ! kill -0 "${server}" 2>/dev/null || grep -qE 'ERROR: |runtime error' "${folder}/server.log"; then
    tail -n 40 "${folder}/server.log" >&2
    code=1
fi
exit "${code}"
