// SPDX-License-Identifier: Apache-2.0
//
// Bits flipped, tails torn off, sectors lost: in the database, its write-ahead log, the keyring and
// the backup.  Each mutant is either refused, or recovered to an earlier commit, or what was changed
// has no meaning; a master that is said to be sound and is another one is what must not be.
//   node bit_flips.mjs PROGRAM [MUTANTS=400 for each of the four] [SEED]
//
// A database alone cannot know everything about itself: SQLite's pages carry no sums.  What the
// doctor does not see there, `genbo restore --drill` does, which compares the database page by page
// with what its backup says it was; so a mutant of the database counts as found by either.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Chance } from '../long/chaos/chance.mjs';
import { at, call, fault, genbo, must, newMaster, sql, wanted, writeRows } from './common.mjs';
import { runImport } from './imports.mjs';

const chance = new Chance(Number(process.argv[4] ?? 1));
const SECTOR = 512;

function mutate(path) {
    const bytes = readFileSync(path);
    const kind = chance.weighted({ bit: 6, sector: 2, tail: 2 });
    if (kind === 'bit') bytes[chance.below(bytes.length)] ^= 1 << chance.below(8);
    if (kind === 'sector') {
        const from = chance.below(Math.ceil(bytes.length / SECTOR)) * SECTOR;
        bytes.fill(0, from, from + SECTOR);
    }
    writeFileSync(path, kind === 'tail' ? bytes.subarray(0, chance.below(bytes.length)) : bytes);
    return kind;
}

// Everything that the tables say.
function contents(dir) {
    try {
        const database = at(dir, 'genbo.db');
        return sql(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
            .map(({ name }) => JSON.stringify(sql(database, `SELECT * FROM ${name} ORDER BY 1, 2`))).join('\n');
    } catch {
        return 'unreadable';
    }
}

function files(folder) {
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
    });
}

await fault('bit_flips', async (counts) => {
    const each = wanted(400);
    mkdirSync(at('place'));
    newMaster('m', [at('place')]);
    writeRows('rows.csv', 24);
    // A kill, so that the log stays; its commits one by one are what may come out.
    await runImport('m', 'rows.csv', 4, { onWord: (child, said) => said.includes('ack 24') && child.kill('SIGKILL') });
    cpSync(at('m'), at('logged'), { recursive: true });
    genbo(['backup', '--now']);
    const whole = contents('m');
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
    for (let i = 0; i < each; i += 1) {
        fresh('m');
        const kind = mutate(at('x', 'genbo.db'));
        let result = verdict('x', check('x'));
        if (result === 'other') {
            const drill = call(['restore', '--drill'], { dir: 'x' });
            result = drill.code !== 0 ? 'refused_by_drill' : 'undetected';
        }
        tally('database', kind, result);
        must(result !== 'undetected', `a changed database is called sound (${kind}, mutant ${i})`);
    }
    for (let i = 0; i < each; i += 1) {
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
    for (let i = 0; i < each; i += 1) {
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
    for (let i = 0; i < each; i += 1) {
        const path = chance.of(pieces);
        const before = readFileSync(path);
        const kind = mutate(path);
        const same = before.equals(readFileSync(path));
        rmSync(at('back'), { recursive: true, force: true });
        const done = call(['restore', at('place'), 'back', '--keyring', 'm/genbo.keyring', '--commit', String(last.commit)]);
        writeFileSync(path, before);
        const result = done.code !== 0 ? 'refused' : contents('back') === whole ? 'harmless' : 'undetected';
        tally('backup', kind, result === 'harmless' && !same && !path.endsWith('.log') ? 'undetected' : result);
        must(result !== 'undetected', `a changed backup gives another master (${path}, ${kind})`);
    }
});
