// SPDX-License-Identifier: Apache-2.0
//
// What taking a whole import back costs, and how long everybody else waits meanwhile: the rows of a file go
// alternately into two imports of two sources, and the second is undone while one client searches and
// another sends records, one after the other.
//   node undo.mjs PROGRAM CUSTOMERS.csv

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Client, peakMegabytes, readyForLoad, serve } from './load.mjs';
import { percentiles } from './measure.mjs';

const [program, csv] = process.argv.slice(2).map((path) => resolve(path));
const work = mkdtempSync(join(tmpdir(), 'genbo-undo-'));
const master = join(work, 'master');

function genbo(...args) {
    const done = spawnSync(program, [...args, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`genbo ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    return JSON.parse(done.stdout);
}

const cpuSeconds = (pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
};
const logMegabytes = () => readdirSync(master).filter((name) => name.endsWith('-wal'))
    .reduce((sum, name) => sum + statSync(join(master, name)).size, 0) / 2 ** 20;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Milliseconds of one call after the other, for as long as `going`.
async function each(going, call) {
    const times = [];
    while (going()) {
        const begun = performance.now();
        await call();
        times.push(performance.now() - begun);
        await pause(20);
    }
    return times;
}

try {
    // Made-up customers have no line breaks within a cell.
    const [header, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\n');
    const parts = ['a', 'b'].map((name, i) => {
        const path = join(work, `${name}.csv`);
        writeFileSync(path, `${[header, ...rows.filter((_, at) => at % 2 === i)].join('\n')}\n`);
        return path;
    });
    const password = genbo('init', master).one_time_password;
    readyForLoad(join(master, 'genbo.toml'));
    parts.forEach((path, i) => genbo('import', '--dir', master, '--source', ['first', 'second'][i], path));

    const { child, port } = await serve(program, master);
    const [staff, caller] = [new Client(port, 4), new Client(port, 4)];
    await staff.signIn(password);
    caller.headers = staff.headers;
    const undoer = new Client(port, 1);
    undoer.headers = { ...staff.headers, 'idempotency-key': randomUUID() };
    let sent = 0;
    const search = () => staff.call('POST', '/customers/search', { text: ['佐藤', '鈴木', '高橋', '田中'][sent % 4], limit: 30 });
    const send = () => caller.call('POST', '/records', { source: 'feed', records: [{ key: `U-${++sent}`, values: [
        { field: 'name_full', raw: `試験 ${sent}郎` }, { field: 'email', raw: `u${sent}@example.jp` }] }] });
    const during = async (going) => {
        const [searches, writes] = await Promise.all([each(going, search), each(going, send)]);
        return { search_ms: percentiles(searches), write_ms: percentiles(writes) };
    };
    const quietUntil = performance.now() + 5000;
    const quiet = await during(() => performance.now() < quietUntil);

    const { items } = (await staff.call('GET', '/imports?limit=10')).json;
    const { id, new: added } = items.find((one) => one.source === 'second');
    const before = { cpu: cpuSeconds(child.pid), peak: peakMegabytes(child.pid) };
    let over = false;
    let log = 0;
    const begun = performance.now();
    // Its answer comes when the writer is through.
    const undoing = undoer.call('POST', `/imports/${id}/undo`);
    const waiting = during(() => !over);
    await undoing;
    let state = 'undoing';
    while (state === 'undoing' || state === 'done') {
        await pause(100);
        log = Math.max(log, logMegabytes());
        state = (await staff.call('GET', `/imports/${id}`)).json.state;
    }
    const seconds = (performance.now() - begun) / 1000;
    over = true;
    const beside = await waiting;
    console.log(JSON.stringify({
        records_undone: added, rows_beside: Math.ceil(rows.length / 2), state, seconds: Number(seconds.toFixed(1)),
        server_cpu_s: Number((cpuSeconds(child.pid) - before.cpu).toFixed(1)), peak_mb_before: Math.round(before.peak),
        peak_mb: Math.round(peakMegabytes(child.pid)), log_mb: Math.round(log), quiet, beside }, null, 1));
    for (const client of [staff, caller, undoer]) client.close();
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
} finally {
    rmSync(work, { recursive: true, force: true });
}
