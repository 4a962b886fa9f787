// SPDX-License-Identifier: Apache-2.0
//
// How many records a second another system can send through the API, durable and matched when the answer
// comes: POST /api/v1/records in calls of some hundreds, from several clients at once, sustained.
//   node feed.mjs PROGRAM CUSTOMERS.csv [--records N] [--call N] [--clients N] [--master FOLDER] [--skip ROWS]
// The master is a new one, or a copy that one makes oneself (--master, with its password in GENBO_PASSWORD).

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { rowsOf } from './csv.mjs';
import { Client, peakMegabytes, readyForLoad, serve } from './load.mjs';
import { percentiles } from './measure.mjs';

const { values: wanted, positionals } = parseArgs({
    allowPositionals: true,
    options: { records: { type: 'string', default: '100000' }, call: { type: 'string', default: '500' },
        clients: { type: 'string', default: '4' }, master: { type: 'string' }, skip: { type: 'string', default: '0' } } });
const [program, csv] = positionals.map((path) => resolve(path));
const [records, size, clients, skip] = [wanted.records, wanted.call, wanted.clients, wanted.skip].map(Number);

const FIELDS = { 氏名: 'name_full', フリガナ: 'kana_full', 生年月日: 'birth_date', 性別: 'gender', 郵便番号: 'postal_code',
    住所: 'address_full', 電話番号: 'phone', メール: 'email', 会社名: 'company' };

// Calls as texts, so that making them is not in the measured time.
async function callsOf(path) {
    const calls = [];
    let batch = [];
    let header;
    let row = 0;
    for await (const line of createInterface({ input: createReadStream(path) })) {
        const [cells] = rowsOf(Buffer.from(line));
        if (!header) { header = cells; continue; }
        if (row++ < skip || !cells) continue;
        const values = header.map((name, i) => ({ field: FIELDS[name], raw: cells[i] ?? '' })).filter(({ field, raw }) => field && raw);
        if (values.length > 0) batch.push({ key: cells[0], values });
        if (batch.length === size) calls.push({ source: 'feed', records: batch.splice(0) });
        if (calls.length * size >= records) break;
    }
    return calls;
}

const cpuSeconds = (pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
};

const folder = wanted.master ?? join(mkdtempSync(join(tmpdir(), 'genbo-feed-')), 'master');
try {
    let password = process.env.GENBO_PASSWORD;
    if (!wanted.master) {
        const made = spawnSync(program, ['init', folder, '--json'], { encoding: 'utf8' });
        if (made.status !== 0) throw new Error(made.stdout + made.stderr);
        password = JSON.parse(made.stdout).one_time_password;
        readyForLoad(join(folder, 'genbo.toml'));
    }
    const calls = await callsOf(csv);
    const { child, port } = await serve(program, folder);
    const client = new Client(port, clients);
    await client.signIn(password);
    const times = [];
    const counts = { new: 0, changed: 0, same: 0, rejected: 0, customers_new: 0, customers_joined: 0 };
    let next = 0;
    const cpu = cpuSeconds(child.pid);
    const begun = performance.now();
    await Promise.all(Array.from({ length: clients }, async () => {
        while (next < calls.length) {
            const call = calls[next++];
            const start = performance.now();
            const { json } = await client.call('POST', '/records', call);
            times.push(performance.now() - start);
            for (const name of Object.keys(counts)) counts[name] += json[name];
        }
    }));
    const seconds = (performance.now() - begun) / 1000;
    const sent = calls.length * size;
    console.log(JSON.stringify({
        records: sent, call: size, clients, seconds: Number(seconds.toFixed(1)), per_second: Math.round(sent / seconds),
        server_cpu_us_per_record: Math.round(((cpuSeconds(child.pid) - cpu) * 1e6) / sent),
        peak_mb: Math.round(peakMegabytes(child.pid)), call_ms: percentiles(times), ...counts }, null, 1));
    client.close();
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
} finally {
    if (!wanted.master) rmSync(resolve(folder, '..'), { recursive: true, force: true });
}
