#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The contract against the server: tests/long/api_fuzz.mjs, then Schemathesis where PyPI can be
# reached.   fuzz_api.sh [SECONDS of each]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
STEPS=3
seconds=${1:-120}
venv=build/schemathesis

program_ready

step "Our own requests, ${seconds} seconds"
node tests/long/api_fuzz.mjs build/genbo "${seconds}"

step "Schemathesis, ${seconds} seconds"
if [[ ! -x ${venv}/bin/schemathesis ]] &&
    ! { python3 -m venv "${venv}" && "${venv}/bin/pip" install --quiet --disable-pip-version-check \
        --retries 1 schemathesis==4.32.5; } >build/log/schemathesis_pip.log 2>&1; then
    rm -rf "${venv}"
    note "skipped: PyPI cannot be reached (build/log/schemathesis_pip.log)"
    exit 0
fi
node tests/long/api_second_fuzz.mjs build/genbo "${venv}/bin/schemathesis" "${seconds}"
