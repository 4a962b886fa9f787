# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# How the scripts begin that measure the built program, or break it; sourced by them:
#
#   . "$(dirname "${BASH_SOURCE[0]}")/ready.sh"
#   wants_data          # only if it cannot do without the labelled sets
#   program_ready       # [1/2]  Packages and program: from here on build/genbo is there
#   step "What is the script's own"
#
# Two steps are what most of them make; who makes more sets STEPS.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=2

# Before the minutes of the build, not after them.
wants_data() {
    [[ -d "${GENBO_DATA:-}" ]] ||
        fail "GENBO_DATA must name the folder that holds the labelled sets (bench/README.md)"
}

program_ready() {
    step "Packages and program (log: build/log/build.log)"
    tools/setup/packages.sh test
    quietly build/log/build.log tools/setup/build.sh
}
