// SPDX-License-Identifier: Apache-2.0
//
// The disk refuses to keep what was written: fdatasync answers EIO, once or from then on.  The
// request that waited for it gets 503, every later write too, what shows nobody goes on, the process ends by
// itself with a code that says "not now"; and after a new start everything that was acknowledged is
// there.  (What was not acknowledged may be there: that is what idempotency keys are for.)

import { call, fault, genbo, House, must, newMaster, settle, sleep, wanted } from './common.mjs';

const WHY = ['store.sync_failed', 'register.stopped', 'register.access_log_down'];
const PASSWORD = 'correct horse battery staple 7';

async function round(dir, inject, counts, password) {
    const house = await new House(dir, {
        before: ["strace", "-f", '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync', '-e', `inject=fdatasync:error=EIO:when=${inject}`] }).start();
    await house.signIn(password, PASSWORD);
    const acknowledged = [];
    let refused = 0;
    for (let key = 0; key < 60 && refused < 5; key += 1) {
        const began = Date.now();
        const answer = await house.enter(counts.asked++);
        if (answer?.status === 201) {
            must(refused === 0, 'a write was acknowledged after the disk had failed');
            acknowledged.push(answer.json.number);
        } else {
            refused += 1;
            // Nobody is left waiting, and the first who is refused is told why.
            must(Date.now() - began < 10_000, `a refused write took ${Date.now() - began} ms`);
            must(answer === undefined ? refused > 1 : answer.status === 503, `a write was answered with ${answer?.status}`);
            if (answer) must(WHY.includes(answer.json.code) && answer.json.detail, `a write was refused with ${JSON.stringify(answer.json)}`);
            if (refused === 1) {
                const said = await Promise.all(['ja', 'en'].map((language) => house.ask(
                    'POST', '/customers', { values: [{ field: 'name_full', raw: '試験 次郎' }], confirmed: true },
                    { 'Idempotency-Key': `why-${language}-${counts.asked}`, 'Accept-Language': language })));
                must(said.every((one) => one.status === 503 && one.json.detail), `the next were answered with ${JSON.stringify(said)}`);
                must(/[ぁ-ん]/.test(said[0].json.detail) && /[a-z]/.test(said[1].json.detail), `they were told ${JSON.stringify(said)}`);
            }
            if (refused === 1 && acknowledged.length > 0) {
                const read = await house.ask('GET', `/customers/${acknowledged[0]}`);
                // People are shown only while that can still be noted; the rest of the house goes on.
                must(read.status === 200 || ['register.access_log_down', 'register.stopped'].includes(read.json.code), `reading was answered with ${read.status} ${JSON.stringify(read.json)}`);
                const home = await house.ask('GET', '/home');
                must(home.status === 200, `the first page was answered with ${home.status}`);
                counts.readsAfterFailure += 1;
            }
        }
    }
    must(refused > 0, 'no fdatasync failed');
    const over = await Promise.race([house.ended, sleep(40_000)]);
    must(over, 'the process did not end by itself');
    must(over.code === 7, `it ended with ${JSON.stringify(over)}`);
    counts.failures += 1;
    counts.acknowledged += acknowledged.length;
    for (const number of acknowledged) must(call(['show', number], { dir }).code === 0, `${number} was acknowledged and is gone`);
    must(genbo(['doctor'], { dir }).sound, 'the master is sound');
}

await fault('sync_errors', async (counts) => {
    Object.assign(counts, { failures: 0, asked: 0, acknowledged: 0, readsAfterFailure: 0, falselyAcknowledged: 0 });
    await settle('m', newMaster('m'), PASSWORD);
    for (let i = 0; i < wanted(4); i += 1) {
        // Starting and signing in write as well: those must pass.
        const from = 25 + 5 * i;
        await round('m', i % 2 === 0 ? `${from}` : `${from}+`, counts, PASSWORD);
    }
});
