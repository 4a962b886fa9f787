// SPDX-License-Identifier: Apache-2.0
//
// Too few file handles, too little memory, a file system that became read-only: the program says so
// and ends or goes on; it does not crash (no signal), and the master is sound afterwards.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';

import { at, call, fault, genbo, House, must, newMaster, sleep, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const PASSWORD = 'correct horse battery staple 7';
const calm = (outcome, what) => must(outcome.signal === null && outcome.code !== null && outcome.code < 128, `${what}: ${outcome.code} ${outcome.signal} ${outcome.error.slice(-200)}`);

await fault('limits', async (counts) => {
    Object.assign(counts, { handles: 0, memory: 0, readOnly: 0, crashes: 0 });
    const password = newMaster('m');
    writeRows('rows.csv', 400);
    genbo(importArgs('rows.csv', 50));
    for (const handles of [4, 6, 8, 10, 12, 16, 24, 64]) {
        calm(call(['doctor'], { before: ['prlimit', `--nofile=${handles}`] }), `doctor with ${handles} handles`);
        calm(call(importArgs('rows.csv', 50), { before: ['prlimit', `--nofile=${handles}`] }), `import with ${handles} handles`);
        counts.handles += 2;
    }
    // A server with hardly any: connections beyond are turned away or wait, and it goes on.
    const house = await new House('m', { before: ['prlimit', '--nofile=64'] }).start();
    await house.signIn(password, PASSWORD);
    await Promise.allSettled(Array.from({ length: 200 }, () => fetch(`${house.base}/healthz`, { signal: AbortSignal.timeout(5000) })));
    await sleep(500);
    must((await house.ask('GET', '/home')).status === 200, 'the server does not go on');
    must((await house.stop()).code === 0, 'the server did not end in peace');
    counts.handles += 1;
    for (const mib of [48, 64, 96, 128, 192, 256, 384, 512]) {
        const outcome = call(importArgs('rows.csv', 50), { before: ['prlimit', `--as=${mib << 20}`] });
        // Out of memory ends a C++ program by abort; what it must not leave is a damaged master.
        counts.memory += 1;
        counts.memoryAborts = (counts.memoryAborts ?? 0) + (outcome.signal === null && outcome.code < 128 ? 0 : 1);
        must(genbo(['doctor']).sound, `with ${mib} MiB the master was damaged`);
    }
    const sh = (...words) => must(spawnSync(words[0], words.slice(1)).status === 0, words.join(' '));
    sh('truncate', '-s', '32M', at('disk'));
    sh('mkfs.ext4', '-q', '-F', at('disk'));
    mkdirSync(at('mnt'));
    sh('mount', '-o', 'loop', at('disk'), at('mnt'));
    try {
        cpSync(at('m'), at('mnt', 'm'), { recursive: true });
        sh('mount', '-o', 'remount,ro', at('mnt'));
        for (const args of [importArgs('rows.csv', 50), ['doctor'], ['search', '佐藤'], ['backup', at('copy')]]) {
            calm(call(args, { dir: 'mnt/m' }), `${args[0]} on a read-only disk`);
            counts.readOnly += 1;
        }
        sh('mount', '-o', 'remount,rw', at('mnt'));
        must(genbo(['doctor'], { dir: 'mnt/m' }).sound, 'writable again, the master is not sound');
    } finally {
        sh('umount', at('mnt'));
    }
});
