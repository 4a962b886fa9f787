// SPDX-License-Identifier: Apache-2.0
//
// More than can be answered: wrk with as many connections as give the most, then with five times as
// many and with twenty times as many, which is more than there are places.  What is beyond is turned
// away (429, 503) or waits; at least 80 % of the best is still answered, memory stays bounded, and
// afterwards all is as before.  On a machine that has other work to do, seconds say little: then 80 %
// of the answers for each second of CPU that the server had, and no standing still, will do.  Once more with five times as many while nobody reads the log, which
// must not stop anything.
//   node overload.mjs PROGRAM [SECONDS=10]

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { at, fault, genbo, House, must, newMaster, wanted, writeRows } from './common.mjs';
import { importArgs } from './imports.mjs';

const PASSWORD = 'correct horse battery staple 7';

await fault('overload', async (counts) => {
    const seconds = wanted(10);
    const password = newMaster('m');
    writeRows('rows.csv', 500);
    genbo(importArgs('rows.csv', 500));
    const house = await new House('m').start();
    await house.signIn(password, PASSWORD);
    const number = (await house.ask('POST', '/customers/search', { text: '佐藤 第0号', limit: 1 })).json;
    const path = `/api/v1/customers/${(number.customers ?? number.items ?? number.results)[0].number}`;
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${house.child.pid}/status`, 'utf8'))[1]) / 1024;
    writeFileSync(at('count.lua'), `
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() good, shed, bad = 0, 0, 0 end
function response(status)
    if status == 200 then good = good + 1 elseif status == 429 or status == 503 then shed = shed + 1 else bad = bad + 1 end
end
function done(summary)
    local g, s, b = 0, 0, 0
    for _, t in ipairs(threads) do g, s, b = g + t:get("good"), s + t:get("shed"), b + t:get("bad") end
    print(string.format("COUNT %d %d %d %d", g, s, b, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end`);
    const words = (connections) => ['-t2', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', at('count.lua'), '-H', `Cookie: ${house.cookie}`, house.base + path];
    const cpuSeconds = () => readFileSync(`/proc/${house.child.pid}/stat`, 'utf8').split(' ').slice(13, 15).reduce((a, b) => a + Number(b), 0) / 100;
    let cpuBefore = 0;
    const counted = (out) => {
        const [, good, shed, bad, errors] = /COUNT (\d+) (\d+) (\d+) (\d+)/.exec(out).map(Number);
        return { perSecond: good / seconds, perCpuSecond: good / (cpuSeconds() - cpuBefore), shed, bad, errors };
    };
    const load = (connections) => new Promise((done) => {
        cpuBefore = cpuSeconds();
        const wrk = spawn('wrk', words(connections), { stdio: ['ignore', 'pipe', 'ignore'] });
        let out = '';
        wrk.stdout.on('data', (data) => (out += data));
        wrk.on('close', () => done(counted(out)));
    });
    // While this waits, nobody reads what the server says.
    const loadUnread = (connections) => {
        cpuBefore = cpuSeconds();
        return counted(spawnSync('wrk', words(connections)).stdout.toString());
    };
    await load(4);
    const before = memory();
    // In turns, and the best of each: what else the machine does comes and goes.
    const best = {};
    const bestOfCpu = {};
    const shed = {};
    const run = async (name, measured) => {
        const found = await measured;
        must(found.bad === 0, `${name}: ${found.bad} answers were neither 200 nor 429 nor 503`);
        best[name] = Math.max(best[name] ?? 0, Math.round(found.perSecond));
        bestOfCpu[name] = Math.max(bestOfCpu[name] ?? 0, Math.round(found.perCpuSecond));
        shed[name] = (shed[name] ?? 0) + found.shed;
    };
    for (let round = 0; round < 3; round += 1) {
        await run('few', load(16));
        await run('most', load(64));
        await run('five_times', load(320));
        await run('twenty_times', load(1280));
        await run('five_times_log_unread', loadUnread(320));
    }
    Object.assign(counts, { good_per_second: best, good_per_cpu_second: bestOfCpu, turned_away: shed });
    counts.memory_before_mib = Math.round(before);
    counts.memory_after_mib = Math.round(memory());
    const part = (of, name) => of[name] / Math.max(of.few, of.most);
    for (const name of ['five_times', 'twenty_times', 'five_times_log_unread'])
        must(part(best, name) >= 0.8 || (part(bestOfCpu, name) >= 0.8 && part(best, name) >= 0.4),
            `${name}: ${best[name]} a second, ${bestOfCpu[name]} a second of CPU`);
    must(memory() <= before + 256, `memory grew from ${before} to ${memory()} MiB`);
    must((await house.ask('GET', '/home')).status === 200, 'afterwards it does not answer');
    must((await house.stop()).code === 0, 'it did not end in peace');
});
