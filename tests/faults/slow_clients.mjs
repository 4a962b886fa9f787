// SPDX-License-Identifier: Apache-2.0
//
// Slow clients (slowhttptest: headers, bodies and answers drop by drop, and connections that only
// stand there) beside good ones: the good ones' answers are still there, p99 at most twice as late
// or 50 ms.   node slow_clients.mjs PROGRAM [SECONDS=20 for each attack]

import { spawn } from 'node:child_process';

import { fault, House, must, newMaster, sleep, wanted } from './common.mjs';

const PASSWORD = 'correct horse battery staple 7';

async function p99(house, seconds) {
    const times = [];
    let errors = 0;
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
        const from = performance.now();
        try {
            const answer = await house.ask('GET', '/home');
            if (answer.status !== 200) errors += 1;
        } catch {
            errors += 1;
        }
        times.push(performance.now() - from);
        await sleep(5);
    }
    times.sort((a, b) => a - b);
    return { p99: times[Math.floor(times.length * 0.99)], errors, asked: times.length };
}

await fault('slow_clients', async (counts) => {
    const seconds = wanted(20);
    const password = newMaster('m');
    const house = await new House('m').start();
    await house.signIn(password, PASSWORD);
    const quiet = await p99(house, seconds);
    counts.quiet_p99_ms = Math.round(quiet.p99 * 10) / 10;
    for (const [name, flags] of Object.entries({ headers: ['-H'], body: ['-B'], read: ['-X', '-k', '3'] })) {
        const attack = spawn('slowhttptest', [...flags, '-c', '1000', '-r', '300', '-i', '5', '-l', String(seconds + 10), '-u', `${house.base}/healthz`], { stdio: 'ignore' });
        await sleep(3000);
        const beside = await p99(house, seconds);
        attack.kill('SIGTERM');
        counts[`${name}_p99_ms`] = Math.round(beside.p99 * 10) / 10;
        counts[`${name}_asked`] = beside.asked;
        counts[`${name}_errors`] = beside.errors;
        must(beside.errors === 0, `${name}: ${beside.errors} of ${beside.asked} good requests failed`);
        must(beside.p99 <= Math.max(2 * quiet.p99, 50), `${name}: p99 ${beside.p99} ms beside ${quiet.p99} ms`);
        await sleep(2000);
    }
    await house.stop();
});
