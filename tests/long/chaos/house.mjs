// SPDX-License-Identifier: Apache-2.0
//
// The house under test: one database, four nodes.  A node is a folder (configuration and keyring), a
// proxy between it and the database, a `genbo serve` that is started again whenever it was killed, and
// the `genbo import` processes that run in its folder.

import { execFile, spawn } from 'node:child_process';
import { appendFileSync, closeSync, copyFileSync, linkSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { sleep } from './chance.mjs';
import { FaultProxy } from './fault_proxy.mjs';

export const NODES = 4;
export const BATCH_ROWS = 50;

// What a node may say when the database was taken away from it for too long, and nothing else.
const TIMES_ARE_BAD = new Set([
    'store.connection_lost', 'store.timeout', 'store.retry', 'register.index_loading', 'register.import_not_running',
]);

async function freePort() {
    const probe = createServer();
    await new Promise((done) => probe.listen(0, '127.0.0.1', done));
    const { port } = probe.address();
    await new Promise((done) => probe.close(done));
    return port;
}

class Node {
    kills = 0;
    starts = 0;
    startsRefused = 0;
    stopping = false;

    constructor(house, index) {
        this.house = house;
        this.index = index;
        this.folder = join(house.folder, `n${index}`);
        this.logPath = join(house.folder, `n${index}.log`);
        this.events = join(this.folder, 'events.ndjson');
    }

    async open() {
        this.proxy = await FaultProxy.start(this.house.server.socket, this.house.chance);
        this.port = await freePort();
        this.house.makeFolder(this.folder, this.proxy.url('genbo'), 'file = "events.ndjson"');
        this.start();
    }

    start() {
        const log = openSync(this.logPath, 'a');
        this.starts += 1;
        const child = spawn(this.house.program, ['serve', '--dir', this.folder, '--port', String(this.port), '--json'], {
            stdio: ['ignore', 'pipe', log], env: this.house.environment });
        closeSync(log);
        this.child = child;
        child.serving = false;
        let said = '';
        child.stdout.on('data', (data) => {
            said += data;
            child.serving ||= said.includes('http://');
        });
        child.on('close', (code, signal) => {
            child.serving = false;
            if (this.stopping) return;
            if (signal !== 'SIGKILL') this.ended(code, signal, said);
            setTimeout(() => !this.stopping && this.start(), this.house.chance.between(50, 2000));
        });
    }

    // Without having been killed.
    ended(code, signal, said) {
        const code_said = /"error":"([^"]*)"/.exec(said)?.[1];
        if (signal === null && TIMES_ARE_BAD.has(code_said)) this.startsRefused += 1;
        else this.house.broken(`serve of node ${this.index} ended by itself: ${code ?? signal} ${said.slice(-300)}`);
    }

    kill() {
        const killed = this.child.kill('SIGKILL');
        if (killed) this.kills += 1;
        return killed;
    }

    async close() {
        this.stopping = true;
        const { child } = this;
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
        const { code, signal } = await ended;
        clearTimeout(late);
        if (code !== 0) this.house.broken(`serve of node ${this.index} did not stop when asked: ${code ?? signal}`);
    }
}

export class House {
    nodes = [];
    imports = new Set();   // Running now: { child, job, … }
    attempts = [];         // All that were ever started, and what they said.
    failures = [];         // What must never happen, as it was seen.
    answers = {};          // Error codes of imports that gave up.
    importKills = 0;
    logPath;

    constructor(program, folder, server, chance) {
        Object.assign(this, { program, folder, server, chance });
        this.logPath = join(folder, 'imports.log');
        this.environment = { ...process.env, GENBO_LANG: 'en' };
    }

    broken(what) {
        this.failures.push(what);
        console.log(`  BROKEN  ${what}`);
    }

    // Runs a command to its end: { code, out, error, json }.
    run(args) {
        return new Promise((done) => {
            execFile(this.program, args, { cwd: this.folder, env: this.environment, maxBuffer: 1 << 28 }, (failed, out, error) => {
                let json;
                try {
                    json = JSON.parse(out);
                } catch {
                    json = undefined;
                }
                done({ code: failed ? failed.code ?? failed.signal : 0, out, error, json });
            });
        });
    }

    async must(args) {
        const done = await this.run(args);
        if (done.code !== 0 || !done.json) throw new Error(`genbo ${args[0]}: exit ${done.code}\n${done.out}${done.error}`);
        return done.json;
    }

    // The first folder makes the master; the others share it.
    async create() {
        await this.server.sql('postgres', 'CREATE DATABASE genbo OWNER genbo');
        const made = await this.must(['init', 'home', '--database', this.server.url('genbo'), '--json']);
        this.password = made.one_time_password;
        // The people at the nodes sign in with a password alone: no telephone here.
        const config = join(this.folder, 'home', 'genbo.toml');
        writeFileSync(config, readFileSync(config, 'utf8').replace('[sign_in]\n', '[sign_in]\nsecond_factor = []\n'));
        // A twin without customers, for the run that nothing disturbs.
        await this.server.sql('postgres', 'CREATE DATABASE calm TEMPLATE genbo OWNER genbo');
        this.makeFolder(join(this.folder, 'calm'), this.server.url('calm'), '');
    }

    async open() {
        for (let i = 0; i < NODES; i += 1) this.nodes.push(new Node(this, i));
        await Promise.all(this.nodes.map((node) => node.open()));
    }

    makeFolder(folder, url, events) {
        mkdirSync(folder);
        copyFileSync(join(this.folder, 'home', 'genbo.keyring'), join(folder, 'genbo.keyring'));
        const text = readFileSync(join(this.folder, 'home', 'genbo.toml'), 'utf8');
        writeFileSync(join(folder, 'genbo.toml'),
            text.replace(/^database = .*$/m, `database = "${url}"`).replace('[events]', `[events]\n${events}`));
    }

    // One attempt to import the job's file, in the node's folder.  The file gets a name of its own, by
    // which the import is found in the database when nobody lived to tell its number.
    async import(node, job) {
        const name = `a${this.attempts.length}.csv`;
        const attempt = { name, job, node: node.index, acknowledged: 0, killed: false, code: undefined, json: undefined };
        this.attempts.push(attempt);
        linkSync(job.path, join(node.folder, name));
        const child = spawn(this.program, [
            'import', '--dir', node.folder, '--source', job.source, '--mapping', job.mapping, '--batch-rows', String(BATCH_ROWS),
            '--acknowledge', '--json', join(node.folder, name),
        ], { stdio: ['ignore', 'pipe', 'pipe'], env: this.environment });
        const running = { child, attempt };
        this.imports.add(running);
        let out = '';
        let said = '';
        child.stdout.on('data', (data) => (out += data));
        child.stderr.on('data', (data) => (said += data));
        const { code, signal } = await new Promise((done) => child.on('close', (c, s) => done({ code: c, signal: s })));
        this.imports.delete(running);
        attempt.acknowledged = [...said.matchAll(/^ack (\d+)$/gm)].map(([, rows]) => Number(rows)).at(-1) ?? 0;
        appendFileSync(this.logPath, said.split('\n').filter((line) => line.startsWith('{')).map((line) => `${line}\n`).join(''));
        attempt.killed = signal === 'SIGKILL';
        attempt.code = code;
        if (code === 0) attempt.json = JSON.parse(out);
        else if (!attempt.killed) this.gaveUp(attempt, code, signal, out + said);
        return attempt;
    }

    gaveUp(attempt, code, signal, said) {
        const error = /"error":"([^"]*)"/.exec(said)?.[1] ?? `exit ${code ?? signal}`;
        this.answers[error] = (this.answers[error] ?? 0) + 1;
        attempt.error = error;
        if (error === 'register.import_not_running' && !attempt.coma) this.broken(`import ${attempt.name} was taken for dead`);
        if (!TIMES_ARE_BAD.has(error)) this.broken(`import ${attempt.name} ended by itself: ${error} ${said.slice(-300)}`);
    }

    // Who has been silent for long is taken for dead: commands that import or undo look for that first.
    findSilent() {
        return this.run(['undo', '999999999', '--dir', 'home', '--json']);
    }

    // Until the import, whose process is dead or silent, can write no more.
    async over(id) {
        while (await this.server.sql('genbo', `SELECT state FROM import WHERE import_id = ${id}`) === '0') {
            await this.findSilent();
            await sleep(3000);
        }
    }

    killImport(running = this.chance.of([...this.imports])) {
        if (!running || !running.child.kill('SIGKILL')) return false;
        this.importKills += 1;
        return true;
    }

    // Everything that the nodes and imports logged, parsed.
    logs() {
        const paths = [...this.nodes.map((node) => node.logPath), this.logPath];
        return paths.flatMap((path) => {
            let text = '';
            try {
                text = readFileSync(path, 'utf8');
            } catch {
                return [];
            }
            return text.split('\n').filter((line) => line.startsWith('{')).flatMap((line) => {
                try {
                    return [{ ...JSON.parse(line), file: path }];
                } catch {
                    return [];  // Cut off by a kill.
                }
            });
        });
    }

    async close() {
        for (const { child } of this.imports) child.kill('SIGKILL');
        await Promise.all(this.nodes.map((node) => node.close()));
        for (const node of this.nodes) node.proxy.stop();
        await sleep(100);
    }

    abandon() {
        for (const { child } of this.imports) child.kill('SIGKILL');
        for (const node of this.nodes) {
            node.stopping = true;
            node.child?.kill('SIGKILL');
        }
    }
}
