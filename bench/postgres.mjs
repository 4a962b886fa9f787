// SPDX-License-Identifier: Apache-2.0
//
// A PostgreSQL server of the benchmark's own: in a temporary folder, on a unix socket, with fsync.
// As root it runs as `nobody`, because PostgreSQL refuses root.

import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, appendFileSync } from 'node:fs';
import { tmpdir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';

const TICKS = 100;  // Of /proc/*/stat, on Linux.

function binaries() {
    if (process.env.GENBO_TEST_PG_BIN) return process.env.GENBO_TEST_PG_BIN;
    const root = '/usr/lib/postgresql';
    const versions = readdirSync(root).map(Number).filter((n) => !Number.isNaN(n)).sort((a, b) => b - a);
    return join(root, String(versions[0]), 'bin');
}

export class Postgres {
    constructor() {
        this.bin = binaries();
        this.folder = mkdtempSync(join(tmpdir(), 'genbo-bench-pg-'));
        this.user = 'genbo';
        this.root = userInfo().uid === 0;
        if (this.root) chownSync(this.folder, 65534, 65534);
        this.run('initdb', ['-D', join(this.folder, 'data'), '-A', 'trust', '-U', this.user, '--no-sync']);
        appendFileSync(join(this.folder, 'data', 'postgresql.conf'), [
            "listen_addresses = ''", `unix_socket_directories = '${this.folder}'`, `shared_buffers = ${Math.round(totalmem() / 4 / 2 ** 20)}MB`,  // What PostgreSQL's manual advises.
           
            'max_wal_size = 8GB', 'checkpoint_timeout = 15min', ''].join('\n'));
        this.run('pg_ctl', ['-D', join(this.folder, 'data'), '-w', '-l', join(this.folder, 'log'), 'start']);
        this.version = this.sql('postgres', 'show server_version');
        process.on('exit', () => this.stop());
    }

    run(name, args) {
        const program = join(this.bin, name);
        const line = this.root ? ['setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args]]
            : [program, args];
        execFileSync(line[0], line[1], { stdio: 'ignore', cwd: this.folder });
    }

    sql(database, text) {
        return execFileSync('psql', ['-h', this.folder, '-U', this.user, '-d', database, '-Atc', text]).toString().trim();
    }

    fresh(name) {
        this.sql('postgres', `drop database if exists ${name}`);
        this.sql('postgres', `create database ${name}`);
        return `postgresql://${this.user}@/${name}?host=${this.folder}`;
    }

    // CPU seconds of the whole server so far, its ended processes included.
    cpu_s() {
        const main = readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0];
        const ticks = (pid, fields) => {
            try {
                const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
                return fields.reduce((sum, field) => sum + Number(stat[field - 3]), 0);
            } catch {
                return 0;  // Ended meanwhile; its time is its parent's.
            }
        };
        const children = spawnSync('pgrep', ['-P', main]).stdout.toString().trim().split('\n').filter(Boolean);
        return [ticks(main, [14, 15, 16, 17]), ...children.map((pid) => ticks(pid, [14, 15]))]
            .reduce((a, b) => a + b, 0) / TICKS;
    }

    stop() {
        if (!this.folder) return;
        try {
            this.run('pg_ctl', ['-D', join(this.folder, 'data'), '-m', 'immediate', '-w', 'stop']);
        } catch {
            // Not running: nothing to stop.
        }
        rmSync(this.folder, { recursive: true, force: true });
        this.folder = undefined;
    }
}
