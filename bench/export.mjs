// SPDX-License-Identifier: Apache-2.0
//
// A bulk export of a whole master through the API, as it is done: one person asks, another approves,
// the first fetches the file.  Works on a copy of the master, whose first account has the password
// 'four quiet words together' (bench.mjs leaves such masters).
//
//   node bench/export.mjs PROGRAM MASTER [csv|ndjson]
//
// One line of JSON: rows and bytes of the file, seconds, CPU seconds of the server, and its memory
// before and at its most, while the same file is fetched four times: what the first filled (the
// caches of pages) is full then, so that what would grow with the rows shows.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { readyForLoad } from './load.mjs';

const PASSWORD = 'four quiet words together';
const FIELDS = ['name_full', 'kana_full', 'birth_date', 'gender', 'postal_code', 'address_full', 'phone', 'mobile', 'email', 'member_rank', 'store'];
const SECOND = 'another set of quiet words';
const program = resolve(process.argv[2]);
const format = process.argv[4] ?? 'csv';
const folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'genbo-export-'));
const master = join(folder, 'm');

cpSync(process.argv[3], master, { recursive: true });
if (!readFileSync(join(master, 'genbo.toml'), 'utf8').includes('\nsecond_factor = []')) readyForLoad(join(master, 'genbo.toml'));
const run = (...args) => JSON.parse(execFileSync(program, [...args, '--dir', master, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
const added = run('staff', 'add', 'approver', '--role', 'privacy_officer');

const server = spawn(program, ['serve', '--dir', master, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
});
const port = await new Promise((heard) => server.stdout.on('data', (said) => {
    const found = /http:\/\/[^:]+:(\d+)\//.exec(said);
    if (found) heard(Number(found[1]));
}));

const status = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
const cpu = () => {
    const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
};

class Person {
    headers = { 'content-type': 'application/json' };

    async ask(method, path, body, more = {}) {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
            method, headers: { ...this.headers, ...more }, body: body === undefined ? undefined : JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        const json = text ? JSON.parse(text) : {};
        const cookies = answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie')].filter(Boolean);
        if (cookies.length > 0) this.headers.cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
        if (json.csrf) this.headers['x-genbo-csrf'] = json.csrf;
        return json;
    }

    async enter(name, password, next) {
        const session = await this.ask('POST', '/session', { name, password });
        if (session.must_change_password) await this.ask('POST', '/session/password', { current: password, next });
        return this;
    }
}

const first = await new Person().enter('admin', PASSWORD);
const second = await new Person().enter('approver', added.one_time_password, SECOND);
const purpose = { 'genbo-purpose': 'data_delivery' };
const asked = await first.ask('POST', '/exports', { format, fields: FIELDS, store: null, reason: '測定のための書き出し' }, { ...purpose, 'idempotency-key': `export-asked-${process.pid}` });
await second.ask('POST', `/exports/${asked.id}/decision`, { approve: true }, { 'idempotency-key': `export-decided-${process.pid}` });

// Rows, bytes and the most memory that was seen on the way.
function fetched() {
    const file = { bytes: 0, rows: 0, memory: 0 };
    return new Promise((done, failed) => {
        const sent = request({ port, host: '127.0.0.1', path: `/api/v1/exports/${asked.id}/file`, headers: { ...first.headers, ...purpose } }, (answer) => {
            if (answer.statusCode !== 200) failed(new Error(`the file: ${answer.statusCode}`));
            answer.on('data', (part) => {
                const was = file.bytes;
                file.bytes += part.length;
                for (const byte of part) if (byte === 10) file.rows += 1;
                if (was >> 20 !== file.bytes >> 20) file.memory = Math.max(file.memory, status('VmRSS'));
            });
            answer.on('end', () => done(file));
            answer.on('error', failed);
        });
        sent.on('error', failed);
        sent.end();
    });
}

const before = { rss: status('VmRSS'), cpu: cpu() };
const began = performance.now();
const file = await fetched();
const seconds = (performance.now() - began) / 1000;
const used = cpu() - before.cpu;
const memory = [file.memory];
while (memory.length < 4) memory.push((await fetched()).memory);
console.log(JSON.stringify({
    format, rows: file.rows, bytes: file.bytes, seconds: Number(seconds.toFixed(1)), cpu_s: Number(used.toFixed(1)),
    rows_per_second: Math.round(file.rows / seconds), rows_per_cpu_second: Math.round(file.rows / used),
    memory_before_mib: Math.round(before.rss), memory_most_mib: memory.map(Math.round) }));
server.kill('SIGTERM');
await new Promise((ended) => server.once('exit', ended));
