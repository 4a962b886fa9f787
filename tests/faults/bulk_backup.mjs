// SPDX-License-Identifier: Apache-2.0
//
// An import without a server that changes several times what the spool of the backup may hold: it
// ships on its way, and every moment of it can be restored.  Then, each with the same spool, a new
// root secret, a night that wraps every key anew, and the undo of the import: what they wrote is at
// the place when they end, without a gap.  And with a place that is away: the import goes on, and the
// place is given a snapshot when it is back.
//   node bulk_backup.mjs PROGRAM [ROWS=200000]

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { at, call, fault, genbo, must, newMaster, sql, wanted, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const SPOOL_MIB = 64;  // The least that is allowed.

function smallSpool(dir) {
    const path = at(dir, 'genbo.toml');
    const text = readFileSync(path, 'utf8');
    must(text.includes('#spool_mib = 1024'), 'genbo.toml has no spool_mib');
    writeFileSync(path, text.replace('#spool_mib = 1024', `spool_mib = ${SPOOL_MIB}`)
        .replace(/^#roll = .*$/m, 'roll = "nightly"'));
}

// What the place brings back, without anything being shipped before.
function asItLies(name, counts) {
    const ranges = rangesOf('m');
    const newest = Math.max(...ranges.map((range) => range.last_commit));
    must(ranges.every((range) => range.last_commit === newest), `${name}: there is a gap: ${JSON.stringify(ranges)}`);
    const found = genbo(['restore', at('place'), name, '--keyring', 'm/genbo.keyring'], { dir: null });
    must(found.sound, `${name}: ${JSON.stringify(found)}`);
    counts.restored += 1;
    return {
        records: found.parts.find((part) => part.name === 'payloads').looked_at,
        of: (setting) => sql(at(name, 'genbo.db'), `SELECT value FROM setting WHERE name = '${setting}'`)[0]?.value };
}

function saidNothingOf(done, what) {
    must(done.code === 0, `${what}: ${done.code} ${JSON.stringify(done.json)} ${done.error.slice(-400)}`);
    must(!done.error.includes('backup.spool_dropped'), `${what}: the spool overflowed`);
}

function othersShipToo(rows, counts) {
    saidNothingOf(call(['keys', '--rotate']), 'a new root');
    const root = asItLies('after-root', counts);
    must(root.records === rows && root.of('keyring.root') === '2' && JSON.parse(root.of('root.change')).part === 'done', 'the new root is not at the place');
    const epoch = Number(root.of('keyring.epoch'));
    saidNothingOf(call(['erasures', 'night', '--vouch']), 'the night');
    const night = asItLies('after-night', counts);
    must(Number(night.of('keyring.epoch')) === epoch + 1 && JSON.parse(night.of('epoch.roll')).part === 'done', 'the night is not at the place');
    saidNothingOf(call(['undo', '1']), 'the undo');
    must(asItLies('after-undo', counts).records === 0, 'the undo is not at the place');
}

const rangesOf = (dir) => genbo(['backup', '--list'], { dir }).snapshots;

await fault('bulk_backup', async (counts) => {
    const rows = wanted(200_000);
    const batch = 1000;
    writeRows('rows.csv', rows);
    mkdirSync(at('place'));
    newMaster('m', [at('place')]);
    smallSpool('m');
    const done = call(importArgs('rows.csv', batch));
    must(done.code === 0 && done.json.new === rows, `the import: ${done.code} ${JSON.stringify(done.json)}`);
    must(!done.error.includes('backup.spool_dropped'), 'the spool overflowed');
    genbo(['backup', '--now']);
    const ranges = rangesOf('m');
    const newest = Math.max(...ranges.map((range) => range.last_commit));
    // From the first snapshot of the import on: logs reach from each snapshot to the newest commit.
    const first = Math.min(...ranges.map((range) => range.commit));
    must(ranges.every((range) => range.last_commit === newest), `there is a gap: ${JSON.stringify(ranges)}`);
    must(ranges.length >= 2 && newest - first > 10, `nothing was shipped on the way: ${JSON.stringify(ranges)}`);
    let before = 0;
    for (let i = 0; i < 4; i += 1) {
        const commit = first + Math.round((newest - first) * i / 3);
        const found = genbo(['restore', at('place'), `r${i}`, '--keyring', 'm/genbo.keyring', '--commit', String(commit)], { dir: null });
        const looked = found.parts.find((part) => part.name === 'payloads').looked_at;
        must(found.sound && looked >= before, `commit ${commit}: ${JSON.stringify(found)}`);
        before = looked;
        counts.restored = (counts.restored ?? 0) + 1;
    }
    must(before === rows, `${before} records at the end, not ${rows}`);
    counts.rows = rows;
    counts.commits = newest - first;
    counts.snapshots = ranges.length;
    othersShipToo(rows, counts);

    mkdirSync(at('away'));
    newMaster('a', [at('away')]);
    smallSpool('a');
    renameSync(at('away'), at('gone'));
    const alone = call(importArgs('rows.csv', batch), { dir: 'a' });
    must(alone.code === 0 && alone.json.new === rows, `the import beside a place that is away: ${alone.code} ${JSON.stringify(alone.json)}`);
    counts.warned = alone.error.includes('backup.spool_filling') ? 1 : 0;
    counts.dropped = alone.error.split('backup.spool_dropped').length - 1;
    renameSync(at('gone'), at('away'));
    genbo(['backup', '--now'], { dir: 'a' });
    const back = genbo(['restore', at('away'), 'back', '--keyring', 'a/genbo.keyring'], { dir: null });
    must(back.sound && back.parts.find((part) => part.name === 'payloads').looked_at === rows, `the place that was away: ${JSON.stringify(back)}`);
    must(existsSync(at('back', 'genbo.db')), 'the restored master is there');
});
