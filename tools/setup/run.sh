#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# From nothing to the first screen; the second time only the last step is left.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/say.sh
port=${PORT:-8610}
demo=${DEMO:-demo}
address=http://127.0.0.1:${port}/

listening() {
    (exec 3<>"/dev/tcp/127.0.0.1/${port}") 2>/dev/null
}

if listening; then
    cat <<TEXT

Something already answers at ${address}
If it is Genbo, open it in the browser; if not, choose another port:  make run PORT=8611

${address} では、すでに何かが動いています。
Genbo であればブラウザーで開いてください。別のものなら、ほかの番号で:  make run PORT=8611
TEXT
    exit 0
fi

STEPS=5
export GENBO_STEPS=5
. tools/setup/build.sh

step "Demo master in ${demo}: made-up customers through the real import"
tools/setup/demo.sh "${demo}"

step "Server on ${address}"
build/genbo serve --dir "${demo}/master" --port "${port}" &
server=$!
trap 'kill -TERM "${server}" 2>/dev/null || true' INT TERM
for ((i = 0; i < 200; i++)); do
    listening && break
    kill -0 "${server}" 2>/dev/null || fail "the server stopped at once; what it said is above"
    sleep 0.1
done
listening || fail "the server did not open its port within 20 seconds"

password=$(sed -n 's/.*"one_time_password":"\([^"]*\)".*/\1/p' "${demo}/first-sign-in.json")
cat <<TEXT

──────────────────────────────────────────────────────────────────────────────
 Genbo is ready after ${SECONDS} s.        Genbo の準備ができました(${SECONDS} 秒)。

   ${address}

   First administrator: admin           最初の管理者: admin
   One-time password:                   一回限りのパスワード:
       ${password}
   (The first sign-in asks for a password of your own; from then on that one counts.
    初回に自分のパスワードを決めます。そのあとはそれを使ってください。)

 What to look at                        まず見てほしいところ
   1 Search a name, in kanji, kana or     1 顧客検索: 名前を漢字・カナ・ローマ字で。
     romaji: 佐藤, サトウ, sato             「佐藤」「サトウ」「sato」
   2 Open a customer: which source says   2 顧客ページ: どの項目がどの元データから
     what, and why the records were         来たか、なぜ同じ人と判断したか
     joined
   3 Review: pairs that a person should   3 名寄せ確認: 人が見て決める組を並べて比較
     decide, side by side
   4 Import: try ${demo}/sample/ec.csv     4 取り込み: ${demo}/sample/ec.csv をもう一度。
     again; nothing changes                  何も変わらないことを確かめる

 All people are made up.                すべて架空の人物です。
 Ctrl+C stops the server.               止めるには Ctrl+C。
──────────────────────────────────────────────────────────────────────────────

TEXT
wait "${server}" || true
# A trapped signal ends the first wait early; the second one waits for the real end.
wait "${server}" 2>/dev/null || true
