// SPDX-License-Identifier: Apache-2.0
//
// The disk is full: a master on a file system of 16 MiB is written to until nothing fits.
//
//   import   it stops with "not now"; what was acknowledged can be read; with room it goes on
//   server   somebody else takes the disk to its last block, and the server gives its ballast away:
//            new customers are refused with 507, in the language of who asks, but people are still
//            found and shown, customers merged, erasures asked for; with room again new customers
//            are taken within ten seconds, the ballast is laid again, and nothing is lost
//
// Needs root (mount).

import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';

import { at, call, fault, genbo, House, must, newMaster, sleep, sql, writeRows } from './common.mjs';
import { importArgs, runImport } from './imports.mjs';

const PASSWORD = 'correct horse battery staple 7';
const database = () => at('mnt', 'm', 'genbo.db');
const one = (statement) => Object.values(sql(database(), statement)[0])[0];

function sh(...words) {
    const done = spawnSync(words[0], words.slice(1));
    must(done.status === 0, `${words.join(' ')}: ${done.stderr}`);
}

// Takes the whole disk, root's share as well, and most of it at once: what the server gives away
// meanwhile must not be taken too.
function fill(name) {
    const { bavail, bsize } = statfsSync(at('mnt'));
    sh('fallocate', '-l', String(Math.max(bsize, bavail * bsize - (256 << 10))), at('mnt', `${name}-most`));
    const file = openSync(at('mnt', name), 'w');
    try {
        for (;;) writeSync(file, Buffer.alloc(4096));
    } catch (error) {
        must(error.code === 'ENOSPC', `filling the disk: ${error}`);
    } finally {
        closeSync(file);
    }
}

async function fillByImport(counts) {
    writeFileSync(at('mnt', 'other'), Buffer.alloc(3 << 20));
    writeRows('rows.csv', 30_000);
    const outcome = await runImport('mnt/m', 'rows.csv', 20);
    must(outcome.code === 7, `the import ended with ${outcome.code} ${outcome.said.slice(-300)}`);
    counts.acknowledged = outcome.acknowledged;
    must(outcome.acknowledged > 0, 'nothing was imported before the disk was full');
    rmSync(at('mnt', 'other'));
    const from = performance.now();
    writeRows('few.csv', 40, 90_000);
    const again = call(importArgs('few.csv', 20), { dir: 'mnt/m' });
    counts.recoverySeconds = Math.round(performance.now() - from) / 1000;
    must(again.code === 0, `with room again: exit ${again.code} ${JSON.stringify(again.json)}`);
    counts.readable = one('SELECT rows_read FROM import WHERE import_id = 1');
    must(counts.readable >= counts.acknowledged, `${counts.acknowledged} acknowledged, ${counts.readable} readable`);
    must(genbo(['doctor'], { dir: 'mnt/m' }).sound, 'the master is not sound');
}

async function whileFull(house, counts) {
    const ask = async (what, wanted, ...request) => {
        const answer = await house.ask(...request);
        must(answer.status === wanted, `${what} on a full disk: ${answer.status} ${JSON.stringify(answer.json)}`);
        counts.served_while_full += 1;
        return answer;
    };
    for (let i = 0; i < 20; i += 1) {
        const found = await ask('searching', 200, 'POST', '/customers/search', { text: `佐藤 第${i * 5}号`, limit: 1 });
        must(found.json.items.length === 1, 'a customer is not found');
    }
    const [left, right] = sql(database(), 'SELECT text FROM number ORDER BY number_id LIMIT 2')
        .map(({ text }) => `${text.slice(0, 5)}-${text.slice(5)}`);
    const shown = await ask('showing', 200, 'GET', `/customers/${left}`);
    await ask('merging', 200, 'POST', `/customers/${left}/merge`, { other: right, reason: 'test' },
        { 'If-Match': shown.etag, 'Idempotency-Key': 'full-merge' });
    const merged = await ask('showing', 200, 'GET', `/customers/${left}`);
    await ask('asking for an erasure', 201, 'POST', `/customers/${left}/erasure`, { ground: 'request', reason: 'test' },
        { 'If-Match': merged.etag, 'Idempotency-Key': 'full-erasure' });
}

async function fillUnderTheServer(counts, password) {
    const house = await new House('mnt/m').start();
    await house.signIn(password, PASSWORD);
    const reserve = at('mnt', 'm', 'genbo.reserve');
    for (let i = 0; i < 50 && !existsSync(reserve); i += 1) await sleep(200);
    must(existsSync(reserve), 'no ballast is laid');
    const entered = [];
    for (let key = 0; key < 20; key += 1) {
        const answer = await house.enter(key);
        must(answer?.status === 201, `with room: ${answer?.status} ${JSON.stringify(answer?.json)}`);
        entered.push(answer.json.number);
    }
    fill('other');
    for (let i = 0; i < 50 && existsSync(reserve); i += 1) await sleep(100);
    must(!existsSync(reserve), 'the ballast is not given away');
    const refused = await house.enter(20);
    must(refused?.status === 507, `a full disk is answered with ${refused?.status} ${JSON.stringify(refused?.json)}`);
    must(refused.json.detail.startsWith('ディスクに空きがありません'), JSON.stringify(refused.json));
    const inEnglish = await house.ask('POST', '/customers', { values: [{ field: 'name_full', raw: '試験' }], confirmed: true },
        { 'Idempotency-Key': 'entry-in-english', 'Accept-Language': 'en' });
    must(inEnglish.status === 507 && inEnglish.json.detail.startsWith('The disk is full'), JSON.stringify(inEnglish.json));
    await whileFull(house, counts);
    counts.entered = entered.length;
    for (const name of ['other', 'other-most']) rmSync(at('mnt', name));
    const from = performance.now();
    let taken;
    for (let key = 5000; key < 5100 && taken?.status !== 201; key += 1) {
        taken = await house.enter(key);
        if (taken?.status !== 201) await sleep(100);
    }
    counts.serverRecoverySeconds = Math.round(performance.now() - from) / 1000;
    must(taken?.status === 201 && counts.serverRecoverySeconds < 10, `with room again: ${taken?.status} after ${counts.serverRecoverySeconds} s`);
    for (let i = 0; i < 50 && !existsSync(reserve); i += 1) await sleep(200);
    must(existsSync(reserve), 'the ballast is not laid again');
    must((await house.stop()).code === 0, 'the server did not end in peace');
    for (const number of entered) must(one(`SELECT count(*) FROM number WHERE text = '${number.replace('-', '')}'`) === 1, `${number} was acknowledged and is gone`);
    must(genbo(['doctor'], { dir: 'mnt/m' }).sound, 'the master is not sound');
}

await fault('disk_full', async (counts) => {
    Object.assign(counts, { acknowledged: 0, readable: 0, recoverySeconds: 0, entered: 0, served_while_full: 0 });
    const password = newMaster('empty');
    sh('truncate', '-s', '16M', at('disk'));
    sh('mkfs.ext4', '-q', '-F', at('disk'));
    mkdirSync(at('mnt'));
    sh('mount', '-o', 'loop', at('disk'), at('mnt'));
    try {
        cpSync(at('empty'), at('mnt', 'm'), { recursive: true });
        await fillByImport(counts);
        await fillUnderTheServer(counts, password);
    } finally {
        spawnSync('sync');
        sh('umount', '-l', at('mnt'));
    }
});
