// SPDX-License-Identifier: Apache-2.0
//
// Finding and looking at customers in a large master: what people type, as it stands in the file and with
// one mistake in it; customer pages; and how long the looks through the whole register take that a server
// makes by itself (contradictions, values that could be better).
//   node find.mjs PROGRAM MASTER CUSTOMERS.csv [--rows N] [--kind N] [--surveys]
// MASTER is a copy that may change; CUSTOMERS.csv is what was imported into it. GENBO_PASSWORD is the
// password of its admin, one-time or not; the settings second_factor = [] and customers_per_hour = 0 are in its genbo.toml.
//
// CPU is that of the server's process, by the call; milliseconds are at the client.

import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { rowsOf } from './csv.mjs';
import { Client, PASSWORD, peakMegabytes, serve } from './load.mjs';
import { percentiles } from './measure.mjs';

const { values: wanted, positionals } = parseArgs({
    allowPositionals: true,
    options: { rows: { type: 'string', default: '1000000' }, kind: { type: 'string', default: '200' }, surveys: { type: 'boolean', default: false } } });
const [program, master, csv] = positionals.map((path) => resolve(path));
const [inFile, perKind] = [wanted.rows, wanted.kind].map(Number);

const round = (value, digits = 1) => Number(value.toFixed(digits));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function cpuSeconds(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Rows spread over the whole file.
async function someRows() {
    const rows = [];
    const step = Math.max(1, Math.floor(inFile / (perKind * 6)));
    let header;
    let at = 0;
    for await (const line of createInterface({ input: createReadStream(csv), crlfDelay: Infinity })) {
        if (!header) [header] = rowsOf(Buffer.from(line));
        else if (at++ % step === 0) {
            const [cells] = rowsOf(Buffer.from(line));
            if (cells) rows.push(Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
        }
    }
    return rows;
}

// One character in the middle becomes another of its kind.
function mistaken(text, others) {
    const letters = [...text];
    for (let i = Math.floor(letters.length / 2); i < letters.length; i += 1) {
        const place = others.indexOf(letters[i]);
        if (place < 0) continue;
        letters[i] = others[(place + 3) % others.length];
        return letters.join('');
    }
    return undefined;
}

const KANA = [...'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ'];
const DIGITS = [...'0123456789'];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

function searches(rows) {
    const column = (name, fits = () => true) => rows.map((row) => row[name]).filter((value) => value && fits(value)).slice(0, perKind);
    const full = column('フリガナ', (text) => /^[ァ-ヶー 　]+$/.test(text));
    const phones = column('電話番号', (text) => /^0[0-9]{9,10}$/.test(text));
    const mails = column('メール', (text) => /^[a-z]/.test(text));
    const wrong = (texts, others) => texts.map((text) => mistaken(text, others)).filter(Boolean);
    return {
        name: column('氏名'), kana: column('フリガナ'), phone: column('電話番号'), email: column('メール'), address: column('住所'),
        surname: column('氏名').map((name) => name.split(/[\s　]/)[0]).filter((name) => name.length > 1),
        'kana, one mistake': wrong(full, KANA), 'phone, one mistake': wrong(phones, DIGITS), 'email, one mistake': wrong(mails, LETTERS),
    };
}

async function measure(child, jobs, clients) {
    const times = [];
    let next = 0;
    const before = cpuSeconds(child.pid);
    await Promise.all(Array.from({ length: clients }, async () => {
        while (next < jobs.length) {
            const job = jobs[next++];
            const begun = performance.now();
            await job();
            times.push(performance.now() - begun);
        }
    }));
    const { n, p50, p95, p99, max } = percentiles(times);
    return { n, cpu_ms: round((cpuSeconds(child.pid) - before) * 1000 / n), p50: round(p50), p95: round(p95), p99: round(p99), max: round(max) };
}

// Until both have been made by this server; nobody else asks anything.
async function surveys(child, client) {
    const begun = { cpu: cpuSeconds(child.pid), time: performance.now(), at: new Date().toISOString() };
    const found = {};
    while (!found.conflicts || !found.cleansing) {
        await pause(2000);
        const now = { wall_s: Math.round((performance.now() - begun.time) / 1000), cpu_s: round(cpuSeconds(child.pid) - begun.cpu) };
        const conflicts = (await client.call('GET', '/conflicts?limit=1')).json;
        if (!found.conflicts && conflicts.surveyed_at > begun.at) found.conflicts = { ...now, found: conflicts.found };
        const { survey } = (await client.call('GET', '/cleansing/proposals?limit=1')).json;
        if (!found.cleansing && survey?.at > begun.at) found.cleansing = { ...now, survey };
        if (now.wall_s > 3000) break;
    }
    return { ...found, peak_mb: Math.round(peakMegabytes(child.pid)) };
}

const rows = await someRows();
const { child, port, ready_s } = await serve(program, master);
try {
    const client = new Client(port, 4);
    const signed = await client.call('POST', '/session', { name: 'admin', password: process.env.GENBO_PASSWORD });
    client.enter(signed);
    if (signed.json.must_change_password)
        client.enter(await client.call('POST', '/session/password', { current: process.env.GENBO_PASSWORD, next: PASSWORD }));
    const about = { ready_s: round(ready_s), ready_cpu_s: round(cpuSeconds(child.pid)), mb: Math.round(peakMegabytes(child.pid)) };
    console.log(JSON.stringify(about));
    if (wanted.surveys) console.log(JSON.stringify(await surveys(child, client)));
    let hits = 0;
    const find = (text) => async () => {
        hits += (await client.call('POST', '/customers/search', { text, limit: 20 })).json.items.length > 0 ? 1 : 0;
    };
    const numbers = [];
    for (const text of searches(rows).name)
        numbers.push(...(await client.call('POST', '/customers/search', { text, limit: 1 })).json.items.map((hit) => hit.number));
    const told = (name, figures) => console.log(`  ${name} ${JSON.stringify(figures)}`);
    told('customer page', await measure(child, numbers.map((number) => () => client.call('GET', `/customers/${number}`)), 1));
    const all = searches(rows);
    for (const [name, texts] of Object.entries(all)) {
        hits = 0;
        const figures = await measure(child, texts.map(find), 1);
        told(name, { ...figures, found: hits });
    }
    const mixed = (kinds) => kinds.flatMap((kind) => all[kind].slice(0, 50));
    const exact = ['name', 'kana', 'phone', 'email', 'address', 'surname'];
    const wrong = Object.keys(all).filter((kind) => !exact.includes(kind));
    for (const [name, kinds] of [['all exact', exact], ['all with one mistake', wrong]])
        for (const clients of [1, 4]) told(`${name}, ${clients} at once`, await measure(child, mixed(kinds).map(find), clients));
    console.log(JSON.stringify({ peak_mb: Math.round(peakMegabytes(child.pid)) }));
    client.close();
} finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
}
