// SPDX-License-Identifier: Apache-2.0
//
// The whole path, as a script drives it: sample files of made-up people go in, customers come out;
// rows change, are undone, refused, mended; the master is backed up, restored, damaged and examined;
// and nothing personal can be read from the disk.   node cli_test.mjs PROGRAM
//
// tests/cli/run.sh has the small cases of each command; here is what only holds over many.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
    copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync,
    renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Cases, encoded, programIn, sql } from './harness.mjs';

const PROGRAM = resolve(process.argv[2]);
const PERSONS = 300;
const SOURCES = ['legacy.csv', 'pos.csv', 'crm.tsv', 'ec.csv', 'app.ndjson', 'partner.xlsx'];
const CARD = '4111 1111 1111 1111';

const folder = mkdtempSync(join(tmpdir(), 'genbo-cli-'));
const test = new Cases();
const genbo = programIn(folder, PROGRAM, test);
const at = (...parts) => join(folder, ...parts);
const sourceOf = (file) => file.split('.')[0];
const importFile = (name, source, file, more = []) =>
    genbo(0, name, ['import', '--source', source, file, ...more]).json;

// A person who is in two files in two encodings; no byte of this may be found on the disk.
const PLANTED = {
    surname: '仮名垣内', given: '花音美', surnameKana: 'カナガキウチ', givenKana: 'カノンミ',
    halfKana: 'ｶﾅｶﾞｷｳﾁ ｶﾉﾝﾐ', phone: '080-9876-5432', phoneDigits: '08098765432',
    mail: 'planted.kana@example.jp', street: '架空町',
};

function plantedRow(header, values) {
    return header.map((name) => values[name] ?? '').map((cell) => `"${cell}"`).join(',');
}

function firstLine(text) {
    return text.replace(/^\uFEFF/, '').split(/\r?\n/)[0];
}

// ── A master and its files ──────────────────────────────────────────────────────────────────────

function makeMasterAndFiles() {
    const made = genbo(0, 'init', ['init', 'm'], { dir: null }).json;
    test.that('… tells the one-time password', (made.one_time_password ?? '').length >= 12);
    const demo = genbo(
        0, 'demo', ['demo', 'six', '--persons', String(PERSONS), '--seed', '7'], { dir: null }).json;
    const names = (demo.files ?? []).map((file) => file.name);
    test.that('… writes all six files', SOURCES.every((file) => names.includes(file)), names);
    return demo;
}

function plantPerson() {
    const ec = readFileSync(at('six', 'ec.csv'), 'utf8');
    const header = firstLine(ec).split(',').map((cell) => cell.replaceAll('"', ''));
    const row = plantedRow(header, {
        会員ID: '99999', 姓: PLANTED.surname, 名: PLANTED.given, セイ: PLANTED.surnameKana,
        メイ: PLANTED.givenKana, メールアドレス: PLANTED.mail, 電話番号: PLANTED.phone,
        郵便番号: '105-0011', 都道府県: '東京都', 市区町村: '港区',
        町域・番地: `${PLANTED.street}4-2-8`, 生年月日: '1985/04/12',
    });
    writeFileSync(at('six', 'ec.csv'), `${ec.replace(/\r?\n$/, '')}\r\n${row}\r\n`);

    const pos = readFileSync(at('six', 'pos.csv'));
    const posHeader = [
        '会員番号', '氏名カナ', '氏名漢字', '性別', '生年月日', '郵便番号', '住所', '電話番号',
        'メールアドレス', '入会店舗', '入会日', 'ポイント残高', 'DM可否', '備考'];
    const lines = [
        plantedRow(posHeader, {
            会員番号: '2999999999001', 氏名カナ: PLANTED.halfKana, 生年月日: '昭和60年4月12日',
            氏名漢字: `${PLANTED.surname} ${PLANTED.given}`, 電話番号: PLANTED.phoneDigits,
            住所: `東京都港区${PLANTED.street}四丁目2番8号` }),
        plantedRow(posHeader, {
            会員番号: '2999999999002', 氏名漢字: `${PLANTED.surname} 太郎`,
            氏名カナ: 'ｶﾅｶﾞｷｳﾁ ﾀﾛｳ', 電話番号: '0398765432', 備考: `番号は${CARD}です` })];
    writeFileSync(
        at('six', 'pos.csv'), Buffer.concat([pos, encoded(lines.join('\r\n') + '\r\n', 'CP932')]));
    test.that(
        'the planted columns are those of the files',
        ['会員ID', '姓', 'セイ', 'メールアドレス', '電話番号'].every((name) => header.includes(name)) &&
            encoded(posHeader.join(','), 'CP932').equals(
                pos.subarray(0, encoded(posHeader.join(','), 'CP932').length)),
        firstLine(ec));
}

// ── Import ──────────────────────────────────────────────────────────────────────────────────────

function importAll(demo) {
    const rows = new Map(demo.files.map((file) => [file.name, file.rows]));
    rows.set('ec.csv', rows.get('ec.csv') + 1);
    rows.set('pos.csv', rows.get('pos.csv') + 2);
    const imports = new Map();
    for (const file of SOURCES) {
        const tried = importFile(`dry run of ${file}`, sourceOf(file), `six/${file}`, ['--dry-run']);
        const done = importFile(`import of ${file}`, sourceOf(file), `six/${file}`);
        const refused = file === 'pos.csv' ? 1 : 0;
        test.that(
            '… every row is new, but for the card number',
            done.rows === rows.get(file) && done.new + done.changed + done.same === done.rows - refused &&
                done.rejected === refused && done.new > 0,
            JSON.stringify(done));
        test.that(
            '… as the dry run said',
            ['rows', 'new', 'changed', 'same', 'rejected'].every((key) => tried[key] === done[key]),
            JSON.stringify([tried, done]));
        imports.set(file, done.files[0].import);
    }
    for (const file of SOURCES) {
        const again = importFile(`${file} again`, sourceOf(file), `six/${file}`);
        test.that(
            '… changes nothing',
            again.new === 0 && again.changed === 0 && again.rejected === (file === 'pos.csv' ? 1 : 0) &&
                again.same === again.rows - again.rejected,
            JSON.stringify(again));
    }
    return imports;
}

function changeAndUndo() {
    const before = genbo(0, 'the phone finds the planted person', ['search', PLANTED.phone]).json;
    test.that(
        '… one customer of two records', before.customers?.length === 1 && before.customers[0].members === 2,
        JSON.stringify(before));
    const number = before.customers[0].number;
    const shown = genbo(0, 'show', ['show', number]).json;
    const ec = readFileSync(at('six', 'ec.csv'), 'utf8');
    writeFileSync(at('changed.csv'), ec.replace(PLANTED.mail, 'moved.4471@example.jp'));
    const changed = importFile('a changed row', 'ec', 'changed.csv');
    test.that('… is one change', changed.changed === 1 && changed.new === 0, JSON.stringify(changed));
    const newer = genbo(0, '… with its new mail', ['search', 'moved.4471@example.jp']).json;
    test.that('… on the same customer', newer.customers?.[0]?.number === number, JSON.stringify(newer));
    genbo(0, 'undo', ['undo', String(changed.files[0].import)]);
    genbo(1, '… the new mail is gone', ['search', 'moved.4471@example.jp']);
    const after = genbo(0, '… the customer is there', ['show', number]).json;
    const facts = (view) => JSON.stringify([
        view.number, view.golden, view.members.map((member) => [member.record, member.source])]);
    test.that('… and says what it said', facts(after) === facts(shown), facts(after));
    const again = importFile('… and the first file', 'ec', 'six/ec.csv');
    test.that('… is all the same', again.same === again.rows, JSON.stringify(again));
    return number;
}

function mendRejected(imports) {
    const masked = genbo(0, 'the rejected rows', ['rejected', String(imports.get('pos.csv'))], { json: false }).text;
    test.that('… without a reason leave contacts out', !masked.includes(PLANTED.phone), masked);
    const args = ['rejected', String(imports.get('pos.csv')), '--reveal', 'mending the file'];
    const csv = genbo(0, '… with a reason', args, { json: false }).text;
    test.that('… have the row', csv.includes('2999999999002') && csv.includes(PLANTED.surname), csv);
    test.that('… and not the card number', !csv.replaceAll(' ', '').includes(CARD.replaceAll(' ', '')), csv);
    const lines = csv.trim().split(/\r?\n/);
    test.that('… with row number and reason', lines.length === 2 && /card/.test(lines[1]), csv);
    writeFileSync(at('mended.csv'), csv);
    const mended = importFile('what was mended', 'pos', 'mended.csv');
    test.that('… goes in', mended.new === 1 && mended.rejected === 0, JSON.stringify(mended));
    const hits = genbo(0, '… and is found', ['search', '03-9876-5432']).json;
    test.that('… once', hits.customers?.length === 1, JSON.stringify(hits));
}

// ── Customers ───────────────────────────────────────────────────────────────────────────────────

function mergeAndSplit(number) {
    const view = genbo(0, 'show the planted person', ['show', number]).json;
    const [left, right] = view.members.map((member) => String(member.record));
    const why = genbo(0, 'explain', ['explain', left, right]).json;
    const sum = (why.comparisons ?? []).reduce((total, entry) => total + entry.bits, 0);
    test.that(
        '… one customer, and the bits add up',
        why.one_customer === true && why.bits > 0 &&
            Math.abs(why.base_bits + sum + why.household_bits - why.bits) < 0.01,
        JSON.stringify(why));

    const other = genbo(0, 'another customer', ['search', '03-9876-5432']).json.customers[0].number;
    const merged = genbo(0, 'merge', ['merge', number, other, '--reason', 'test']).json;
    test.that('… one customer', merged.customers?.length === 1, JSON.stringify(merged));
    const both = genbo(0, '… shown', ['show', other]).json;
    test.that(
        '… all three records, under the first number, by either',
        both.members.length === 3 && both.number === number && both.resolved_from === other,
        JSON.stringify(both));
    const third = both.members.find((member) => !view.members.some((old) => old.record === member.record));
    genbo(0, 'split', ['split', number, String(third?.record), '--reason', 'test']);
    const apart = genbo(0, '… the other is back', ['show', other]).json;
    test.that('… under its number', apart.number === other && apart.members.length === 1, JSON.stringify(apart));
    const stayed = genbo(0, '… the first stays', ['show', number]).json;
    test.that('… as it was', JSON.stringify(stayed.golden) === JSON.stringify(view.golden), JSON.stringify(stayed));
}

// Contacts are masked on the operator's screen; a reason shows them.  Keys of other systems.
function whoSeesWhat(number) {
    const masked = genbo(0, 'show masks contacts', ['show', number]).text;
    const digits = (text) => text.replaceAll('-', '').includes(PLANTED.phoneDigits);
    test.that('… but their last digits', !digits(masked) && masked.includes('***-****-5432'), masked);
    const shown = genbo(0, '… not with a reason', ['show', number, '--reveal', 'a test']).text;
    test.that('… and shows them', digits(shown), shown);
    const table = genbo(0, 'the tables', ['access', 'table'], { json: false }).text;
    test.that('… name the roles', table.includes('`privacy_officer`'), table);
    const made = genbo(0, 'a key', [
        'access', 'key-create', 'shop', '--actions', 'view_customer', '--purposes', 'system_integration',
        '--classes', 'C0,C1']).json;
    test.that('… in the form that scanners know', /^genbo_prod_[0-9a-f]{12}_[0-9a-f]{64}$/.test(made.token), made.token);
    const next = genbo(0, '… rotated', ['access', 'key-rotate', made.id]).json;
    test.that('… is another secret', next.id === made.id && next.token !== made.token, JSON.stringify(next));
    genbo(0, '… and ended', ['access', 'key-revoke', made.id], { json: false });
    const keys = genbo(0, '… as the list says', ['access', 'keys']).json;
    test.that('… ended', keys.keys?.[0]?.state === 'ended', JSON.stringify(keys));
    genbo(2, 'a key for what no key may', [
        'access', 'key-create', 'x', '--actions', 'merge_and_split', '--purposes', 'system_integration',
        '--classes', 'C0']);
    genbo(0, 'a scope', ['access', 'scope', 'admin', '--stores', 'A', '--customers', number], { json: false });
    genbo(3, '… of nobody', ['access', 'scope', 'nobody', '--stores', 'A']);
    writeFileSync(at('leak.csv'), 'number\n48213-90576\n');
    genbo(1, 'a file that is no export', ['access', 'trace', 'leak.csv']);
}

// What people say beats every score: two customers who have nothing in common, of several records
// each, are one when somebody says so, and nobody is left behind.
function mergeStrangers() {
    const [left, right] = sql(at('m', 'genbo.db'),
        'SELECT n.text AS number, count(*) AS records FROM record r JOIN number n ON n.number_id = r.customer ' +
        'WHERE r.version > 0 GROUP BY r.customer HAVING count(*) >= 3 ORDER BY r.customer LIMIT 2');
    genbo(0, 'merge of two strangers', ['merge', left.number, right.number, '--reason', 'test']);
    const both = genbo(0, '… shown', ['show', left.number]).json;
    test.that(
        '… has all their records', both.members?.length === left.records + right.records,
        `${left.records} + ${right.records} became ${both.members?.length}`);
}

function numbers(number) {
    const good = genbo(0, 'number check', ['number', 'check', number]).json;
    test.that('… valid and live', good.valid === true && good.state === 'live', JSON.stringify(good));
    const slip = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
    const bad = genbo(1, 'number check of a slip', ['number', 'check', slip]).json;
    test.that('… not valid', bad.valid === false, JSON.stringify(bad));
    const digits = [...number];
    const i = digits.findIndex((digit, at) => /\d/.test(digit) && /\d/.test(digits[at + 1]) && digit !== digits[at + 1]);
    [digits[i], digits[i + 1]] = [digits[i + 1], digits[i]];
    genbo(1, 'number check of two swapped digits', ['number', 'check', digits.join('')]);
    const taken = genbo(0, 'number issue', ['number', 'issue', '--reserve', '20', '--owner', 'shop']).json;
    const more = genbo(0, '… again', ['number', 'issue', '--reserve', '20', '--owner', 'shop']).json;
    const all = [...taken.numbers, ...more.numbers, number];
    test.that('… never the same', new Set(all).size === 41, JSON.stringify(all));
    test.that(
        'no customer number is issued twice, in the store either',
        sql(at('m', 'genbo.db'), 'SELECT count(*) - count(DISTINCT text) AS twice FROM number')[0].twice === 0);
}

// ── What is on the disk ─────────────────────────────────────────────────────────────────────────

function filesBelow(path) {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]);
}

// Sealed bytes look like any bytes: a pattern of four would turn up by chance once in a thousand runs.
const PATTERN_BYTES_MIN = 6;

function plantedPatterns() {
    const words = [
        PLANTED.surname, PLANTED.given, PLANTED.surnameKana, PLANTED.givenKana, PLANTED.halfKana,
        PLANTED.halfKana.split(' ')[0], PLANTED.street, PLANTED.phone, PLANTED.phoneDigits,
        PLANTED.phoneDigits.slice(1), PLANTED.mail, 'planted.kana', CARD, CARD.replaceAll(' ', ''),
        '2999999999001'];
    return words.flatMap((word) => [
        [word, 'UTF-8', Buffer.from(word)], [word, 'CP932', encoded(word, 'CP932')],
        [word, 'UTF-16', Buffer.from(word, 'utf16le')]]).filter(
        ([, , pattern]) => pattern.length >= PATTERN_BYTES_MIN);
}

function readable(paths, patterns) {
    const found = [];
    for (const path of paths) {
        const bytes = readFileSync(path);
        for (const [word, encoding, pattern] of patterns)
            if (bytes.includes(pattern)) found.push(`${path}: ${word} in ${encoding}`);
    }
    return found;
}

// A reader that stays keeps the write-ahead log from being removed when the program ends.
async function nothingReadable() {
    const patterns = plantedPatterns();
    const sources = readable([at('six', 'ec.csv'), at('six', 'pos.csv')], patterns);
    test.that('the search for readable values finds them in the sources', sources.length >= 10, sources.join('\n'));

    const reader = spawn('sqlite3', [at('m', 'genbo.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
    reader.stdin.write('BEGIN; SELECT count(*) FROM record;\n');
    await once(reader.stdout, 'data');
    const fresh = readFileSync(at('six', 'ec.csv'), 'utf8').replaceAll('99999', '88888');
    writeFileSync(at('fresh.csv'), fresh);
    importFile('an import beside a reader', 'fresh', 'fresh.csv');
    const log = statSync(at('m', 'genbo.db-wal'), { throwIfNoEntry: false });
    test.that('… leaves a write-ahead log', (log?.size ?? 0) > 10_000, String(log?.size));
    const during = readable(filesBelow(at('m')), patterns);
    test.that('nothing personal can be read in the master, its log included', during.length === 0, during.join('\n'));
    reader.stdin.end('COMMIT;\n');
    await once(reader, 'exit');
    genbo(0, 'backup', ['backup', 'b']);
    const after = readable([...filesBelow(at('m')), ...filesBelow(at('b'))], patterns);
    test.that('… nor after it, nor in a backup', after.length === 0, after.join('\n'));
    const said = patterns.filter(([, , pattern]) => Buffer.from(genbo.log).includes(pattern));
    test.that('… nor in what the program said while it worked', said.length === 0, said.map(([word]) => word).join());
    const open = filesBelow(at('m')).filter(
        (path) => !path.endsWith('genbo.toml') && (statSync(path).mode & 0o077) !== 0);
    test.that("the master's files are their owner's alone", open.length === 0, open.join());
}

// ── Backup, restore, care ───────────────────────────────────────────────────────────────────────

function restore(number) {
    test.that('a backup has no keyring', !filesBelow(at('b')).some((path) => path.includes('keyring')));
    copyFileSync(at('m', 'genbo.keyring'), at('kept.keyring'));
    const restored = genbo(
        0, 'restore into another folder', ['restore', 'b', '--keyring', 'kept.keyring'], { dir: 'm2' }).json;
    test.that('… sound', restored.sound === true, JSON.stringify(restored));
    const here = genbo(0, '… the customer', ['show', number]).text;
    const there = genbo(0, '… is there', ['show', number], { dir: 'm2' }).text;
    test.that('… the same to the letter', here === there, there);
    genbo(4, 'restore over a master is refused', ['restore', 'b', '--keyring', 'kept.keyring'], { dir: 'm2' });

    genbo(0, 'another master', ['init', 'm3'], { dir: null });
    genbo(5, 'restore with its keyring is refused', ['restore', 'b', '--keyring', 'm3/genbo.keyring'], { dir: 'm4' });
    copyFileSync(at('m3', 'genbo.keyring'), at('m2', 'genbo.keyring'));
    genbo(5, 'a master with the keyring of another is not opened', ['doctor'], { dir: 'm2' });

    const damaged = readFileSync(at('b', 'genbo.db'));
    damaged[damaged.length >> 1] ^= 1;
    writeFileSync(at('b', 'genbo.db'), damaged);
    genbo(8, 'a damaged backup is refused', ['restore', 'b', '--keyring', 'kept.keyring'], { dir: 'm5' });
}

function care() {
    const doctor = genbo(0, 'doctor', ['doctor']).json;
    test.that('… sound, having looked', doctor.sound
        // Copies outside and the log of reading may be empty here.
        && doctor.parts.every((part) => part.looked_at > 0 || ['outside', 'access'].includes(part.name)), JSON.stringify(doctor));
    const rebuilt = genbo(0, 'rebuild', ['rebuild']).json;
    test.that('… no difference', rebuilt.differences === 0 && rebuilt.records > 300, JSON.stringify(rebuilt));
}

// What somebody with the database file alone might do; the doctor must say no to each, in the part
// that is meant to notice.
const DAMAGE = [
    ['a flipped byte in an audit leaf', 'audit', flip('audit_leaf', 'leaf', 'seq = 20')],
    ['a flipped byte in the last audit leaf', 'audit', flip('audit_leaf', 'leaf', 'seq = (SELECT max(seq) FROM audit_leaf)')],
    ['a missing audit leaf', 'audit', () => 'DELETE FROM audit_leaf WHERE seq = 30'],
    ['the last audit leaves cut off', 'audit', () => 'DELETE FROM audit_leaf WHERE seq > (SELECT max(seq) - 5 FROM audit_leaf)'],
    ['two audit leaves exchanged', 'audit', () =>
        'CREATE TABLE kept AS SELECT leaf FROM audit_leaf WHERE seq = 10;' +
        'UPDATE audit_leaf SET leaf = (SELECT leaf FROM audit_leaf WHERE seq = 11) WHERE seq = 10;' +
        'UPDATE audit_leaf SET leaf = (SELECT leaf FROM kept) WHERE seq = 11; DROP TABLE kept'],
    ['a flipped byte in a payload', 'payloads', flip('record_version', 'sealed', 'record_id = 5')],
    ['a flipped byte in a record key', 'payloads', flip('record', 'wrapped_key', 'record_id = 7')],
    ['a flipped byte in a content hash', 'payloads', flip('record', 'content_hash', 'record_id = 9')],
    ['two payloads exchanged', 'payloads', () =>
        'CREATE TABLE kept AS SELECT sealed FROM record_version WHERE record_id = 3;' +
        'UPDATE record_version SET sealed = (SELECT sealed FROM record_version WHERE record_id = 4 AND version = 1) WHERE record_id = 3;' +
        'UPDATE record_version SET sealed = (SELECT sealed FROM kept) WHERE record_id = 4; DROP TABLE kept'],
    ['a record given to another customer', 'partition', () =>
        'UPDATE record SET customer = (SELECT min(r.customer) FROM record r WHERE r.customer > 0 AND ' +
        'r.customer <> record.customer) WHERE record_id = 1'],
    ['a wrong digit in a customer number', 'numbers', () =>
        "UPDATE number SET text = substr(text, 1, length(text) - 1) || ((substr(text, -1) + 1) % 10) WHERE number_id = 3"],
];

function flip(table, column, where) {
    return (database) => {
        const [row] = sql(database, `SELECT hex(${column}) AS bytes FROM ${table} WHERE ${where} LIMIT 1`);
        const bytes = Buffer.from(row.bytes, 'hex');
        bytes[bytes.length >> 1] ^= 0x10;
        return `UPDATE ${table} SET ${column} = X'${bytes.toString('hex')}' WHERE ${where}`;
    };
}

function damage() {
    for (const [name, part, statement] of DAMAGE) {
        rmSync(at('hurt'), { recursive: true, force: true });
        cpSync(at('m'), at('hurt'), { recursive: true });
        sql(at('hurt', 'genbo.db'), statement(at('hurt', 'genbo.db')));
        const found = genbo(1, `the doctor finds ${name}`, ['doctor'], { dir: 'hurt' }).json;
        const wrong = (found.parts ?? []).filter((look) => look.wrong > 0).map((look) => look.name);
        test.that(`… under ${part}`, found.sound === false && wrong.includes(part), JSON.stringify(found));
    }
}

// ── One writer, many readers; configuration ─────────────────────────────────────────────────────

async function whileTheServerRuns(number) {
    // Below the ports that the system lends to clients: one of those may be anybody's just now.
    const port = 20000 + Math.floor(Math.random() * 12000);
    const server = spawn(PROGRAM, ['serve', '--dir', 'm', '--port', String(port)], {
        cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    server.stdout.on('data', (data) => (said += data));
    server.stderr.on('data', (data) => (said += data));
    for (let i = 0; i < 300 && !said.includes('http://') && server.exitCode === null; i += 1)
        await new Promise((wake) => setTimeout(wake, 50));
    test.that('serve', said.includes(`http://127.0.0.1:${port}/`), said);
    genbo(7, 'a second writer is refused', ['import', '--source', 'ec', 'six/ec.csv']);
    genbo(7, '… and a second server', ['serve', '--port', String(port + 1)], { json: false });
    genbo(0, 'readers work: search', ['search', PLANTED.phone]);
    genbo(0, 'readers work: show', ['show', number]);
    genbo(0, 'readers work: number check', ['number', 'check', number]);
    genbo(0, 'readers work: dry run', ['import', '--source', 'ec', '--dry-run', 'six/ec.csv']);
    genbo(0, 'readers work: doctor', ['doctor']);
    genbo(0, 'readers work: backup', ['backup', 'b2']);

    const listening = readFileSync('/proc/net/tcp', 'utf8').split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((cells) => cells[3] === '0A' && cells[1]?.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`));
    test.that(
        'the server listens on this machine alone',
        listening.length === 1 && listening[0][1].startsWith('0100007F:'), JSON.stringify(listening));
    server.kill('SIGTERM');
    const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode];
    test.that('the server ends in peace', code === 0, `exit ${code}\n${said}`);
    genbo(0, '… and the master is free again', ['import', '--source', 'ec', 'six/ec.csv']);
    genbo.log += said;
}

// ── Erasure ─────────────────────────────────────────────────────────────────────────────────────

// Writes an approval by somebody else, and lets the seven days be over: what the console and time do.
// A clock that is ahead comes from libfaketime; without it the erasure stays pending and only the
// freezing is looked at.  A program under AddressSanitizer does not bear it.
function later(days) {
    const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
    const shift = { LD_PRELOAD: library, FAKETIME: `+${days}d` };
    const bears = existsSync(library)
        && spawnSync(PROGRAM, ['--version'], { env: { ...process.env, ...shift } }).status === 0;
    return bears ? shift : null;
}

function bytesOfErased(number) {
    return sql(at('m', 'genbo.db'), `SELECT hex(v.sealed) AS sealed, hex(r.wrapped_key) AS key FROM record r
        JOIN record_version v ON v.record_id = r.record_id
        JOIN number n ON n.number_id = r.customer WHERE n.text = '${number.replaceAll('-', '')}'`);
}

function erasure(number) {
    const plan = genbo(0, 'a dry run of an erasure', ['erase', number, '--dry-run']).json;
    test.that('… counts', plan.goes?.records >= 2 && plan.goes.versions >= plan.goes.records, JSON.stringify(plan));
    genbo(0, '… writes nothing', ['show', number]);
    genbo(2, 'an erasure needs a reason', ['erase', number]);
    const sealed = bytesOfErased(number);
    test.that('there is something sealed to look for', sealed.length >= 2, String(sealed.length));
    const asked = genbo(0, 'erase', ['erase', number, '--reason', 'request 17']).json;
    test.that('… waits', asked.state === 'pending', JSON.stringify(asked));
    genbo(3, '… the customer is out of sight', ['show', number]);
    genbo(1, '… and not found', ['search', PLANTED.phone]);
    genbo(4, '… and not erased by one person', ['erasures', 'execute', String(asked.id)]);
    genbo(0, 'take it back', ['erasures', 'take-back', String(asked.id), '--reason', 'mistake']);
    genbo(0, '… the customer is there', ['show', number]);
    genbo(0, '… and found', ['search', PLANTED.phone]);
    genbo(4, '… once', ['erasures', 'take-back', String(asked.id), '--reason', 'mistake']);
    genbo(0, 'a legal hold', ['hold', number, '--reason', 'lawsuit']);
    genbo(4, '… keeps him', ['erase', number, '--reason', 'request 18']);
    genbo(0, '… until it is cleared', ['hold', number, '--clear', '--reason', 'settled']);
    genbo(0, 'the rules of retention', ['retention']);
    const night = genbo(0, 'a night', ['erasures', 'night', '--vouch']).json;
    test.that('… has nothing to do', night.stop === 'none' && night.executed === 0 && night.epoch === null, JSON.stringify(night));
    return sealed;
}

// A rule of retention erases by itself; three nights under a clock that goes on.
function overdue(number) {
    const first = later(400);
    const second = later(408);
    if (first === null) {
        console.log('skip  retention: no libfaketime, or a program that does not bear it');
        return;
    }
    const patterns = bytesOfErased(number).flatMap(({ sealed, key }) => [sealed, key]).map((hex) => ['sealed', 'bytes', Buffer.from(hex, 'hex')]);
    genbo(0, 'a backup from before', ['backup', 'before']);
    const toml = readFileSync(at('m', 'genbo.toml'), 'utf8');
    writeFileSync(at('m', 'genbo.toml'), `${toml.replace('#cap = 100', 'cap = 1000000')}\n[[retention.rules]]\nname = "all"\nkeep = "1y"\n`);
    const jump = genbo(0, 'a clock that jumps a year', ['erasures', 'night'], { env: first }).json;
    test.that('… erases nobody', jump.stop === 'clock' && jump.asked === 0, JSON.stringify(jump));
    const begun = genbo(0, 'a person vouches for it', ['erasures', 'night', '--vouch'], { env: first }).json;
    test.that('… all are overdue', begun.asked > 200, JSON.stringify(begun));
    const done = genbo(0, 'a week later', ['erasures', 'night', '--vouch'], { env: second }).json;
    test.that('… they are erased, and the epoch rolled', done.executed === begun.asked && done.epoch === 2, JSON.stringify(done));
    const left = sql(at('m', 'genbo.db'), 'SELECT (SELECT count(*) FROM record) + (SELECT count(*) FROM record_version) + (SELECT count(*) FROM evidence) AS n');
    test.that('… no row is left', left[0].n === 0, JSON.stringify(left));
    const found = readable(filesBelow(at('m')), [...plantedPatterns(), ...patterns]);
    test.that('… and not one byte of them, sealed or not, in the master, its log, the ledger, the keys', found.length === 0, found.slice(0, 5).join('\n'));
    const ledger = readFileSync(at('m', 'genbo.erasures'), 'utf8');
    test.that('the ledger names everybody, by keyed hashes', ledger.split('\n').length === begun.asked + 2, ledger.slice(0, 200));
    const certificate = genbo(0, 'a certificate', ['erasures', 'certificate', '2']).json;
    test.that('… with its proof', certificate.audit?.inclusion_proof.length > 3 && certificate.keys_destroyed_at !== null, JSON.stringify(certificate).slice(0, 300));
    const again = importFile('the same file', 'ec', 'six/ec.csv');
    test.that('… brings nobody back', again.new === 0 && again.rejected > 50, JSON.stringify(again));
    const restored = genbo(0, 'the backup from before, restored', ['restore', 'before', '--keyring', 'm/genbo.keyring'], { dir: 'm9' }).json;
    test.that('… is sound', restored.sound === true, JSON.stringify(restored));
    const back = sql(at('m9', 'genbo.db'), 'SELECT count(*) AS n FROM record');
    test.that('… and nobody is in it', back[0].n === 0, JSON.stringify(back));
    genbo(3, '… not the planted one either', ['show', number], { dir: 'm9' });
    writeFileSync(at('m', 'genbo.toml'), toml);
}

function configuration() {
    const text = readFileSync(at('m', 'genbo.toml'), 'utf8');
    test.that('the address is this machine unless told otherwise', /^#host = "127\.0\.0\.1"$/m.test(text), text);
    const trials = [
        ['an unknown key', '[server]\nprot = 1\n'], ['an unknown section', '[sever]\nport = 1\n'],
        ['a key outside a section', 'port = 1\n'], ['a value of the wrong kind', '[server]\nport = "x"\n'],
        ['a port out of range', '[server]\nport = 70000\n'], ['what is not TOML', '[server\n']];
    for (const [name, toml] of trials) {
        writeFileSync(at('m', 'genbo.toml'), toml);
        const refused = genbo(2, `${name} in genbo.toml is refused`, ['search', 'x']).json;
        test.that('… in words', (refused.message ?? '').includes('genbo.toml'), JSON.stringify(refused));
    }
    writeFileSync(at('m', 'genbo.toml'), text);
}

function refusals(number) {
    genbo(2, 'wrong usage', ['search', '--frobnicate', 'x'], { json: false });
    genbo(2, 'a damaged XLSX', ['import', '--source', 'x', 'broken.xlsx']);
    genbo(2, 'an encoding that does not exist', ['import', '--source', 'x', '--encoding', 'morse', 'six/ec.csv']);
    for (const name of ['', '../x', 'EC', '店舗'])
        genbo(2, `a source named "${name}"`, ['import', '--source', name, 'six/ec.csv']);
    genbo(3, 'a file and one that is not there', ['import', '--source', 'y', 'six/ec.csv', 'nowhere.csv']);
    const sources = sql(at('m', 'genbo.db'), "SELECT count(*) AS n FROM source WHERE name IN ('', 'y')");
    test.that('… takes nothing in', sources[0].n === 0, JSON.stringify(sources));
    genbo(3, 'no such file', ['import', '--source', 'x', 'nowhere.csv']);
    genbo(3, 'no such master', ['doctor'], { dir: 'nowhere' });
    genbo(3, 'no such import', ['undo', '9999']);
    genbo(3, 'no such record', ['explain', '1', '999999']);
    genbo(4, 'a customer merged with itself', ['merge', number, number]);
    genbo(2, 'a split of everybody', ['split', number,
        ...genbo(0, 'show once more', ['show', number]).json.members.map((member) => String(member.record))]);
    genbo(4, 'a master over a master', ['init', 'm'], { dir: null });
}

// The keyring goes from one guard to the next, and opens with no other.
function guards() {
    const dir = { dir: 'guarded' };
    genbo(0, 'a master to guard', ['init', 'guarded'], { dir: null });
    const toml = at('guarded', 'genbo.toml');
    const module = '/usr/lib/softhsm/libsofthsm2.so';
    mkdirSync(at('hsm'));
    writeFileSync(at('hsm.conf'), `directories.tokendir = ${at('hsm')}\nobjectstore.backend = file\n`);
    const hsm = { SOFTHSM2_CONF: at('hsm.conf'), GENBO_PKCS11_PIN: '123456' };
    writeFileSync(toml, readFileSync(toml, 'utf8')
        .replace(/^#key_file = .*/m, 'key_file = "../volume.key"')
        .replace(/^#pkcs11_module = .*/m, `pkcs11_module = "${module}"`)
        .replace(/^#pkcs11_token = .*/m, 'pkcs11_token = "register"'));
    const first = genbo(0, 'no guard at first', ['keys'], dir).json;
    test.that('… says so', first.guard === 'none' && first.epoch === 1, JSON.stringify(first));
    genbo(2, 'a passphrase must be given', ['keys', '--seal', 'argon2id'], dir);
    genbo(0, 'to a passphrase', ['keys', '--seal', 'argon2id'],
        { ...dir, env: { GENBO_NEW_PASSPHRASE: '合言葉 one' } });
    genbo(5, '… without it nothing opens', ['doctor'], dir);
    genbo(0, 'to a key file', ['keys', '--seal', 'keyfile'], { ...dir, env: { GENBO_PASSPHRASE: '合言葉 one' } });
    test.that('… only its owner reads', (statSync(at('volume.key')).mode & 0o777) === 0o600);
    genbo(0, '… and it opens', ['doctor'], dir);
    renameSync(at('volume.key'), at('away.key'));
    genbo(3, '… not without the file', ['doctor'], dir);
    renameSync(at('away.key'), at('volume.key'));
    if (existsSync(module)) {
        spawnSync('softhsm2-util',
            ['--init-token', '--free', '--label', 'register', '--pin', '123456', '--so-pin', '654321'],
            { env: { ...process.env, ...hsm } });
        const sealed = genbo(0, 'to a hardware module', ['keys', '--seal', 'pkcs11'], { ...dir, env: hsm }).json;
        test.that('… which forgets', sealed.old_copies_become_unreadable === true);
        genbo(0, '… and it opens', ['doctor'], { ...dir, env: hsm });
        genbo(2, '… not without a PIN', ['doctor'], { ...dir, env: { ...hsm, GENBO_PKCS11_PIN: '' } });
        genbo(5, '… not with another', ['doctor'], { ...dir, env: { ...hsm, GENBO_PKCS11_PIN: '111111' } });
    } else console.log('skipped: a hardware module (softhsm2 is not installed)');
    const last = genbo(0, 'to none', ['keys', '--seal', 'none'], { ...dir, env: hsm }).json;
    test.that('… the same keyring all along', last.keyring === first.keyring);
    genbo(0, '… and it opens', ['doctor'], dir);
    genbo(2, 'a guard that is none', ['keys', '--seal', 'dragon'], dir);
    const trail = sql(at('guarded', 'genbo.db'), 'SELECT count(*) AS n FROM audit_leaf');
    test.that('… every change left a leaf', trail[0].n >= 4, JSON.stringify(trail));
}

try {
    const demo = makeMasterAndFiles();
    plantPerson();
    const imports = importAll(demo);
    const number = changeAndUndo();
    mendRejected(imports);
    mergeAndSplit(number);
    whoSeesWhat(number);
    mergeStrangers();
    numbers(number);
    await nothingReadable();
    restore(number);
    care();
    damage();
    await whileTheServerRuns(number);
    configuration();
    guards();
    writeFileSync(at('broken.xlsx'), 'PK\x03\x04 this is no workbook');
    refusals(number);
    erasure(number);
    care();
    overdue(number);
} catch (error) {
    test.that('the test ran to its end', false, error.stack);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
process.exit(test.finish());
