// SPDX-License-Identifier: Apache-2.0
//
// The disk is full: a master on a file system of 16 MiB is written to until nothing fits.  Imports
// stop with "not now", what was acknowledged can be read, nothing is damaged, and when there is room
// again writing goes on within ten seconds.  Needs root (mount).

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { at, call, fault, genbo, must, newMaster, sql, writeRows } from './common.mjs';
import { importArgs, runImport } from './imports.mjs';

function sh(...words) {
    const done = spawnSync(words[0], words.slice(1));
    must(done.status === 0, `${words.join(' ')}: ${done.stderr}`);
}

await fault('disk_full', async (counts) => {
    Object.assign(counts, { acknowledged: 0, readable: 0, recoverySeconds: 0 });
    newMaster('empty');
    sh('truncate', '-s', '16M', at('disk'));
    sh('mkfs.ext4', '-q', '-F', at('disk'));
    mkdirSync(at('mnt'));
    sh('mount', '-o', 'loop', at('disk'), at('mnt'));
    try {
        cpSync(at('empty'), at('mnt', 'm'), { recursive: true });
        writeFileSync(at('mnt', 'other'), Buffer.alloc(3 << 20));
        writeRows('rows.csv', 30_000);
        const outcome = await runImport('mnt/m', 'rows.csv', 20);
        must(outcome.code === 7, `the import ended with ${outcome.code} ${outcome.said.slice(-300)}`);
        counts.acknowledged = outcome.acknowledged;
        const readable = () => Object.values(sql(at('mnt', 'm', 'genbo.db'), 'SELECT coalesce(max(rows_read), 0) FROM import')[0])[0];
        must(outcome.acknowledged > 0, 'nothing was imported before the disk was full');
        // On a full disk not even the log's index can be made: reading needs some room as well.
        rmSync(at('mnt', 'other'));
        const from = performance.now();
        writeRows('few.csv', 40, 90_000);
        const again = call(importArgs('few.csv', 20), { dir: 'mnt/m' });
        counts.recoverySeconds = (performance.now() - from) / 1000;
        must(again.code === 0, `with room again: exit ${again.code} ${JSON.stringify(again.json)}`);
        counts.readable = Object.values(sql(at('mnt', 'm', 'genbo.db'), 'SELECT rows_read AS n FROM import WHERE import_id = 1')[0])[0];
        must(counts.readable >= counts.acknowledged, `${counts.acknowledged} acknowledged, ${counts.readable} readable`);
        must(readable() >= 40, 'the second import is there');
        must(genbo(['doctor'], { dir: 'mnt/m' }).sound, 'the master is not sound');
    } finally {
        sh('umount', at('mnt'));
    }
});
