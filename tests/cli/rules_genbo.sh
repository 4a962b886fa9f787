#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The program as somebody has it who trusts no probabilities: every new master decides by the model of
# fixed rules from its first record on.  It stands in for the program in the tests of the commands:
#
#   GENBO_PROGRAM=build/genbo tests/cli/run.sh tests/cli/rules_genbo.sh
#   GENBO_PROGRAM=build/genbo node tests/cli/cli_test.mjs tests/cli/rules_genbo.sh
set -uo pipefail
[[ "${1:-}" == init ]] || exec "${GENBO_PROGRAM}" "$@"
code=0
"${GENBO_PROGRAM}" "$@" || code=$?
[[ "${code}" == 0 ]] || exit "${code}"
folder=
for word in "${@:2}"; do
    if [[ "${word}" != -* && -e "${word}/genbo.keyring" ]]; then folder=${word}; fi
done
[[ -n "${folder}" ]] || exit "${code}"
{
    "${GENBO_PROGRAM}" model rules --dir "${folder}" && "${GENBO_PROGRAM}" model activate 2 --dir "${folder}"
} >/dev/null || exit 99
exit "${code}"
