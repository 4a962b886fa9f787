// SPDX-License-Identifier: Apache-2.0
//
// More than can be answered: wrk with as many connections as give the most, then with five times as
// many.  What is beyond is turned away (429, 503) or waits; at least 80 % of the best is still
// answered, memory stays bounded, and afterwards all is as before.
//   node overload.mjs PROGRAM [SECONDS=10]

import { spawnSync } from 'node:child_process';
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
    const load = (connections) => {
        const out = spawnSync('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', at('count.lua'), '-H', `Cookie: ${house.cookie}`, house.base + path]).stdout.toString();
        const [, good, shed, bad, errors] = /COUNT (\d+) (\d+) (\d+) (\d+)/.exec(out).map(Number);
        return { perSecond: good / seconds, shed, bad, errors };
    };
    const before = memory();
    load(4);
    const best = [4, 16, 64].map(load).reduce((a, b) => (a.perSecond > b.perSecond ? a : b));
    const over = load(320);
    counts.best_per_second = Math.round(best.perSecond);
    counts.overloaded_per_second = Math.round(over.perSecond);
    counts.shed = over.shed;
    counts.other_answers = over.bad;
    counts.memory_before_mib = Math.round(before);
    counts.memory_after_mib = Math.round(memory());
    must(over.bad === 0, `${over.bad} answers were neither 200 nor 429 nor 503`);
    must(over.perSecond >= 0.8 * best.perSecond, `${over.perSecond} a second of ${best.perSecond}`);
    must((await house.ask('GET', '/home')).status === 200, 'afterwards it does not answer');
    must((await house.stop()).code === 0, 'it did not end in peace');
});
