// SPDX-License-Identifier: Apache-2.0
//
// Bits flipped, tails torn off, sectors lost: in the database, its write-ahead log, the keyring and
// the backup.  Each mutant is either refused, or recovered to an earlier commit, or what was changed
// has no meaning; a master that is said to be sound and is another one is what must not be.
//   node bit_flips.mjs PROGRAM [MUTANTS=2500 of the database, a tenth of the others] [SEED] [ONLY]
//       ONLY: database, log, keyring or backup
//
// Every bit of the keyring, and thousands of logs and records of changes, are the unit tests' matter
// (crypto/keyring_test.cc, adapter/sqlite/sqlite_store_torn_log_test.cc, backup/commit_record_test.cc); here the
// program itself is started for a tenth as many.
//
// A database alone cannot know everything about itself: SQLite's pages carry no sums.  What the
// doctor does not see there, `genbo restore --drill` does, which compares the database page by page
// with what its backup says it was; so a mutant of the database counts as found by either.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Chance } from '../long/chaos/chance.mjs';
import { at, call, fault, genbo, must, newMaster, sql, wanted, writeRows } from './common.mjs';
import { runImport } from './imports.mjs';

const chance = new Chance(Number(process.argv[4] ?? 1));
const only = process.argv[5];
const SECTOR = 512;

function mutate(path) {
    const bytes = readFileSync(path);
    const kind = chance.weighted({ bit: 6, sector: 2, tail: 2 });
    if (kind === 'bit') bytes[chance.below(bytes.length)] ^= 1 << chance.below(8);
    if (kind === 'sector') {
        const from = chance.below(Math.ceil(bytes.length / SECTOR)) * SECTOR;
        bytes.fill(0, from, Math.min(bytes.length, from + SECTOR));
    }
    writeFileSync(path, kind === 'tail' ? bytes.subarray(0, chance.below(bytes.length)) : bytes);
    return kind;
}

// Everything that the tables say, and whether the pages and indexes fit together; with the number of
// the commit, which what was restored counts on from.
function contents(dir, withCommit = false) {
    const said = spawnSync('sqlite3', ['-batch', at(dir, 'genbo.db')], {
        input: `${withCommit ? 'PRAGMA user_version;\n' : ''}PRAGMA integrity_check(1);\n.dump\n`, maxBuffer: 1 << 28 });
    return said.status === 0 && !said.stdout.includes('ERROR') ? said.stdout.toString() : 'unreadable';
}

function files(folder) {
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
    });
}

await fault('bit_flips', async (counts) => {
    const many = wanted(2500);
    const each = Math.ceil(many / 10);
    mkdirSync(at('place'));
    newMaster('m', [at('place')]);
    writeRows('rows.csv', 24);
    // A kill, so that the log stays; its commits one by one are what may come out.
    await runImport('m', 'rows.csv', 4, { onWord: (child, said) => said.includes('ack 24') && child.kill('SIGKILL') });
    cpSync(at('m'), at('logged'), { recursive: true });
    genbo(['backup', '--now']);
    const whole = contents('m');
    const wholeCommit = contents('m', true);
    const of = (what, count) => (only === undefined || only === what ? count : 0);
    const last = genbo(['backup', '--list']).snapshots.at(-1);
    const check = (dir) => call(['doctor'], { dir });
    const verdict = (dir, found) => {
        if (found.code !== 0) return 'refused';
        return contents(dir) === whole ? 'harmless' : 'other';
    };
    const tally = (what, kind, result) => {
        counts[`${what}_${result}`] = (counts[`${what}_${result}`] ?? 0) + 1;
    };
    const fresh = (from) => {
        rmSync(at('x'), { recursive: true, force: true });
        cpSync(at(from), at('x'), { recursive: true });
    };
    fresh('m');
    for (let i = 0; i < of('database', many); i += 1) {
        for (const name of ['genbo.db-wal', 'genbo.db-shm']) rmSync(at('x', name), { force: true });
        cpSync(at('m', 'genbo.db'), at('x', 'genbo.db'));
        const kind = mutate(at('x', 'genbo.db'));
        // What says the same, with sound pages and indexes, is not worth starting the program.
        let result = contents('x', true) === wholeCommit ? 'harmless' : verdict('x', check('x'));
        if (result === 'other') {
            const drill = call(['restore', '--drill'], { dir: 'x' });
            result = drill.code !== 0 ? 'refused_by_drill' : 'undetected';
        }
        tally('database', kind, result);
        must(result !== 'undetected', `a changed database is called sound (${kind}, mutant ${i})`);
        if (result !== 'harmless') fresh('m');
    }
    for (let i = 0; i < of('log', each); i += 1) {
        fresh('logged');
        const kind = mutate(at('x', 'genbo.db-wal'));
        const found = check('x');
        // An earlier commit is what a torn log leaves: whole batches of the import, and sound.
        let result = 'refused';
        if (found.code === 0) {
            const rows = Object.values(sql(at('x', 'genbo.db'), 'SELECT coalesce(max(rows_read), 0) FROM import')[0])[0];
            result = rows % 4 === 0 ? 'earlier_or_same' : 'other';
        }
        tally('log', kind, result);
        must(result !== 'other', `a torn log gives half a commit (${kind}, mutant ${i})`);
    }
    for (let i = 0; i < of('keyring', each); i += 1) {
        fresh('m');
        const before = readFileSync(at('x', 'genbo.keyring'));
        const kind = mutate(at('x', 'genbo.keyring'));
        const same = before.equals(readFileSync(at('x', 'genbo.keyring')));
        const found = check('x');
        const result = found.code !== 0 ? 'refused' : same ? 'harmless' : 'undetected';
        tally('keyring', kind, result);
        must(result !== 'undetected', `a changed keyring is taken (${kind}, mutant ${i})`);
    }
    const pieces = files(at('place'));
    for (let i = 0; i < of('backup', each); i += 1) {
        const path = chance.of(pieces);
        const before = readFileSync(path);
        const kind = mutate(path);
        rmSync(at('back'), { recursive: true, force: true });
        const done = call(['restore', at('place'), 'back', '--keyring', 'm/genbo.keyring', '--commit', String(last.commit)]);
        writeFileSync(path, before);
        const result = done.code !== 0 ? 'refused' : contents('back') === whole ? 'harmless' : 'undetected';
        tally('backup', kind, result);
        must(result !== 'undetected', `a changed backup gives another master (${path}, ${kind})`);
    }
});
