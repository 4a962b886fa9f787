#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The formatter and the linter over our C++ sources; any finding is a failure.
#   lint.sh [FILE…]     only these .cc files
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
STEPS=3
mkdir -p build/log

step "Packages, and the list of how each file is compiled (preset debug)"
tools/setup/packages.sh lint
tools/setup/console.sh >build/log/console.log 2>&1
[[ -f build/debug/build.ninja ]] || quietly build/log/configure.log cmake --preset debug
# Sources that the build makes must be there before the linter reads what includes them.
mapfile -t generated < <(ninja -C build/debug -t targets all |
    sed -nE "s/^([^:/][^:]*\.(inc|h|cc)): CUSTOM_COMMAND.*/\1/p")
((${#generated[@]} == 0)) || quietly build/log/generated.log ninja -C build/debug "${generated[@]}"

step "clang-format"
find src tests bench \( -name '*.h' -o -name '*.cc' \) -print0 2>/dev/null |
    xargs -0 clang-format-19 --dry-run --Werror

step "clang-tidy over what changed (log: build/log/lint.log)"
if ! (watched build/log/lint.log node tools/setup/lint_tidy.mjs build/debug "$@"); then
    grep -E '(error|warning): ' build/log/tidy.log | sort -u
    fail "clang-tidy found something; the whole text is in build/log/tidy.log"
fi
note "nothing found"
