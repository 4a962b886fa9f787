// SPDX-License-Identifier: Apache-2.0
//
// What the fault programs share: a folder of their own, the program, a server with somebody signed
// in, and the one line of counts at the end, which tells what was done and what was found.
//
//   node tests/faults/NAME.mjs PROGRAM [COUNT]
//
// Exit code 0: everything held.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { sql } from '../cli/harness.mjs';

export { sql };
export const program = resolve(process.argv[2] ?? 'build/genbo');
export const wanted = (otherwise) => Number(process.argv[3] ?? otherwise);
export const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

export class Broken extends Error {}
export function must(held, what) {
    if (!held) throw new Broken(what);
}

export const folder = mkdtempSync(join(tmpdir(), 'genbo-fault-'));
export const at = (...parts) => join(folder, ...parts);

export function call(args, { dir = 'm', env = {}, before = [] } = {}) {
    const words = [...before, program, ...args, ...(dir ? ['--dir', dir] : []), '--json'];
    const done = spawnSync(words[0], words.slice(1), {
        cwd: folder, env: { ...process.env, GENBO_LANG: 'en', ...env }, input: '', maxBuffer: 1 << 28 });
    let json;
    try {
        json = JSON.parse(done.stdout.toString());
    } catch {
        json = undefined;
    }
    return { code: done.status, signal: done.signal, json, text: done.stdout.toString(), error: done.stderr.toString() };
}

export function genbo(args, options) {
    const done = call(args, options);
    must(done.code === 0, `genbo ${args.join(' ')}: exit ${done.code ?? done.signal} ${JSON.stringify(done.json)} ${done.error.slice(-400)}`);
    return done.json;
}

// A new master; `places`: with a backup to these folders.
export function newMaster(dir, places = []) {
    const made = genbo(['init', dir], { dir: null });
    const path = join(folder, dir, 'genbo.toml');
    // The faults are the matter here, not a second factor for those who sign in.
    let settings = readFileSync(path, 'utf8').replace(/^#second_factor = .*$/m, 'second_factor = []');
    if (places.length > 0) settings = settings.replace('#to = []', `to = [${places.map((place) => `"${place}"`).join(', ')}]`);
    writeFileSync(path, settings);
    return made.one_time_password;
}

// Rows of customers that have nothing to do with each other.
export function writeRows(file, rows, first = 0) {
    const lines = ['会員番号,氏名,電話番号'];
    for (let i = first; i < first + rows; i += 1)
        lines.push(`K${i},${'佐藤鈴木高橋田中伊藤'.slice(i % 5 * 2, i % 5 * 2 + 2)} 第${i}号,090${String(10000000 + i * 7919 % 89999999).slice(0, 8)}`);
    writeFileSync(join(folder, file), lines.join('\n') + '\n');
}

// A server of the master, somebody signed in, and what it said.
export class House {
    constructor(dir, { before = [], env = {} } = {}) {
        this.dir = dir;
        this.said = '';
        this.wrapped = before[0] === 'strace';
        const words = [...before, program, 'serve', '--dir', dir, '--port', '0'];
        this.child = spawn(words[0], words.slice(1), {
            cwd: folder, env: { ...process.env, GENBO_LANG: 'en', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
        // A program that breaks off leaves no server behind.
        const end = () => this.child.kill('SIGKILL');
        process.once('exit', end);
        this.ended = new Promise((done) => this.child.on('close', (code, signal) => {
            process.off('exit', end);
            this.over = { code, signal };
            done(this.over);
        }));
        this.open = new Promise((done) => {
            const hear = (data) => {
                this.said += data;
                const port = /http:\/\/[^:]+:(\d+)\//.exec(this.said);
                if (port) done(Number(port[1]));
            };
            this.child.stdout.on('data', hear);
            this.child.stderr.on('data', hear);
            this.ended.then(() => done(0));
        });
    }

    async start() {
        this.port = await this.open;
        must(this.port > 0, `the server did not start: ${this.said.slice(-500)}`);
        return this;
    }

    get base() {
        return `http://127.0.0.1:${this.port}`;
    }

    async ask(method, path, body, headers = {}) {
        const answer = await fetch(`${this.base}/api/v1${path}`, {
            method,
            headers: {
                ...(this.cookie ? { Cookie: this.cookie, 'X-Genbo-CSRF': this.csrf ?? '' } : {}),
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
            body: body === undefined ? undefined : JSON.stringify(body),
            signal: AbortSignal.timeout(30_000),
        });
        const set = answer.headers.get('set-cookie');
        if (set) this.cookie = set.split(';')[0];
        const text = await answer.text();
        return { status: answer.status, etag: answer.headers.get('etag'), json: text ? JSON.parse(text) : undefined };
    }

    // A one-time password has to be changed to `next` first; later `next` is the password.
    async signIn(password, next) {
        const enter = async (word) => {
            const answer = await this.ask('POST', '/session', { name: 'admin', password: word });
            must(answer.status === 200, `sign-in: ${answer.status} ${JSON.stringify(answer.json)}`);
            this.csrf = answer.json.csrf;
            return answer.json.must_change_password;
        };
        if (!await enter(password)) return;
        const changed = await this.ask('POST', '/session/password', { current: password, next });
        must(changed.status === 200, `new password: ${changed.status} ${JSON.stringify(changed.json)}`);
        this.csrf = changed.json.csrf ?? this.csrf;
    }

    // A new customer; the answer, or nothing when there was none.
    async enter(key) {
        const values = [
            { field: 'name_full', raw: `試験 ${key}号` }, { field: 'phone', raw: `080${23_456_789 + key * 613}` }];
        try {
            return await this.ask('POST', '/customers', { values, confirmed: true }, { 'Idempotency-Key': `entry-${key}-${process.pid}` });
        } catch {
            return undefined;
        }
    }

    async stop(signal = 'SIGTERM') {
        // Under strace the program is its child, and strace ends with its exit code.
        const under = readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, 'utf8').trim();
        const straced = this.wrapped && under !== '';
        process.kill(straced ? Number(under.split(' ')[0]) : this.child.pid, signal);
        return this.ended;
    }
}

// Changes the one-time password before any fault comes.
export async function settle(dir, password, next) {
    const house = await new House(dir).start();
    await house.signIn(password, next);
    must((await house.stop()).code === 0, 'the server did not end in peace');
}

// Runs `work`, prints its counts as one line of JSON and one of words.
export async function fault(name, work) {
    const from = performance.now();
    const counts = {};
    let broken;
    try {
        await work(counts);
    } catch (error) {
        broken = error;
    }
    counts.seconds = Math.round((performance.now() - from) / 1000);
    console.log(JSON.stringify({ fault: name, held: !broken, ...counts }));
    if (broken) {
        console.log(`FAIL  ${name}: ${broken instanceof Broken ? broken.message : broken.stack}`);
        console.log(`      what it left: ${folder}`);
        process.exit(1);
    }
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
}
