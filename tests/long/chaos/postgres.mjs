// SPDX-License-Identifier: Apache-2.0
//
// A PostgreSQL server of the run's own: in a temporary folder, on a unix socket and on loopback, with
// fsync.  As root it runs as `nobody`, because PostgreSQL refuses root.  It can be crashed, restarted
// and asked; asking never blocks this process, which also carries the bytes between nodes and server.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sleep } from './chance.mjs';

const NOBODY = 65534;
const PATIENCE = 600_000;
const AWAY = /connection to server|server closed the connection|terminating connection|the database system is/;
const SERVER_ROOT = '/usr/lib/postgresql';

function programs() {
    if (process.env.GENBO_TEST_PG_BIN) return process.env.GENBO_TEST_PG_BIN;
    const versions = readdirSync(SERVER_ROOT).map(Number).filter((n) => !Number.isNaN(n)).sort((a, b) => b - a);
    if (versions.length === 0) throw new Error('PostgreSQL is not installed; name its programs in GENBO_TEST_PG_BIN');
    return join(SERVER_ROOT, String(versions[0]), 'bin');
}

async function freePort() {
    const probe = createServer();
    await new Promise((done) => probe.listen(0, '127.0.0.1', done));
    const { port } = probe.address();
    await new Promise((done) => probe.close(done));
    return port;
}

export class Postgres {
    counts = { crashes: 0, restarts: 0 };

    static async start() {
        const server = new Postgres();
        server.bin = programs();
        server.folder = mkdtempSync(join(tmpdir(), 'genbo-chaos-pg-'));
        server.identity = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
        if (server.identity.uid) chownSync(server.folder, NOBODY, NOBODY);
        server.port = await freePort();
        server.socket = join(server.folder, `.s.PGSQL.${server.port}`);
        server.logPath = join(server.folder, 'log');
        const made = spawnSync(join(server.bin, 'initdb'), [
            '-D', server.data(), '-U', 'chaos', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions',
        ], { cwd: server.folder, ...server.identity });
        if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
        await server.run();
        await server.sql('postgres', 'CREATE ROLE genbo LOGIN');
        return server;
    }

    data() {
        return join(this.folder, 'data');
    }

    // Starts it, and waits until it takes questions.
    async run() {
        const log = openSync(this.logPath, 'a');
        const setting = (text) => ['-c', text];
        this.child = spawn(join(this.bin, 'postgres'), [
            '-D', this.data(), '-k', this.folder, '-p', String(this.port),
            ...setting('listen_addresses=127.0.0.1'), ...setting('max_connections=200'),
            ...setting('shared_buffers=128MB'), ...setting('deadlock_timeout=300ms'), ...setting('timezone=UTC'),
            // The checks are one large statement: compiling it took longer than running it.
            ...setting('jit=off'),
        ], { cwd: this.folder, stdio: ['ignore', log, log], ...this.identity });
        closeSync(log);
        this.child.on('error', () => {});
        for (let i = 0; i < 600; i += 1) {
            if (this.child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${this.log().slice(-2000)}`);
            if (await this.once('postgres', 'SELECT 1').then(() => true, () => false)) return;
            await sleep(100);
        }
        throw new Error('PostgreSQL did not become ready');
    }

    async end(signal) {
        const ended = new Promise((done) => this.child.once('exit', done));
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill(signal);
            // A server that is told to stop while it recovers from a crash may wait for ever.
            const impatience = setTimeout(() => this.child.kill('SIGQUIT'), 15_000);
            await ended;
            clearTimeout(impatience);
        }
    }

    // As a power cut would: no goodbye to anybody, and the UNLOGGED tables come back empty.
    async crash() {
        this.counts.crashes += 1;
        await this.end('SIGQUIT');
        await this.run();
    }

    async restart() {
        this.counts.restarts += 1;
        await this.end('SIGINT');
        await this.run();
    }

    async stop() {
        await this.end('SIGQUIT');
        rmSync(this.folder, { recursive: true, force: true });
    }

    // Before this process ends without having waited for anything.
    abandon() {
        this.child?.kill('SIGQUIT');
    }

    url(database) {
        return `postgresql://genbo@/${database}?host=${this.folder}&port=${this.port}`;
    }

    // What the statements print, as the role that may do everything.  Waits while the server is down.
    async sql(database, text) {
        for (const end = Date.now() + PATIENCE; ;) {
            try {
                return await this.once(database, text);
            } catch (error) {
                if (!AWAY.test(error.message) || Date.now() > end) throw error;
                await sleep(300);
            }
        }
    }

    once(database, text) {
        const args = ['-h', this.folder, '-p', String(this.port), '-U', 'chaos', '-d', database, '-XAtq',
            '-v', 'ON_ERROR_STOP=1', '-c', text];
        return new Promise((done, failed) => {
            execFile('psql', args, { maxBuffer: 1 << 30 }, (error, out, said) =>
                (error ? failed(new Error(`psql: ${said || error}`)) : done(out.trim())));
        });
    }

    async rows(database, select) {
        return JSON.parse(await this.sql(database, `SELECT coalesce(json_agg(t), '[]') FROM (${select}) t`));
    }

    log() {
        return readFileSync(this.logPath, 'utf8');
    }
}
