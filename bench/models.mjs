// SPDX-License-Identifier: Apache-2.0
//
// What another match model costs, and how long everybody else waits meanwhile: verdicts from the truth
// of made-up customers, learning from them, comparing, switching, switching back, and the same with the
// model of fixed rules, which moves far more.  All the while one client searches and another sends
// records, one after the other.
//   node models.mjs PROGRAM sqlite|postgresql [RECORDS…]          (10000 100000)
//
// CPU seconds are those of the program and of the database server, the two clients' requests included.
// Memory is the program's.

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { rowsOf } from './csv.mjs';
import { Client, PASSWORD, peakMegabytes, readyForLoad, serve } from './load.mjs';
import { percentiles } from './measure.mjs';
import { Postgres } from './postgres.mjs';

const RECORDS_PER_PERSON = 1.97;
const VERDICTS = 60;
const QUIET_MS = 5000;

const [program, store] = [resolve(process.argv[2]), process.argv[3]];
const sizes = process.argv.slice(4).map(Number);
if (sizes.length === 0) sizes.push(10_000, 100_000);
const database = store === 'postgresql' ? new Postgres() : undefined;
const work = mkdtempSync(join(tmpdir(), 'genbo-models-'));

function genbo(...args) {
    const done = spawnSync(program, [...args, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const round = (value, digits = 1) => Number(value.toFixed(digits));

function cpuSeconds(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Milliseconds of one call after the other, for as long as `going`.
async function each(going, call) {
    const times = [];
    while (going()) {
        const begun = performance.now();
        await call();
        times.push(performance.now() - begun);
        await pause(20);
    }
    const { n, p50, p95, max } = percentiles(times);
    return { n, p50: round(p50), p95: round(p95), max: round(max) };
}

class House {
    constructor(child, port) {
        this.child = child;
        this.staff = new Client(port, 4);
        this.others = new Client(port, 4);
        this.sent = 0;
    }

    async signIn(password) {
        await this.staff.signIn(password);
        this.others.headers = this.staff.headers;
    }

    // A switch wants a proof of who one is that is not minutes old.
    async prove() {
        this.staff.enter(await this.staff.call('POST', '/session', { name: 'admin', password: PASSWORD }));
        this.others.headers = this.staff.headers;
    }

    call(method, path, body, extra = {}) {
        const client = Object.assign(Object.create(Client.prototype), this.staff);
        client.headers = { ...this.staff.headers, 'idempotency-key': randomUUID(), ...extra };
        return client.call(method, path, body).then(({ json }) => json);
    }

    async beside(going) {
        const search = () => this.others.call('POST', '/customers/search', { text: ['佐藤', '鈴木', '高橋', '田中'][this.sent % 4], limit: 30 });
        const send = () => this.others.call('POST', '/records', { source: 'feed', records: [{ key: `M-${++this.sent}`, values: [
            { field: 'name_full', raw: `試験 ${this.sent}郎` }, { field: 'email', raw: `m${this.sent}@example.jp` }] }] });
        const [search_ms, write_ms] = await Promise.all([each(going, search), each(going, send)]);
        return { search_ms, write_ms };
    }

    // What `act` costs, with the others beside it.
    async phase(name, act) {
        writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');  // The peak begins anew.
        const before = { cpu: cpuSeconds(this.child.pid), server: database?.cpu_s() ?? 0, mb: peakMegabytes(this.child.pid) };
        const begun = performance.now();
        let over = false;
        const beside = this.beside(() => !over);
        const told = await act().catch((error) => { over = true; return beside.then(() => { throw error; }); });
        const wall_s = (performance.now() - begun) / 1000;
        over = true;
        const waited = await beside;
        const figures = {
            wall_s: round(wall_s), cpu_s: round(cpuSeconds(this.child.pid) - before.cpu),
            ...(database ? { server_cpu_s: round(database.cpu_s() - before.server) } : {}),
            mb_before: Math.round(before.mb), peak_mb: Math.round(peakMegabytes(this.child.pid)), ...told, ...waited };
        console.log(`  ${name} ${JSON.stringify(figures)}`);
        return figures;
    }

    // Until what was begun is over; how long it was in the writer's one command.
    async done() {
        let switching_ms = 0;
        for (let seen = performance.now(); ;) {
            const { work: now } = await this.call('GET', '/models');
            if (now.step === 'switching') switching_ms += performance.now() - seen;
            seen = performance.now();
            if (now.state === 'failed' || now.state === 'stopped') throw new Error(JSON.stringify(now));
            if (now.state === 'done') return { moved: now.moved, switching_s: round(switching_ms / 1000) };
            await pause(50);
        }
    }

    compare(model) {
        return this.phase(`compare ${model}`, async () => {
            await this.call('POST', `/models/${model}/diff`);
            await this.done();
            const { joins, splits, records } = await this.call('GET', `/models/${model}/diff`);
            return { joins, splits, records };
        });
    }

    // Compares first: nobody may switch without having looked.
    async change(name, model) {
        const compare = await this.compare(model);
        const { version } = await this.call('GET', `/models/${model}/diff`);
        await this.prove();
        const change = await this.phase(name, async () => {
            await this.call('POST', `/models/${model}/activate`, undefined, { 'if-match': `"${version}"` });
            return this.done();
        });
        return { compare, switch: change };
    }

    async answer(truth) {
        let given = 0;
        for (let cursor; given < VERDICTS;) {
            const page = await this.call('GET', `/reviews?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
            for (const { id } of page.items) {
                const review = await this.call('GET', `/reviews/${id}`);
                const [left, right] = [review.left, review.right].map((side) => truth.get(side.source_key));
                if (review.verdict || !review.may_decide || !left || !right) continue;
                try {
                    await this.call('POST', `/reviews/${id}/verdict`, { verdict: left === right ? 'same' : 'not_same', reason: '' }, { 'if-match': `"${review.version}"` });
                } catch {
                    continue;  // An earlier answer has settled it.
                }
                if (++given === VERDICTS) break;
            }
            if (!page.next_cursor) break;
            cursor = page.next_cursor;
        }
        return given;
    }

    async stop() {
        this.staff.close();
        this.others.close();
        this.child.kill('SIGTERM');
        if (this.child.exitCode === null) await once(this.child, 'exit');
    }
}

async function measure(records) {
    const [sample, master] = ['sample', 'master'].map((name) => join(work, `${name}-${records}`));
    genbo('demo', sample, '--one-file', '--persons', String(Math.round(records / RECORDS_PER_PERSON)), '--seed', '2');
    const truth = new Map(rowsOf(readFileSync(join(sample, 'truth.csv'))).slice(1));
    const made = genbo('init', master, ...(database ? ['--database', database.fresh(`models_${records}`)] : []));
    readyForLoad(join(master, 'genbo.toml'));
    const loaded = genbo('import', '--dir', master, '--source', 'one', join(sample, 'one.csv'));
    const { child, port } = await serve(program, master);
    const house = new House(child, port);
    const figures = { store, records: loaded.rows };
    try {
        await house.signIn(made.one_time_password);
        figures.verdicts = await house.answer(truth);
        figures.quiet = await house.phase('quiet', () => pause(QUIET_MS).then(() => ({})));
        let learned;
        figures.learn = await house.phase('learn', async () => {
            learned = (await house.call('POST', '/models', { origin: 'verdicts' })).number;
            return {};
        });
        figures.learned = await house.change('switch to what was learned', learned);
        figures.learned_back = await house.change('switch back', 1);
        const rules = (await house.call('POST', '/models', { origin: 'rules' })).number;
        figures.rules = await house.change('switch to fixed rules', rules);
        figures.rules_back = await house.change('switch back', 1);
    } finally {
        await house.stop();
    }
    figures.doctor = genbo('doctor', '--dir', master);
    rmSync(sample, { recursive: true });
    rmSync(master, { recursive: true });
    return figures;
}

try {
    for (const records of sizes) {
        console.log(`${store} ${records}`);
        const figures = await measure(records);
        console.log(JSON.stringify({ ...figures, doctor: figures.doctor.sound }));
    }
} finally {
    rmSync(work, { recursive: true, force: true });
    database?.stop();
}
