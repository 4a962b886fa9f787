// SPDX-License-Identifier: Apache-2.0
//
// Power cuts.  The master lies on a file system of its own in an image file.  At a random moment of
// an import the process is stopped, the image is copied as it is on the disk, and the copy is
// mounted: what the kernel had not written yet is not in it.  Acknowledged rows are, and the import
// goes on from there.  Needs root (mount).  Reordering inside a drive is not simulated.
//   node power_cuts.mjs PROGRAM [CUTS=200] [SEED]

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

import { Chance } from '../long/chaos/chance.mjs';
import { at, fault, genbo, must, newMaster, sleep, wanted, writeRows } from './common.mjs';
import { goOn, look, restoresToTheSame, runImport } from './imports.mjs';

const ROWS = 900;
const BATCH = 3;
const chance = new Chance(Number(process.argv[4] ?? 1));

function sh(...words) {
    const done = spawnSync(words[0], words.slice(1));
    must(done.status === 0, `${words.join(' ')}: ${done.stderr}`);
}
function mounted(image, where) {
    mkdirSync(at(where), { recursive: true });
    sh('mount', '-o', 'loop', at(image), at(where));
}
const unmounted = (where) => sh('umount', at(where));
const stopped = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8').includes('T (stopped)');

await fault('power_cuts', async (counts) => {
    Object.assign(counts, { cuts: 0, acknowledged: 0, ahead: 0, lost: 0, restores: 0 });
    mkdirSync(at('place'));
    writeRows('rows.csv', ROWS);
    newMaster('empty', [at('place')]);
    sh('truncate', '-s', '48M', at('disk'));
    sh('mkfs.ext4', '-q', '-F', at('disk'));
    mounted('disk', 'mnt');
    try {
        while (counts.cuts < wanted(200)) {
            rmSync(at('mnt', 'm'), { recursive: true, force: true });
            cpSync(at('empty'), at('mnt', 'm'), { recursive: true });
            sh('sync');
            // Several cuts of one import: after each it goes on undisturbed.
            const pending = [];
            const outcome = await runImport('mnt/m', 'rows.csv', BATCH, {
                onWord: (child, said) => {
                    if (child.cutting || !said.endsWith('\n') || !chance.happens(0.05)) return;
                    child.cutting = true;
                    child.kill('SIGSTOP');
                    while (!stopped(child.pid)) { /* until it stands still */ }
                    const words = [...said.matchAll(/ack (\d+)\n/g)];
                    copyFileSync(at('disk'), at(`cut-${counts.cuts}`));
                    pending.push({ image: `cut-${counts.cuts}`, acknowledged: Number(words.at(-1)?.[1] ?? 0) });
                    counts.cuts += 1;
                    child.kill('SIGCONT');
                    setTimeout(() => { child.cutting = false; }, 5);
                } });
            must(outcome.code === 0, `the import ended with ${outcome.code ?? outcome.signal} ${outcome.said.slice(-300)}`);
            for (const cut of pending) {
                mounted(cut.image, 'after');
                try {
                    counts.acknowledged += cut.acknowledged;
                    const durable = look('after/m', cut.acknowledged, BATCH, ROWS);
                    counts.ahead += durable > cut.acknowledged ? 1 : 0;
                    if (counts.restores < counts.cuts / 10) {
                        goOn('after/m', 'rows.csv', BATCH, ROWS);
                        rmSync(at('place'), { recursive: true, force: true });
                        mkdirSync(at('place'));
                        restoresToTheSame('after/m', at('place'));
                        must(genbo(['doctor'], { dir: 'after/m' }).sound, 'the doctor is not content');
                        counts.restores += 1;
                    }
                } finally {
                    await sleep(20);
                    unmounted('after');
                    rmSync(at(cut.image), { force: true });
                }
            }
        }
    } finally {
        if (existsSync(at('mnt'))) unmounted('mnt');
    }
});
