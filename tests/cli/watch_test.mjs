// SPDX-License-Identifier: Apache-2.0
//
// The watch over staff with the real server: a honey customer that is planted by command and opened
// over the API is an alert within 60 seconds; the counts pass it over, and an export carries it.  And
// the trail's own key: handed over when the root is made new.
//   node watch_test.mjs PROGRAM

import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { Cases, programIn } from './harness.mjs';

const PROGRAM = resolve(process.argv[2]);
const SECONDS_MAX = 60;

const folder = mkdtempSync(join(tmpdir(), 'genbo-watch-'));
const test = new Cases();
const genbo = programIn(folder, PROGRAM, test);

class Person {
    constructor(base, name) {
        this.base = base;
        this.name = name;
        this.cookies = new Map();
    }

    async ask(method, path, body, purpose) {
        const answer = await fetch(`${this.base}/api/v1${path}`, {
            method,
            headers: {
                Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
                'X-Genbo-CSRF': this.csrf ?? '',
                'Idempotency-Key': `${this.name}-${Math.random()}-key`,
                ...(purpose ? { 'Genbo-Purpose': purpose } : {}),
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            },
            body: body === undefined ? undefined : JSON.stringify(body),
            signal: AbortSignal.timeout(60_000),
        });
        for (const line of answer.headers.getSetCookie()) {
            const [pair] = line.split(';');
            this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const text = await answer.text();
        let json;
        try {
            json = JSON.parse(text);
        } catch { /* A file. */ }
        if (json?.csrf) this.csrf = json.csrf;
        return { status: answer.status, json, text };
    }

    async signIn(password) {
        const next = `kaze no naka no tori ${this.name} 37`;
        const entered = await this.ask('POST', '/session', { name: this.name, password });
        if (entered.status !== 200) return entered.status;
        if (!entered.json.must_change_password) return 200;
        return (await this.ask('POST', '/session/password', { current: password, next })).status;
    }
}

function makeMaster() {
    genbo(0, 'init', ['init', 'm'], { dir: null });
    const toml = join(folder, 'm', 'genbo.toml');
    writeFileSync(toml, readFileSync(toml, 'utf8').replace('[sign_in]\n', '[sign_in]\nsecond_factor = []\n'));
    const rows = ['会員番号,姓,名,電話番号,住所'];
    for (let i = 0; i < 12; i += 1)
        rows.push(`K${i},${'佐藤鈴木高橋田中伊藤渡辺'.slice(i % 6 * 2, i % 6 * 2 + 2)},第${i}号,090${12345678 + i * 7919},名古屋市中区栄${i + 1}`);
    writeFileSync(join(folder, 'rows.csv'), `${rows.join('\n')}\n`);
    genbo(0, 'import', ['import', '--source', 'pos', 'rows.csv']);
    const password = {};
    for (const [name, role] of [['madoguchi', 'support'], ['kansa', 'auditor'], ['hosho', 'marketer'], ['hogo', 'privacy_officer'], ['nayose', 'steward']])
        password[name] = genbo(0, `staff ${name}`, ['staff', 'add', name, '--role', role]).json.one_time_password;
    return password;
}

async function serve() {
    const server = spawn(PROGRAM, ['serve', '--dir', 'm', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('exit', () => server.kill('SIGKILL'));
    const base = await new Promise((done, failed) => {
        let said = '';
        server.stdout.on('data', (bytes) => {
            said += bytes;
            const found = /http:\/\/[\w.]+:\d+/.exec(said);
            if (found) done(found[0]);
        });
        server.on('exit', (code) => failed(new Error(`the server ended (${code})`)));
    });
    return { base, server };
}

async function until(seconds, look) {
    const from = performance.now();
    for (;;) {
        const found = await look();
        const passed = (performance.now() - from) / 1000;
        if (found || passed > seconds) return { found, seconds: Math.round(passed * 10) / 10 };
        await new Promise((done) => setTimeout(done, 500));
    }
}

const password = makeMaster();
const planted = genbo(0, 'plant-honey', ['watch', 'plant-honey', '3', '--source', 'pos', '--reason', '見張り']).json.marks ?? [];
test.that('… three, each with a number', planted.length === 3 && planted.every((mark) => /^\d{5}-\d{5}$/.test(mark.number)), JSON.stringify(planted));
test.that('marks are told', genbo(0, 'watch marks', ['watch', 'marks']).json.marks?.length === 3);
genbo(3, 'a source that is not there', ['watch', 'plant-honey', '1', '--source', 'nowhere', '--reason', 'x']);

// Leaked passwords: a filter out of hashes, asked at the change of a password.
const leaked = 'kaze no naka no tori hosho 37';
writeFileSync(join(folder, 'leaked.txt'), `${createHash('sha1').update(leaked).digest('hex').toUpperCase()}:12\r\n`);
test.that('ref import breached-passwords', genbo(0, 'breached', ['ref', 'import', 'breached-passwords', 'leaked.txt']).json.rows === 1);

const { base, server } = await serve();
const support = new Person(base, 'madoguchi');
const auditor = new Person(base, 'kansa');
const officer = new Person(base, 'hogo');
const marketer = new Person(base, 'hosho');
test.that('support signs in', await support.signIn(password.madoguchi) === 200);
test.that('the auditor signs in', await auditor.signIn(password.kansa) === 200);
test.that('the privacy officer signs in', await officer.signIn(password.hogo) === 200);
test.that('a leaked password is refused', await marketer.signIn(password.hosho) === 422);

test.that('the counts pass the made-up ones over', (await support.ask('GET', '/home')).json.customers === 12);
const opened = await support.ask('GET', `/customers/${planted[0].number}`);
test.that('a honey customer looks like any other', opened.status === 200 && opened.json.members.length === 1, opened.text);
const alert = await until(SECONDS_MAX, async () => (await auditor.ask('GET', '/alerts')).json.items.find((each) => each.kind === 'honey'));
test.that(`… and who opened it is an alert within ${SECONDS_MAX} s (${alert.seconds} s)`, alert.found?.actor === 'madoguchi' && alert.found?.severity === 3, JSON.stringify(alert));
const metrics = await (await fetch(`${base}/metrics`)).text();
test.that('… counted in /metrics', /genbo_watch_alerts_total\{severity="high"\} 1\b/.test(metrics));
test.that('… with the heart of the watch', /genbo_watch_round_timestamp_seconds 1\.?\d+/.test(metrics));
test.that('the watched do not see the marks', (await support.ask('GET', '/watch/marks')).status === 403);
test.that('the auditor does', (await auditor.ask('GET', '/watch/marks')).json.items.length === 3);

// One asks, another decides, the file carries all fifteen and three who are nobody at all.
const asked = await officer.ask('POST', '/exports', { format: 'ndjson', fields: ['surname'], reason: '名簿の写しの求め' }, 'data_delivery');
test.that('an export is asked for', asked.status === 201, asked.text);
const own = await officer.ask('POST', `/exports/${asked.json?.id}/decision`, { approve: true });
test.that('… and not decided by who asked', own.status === 409, own.text);
const steward = new Person(base, 'nayose');
await steward.signIn(password.nayose);
const waiting = (await steward.ask('GET', '/approvals')).json.items.find((each) => each.kind === 'bulk_export');
const decided = await steward.ask('POST', `/approvals/${waiting?.id}/decision`, { decision: 'approve' });
test.that('… another approves it with what else waits', decided.status === 200, decided.text);
const file = await officer.ask('GET', `/exports/${asked.json?.id}/file`);
const lines = file.text.trim().split('\n').map((line) => JSON.parse(line));
test.that('… and the file has twelve customers, three honey ones and three canaries', lines.length === 18, file.text);
test.that('… the honey ones by their numbers', planted.every((mark) => lines.some((line) => line.number === mark.number)));
const sent = (await officer.ask('GET', '/exports')).json.items[0];
test.that('… counted when it was sent', sent.rows === 15 && sent.taken === 1, JSON.stringify(sent));

server.kill('SIGTERM');
await new Promise((done) => server.once('exit', done));
test.that('the server ends well', server.exitCode === 0);
test.that('lift', genbo(0, 'watch lift', ['watch', 'lift', '1', '--reason', '終わり']).json.lifted === 1);
test.that('… and the customer is gone', genbo(3, 'show', ['show', planted[0].number]).code === 3);

// A new root: the trail is signed by another key, and who was given the first follows to it.
const keyNow = () => genbo(0, 'audit key', ['audit', 'key']).json.key.trim();
const verified = (where, key) => spawnSync(join(dirname(PROGRAM), 'genbo-verify'), ['log', join(folder, where), '--key', key, '--lang', 'en'], { encoding: 'utf8' });
const firstKey = keyNow();
genbo(0, 'audit export', ['audit', 'export', join(folder, 'trail-1')]);
genbo(0, 'keys --rotate', ['keys', '--rotate']);
const nextKey = keyNow();
test.that('a new root signs the trail with a new key of the same name', nextKey !== firstKey && nextKey.split('+')[0] === firstKey.split('+')[0]);
genbo(0, '… and the trail is exported', ['audit', 'export', join(folder, 'trail-2')]);
const byFirst = verified('trail-2', firstKey);
test.that('… which holds under the first key, and names the one of now', byFirst.status === 0 && byFirst.stdout.includes(`key of now: ${nextKey}`), byFirst.stdout + byFirst.stderr);
test.that('… and under the new one', verified('trail-2', nextKey).status === 0);
test.that('… which does not vouch for the older export by itself', verified('trail-1', nextKey).status === 1);
test.that('the older export holds as before', verified('trail-1', firstKey).status === 0);
test.that('the doctor is content', genbo(0, 'doctor', ['doctor']).json.sound === true);

rmSync(folder, { recursive: true, force: true });
process.exit(test.finish());
