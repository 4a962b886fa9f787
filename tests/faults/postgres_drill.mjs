// SPDX-License-Identifier: Apache-2.0
//
// A drill on PostgreSQL: a dump of the server, restored into another database, opened as a node would
// after a real restore, and examined; what is refused; and that a damaged copy is found and stays noted
// until there is a better one.
//   node postgres_drill.mjs PROGRAM

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { at, call, fault, genbo, must, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';
import { Postgres } from '../long/chaos/postgres.mjs';

const ROWS = 300;

await fault('postgres_drill', async (counts) => {
    const server = await Postgres.start();
    try {
        const url = (name) => `postgresql://chaos@/${name}?host=${server.folder}&port=${server.port}`;
        const tool = (name, args) => {
            const done = spawnSync(join(server.bin, name), args);
            must(done.status === 0, `${name}: ${done.stderr}`);
        };
        await server.sql('postgres', 'CREATE DATABASE register');
        genbo(['init', 'm', '--database', url('register')], { dir: null });
        writeRows('rows.csv', ROWS);
        genbo(importArgs('rows.csv', 100));
        must(genbo(['doctor']).drill === undefined, 'there was no drill yet');
        for (const args of [[], [url('register')], [at('somewhere')]]) {
            const refused = call(['restore', '--drill', ...args]);
            must(refused.code === 2 && refused.json.error === 'app.drill_needs_database', `${args}: ${refused.code} ${JSON.stringify(refused.json)}`);
            counts.refused = (counts.refused ?? 0) + 1;
        }
        must(call(['backup', '--now']).json.error === 'store.own_backup', 'the server makes the backups');
        tool('pg_dump', ['-d', url('register'), '-f', at('dump.sql')]);
        const restored = async (name) => {
            await server.sql('postgres', `CREATE DATABASE ${name}`);
            tool('psql', ['-q', '-d', url(name), '-f', at('dump.sql')]);
            return url(name);
        };
        const good = await restored('good');
        const drill = genbo(['restore', '--drill', good]);
        must(drill.sound && drill.parts.find((part) => part.name === 'payloads').looked_at === ROWS, JSON.stringify(drill));
        const told = genbo(['doctor']).drill;
        must(told.sound && told.records === ROWS, JSON.stringify(told));
        const bad = await restored('bad');
        await server.sql('bad', "UPDATE record_version SET sealed = sealed || '\\x00' WHERE record_id = 7");
        const found = call(['restore', '--drill', bad]);
        must(found.code === 1 && !found.json.sound, `${found.code} ${JSON.stringify(found.json)}`);
        must(genbo(['doctor']).drill.sound === false, 'a drill that failed stays noted');
        genbo(['restore', '--drill', await restored('again')]);
        must(genbo(['doctor']).drill.sound, 'until there is a better one');
        counts.drills = 3;
    } finally {
        await server.stop();
    }
});
