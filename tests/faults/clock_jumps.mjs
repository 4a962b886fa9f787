// SPDX-License-Identifier: Apache-2.0
//
// The clock jumps: an hour and a day back and forth, over a change to summer time, past 2038, and
// ten years ahead.  Commits keep their order, the master is sound, every commit can be restored, and
// tidying up costs one old snapshot at most, never all.

import { mkdirSync } from 'node:fs';

import { at, fault, genbo, must, newMaster, wanted, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const CLOCKS = [
    ['+0', 'Asia/Tokyo'], ['+1h', 'Asia/Tokyo'], ['-1h', 'Asia/Tokyo'], ['-1d', 'Asia/Tokyo'], ['+0', 'Asia/Tokyo'],
    ['@2027-03-28 00:59:58', 'UTC'], ['@2027-03-28 01:00:05', 'UTC'], ['@2038-01-19 03:14:05', 'UTC'], ['@2038-01-19 03:14:20', 'UTC'],
    ['@1971-01-01 00:00:00', 'UTC'], ['+0', 'Asia/Tokyo'], ['+3650d', 'Asia/Tokyo'], ['+0', 'Asia/Tokyo']];

await fault('clock_jumps', async (counts) => {
    Object.assign(counts, { jumps: 0, commits: 0, restored: 0, wrongErasures: 0, snapshotsLost: 0 });
    mkdirSync(at('place'));
    newMaster('m', [at('place')]);
    let rows = 0;
    let snapshots = 0;
    const states = [];
    for (let i = 0; i < Math.min(CLOCKS.length, wanted(CLOCKS.length)); i += 1) {
        const [clock, zone] = CLOCKS[i];
        const under = { before: ['faketime', '-f', clock], env: { TZ: zone } };
        writeRows(`rows-${i}.csv`, 10, rows);
        rows += 10;
        genbo(importArgs(`rows-${i}.csv`, 5), under);
        genbo(['backup', '--now'], under);
        must(genbo(['doctor'], under).sound, `not sound under ${clock}`);
        const list = genbo(['backup', '--list']).snapshots;
        const line = list.map((each) => each.line);
        must(new Set(line).size === 1, 'the clock began a new line');
        const commits = list.map((each) => each.last_commit);
        states.push({ commit: Math.max(...commits), rows });
        must(list.length >= snapshots, `${snapshots} snapshots became ${list.length}`);
        counts.snapshotsLost += Math.max(0, snapshots + 1 - list.length);
        snapshots = list.length;
        counts.jumps += 1;
    }
    counts.commits = states.at(-1).commit;
    // What was tidied away, one snapshot a round, was older than the days to be kept by that clock.
    const first = Math.min(...genbo(['backup', '--list']).snapshots.map((each) => each.commit));
    for (const [i, state] of states.entries()) {
        if (state.commit < first) continue;
        const restored = genbo(['restore', at('place'), `r${i}`, '--keyring', 'm/genbo.keyring', '--commit', String(state.commit)]);
        must(restored.sound && restored.commit === state.commit, `commit ${state.commit}: ${JSON.stringify(restored)}`);
        const payloads = restored.parts.find((part) => part.name === 'payloads').looked_at;
        must(payloads === state.rows, `${payloads} records at commit ${state.commit}, not ${state.rows}`);
        counts.restored += 1;
    }
});
