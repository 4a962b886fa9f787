// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at every n-th write, sync, rename, truncate and unlink of a script of 60 commits, with the
// backup recording each.  Nothing acknowledged is lost; the same script goes on to its end; the
// backup of what came out of it is the same register.
//   node syscall_kills.mjs PROGRAM [MOST=100000]     at most so many n of each call, evenly spread

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

import { at, fault, genbo, must, newMaster, wanted, writeRows } from './common.mjs';
import { goOn, look, restoresToTheSame, runImport } from './imports.mjs';

const CALLS = ['pwrite64', 'write', 'fdatasync', 'fsync', 'rename', 'renameat', 'ftruncate', 'unlink'];
const ROWS = 60;

await fault('syscall_kills', async (counts) => {
    Object.assign(counts, { points: 0, hit: 0, ahead: 0, lost: 0, restores: 0 });
    mkdirSync(at('place'));
    newMaster('empty', [at('place')]);
    writeRows('rows.csv', ROWS);
    const atMost = wanted(100_000);
    for (const name of CALLS) {
        rmSync(at('m'), { recursive: true, force: true });
        cpSync(at('empty'), at('m'), { recursive: true });
        await runImport('m', 'rows.csv', 1, { before: ['strace', '-f', '-qq', '-o', at('trace'), '-e', `trace=${name}`] });
        // strace counts for each thread by itself.
        const byThread = new Map();
        for (const line of readFileSync(at('trace'), 'utf8').split('\n')) {
            const thread = line.split(' ')[0];
            if (line.includes(`${name}(`)) byThread.set(thread, (byThread.get(thread) ?? 0) + 1);
        }
        const most = Math.max(0, ...byThread.values());
        counts[name] = most;
        const step = Math.max(1, most / atMost);
        for (let from = 1; from <= most; from += step) {
            const n = Math.floor(from);
            counts.points += 1;
            rmSync(at('m'), { recursive: true, force: true });
            cpSync(at('empty'), at('m'), { recursive: true });
            const outcome = await runImport('m', 'rows.csv', 1, {
                before: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:signal=SIGKILL:when=${n}`] });
            const killed = outcome.signal === 'SIGKILL' || outcome.code === 137;
            must(killed || outcome.code === 0, `${name} ${n}: exit ${outcome.code} ${outcome.said.slice(-300)}`);
            counts.hit += killed ? 1 : 0;
            const durable = look('m', outcome.acknowledged, 1, ROWS);
            counts.ahead += durable > outcome.acknowledged ? 1 : 0;
            goOn('m', 'rows.csv', 1, ROWS);
            if (counts.points % 12 !== 0) continue;
            rmSync(at('place'), { recursive: true, force: true });
            mkdirSync(at('place'));
            restoresToTheSame('m', at('place'));
            must(genbo(['doctor']).sound, 'the doctor is not content');
            counts.restores += 1;
        }
    }
});
