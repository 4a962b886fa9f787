#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The commands as a user and a script call them: what they print, what they return, what they leave
# on the disk.   run.sh PROGRAM
#
# Each case is one line "ok" or "FAIL" with what was wrong; the last line is the total.
set -uo pipefail
genbo=$(realpath "$1")
if [[ ! -x "${genbo}" ]]; then
    echo "no program at $1" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf -- "${folder}"' EXIT
cd "${folder}" || exit 1
export GENBO_LANG=en
passed=0
failed=0

pass() {
    passed=$((passed + 1))
    echo "ok    $1"
}
miss() {
    failed=$((failed + 1))
    echo "FAIL  $1"
    shift
    printf '      %s\n' "$@"
}

# run CODE NAME COMMAND…: the exit code is CODE; standard output and error stay in out and err.
run() {
    local want=$1 name=$2 got=0
    shift 2
    "$@" >out 2>err </dev/null || got=$?
    if [[ "${got}" == "${want}" ]]; then
        pass "${name}"
    else
        miss "${name}" "exit ${got}, not ${want}" "$(tail -n 3 err)"
    fi
}

# json NAME EXPRESSION: true of the JSON that the last command printed, as `j`.
json() {
    local got
    got=$(node -e 'const j = JSON.parse(require("fs").readFileSync("out", "utf8"));
        console.log(eval(process.argv[1]) === true ? "yes" : JSON.stringify(j).slice(0, 300))' "$2" 2>&1)
    if [[ "${got}" == yes ]]; then pass "$1"; else miss "$1" "not true: $2" "${got}"; fi
}

# What the last command printed, from a JSON expression.
value() {
    node -e 'const j = JSON.parse(require("fs").readFileSync("out", "utf8")); console.log(eval(process.argv[1]))' "$1"
}

has() {
    if grep -qF -- "$2" "$3"; then pass "$1"; else miss "$1" "'$2' is not in $3" "$(head -c 300 "$3")"; fi
}

# ── Help and usage ────────────────────────────────────────────────────────────────────────────
run 0 "help" "${genbo}" --help
for command in init serve import undo match search show explain resolve verdicts cleanse model merge \
    split number rebuild doctor backup restore migrate demo; do
    has "help names ${command}" "${command}" out
done
for command in init serve import undo match search show explain resolve verdicts cleanse model merge \
    split rebuild doctor backup restore migrate demo; do
    run 0 "${command} --help" "${genbo}" "${command}" --help
done
run 0 "version" "${genbo}" --version
run 2 "no command is wrong usage" "${genbo}"
run 2 "an unknown command is wrong usage" "${genbo}" frobnicate
run 2 "an unknown option is wrong usage" "${genbo}" search --frobnicate x
run 3 "no master, no search" "${genbo}" search x --dir nowhere

# ── A master ──────────────────────────────────────────────────────────────────────────────────
run 0 "init" "${genbo}" init m --json
json "init tells the one-time password" 'typeof j.one_time_password === "string" && j.one_time_password.length >= 12'
has "the master has its configuration" "[server]" m/genbo.toml
run 4 "init on a master is refused" "${genbo}" init m
if [[ "$(stat -c %a m/genbo.keyring 2>/dev/null)" == 600 ]]; then
    pass "the keyring is its owner's alone"
else
    miss "the keyring is its owner's alone" "$(ls -l m)"
fi
cp m/genbo.toml toml.kept
printf '\n[server]\nprot = 1\n' >m/genbo.toml
run 2 "an unknown key stops the start" "${genbo}" doctor --dir m
has "… and is named" "server.prot" err
cp toml.kept m/genbo.toml

# ── Import ────────────────────────────────────────────────────────────────────────────────────
cat >ec.csv <<'CSV'
会員番号,姓,名,セイ,メイ,郵便番号,住所,電話番号,メールアドレス,生年月日
1001,齋藤,美咲,サイトウ,ミサキ,105-0011,東京都港区芝公園4-2-8,090-1111-2222,misaki@example.com,1985-04-12
1002,渡邊,健太,ワタナベ,ケンタ,530-0001,大阪府大阪市北区梅田3-1-3,080-3719-4426,kenta@example.com,1990-11-03
1003,高橋,さくら,タカハシ,サクラ,060-0005,北海道札幌市中央区北5条西2-5,070-5555-6666,sakura@example.com,2001-01-30
CSV
# The same two people as a till writes them, and one whose note holds a card number.
iconv -f UTF-8 -t CP932 >pos.csv <<'CSV'
カード番号,お名前,フリガナ,ご住所,お電話,誕生日,備考
P-1,斉藤 美咲,ｻｲﾄｳ ﾐｻｷ,港区芝公園４丁目２－８,09011112222,昭和60年4月12日,
P-2,渡辺 健太,ﾜﾀﾅﾍﾞ ｹﾝﾀ,大阪市北区梅田三丁目1番3号,08037194426,平成2年11月3日,
P-3,佐々木 望,ｻｻｷ ﾉｿﾞﾐ,横浜市西区高島2-19-12,04511112222,H7.7.7,番号は4111 1111 1111 1111です
CSV
run 0 "dry run" "${genbo}" import --dir m --source ec --dry-run --json ec.csv
json "… counts and writes nothing" 'j.new === 3 && j.changed === 0 && j.same === 0 && j.rejected === 0'
run 0 "import" "${genbo}" import --dir m --source ec --json ec.csv
json "… three new" 'j.new === 3 && j.changed === 0 && j.same === 0 && j.rejected === 0'
run 0 "the same file again" "${genbo}" import --dir m --source ec --json ec.csv
json "… changes nothing" 'j.new === 0 && j.changed === 0 && j.same === 3 && j.rejected === 0'
sed 's/kenta@example.com/watanabe@example.com/' ec.csv >ec2.csv
run 0 "a changed file" "${genbo}" import --dir m --source ec --json ec2.csv
json "… is one change" 'j.new === 0 && j.changed === 1 && j.same === 2'
changed=$(value 'j.files[0].import')
run 0 "a file of another system, in CP932" "${genbo}" import --dir m --source pos --json pos.csv
json "… two taken, the card number refused" 'j.new === 2 && j.rejected === 1'
pos=$(value 'j.files[0].import')
run 0 "the rejected rows" "${genbo}" rejected "${pos}" --dir m
has "… come with their place" "P-3" out
if grep -q '4111' out; then miss "… without the card number" "$(<out)"; else pass "… without the card number"; fi
if grep -raq -e '4111 1111' -e '齋藤' -e 'misaki@example' m/; then
    miss "nothing of it can be read on the disk" "$(grep -ral -e '4111 1111' -e '齋藤' -e 'misaki@example' m/)"
else
    pass "nothing of it can be read on the disk"
fi
run 3 "a file that is not there" "${genbo}" import --dir m --source ec none.csv

# ── Search, show, explain ─────────────────────────────────────────────────────────────────────
for text in 斉藤 サイトウ saito 090-1111-2222 misaki@example.com; do
    run 0 "search ${text}" "${genbo}" search "${text}" --dir m --json
    json "… finds one customer of two records" 'j.customers.length === 1 && j.customers[0].members === 2'
done
number=$(value 'j.customers[0].number')
run 1 "search for nobody" "${genbo}" search ゴンザレス --dir m
run 0 "show" "${genbo}" show "${number}" --dir m --json
json "… two members, and lineage for each value" 'j.members.length === 2 && j.golden.every((f) => f.record > 0 && f.rule)'
left=$(value 'j.members[0].record')
right=$(value 'j.members[1].record')
run 0 "show takes full-width digits" "${genbo}" show "$(node -p \
    '[...process.argv[1]].map((c) => "０１２３４５６７８９"[c] ?? c).join("")' "${number}")" --dir m --json
run 0 "explain" "${genbo}" explain "${left}" "${right}" --dir m --json
json "… says they are one" 'j.one_customer === true'
run 2 "show of a number with a slip" "${genbo}" show "${number%?}$(((${number: -1} + 1) % 10))" --dir m
free=''
for c in 0 1 2 3 4 5 6 7 8 9; do
    "${genbo}" number check "99999-9999${c}" --dir m >/dev/null 2>&1 && free=99999-9999${c}
done
run 3 "show of a number that nobody has" "${genbo}" show "${free}" --dir m

# ── Numbers ───────────────────────────────────────────────────────────────────────────────────
run 0 "number check" "${genbo}" number check "${number}" --dir m --json
json "… valid" 'j.valid === true'
last=${number: -1}
run 1 "number check of a slip" "${genbo}" number check "${number%?}$(((last + 1) % 10))" --dir m
run 0 "numbers for a shop" "${genbo}" number issue --reserve 3 --owner store-1 --dir m --json
json "… three of them" 'j.numbers.length === 3'

# ── Split, merge, undo ────────────────────────────────────────────────────────────────────────
run 0 "split" "${genbo}" split "${number}" "${right}" --reason test --dir m --json
run 0 "… leaves one record" "${genbo}" show "${number}" --dir m --json
json "… with the number" 'j.members.length === 1'
run 0 "… and the other is found" "${genbo}" search 斉藤 --dir m --json
json "… two customers" 'j.customers.length === 2'
other=$(value "j.customers.find((c) => c.number !== '${number}').number")
run 4 "a merge against a verdict is refused" "${genbo}" merge "${number}" "${other}" --dir m

run 0 "two customers" "${genbo}" search 渡辺 --dir m --json
pair=$(value 'j.customers[0].number')
run 0 "… by name" "${genbo}" search 高橋 --dir m --json
single=$(value 'j.customers[0].number')
run 0 "… and a record" "${genbo}" show "${single}" --dir m --json
record=$(value 'j.members[0].record')
run 0 "merge" "${genbo}" merge "${pair}" "${single}" --reason test --dir m --json
run 0 "… one number" "${genbo}" show "${pair}" --dir m --json
json "… with three records" 'j.members.length === 3 && j.aliases.length >= 1'
run 0 "… the other number" "${genbo}" show "${single}" --dir m --json
json "… resolves to it" "j.number === '${pair}' && j.members.length === 3"
run 4 "merge twice is refused" "${genbo}" merge "${pair}" "${single}" --dir m
run 0 "split it off again" "${genbo}" split "${pair}" "${record}" --dir m --json
run 0 "… the number is back" "${genbo}" show "${single}" --dir m --json
json "… where it was" "j.number === '${single}' && j.members.length === 1"

run 0 "undo of the change" "${genbo}" undo "${changed}" --dir m --json
run 0 "… the old address is back" "${genbo}" search kenta@example.com --dir m --json
json "… at one customer" 'j.customers.length === 1'
run 4 "undo twice is refused" "${genbo}" undo "${changed}" --dir m

# ── Care ──────────────────────────────────────────────────────────────────────────────────────
run 0 "rebuild finds no difference" "${genbo}" rebuild --dir m --json
json "… none" 'j.differences === 0'
run 0 "doctor" "${genbo}" doctor --dir m --json
json "… sound" 'j.sound === true'
# It says of each place of the backup whether it answers, and is about the master all the same.
sed -i "s|^#to = \[\]|to = [\"${folder}/place\", \"${folder}/hangs\"]\npatience_seconds = 1|" m/genbo.toml
mkdir place
run 0 "doctor asks the places of the backup" "${genbo}" doctor --dir m --json
json "… which answer or do not" 'j.sound && j.backup_places.length === 2 && j.backup_places[0].answers === true &&
    j.backup_places[1].code === "backup.place_unreachable"'
run 0 "doctor tells people too" "${genbo}" doctor --dir m
has "… by their numbers" "backup place 2  The place for backups" out
sed -i "s|^to = .*|#to = []|; s|^patience_seconds = 1|#patience_seconds = 30|" m/genbo.toml
run 0 "backup" "${genbo}" backup b --dir m --json
if find b -name '*keyring*' | grep -q .; then miss "… without the keyring"; else pass "… without the keyring"; fi
run 0 "restore" "${genbo}" restore b --keyring m/genbo.keyring --dir m2 --json
json "… sound" 'j.sound === true'
run 0 "… with the same customer" "${genbo}" show "${pair}" --dir m2 --json
json "… and both records" 'j.members.length === 2'

# ── Reference tables ──────────────────────────────────────────────────────────────────────────
iconv -f UTF-8 -t CP932 >KEN_ALL.CSV <<'CSV'
01101,"060  ","0600000","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","北海道","札幌市中央区","以下に掲載がない場合",0,0,0,0,0,0
01101,"060  ","0609999","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","ﾄﾞｺﾆﾓﾅｲﾏﾁ","北海道","札幌市中央区","どこにもない町（１、２",0,0,0,0,0,0
01101,"060  ","0609999","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","","北海道","札幌市中央区","、３丁目）",0,0,0,0,0,0
CSV
run 0 "the tables as built" "${genbo}" ref list --dir m2 --json
json "… with version, licence, rows" 'j.imported.length === 0 && j.built_in.length > 5 && j.built_in.every((t) => t.rows > 0 && t.licence && t.version)'
built=$(value j.version)
run 0 "postal codes of Japan Post" "${genbo}" ref import ken-all KEN_ALL.CSV --table-version 2026-11 --dir m2 --json
json "… a town over two rows is one" 'j.rows === 2 && j.version === "2026-11" && j.sha256.length === 64'
run 0 "… are listed" "${genbo}" ref list --dir m2 --json
json "… and change the version of the tables" "j.imported.length === 1 && j.imported[0].name === 'ken-all' && j.version !== '${built}'"
run 0 "the master is matched anew with them" "${genbo}" rebuild --dir m2
run 0 "… and sound" "${genbo}" doctor --dir m2
printf 'lg_code,city,oaza_cho,koaza,ablt_date\n131016,千代田区,丸の内,,\n131017,千代田区,大手町,,\n' >town.csv
run 2 "a row that makes no sense stops an import" "${genbo}" ref import abr town.csv --dir m2
has "… and is named" "131017" err
run 2 "a file of another kind is refused" "${genbo}" ref import abr ec.csv --dir m2
run 2 "a kind that does not exist" "${genbo}" ref import nothing ec.csv --dir m2
run 3 "reference tables of no master" "${genbo}" ref list --dir nowhere
run 0 "a backup holds them" "${genbo}" backup b2 --dir m2
if [[ -f b2/reference/ken-all.ref ]]; then pass "… indeed"; else miss "… indeed" "$(ls b2)"; fi
printf 'x' >>m2/reference/ken-all.ref
run 8 "a damaged table is not used" "${genbo}" doctor --dir m2
cp b2/reference/ken-all.ref m2/reference/ken-all.ref

# ── Another store ─────────────────────────────────────────────────────────────────────────────
run 2 "migrate has to be told where to" "${genbo}" migrate --dir m2
run 2 "… something" "${genbo}" migrate --to '' --dir m2
run 4 "… elsewhere" "${genbo}" migrate --to file --dir m2
run 2 "… an address" "${genbo}" migrate --to 'postgresql://%zz' --dir m2
run 7 "… of a server that is there" "${genbo}" migrate --to 'postgresql://x@127.0.0.1:1/x?sslmode=disable' --dir m2 --json
json "… or says what is wrong" 'j.error === "store.connection_lost"'
run 3 "… and only a master" "${genbo}" migrate --to file --dir nowhere
run 0 "… which then stays where it was" "${genbo}" doctor --dir m2 --json
json "… and sound" 'j.sound === true'

# ── Match and demo, without a master ──────────────────────────────────────────────────────────
run 0 "demo" "${genbo}" demo d --persons 300 --seed 7 --one-file
run 0 "demo again, elsewhere" "${genbo}" demo d2 --persons 300 --seed 7 --one-file
if diff -r d d2 >/dev/null; then pass "… the same seed, the same bytes"; else miss "… the same seed, the same bytes"; fi
run 4 "demo leaves a folder with contents alone" "${genbo}" demo d --persons 10
run 0 "match" "${genbo}" match d/one.csv --id record_id --truth d/truth.csv --out clusters.csv --json
json "… scores itself" 'j.records > 300 && j.clusters > 200 && j.f1 > 0.5 && j.f1 <= 1 && j.cpu_s > 0 && j.peak_mb > 0 && j.wall_s > 0'
has "… and writes the clusters" "record_id,cluster_id" clusters.csv
run 2 "match with a column that is not there" "${genbo}" match d/one.csv --ignore nowhere

# ── One process at a time ─────────────────────────────────────────────────────────────────────
"${genbo}" serve --dir m --port "$((20000 + RANDOM % 20000))" >server.out 2>server.err &
server=$!
for ((i = 0; i < 100; i++)); do
    grep -qa 'listening\|http' server.out server.err 2>/dev/null && break
    sleep 0.1
done
run 7 "a second process is refused while the server runs" "${genbo}" import --dir m --source ec ec.csv
kill -TERM "${server}"
code=0
wait "${server}" || code=$?
if [[ "${code}" == 0 ]]; then pass "the server ends in peace"; else miss "the server ends in peace" "exit ${code}"; fi
run 0 "… and the master is free again" "${genbo}" doctor --dir m

echo "${passed} passed, ${failed} failed"
((failed == 0))
