# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# How the commands speak while they work; sourced by the other scripts.
#
#   step "Building the program"      [2/6]  +31 s  Building the program
#   quietly build/log/npm.log npm ci   runs it, keeps what it prints, shows the end if it fails
#
# STEPS is the number of steps the caller is going to make.

STEPS=${STEPS:-1}
STEP=0

elapsed() {
    echo "${SECONDS}"
}

step() {
    STEP=$((STEP + 1))
    printf '[%d/%d]  +%d s  %s\n' "${STEP}" "${STEPS}" "$(elapsed)" "$*"
}

note() {
    printf '               %s\n' "$*"
}

fail() {
    printf '\ngenbo: %s\n' "$*" >&2
    exit 1
}

quietly() {
    local log=$1
    shift
    mkdir -p "$(dirname "${log}")"
    if ! "$@" >"${log}" 2>&1; then
        tail -n 40 "${log}" >&2
        fail "'$*' failed; the whole output is in ${log}"
    fi
}

# Like quietly, for work of minutes: every few seconds says how far the log says it is ("[57/240]",
# as ninja and ctest count).  On a terminal one line moves; in a log file a line comes now and then.
watched() {
    local log=$1 pid last='' now='' waited=0 pause=15
    shift
    mkdir -p "$(dirname "${log}")"
    [[ -t 1 ]] && pause=1
    "$@" >"${log}" 2>&1 </dev/null &
    pid=$!
    while kill -0 "${pid}" 2>/dev/null; do
        sleep 0.25
        waited=$((waited + 1))
        ((waited % (pause * 4) == 0)) || continue
        now=$(tr '\r' '\n' <"${log}" | grep -aoE '(\[|^ *)[0-9]+/[0-9]+' | tail -n 1 | tr -d '[ ' || true)
        [[ -n "${now}" && "${now}" != "${last}" ]] || continue
        last=${now}
        if [[ -t 1 ]]; then
            printf '\r               %s  (+%d s) ' "${now}" "$(elapsed)"
        else
            note "${now}  (+$(elapsed) s)"
        fi
    done
    [[ -t 1 && -n "${last}" ]] && printf '\r%50s\r' ''
    if ! wait "${pid}"; then
        tail -n 60 "${log}" >&2
        fail "'$*' failed; the whole output is in ${log}"
    fi
}
