#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A master to look at, made the way a real one is made: the program writes sample files of made-up
# people, and imports them through the front door.  demo.sh DIR
#
# DIR/.genbo-demo says "being made" until everything is in; a half-made one is made again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
dir=$1
mark=${dir}/.genbo-demo
persons=${GENBO_DEMO_PERSONS:-5000}

if [[ -f "${mark}" && "$(<"${mark}")" == done ]]; then
    exit 0
fi
if [[ -e "${dir}" ]]; then
    [[ -f "${mark}" ]] || fail "${dir} is there and was not made by 'make run'. Move it away, or choose another with DEMO=…"
    rm -rf -- "${dir}"
fi
mkdir -p "${dir}"
echo "being made" >"${mark}"

genbo=build/genbo
note "writing sample files of ${persons} made-up people to ${dir}/sample"
quietly build/log/demo.log "${genbo}" demo "${dir}/sample" --persons "${persons}" --seed 1

note "making the master in ${dir}/master"
(umask 077 && "${genbo}" init "${dir}/master" --json >"${dir}/first-sign-in.json")

for file in legacy.csv pos.csv crm.tsv ec.csv app.ndjson partner.xlsx; do
    source=${file%%.*}
    [[ -f "${dir}/sample/${file}" ]] || continue
    note "importing ${file} as source '${source}'"
    quietly "build/log/import-${source}.log" \
        "${genbo}" import --dir "${dir}/master" --source "${source}" "${dir}/sample/${file}"
done
echo done >"${mark}"
